"""Faults on request, without pixels."""

import pytest

from station.faults import Fault, FaultKind
from station.model import Activity, View
from station.settings import VirtualSettings
from station.vision.virtual.faults import away_frac
from station.vision.virtual.poses import sightings
from station.vision.virtual.runner import VirtualRunner


def runner_with(*faults: str) -> VirtualRunner:
    return VirtualRunner(VirtualSettings(faults=faults))


def activities(runner: VirtualRunner, *times: float) -> list[Activity]:
    return [runner.advance(t).activity for t in times]


def test_reads_kind_start_and_length() -> None:
    assert runner_with("drop@12.5+0.5").faults == (Fault(FaultKind.DROP, 12.5, 13.0),)


def test_nobody_is_there_for_as_long_as_asked_and_then_she_runs_again() -> None:
    runner = runner_with("nobody@10+2")
    runs, nobody = Activity.RUNNING, Activity.NOBODY
    assert activities(runner, 9.9, 10.0, 11.9, 12.0) == [runs, nobody, nobody, runs]


def test_stands_still_and_gathers_speed_again() -> None:
    runner = runner_with("stand@10+3")
    assert activities(runner, 12.9, 13.0) == [Activity.STANDING, Activity.RUNNING]
    assert runner.truth
    assert runner.truth.cadence_spm < 140


def test_a_pause_that_falls_between_two_frames_changes_no_later_step() -> None:
    coarse, fine = runner_with("stand@10+1"), runner_with("stand@10+1")
    for i in range(200):
        fine.advance(i / 10)
    assert coarse.advance(20) == fine.advance(20)


def test_a_pause_inside_another_adds_nothing() -> None:
    runner = runner_with("nobody@5+10", "stand@8+2")
    assert activities(runner, 7, 9, 11, 14.9, 15) == [*[Activity.NOBODY] * 4, Activity.RUNNING]


def test_steps_off_sideways_is_gone_and_comes_back() -> None:
    runner = runner_with("step_off@10+6")
    assert activities(runner, 10.4, 12, 15.6, 16) == [
        Activity.STANDING, Activity.NOBODY, Activity.STANDING, Activity.RUNNING,
    ]  # fmt: skip
    away = [away_frac(runner.faults, t) for t in (9.9, 10.4, 12, 15.6, 16)]
    assert away == pytest.approx([0, 0.5, 1, 0.5, 0])


def test_without_pixels_the_faults_show_too() -> None:
    runner = runner_with("drop@5+1", "nobody@8+1", "step_off@10+4")
    seen = {round(sighting.t, 3): sighting.pose for sighting in sightings(runner, View.FRONT, 16, rate_hz=10)}
    assert 4.9 in seen
    assert not [t for t in seen if 5 <= t < 6]
    assert seen[8.5] is None
    assert seen[10.4] is not None
    assert seen[4.9] is not None
    assert seen[10.4].points[0, 0] > seen[4.9].points[0, 0] + 100
    assert seen[12.0] is None
