"""How right the live cadence was: against the true curve, and against what a perfect trailing window could tell."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from station.validation.results import Bools, Floats, Live
from station.validation.stream_truth import StreamTruth

SETTLED_AFTER_S = 6.0
"""The live value is judged from so long after running begins."""
CHANGE_S = (1.0, 10.0)
"""Around a change of speed it is not judged but timed: so long before and after."""
WINDOWS_S = (3, 4, 5, 6, 8, 10, 12, 15, 20)
WITHIN_SPM = 2.0
HOLD_S = 5.0
FADE_S = 0.4
"""The runner's first step begins so long before its contact."""
STOP_S = 3.0
"""A stop may be noticed so much later."""


@dataclass(frozen=True, slots=True)
class LiveScore:
    """What the live values of one stream were worth; None where there was nothing to judge."""

    mae_spm: float | None
    window_mae_spm: float | None
    share_frac: float | None
    first_s: float | None
    settle_s: tuple[float | None, ...]
    false_running_frac: float | None
    false_cues: int


def score_live(truth: StreamTruth, live: Live) -> LiveScore:
    """Judge the live values of a stream."""
    judged, known = _judged(truth, live.t), np.isfinite(live.cadence_spm)
    error_spm = live.cadence_spm - np.interp(live.t, truth.cadence.t, truth.cadence.spm)
    running = (live.t >= truth.start_s) & (live.t <= truth.end_s)
    first = live.t[running & known]
    standing = _standing(truth, live.t)
    return LiveScore(
        mae_spm=_mean(abs(error_spm[judged & known])),
        window_mae_spm=_window_mae_spm(truth, live.t[judged & known], live.cadence_spm[judged & known]),
        share_frac=_mean(known[judged]),
        first_s=float(first[0] - truth.start_s) if len(first) else None,
        settle_s=tuple(_settle_s(truth, live.t, abs(error_spm) <= WITHIN_SPM)),
        false_running_frac=_mean(live.running[standing]),
        false_cues=int(live.cued[standing].sum()),
    )


def _mean(values: Floats | Bools) -> float | None:
    return float(values.mean()) if len(values) else None


def _judged(truth: StreamTruth, t: Floats) -> Bools:
    judged = (t >= truth.start_s + SETTLED_AFTER_S) & (t <= truth.end_s)
    before_s, after_s = CHANGE_S
    for change in truth.changes:
        judged &= (t < change.t - before_s) | (t >= change.t + after_s)
    return judged


def _standing(truth: StreamTruth, t: Floats) -> Bools:
    standing = np.zeros(len(t), bool)
    for stand in truth.stands:
        start_s = stand.t0 + (STOP_S if stand.t0 > truth.start_s else 0.0)
        standing |= (t >= start_s) & (t < stand.t1)
    return standing & ~((t > truth.start_s - FADE_S) & (t < truth.start_s))


def _window_mae_spm(truth: StreamTruth, t: Floats, cadence_spm: Floats) -> float | None:
    """Return the error against the exact mean of a trailing window of true steps, of the window that fits best.

    What is left is the error of the estimate, without the lag that any window has.
    """
    contacts = np.array([step.t_contact_s for step in truth.steps if step.t_contact_s >= truth.start_s])
    errors = [abs(cadence_spm - _trailing_spm(contacts, t, window_s)) for window_s in WINDOWS_S]
    means = [float(np.nanmean(error)) for error in errors if np.isfinite(error).any()]
    return min(means, default=None)


def _trailing_spm(contacts_s: Floats, t: Floats, window_s: float) -> Floats:
    first = np.searchsorted(contacts_s, t - window_s, side="right")
    end = np.searchsorted(contacts_s, t, side="right")
    enough = end - first > 3
    first, last = first[enough], end[enough] - 1
    trailing = np.full(len(t), np.nan)
    trailing[enough] = 60.0 * (last - first) / (contacts_s[last] - contacts_s[first])
    return trailing


def _settle_s(truth: StreamTruth, t: Floats, good: Bools) -> Iterator[float | None]:
    """Yield for each change of speed when the first 5 s begin in which every value is right; None = never."""
    edges = [*(change.t for change in truth.changes), truth.end_s]
    for start_s, end_s in pairwise(edges):
        inside = (t >= start_s) & (t <= end_s - 0.3)
        held = _held(t[inside], good[inside])
        yield float(held[0] - start_s) if len(held) else None


def _held(t: Floats, good: Bools) -> Floats:
    """Return the times from which all is good for so long."""
    bad = np.append(t[~good], np.inf)
    next_bad = bad[np.searchsorted(bad, t)]
    return t[good & (next_bad >= t + HOLD_S)]
