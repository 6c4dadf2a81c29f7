"""The cap on the buzzer: a timer of its own silences it, even if the thread that plays is stuck."""

import threading
from typing import Protocol

from station.signals.limits import ToneLimit
from station.signals.sounds import Tone


class Tones(Protocol):
    """A buzzer that holds a tone until told otherwise: `pause` is silence out of which a tone begins at once."""

    def play(self, tone: Tone) -> None: ...
    def pause(self) -> None: ...
    def stop(self) -> None: ...


class CappedBuzzer:
    """Sound tones, never longer than `max_s` without a break."""

    def __init__(self, tones: Tones, max_s: float) -> None:
        self._tones = tones
        self._limit = ToneLimit(max_s)
        self._timer: threading.Timer | None = None
        self._lock = threading.Lock()
        self._asked: Tone | None = None
        self._heard: Tone | None = None
        self._ready = False

    def sound(self, tone: Tone | None, now_s: float, ready: bool = False) -> Tone | None:
        """Sound a tone (None = silence, `ready` for the next tone or not) and return what is really heard."""
        with self._lock:
            news = ready != self._ready
            self._ready = ready
            if tone != self._asked:
                before, self._asked = self._asked, tone
                if tone and before and tone.hz == before.hz:
                    self._swell(tone)
                else:
                    self._change(tone, self._limit.left_s(tone is not None, now_s))
            elif tone is None and news:
                self._be_silent()
            return self._heard

    def close(self) -> None:
        """Be silent and leave no timer behind."""
        with self._lock:
            self._ready = False
            self._change(None, 0.0)

    def _swell(self, tone: Tone) -> None:
        """Change the loudness of what is heard; the cap goes on counting, and what it silenced stays silent."""
        if self._heard:
            self._tones.play(tone)
            self._heard = tone

    def _change(self, tone: Tone | None, left_s: float) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None
        if tone is None or left_s <= 0.0:
            self._be_silent()
            return
        self._tones.play(tone)  # first: starting the timer's thread takes longer than a tick may be late
        self._heard = tone
        self._arm(left_s)

    def _arm(self, left_s: float) -> None:
        self._timer = threading.Timer(left_s, self._silence)
        self._timer.name, self._timer.daemon = "buzzer-cap", True
        self._timer.start()

    def _silence(self) -> None:
        with self._lock:
            if self._timer is threading.current_thread():
                self._ready = False
                self._be_silent()

    def _be_silent(self) -> None:
        if self._ready:
            self._tones.pause()
        else:
            self._tones.stop()
        self._heard = None
