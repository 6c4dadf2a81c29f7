"""A programme: every visit against the first baseline, and whether a change lasts."""

import math
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from dashboard_clinic import SETUP
from programme_parts import CADENCE_TARGET, KNEE_TARGET, STEADY, faded, record, spans
from pytest import approx

from station.change import SMALLEST_CHANGE
from station.comparable import SPEED_NOT_KNOWN, Barrier
from station.learning import Direction, Measure
from station.model import Aim, Side, Stage, Targets, View
from station.names import CADENCE
from station.trend import Line, Outcome, dose_so_far, trend
from station.visits import Visit, visit

WITHOUT = (Stage.SOLO, Stage.RETENTION)
NAMES = (CADENCE, "fppa_deg", "femoral_adduction_deg")


def seen(number: int, before_spm: float = 160.0, without_spm: float = 160.0, **changes: object) -> Visit:
    """A visit with so much cadence at its start, and so much without feedback; 174 with it."""
    course = {Stage.BASELINE: (before_spm, 11.0, 7.0), Stage.COACHING: (174.0, 11.0, 7.0)}
    return visit(record(number, course | dict.fromkeys(WITHOUT, (without_spm, 11.0, 7.0)), **changes))


def cadence(*visits: Visit) -> Line:
    (line,) = trend(visits)
    assert line.measure == Measure(CADENCE)
    return line


def test_what_is_only_done_while_cued_is_within_noise() -> None:
    line = cadence(seen(1), seen(2), seen(3))
    assert line.outcome is Outcome.WITHIN_NOISE and line.direction is None
    assert line.points[2].transfer.change.difference == approx(-14, abs=1)


def test_a_change_without_feedback_waits_for_the_next_visit() -> None:
    line = cadence(seen(1, without_spm=168.0))
    assert (line.outcome, line.direction) == (Outcome.CHANGED, Direction.TOWARD)


def test_a_change_that_is_there_again_at_the_next_visit_is_kept() -> None:
    line = cadence(seen(1, without_spm=168.0), seen(2, 167.0, 169.0))
    assert line.outcome is Outcome.KEPT
    assert line.points[1].kept is not None and not line.points[1].kept.real
    assert line.points[1].baseline.change.difference == approx(7, abs=1)
    assert line.points[0].kept is None


def test_a_change_that_is_gone_at_the_next_visit_is_not_kept() -> None:
    line = cadence(seen(1, without_spm=168.0), seen(2, 160.5, 168.0))
    assert line.outcome is Outcome.NOT_KEPT
    assert line.points[1].kept is not None and line.points[1].kept.real


def test_a_change_that_came_today_is_not_called_lost_by_this_mornings_baseline() -> None:
    assert cadence(seen(1), seen(2), seen(3, 160.0, 168.0)).outcome is Outcome.CHANGED


def test_a_follow_up_with_nothing_but_a_baseline_tells_whether_it_lasted() -> None:
    alone = spans(((Stage.WARMUP, 60.0), (Stage.BASELINE, 60.0)))
    after = [seen(3, before_spm, stages=alone) for before_spm in (167.0, 160.2)]
    before = (seen(1, without_spm=168.0), seen(2, 167.0, 168.0))
    assert [cadence(*before, one).outcome for one in after] == [Outcome.KEPT, Outcome.NOT_KEPT]


def test_a_change_the_other_way_is_not_what_was_kept() -> None:
    line = cadence(seen(1, without_spm=156.0), seen(2, 166.0, 156.0))
    assert (line.outcome, line.direction) == (Outcome.NOT_KEPT, Direction.AWAY)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"belt_speed_mps": 3.0}, Barrier.SPEED),
        ({"view": View.REAR}, Barrier.VIEW),
        ({"aim": Aim(6.0, 0.0, 3.0, 0.9)}, Barrier.CAMERA),
    ],
)
def test_another_set_up_is_never_a_change(changes, why) -> None:
    line = cadence(seen(1), seen(2, 170.0, 170.0, setup=replace(SETUP, **changes)))
    assert line.outcome is Outcome.NOT_COMPARABLE
    assert {line.points[1].without.barrier, line.points[1].baseline.barrier, line.points[1].kept.barrier} == {why}
    assert line.points[1].transfer.barrier is None


def test_a_visit_on_another_set_up_does_not_spoil_those_before() -> None:
    line = cadence(seen(1, without_spm=168.0), seen(2, 160.0, setup=replace(SETUP, belt_speed_mps=3.0)))
    assert line.outcome is Outcome.NOT_COMPARABLE and line.points[0].without.real


