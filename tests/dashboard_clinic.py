"""A small clinic in memory: what the pages need of a loop and a record, driven by the tests."""

import re
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from flask import Flask

from station.dashboard.app import create_app
from station.dashboard.ports import Camera
from station.dashboard.streams import Streams
from station.errors import StoreError
from station.model import (
    DARK,
    Activity,
    Advice,
    Band,
    Command,
    Cue,
    CueKind,
    Finding,
    Focus,
    GaitEstimate,
    Grade,
    Halt,
    KneeTarget,
    Landmark,
    LegEstimate,
    Levels,
    Mood,
    PainPreset,
    PainTime,
    Pose,
    SessionPlan,
    SessionState,
    Setup,
    Side,
    Snapshot,
    Stage,
    Step,
    Targets,
    Trust,
    View,
)
from station.programmes import Programme, load_programmes
from station.records import Enrolment, Note, PainEntry, Runner, SessionRecord, SessionSummary
from station.settings import DashboardSettings
from station.visits import Visit, visit
from station.vitals import Vitals

SETUP = Setup(View.FRONT, 720, 960, 1.75, 2.5, "virtual")
TARGETS = Targets(
    Band(168.0, 176.0), KneeTarget(Band(high=8.4), Band(high=6.0)), KneeTarget(Band(high=6.2), Band(high=5.0))
)
TRUST = {
    "fppa_deg": Trust(3.0, 3.2, Grade.C),
    "pelvic_drop_deg": Trust(4.0, 1.8, Grade.D),
    "contact_time_s": Trust(0.03, 0.0, Grade.C),
}
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 200"><path d="M0 100h400" stroke="#0072b2"/></svg>'
BEGAN = datetime(2025, 3, 4, 9, 30, tzinfo=UTC)

# a runner from the front, right leg on the belt, px of 720 x 960; the runner's left is on the picture's right
STANCE = {
    "nose": (361, 190),
    "left_shoulder": (425, 285), "right_shoulder": (297, 283),
    "left_elbow": (468, 370), "right_elbow": (258, 372),
    "left_wrist": (430, 330), "right_wrist": (290, 440),
    "left_hip": (398, 488), "right_hip": (324, 486),
    "left_knee": (404, 610), "right_knee": (338, 640),
    "left_ankle": (396, 640), "right_ankle": (335, 790),
    "left_heel": (394, 640), "right_heel": (334, 815),
    "left_foot_index": (399, 690), "right_foot_index": (330, 835),
}  # fmt: skip


def pose(t: float = 100.0) -> Pose:
    points = np.full((33, 3), np.nan)
    points[:, 2] = 0.0
    for landmark in Landmark:
        if landmark.key in STANCE:
            points[landmark] = (*STANCE[landmark.key], 0.95)
    return Pose(t, points)


def leg(steps: int, grade: Grade = Grade.C, **metrics: float) -> LegEstimate:
    """A leg whose numbers are all known to 1.9 of their shown unit, with one grade."""
    scale = {"m": 0.001, "s": 0.001, "frac": 0.01}
    trust = {name: Trust(1.9 * scale.get(name.rpartition("_")[2], 1.0), 3.2, grade) for name in metrics}
    return LegEstimate(metrics, steps, 5, trust)


def estimate(
    t: float = 100.0,
    cadence_spm: float | None = 164.24,
    left: float = 11.6,
    right: float = 4.3,
    grade: Grade = Grade.C,
) -> GaitEstimate:
    return GaitEstimate(
        t, Activity.RUNNING, 0.9, cadence_spm, 0.6,
        leg(41, grade, fppa_deg=left, femoral_adduction_deg=7.1, contact_time_s=0.262),
        leg(40, grade, fppa_deg=right, femoral_adduction_deg=3.2, contact_time_s=0.255),
    )  # fmt: skip


def from_the_side(left: Grade = Grade.B, right: Grade = Grade.D) -> dict[str, object]:
    """What is another in a snapshot that is taken from the runner's left."""
    estimated = replace(
        estimate(),
        left=leg(41, left, tibia_angle_deg=7.04, overstride_frac=0.213, knee_flexion_contact_deg=14.6),
        right=leg(40, right, tibia_angle_deg=9.96, overstride_frac=0.198, knee_flexion_contact_deg=11.2),
    )
    return {"setup": replace(SETUP, view=View.LEFT), "estimate": estimated}


def cue(t: float = 98.0) -> Cue:
    return Cue(t, Finding(CueKind.KNEE_OUT, Side.LEFT, "fppa_deg", 11.6, 8.4, 5), 0.91, "outside for 2 steps")


