"""The right person: another one in front of the runner makes no steps, no angles and no cadence."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from station.gait.analyser import GaitAnalyser
from station.gait.person import Person
from station.model import Activity, Landmark, Measured, Pose, Sighting, View
from station.settings import VirtualSettings
from station.vision.virtual.atlas import load_atlas
from station.vision.virtual.poses import sightings
from station.vision.virtual.runner import VirtualRunner

ATLAS = load_atlas(View.FRONT)
LEG_PX = 240.0
LEGS = [joint for joint in Landmark if joint >= Landmark.LEFT_KNEE]
Points = np.ndarray


def run(seconds: float = 25, *faults: str) -> list[Sighting]:
    runner = VirtualRunner(VirtualSettings(form="good", cadence_spm=160, faults=faults))
    return list(sightings(runner, View.FRONT, seconds))


def measure(seen: list[Sighting]) -> list[Measured]:
    analyser = GaitAnalyser(ATLAS.setup)
    return [analyser.update(sighting.pose, sighting.t) for sighting in seen]


def while_(since_s: float, until_s: float, change: Callable[[float, Points], Points]) -> list[Sighting]:
    """Return a run in which something else is seen for a time; `change` takes seconds since its beginning."""
    return [
        replace(s, pose=Pose(s.t, change(s.t - since_s, s.pose.points.copy()))) if since_s <= s.t < until_s else s
        for s in run()
        if s.pose is not None
    ]


def coach(x_legs: float, size: float = 1.1) -> Points:
    """Return somebody who stands so many leg lengths beside the runner."""
    points = np.zeros((33, 3))
    points[:, :2] = size * ATLAS.standing_px + (x_legs * LEG_PX, 0)
    points[~np.isnan(ATLAS.standing_px[:, 0]), 2] = 0.95
    return points


def walks_past(elapsed_s: float, points: Points) -> Points:
    """Walk off to the right from where the runner is, as a landmarker is dragged along: 1.4 leg lengths a second."""
    return coach(1.4 * elapsed_s)


def stands_beside(elapsed_s: float, points: Points) -> Points:
    return coach(1.2)


def steps_of(told: list[Measured]) -> list[tuple[float, float]]:
    return [(s.t_midstance_s, s.metrics["fppa_deg"]) for m in told for s in m.steps if s.t_midstance_s > 6]


@pytest.mark.parametrize("beside", [walks_past, stands_beside])
def test_somebody_else_for_most_of_a_second_makes_no_step_and_no_other_cadence(
    beside: Callable[[float, Points], Points],
) -> None:
    told = measure(while_(15.0, 15.8, beside))
    assert not [t for t, _ in steps_of(told) if 15.15 < t < 15.7]
    after = [m.estimate for m in told if m.estimate.t > 18]
    assert all(e.running and abs(e.cadence_spm - 160) < 4 for e in after)
    usual = np.array([angle for _, angle in steps_of(measure(run()))])
    assert max(abs(angle - usual.mean()) for _, angle in steps_of(told)) < np.abs(usual - usual.mean()).max() + 1


def test_the_rhythm_is_kept_while_somebody_beside_is_shown_for_a_moment() -> None:
    told = measure(while_(15.0, 15.8, stands_beside))
    assert all(m.estimate.running for m in told if m.estimate.t > 6)


def test_whoever_stays_beside_is_somebody_who_stands_and_the_runner_is_known_again_within_three_seconds() -> None:
    told = [m.estimate for m in measure(while_(12.0, 17.0, stands_beside))]
    assert {e.activity for e in told if 13.5 < e.t < 17} == {Activity.STANDING}
    assert all(e.running for e in told if e.t > 20)


def test_legs_hidden_behind_somebody_elses_make_no_angles() -> None:
    def anothers_legs(elapsed_s: float, points: Points) -> Points:
        points[LEGS] = coach(0.25)[LEGS]
        return points

    undisturbed, told = steps_of(measure(run())), steps_of(measure(while_(15.0, 15.5, anothers_legs)))
    usual = np.array([angle for _, angle in undisturbed])
    assert len(undisturbed) - 4 <= len(told) < len(undisturbed)
    assert max(abs(angle - usual.mean()) for _, angle in told) < np.abs(usual - usual.mean()).max() + 1


def test_a_coach_who_paces_up_and_down_is_never_running() -> None:
    def walking(s: Sighting) -> Sighting:
        t = 1.6 * s.t  # 100 steps/min
        points = s.pose.points.copy()
        points[:, 0] += LEG_PX * abs((1.3 * t) % 8 - 4)
        return Sighting(t, Pose(t, points))

    told = measure([walking(s) for s in run(40)])
    assert not any(m.estimate.running or m.steps for m in told)


def test_a_runner_who_drifts_on_the_belt_is_the_same_runner() -> None:
    def drifting(elapsed_s: float, points: Points) -> Points:
        points[:, 0] += 0.4 * LEG_PX * np.sin(0.5 * elapsed_s)  # up to 0.2 leg lengths a second
        return points

    there = steps_of(measure(while_(6.0, 25.0, drifting)))
    assert len(there) == len(steps_of(measure(run())))


def test_a_person_is_known_by_place_and_size() -> None:
    person = Person()
    here = np.array([100.0, 200.0])
    assert person.may_be(here, 80.0)
    person.follow(0.0, here, 80.0)
    assert person.may_be(here + np.array([20.0, -10.0]), 90.0)
    assert not person.may_be(here + np.array([40.0, 0.0]), 80.0)
    assert not person.may_be(here, 120.0)
    assert not person.may_be(here, 50.0)
