"""Inside the guest: the kernel's own cameras, vimc through libcamera and picamera2, vivid through OpenCV; as JSON."""

import json
import sys
from collections.abc import Callable
from itertools import islice, pairwise
from pathlib import Path
from statistics import median
from typing import Any

Path("/dev/dma_heap/linux,cma").symlink_to("system")  # picamera2 looks for a Pi's name of it
sys.path.append("/src/tests")

from tools.platform.camera import stand_in  # noqa: E402

stand_in.install()

import sources_contract  # noqa: E402
from picamera2 import Picamera2  # noqa: E402

from station.settings import CameraSettings  # noqa: E402
from station.vision.picamera import PicameraSource  # noqa: E402
from station.vision.video import VideoSource  # noqa: E402

UPRIGHT = CameraSettings(width_px=480, height_px=640, frame_rate_hz=30, rotation_deg=90)


def watched(opened: Callable[[], Any]) -> dict[str, Any]:
    """Keep the promises, then take a second or two of frames and tell how they came."""
    for promise in sources_contract.LIVING:
        promise(opened)
    source = opened()
    seen = [(frame.t, frame.arrived_s, frame.image.shape) for frame in islice(source.frames(), 15)]
    source.close()
    return {
        "promises": len(sources_contract.LIVING),
        "rate_hz": 1 / median(late[0] - early[0] for early, late in pairwise(seen)),
        "age_ms": 1000 * median(arrived_s - t for t, arrived_s, _ in seen),
        "shape": seen[0][2],
    }


def vimc() -> int:
    """Return the number of the kernel's virtual media controller in picamera2's list."""
    return next(number for number, camera in enumerate(Picamera2.global_camera_info()) if "vimc" in camera["Id"])


def vivid() -> int:
    """Return the number of the kernel's virtual video capture device."""
    names = Path("/sys/class/video4linux").glob("video*/name")
    return next(int(name.parent.name.removeprefix("video")) for name in names if "vid-cap" in name.read_text())


if __name__ == "__main__":
    json.dump(
        {
            "vimc": watched(lambda: PicameraSource(UPRIGHT, vimc())),
            "vivid": watched(lambda: VideoSource(f"usb:{vivid()}", True, UPRIGHT)),
        },
        sys.stdout,
    )
