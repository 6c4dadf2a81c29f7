"""What a session taught: its parts, and when two means differ."""

from dataclasses import replace

import numpy as np
import pytest
from dashboard_clinic import SETUP, kept_session
from programme_parts import CADENCE_TARGET, KNEE_TARGET, faded, record, spans
from pytest import approx

from station.comparable import SPEED_NOT_KNOWN, Barrier, again95, barrier, doubt
from station.learning import Compared, Direction, Measure, Part, band_of, mean_of, steps_of, trained
from station.means import Mean
from station.model import Aim, Band, Grade, LegBands, Side, Stage, Targets, View
from station.names import CADENCE
from station.visits import cues_per_min, dose, in_band, visit

AIM = Aim(2.0, -1.0, 3.0, 0.9)
HERE = replace(SETUP, aim=AIM)


def test_steps_fall_into_the_part_of_their_midstance_and_the_warm_up_into_none() -> None:
    whole = record()
    for part, stage in ((Part.BASELINE, Stage.BASELINE), (Part.ON, Stage.COACHING), (Part.OFF, Stage.SOLO)):
        inside = [span for span in whole.stages if span.stage is stage]
        found = steps_of(whole, part)
        assert all(any(span.t_from <= step.t_midstance_s < span.t_to for span in inside) for step in found)
        assert len(found) == approx(sum(span.t_to - span.t_from for span in inside) * 160 / 60, abs=2 * len(inside))
    together = len(steps_of(whole, Part.OFF)) + len(steps_of(whole, Part.RETENTION))
    assert len(steps_of(whole, Part.WITHOUT)) == together


def test_a_step_time_that_began_in_another_stage_is_not_this_ones() -> None:
    off = steps_of(record(), Part.OFF)
    assert [step.step_time_s is None for step in off].count(True) == 2
    assert off[0].step_time_s is None


def test_each_part_has_its_own_mean() -> None:
    course = {Stage.COACHING: (174.0, 6.0, 4.0), Stage.SOLO: (170.0, 8.0, 5.0), Stage.RETENTION: (166.0, 9.0, 6.0)}
    told = visit(record(course=course))
    cadence = {part: told.mean(Measure(CADENCE), part).value for part in Part}
    assert cadence[Part.BASELINE] == approx(160, abs=0.5) and cadence[Part.ON] == approx(174, abs=0.5)
    assert cadence[Part.OFF] == approx(170, abs=0.5) and cadence[Part.RETENTION] == approx(166, abs=0.5)
    assert cadence[Part.WITHOUT] == approx(60 / (1 / 3 * 60 / 170 + 2 / 3 * 60 / 166), abs=0.5)
    knee = told.mean(Measure("fppa_deg", Side.LEFT), Part.RETENTION)
    assert knee.value == approx(9.0, abs=0.6) and knee.grade is Grade.C and knee.ci95 is not None


def test_a_mean_of_a_few_steps_is_not_told() -> None:
    short = record(stages=faded(off_s=6.0))
    assert mean_of(Measure("fppa_deg", Side.LEFT), steps_of(short, Part.OFF), "virtual").value is None


def test_a_session_without_stages_has_no_parts() -> None:
    told = visit(kept_session())
    assert told.mean(Measure(CADENCE), Part.BASELINE).value is None and told.dose.run_s == 0.0


def test_what_is_trained_is_what_the_targets_ask_for() -> None:
    legs = Targets(legs=LegBands("pelvic_drop_deg", right=Band(high=5.0)))
    left = [Measure(name, Side.LEFT) for name in ("fppa_deg", "femoral_adduction_deg")]
    assert trained(CADENCE_TARGET) == (Measure(CADENCE),)
    assert trained(KNEE_TARGET) == tuple(left)
    assert trained(legs) == (Measure("pelvic_drop_deg", Side.RIGHT),)
    assert [band_of(KNEE_TARGET, measure) for measure in left] == [Band(high=8.0), Band(high=5.0)]
    assert band_of(legs, Measure("pelvic_drop_deg", Side.RIGHT)) == Band(high=5.0)
    assert band_of(legs, Measure("pelvic_drop_deg", Side.LEFT)) is None
    assert band_of(CADENCE_TARGET, Measure(CADENCE)) == CADENCE_TARGET.cadence_spm


def test_dose_is_running_in_the_training_and_not_the_rest_of_the_session() -> None:
    taken = dose(record())
    assert (taken.run_s, taken.feedback_s) == (approx(180, abs=3), approx(120, abs=2))
    assert (taken.planned_run_s, taken.planned_feedback_s) == (180.0, 120.0)


def test_who_stands_beside_the_belt_does_not_train() -> None:
    whole = record()
    away = [replace(s, step_time_s=None) for s in whole.steps if not 140 < s.t_midstance_s < 180]
    assert dose(replace(whole, steps=tuple(away))).feedback_s == 0.0
    less = tuple(step for step in whole.steps if not 140 < step.t_midstance_s < 170)
    assert dose(whole).feedback_s - dose(replace(whole, steps=less)).feedback_s == approx(30, abs=1)


