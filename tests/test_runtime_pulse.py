"""What feeds the watchdog, and what does not."""

from dataclasses import replace

import pytest

from station.runtime.pulse import CAMERA_S, LOOP_S, POSE_S, Looking, Pulse, fault

NOW_S = 1000.0
WELL = Pulse(loop_s=NOW_S - 0.2, pose_s=NOW_S - 0.1, looking=Looking(NOW_S - 0.03, since_s=1.0))


def test_a_station_that_sees_is_well() -> None:
    assert fault(WELL, NOW_S) is None


def test_a_loop_that_hangs_is_told_whatever_else_moves() -> None:
    assert fault(replace(WELL, loop_s=NOW_S - LOOP_S), NOW_S) is None
    assert "loop" in (fault(replace(WELL, loop_s=NOW_S - LOOP_S - 1), NOW_S) or "")
    assert "loop" in (fault(Pulse(NOW_S - 60, NOW_S - 60, None), NOW_S) or "")


def test_landmarkers_that_hang_while_pictures_come_are_told() -> None:
    just_now = Looking(NOW_S, since_s=1.0)
    assert fault(replace(WELL, pose_s=NOW_S - POSE_S, looking=just_now), NOW_S) is None
    assert "no pose" in (fault(replace(WELL, pose_s=NOW_S - POSE_S - 1, looking=just_now), NOW_S) or "")


@pytest.mark.parametrize("lost_for_s", [5.0, 3600.0, 100_000.0])
def test_a_lost_camera_that_is_tried_again_and_again_is_no_fault(lost_for_s: float) -> None:
    assert fault(Pulse(NOW_S - 0.2, NOW_S - lost_for_s, Looking(NOW_S - 5)), NOW_S) is None


def test_an_attempt_that_hangs_is_told() -> None:
    assert "tried" in (fault(replace(WELL, looking=Looking(NOW_S - CAMERA_S - 1)), NOW_S) or "")


def test_a_driver_that_hangs_is_told() -> None:
    assert "tried" in (fault(replace(WELL, looking=Looking(NOW_S - CAMERA_S - 1, since_s=1.0)), NOW_S) or "")


def test_a_clip_that_is_over_owes_nothing() -> None:
    assert fault(Pulse(NOW_S - 0.2, 0.0, None), NOW_S) is None


def test_the_first_picture_after_a_long_loss_leaves_time_for_its_pose() -> None:
    back = Pulse(NOW_S - 0.2, pose_s=NOW_S - 3600, looking=Looking(NOW_S, since_s=NOW_S))
    assert fault(back, NOW_S) is None
    still_none_s = NOW_S + POSE_S + 1
    late = Pulse(still_none_s, back.pose_s, Looking(still_none_s, since_s=NOW_S))
    assert fault(late, still_none_s) is not None
