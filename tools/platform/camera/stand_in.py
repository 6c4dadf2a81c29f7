"""What picamera2 takes for granted of a Pi and libcamera's virtual and vimc pipelines do not have. For tests only.

picamera2 itself is not changed: a subclass answers for the raw stream that these cameras refuse, and where there is no
CMA heap buffers come from libcamera.
"""

import mmap
import os
from pathlib import Path
from typing import Any

import libcamera
import picamera2
from picamera2.allocators import Allocator, DmaAllocator, LibcameraAllocator
from picamera2.allocators.allocator import Sync

_Picamera2 = picamera2.Picamera2

HEAP = Path("/dev/dma_heap/linux,cma")
COVERED = Path(os.environ.get("LENS_COVERED", "/nowhere"))
"""While this file exists no frame comes: libcamera has run out of buffers, and answers all else."""


class Frames(Sync):
    """A frame in memory without the bytes that fill its last page."""

    def __init__(self, allocator: "Buffers", frame: Any, write: bool) -> None:
        self._fd = frame.planes[0].fd
        self._bytes = allocator.bytes[self._fd]

    def __enter__(self) -> mmap.mmap:
        self._map = mmap.mmap(self._fd, self._bytes)
        return self._map

    def __exit__(self, *_: object) -> None:
        self._map.close()


class Buffers(LibcameraAllocator):  # type: ignore[misc]
    """libcamera's own buffers, and how long their frames are."""

    def __init__(self, camera: Any) -> None:
        super().__init__(camera)
        self.sync = Frames
        self.bytes: dict[int, int] = {}

    def allocate(self, configuration: Any, use_case: Any = None) -> None:
        super().allocate(configuration, use_case)
        for stream in configuration:
            self.bytes |= {buffer.planes[0].fd: stream.frame_size for buffer in self.buffers(stream.stream)}


class Camera(_Picamera2):  # type: ignore[misc]
    """Picamera2 on a camera that is not a Pi's."""

    def __init__(self, number: int = 0) -> None:
        super().__init__(number, allocator=Allocator())
        self.allocator = DmaAllocator() if HEAP.exists() else Buffers(self.camera)
        self._kept: list[Any] = []

    def create_video_configuration(self, main: dict[str, Any] | None = None, **more: Any) -> Any:
        """Ask vimc for red, green, blue: its other order ends in a broken pipe between kernel and libcamera."""
        turned = {"format": "BGR888"} if "vimc" in self.camera.id else {}
        return super().create_video_configuration((main or {}) | turned, **more)

    def process_requests(self, display: Any) -> None:
        if COVERED.exists():
            with self._requestslock:
                self._kept, self._requests = self._kept + self._requests, []
        super().process_requests(display)

    def _get_raw_modes(self) -> list[dict[str, Any]]:
        formats = self.camera.generate_configuration([libcamera.StreamRole.VideoRecording]).at(0).formats
        return [
            {"format": str(name), "size": (size.width, size.height)}
            for name in formats.pixel_formats
            for size in formats.sizes(name)
        ]


def install() -> None:
    """Let everybody who imports Picamera2 from now on get this one."""
    picamera2.picamera2.DmaAllocator = Allocator
    picamera2.Picamera2 = Camera
