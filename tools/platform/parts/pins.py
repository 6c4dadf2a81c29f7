"""The pins on a real kernel: levels, patterns, flashes, tones, button, and darkness however the program ends.

gpiozero and lgpio are the real ones; the chip is the kernel's own simulated one, and the kernel stamps every write.
"""

import json
import statistics
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tools.metronome_pin.measure import figures
from tools.platform.bed import Bed
from tools.platform.guest import Guest
from tools.platform.parts import Line
from tools.platform.pins.stamps import SILENT_S, Stamp, edges, flashes_s, most_in_a_second, pitch, read, rises_s

JOBS = ("devices", "service")
LEFT, RIGHT, BUZZER = 17, 27, 18
BAR = (5, 6, 13, 19, 26)
PLAIN, COLOURED = (LEFT, RIGHT, *BAR), (22, 23, 24)
MOST_FLASHES = 3
LATE_MS, ANSWER_MS = 60.0, 150.0
"""Coarse: the guest has one processor and ticks a hundred times a second, on a machine that may be busy; a flash lasts
300 ms. The figures tell more."""
TIMEOUT_S = 600.0
METRONOME_S, TEMPO_PERCENT, MISSED_FRAC = 20.0, 0.2, 0.05
BOUNCED = 1
OUTPUTS = "11"
OUTLIVED = {"KILL", "abort"}
"""Nobody is left to darken; gpio-sim lets such lines fall, a Pi may keep them."""
HEARD_S = 0.45


def check(bed: Bed, out: Path) -> Iterator[Line]:
    """Play all scenes in two guests, and look at what the kernel stamped."""
    for job in JOBS:
        ran = Guest(bed).run(f". /src/tools/platform/pins/{job}.sh", out, timeout_s=TIMEOUT_S)
        yield Line(f"scenes of {job} were played", " ".join(ran.said.split()[-10:]), ran.rc == 0)
    for look in (_levels, _patterns, _glow, _tones, _metronome, _button, _ends, _busy, _cues, _sandbox):
        try:
            yield from look(out)
        except (OSError, ValueError, KeyError, IndexError, statistics.StatisticsError) as error:
            yield Line(look.__name__.strip("_"), f"no figures: {error}", False)


def _json(out: Path, name: str) -> Any:
    return json.loads((out / f"{name}.json").read_text())


def _levels(out: Path) -> Iterator[Line]:
    shown = _json(out, "levels")
    wrong = [turn for turn in shown if turn["wanted"] != turn["read"]]
    yield Line("levels at ten pins, as asked", f"{len(shown) - len(wrong)} of {len(shown)} shows", not wrong)


def _patterns(out: Path) -> Iterator[Line]:
    played, found = _json(out, "patterns"), read(out / "patterns.trace")
    asked_s = [cue["began_s"] + at_s for cue in played for flash in cue["flashes"] for at_s in flash]
    late_ms = [_late_ms(edges(found, LEFT), at_s) for at_s in asked_s]
    spread = f"median {statistics.median(late_ms):.2f} ms, worst {max(late_ms):.1f}"
    whole = len(edges(found, LEFT)) == len(asked_s)
    told = f"{len(played)} cues, {len(late_ms)} edges: {spread}"
    yield Line("each cue's rhythm at its lamp", told, whole and max(late_ms) < LATE_MS)
    most = most_in_a_second(flashes_s(found, PLAIN, COLOURED))
    yield Line("flashes in any second, all lamps together", f"at most {most}", 0 < most <= MOST_FLASHES)


def _late_ms(found: list[Stamp], at_s: float) -> float:
    return min(abs(edge.at_s - at_s) for edge in found) * 1000


def _glow(out: Path) -> Iterator[Line]:
    flashes = flashes_s(read(out / "glow.trace"), PLAIN)
    most = most_in_a_second(flashes)
    told = f"{len(flashes)} of 30 let through, at most {most} in a second"
    yield Line("asked for ten flashes a second", told, 0 < most <= MOST_FLASHES)


def _tones(out: Path) -> Iterator[Line]:
    found = read(out / "tones.trace")
    for tone in _json(out, "tones"):
        came = pitch(found, BUZZER, tone["began_s"], tone["began_s"] + HEARD_S, tone["hz"])
        told = f"{came.hz:.0f} Hz, periods' SD {came.sd_percent:.0f} %, worst {came.worst_percent:.0f} %"
        yield Line(f"a tone of {tone['hz']:.0f} Hz in software, one busy processor", told, None)


