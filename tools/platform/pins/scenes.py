"""What is played on the pins in the guest, each scene writing what it asked for and when (CLOCK_MONOTONIC)."""

import json
import os
import signal
import threading
import time
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path

import click

from station.cues import CUES
from station.live import Station
from station.model import Beat, Cue, CueKind, Finding, Levels, Mood, Side, Start, View
from station.posestream import PoseWriter
from station.settings import Settings, SignalsSettings, VirtualSettings
from station.signals.devices import Devices, open_devices
from station.signals.patterns import CUE_S, PATTERNS
from station.signals.pins import factory
from station.signals.player import Player
from station.vision.virtual.atlas import load_atlas
from station.vision.virtual.poses import sightings
from station.vision.virtual.runner import VirtualRunner

PINS = SignalsSettings(gpio=True)
ALL_ON = Levels(True, True, (1.0, 1.0, 1.0), bar=5)
LAMPS = (17, 27, 22, 23, 24, *PINS.bar_pins)
TONES_HZ = (440.0, 659.26, 987.77, 1500.0)
PRESSES, BOUNCES = 10, 8
RUN_S = 45.0
LIT, GO = Path("/run/lit"), Path("/run/go")
BY_ITSELF = {"close", "crash", "abort"}


def wait(seconds: float) -> None:
    threading.Event().wait(seconds)


def read_levels() -> dict[str, int]:
    """Return each lamp's level, as the kernel has it."""
    lines = Path(os.environ["GPIO_LINES"])
    return {str(pin): int((lines / f"sim_gpio{pin}" / "value").read_text()) for pin in LAMPS}


def devices() -> Devices:
    return open_devices(PINS, factory(gpio=True))


def levels() -> object:
    """Show levels of all kinds, and read what the pins are at."""
    shown = []
    with closing(devices()) as lamps:
        for wanted in _wanted():
            wait(0.4)  # no more flashes a second than are let through
            lamps.show(wanted)
            wait(0.05)
            shown.append({"wanted": _as_pins(wanted), "read": read_levels()})
    wait(0.05)
    return [*shown, {"wanted": _as_pins(Levels()), "read": read_levels()}]


def _wanted() -> list[Levels]:
    both = [Levels(left, right) for left in (False, True) for right in (False, True)]
    colours = [Levels(steady_rgb=rgb) for rgb in ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0), (1.0, 1.0, 1.0))]
    return [*both, *colours, *(Levels(bar=bar) for bar in range(6)), ALL_ON, Levels()]


def _as_pins(levels: Levels) -> dict[str, int]:
    bar = {pin: place < levels.bar for place, pin in enumerate(PINS.bar_pins)}
    rgb = dict(zip((22, 23, 24), levels.steady_rgb, strict=True))
    return {str(pin): int(on) for pin, on in ({17: levels.left_lamp, 27: levels.right_lamp} | rgb | bar).items()}


def patterns() -> object:
    """Play each cue, refreshed as by a loop, the steady lamp and the bar changing meanwhile."""
    player = Player(devices(), dead_man_s=1.0)
    played: list[dict[str, object]] = []
    player.on_cue.append(lambda cue, began_s: played.append(_told(cue, began_s)))
    for number, kind in enumerate(CueKind):
        player.play(Cue(0.0, Finding(kind, Side.LEFT, "x", 0, 0, 5), 1.0, "test"))
        end_s = time.monotonic() + CUE_S + 0.1
        while time.monotonic() < end_s:
            player.refresh(Mood.OUT_OF_BAND if number % 2 else Mood.IN_BAND, number % 6)
            wait(1 / 30)
    player.close()
    return played


def _told(cue: Cue, began_s: float) -> dict[str, object]:
    row = CUES[cue.kind]
    return {"kind": cue.kind, "began_s": began_s, "flashes": PATTERNS[row.sound].flashes, "lamp": row.lamp}


def tones() -> object:
    """Play each tone for half a second, while the steady lamp's own pulses compete."""
    played = []
    with closing(devices()) as lamps:
        for hz in TONES_HZ:
            lamps.show(Levels(steady_rgb=(0.0, 0.2, 1.0), tone_hz=hz))
            played.append({"hz": hz, "began_s": time.monotonic()})
            wait(0.5)
            lamps.show(Levels(steady_rgb=(0.0, 0.2, 1.0)))
            wait(0.2)
    return played


