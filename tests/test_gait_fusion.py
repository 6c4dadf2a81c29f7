"""Two views of one runner made one: pairing, a lost view, the order of arrival, and what is gained."""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import fmean, pstdev

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from station.gait.analyser import GaitAnalyser
from station.gait.blend import cadence_of, step_of
from station.gait.fusion import Fusion
from station.gait.pairing import WAIT_S, Pairing
from station.metrics import SAGITTAL
from station.model import Activity, GaitEstimate, Measured, Side, Sighting, Step, View
from station.settings import VirtualSettings
from station.vision.virtual.atlas import load_atlas
from station.vision.virtual.poses import sightings
from station.vision.virtual.runner import Footfall, VirtualRunner

VIEWS = (View.FRONT, View.LEFT)
STEP_S = 0.37
LEAST = 0.6


@dataclass
class Told:
    """What came out: the estimates in their order, and all steps."""

    estimates: list[GaitEstimate] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)

    def add(self, measured: Measured) -> None:
        self.estimates.append(measured.estimate)
        self.steps += measured.steps


def seen(
    view: View, seconds: float = 30.0, seed: int = 1, noise_px: float = 2.0, late_s: float = 0.0
) -> list[Sighting]:
    """Return what a camera sees of the virtual runner of this seed; the same runner whatever the view."""
    runner = VirtualRunner(VirtualSettings(seed=seed))
    given = sightings(runner, view, seconds, noise_px=noise_px, seed=100 * seed + list(View).index(view))
    camera = VIEWS.index(view)
    return [replace(one, camera=camera) for one in given if one.t >= late_s]


def alone(view: View, frames: Iterable[Sighting]) -> Told:
    told, analyser = Told(), GaitAnalyser(load_atlas(view).setup)
    for one in frames:
        told.add(analyser.update(one.pose, one.t))
    return told


def fused(frames: Iterable[Sighting]) -> Told:
    told, fusion = Told(), Fusion(VIEWS, LEAST)
    analysers = [GaitAnalyser(load_atlas(view).setup) for view in VIEWS]
    for one in frames:
        told.add(fusion.update(one.camera, analysers[one.camera].update(one.pose, one.t)))
    return told


def arriving(chance: random.Random, most_late_s: float, *cameras: Sequence[Sighting]) -> list[Sighting]:
    """Return frames in an order in which they may arrive: each camera's own order kept, some later than others."""
    queues = [list(camera) for camera in cameras]
    order = []
    while any(queues):
        heads = [(queue[0].t + chance.uniform(0, most_late_s), number) for number, queue in enumerate(queues) if queue]
        order.append(queues[min(heads)[1]].pop(0))
    return order


def by_time(*cameras: Sequence[Sighting]) -> list[Sighting]:
    return sorted((one for camera in cameras for one in camera), key=lambda one: (one.t, one.camera))


def step(number: int, off_s: float = 0.0, **metrics: float) -> Step:
    t = number * STEP_S + off_s
    side = Side.RIGHT if number % 2 else Side.LEFT
    return Step(side, t, t + 0.12, t + 0.26, STEP_S if number else None, metrics, 0.9)


@pytest.fixture(scope="module")
def front() -> list[Sighting]:
    return seen(View.FRONT)


@pytest.fixture(scope="module")
def left() -> list[Sighting]:
    return seen(View.LEFT)


def test_both_sets_of_metrics_stand_in_one_step_and_one_estimate(front: list[Sighting], left: list[Sighting]) -> None:
    told = fused(by_time(front, left))
    both = [one for one in told.steps if "fppa_deg" in one.metrics and "tibia_angle_deg" in one.metrics]
    assert len(both) >= len(told.steps) - 1
    legs = told.estimates[-1].left, told.estimates[-1].right
    for leg in legs:
        assert {"fppa_deg", "pelvic_drop_deg", "overstride_frac", "tibia_angle_deg"} <= set(leg.metrics)
        assert set(leg.metrics) == set(leg.trust)
        assert leg.averaged == 5
    assert sum(leg.steps for leg in legs) == len(told.steps)


def test_each_metric_is_that_of_the_view_that_measures_it(front: list[Sighting], left: list[Sighting]) -> None:
    told = fused(by_time(front, left)).estimates[-1]
    frontal, sagittal = alone(View.FRONT, front).estimates[-1], alone(View.LEFT, left).estimates[-1]
    for side in Side:
        for name, value in told.leg(side).metrics.items():
            if name not in ("contact_time_s", "flight_time_s"):
                assert value == (sagittal if name in SAGITTAL else frontal).leg(side).metrics[name]


