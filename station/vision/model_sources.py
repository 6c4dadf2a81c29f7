"""Where a pose model can be had: Google's address, a wheel of the Python package index, a file on a stick.

Whatever comes is known by its SHA-256 before it is used; nothing is taken on trust.
"""

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from station.errors import ModelError
from station.vision.bundle import pack_bundle

PACKABLE = "full"  # the wheel holds the networks of this model only
DETECTOR_IN_WHEEL = "mediapipe/modules/pose_detection/pose_detection.tflite"
LANDMARKS_IN_WHEEL = "mediapipe/modules/pose_landmark/pose_landmark_full.tflite"

_WHEEL = "mediapipe==0.10.21"  # the last release that carries its networks
_PIP_DOWNLOAD = ("download", "--no-deps", "--only-binary=:all:", "--python-version", "3.11", "--platform")
_PIP_PLATFORM = "manylinux_2_28_x86_64"  # the networks are the same for every machine
_PIP_PATIENCE = ("--retries", "1", "--timeout", "10")  # seconds, not pip's minutes, to find that there is no network


@dataclass(frozen=True, slots=True)
class Known:
    """What the models are, each by its SHA-256, and the address of the official ones."""

    address: str
    official: Mapping[str, str]
    """Name to hash of the bundles at the address."""
    detector: str
    landmarks: str
    packed: str
    """The bundle that `pack_bundle` makes of those two networks, on every machine alike."""

    def url(self, name: str) -> str:
        return f"{self.address}/pose_landmarker_{name}/float16/latest/pose_landmarker_{name}.task"


KNOWN = Known(
    address="https://storage.googleapis.com/mediapipe-models/pose_landmarker",
    official={
        "lite": "59929e1d1ee95287735ddd833b19cf4ac46d29bc7afddbbf6753c459690d574a",
        "full": "4eaa5eb7a98365221087693fcc286334cf0858e2eb6e15b506aa4a7ecdcec4ad",
        "heavy": "64437af838a65d18e5ba7a0d39b465540069bc8aae8308de3e318aad31fcbc7b",
    },
    detector="9ba9dd3d42efaaba86b4ff0122b06f29c4122e756b329d89dca1e297fd8f866c",
    landmarks="e9a5c5cb17f736fafd4c2ec1da3b3d331d6edbe8a0d32395855aeb2cdfd64b9f",
    packed="da09bdba30b7b795d9de775a0e5d330fdd2653c93784251088cafad80c01182c",
)


@dataclass(frozen=True, slots=True)
class Found:
    """A model and where it came from."""

    content: bytes
    origin: str


def fetch(name: str, known: Known) -> Found:
    """Return a model from the network: Google's address, else (full only) the package index. Raises ModelError."""
    try:
        return Found(_download(name, known), known.url(name))
    except (OSError, ValueError) as error:  # no way there; something else than the model at the end of it
        if name != PACKABLE:
            raise ModelError(
                f"The {name} pose model could not be had from {known.address} ({type(error).__name__}). Connect this "
                f"machine to the internet and try again, bring the file: `station model --from FILE`, or use the "
                f"{PACKABLE} one."
            ) from None
    return _from_index(known)


def carried(file: Path, name: str, known: Known) -> Found:
    """Return the model in a file from elsewhere: a bundle known by its hash, or the wheel. Raises ModelError."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise ModelError(f"{file} can not be read: {error.strerror}.") from None
    bundles = {sha256: model for model, sha256 in known.official.items()} | {known.packed: PACKABLE}
    model = bundles.get(_sha256(content))
    if model == name:
        return Found(content, str(file))
    if model:
        raise ModelError(f"{file} is the {model} pose model, and {name} is asked for. Bring that, or set pose.model.")
    if name != PACKABLE:
        raise ModelError(f"{file} is no {name} pose model that this program knows. Bring the official one.")
    return _from_wheel(file, str(file), known)


def _download(name: str, known: Known) -> bytes:
    from station.vision.model_download import download  # noqa: PLC0415 (once in a station's life)

    return download(known.url(name), known.official[name], f"Pose model ({name})")


def _from_index(known: Known) -> Found:
    with tempfile.TemporaryDirectory() as folder:
        options = (*_PIP_DOWNLOAD, _PIP_PLATFORM, *_PIP_PATIENCE, "--dest", folder, _WHEEL)
        # pip's own progress bar goes to standard error; its complaints are kept for our own sentence.
        pip = subprocess.run([sys.executable, "-m", "pip", *options], stdout=2, stderr=subprocess.PIPE, check=False)
        wheels = list(Path(folder).glob("*.whl"))
        if pip.returncode or not wheels:
            complaint = pip.stderr.decode(errors="replace").strip().splitlines() or ["nothing"]
            raise ModelError(
                "There is no pose model on this machine, and neither Google's address nor the Python package index "
                "gave one. Connect to the internet once and run `station model`, or bring the file on a stick and "
                f"run `station model --from FILE`. (pip said: {complaint[-1]})"
            )
        return _from_wheel(wheels[0], f"the networks of {_WHEEL}, Python package index", known)


def _from_wheel(wheel: Path, origin: str, known: Known) -> Found:
    try:
        with zipfile.ZipFile(wheel) as archive:
            detector, landmarks = archive.read(DETECTOR_IN_WHEEL), archive.read(LANDMARKS_IN_WHEEL)
    except (zipfile.BadZipFile, KeyError, OSError):
        detector = landmarks = b""
    if (_sha256(detector), _sha256(landmarks)) != (known.detector, known.landmarks):
        raise ModelError(
            f"{wheel} is no pose model that this program knows. Bring an official pose_landmarker .task file, one "
            f"that `station model` made on another machine, or the {_WHEEL} wheel."
        )
    return Found(pack_bundle(detector, landmarks), origin)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
