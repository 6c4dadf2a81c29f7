"""What is asked of a Pi camera, with the mode tables of real sensors. No camera needed."""

import pytest

from station.model import View
from station.settings import CameraSettings
from station.vision.sensor import best_mode, configuration, lens_position, locked, longest_exposure_ms, too_dark


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
HQ = [  # IMX477
    mode(1332, 990, 120.05, (2664, 1980)),
    mode(2028, 1080, 50.03, (4056, 2160), bit_depth=12),
    mode(2028, 1520, 40.01, (4056, 3040), bit_depth=12),
    mode(4056, 3040, 10.0, (4056, 3040), bit_depth=12),
]


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
        (HQ, (960, 720), 60, (1332, 990)),  # 60 is not to be had with the whole field of view
        (HQ, (960, 720), 50, (2028, 1080)),
        (HQ, (960, 720), 40, (2028, 1520)),
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


@pytest.mark.parametrize(("modes", "rate_hz"), [(MODULE_3, 56.03), (GLOBAL_SHUTTER, 60), (HQ, 60)])
@pytest.mark.parametrize("size_px", [(960, 720), (720, 960)])  # mounted upright, and lying
def test_each_camera_gives_sixty_frames_a_second_or_nearly(modes, rate_hz, size_px):
    frame_us, _ = configuration(size_px, 60, best_mode(modes, size_px, 60))["controls"]["FrameDurationLimits"]
    assert 1e6 / frame_us == pytest.approx(rate_hz, rel=1e-3)


@pytest.mark.parametrize(("view", "ms"), [(None, 4), (View.FRONT, 4), (View.REAR, 4), (View.LEFT, 2), (View.RIGHT, 2)])
def test_the_side_camera_exposes_half_as_long_unless_it_is_set(view, ms):
    assert longest_exposure_ms(CameraSettings(view=view)) == ms
    assert longest_exposure_ms(CameraSettings(view=view, exposure_ms=1.5)) == 1.5


def test_what_gain_can_not_make_good_is_told_as_darkness():
    assert too_dark(SEEN, locked(SEEN, longest_ms=4, most_gain=16.0)) == pytest.approx(1.0)
    assert too_dark(SEEN, locked(SEEN, longest_ms=4, most_gain=2.0)) == pytest.approx(3.0)
    assert too_dark({**SEEN, "DigitalGain": 2.0}, locked(SEEN, longest_ms=4, most_gain=6.0)) == pytest.approx(2.0)


FOCUSED, FAILED = 2, 3


@pytest.mark.parametrize(
    ("found", "focus_m", "dioptres"),
    [
        ({"AfState": FOCUSED, "LensPosition": 0.4}, None, 0.4),
        ({"AfState": FOCUSED, "LensPosition": 0.05}, None, 1 / 3),  # the far wall of a hall
        ({"AfState": FOCUSED, "LensPosition": 1.2}, None, 1 / 3),  # the treadmill's console
        ({"AfState": FAILED, "LensPosition": 0.4}, None, 1 / 3),
        ({}, None, 1 / 3),
        ({"AfState": FOCUSED, "LensPosition": 0.4}, 2.5, 0.4),
        ({}, 0.1, 5.0),  # nearer than the lens can
    ],
)
def test_the_lens_is_held_where_a_runner_may_be(found, focus_m, dioptres):
    assert lens_position(found, focus_m, (0.0, 5.0)) == pytest.approx(dioptres)
