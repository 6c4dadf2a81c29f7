"""Small real parts for the tests of seeing: clips, a web server on the loopback, the pose model."""

import functools
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from station.settings import StoreSettings
from station.vision.model_store import provide, require

RATE_HZ = 30


def picture(level: int) -> NDArray[np.uint8]:
    """Return a small grey picture that can be told from others by its level."""
    return np.full((48, 64, 3), level, np.uint8)


def jpeg(level: int) -> bytes:
    return cv2.imencode(".jpg", picture(level))[1].tobytes()


def write_clip(path: Path, ticks: Sequence[int]) -> Path:
    """Write a clip (.mkv) of pictures at the given ticks of 1/30 s; the n-th has level 10 n."""
    fourcc = cv2.VideoWriter.fourcc(*"MJPG")
    options = [cv2.VIDEOWRITER_PROP_RAW_VIDEO, 1]  # the only way to give each picture its own time
    writer = cv2.VideoWriter(str(path), cv2.CAP_FFMPEG, fourcc, RATE_HZ, (64, 48), options)
    for number, tick in enumerate(ticks):
        writer.set(cv2.VIDEOWRITER_PROP_PTS, tick)
        writer.set(cv2.VIDEOWRITER_PROP_KEY_FLAG, 1)
        writer.write(np.frombuffer(jpeg(10 * number), np.uint8).reshape(1, -1))
    writer.release()
    return path


def write_plain_clip(path: Path, pictures: Sequence[NDArray[np.uint8]]) -> Path:
    """Write an MP4 at 30 frames/s."""
    size = pictures[0].shape[1::-1] if pictures else (64, 48)
    writer = cv2.VideoWriter(str(path), cv2.CAP_FFMPEG, cv2.VideoWriter.fourcc(*"mp4v"), RATE_HZ, size)
    for image in pictures:
        writer.write(image)
    writer.release()
    return path


@contextmanager
def web_server(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """Serve on a free port of the loopback; gives the address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


class QuietHandler(BaseHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@functools.cache
def package_index_answers() -> bool:
    asked = [sys.executable, "-m", "pip", "index", "versions", "mediapipe", "--retries", "0", "--timeout", "10"]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0


@pytest.fixture(scope="session")
def pose_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real pose model: this machine's own, else fetched for these tests."""
    own = StoreSettings().data_dir
    if (own / "models").is_dir():
        return require(own, "full")
    if not package_index_answers():
        pytest.skip("no pose model on this machine, and the package index can not be reached")
    return provide(tmp_path_factory.mktemp("data"), "full")