def _metronome(out: Path) -> Iterator[Line]:
    grid, ticks_s = _json(out, "metronome"), rises_s(read(out / "metronome.trace"), BUZZER, SILENT_S)
    came = figures(ticks_s, grid["first_s"], grid["period_s"], METRONOME_S)
    told = f"{came.ticks} ticks, {came.missed} missed, tempo {came.tempo_error_percent:+.3f} %, "
    told += f"jitter SD {came.jitter_sd_ms:.1f} ms"
    steady = abs(came.tempo_error_percent) < TEMPO_PERCENT and came.missed <= MISSED_FRAC * came.ticks
    yield Line("the metronome at the pin, 170 steps/min", told, steady)


def _button(out: Path) -> Iterator[Line]:
    pressed, told = _json(out, "press"), _json(out, "button")
    answers_ms = [1000 * (command - press) for press, command in zip(pressed, told, strict=False)]
    late = f"median {statistics.median(answers_ms):.0f} ms, worst {max(answers_ms):.0f} after the press"
    right = len(told) == len(pressed) and min(answers_ms) > 0 and max(answers_ms) < ANSWER_MS
    yield Line(f"{len(pressed) - BOUNCED} presses and one that bounces 8 times", f"{len(told)} commands, {late}", right)


def _ends(out: Path) -> Iterator[Line]:
    for row in (out / "ends.txt").read_text().splitlines():
        way, before, left, after, rc, lowered, took_s = (part.strip() for part in row.split("|"))
        told = (
            f"lit {len(before.split())}, then {len(left.split())}; `station dark` lowered {lowered}, lit {after or 0}"
        )
        dark = bool(before) and not after and rc == "0" and lowered == OUTPUTS and (not left or way in OUTLIVED)
        yield Line(f"who lit them ends by {way}", f"{told} ({took_s} s)", dark)


def _busy(out: Path) -> Iterator[Line]:
    said = (out / "busy.txt").read_text()
    told = said.splitlines()[0][:110]
    yield Line(
        "`station dark` while a program still holds the pins", told, "Another program" in said and "rc 1" in said
    )


def _cues(out: Path) -> Iterator[Line]:
    noted, found = _json(out, "cues"), read(out / "cues.trace")
    lamps_s = sorted(rises_s(found, LEFT) + rises_s(found, RIGHT))
    lit_s = [min(lamps_s, key=lambda at_s, cue=cue: abs(at_s - _wanted_s(cue))) for cue in noted]
    late_ms = [1000 * (at_s - _wanted_s(cue)) for cue, at_s in zip(noted, lit_s, strict=True)]
    spread = f"median {statistics.median(late_ms):.1f} ms, worst {max(late_ms, key=abs):.1f}"
    good = len(noted) > 0 and max(map(abs, late_ms)) < LATE_MS
    yield Line("cues of a replayed runner, light against the instant it was due", f"{len(noted)} cues, {spread}", good)
    decided_ms = [1000 * (cue["decided_s"] - cue["arrived_s"]) for cue in noted]
    yield Line("from a pose's arrival until its cue is decided", f"median {statistics.median(decided_ms):.1f} ms", True)


def _wanted_s(cue: dict[str, Any]) -> float:
    """Return when a cue's light was due: at its own instant, or as soon as it was decided."""
    return float(max(cue["due_s"] or 0.0, cue["decided_s"]))


def _sandbox(out: Path) -> Iterator[Line]:
    if not (out / "sandbox.txt").exists():
        yield Line("in the service's sandbox", "there is no unit file", None)
        return
    told = dict(line.partition(" ")[::2] for line in (out / "sandbox.txt").read_text().splitlines() if " " in line)
    cues = rises_s(read(out / "sandbox.trace"), LEFT)
    yield Line("in the service's sandbox: button, session, cues", f"{len(cues)} flashes of a lamp", len(cues) > 0)
    before, after = told.get("before-kill", ""), told.get("after-kill", "")
    yield Line("service killed (SIGKILL)", f"lit before: {before or 'none'}, after: {after or 'none'}", not after)
    yield Line("service stopped", f"lit after: {told.get('after-stop') or 'none'}", not told.get("after-stop"))
