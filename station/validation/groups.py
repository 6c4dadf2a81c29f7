"""The groups that streams are told by."""

from collections.abc import Callable

from station.model import View
from station.validation.figures import Streams
from station.validation.score import StreamRow

CLEAR_HZ = 30.0

Belongs = Callable[[StreamRow], bool]


def groups(streams: Streams) -> list[tuple[str, Belongs]]:
    """Return the groups that streams are told by: all, noise, frame rate, view, disturbed ones, scenes."""
    noises = list(dict.fromkeys(row.truth.noise for row in streams))
    rates = sorted({row.truth.fps for row in streams}, reverse=True)
    return [
        ("all", lambda row: True),
        *((f"noise {noise}, 30 poses/s and more, undisturbed", _noise(noise)) for noise in noises),
        *((f"{rate:g} poses/s", _rate(rate)) for rate in rates),
        *((f"view {view}", seen_from(view)) for view in View),
        ("legs exchanged, gaps, frames lost", lambda row: row.truth.disturbed),
        ("scenes: stand, run, change, stand", lambda row: bool(row.truth.stands)),
    ]


def _noise(noise: str) -> Belongs:
    return lambda row: row.truth.noise == noise and row.truth.fps >= CLEAR_HZ and not (row.truth.swap or row.truth.gaps)


def _rate(rate: float) -> Belongs:
    return lambda row: row.truth.fps == rate


def seen_from(view: View) -> Belongs:
    """Return what tells whether a stream was seen from there."""
    return lambda row: row.truth.view is view