def snapshot(t: float = 100.0, **changes: object) -> Snapshot:
    """A runner being coached: cadence below its band, left knee above."""
    advice = Advice(Stage.COACHING, TARGETS, 1.0, mood=Mood.OUT_OF_BAND)
    moment = Snapshot(
        SETUP, estimate(t), advice, pose(t), SessionState(7, "Anna Berg", t - 95), False, cue(t - 2), 29.6, 3, 61.0,
        published_s=time.monotonic(),
    )  # fmt: skip
    return replace(moment, **changes)  # type: ignore[arg-type]


@dataclass(repr=False)
class Loop:
    """The running loop, as the pages see it; `posted` is all that they sent."""

    newest: Snapshot | None = None
    shown: Levels | None = DARK
    posted: list[Command] = field(default_factory=list)
    well: bool = True
    doing: Vitals = field(default_factory=Vitals)

    def snapshot(self) -> Snapshot | None:
        return self.newest

    def levels(self) -> Levels | None:
        return self.shown

    def post(self, command: Command) -> None:
        self.posted.append(command)

    def halt(self) -> None:
        self.posted.append(Halt())

    def health(self) -> Mapping[str, object]:
        return {"ok": self.well, "poses_hz": 29.6, "frames_dropped": 3}

    def vitals(self) -> Vitals:
        return self.doing


def steps(count: int = 400, begin: float = 10.0) -> tuple[Step, ...]:
    """Steps of 160 spm for the first half, then of 172; knee cave 12 degrees left, 5 right, then 8 and 5.

    The pelvis is not seen well enough.
    """
    made, t = [], begin
    for n in range(count):
        late = n >= count // 2
        step_time_s = 60 / (172 if late else 160)
        side = Side.LEFT if n % 2 else Side.RIGHT
        fppa_deg = 5.0 if side is Side.RIGHT else 8.0 if late else 12.0
        metrics = {"fppa_deg": fppa_deg, "pelvic_drop_deg": 6.0, "contact_time_s": 0.25}
        made.append(Step(side, t, t + 0.1, t + 0.25, step_time_s, metrics, 0.9, TRUST))
        t += step_time_s
    return tuple(made)


def kept_session(session_id: int = 7, **changes: object) -> SessionRecord:
    summary = SessionSummary(
        session_id, 1, "Anna Berg", BEGAN, BEGAN + timedelta(seconds=145), 145.0, 400, 2, 166.1, False
    )
    half = steps()[200].t_midstance_s
    cues = (
        cue(half + 20),
        Cue(half + 31, Finding(CueKind.CADENCE_UP, None, "cadence_spm", 160.2, 168.0, 0), 0.88, "outside for 2 steps"),
    )
    notes = (Note(BEGAN + timedelta(minutes=4), "New shoes. Felt the cue on the left at once."),)
    return SessionRecord(
        replace(summary, **changes), SETUP, 10.0, steps(), cues, ((10.0, Targets()), (half, TARGETS)), notes,  # type: ignore[arg-type]
    )  # fmt: skip


PROGRAMMES = load_programmes()


def enrolment(number: int, runner_id: int, programme: Programme, **changes: object) -> Enrolment:
    """Somebody who has just begun a programme: its first session is due today."""
    begun = Enrolment(
        number, runner_id, programme.name, programme.title, None, PainPreset.KNEE, False, None, BEGAN, None, (), 0,
        programme.planned, date.today(), (),
    )  # fmt: skip
    return replace(begun, **changes)  # type: ignore[arg-type]