def glow() -> object:
    """Blink as for the camera, as fast as anybody could ask: what the pins let through."""
    player = Player(devices(), dead_man_s=1.0)
    shown: list[tuple[bool, float]] = []
    player.on_glow = lambda lit, shown_s: shown.append((lit, shown_s))
    for number in range(60):
        player.refresh(Mood.DARK)
        player.glow(number % 2 == 0)
        wait(0.05)
    player.close()
    return shown


def button() -> object:
    """Note each command that the button gives, until told to stop."""
    commands: list[float] = []
    with closing(open_devices(PINS, factory(gpio=True), lambda: commands.append(time.monotonic()))):
        Path("/run/button-ready").touch()
        while not Path("/run/button-done").exists():
            wait(0.1)
    return commands


def press() -> object:
    """Press ten times, then once with a contact that bounces; return when each press began."""
    pull = Path(os.environ["GPIO_LINES"]) / f"sim_gpio{PINS.button_pin}" / "pull"
    pressed = []
    for bounces in [0] * PRESSES + [BOUNCES]:
        pressed.append(time.monotonic())
        for _ in range(bounces):
            pull.write_text("pull-down")
            wait(0.002)
            pull.write_text("pull-up")
            wait(0.001)
        pull.write_text("pull-down")
        wait(0.3)
        pull.write_text("pull-up")
        wait(0.7)
    return pressed


def end(way: str) -> object:
    """Light everything, and end in a way; TERM and INT end it as they end the station's program."""
    player = Player(devices(), dead_man_s=60.0)
    player.refresh(Mood.IN_BAND, 5)
    player.play(Cue(0.0, Finding(CueKind.HIP_STEADY, None, "x", 0, 0, 5), 1.0, "test"))
    asked = threading.Event()
    for ending in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ending, lambda *_: asked.set())
    wait(0.2)
    LIT.touch()
    while way in BY_ITSELF and not GO.exists():
        wait(0.05)
    if way == "crash":
        raise RuntimeError("a crash, as asked")  # atexit darkens
    if way == "abort":
        os.abort()
    if way != "close":
        asked.wait(30.0)
    player.close()
    return None


def write_poses(path: Path, seconds: float) -> None:
    """Write what is seen of a runner whose cadence is too low for her later target."""
    writer = PoseWriter(path, replace(load_atlas(View.FRONT).setup, view=View.FRONT))
    with closing(writer):
        for sighting in sightings(VirtualRunner(VirtualSettings()), View.FRONT, seconds):
            writer.write(sighting)


class Watched(Station):
    """A station that notes, of each cue, when its frame had come, when it was due and when it was decided."""

    def _watch(self, beat: Beat) -> None:
        if beat.advice.cue:
            due_t = beat.advice.cue.due_t
            due_s = None if due_t is None else self._loop.lag.at_s(due_t)
            self.noted.append(
                {
                    "arrived_s": beat.sighting.arrived_s,
                    "decided_s": time.monotonic(),
                    "due_s": due_s,
                    "kind": beat.advice.cue.kind,
                }
            )
        super()._watch(beat)

    def __init__(self, settings: Settings) -> None:
        self.noted: list[dict[str, object]] = []
        super().__init__(settings)


def cues() -> object:
    """Replay a runner at her own pace through the whole station, with a session, and note its cues."""
    poses, data = Path("/run/short.poses.jsonl"), Path("/run/data")
    write_poses(poses, RUN_S)
    settings = Settings.model_validate(
        {
            "camera": {"source": str(poses)},
            "store": {"data_dir": data},
            "coaching": {"baseline_s": 10, "baseline_steps": 12, "refractory_s": 3},
            "signals": {"gpio": True},
        }
    )
    with closing(Watched(settings)) as station:
        station.post(Start())
        station.start()
        wait(RUN_S)
        return station.noted


@click.command()
@click.argument("scene")
@click.option("--out", type=click.Path(path_type=Path), required=True)
@click.option("--way", default="close")
def main(scene: str, out: Path, way: str) -> None:
    """Play a scene and write what it tells."""
    if scene == "poses":
        write_poses(out, 120.0)
        return
    scenes = {play.__name__: play for play in (levels, patterns, tones, glow, button, press, cues)} | {
        "end": partial(end, way)
    }
    out.write_text(json.dumps(scenes[scene]()))


if __name__ == "__main__":
    main()
