"""What a report is made of: sections of a table or a picture, with a few words; and how numbers are written."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean

Row = Sequence[str]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report. `picture` is the name of a plot; a section without headings has no table."""

    title: str
    headings: Row = ()
    rows: Sequence[Row] = ()
    words: str = ""
    picture: str = ""


def number(value: float | None, digits: int = 2, sign: str = "") -> str:
    """Write a number; what is not known is blank, what never came is `never`."""
    if value is None:
        return ""
    return f"{value:{sign}.{digits}f}" if math.isfinite(value) else "never"


def digits_of(metric: str) -> int:
    """Return how many digits after the point a metric deserves, by its unit."""
    return 4 if metric.endswith(("_m", "_frac")) else 2


def mean(values: Iterable[float | None]) -> float | None:
    """Return the mean of what is known; None where nothing is."""
    known = [value for value in values if value is not None]
    return fmean(known) if known else None


def greatest(values: Iterable[float | None]) -> float | None:
    """Return the greatest of what is known; None where nothing is."""
    return max((value for value in values if value is not None), default=None)


def least(values: Iterable[float | None]) -> float | None:
    """Return the least of what is known; None where nothing is."""
    return min((value for value in values if value is not None), default=None)
