"""How many landmarkers rest while the machine is warm, so that its firmware need not slow the processor. Pure.

A landmarker that rests costs poses a second; a processor that is slowed costs every pose time, and lamps, record and
page with it: a cue would come late in the step. The rate is what coaching can spare.
"""

from station.vital_checks import WARM_C
from station.vitals import Host

COOL_C = 72.0
"""Below it a landmarker wakes again; far enough below that one that wakes does not send it to rest at once."""
SETTLE_S = 30.0
"""Heat needs so long to follow what is done about it."""


class Cooling:
    """Say how many landmarkers rest, `spare` at most: of each camera one always works."""

    def __init__(self, spare: int) -> None:
        self._most = spare
        self._changed_s: float | None = None
        self.resting = 0

    def update(self, host: Host, now_s: float) -> int:
        """Take in what the machine says and return how many rest; at most one change in half a minute."""
        wanted = self._wanted(host)
        settled = self._changed_s is None or now_s - self._changed_s >= SETTLE_S
        if wanted != self.resting and settled:
            self.resting, self._changed_s = wanted, now_s
        return self.resting

    def _wanted(self, host: Host) -> int:
        if host.hot or (host.temperature_c is not None and host.temperature_c >= WARM_C):
            return min(self.resting + 1, self._most)
        if host.temperature_c is None or host.temperature_c < COOL_C:
            return max(self.resting - 1, 0)
        return self.resting
