"""Providing the pose model: offline, checked, never half a file."""

import hashlib
import json
import socket
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import flatbuffers
import pytest
from mediapipe.tasks.metadata import schema_py_generated as tflite
from vision_parts import QuietHandler, package_index_answers, web_server

from station.errors import ModelError
from station.vision.bundle import pack_bundle
from station.vision.model_sources import DETECTOR_IN_WHEEL, KNOWN, LANDMARKS_IN_WHEEL, Known
from station.vision.model_store import model_path, provide, require

FULL, LITE = b"the official full bundle" * 5000, b"the official lite bundle"


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def network(description: str) -> bytes:
    """Return a TFLite network that computes nothing: small, but a real one."""
    model = tflite.ModelT()
    model.version, model.description, model.buffers, model.subgraphs = 3, description, [tflite.BufferT()], []
    builder = flatbuffers.Builder(0)
    builder.Finish(model.Pack(builder), file_identifier=b"TFL3")
    return bytes(builder.Output())


DETECTOR, LANDMARKS = network("detector"), network("landmarks")
SMALL = Known(
    address="http://127.0.0.1:9",  # nobody listens here
    official={"full": sha256(FULL), "lite": sha256(LITE)},
    detector=sha256(DETECTOR),
    landmarks=sha256(LANDMARKS),
    packed=sha256(pack_bundle(DETECTOR, LANDMARKS)),
)


class Google(QuietHandler):
    """Serves the two bundles where Google has them."""

    bundles: ClassVar = {"full": FULL, "lite": LITE}
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        name = self.path.split("/")[1].removeprefix("pose_landmarker_")
        self.send_response(200)
        self.send_header("Content-Length", str(len(self.bundles[name])))
        self.end_headers()
        self.wfile.write(self.bundles[name])


class HotelPortal(Google):
    """Answers everything with its log-in page."""

    bundles = dict.fromkeys(("full", "lite"), b"<html>Welcome! Room number?</html>")


@pytest.fixture(autouse=True)
def offline(monkeypatch, tmp_path):
    """Keep pip to an empty folder."""
    (tmp_path / "wheels").mkdir()
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "wheels"))


def write_wheel(folder: Path, landmarks: bytes = LANDMARKS) -> Path:
    path = folder / "mediapipe-0.10.21-cp311-cp311-manylinux_2_28_x86_64.whl"
    about = "mediapipe-0.10.21.dist-info"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr(DETECTOR_IN_WHEEL, DETECTOR)
        wheel.writestr(LANDMARKS_IN_WHEEL, landmarks)
        wheel.writestr(f"{about}/METADATA", "Metadata-Version: 2.1\nName: mediapipe\nVersion: 0.10.21\n")
        wheel.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nTag: cp311-cp311-manylinux_2_28_x86_64\n")
        wheel.writestr(f"{about}/RECORD", "")
    return path


@pytest.mark.parametrize(("name", "content"), [("full", FULL), ("lite", LITE)])
def test_the_official_bundle_is_fetched_once_and_kept(tmp_path, name, content):
    with web_server(Google) as address:
        known = replace(SMALL, address=address)
        path = provide(tmp_path, name, known=known)
        Google.asked.clear()
        assert provide(tmp_path, name, known=known) == require(tmp_path, name) == path
        assert Google.asked == []
    assert path.read_bytes() == content
    note = json.loads(path.with_suffix(".json").read_text())
    assert (note["sha256"], note["origin"]) == (sha256(content), known.url(name))
    assert sorted(file.name for file in path.parent.iterdir()) == [
        f"pose_landmarker_{name}.{end}" for end in ("json", "task")
    ]


def test_what_is_not_the_model_is_refused_and_nothing_is_kept(tmp_path):
    with web_server(HotelPortal) as address, pytest.raises(ModelError, match="lite pose model could not be had"):
        provide(tmp_path, "lite", known=replace(SMALL, address=address))
    assert not (tmp_path / "models").exists()


def test_where_google_can_not_be_reached_the_networks_of_the_wheel_are_packed(tmp_path):
    write_wheel(tmp_path / "wheels")
    path = provide(tmp_path, "full", known=SMALL)
    with zipfile.ZipFile(path) as bundle:
        assert bundle.namelist() == ["pose_detector.tflite", "pose_landmarks_detector.tflite"]
    assert sha256(path.read_bytes()) == SMALL.packed
    assert "mediapipe==0.10.21" in path.with_suffix(".json").read_text()


