"""A programme in the real record: its sessions, made by hand, go through the recorder as the loop would offer them."""

from datetime import datetime, timedelta
from pathlib import Path

from programme_parts import CADENCE_TARGET, FIRST_DAY, LENGTHS_S, Course, faded, steps

from station.model import (
    Activity,
    Advice,
    Beat,
    GaitEstimate,
    Measured,
    Reference,
    SessionPlan,
    Setup,
    Sighting,
    Stage,
    Tally,
    Targets,
    View,
)
from station.programmes import load_programmes
from station.records import Enrolment
from station.sessions.recorder import Recorder
from station.sessions.store import Store

SETUP = Setup(View.FRONT, 720, 960, 1.75, 2.5, "virtual")
TOML = (
    """
title = "Three short visits"
focus = "cadence"
warmup_min = 1
sessions_per_week = 7
follow_up_days = [30, 90]
adaptive = false
"""
    + 3 * "\n[[session]]\nrun_min = 3\nfeedback_frac = 0.667\n"
)


class Clock:
    """The wall clock of a recorder, put forward by the test."""

    def __init__(self) -> None:
        self.now: datetime = FIRST_DAY

    def __call__(self) -> datetime:
        return self.now


def enrolled(store: Store, folder: Path) -> Enrolment:
    """Put a new runner on a programme of three visits."""
    folder.mkdir()
    (folder / "three.toml").write_text(TOML)
    programme = load_programmes(folder)["three"]
    return store.enrol(store.add_runner("Anna Berg", 1.75).runner_id, programme)


def run_programme(store: Store, enrolment: Enrolment, courses: list[Course]) -> Enrolment:
    """Write one visit after another, two days apart; return where the programme then stands."""
    for number, course in enumerate(courses):
        plan = store.next_plan(enrolment.enrolment_id)
        assert plan is not None and plan.number == number + 1
        _write(store, enrolment, plan, course, FIRST_DAY + timedelta(days=2 * number))
    found = store.enrolment(enrolment.enrolment_id)
    assert found is not None
    return found


def _write(store: Store, enrolment: Enrolment, plan: SessionPlan, course: Course, on: datetime) -> None:
    clock, stages = Clock(), faded()
    clock.now = on
    recorder = Recorder(store, 0.05, clock)
    recorder.begin(
        SETUP, enrolment.runner_id, stages[0].t_from, "{}", plan=plan, enrolment_id=enrolment.enrolment_id
    )  # fmt: skip
    for step in steps(stages, course, seed=plan.number):
        t = step.t_midstance_s
        stage = next(span.stage for span in stages if span.t_from <= t < span.t_to)
        sighting = Sighting(t, None)
        recorder.record(Beat(sighting, Measured(GaitEstimate(t, Activity.RUNNING, 0.9), (step,)), _advice(stage, t)))
    clock.now = on + timedelta(seconds=stages[-1].t_to)
    recorder.end(stages[-1].t_to)
    recorder.close()


def _advice(stage: Stage, t: float) -> Advice:
    own = Reference(160.0) if t > 10.0 + LENGTHS_S[Stage.WARMUP][0] + LENGTHS_S[Stage.BASELINE][0] else None
    targets = CADENCE_TARGET if own else Targets()
    return Advice(stage, targets, own=own, tally={Stage.COACHING: Tally(10, 8), Stage.SOLO: Tally(10, 6)})
