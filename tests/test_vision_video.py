"""Clips, streams and cameras through real OpenCV: true times, honest ends, plain words."""

import re
import struct
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from vision_parts import QuietHandler, jpeg, picture, web_server, write_clip, write_plain_clip

from station.errors import CameraLost, SourceError
from station.settings import CameraSettings
from station.vision.video import VideoSource

UNEVEN = [0, 1, 3, 4, 8, 9, 12, 20]


def levels(source: VideoSource) -> list[int]:
    return [round(float(frame.image.mean()), -1) for frame in source.frames()]


def test_the_times_are_the_presentation_times_also_at_an_uneven_frame_rate(tmp_path):
    source = VideoSource(str(write_clip(tmp_path / "clip.mkv", UNEVEN)), paced=False)
    frames = list(source.frames())
    assert [frame.t for frame in frames] == pytest.approx([tick / 30 for tick in UNEVEN], abs=0.0006)
    assert [round(float(frame.image.mean()), -1) for frame in frames] == [10 * n for n in range(len(UNEVEN))]


def test_a_clip_says_its_size_and_length_and_that_it_does_not_live(tmp_path):
    source = VideoSource(str(write_plain_clip(tmp_path / "clip.mp4", [picture(n) for n in range(12)])), paced=False)
    assert (source.size_px, source.frame_count, source.live) == ((64, 48), 12, False)


def test_a_clip_whose_times_do_not_move_on_is_counted_by_its_frame_rate(tmp_path):
    path = write_clip(tmp_path / "clip.mkv", range(6))
    content = bytearray(path.read_bytes())
    for start in _simple_blocks(content):
        content[start + 1 : start + 3] = b"\0\0"
    path.write_bytes(content)
    times = [frame.t for frame in VideoSource(str(path), paced=False).frames()]
    assert times == pytest.approx([n / 30 for n in range(6)], abs=1e-5)


def _simple_blocks(content: bytes) -> list[int]:
    """Return where the blocks of a Matroska file's one track begin: track, two bytes of time, flags, a JPEG."""
    return [n for n in range(len(content) - 6) if content[n] == 0x81 and content[n + 3 : n + 6] == b"\x80\xff\xd8"]


def test_a_clip_filmed_upright_is_shown_upright(tmp_path):
    lying = np.zeros((48, 64, 3), np.uint8)
    lying[:, :32] = 255
    path = write_plain_clip(tmp_path / "clip.mp4", [lying] * 3)
    content = bytearray(path.read_bytes())
    matrix = content.index(b"tkhd") + 44
    one = 1 << 16
    content[matrix : matrix + 36] = struct.pack(">9i", 0, one, 0, -one, 0, 0, 0, 0, 1 << 30)  # a quarter turn
    path.write_bytes(content)
    source = VideoSource(str(path), paced=False)
    image = next(source.frames()).image
    assert (source.size_px, image.shape) == ((48, 64), (64, 48, 3))
    assert (image[:24].mean() > 200, image[40:].mean() < 50) == (True, True)


def test_a_paced_clip_takes_as_long_as_it_is_and_an_unpaced_one_shows_every_frame(tmp_path):
    path = str(write_clip(tmp_path / "clip.mkv", UNEVEN))
    begun_s = time.monotonic()
    arrived = [frame.arrived_s for frame in VideoSource(path, paced=True).frames()]
    assert time.monotonic() - begun_s >= UNEVEN[-1] / 30 - 0.001
    assert arrived == sorted(arrived)
    assert levels(VideoSource(path, paced=False)) == [10 * n for n in range(len(UNEVEN))]


def test_closing_ends_a_paced_clip_that_waits(tmp_path):
    source = VideoSource(str(write_clip(tmp_path / "clip.mkv", [0, 30 * 3600])), paced=True)
    frames = source.frames()
    next(frames)
    threading.Timer(0.05, source.close).start()
    assert list(frames) == []


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("none.mp4", None, "There is no clip"),
        ("text.mp4", b"This is not a film.\n" * 50, "is not a video"),
        ("empty.mp4", b"", "is empty"),
    ],
)
def test_what_is_no_clip_is_refused_in_words(tmp_path, capfd, name, content, words):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(SourceError, match=words):
        VideoSource(str(tmp_path / name), paced=False)
    assert capfd.readouterr().err == ""