def test_a_wheel_with_another_network_in_it_is_refused(tmp_path):
    write_wheel(tmp_path / "wheels", landmarks=network("something else"))
    with pytest.raises(ModelError, match="no pose model that this program knows"):
        provide(tmp_path, "full", known=SMALL)


def test_without_any_network_one_sentence_gives_the_two_ways_out(tmp_path, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as server:
        nobody = f"http://127.0.0.1:{server.getsockname()[1]}"
    monkeypatch.delenv("PIP_NO_INDEX")
    monkeypatch.setenv("PIP_INDEX_URL", f"{nobody}/simple")
    with pytest.raises(ModelError, match=r"run `station model`, or .* `station model --from FILE`") as caught:
        provide(tmp_path, "full", known=replace(SMALL, address=nobody))
    assert "neither" in str(caught.value)


def test_nothing_is_fetched_when_the_model_is_only_asked_for(tmp_path):
    with pytest.raises(ModelError, match=r"no pose model \(full\) on this machine yet.*--from FILE"):
        require(tmp_path, "full")


@pytest.mark.parametrize("damage", ["cut", "changed", "note gone", "note broken"])
def test_a_damaged_model_is_found_at_the_start_and_mended_by_the_next_fetch(tmp_path, damage):
    with web_server(Google) as address:
        known = replace(SMALL, address=address)
        path = provide(tmp_path, "full", known=known)
        if damage == "cut":
            path.write_bytes(FULL[:100])
        elif damage == "changed":
            path.write_bytes(FULL[:-1] + b"!")
        elif damage == "note gone":
            path.with_suffix(".json").unlink()
        else:
            path.with_suffix(".json").write_text("{")
        with pytest.raises(ModelError, match="is damaged"):
            require(tmp_path, "full")
        assert provide(tmp_path, "full", known=known).read_bytes() == FULL
        require(tmp_path, "full")


def carry(tmp_path: Path, content: bytes, name: str = "full") -> Path:
    stick = tmp_path / "stick.bin"
    stick.write_bytes(content)
    return provide(tmp_path / "data", name, from_file=stick, known=SMALL)


def test_official_bundles_packed_bundles_and_the_wheel_can_be_carried_on_a_stick(tmp_path):
    packed = pack_bundle(DETECTOR, LANDMARKS)
    assert carry(tmp_path, FULL).read_bytes() == FULL
    assert carry(tmp_path, LITE, "lite").read_bytes() == LITE
    assert carry(tmp_path, packed).read_bytes() == packed
    assert carry(tmp_path, write_wheel(tmp_path).read_bytes()).read_bytes() == packed
    assert require(tmp_path / "data", "full") == model_path(tmp_path / "data", "full")


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"a letter", "full", "no pose model that this program knows"),
        (b"a letter", "lite", "no lite pose model that this program knows"),
        (FULL[:-1], "full", "no pose model that this program knows"),
        (LITE, "full", "is the lite pose model, and full is asked for"),
        (pack_bundle(LANDMARKS, DETECTOR), "full", "no pose model that this program knows"),
    ],
)
def test_anything_else_on_the_stick_is_refused_in_words(tmp_path, content, name, words):
    with pytest.raises(ModelError, match=words):
        carry(tmp_path, content, name)
    assert not (tmp_path / "data").exists()


def test_a_stick_without_the_file_is_said_so(tmp_path):
    with pytest.raises(ModelError, match="can not be read: No such file"):
        provide(tmp_path, "full", from_file=tmp_path / "none.task", known=SMALL)


def test_a_data_folder_that_can_not_be_written_is_said_so(tmp_path):
    (tmp_path / "data").write_text("a file where the folder should be")
    with pytest.raises(ModelError, match="can not be kept in"):
        carry(tmp_path, FULL)


def test_the_real_networks_of_the_real_wheel_make_the_bundle_that_is_known(tmp_path, monkeypatch):
    for name in ("PIP_NO_INDEX", "PIP_CONFIG_FILE", "PIP_FIND_LINKS"):
        monkeypatch.delenv(name)
    if not package_index_answers():
        pytest.skip("the package index can not be reached")
    path = provide(tmp_path, "full", known=replace(KNOWN, address=SMALL.address))
    assert sha256(path.read_bytes()) == KNOWN.packed
