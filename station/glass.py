"""How long from light to cue, told by a lamp that blinks in the camera's own picture. Arithmetic only.

The station asks a lamp to change (`asked_s`), the pin changes (`shown_s`), and some picture later the program has seen
it. From asking to seeing is the way of a cue with its two halves the other way round: program to pin, then light to
program. So the whole needs no clock but the station's own.

Where the lamp stands in the picture nobody says: it is where brightness goes with the blinking.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

HOLDS_S = tuple(round(0.36 + 0.34 * (k * 0.618034 % 1.0), 3) for k in range(1, 25))
"""How long the lamp stays as it is before each change: uneven, so that nothing else keeps its time; two changes make a
flash, 0.72 s and more apart, so that at most two fall into any second."""

LONGEST_S = 1.0
_STEP_S = 0.02
SURE_CORRELATION = 0.8
"""Noise comes to 0.3 over all cells and delays; a lamp that a runner keeps passing before is not sure."""
SPOT_FRAC = 0.9
"""Cells that go with the blinking nearly as well as the best belong to the spot, a reflection too."""
FAINTEST = 3.0
"""Grey levels of 255 that the spot must brighten by."""
FEWEST_FRAC, MOST_FRAC = 2 / 3, 3 / 2
"""So many of the lamp's changes must be seen, and so many changes of the spot may be: else something else moved."""


@dataclass(frozen=True, slots=True)
class Edge:
    """A change of the lamp."""

    lit: bool
    asked_s: float
    shown_s: float


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """A picture: when the program was done with it, when it came, its brightness by cell; None = passed by unseen."""

    at_s: float
    arrived_s: float
    cells: NDArray[np.uint8] | None


@dataclass(frozen=True, slots=True)
class GlassDelay:
    """From light to cue, over the edges of one blinking."""

    p50_ms: float
    p95_ms: float
    edges: int
    pin_ms: float
    """How much of it lies between program and pin, median."""


def glass_delay(edges: Sequence[Edge], seen: Sequence[Seen]) -> GlassDelay | None:
    """Return the delay; None where no lamp is seen to blink so."""
    looked_at = [s for s in seen if s.cells is not None]
    if not edges or len(looked_at) < len(edges):
        return None
    # The way into the program is even, however busy the machine; the way through it is what varies.
    came_s = np.array([s.arrived_s for s in looked_at])
    cells = np.array([s.cells.ravel() for s in looked_at if s.cells is not None], np.float64)
    spot, coarse_s = _spot(edges, came_s, cells)
    if spot is None:
        return None
    passed_by = np.diff(np.flatnonzero([s.cells is not None for s in seen])) > 1
    lit = _lit(spot)
    took = _took(edges, looked_at, lit, passed_by, coarse_s)
    calm = np.count_nonzero(lit[1:] != lit[:-1]) <= MOST_FRAC * len(edges)
    return _summary(took) if calm and len(took) >= FEWEST_FRAC * len(edges) else None


def _spot(edges: Sequence[Edge], came_s: Array, cells: Array) -> tuple[Array | None, float]:
    """Return the brightness of what blinks, picture by picture (None = nothing does), and its rough delay."""
    delays_s = np.arange(0.0, LONGEST_S, _STEP_S)
    wanted = _normed(np.array([_state(edges, came_s - delay_s) for delay_s in delays_s]).T)
    correlations = wanted.T @ _normed(cells)
    best, cell = np.unravel_index(np.argmax(correlations), correlations.shape)
    highest = correlations[best, cell]
    spot = cells[:, correlations[best] >= SPOT_FRAC * highest].mean(axis=1)
    state = _state(edges, came_s - delays_s[best]) > 0
    plain = highest >= SURE_CORRELATION and np.median(spot[state]) - np.median(spot[~state]) >= FAINTEST
    return (spot if plain else None), float(delays_s[best])


def _state(edges: Sequence[Edge], at_s: Array) -> Array:
    """Return 1 where the lamp was lit, dark before the first edge."""
    last = np.searchsorted([edge.shown_s for edge in edges], at_s, side="right") - 1
    lit = np.array([float(edge.lit) for edge in edges])
    return np.asarray(np.where(last >= 0, lit[last], 0.0))


def _normed(columns: Array) -> Array:
    """Return columns of mean 0 and length 1; one that stays the same is all 0."""
    apart = columns - columns.mean(axis=0)
    length = np.sqrt((apart * apart).sum(axis=0))
    return np.asarray(apart / np.where(length > 0, length, np.inf))


def _lit(spot: Array) -> NDArray[np.bool_]:
    """Return when the spot is bright: nearer to its bright than to its dark."""
    low, high = np.percentile(spot, (10, 90))
    return np.asarray(spot > (low + high) / 2)


def _took(
    edges: Sequence[Edge], pictures: Sequence[Seen], lit: NDArray[np.bool_], passed_by: NDArray[np.bool_], way_s: float
) -> list[tuple[Edge, float]]:
    """Return each edge that was seen, with when; one beside a picture that passed by unseen tells nothing."""
    found: dict[Edge, float] = {}
    for change in map(int, np.flatnonzero(lit[1:] != lit[:-1])):
        picture = pictures[change + 1]
        its = [e for e in edges if e.lit == lit[change + 1] and e.shown_s + way_s / 2 <= picture.arrived_s]
        if its and its[-1] not in found and not passed_by[change]:
            found[its[-1]] = picture.at_s
    return list(found.items())


def _summary(took: list[tuple[Edge, float]]) -> GlassDelay:
    whole_ms = [1000 * (seen_s - edge.asked_s) for edge, seen_s in took]
    p50, p95 = np.percentile(whole_ms, (50, 95))
    pin_ms = np.median([1000 * (edge.shown_s - edge.asked_s) for edge, _ in took])
    return GlassDelay(float(p50), float(p95), len(took), float(pin_ms))