def test_a_clip_without_a_frame_is_refused_in_words(tmp_path, capfd):
    path = write_plain_clip(tmp_path / "clip.mp4", [])
    assert path.stat().st_size > 0
    with pytest.raises(SourceError, match="Choose another clip"):
        VideoSource(str(path), paced=False)
    assert capfd.readouterr().err == ""


@pytest.mark.skipif(Path("/dev/video9").exists(), reason="there is a camera usb:9 here")
def test_a_folder_with_the_name_of_a_clip_is_told(tmp_path):
    (tmp_path / "run.mp4").mkdir()
    with pytest.raises(SourceError, match=r"run\.mp4 is a folder\. Name the clip in it"):
        VideoSource(str(tmp_path / "run.mp4"), paced=True)


def test_a_usb_camera_without_a_number_is_told_how_to_be_written():
    with pytest.raises(SourceError, match=r"usb:x names no camera\. Write .* as in usb:0"):
        VideoSource("usb:x", paced=True)


def test_a_usb_camera_that_is_not_there_is_named_in_words(capfd):
    with pytest.raises(SourceError, match="No camera answers at usb:9"):
        VideoSource("usb:9", paced=True)
    assert capfd.readouterr().err == ""


class DyingCamera(QuietHandler):
    """Sends eight pictures and is gone."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=next")
        self.end_headers()
        for number in range(8):
            content = jpeg(10 * number)
            head = f"--next\r\nContent-Type: image/jpeg\r\nContent-Length: {len(content)}\r\n\r\n".encode()
            self.wfile.write(head + content + b"\r\n")


def test_a_network_camera_that_stops_is_lost_and_back_when_it_is_opened_again(capfd):
    with web_server(DyingCamera) as address:
        last_s = 0.0
        for _ in range(2):
            source = VideoSource(address, paced=True)
            frames = source.frames()
            seen = [next(frames) for _ in range(7)]
            with pytest.raises(CameraLost, match="stopped sending pictures"):
                list(frames)
            source.close()
            assert source.live
            assert source.frame_count is None
            assert last_s < seen[0].t < seen[-1].t
            last_s = seen[-1].t
    assert capfd.readouterr().err == ""


def test_a_network_camera_that_only_falls_silent_is_lost_too(monkeypatch):
    tested = threading.Event()

    class SilentCamera(DyingCamera):
        def do_GET(self) -> None:
            super().do_GET()
            tested.wait()

    monkeypatch.setattr("station.vision.video.STALL_S", 1)
    with web_server(SilentCamera) as address:
        source = VideoSource(address, paced=True)
        with pytest.raises(CameraLost, match="stopped sending pictures"):
            list(source.frames())
        tested.set()


def test_a_stream_without_times_is_stamped_as_it_arrives_not_by_a_rate_made_up():
    with web_server(DyingCamera) as address:
        frame = next(VideoSource(address, paced=True).frames())
        assert frame.t == pytest.approx(frame.arrived_s, abs=1e-6)


def test_a_camera_on_its_side_is_turned():
    with web_server(DyingCamera) as address:
        source = VideoSource(address, paced=True, asked=CameraSettings(rotation_deg=90))
        assert (source.size_px, next(source.frames()).image.shape) == ((48, 64), (64, 48, 3))
        source.close()


def test_a_stream_that_nobody_sends_is_refused_in_words(capfd):
    with web_server(DyingCamera) as address:
        pass
    with pytest.raises(SourceError, match="can not be opened"):
        VideoSource(address, paced=True)
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    "address",
    [
        "rtsp://coach:s3cret@127.0.0.1:9/stream",
        "http://coach:s3cret@127.0.0.1:9/stream?password=s3cret",
        "rtsp://coach:s3/cr@et@127.0.0.1:9/",
        "RTSP://coach:s3cret@127.0.0.1:9/stream",
    ],
)
def test_the_login_in_an_address_is_never_said(address):
    with pytest.raises(SourceError, match=r"127\.0\.0\.1:9") as refused:
        VideoSource(address, paced=True)
    assert not re.search("coach|cr", str(refused.value))


def test_a_camera_that_is_lost_does_not_say_its_login():
    with web_server(DyingCamera) as address:
        source = VideoSource(address.replace("//", "//coach:s3cret@") + "/stream", paced=True)
        with pytest.raises(CameraLost) as lost:
            list(source.frames())
        source.close()
    assert str(lost.value).startswith(f"The camera {address}/... stopped")