def test_cues_are_counted_by_the_minute_of_feedback_and_success_by_part() -> None:
    whole = record()
    assert cues_per_min(whole, dose(whole)) == approx(3.0, abs=0.1)
    assert in_band(whole) == {Part.ON: 0.8, Part.OFF: 0.6, Part.WITHOUT: 0.6}
    free = record(stages=spans(((Stage.BASELINE, 60.0), (Stage.RETENTION, 60.0))))
    assert cues_per_min(free, dose(free)) is None


def told(value: float, ci95: float | None = 0.5, grade: Grade = Grade.A) -> Mean:
    return Mean(value, ci95, grade, 100)


def test_only_a_change_beyond_what_two_measurements_tell_apart_is_one() -> None:
    assert Compared(CADENCE, told(160), told(162.1)).real
    assert not Compared(CADENCE, told(160), told(161.9)).real
    assert not Compared(CADENCE, told(160, 3.0), told(163.0, 3.0)).real
    assert Compared(CADENCE, told(160), told(170, grade=Grade.D)).change is None
    assert Compared(CADENCE, told(160), told(170), Barrier.SPEED).change is None
    assert Compared(CADENCE, told(160), told(170, None)).real is False


def test_a_change_is_told_by_where_it_leads() -> None:
    band = Band(171.6, 176.0)
    assert Compared(CADENCE, told(160), told(170), band=band).direction is Direction.TOWARD
    assert Compared(CADENCE, told(160), told(178), band=band).direction is Direction.TOWARD
    assert Compared(CADENCE, told(160), told(156), band=band).direction is Direction.AWAY
    assert Compared(CADENCE, told(160), told(161), band=band).direction is None
    assert Compared(CADENCE, told(172), told(175), band=band).direction is None
    assert Compared(CADENCE, told(160), told(170)).direction is None


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"belt_speed_mps": 2.56}, Barrier.SPEED),
        ({"belt_speed_mps": 2.54}, None),
        ({"belt_speed_mps": None}, Barrier.SPEED_OF_ONE),
        ({"view": View.REAR}, Barrier.VIEW),
        ({"source": "mediapipe"}, Barrier.SOURCE),
        ({"stickers": True}, Barrier.STICKERS),
        ({"real_hips": True}, Barrier.HIPS),
        ({"width_px": 640}, Barrier.PICTURE),
        ({"aim": None}, Barrier.CAMERA),
        ({"aim": replace(AIM, yaw_deg=3.5)}, Barrier.CAMERA),
        ({"aim": replace(AIM, roll_deg=1.0)}, Barrier.CAMERA),
        ({"aim": replace(AIM, distance_m=3.6)}, Barrier.CAMERA),
        ({"aim": replace(AIM, height_m=1.1)}, Barrier.CAMERA),
        ({"aim": replace(AIM, yaw_deg=2.9, distance_m=3.2)}, None),
        ({"runner_height_m": 1.8}, None),
    ],
)
def test_another_speed_or_set_up_is_refused(changes, why) -> None:
    other = replace(HERE, **changes)
    assert barrier(HERE, other) is why and barrier(HERE, HERE) is None


def test_two_speeds_that_nobody_knows_are_taken_as_one_and_that_is_said() -> None:
    unknown = replace(HERE, belt_speed_mps=None)
    assert barrier(unknown, unknown) is None and doubt(unknown, unknown) == SPEED_NOT_KNOWN
    assert doubt(HERE, HERE) is None


def test_an_aim_that_was_measured_anew_makes_a_change_need_more() -> None:
    anew = replace(HERE, aim=replace(AIM, roll_deg=-0.2))
    assert again95("pelvic_drop_deg", HERE, HERE) == 0.0
    apart = again95("pelvic_drop_deg", HERE, anew)
    assert apart == approx(1.96 * 0.7 * np.sqrt(2), abs=0.3)
    steady = Compared("pelvic_drop_deg", told(6, 1.4, Grade.B), told(9, 1.4, Grade.B))
    assert steady.real and not replace(steady, again95=apart * 1.5).real
    assert again95(CADENCE, HERE, anew) == 0.0


def test_a_belt_that_was_changed_in_the_warm_up_had_its_new_speed_from_then_on() -> None:
    told = visit(record(speeds=((12.0, 2.9), (20.0, 3.0))))
    assert {part: setup and setup.belt_speed_mps for part, setup in told.setups.items()} == dict.fromkeys(Part, 3.0)


def test_parts_before_and_after_a_change_of_speed_are_not_compared() -> None:
    whole = record()
    probe = next(span for span in whole.stages if span.stage is Stage.RETENTION)
    for mps in (3.0, None):
        told = visit(replace(whole, speeds=((probe.t_from - 1.0, mps),))).setups
        assert told[Part.BASELINE] == SETUP and told[Part.WITHOUT] is None
        before_and_after = barrier(told[Part.BASELINE], told[Part.RETENTION])
        assert before_and_after is (Barrier.SPEED if mps else Barrier.SPEED_CHANGED)
