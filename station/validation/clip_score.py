"""How right the station is on pixels: rendered runners through the landmarker, against their exact joints."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import atan2, degrees
from statistics import fmean

import numpy as np

from station.model import Side
from station.validation.matching import Spread, match, spread
from station.validation.results import FoundStep, Results
from station.validation.step_score import TRUTH, metrics_of
from station.validation.stream_truth import TrueStep
from station.validation.video_truth import ClipTruth, RenderedStep

MATCH_S = 0.100
EDGE_S = (1.0, 0.5)
"""Steps so near to the clip's beginning and end may be missed."""
FOUND_EDGE_S = 0.4
GAP_S = 0.6
"""Contacts further apart are not of one run."""
LEAST_STEPS = 8

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class LegBias:
    """A metric of a leg over the steps that were matched: its true mean, and the errors."""

    metric: str
    side: Side
    true: float
    errors: Spread


@dataclass(frozen=True, slots=True)
class ClipScore:
    """What the station made of one clip; None where there was nothing to judge."""

    cadence_error_spm: float | None
    recall_frac: float | None
    precision_frac: float | None
    side_frac: float | None
    contact_ms: Spread | None
    legs: tuple[LegBias, ...]


def score_clip(truth: ClipTruth, results: Results) -> ClipScore:
    """Judge the results of a clip."""
    true = [_true_step(truth, step) for step in truth.steps if not step.standing]
    start_s, end_s = truth.frames.t[0], truth.frames.t[-1]
    judged = [step for step in true if start_s + EDGE_S[0] < _mid(step) < end_s - EDGE_S[1]]
    found = [step for step in results.steps if "t_midstance_s" in step.values]
    inside = [step for step in found if start_s + FOUND_EDGE_S < step.values["t_midstance_s"] < end_s - FOUND_EDGE_S]
    pairs = _pairs(judged, found)
    same = [(a, b) for a, b in pairs if a.side == b.side]
    return ClipScore(
        cadence_error_spm=None if results.mean_spm is None else results.mean_spm - _true_spm(true),
        recall_frac=len(pairs) / len(judged) if judged else None,
        precision_frac=len(_pairs(true, inside)) / len(inside) if inside else None,
        side_frac=len(same) / len(pairs) if pairs else None,
        contact_ms=spread(
            [1e3 * (b.values["t_contact_s"] - a.t_contact_s) for a, b in same if "t_contact_s" in b.values]
        ),
        legs=tuple(_legs(same)),
    )


def _mid(step: TrueStep) -> float:
    assert step.t_midstance_s is not None  # every rendered step has one
    return step.t_midstance_s


def _pairs(true: Sequence[TrueStep], found: Sequence[FoundStep]) -> list[tuple[TrueStep, FoundStep]]:
    found_s = np.array([step.values["t_midstance_s"] for step in found])
    pairs = match(np.array([_mid(step) for step in true]), found_s, MATCH_S)
    return [(true[i], found[j]) for i, j in pairs.items()]


def _true_spm(true: Sequence[TrueStep]) -> float:
    gaps = np.diff([step.t_contact_s for step in true])
    return 60.0 / float(gaps[gaps < GAP_S].mean())


def _legs(same: Sequence[tuple[TrueStep, FoundStep]]) -> Iterator[LegBias]:
    for metric in metrics_of([step for step, _ in same]):
        for side in Side:
            both = [(a.m[metric][TRUTH], b.values[metric]) for a, b in same if a.side == side and metric in b.values]
            errors = spread([found - true for true, found in both])
            if errors and errors.n >= LEAST_STEPS:
                yield LegBias(metric, side, fmean(true for true, _ in both), errors)


def _true_step(truth: ClipTruth, step: RenderedStep) -> TrueStep:
    metrics = _frontal(truth, step) if truth.view.frontal else _sagittal(truth, step)
    return TrueStep(
        side=Side.LEFT if step.side == "L" else Side.RIGHT,
        t_contact_s=step.t_ic,
        t_midstance_s=step.t_mid,
        t_toe_off_s=step.t_to,
        m={name: {TRUTH: value} for name, value in metrics.items() if value is not None},
    )


def _sagittal(truth: ClipTruth, step: RenderedStep) -> dict[str, float | None]:
    ahead_cm = step.overstride_cm
    return {
        "overstride_frac": None if ahead_cm is None else ahead_cm / 100 / truth.runner.leg_length_m,
        "tibia_angle_deg": step.tibia_ic,
        "knee_flexion_contact_deg": step.knee_flexion_ic,
        "knee_flexion_peak_deg": step.knee_flexion_peak,
    }


def _frontal(truth: ClipTruth, step: RenderedStep) -> dict[str, float | None]:
    """Measure the true joints in the picture at midstance, by the definitions that the station keeps to."""
    side, other = step.side, "R" if step.side == "L" else "L"
    sign = 1 if side == "R" else -1
    hip, knee, ankle, far_hip = (
        _at(truth, joint, step.t_mid) for joint in (f"hip_{side}", f"knee_{side}", f"ankle_{side}", f"hip_{other}")
    )
    thigh = degrees(atan2(sign * (knee[0] - hip[0]), hip[1] - knee[1]))
    shank = degrees(atan2(sign * (ankle[0] - knee[0]), knee[1] - ankle[1]))
    drop = degrees(atan2(hip[1] - far_hip[1], abs(hip[0] - far_hip[0])))
    return {
        "fppa_deg": shank - thigh,
        "femoral_adduction_deg": -thigh,
        "pelvic_drop_deg": drop,
        "hip_adduction_deg": drop - thigh,
        "step_width_m": None if step.step_width_cm is None else step.step_width_cm / 100,
    }


def _at(truth: ClipTruth, joint: str, t: float) -> Point:
    """Return a joint to the runner's right and up, px."""
    places = np.array(truth.frames.joints2d[joint])
    x, y = (float(np.interp(t, truth.frames.t, places[:, axis])) for axis in (0, 1))
    return (-x if truth.view == "front" else x), -y
