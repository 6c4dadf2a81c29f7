"""What the live page is sent: a snapshot and the levels as plain JSON. Pure.

Nothing unknown is a number: it is null.
"""

import math

from station.cues import sentence, short
from station.dashboard import cards
from station.dashboard.cards import number
from station.dashboard.course import course
from station.dashboard.live_table import table
from station.model import DARK, Activity, Cue, GaitEstimate, Landmark, Levels, Mood, Pose, Side, Snapshot

SHOWN_POINTS = (
    Landmark.NOSE,
    *(point for point in Landmark if point >= Landmark.LEFT_SHOULDER and not 17 <= point <= 22),
)
SEEN_FRAC = 0.3  # a point of less visibility is a guess, and is not drawn

MOODS = {
    Mood.DARK: "Off",
    Mood.MEASURING: "Measuring",
    Mood.IN_BAND: "In the band",
    Mood.OUT_OF_BAND: "Out of the band",
}
BROKEN = "Out of order"
IDLE = {Activity.NOBODY: "Nobody there", Activity.STANDING: "Standing", Activity.WALKING: "Walking"}
Payload = dict[str, object]


def payload(snapshot: Snapshot | None, levels: Levels | None, now_s: float, unsure_below_frac: float) -> Payload:
    """Return what the page shows; `now_s` is the station's monotonic clock, from which `age_s` is made."""
    if snapshot is None:
        return {"ready": False, "lamps": _lamps(levels, MOODS[Mood.DARK])}
    advice, estimate = snapshot.advice, snapshot.estimate
    return {
        "ready": True,
        "t": number(estimate.t, 3),
        "age_s": number(max(0.0, now_s - snapshot.published_s), 2),
        "session": _session(snapshot),
        "stage": advice.stage.value,
        "baseline_frac": number(advice.baseline_frac, 2),
        **course(snapshot),
        "cadence": cards.cadence(snapshot),
        "left": cards.leg(snapshot, Side.LEFT),
        "right": cards.leg(snapshot, Side.RIGHT),
        "numbers": table(snapshot),
        "tracking": _tracking(estimate, advice.silence, unsure_below_frac),
        "silence": advice.silence,
        "lamps": _lamps(levels, MOODS[Mood.DARK if snapshot.muted else advice.mood]),
        "muted": snapshot.muted,
        "cue": _cue(snapshot.last_cue, estimate.t),
        "warnings": list(snapshot.warnings),
        "poses_hz": number(snapshot.poses_hz, 0),
        "frames_dropped": snapshot.frames_dropped,
        "delay_ms": number(snapshot.delay_ms, 0),
        "view": snapshot.setup.view.value,
        "width_px": snapshot.setup.width_px,
        "height_px": snapshot.setup.height_px,
        "points": _points(snapshot.pose),
        "virtual": snapshot.truth is not None,
    }


def _session(snapshot: Snapshot) -> Payload | None:
    session = snapshot.session
    if session is None:
        return None
    elapsed = number(max(0.0, snapshot.estimate.t - session.t_start), 0)
    return {"id": session.session_id, "runner": session.runner_name, "elapsed_s": elapsed}


def _tracking(estimate: GaitEstimate, silence: str | None, unsure_below_frac: float) -> Payload:
    if not estimate.running:
        return {"word": IDLE[estimate.activity], "detail": silence or "Measuring begins when somebody runs."}
    if estimate.confidence_frac < unsure_below_frac:
        return {"word": "Unsure", "detail": silence or "The runner can not be seen well enough."}
    return {"word": "Good", "detail": "Running"}


def _lamps(levels: Levels | None, steady_word: str) -> Payload:
    """The steady lamp winks, so that its word comes from what it tells, not from whether it is lit just now."""
    if levels is None:
        levels, steady_word = DARK, BROKEN
    lit = any(levels.steady_rgb)
    return {
        "left": levels.left_lamp,
        "right": levels.right_lamp,
        "steady_rgb": [round(255 * min(1.0, max(0.0, part))) for part in levels.steady_rgb] if lit else None,
        "steady_word": steady_word,
        "tone_hz": number(levels.tone_hz, 0),
    }


def _cue(cue: Cue | None, t: float) -> Payload | None:
    if cue is None:
        return None
    ago = number(max(0.0, t - cue.t), 0)
    return {"sentence": sentence(cue), "short": short(cue.kind, cue.side), "ago_s": ago}


def _points(pose: Pose | None) -> Payload | None:
    if pose is None:
        return None
    return {point.key: _point(pose, point) for point in SHOWN_POINTS}


def _point(pose: Pose, landmark: Landmark) -> list[float | int | None] | None:
    x, y, visibility = (float(part) for part in pose.points[landmark])
    seen = visibility >= SEEN_FRAC and math.isfinite(x) and math.isfinite(y)
    return [number(x, 0), number(y, 0)] if seen else None
