"""What the live page is sent: a snapshot and the levels as plain JSON. Pure.

Nothing unknown is a number: it is null. Cadence has one decimal; knee cave is a whole degree, for that is all that one
camera is good for. Whether a value is in its band is decided before it is rounded.
"""

import math
from collections.abc import Mapping

from station.cues import sentence, short
from station.model import (
    DARK,
    Activity,
    Band,
    Cue,
    GaitEstimate,
    KneeTarget,
    Landmark,
    Levels,
    Mood,
    Pose,
    Side,
    Snapshot,
    Truth,
)

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
        "cadence": _cadence(snapshot),
        "left": _knee(snapshot, Side.LEFT),
        "right": _knee(snapshot, Side.RIGHT),
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


def number(value: float | None, decimals: int) -> float | int | None:
    """Return a rounded number, whole where no decimals are asked for; None for what is not one."""
    if value is None or not math.isfinite(value):
        return None
    return round(value, decimals) if decimals else round(value)


def _session(snapshot: Snapshot) -> Payload | None:
    session = snapshot.session
    if session is None:
        return None
    elapsed = number(max(0.0, snapshot.estimate.t - session.t_start), 0)
    return {"id": session.session_id, "runner": session.runner_name, "elapsed_s": elapsed}


def _cadence(snapshot: Snapshot) -> Payload:
    truth = snapshot.truth.cadence_spm if snapshot.truth else None
    return _reading(snapshot.estimate.cadence_spm, snapshot.advice.targets.cadence_spm, truth, 1)


def _knee(snapshot: Snapshot, side: Side) -> Payload:
    target = snapshot.advice.targets.knee(side)
    metrics = snapshot.estimate.leg(side).metrics
    reading = _reading(
        metrics.get("fppa_deg"), target.fppa_deg if target else None, _true_knee(snapshot.truth, side), 0
    )
    return reading | {"thigh_steady": _thigh_steady(metrics, target)}


def _true_knee(truth: Truth | None, side: Side) -> float | None:
    if truth is None:
        return None
    return truth.left_fppa_deg if side is Side.LEFT else truth.right_fppa_deg


def _thigh_steady(metrics: Mapping[str, float], target: KneeTarget | None) -> bool | None:
    """Knee cave is only cued when the thigh leans in too: the page says why a high number stays without a cue."""
    thigh = metrics.get("femoral_adduction_deg")
    return None if target is None or thigh is None else target.femoral_adduction_deg.excess(thigh) <= 0


def _reading(value: float | None, band: Band | None, truth: float | None, decimals: int) -> Payload:
    band = band or Band()
    return {
        "value": number(value, decimals),
        "trend": number(value, decimals) if decimals else _halves(value),
        "low": number(band.low, decimals),
        "high": number(band.high, decimals),
        "state": _state(value, band),
        "truth": number(truth, decimals),
    }


def _halves(value: float | None) -> float | None:
    """A line of whole degrees would be a staircase; more than halves would be invented."""
    doubled = None if value is None else number(2 * value, 0)
    return None if doubled is None else doubled / 2


def _state(value: float | None, band: Band) -> str | None:
    if value is None or not math.isfinite(value) or band == Band():
        return None
    excess = band.excess(value)
    return "in" if excess == 0 else "above" if excess > 0 else "below"


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
