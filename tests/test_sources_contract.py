"""Every source of frames keeps the same promises; picamera2 and usb where there is a camera (else: `make platform`)."""

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
import sources_contract as contract
from vision_parts import QuietHandler, jpeg, web_server, write_clip

from station.assembly import open_frames
from station.errors import SourceError
from station.model import Pose, Setup, Sighting, View
from station.posestream import PoseWriter
from station.settings_file import load_settings
from station.vision.recorded import RecordedSource
from station.vision.video import VideoSource
from station.vision.virtual.source import VirtualSource

HOUR_TICKS = 30 * 3600


class Recorded(RecordedSource):
    """A recording's sightings, called frames."""

    def frames(self) -> Iterator[Sighting]:
        return self.sightings()


@pytest.fixture(params=[True, False], ids=["paced", "unpaced"])
def paced(request: pytest.FixtureRequest) -> bool:
    return request.param


@pytest.mark.parametrize("promise", contract.PICTURES, ids=lambda promise: promise.__name__)
def test_the_virtual_runner(promise: Callable[..., None], paced: bool) -> None:
    settings = load_settings(None, {"virtual.frame_rate_hz": 60}).virtual
    promise(lambda: VirtualSource(settings, View.RIGHT, paced))


@pytest.mark.parametrize("promise", contract.PICTURES, ids=lambda promise: promise.__name__)
def test_a_clip(promise: Callable[..., None], paced: bool, tmp_path: Path) -> None:
    path = str(write_clip(tmp_path / "clip.mkv", [*range(14), HOUR_TICKS] if paced else range(14)))
    promise(lambda: VideoSource(path, paced))


@pytest.mark.parametrize("promise", contract.SEEN, ids=lambda promise: promise.__name__)
def test_a_recording(promise: Callable[..., None], paced: bool, tmp_path: Path) -> None:
    path = tmp_path / "run.poses.jsonl.gz"
    with PoseWriter(path, Setup(View.REAR, 720, 1280, source="mediapipe")) as writer:
        for t in (*(0.03 * number for number in range(14)), 3600.0 if paced else 0.5):
            writer.write(Sighting(t, Pose(t, np.full((33, 3), 0.5))))
    promise(lambda: Recorded(path, paced))


class Webcam(QuietHandler):
    """Sends pictures for as long as somebody looks."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=next")
        self.end_headers()
        with suppress(ConnectionError):
            for number in range(3000):
                content = jpeg(number % 200)
                head = f"--next\r\nContent-Type: image/jpeg\r\nContent-Length: {len(content)}\r\n\r\n".encode()
                self.wfile.write(head + content + b"\r\n")
                time.sleep(0.01)


@pytest.fixture(scope="module")
def webcam() -> Iterator[str]:
    with web_server(Webcam) as address:
        yield address


@pytest.mark.parametrize("promise", contract.LIVING, ids=lambda promise: promise.__name__)
def test_a_network_camera(promise: Callable[..., None], webcam: str) -> None:
    promise(lambda: VideoSource(webcam, paced=True))


@pytest.mark.parametrize("promise", contract.LIVING, ids=lambda promise: promise.__name__)
@pytest.mark.parametrize("source", ["usb:0", "picamera2"])
def test_a_camera_of_this_machine(promise: Callable[..., None], source: str) -> None:
    if source == "picamera2" and not find_spec("picamera2"):
        pytest.skip("picamera2 is not installed here")
    settings = load_settings(None, {"camera.source": source})
    try:
        open_frames(settings, paced=True).close()
    except SourceError as error:
        pytest.skip(str(error))
    promise(lambda: open_frames(settings, paced=True))


@pytest.mark.parametrize("source", ["picamera2:", "picamera2:x", "picamera2:-1", "picamera2: 1"])
def test_a_pi_camera_is_named_by_its_number(source: str) -> None:
    with pytest.raises(SourceError, match=r"names no camera\. Write picamera2, or picamera2: and its number"):
        open_frames(load_settings(None, {"camera.source": source}), paced=True)
