"""Pack two bare pose networks into the bundle that MediaPipe's Tasks API opens.

A bundle is a stored (uncompressed) zip of a detector and a landmark network. MediaPipe refuses a network that does
not say how its input picture is scaled, and the networks of older wheels do not; so that is written into them here.
"""

import io
import struct
import zipfile
from typing import Any

import flatbuffers
import numpy as np
from mediapipe.tasks.metadata import metadata_schema_py_generated as metadata_schema
from mediapipe.tasks.metadata import schema_py_generated as tflite_schema

DETECTOR_MEMBER = "pose_detector.tflite"
LANDMARKS_MEMBER = "pose_landmarks_detector.tflite"

# (pixel - mean) / std is what each network was trained on: -1..1 for the detector, 0..1 for the landmarks.
DETECTOR_SCALING = (127.5, 127.5)
LANDMARKS_SCALING = (0.0, 255.0)

_METADATA_NAME = b"TFLITE_METADATA"
_TFLITE_IDENTIFIER = b"TFL3"
_METADATA_IDENTIFIER = b"M001"
_ZIP_HEADER, _EXTRA_HEADER = 30, 4  # bytes before a member's name, and before an extra field's content
_EXTRA_PADDING = 0xD935  # the id that Android's zipalign uses for padding
_FIXED_DATE = (1980, 1, 1, 0, 0, 0)  # so that the same networks give the same bundle, to the byte


def pack_bundle(detector: bytes, landmarks: bytes) -> bytes:
    """Return a pose landmarker bundle made of two bare TFLite networks."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as bundle:
        for name, network, scaling in (
            (DETECTOR_MEMBER, detector, DETECTOR_SCALING),
            (LANDMARKS_MEMBER, landmarks, LANDMARKS_SCALING),
        ):
            member = zipfile.ZipInfo(name, _FIXED_DATE)
            member.extra = _padding(archive.tell() + len(name))
            bundle.writestr(member, with_input_scaling(network, *scaling))
    return archive.getvalue()


def _padding(end_of_name: int) -> bytes:
    """Return an extra field that lets the member's content begin at a multiple of 16, ready to be mapped."""
    length = -(end_of_name + _ZIP_HEADER + _EXTRA_HEADER) % 16
    return struct.pack("<HH", _EXTRA_PADDING, length) + bytes(length)


def with_input_scaling(network: bytes, mean: float, std: float) -> bytes:
    """Return the network with metadata that says its input is (pixel - mean) / std."""
    model = tflite_schema.ModelT.InitFromObj(tflite_schema.Model.GetRootAsModel(network, 0))
    entry = tflite_schema.MetadataT()
    entry.name, entry.buffer = _METADATA_NAME, len(model.buffers)
    buffer = tflite_schema.BufferT()
    buffer.data = np.frombuffer(_image_metadata(mean, std), np.uint8)
    model.buffers.append(buffer)
    for buffer in model.buffers:
        buffer.__class__ = _AlignedBuffer
    model.metadata = [*(model.metadata or []), entry]
    return _finish(model, _TFLITE_IDENTIFIER)


class _AlignedBuffer(tflite_schema.BufferT):  # type: ignore[misc]
    """A buffer packed as the schema asks (force_align: 16), which the generated Python leaves out."""

    def Pack(self, builder: flatbuffers.Builder) -> int:  # noqa: N802 (the generated name)
        content = None if self.data is None else _aligned_vector(builder, bytes(self.data))
        tflite_schema.BufferStart(builder)
        if content is not None:
            tflite_schema.BufferAddData(builder, content)
        return int(tflite_schema.BufferEnd(builder))


def _aligned_vector(builder: flatbuffers.Builder, content: bytes) -> int:
    builder.StartVector(1, len(content), 16)
    builder.head -= len(content)
    builder.Bytes[builder.head : builder.head + len(content)] = content
    return int(builder.EndVector())


def _image_metadata(mean: float, std: float) -> bytes:
    options = metadata_schema.NormalizationOptionsT()
    options.mean, options.std = [mean], [std]
    unit = metadata_schema.ProcessUnitT()
    unit.optionsType, unit.options = metadata_schema.ProcessUnitOptions.NormalizationOptions, options
    tensor = metadata_schema.TensorMetadataT()
    tensor.name, tensor.processUnits = "image", [unit]
    graph = metadata_schema.SubGraphMetadataT()
    graph.inputTensorMetadata = [tensor]
    metadata = metadata_schema.ModelMetadataT()
    metadata.subgraphMetadata = [graph]
    return _finish(metadata, _METADATA_IDENTIFIER)


def _finish(root: Any, identifier: bytes) -> bytes:
    builder = flatbuffers.Builder(0)
    builder.Finish(root.Pack(builder), file_identifier=identifier)
    return bytes(builder.Output())
