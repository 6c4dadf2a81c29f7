"""A session in numbers."""

import math
from dataclasses import replace

import pytest
from beats import run, step

from station.metrics import METRICS
from station.model import CueKind, Finding, Grade, Setup, Side, Trust, View
from station.sessions.summary import Findings, cadence, metrics, rounded

REAR = Setup(View.REAR, 720, 1280, source="simulated")


def timed(*times_s):
    return [replace(step(number), step_time_s=time_s) for number, time_s in enumerate(times_s)]


def test_mean_cadence_is_steps_over_their_time_not_the_mean_of_cadences():
    assert cadence(timed(0.3, 0.4))["mean"] == pytest.approx(60 / 0.35, abs=0.005)


def test_a_gap_is_not_bridged():
    told = cadence(timed(None, 0.36, 0.36, None, 0.36))
    assert (told["mean"], told["n"]) == (166.67, 3)


def test_an_odd_number_of_uneven_steps_does_not_lean_to_one_foot():
    even = cadence(timed(0.40, 0.32, 0.40, 0.32))["mean"]
    assert cadence(timed(0.40, 0.32, 0.40, 0.32, 0.40))["mean"] == even == pytest.approx(60 / 0.36, abs=0.005)


def test_uneven_feet_do_not_make_the_mean_less_sure():
    left, right = [0.40, 0.41, 0.39], [0.32, 0.31, 0.33]
    times_s = [time_s for pair in zip(left, right, strict=True) for time_s in pair]
    even = [0.36, 0.36, 0.37, 0.35, 0.35, 0.37]
    assert cadence(timed(*times_s))["ci95"] == pytest.approx(cadence(timed(*even))["ci95"], abs=0.01)


def test_twice_the_steps_make_the_mean_twice_as_sure_and_every_gap_less():
    six = [0.36, 0.36, 0.37, 0.35, 0.35, 0.37]
    once, twice = cadence(timed(*six))["ci95"], cadence(timed(*six, *six))["ci95"]
    assert twice == pytest.approx(once / 2, rel=0.15)
    assert cadence(timed(None, *six, None, *six))["ci95"] == pytest.approx(twice * math.sqrt(2), abs=0.01)


def test_no_steps_make_no_numbers():
    assert cadence([]) == {"mean": None, "ci95": None, "n": 0}
    assert metrics([], REAR) == {}
    assert cadence(timed(0.36)) == {"mean": 166.67, "ci95": None, "n": 1}


def test_metrics_are_told_per_leg_and_only_where_they_were_seen():
    steps = [replace(step(i), metrics={"fppa_deg": value}) for i, value in enumerate([1.0, 5.0, 2.0, 5.0, 3.0])]
    told = metrics(steps, REAR)
    left, right = told["fppa_deg"]["left"], told["fppa_deg"]["right"]
    assert told.keys() == {"fppa_deg"}
    assert (left["mean"], left["sd"], left["n"]) == (2.0, 1.0, 3)
    assert (right["mean"], right["sd"], right["n"]) == (5.0, 0.0, 2)
    assert left["ci95"] == pytest.approx(math.hypot(1.96 / math.sqrt(3), METRICS["fppa_deg"].method95), abs=0.005)
    assert right["ci95"] == METRICS["fppa_deg"].method95  # equal steps are not certain steps


def test_legs_are_held_against_each_other_only_where_the_camera_can_not_make_the_difference():
    steps = [
        replace(step(i), metrics={"fppa_deg": 2.0 + 3 * (i % 2), "contact_time_s": 0.25 - 0.01 * (i % 2)})
        for i in range(9)
    ]
    told, aimed = metrics(steps, REAR), metrics(steps, replace(REAR, aim_known=True))
    assert told["fppa_deg"]["asymmetry"] is None
    assert aimed["fppa_deg"]["asymmetry"]["mean"] == 3.0
    assert (told["fppa_deg"]["left"]["aim95"], aimed["fppa_deg"]["left"]["aim95"]) == (METRICS["fppa_deg"].aim95, 0.0)
    assert told["contact_time_s"]["asymmetry"]["mean"] == -0.01
    assert metrics(steps, replace(REAR, aim_known=True, view=View.LEFT))["fppa_deg"]["asymmetry"] is None


def test_a_session_that_was_mostly_badly_seen_is_graded_d():
    def seen(*grades):
        trust = [{"fppa_deg": Trust(1.0, 0.0, grade)} for grade in grades]
        steps = [replace(step(2 * i), metrics={"fppa_deg": 2.0}, trust=each) for i, each in enumerate(trust)]
        return metrics(steps, REAR)["fppa_deg"]["left"]["grade"]

    assert seen(Grade.C, Grade.C, Grade.D) == "C"
    assert seen(Grade.C, Grade.D, Grade.D) == "D"


def test_a_leg_that_was_not_seen_is_null_and_not_zero():
    told = metrics([replace(step(0), metrics={"step_width_m": 0.12345})], REAR)["step_width_m"]
    assert told["left"] == {"mean": 0.1235, "sd": None, "ci95": None, "n": 1, "aim95": 0.01, "grade": "D"}
    assert told["right"] == {"mean": None, "sd": None, "ci95": None, "n": 0, "aim95": 0.01, "grade": "D"}
    assert told["asymmetry"] is None


def test_numbers_are_rounded_by_their_unit_and_what_is_no_number_is_none():
    assert rounded("fppa_deg", 1.23456) == 1.23
    assert rounded("t_contact_s", 1.23456) == 1.2346
    assert rounded("fppa_deg", math.nan) is rounded("fppa_deg", math.inf) is rounded("fppa_deg", None) is None


def test_findings_are_gathered_with_their_worst_value_and_their_cues():
    gathered = Findings()
    beats = list(run(6.0))
    knee = Finding(CueKind.KNEE_OUT, Side.LEFT, "fppa_deg", 9.0, 4.1, 5)
    beats[-2] = replace(beats[-2], advice=replace(beats[-2].advice, findings=(replace(knee, value=11.0),)))
    beats[-1] = replace(beats[-1], advice=replace(beats[-1].advice, findings=(knee,)))
    for beat in beats:
        gathered.add(beat)
    cadence_row, knee_row = gathered.rows()
    assert (cadence_row["kind"], cadence_row["side"], cadence_row["cues"]) == ("cadence_up", None, 1)
    assert (cadence_row["first_t"], cadence_row["last_t"]) == (104.0, 105.9)
    assert knee_row == {
        "kind": "knee_out",
        "side": "left",
        "metric": "fppa_deg",
        "worst": 11.0,
        "limit": 4.1,
        "steps": 5,
        "first_t": 105.9333,
        "last_t": 105.9667,
        "cues": 0,
    }
