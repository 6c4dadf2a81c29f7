"""Packing two bare networks into a bundle."""

import io
import zipfile

import flatbuffers
import numpy as np
import pytest
from mediapipe.tasks.metadata import metadata_schema_py_generated as metadata_schema
from mediapipe.tasks.metadata import schema_py_generated as tflite

from station.vision.bundle import (
    DETECTOR_MEMBER,
    DETECTOR_SCALING,
    LANDMARKS_MEMBER,
    LANDMARKS_SCALING,
    pack_bundle,
    with_input_scaling,
)

WEIGHTS = bytes(range(200))


@pytest.fixture(scope="module")
def network() -> bytes:
    weights = tflite.BufferT()
    weights.data = np.frombuffer(WEIGHTS, np.uint8)
    model = tflite.ModelT()
    model.version, model.buffers, model.subgraphs = 3, [tflite.BufferT(), weights], []
    builder = flatbuffers.Builder(0)
    builder.Finish(model.Pack(builder), file_identifier=b"TFL3")
    return bytes(builder.Output())


def read_scaling(network: bytes) -> tuple[float, float]:
    model = tflite.ModelT.InitFromObj(tflite.Model.GetRootAsModel(network, 0))
    entry = next(entry for entry in model.metadata if entry.name == b"TFLITE_METADATA")
    content = bytes(model.buffers[entry.buffer].data)
    about = metadata_schema.ModelMetadataT.InitFromObj(metadata_schema.ModelMetadata.GetRootAs(content, 0))
    options = about.subgraphMetadata[0].inputTensorMetadata[0].processUnits[0].options
    return options.mean[0], options.std[0]


def test_a_network_says_how_its_picture_is_scaled_and_keeps_its_weights(network):
    told = with_input_scaling(network, 127.5, 127.5)
    assert read_scaling(told) == (127.5, 127.5)
    assert bytes(tflite.ModelT.InitFromObj(tflite.Model.GetRootAsModel(told, 0)).buffers[1].data) == WEIGHTS


def test_weights_lie_where_a_processor_can_use_them_in_place(network):
    assert with_input_scaling(network, 0.0, 255.0).index(WEIGHTS) % 16 == 0


def test_a_bundle_holds_both_networks_stored_and_aligned(network):
    content = pack_bundle(network, network)
    with zipfile.ZipFile(io.BytesIO(content)) as bundle:
        assert read_scaling(bundle.read(DETECTOR_MEMBER)) == DETECTOR_SCALING
        assert read_scaling(bundle.read(LANDMARKS_MEMBER)) == LANDMARKS_SCALING
        for member in bundle.infolist():
            assert member.compress_type == zipfile.ZIP_STORED
            assert content.index(bundle.read(member)) % 16 == 0


def test_the_same_networks_give_the_same_bundle(network):
    assert pack_bundle(network, network) == pack_bundle(network, network)
