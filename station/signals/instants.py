"""Instants on one clock, and what lies between them."""

LONG_AGO_S = float("-inf")
"""Before anything was asked for."""


def since(then_s: float, now_s: float) -> float:
    """Return the seconds between, to the microsecond: an edge that was waited for has then come, not nearly."""
    return round(now_s - then_s, 6)
