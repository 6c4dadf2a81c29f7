"""The metronome: one tempo for a block, begun a little ahead of the runner's steps where they are to become quicker.

A beat that leads the step draws it forward, one that lags holds it back (Buhmann 2018); a beat for every step holds
better than one for every stride.
"""

from station.model import GaitEstimate, Metronome, Side

LEAD_FRAC = 0.1
"""Of a step."""


class Pacer:
    """Keep one metronome as long as it may tick."""

    def __init__(self) -> None:
        self._now: Metronome | None = None

    def tick(self, spm: float | None, estimate: GaitEstimate) -> Metronome | None:
        """Return the metronome at this tempo, the same until it stops; None = silent."""
        if spm is None:
            self._now = None
        elif self._now is None or self._now.spm != spm:
            self._now = Metronome(spm, _first_t(spm, estimate))
        return self._now


def _first_t(spm: float, estimate: GaitEstimate) -> float:
    landings = [t for side in Side if (t := estimate.leg(side).next_contact_s) is not None]
    quicker = estimate.cadence_spm is not None and spm > estimate.cadence_spm
    return min(landings, default=estimate.t) - (LEAD_FRAC * 60.0 / spm if quicker else 0.0)
