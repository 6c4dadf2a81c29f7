"""Means that forget: the newest counts most, and what is so many seconds old counts 1/e."""

import math


def news(elapsed_s: float, tau_s: float) -> float:
    """Return how much of a mean that forgets over `tau_s` is new after so long, 0..1."""
    return 1 - math.exp(-max(elapsed_s, 0.0) / tau_s)
