"""A session in numbers."""

import math
import statistics
from dataclasses import replace

import pytest
from beats import run, step

from station.model import CueKind, Finding, Side
from station.sessions.summary import Findings, cadence, metrics, rounded


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
    error_s = math.hypot(*(1.96 * statistics.stdev(leg) / math.sqrt(3) for leg in (left, right))) / 2
    assert cadence(timed(*times_s))["ci95"] == pytest.approx(60 / 0.36**2 * error_s, abs=0.02)


def test_no_steps_make_no_numbers():
    assert cadence([]) == {"mean": None, "ci95": None, "n": 0}
    assert metrics([]) == {}
    assert cadence(timed(0.36)) == {"mean": 166.67, "ci95": None, "n": 1}


def test_metrics_are_told_per_leg_and_only_where_they_were_seen():
    steps = [replace(step(i), metrics={"fppa_deg": value}) for i, value in enumerate([1.0, 5.0, 2.0, 5.0, 3.0])]
    told = metrics(steps)
    assert told == {
        "fppa_deg": {
            "left": {"mean": 2.0, "sd": 1.0, "ci95": 1.13, "n": 3},
            "right": {"mean": 5.0, "sd": 0.0, "ci95": 0.0, "n": 2},
        }
    }


def test_a_leg_that_was_not_seen_is_null_and_not_zero():
    told = metrics([replace(step(0), metrics={"step_width_m": 0.12345})])
    assert told["step_width_m"]["left"] == {"mean": 0.1235, "sd": None, "ci95": None, "n": 1}
    assert told["step_width_m"]["right"] == {"mean": None, "sd": None, "ci95": None, "n": 0}


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
