"""The analyser on the virtual runner's true joints: no pixels, minutes of running in a second."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import fmean

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from station.gait.analyser import GaitAnalyser
from station.model import Activity, GaitEstimate, Landmark, Measured, Pose, Setup, Side, Sighting, Step, View
from station.settings import VirtualSettings
from station.vision.virtual.atlas import load_atlas
from station.vision.virtual.poses import sightings
from station.vision.virtual.runner import STAND_S, VirtualRunner

SETTLED_S = STAND_S + 6
LEGS = [joint for joint in Landmark if joint >= Landmark.LEFT_HIP]
MIRRORED = [
    Landmark[joint.name.replace("LEFT", "x").replace("RIGHT", "LEFT").replace("x", "RIGHT")] for joint in Landmark
]


@dataclass(frozen=True)
class Told:
    """What the analyser said of a run."""

    estimates: list[GaitEstimate]
    steps: list[Step]

    def cadences(self, since_s: float = SETTLED_S) -> list[float]:
        return [e.cadence_spm for e in self.estimates if e.t >= since_s and e.cadence_spm is not None]

    def mean(self, side: Side, metric: str) -> float:
        return fmean(s.metrics[metric] for s in self.steps if s.side is side and metric in s.metrics)


def tell(seen: Iterable[Sighting], setup: Setup) -> Told:
    analyser = GaitAnalyser(setup)
    measured = [analyser.update(sighting.pose, sighting.t) for sighting in seen]
    return Told([m.estimate for m in measured], [step for m in measured for step in m.steps])


def run(
    view: View = View.FRONT,
    seconds: float = 30,
    rate_hz: float = 30,
    noise_px: float = 2,
    seed: int = 1,
    faults: tuple[str, ...] = (),
    form: str = "good",
    cadence_spm: float = 160,
) -> list[Sighting]:
    runner = VirtualRunner(VirtualSettings(form=form, cadence_spm=cadence_spm, seed=seed, faults=faults))
    return list(sightings(runner, view, seconds, rate_hz=rate_hz, noise_px=noise_px))


def setup_of(view: View) -> Setup:
    return load_atlas(view).setup


def moved(seen: list[Sighting], change: "callable") -> list[Sighting]:
    return [replace(s, pose=Pose(s.pose.t, change(s.pose.points.copy())) if s.pose else None) for s in seen]


@pytest.mark.parametrize("view", View)
@pytest.mark.parametrize("rate_hz", [60, 30, 15, 10])
def test_cadence_steps_and_sides_from_every_view_at_every_rate(view: View, rate_hz: float) -> None:
    told = tell(run(view, rate_hz=rate_hz), setup_of(view))
    contacts = [s.t_contact_s for s in told.steps if s.t_contact_s is not None]
    true_spm = 60 / np.diff([t for t in contacts if t > SETTLED_S]).mean()
    assert fmean(told.cadences()) == pytest.approx(160, abs=2.5)  # her own cadence wanders by a step or two
    assert np.abs(np.subtract(told.cadences(), true_spm)).mean() < 1.5
    assert len(told.steps) == pytest.approx(28 * 160 / 60, abs=5)
    assert all(a.side is not b.side for a, b in zip(told.steps, told.steps[1:], strict=False))


@pytest.mark.parametrize("view", [View.FRONT, View.REAR])
def test_knee_cave_is_told_for_the_leg_that_caves(view: View) -> None:
    told = tell(run(view, form="cave_left", seconds=40), setup_of(view))
    assert told.mean(Side.LEFT, "fppa_deg") == pytest.approx(14, abs=2)
    assert told.mean(Side.RIGHT, "fppa_deg") == pytest.approx(5, abs=2)


@pytest.mark.parametrize("rate_hz", [60, 15, 10])
def test_the_angle_does_not_depend_on_the_frame_rate(rate_hz: float) -> None:
    reference = tell(run(rate_hz=30, seconds=60, form="cave_both", noise_px=0), setup_of(View.FRONT))
    told = tell(run(rate_hz=rate_hz, seconds=60, form="cave_both", noise_px=0), setup_of(View.FRONT))
    for side in Side:
        assert told.mean(side, "fppa_deg") == pytest.approx(reference.mean(side, "fppa_deg"), abs=0.5)


def test_a_side_view_tells_what_only_a_side_view_can() -> None:
    told = tell(run(View.LEFT, form="overstride"), setup_of(View.LEFT))
    near = {name for step in told.steps if step.side is Side.LEFT for name in step.metrics}
    assert near == {
        "overstride_frac",
        "tibia_angle_deg",
        "knee_flexion_contact_deg",
        "knee_flexion_peak_deg",
        "trunk_lean_deg",
        "contact_time_s",
        "flight_time_s",
    }
    assert told.mean(Side.LEFT, "overstride_frac") > tell(run(View.LEFT), setup_of(View.LEFT)).mean(
        Side.LEFT, "overstride_frac"
    )


def test_a_knee_that_is_only_guessed_has_no_angle_and_does_not_spoil_the_other() -> None:
    seen = run(View.REAR)
    random = np.random.default_rng(1)

    def hidden(points: np.ndarray) -> np.ndarray:
        points[Landmark.LEFT_KNEE] = (*random.uniform(0, 600, 2), 0.02)
        return points

    told, clear = tell(moved(seen, hidden), setup_of(View.REAR)), tell(seen, setup_of(View.REAR))
    left = [step for step in told.steps if step.side is Side.LEFT]
    assert len(left) > 30
    assert not any("fppa_deg" in step.metrics or "femoral_adduction_deg" in step.metrics for step in left)
    assert all(step.quality_frac < 0.1 for step in left)
    assert "fppa_deg" not in told.estimates[-1].left.metrics
    assert told.mean(Side.RIGHT, "fppa_deg") == pytest.approx(clear.mean(Side.RIGHT, "fppa_deg"), abs=0.3)
    assert fmean(told.cadences()) == pytest.approx(fmean(clear.cadences()), abs=0.3)


@pytest.mark.parametrize("joint", [Landmark.LEFT_HIP, Landmark.RIGHT_KNEE, Landmark.LEFT_ANKLE])
def test_a_joint_that_is_only_guessed_makes_no_nan(joint: Landmark) -> None:
    def hidden(points: np.ndarray) -> np.ndarray:
        points[joint, 2] = 0.1
        return points

    told = tell(moved(run(View.REAR), hidden), replace(setup_of(View.REAR), runner_height_m=1.7))
    assert len(told.steps) > 60
    assert all(math.isfinite(value) for step in told.steps for value in step.metrics.values())
    assert all(math.isfinite(trust.ci95) for step in told.steps for trust in step.trust.values())


def test_step_time_is_contact_and_flight_together() -> None:
    steps = tell(run(View.LEFT), setup_of(View.LEFT)).steps
    for before, step in pairwise(steps):
        if step.step_time_s is not None:
            parts = before.metrics["contact_time_s"] + step.metrics["flight_time_s"]
            assert parts == pytest.approx(step.step_time_s)


def test_at_ten_poses_a_second_angles_wait_for_enough_strides() -> None:
    steps = tell(run(View.FRONT, rate_hz=10), setup_of(View.FRONT)).steps
    assert not any("fppa_deg" in step.metrics for step in steps[:12])
    assert all("contact_time_s" in step.metrics for step in steps[:12])
    assert all("fppa_deg" in step.metrics for step in steps[20:])
    assert all("fppa_deg" in step.metrics for step in tell(run(), setup_of(View.FRONT)).steps)


def test_the_mean_of_five_steps_is_surer_than_one() -> None:
    told = tell(run(), setup_of(View.FRONT))
    last = next(step for step in reversed(told.steps) if step.side is Side.LEFT)
    assert told.estimates[-1].left.trust["fppa_deg"].ci95 < 0.8 * last.trust["fppa_deg"].ci95
    assert told.estimates[-1].left.trust.keys() == told.estimates[-1].left.metrics.keys()


def test_standing_is_not_running() -> None:
    told = tell(run(faults=("stand@0+30",), noise_px=5), setup_of(View.FRONT))
    assert {e.activity for e in told.estimates} == {Activity.STANDING}
    assert not told.steps
    assert not told.cadences(0)


def test_slow_steps_are_walking() -> None:
    slow = [replace(s, t=s.t * 1.6, pose=Pose(s.t * 1.6, s.pose.points) if s.pose else None) for s in run(rate_hz=60)]
    told = tell(slow, setup_of(View.FRONT))
    assert told.estimates[-1].activity is Activity.WALKING
    assert told.estimates[-1].cadence_spm == pytest.approx(100, abs=3)
    assert not told.steps


def test_nobody_is_nobody_within_a_second_and_a_half() -> None:
    told = tell(run(faults=("nobody@15+10",)), setup_of(View.FRONT))
    gone = [e for e in told.estimates if 16.5 <= e.t < 25]
    assert {e.activity for e in gone} == {Activity.NOBODY}
    assert all(e.cadence_spm is None and e.confidence_frac == 0 for e in gone)
    assert told.estimates[-1].running


def test_half_a_second_of_nobody_is_bridged_and_no_step_is_made_up() -> None:
    seen = run()
    gap = [replace(s, pose=None) if 15.0 <= s.t < 15.6 else s for s in seen]
    told = tell(gap, setup_of(View.FRONT))
    assert all(e.running for e in told.estimates if e.t > SETTLED_S)
    assert not [s for s in told.steps if 15.15 < s.t_midstance_s < 15.45]


def test_lost_frames_change_little() -> None:
    seen = run(seconds=40)
    random = np.random.default_rng(2)
    whole, thinned = (tell(s, setup_of(View.FRONT)) for s in (seen, [s for s in seen if random.random() > 0.2]))
    assert len(thinned.steps) == pytest.approx(len(whole.steps), abs=1)
    for side in Side:
        assert thinned.mean(side, "fppa_deg") == pytest.approx(whole.mean(side, "fppa_deg"), abs=0.5)


@pytest.mark.parametrize("view", [View.REAR, View.LEFT])
def test_legs_taken_for_each_other_now_and_then_change_nothing(view: View) -> None:
    def exchanged(points: np.ndarray) -> np.ndarray:
        points[LEGS] = points[[MIRRORED[joint] for joint in LEGS]]
        return points

    seen = run(view, seconds=40)
    random = np.random.default_rng(3)
    bursts = list(seen)
    for start in random.choice(np.arange(150, len(seen) - 10), 25, replace=False):
        bursts[start : start + 4] = moved(seen[start : start + 4], exchanged)
    whole, swapped = tell(seen, setup_of(view)), tell(bursts, setup_of(view))
    assert len(swapped.steps) == len(whole.steps)
    assert [s.side for s in swapped.steps] == [s.side for s in whole.steps]


@given(later_s=st.floats(-1e4, 1e6))
@settings(max_examples=5, deadline=None)
def test_another_clock_moves_the_times_and_nothing_else(later_s: float) -> None:
    seen = run(seconds=15)
    later = [Sighting(s.t + later_s, Pose(s.t + later_s, s.pose.points) if s.pose else None) for s in seen]
    here, there = tell(seen, setup_of(View.FRONT)), tell(later, setup_of(View.FRONT))
    assert [s.side for s in here.steps] == [s.side for s in there.steps]
    for a, b in zip(here.steps, there.steps, strict=True):
        assert b.t_contact_s - later_s == pytest.approx(a.t_contact_s, abs=1e-4)
        assert b.metrics["fppa_deg"] == pytest.approx(a.metrics["fppa_deg"], abs=1e-3)


@given(shift=st.tuples(st.floats(-300, 300), st.floats(-300, 300)), size=st.floats(0.2, 4))
@settings(max_examples=5, deadline=None)
def test_where_in_the_picture_and_how_large_does_not_matter(shift: tuple[float, float], size: float) -> None:
    def elsewhere(points: np.ndarray) -> np.ndarray:
        points[:, :2] = size * points[:, :2] + shift
        return points

    seen = run(seconds=15)
    here, there = tell(seen, setup_of(View.FRONT)), tell(moved(seen, elsewhere), setup_of(View.FRONT))
    assert [s.side for s in here.steps] == [s.side for s in there.steps]
    for a, b in zip(here.steps, there.steps, strict=True):
        assert b.t_contact_s == pytest.approx(a.t_contact_s, abs=1e-6)
        assert b.metrics == pytest.approx(a.metrics, abs=1e-6)


@pytest.mark.parametrize("view", [View.FRONT, View.LEFT])
def test_a_mirrored_runner_has_her_legs_exchanged_and_nothing_else(view: View) -> None:
    def mirrored(points: np.ndarray) -> np.ndarray:
        points = points[MIRRORED]
        points[:, 0] = 480 - points[:, 0]
        return points

    other = {View.FRONT: View.FRONT, View.LEFT: View.RIGHT}[view]
    seen = run(view, form="cave_left", seconds=15)
    here = tell(seen, setup_of(view))
    there = tell(moved(seen, mirrored), replace(setup_of(view), view=other))
    assert [s.side.other for s in here.steps] == [s.side for s in there.steps]
    for a, b in zip(here.steps, there.steps, strict=True):
        assert b.metrics == pytest.approx(a.metrics, abs=1e-6)


def test_no_look_ahead() -> None:
    seen = run(seconds=20)
    assert tell(seen, setup_of(View.FRONT)).estimates[:400] == tell(seen[:400], setup_of(View.FRONT)).estimates


def test_a_clock_that_jumps_back_is_passed_over() -> None:
    seen = run(seconds=15)
    messy = [*seen[:300], *seen[250:260], *seen[300:]]
    assert tell(messy, setup_of(View.FRONT)).steps == tell(seen, setup_of(View.FRONT)).steps


absurd = st.one_of(
    st.none(),
    st.builds(
        lambda seed, size, holes: np.where(
            np.random.default_rng(seed).random((33, 3)) < holes,
            np.nan,
            np.random.default_rng(seed + 1).normal(0, size, (33, 3)),
        ),
        st.integers(0, 1000),
        st.sampled_from([0.0, 1e-12, 1.0, 300.0, 1e9, 1e300]),
        st.sampled_from([0.0, 0.02, 0.5]),
    ),
)


def numbers(measured: Measured) -> Iterable[float]:
    estimate = measured.estimate
    yield estimate.confidence_frac
    yield from (x for x in (estimate.cadence_spm, estimate.cadence_sd_spm) if x is not None)
    for leg in (estimate.left, estimate.right):
        yield from leg.metrics.values()
    for step in measured.steps:
        yield from step.metrics.values()
        yield from (step.t_midstance_s, step.quality_frac)


@given(
    view=st.sampled_from(list(View)),
    poses=st.lists(st.tuples(st.floats(-0.1, 2.0), absurd), max_size=60),
    running_first=st.booleans(),
)
@settings(max_examples=60, deadline=None)
def test_however_absurd_the_poses_nothing_raises_and_nothing_is_nan(
    view: View, poses: list[tuple[float, np.ndarray | None]], running_first: bool
) -> None:
    analyser = GaitAnalyser(setup_of(view))
    t = 0.0
    if running_first:
        for sighting in run(view, seconds=8, rate_hz=15):
            analyser.update(sighting.pose, sighting.t)
            t = sighting.t
    for step, points in poses:
        t += step
        measured = analyser.update(None if points is None else Pose(t, points), t)
        assert all(math.isfinite(x) for x in numbers(measured))


@pytest.mark.parametrize("t", [math.nan, math.inf, -math.inf])
def test_a_time_that_is_no_number_is_passed_over(t: float) -> None:
    analyser = GaitAnalyser(setup_of(View.FRONT))
    assert math.isfinite(analyser.update(None, 1.0).estimate.t)
    assert analyser.update(None, t).estimate.t == 1.0
