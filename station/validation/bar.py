"""One bar: a limit, what was reached, and whether it holds."""

from collections.abc import Iterator
from dataclasses import dataclass

from station.validation.sections import number

UNITS = {
    "spm": ("spm", 1.0, 3),
    "s": ("s", 1.0, 1),
    "ms": ("ms", 1.0, 1),
    "deg": ("degrees", 1.0, 2),
    "m": ("mm", 1000.0, 1),
    "frac": ("", 1.0, 4),
    "%": ("%", 100.0, 2),
    "": ("", 1.0, 0),
}
"""Unit -> the one that is told, by what a figure is multiplied for it, and digits after the point."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar. Figures are in `unit`, for % as parts of one; None in `least` or `most` = no limit there."""

    what: str
    unit: str
    reached: float
    most: float | None = None
    least: float | None = None

    @property
    def holds(self) -> bool:
        return (self.most is None or self.reached <= self.most) and (self.least is None or self.reached >= self.least)

    @property
    def row(self) -> tuple[str, str, str, str]:
        """What, the limit, what was reached, and whether it holds, in words."""
        unit, scale, digits = UNITS[self.unit]
        reached = number(scale * self.reached, digits)
        return self.what, f"{self._limits(scale)} {unit}".strip(), reached, "yes" if self.holds else "**no**"

    def _limits(self, scale: float) -> str:
        low, high = (None if limit is None else f"{scale * limit:g}" for limit in (self.least, self.most))
        return f"{low} to {high}" if low and high else f"≤ {high}" if high else f"≥ {low}"


def judged(
    what: str, unit: str, reached: float | None, most: float | None = None, least: float | None = None
) -> Iterator[Bar]:
    """Yield the bar if anything was there to judge."""
    if reached is not None:
        yield Bar(what, unit, reached, most, least)
