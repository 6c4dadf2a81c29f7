"""What is asked of a Pi camera, with the mode tables of real sensors. No camera needed."""

import pytest

from station.vision.sensor import best_mode, configuration, locked


def mode(width, height, fps, crop, bit_depth=10):
    return {"size": (width, height), "fps": fps, "crop_limits": (0, 0, *crop), "bit_depth": bit_depth}


MODULE_3 = [  # IMX708
    mode(1536, 864, 120.13, (3072, 1728)),
    mode(2304, 1296, 56.03, (4608, 2592)),
    mode(4608, 2592, 14.35, (4608, 2592)),
]
MODULE_2 = [  # IMX219
    mode(640, 480, 206.65, (1280, 960)),
    mode(1640, 1232, 41.85, (3280, 2464)),
    mode(1920, 1080, 47.57, (1920, 1080)),
    mode(3280, 2464, 21.19, (3280, 2464)),
]
GLOBAL_SHUTTER = [mode(1456, 1088, 60.38, (1456, 1088))]  # IMX296


@pytest.mark.parametrize(
    ("modes", "size_px", "rate_hz", "chosen"),
    [
        (MODULE_3, (960, 720), 60, (2304, 1296)),  # 56 frames/s and the whole width, rather than 60 and two thirds
        (MODULE_3, (960, 720), 100, (1536, 864)),
        (MODULE_3, (720, 960), 100, (2304, 1296)),  # 864 lines do not hold 960
        (MODULE_2, (960, 720), 40, (1640, 1232)),
        (MODULE_2, (640, 480), 90, (640, 480)),
        (GLOBAL_SHUTTER, (960, 720), 60, (1456, 1088)),
        (GLOBAL_SHUTTER, (4096, 4096), 240, (1456, 1088)),
    ],
)
def test_the_mode_holds_the_picture_then_is_fast_then_sees_wide(modes, size_px, rate_hz, chosen):
    assert best_mode(modes, size_px, rate_hz)["size"] == chosen


def test_a_camera_that_is_no_bare_sensor_has_no_modes():
    assert best_mode([{"format": "RGB888"}], (640, 480), 30) is None
    assert "sensor" not in configuration((640, 480), 30, None)


def test_the_frame_time_is_what_was_asked_or_what_the_mode_can():
    assert configuration((960, 720), 50, MODULE_3[1])["controls"]["FrameDurationLimits"] == (20000, 20000)
    assert configuration((960, 720), 60, MODULE_3[1])["controls"]["FrameDurationLimits"] == (17848, 17848)
    assert configuration((960, 720), 60, MODULE_3[1])["sensor"] == {"output_size": (2304, 1296), "bit_depth": 10}


def test_frames_are_never_queued():
    wishes = configuration((960, 720), 60, None)
    assert (wishes["queue"], wishes["buffer_count"]) == (False, 4)


SEEN = {"ExposureTime": 12000, "AnalogueGain": 2.0, "DigitalGain": 1.0, "ColourGains": (1.9, 1.6)}


def test_a_shorter_exposure_is_made_good_by_gain():
    held = locked(SEEN, longest_ms=4, most_gain=16.0)
    assert (held["ExposureTime"], held["AnalogueGain"]) == (4000, 6.0)
    assert (held["AeEnable"], held["AwbEnable"], held["ColourGains"]) == (False, False, (1.9, 1.6))


def test_gain_ends_where_the_sensor_ends():
    assert locked(SEEN, longest_ms=1, most_gain=16.0)["AnalogueGain"] == 16.0


def test_in_bright_light_the_camera_keeps_its_own_exposure():
    bright = {**SEEN, "ExposureTime": 900, "AnalogueGain": 1.0}
    assert (locked(bright, 4, 16.0)["ExposureTime"], locked(bright, 4, 16.0)["AnalogueGain"]) == (900, 1.0)
