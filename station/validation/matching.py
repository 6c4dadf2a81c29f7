"""Which found step is which true one, and how far apart they are."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from station.validation.results import Floats


@dataclass(frozen=True, slots=True)
class Spread:
    """Errors in short: how many, their mean and their standard deviation."""

    n: int
    bias: float
    sd: float


def spread(errors: Sequence[float]) -> Spread | None:
    """Return the errors in short; None where there are none."""
    return Spread(len(errors), float(np.mean(errors)), float(np.std(errors))) if len(errors) else None


def match(true_s: Floats, found_s: Floats, within_s: float) -> dict[int, int]:
    """Return for each true time that was found the index of the nearest found one.

    True times must be more than twice `within_s` apart, as steps are: then nothing found can belong to two.
    """
    if not len(found_s):
        return {}
    nearest = [int(np.argmin(abs(found_s - t))) for t in true_s]
    return {true: found for true, found in enumerate(nearest) if abs(found_s[found] - true_s[true]) <= within_s}
