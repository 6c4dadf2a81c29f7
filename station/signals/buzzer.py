"""The cap on the buzzer: a timer of its own silences it, even if the thread that plays is stuck."""

import threading
from typing import Protocol

from station.signals.limits import ToneLimit


class Tones(Protocol):
    """A buzzer that holds a tone until told otherwise; gpiozero's TonalBuzzer fits."""

    def play(self, tone: float) -> None: ...
    def stop(self) -> None: ...


class CappedBuzzer:
    """Sound tones, never longer than `max_s` without a break."""

    def __init__(self, tones: Tones, max_s: float) -> None:
        self._tones = tones
        self._limit = ToneLimit(max_s)
        self._timer: threading.Timer | None = None
        self._lock = threading.Lock()
        self._asked: float | None = None
        self._heard: float | None = None

    def sound(self, hz: float | None, now_s: float) -> float | None:
        """Sound a tone (None = silence) and return what is really heard."""
        with self._lock:
            if hz != self._asked:
                self._asked = hz
                self._change(hz, self._limit.left_s(hz is not None, now_s))
            return self._heard

    def close(self) -> None:
        """Be silent and leave no timer behind."""
        with self._lock:
            self._change(None, 0.0)

    def _change(self, hz: float | None, left_s: float) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None
        if hz is None or left_s <= 0.0:
            self._be_silent()
            return
        self._arm(left_s)
        self._tones.play(hz)
        self._heard = hz

    def _arm(self, left_s: float) -> None:
        self._timer = threading.Timer(left_s, self._silence)
        self._timer.name, self._timer.daemon = "buzzer-cap", True
        self._timer.start()

    def _silence(self) -> None:
        with self._lock:
            if self._timer is threading.current_thread():
                self._be_silent()

    def _be_silent(self) -> None:
        self._tones.stop()
        self._heard = None
