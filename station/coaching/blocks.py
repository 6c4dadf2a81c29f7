"""How a session is cut into phases, and its training into blocks with and without feedback. Pure arithmetic.

Feedback is taken away in blocks of one to three minutes, each of them a small test of what stays without it. A block
with feedback is no shorter than a minute, or there is no time to answer it; so where little feedback is left, several
blocks without it follow each other.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from station.model import SessionPlan, Stage

SHORTEST_ON_S = 60.0


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a session; `seconds` = None for one that has no end of its own."""

    stage: Stage
    seconds: float | None


def segments(plan: SessionPlan) -> tuple[Segment, ...]:
    """Return a session's stretches in their order."""
    timed = (
        Segment(Stage.WARMUP, plan.warmup_s),
        Segment(Stage.BASELINE, None),
        *_training(plan),
        Segment(Stage.RETENTION, plan.retention_s),
        Segment(Stage.COOLDOWN, plan.cooldown_s),
    )
    return tuple(segment for segment in timed if segment.seconds != 0.0)


def _training(plan: SessionPlan) -> Iterator[Segment]:
    if plan.run_s is None:
        yield Segment(Stage.COACHING if plan.feedback_frac > 0 else Stage.SOLO, None)
        return
    on_s = plan.run_s * plan.feedback_frac
    off_s = plan.run_s - on_s
    turns = 1 if on_s == 0.0 else min(_off_blocks(off_s, plan.off_block_s), max(1, int(on_s // SHORTEST_ON_S)))
    for _ in range(turns):
        yield Segment(Stage.COACHING, on_s / turns)
        yield from _off(off_s / turns, plan.off_block_s)


def _off_blocks(seconds: float, limits_s: tuple[float, float]) -> int:
    """Return into how many blocks running without feedback is cut: none too long, but above all none too short."""
    shortest_s, longest_s = limits_s
    return max(1, min(math.ceil(seconds / longest_s), int(seconds // shortest_s)))


def _off(seconds: float, limits_s: tuple[float, float]) -> Iterator[Segment]:
    blocks = _off_blocks(seconds, limits_s)
    for _ in range(blocks):
        yield Segment(Stage.SOLO, seconds / blocks)