def test_every_step_is_told_once_and_in_order(front: list[Sighting], left: list[Sighting]) -> None:
    steps = fused(by_time(front, left)).steps
    times = [one.t_midstance_s for one in steps]
    assert times == sorted(times)
    assert all(later.side is one.side.other for one, later in pairwise(steps))
    assert abs(len(steps) - len(alone(View.FRONT, front).steps)) <= 1


@settings(max_examples=8, deadline=None, derandomize=True)
@given(seed=st.integers(0, 999), most_late_s=st.sampled_from([0.02, 0.06, 0.1]))
def test_the_order_of_arrival_changes_no_step(
    front: list[Sighting], left: list[Sighting], seed: int, most_late_s: float
) -> None:
    started = 8.0  # while the rhythm is found, who is first tells alone
    usual = [one for one in fused(by_time(front, left)).steps if one.t_midstance_s > started]
    other = fused(arriving(random.Random(seed), most_late_s, front, left))
    assert [one for one in other.steps if one.t_midstance_s > started] == usual
    times = [estimate.t for estimate in other.estimates]
    assert times == sorted(times)


@pytest.mark.parametrize("view", VIEWS)
def test_of_one_camera_alone_everything_is_as_without_fusion(view: View, request: pytest.FixtureRequest) -> None:
    frames: list[Sighting] = request.getfixturevalue(view.value)
    told, usual = fused(frames), alone(view, frames)
    assert told.steps == usual.steps
    assert told.estimates == usual.estimates


@pytest.mark.parametrize("lost", [0, 1])
def test_a_camera_that_is_lost_costs_its_metrics_and_nothing_else(
    front: list[Sighting], left: list[Sighting], lost: int
) -> None:
    frames = [one for one in by_time(front, left) if one.camera != lost or not 14.0 < one.t < 20.0]
    told = fused(frames)
    away = [one for one in told.estimates if 15.5 < one.t < 20.0]
    assert all(one.running and one.confidence_frac > LEAST for one in away)
    gone = "tibia_angle_deg" if lost else "fppa_deg"
    kept = "fppa_deg" if lost else "tibia_angle_deg"
    assert all(gone not in leg.metrics and kept in leg.metrics for one in away for leg in (one.left, one.right))
    times = [one.t_midstance_s for one in told.steps]
    assert times == sorted(times)
    assert max(later - one for one, later in pairwise(times)) < 0.55
    assert "fppa_deg" in told.estimates[-1].left.metrics and "tibia_angle_deg" in told.estimates[-1].left.metrics


def test_a_view_that_is_unsure_says_nothing_beside_a_sure_one() -> None:
    fusion = Fusion(VIEWS, LEAST)
    fusion.update(0, Measured(GaitEstimate(1.0, Activity.RUNNING, 0.3, 171.0, 0.5)))
    told = fusion.update(1, Measured(GaitEstimate(1.0, Activity.RUNNING, 0.9, 160.0, 0.5))).estimate
    assert (told.cadence_spm, told.confidence_frac) == (160.0, 0.9)


@pytest.mark.parametrize("first", [0, 1])
def test_who_runs_in_one_view_runs(first: int) -> None:
    fusion = Fusion(VIEWS, LEAST)
    fusion.update(first, Measured(GaitEstimate(1.0, Activity.STANDING, 0.9)))
    told = fusion.update(1 - first, Measured(GaitEstimate(1.01, Activity.RUNNING, 0.8, 160.0, 0.5))).estimate
    assert told.running and told.confidence_frac == 0.8
    assert not fusion.update(first, Measured(GaitEstimate(2.5, Activity.STANDING, 0.9))).estimate.running


def paired(told: Iterable[tuple[int, Step]]) -> list[dict[int, Step]]:
    pairing, found = Pairing(), []
    t = 0.0
    for camera, one in told:
        t = max(t, one.t_midstance_s + 0.1)
        found += [*pairing.add(camera, one, t), *pairing.overdue(t, (0, 1))]
    return [*found, *pairing.overdue(t + WAIT_S + 0.01, (0, 1))]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.data())
