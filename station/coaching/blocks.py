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
    turns = _turns(on_s, off_s, longest_s=plan.off_block_s[1])
    for _ in range(turns):
        yield Segment(Stage.COACHING, on_s / turns)
        yield from _off(off_s / turns, plan.off_block_s[1])


def _turns(on_s: float, off_s: float, longest_s: float) -> int:
    """Return how often feedback comes on: so that off blocks are short, but never so that on blocks are too short."""
    if on_s == 0.0 or off_s == 0.0:
        return 1
    return max(1, min(math.ceil(off_s / longest_s), int(on_s // SHORTEST_ON_S)))


def _off(seconds: float, longest_s: float) -> Iterator[Segment]:
    blocks = math.ceil(seconds / longest_s)
    for _ in range(blocks):
        yield Segment(Stage.SOLO, seconds / blocks)
