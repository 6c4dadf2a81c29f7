"""Small builders of what a loop would hand on: poses, steps, cues and whole runs of beats."""

from collections.abc import Iterator

import numpy as np

from station.model import (
    Activity,
    Advice,
    Band,
    Beat,
    Cue,
    CueKind,
    Finding,
    GaitEstimate,
    KneeTarget,
    LegEstimate,
    Measured,
    Mood,
    Pose,
    Setup,
    Side,
    Sighting,
    Stage,
    Step,
    Targets,
    View,
)
from station.sessions.schema import SessionRow
from station.sessions.store import Store

STEP_S = 0.36
BASELINE_S = 4.0
REAR = Setup(View.REAR, 720, 960, runner_height_m=1.7, belt_speed_mps=2.5, source="test")
KNEE = KneeTarget(Band(high=4.1), Band(high=3.3))
TARGETS = Targets(Band(170.1, 176.3), left_knee=KNEE, right_knee=KNEE)


def cue(kind: CueKind = CueKind.CADENCE_UP, side: Side | None = None, t: float = 0.0) -> Cue:
    return Cue(t, Finding(kind, side, "cadence_spm", 161.7, 170.1, 5), confidence_frac=0.87, rule="cadence/1")


def step(number: int, t0: float = 0.0, **metrics: float) -> Step:
    t = t0 + number * STEP_S
    side = Side.RIGHT if number % 2 else Side.LEFT
    known = {"fppa_deg": 6.1 + 0.1 * np.sin(number), "pelvic_drop_deg": 5.0 / 3.0} | metrics
    return Step(side, t, t + 0.11, t + 0.25, STEP_S if number else None, known, quality_frac=0.93)


def pose(t: float) -> Pose:
    points = np.random.default_rng(round(t * 1000)).normal(300.0, 40.0, (33, 3))
    points[:, 2] = 0.9
    points[15] = (np.nan, np.nan, 0.0)
    return Pose(t, points)


def run(seconds: float, hz: float = 30.0, t0: float = 100.0) -> Iterator[Beat]:
    """Yield a run: a step every 0.36 s, targets after 4 s, one cue a second later; every 50th frame shows nobody."""
    told = 0
    for frame in range(round(seconds * hz)):
        t = t0 + frame / hz
        steps = tuple(step(n, t0) for n in range(told, int((t - t0) / STEP_S)))
        told += len(steps)
        yield Beat(
            Sighting(t, pose(t) if frame % 50 != 49 else None),
            Measured(estimate(t), steps),
            advice(t, t - t0, cue(t=t) if frame == round((BASELINE_S + 1) * hz) else None),
        )


def estimate(t: float) -> GaitEstimate:
    leg = LegEstimate({"fppa_deg": 6.123456, "femoral_adduction_deg": 4.2, "step_width_m": 0.03}, 5)
    return GaitEstimate(t, Activity.RUNNING, 0.9, 166.66667, 0.61, leg, LegEstimate())


def advice(t: float, elapsed_s: float, fired: Cue | None) -> Advice:
    if elapsed_s < BASELINE_S:
        return Advice(Stage.BASELINE, Targets(), elapsed_s / BASELINE_S, mood=Mood.MEASURING)
    found = (cue(t=t).finding,)
    return Advice(Stage.COACHING, TARGETS, 1.0, found, fired, Mood.OUT_OF_BAND)


def frames_saved(store: Store, session_id: int = 1) -> int:
    """Return how many frames of a session no power cut can take any more."""
    with store.db() as db:
        row = db.get(SessionRow, session_id)
        return row.frames if row else 0