def test_whatever_each_view_misses_each_step_comes_out_once(data: st.DataObject) -> None:
    numbers = range(12)
    views = [data.draw(st.sets(st.sampled_from(list(numbers)), min_size=4)) for _ in range(2)]
    offs = [data.draw(st.floats(-0.02, 0.02)) for _ in range(2)]
    told = sorted(
        ((number, camera) for camera, view in enumerate(views) for number in view),
        key=lambda one: (one[0], data.draw(st.booleans()), one[1]),
    )
    out = paired((camera, step(number, offs[camera])) for number, camera in told)
    found = [round(next(iter(one.values())).t_contact_s / STEP_S) for one in out]  # type: ignore[operator]
    assert found == sorted(views[0] | views[1])
    for number, one in zip(found, out, strict=True):
        assert set(one) == {camera for camera, view in enumerate(views) if number in view}


def test_a_view_that_wakes_up_late_tells_nothing_of_long_ago() -> None:
    early, burst = [(0, step(number)) for number in range(6)], [(1, step(number, 0.004)) for number in range(6)]
    out = paired([*early, *burst, (0, step(6)), (1, step(6, 0.004))])
    assert [set(one) for one in out] == [{0}] * 5 + [{0, 1}] * 2


def test_a_blended_step_keeps_its_own_sums() -> None:
    one = replace(step(3), metrics={"contact_time_s": 0.26, "fppa_deg": 4.0})
    other = replace(
        step(3, 0.01), t_toe_off_s=3 * STEP_S + 0.28, metrics={"contact_time_s": 0.27, "tibia_angle_deg": 6.0}
    )
    both = step_of({View.REAR: one, View.RIGHT: other})
    assert both.t_contact_s is not None and both.t_toe_off_s is not None
    assert one.t_contact_s < both.t_contact_s < other.t_contact_s  # type: ignore[operator]
    assert both.metrics["contact_time_s"] == pytest.approx(both.t_toe_off_s - both.t_contact_s)
    assert (both.metrics["fppa_deg"], both.metrics["tibia_angle_deg"]) == (4.0, 6.0)


@given(st.floats(120, 210), st.floats(-3, 3), st.floats(0.2, 3), st.floats(0.2, 3))
def test_two_cadences_never_make_a_worse_one(spm: float, apart: float, one_sd: float, other_sd: float) -> None:
    told = {
        View.FRONT: GaitEstimate(0.0, Activity.RUNNING, 1.0, spm, one_sd),
        View.LEFT: GaitEstimate(0.0, Activity.RUNNING, 1.0, spm + apart, other_sd),
    }
    both, sd = cadence_of(told)
    assert both is not None and sd is not None
    assert min(spm, spm + apart) - 1e-9 <= both <= max(spm, spm + apart) + 1e-9
    assert sd <= max(one_sd, other_sd) + 1e-9


def footfalls(seed: int, seconds: float) -> Iterator[Footfall]:
    """Yield the steps as they were really run."""
    runner, before = VirtualRunner(VirtualSettings(seed=seed)), None
    for index in range(round(seconds * 60)):
        now = runner.advance(index / 60).now
        if now and now != before:
            yield now
        before = now


def errors_ms(told: Told, truth: Sequence[Footfall], from_s: float = 6.0) -> list[float]:
    """Return how late each true contact was found."""
    found = []
    for real in (one for one in truth if one.t_contact_s > from_s):
        near = [one.t_contact_s for one in told.steps if one.side is real.side and one.t_contact_s is not None]
        close = [t for t in near if abs(t - real.t_contact_s) < 0.1]
        found += [1000 * (close[0] - real.t_contact_s)] if close else []
    return found


def test_contacts_of_both_scatter_less_than_those_of_the_better_view() -> None:
    scatters: dict[str, list[float]] = {"front": [], "left": [], "both": []}
    for seed in range(1, 5):
        frames = [seen(view, 30.0, seed, noise_px=4.0) for view in VIEWS]
        truth = list(footfalls(seed, 30.0))
        ways = {
            "front": alone(VIEWS[0], frames[0]),
            "left": alone(VIEWS[1], frames[1]),
            "both": fused(by_time(*frames)),
        }
        for way, told in ways.items():
            scatters[way].append(pstdev(errors_ms(told, truth)))
    both = fmean(scatters["both"])
    assert both <= min(fmean(scatters["front"]), fmean(scatters["left"]))
