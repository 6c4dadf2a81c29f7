"""Play the metronome with the station's own player and devices, and write when its thread woke for each tick.

Runs in the guest on the kernel's GPIO chip (--gpio) and on this machine on gpiozero's mock pins, with the same load:
a loop that refreshes thirty times a second, and on demand (--busy-ms) computes so long for each of its turns.
"""

import argparse
import json
import threading
import time
from pathlib import Path

from station.model import Levels, Mood, Ticks
from station.settings import SignalsSettings
from station.signals.devices import Devices, open_devices
from station.signals.pins import factory
from station.signals.player import Player

LOOP_HZ = 30.0
LEAD_S = 1.0


class Stamped:
    """Devices that note when the player's thread came to begin a tick, and when the pins had been told."""

    def __init__(self, devices: Devices) -> None:
        self.woke_s: list[float] = []
        self.told_s: list[float] = []
        self._devices = devices
        self._sounding = False

    def show(self, levels: Levels) -> Levels:
        woke_s = time.monotonic()
        shown = self._devices.show(levels)
        if levels.tone_hz and not self._sounding:
            self.woke_s.append(woke_s)
            self.told_s.append(time.monotonic())
        self._sounding = levels.tone_hz is not None
        return shown

    def close(self) -> None:
        self._devices.close()


def play(gpio: bool, spm: float, seconds: float, busy_ms: float) -> dict[str, object]:
    """Tick for so many seconds and return the grid and the instants."""
    outputs = Stamped(open_devices(SignalsSettings(gpio=gpio), factory(gpio)))
    player = Player(outputs, dead_man_s=1.0)
    ticks = Ticks(time.monotonic() + LEAD_S, 60.0 / spm)
    player.refresh(Mood.IN_BAND)
    player.metronome(ticks)
    beat_until(ticks.first_s + seconds - ticks.period_s / 2, player, busy_ms)
    player.close()
    return {"first_s": ticks.first_s, "period_s": ticks.period_s, "woke_s": outputs.woke_s, "told_s": outputs.told_s}


def beat_until(end_s: float, player: Player, busy_ms: float) -> None:
    """Be a loop: refresh, compute, sleep until the next frame."""
    frame_s = time.monotonic()
    while frame_s < end_s:
        player.refresh(Mood.IN_BAND)
        compute_until(time.thread_time() + busy_ms / 1000.0)
        frame_s += 1.0 / LOOP_HZ
        threading.Event().wait(max(0.0, frame_s - time.monotonic()))


def compute_until(end_s: float) -> None:
    """Hold Python's interpreter lock as a loop that computes does."""
    while time.thread_time() < end_s:
        sum(i * i for i in range(100))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gpio", action="store_true")
    parser.add_argument("--spm", type=float, default=170.0)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--busy-ms", type=float, default=0.0)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    given.out.write_text(json.dumps(play(given.gpio, given.spm, given.seconds, given.busy_ms)))


if __name__ == "__main__":
    main()