@dataclass(repr=False)
class Shelf:
    """The record, in memory."""

    people: list[Runner] = field(
        default_factory=lambda: [Runner(1, "Anna Berg", 1.75, BEGAN), Runner(2, "Jonas Ek", None, BEGAN)]
    )
    kept: dict[int, SessionRecord] = field(default_factory=lambda: {7: kept_session()})
    enrolled: list[Enrolment] = field(default_factory=list)

    def runners(self) -> Sequence[Runner]:
        return self.people

    def add_runner(self, name: str, height_m: float | None) -> Runner:
        self.people.append(Runner(len(self.people) + 1, name, height_m, BEGAN))
        return self.people[-1]

    def sessions(self, runner_id: int | None, before: int, most: int) -> Sequence[SessionSummary]:
        found = [self.kept[number].summary for number in sorted(self.kept, reverse=True) if number < before]
        return [summary for summary in found if runner_id in (None, summary.runner_id)][:most]

    def session(self, session_id: int) -> SessionRecord | None:
        return self.kept.get(session_id)

    def add_note(self, session_id: int, text: str) -> None:
        record = self.kept[session_id]
        self.kept[session_id] = replace(record, notes=(*record.notes, Note(BEGAN, text)))

    def plot(self, session_id: int, name: str) -> bytes | None:
        return SVG if session_id in self.kept else None

    def programmes(self) -> Mapping[str, Programme]:
        return PROGRAMMES

    def enrolments(self, runner_id: int) -> Sequence[Enrolment]:
        return [one for one in self.enrolled if one.runner_id == runner_id]

    def enrol(
        self,
        runner_id: int,
        programme: Programme,
        focus: Focus | None,
        pain_preset: PainPreset,
        trunk_lean_allowed: bool,
    ) -> Enrolment:
        number = len(self.enrolled) + 1
        self.enrolled.append(
            enrolment(
                number,
                runner_id,
                programme,
                focus=focus,
                pain_preset=pain_preset,
                trunk_lean_allowed=trunk_lean_allowed,
            )
        )
        return self.enrolled[-1]

    def next_plan(self, enrolment_id: int) -> SessionPlan | None:
        one = next(one for one in self.enrolled if one.enrolment_id == enrolment_id)
        programme = PROGRAMMES[one.programme]
        if one.planned is not None and one.done >= one.planned:
            return None
        how = {"pain_preset": one.pain_preset, "trunk_lean_allowed": one.trunk_lean_allowed}
        return programme.plan(one.done + 1, focus=one.focus, **how)

    def enrolment(self, enrolment_id: int) -> Enrolment | None:
        return next((one for one in self.enrolled if one.enrolment_id == enrolment_id), None)

    def end_enrolment(self, enrolment_id: int) -> None:
        ended = (one.enrolment_id == enrolment_id for one in self.enrolled)
        both = zip(self.enrolled, ended, strict=True)
        self.enrolled = [replace(one, ended_at=BEGAN) if over else one for one, over in both]

    def visits(self, session_ids: Sequence[int]) -> Sequence[Visit]:
        return [visit(self.kept[session_id]) for session_id in session_ids]

    def trend_plot(self, enrolment_id: int) -> bytes | None:
        return SVG if self.enrolment(enrolment_id) else None

    def add_pain(self, session_id: int, when: PainTime, score: int) -> None:
        if session_id not in self.kept:
            raise StoreError(f"There is no session {session_id}.")
        record = self.kept[session_id]
        self.kept[session_id] = replace(record, pain=(*record.pain, PainEntry(when, score, BEGAN)))


PIN = "2468"


class Visitor:
    """A browser without pictures: it keeps cookies, and finds the token that every form needs."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()

    def get(self, path: str, **how: Any) -> Any:
        return self.client.get(path, **how)

    def token(self) -> str:
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.client.get("/login").text)
        assert found
        return found.group(1)

    def post(self, path: str, form: Mapping[str, str] | None = None, **how: Any) -> Any:
        return self.client.post(path, data={"csrf_token": self.token(), **(form or {})}, **how)

    def log_in(self, pin: str = PIN) -> Any:
        return self.post("/login", {"pin": pin, "again": pin})


@dataclass(repr=False)
class Clinic:
    """An application with its loop and record, and somebody who is logged in."""

    folder: Path
    settings: DashboardSettings = field(default_factory=DashboardSettings)
    loop: Loop = field(default_factory=Loop)
    shelf: Shelf = field(default_factory=Shelf)
    camera: Camera | None = None
    second: Camera | None = None
    app: Flask = field(init=False)
    coach: Visitor = field(init=False)

    @property
    def cameras(self) -> tuple[Camera, ...]:
        return tuple(camera for camera in (self.camera, self.second) if camera)

    def __post_init__(self) -> None:
        self.app = create_app(self.loop, self.shelf, self.settings, self.folder, camera_desks=self.cameras)
        self.coach = Visitor(self.app)
        self.coach.log_in()

    @property
    def streams(self) -> Streams:
        return self.app.extensions["station"].streams  # type: ignore[no-any-return]


@contextmanager
def publishing(loop: Loop, moment: Callable[[], Snapshot]) -> Iterator[None]:
    """Publish a moment thirty times a second, as the real loop does."""
    over = threading.Event()

    def run() -> None:
        while not over.wait(1 / 30):
            loop.newest = moment()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def until(true: Callable[[], bool], what: str) -> None:
    """Wait until something is so; the deadline is far off, for it only ends a test that has failed."""
    deadline_s = time.monotonic() + 60
    while not true():
        assert time.monotonic() < deadline_s, f"never happened: {what}"
        time.sleep(0.02)
