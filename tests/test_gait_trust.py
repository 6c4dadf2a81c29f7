"""How sure a number is: intervals that shrink with steps and widen with spread, grades that never flatter."""

from types import MappingProxyType

import pytest

from station.gait.frontal import Seen
from station.gait.leg import Leg
from station.gait.trust import LegTrust, enough_poses
from station.means import leg_mean
from station.metrics import METRICS, grade, mean_ci95
from station.model import Grade, Origin, Setup, Side, Step, Trust, View

SIMULATED = Setup(View.REAR, 720, 1280, source="simulated")
MEDIAPIPE = Setup(View.REAR, 720, 1280, source="mediapipe")


def leg(values: list[float], setup: Setup = SIMULATED, metric: str = "fppa_deg") -> LegTrust:
    trust = LegTrust(setup)
    for value in values:
        trust.add(Step(Side.LEFT, 0.0, 0.1, 0.2, None, MappingProxyType({metric: value}), 1.0), Seen({}))
    return trust


def of(trust: LegTrust, steps: int = 5, metric: str = "fppa_deg", well_seen: bool = True) -> Trust:
    return trust.of_means({metric: steps}, well_seen)[metric]


def test_more_steps_are_surer_but_never_surer_than_the_method() -> None:
    trust = leg([5.0, 7.0] * 10)
    one, five, many = (of(trust, steps).ci95 for steps in (1, 5, 10_000))
    assert one > five > many
    assert many == pytest.approx(METRICS["fppa_deg"].method95, abs=0.1)


def test_a_runner_who_varies_more_is_known_less() -> None:
    assert of(leg([0.0, 8.0] * 10)).ci95 > 2 * of(leg([3.9, 4.1] * 10)).ci95


def test_two_equal_steps_do_not_make_it_certain() -> None:
    usual = mean_ci95("fppa_deg", METRICS["fppa_deg"].usual_sd, 1)
    assert of(leg([4.0, 4.0]), 1).ci95 > 0.8 * usual


def test_only_the_last_thirty_steps_count() -> None:
    assert of(leg([-20.0, 20.0] * 5 + [4.0, 4.2] * 15)).ci95 == of(leg([4.0, 4.2] * 15)).ci95


def test_an_unknown_aim_is_told_apart_and_a_known_one_adds_nothing() -> None:
    unknown = of(leg([4.0] * 9))
    known = of(leg([4.0] * 9, Setup(View.REAR, 720, 1280, aim_known=True)))
    assert unknown.aim95 == METRICS["fppa_deg"].aim95 > 0
    assert unknown.total95 > unknown.ci95 == known.total95


@pytest.mark.parametrize(("metric", "simulated", "mediapipe"), [("pelvic_drop_deg", "B", "C"), ("fppa_deg", "C", "C")])
def test_mediapipe_sees_less_of_some(metric: str, simulated: str, mediapipe: str) -> None:
    assert of(leg([4.0] * 9, SIMULATED, metric), metric=metric).grade == simulated
    assert of(leg([4.0] * 9, MEDIAPIPE, metric), metric=metric).grade == mediapipe


def test_what_was_not_well_seen_or_says_too_little_is_graded_down() -> None:
    assert of(leg([4.0] * 9), well_seen=False).grade is Grade.D
    assert grade("tibia_angle_deg", 4.9, "simulated", True) is Grade.B
    assert grade("tibia_angle_deg", 5.1, "simulated", True) is Grade.C


@pytest.mark.parametrize(
    ("rate_hz", "strides", "enough"), [(20, 0, True), (19, 7, False), (10, 8, True), (60, 50, True)]
)
def test_angles_need_twenty_poses_a_second_or_enough_strides(rate_hz: float, strides: float, enough: bool) -> None:
    assert enough_poses(rate_hz, strides) is enough


def step(value: float) -> Step:
    return Step(Side.LEFT, 0.0, 0.1, 0.2, None, MappingProxyType({"fppa_deg": value}), 1.0)


UNLIKE = Seen({}, uncorrected=frozenset({"fppa_deg"}))


def test_what_could_not_be_corrected_is_the_points_own_and_graded_d() -> None:
    trust = LegTrust(MEDIAPIPE)
    trust.add(step(4.0), UNLIKE)
    assert (of(trust).grade, of(trust).origin, of(trust).body95) == (Grade.D, Origin.POINTS, 0.0)
    trust.add(step(8.0), Seen({}))
    assert (of(trust).grade, of(trust).origin) == (Grade.C, Origin.CORRECTED)


def test_networks_that_differ_make_the_body_less_sure() -> None:
    agreed, differing = LegTrust(MEDIAPIPE), LegTrust(MEDIAPIPE)
    agreed.add(step(8.0), Seen({}, {"fppa_deg": 0.1}))
    differing.add(step(8.0), Seen({}, {"fppa_deg": 1.0}))
    assert of(differing).body95 > of(agreed).body95 > 0


def test_a_legs_mean_never_mixes_corrected_and_raw_angles() -> None:
    leg_now = Leg(MEDIAPIPE, mean_steps=5)
    for _ in range(4):
        leg_now.add(step(10.0), True, Seen({}))
    leg_now.add(step(2.0), True, UNLIKE)
    assert leg_now.estimate.metrics["fppa_deg"] == 2.0
    assert leg_now.estimate.comparable("fppa_deg") is None
    leg_now.add(step(10.0), True, Seen({}))
    assert leg_now.estimate.metrics["fppa_deg"] == 10.0


def test_one_corrected_step_among_raw_ones_is_not_compared() -> None:
    leg_now = Leg(MEDIAPIPE, mean_steps=5)
    for _ in range(4):
        leg_now.add(step(2.0), True, UNLIKE)
    leg_now.add(step(10.0), True, Seen({}))
    assert leg_now.estimate.metrics["fppa_deg"] == 10.0
    assert leg_now.estimate.comparable("fppa_deg") is None


def test_a_sessions_mean_is_of_the_commonest_kind_of_steps() -> None:
    leg_now = Leg(MEDIAPIPE, mean_steps=5)
    steps = [leg_now.add(step(10.0 + 0.1 * number), True, Seen({})) for number in range(9)]
    odd = leg_now.add(step(-30.0), True, UNLIKE)
    assert leg_mean("fppa_deg", [*steps, odd], "mediapipe") == leg_mean("fppa_deg", steps, "mediapipe")