def test_a_speed_that_nobody_knows_is_said() -> None:
    unknown = replace(SETUP, belt_speed_mps=None)
    assert cadence(seen(1, setup=unknown), seen(2, setup=unknown)).doubt == SPEED_NOT_KNOWN
    assert cadence(seen(1), seen(2)).doubt is None


def test_without_any_running_without_feedback_there_is_nothing_to_tell() -> None:
    cued = spans(((Stage.BASELINE, 60.0), (Stage.COACHING, 120.0)))
    assert cadence(seen(1, stages=cued)).outcome is Outcome.NOTHING_YET
    assert trend(()) == ()


def test_the_first_baseline_is_the_first_that_was_taken() -> None:
    broken_off = spans(((Stage.WARMUP, 60.0), (Stage.HALTED, 10.0)))
    line = cadence(seen(1, stages=broken_off), seen(2, 158.0, 158.0), seen(3, 166.0, 166.0))
    assert line.reference.value == approx(158, abs=0.5)
    assert line.points[0].baseline.change is None and line.points[2].baseline.real


def test_both_signs_of_a_knee_are_followed() -> None:
    targets = ((0.0, Targets()), (5.0, KNEE_TARGET))
    visits = [visit(record(n, dict.fromkeys(WITHOUT, (160.0, 7.0, 4.0)), targets=targets)) for n in (1, 2)]
    lines = trend(visits)
    assert [line.measure for line in lines] == [Measure(name, Side.LEFT) for name in NAMES[1:]]
    assert [line.outcome for line in lines] == [Outcome.NOT_KEPT, Outcome.NOT_KEPT]
    assert [line.direction for line in lines] == [Direction.TOWARD] * 2


def test_a_programme_that_trains_nothing_follows_what_the_view_shows_best() -> None:
    made = record(targets=((0.0, Targets()),))
    assert [line.measure for line in trend([visit(made)])] == [Measure(CADENCE)]
    hips = tuple(replace(s, metrics={**s.metrics, "hip_adduction_deg": 9.0}, trust={}) for s in made.steps)
    legs = trend([visit(replace(made, steps=hips))])[1:]
    assert [line.measure for line in legs] == [Measure("hip_adduction_deg", side) for side in Side]


def test_dose_is_summed_and_open_plans_have_none() -> None:
    taken = dose_so_far([seen(1), seen(2)])
    assert (taken.run_s, taken.feedback_s) == (approx(360, abs=6), approx(240, abs=4))
    assert (taken.planned_run_s, taken.planned_feedback_s) == (360.0, 240.0)
    free = record(plan=replace(record().plan, run_s=None), stages=faded())
    assert dose_so_far([seen(1), visit(free)]).planned_run_s is None


def unchanged_programmes(count: int, day_sd: dict[str, float]) -> tuple[Counter[str], Counter[Outcome]]:
    """Three visits of a runner who never changes, but for what a day moves every mean: what is told of it."""
    chance, changed, outcomes = np.random.default_rng(5), Counter(), Counter()
    targets = replace(CADENCE_TARGET, left_knee=KNEE_TARGET.left_knee)
    for _ in range(count):
        visits = []
        for number in (1, 2, 3):
            today = tuple(mean + chance.normal(0, day_sd[name]) for mean, name in zip(STEADY, NAMES, strict=True))
            course = dict.fromkeys(Stage, today)
            made = record(number, course, seed=int(chance.integers(2**40)), targets=((0.0, targets),))
            visits.append(visit(made))
        for line in trend(visits):
            outcomes[line.outcome] += 1
            changed.update(str(point.without.real) for point in line.points[1:])
    return changed, outcomes


def test_a_runner_who_never_changes_is_hardly_ever_said_to_have() -> None:
    a_day = {name: SMALLEST_CHANGE[name] / 1.96 / math.sqrt(2) for name in NAMES}
    changed, outcomes = unchanged_programmes(60, a_day)
    assert changed["True"] <= 0.09 * changed.total()  # 5 % is what the smallest change means; the rest is chance
    assert outcomes[Outcome.KEPT] <= 0.03 * outcomes.total()
    assert outcomes[Outcome.WITHIN_NOISE] >= 0.85 * outcomes.total()


def test_steps_that_spread_alone_are_never_a_change() -> None:
    changed, _ = unchanged_programmes(15, dict.fromkeys(NAMES, 0.0))
    assert changed["True"] == 0
