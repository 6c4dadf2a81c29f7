"""What a beat's advice comes to for the runner: lamp, cue, metronome and chime, each at its instant."""

from station.model import Advice, Metronome, NoticeKind, Ticks
from station.runtime.lag import Lag
from station.runtime.wiring import Outputs


class Voice:
    """Hand advice on to lamps and buzzer; `lag` turns its instants into the station's own."""

    def __init__(self, outputs: Outputs, lag: Lag) -> None:
        self._outputs, self._lag = outputs, lag
        self._metronome: Metronome | None = None
        self._silent = True

    def tell(self, advice: Advice) -> None:
        """Show and play what is advised; what was to be heard later is not, once there is a reason to be silent."""
        self._outputs.refresh(advice.mood, advice.level)
        if advice.silence and not self._silent:
            self._outputs.cancel()
        self._silent = advice.silence is not None
        if advice.cue:
            due_t = advice.cue.due_t
            self._outputs.play(advice.cue, None if due_t is None else self._lag.at_s(due_t))
        if advice.metronome != self._metronome:
            self._metronome = advice.metronome
            self._outputs.metronome(self._ticks(advice.metronome))
        if any(notice.kind is NoticeKind.PHASE for notice in advice.notices):
            self._outputs.announce()

    def end(self) -> None:
        """End what still plays."""
        self._metronome = None
        self._outputs.metronome(None)
        self._outputs.cancel()

    def _ticks(self, metronome: Metronome | None) -> Ticks | None:
        first_s = self._lag.at_s(metronome.first_t) if metronome else None
        return Ticks(first_s, 60.0 / metronome.spm) if metronome and first_s is not None else None
