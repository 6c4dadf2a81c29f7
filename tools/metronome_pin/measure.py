"""Measure the metronome at the pin: boot a User Mode Linux guest, play there, and read the kernel's own stamps.

    python tools/metronome_pin/measure.py KERNEL --root / --spm 170 --seconds 60 --busy-ms 0 --busy-ms 10

KERNEL is a User Mode Linux with gpio-sim, hostfs, configfs and the gpio tracepoint (CONFIG_GPIO_SIM, CONFIG_HOSTFS,
CONFIG_CONFIGFS_FS, CONFIG_EVENT_TRACING). ROOT is the folder that the guest sees as its root, read-only: / is this
machine's own. The Python that plays there needs the station's packages and lgpio (`pip install -e .[pi]`).
Prints a table in Markdown and, with --json FILE, writes every figure.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
REPO = HERE.parent.parent

SILENCE_S = 0.1
"""A rise after so long a silence is the first pulse of a tick."""

BOOT_S = 60.0

HEAD = """\
| loop computes, ms of 33 | stamped | ticks | missed | tempo error, % | jitter SD, ms | late, median ms | late, worst ms |
| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |"""  # noqa: E501

EDGE = re.compile(r"\s(\d+\.\d+): gpio_value: \d+ set ([01])")


@dataclass(frozen=True, slots=True)
class Place:
    """Where the guest runs: its kernel, its root and the Python in it."""

    kernel: Path
    root: Path
    python: str


@dataclass(frozen=True, slots=True)
class Run:
    """What is played."""

    spm: float
    seconds: float
    busy_ms: float

    @property
    def arguments(self) -> list[str]:
        return ["--spm", str(self.spm), "--seconds", str(self.seconds), "--busy-ms", str(self.busy_ms)]


@dataclass(frozen=True, slots=True)
class Figures:
    """How ticks kept their grid; ms unless said otherwise."""

    ticks: int
    missed: int
    tempo_error_percent: float
    jitter_sd_ms: float
    late_median_ms: float
    late_worst_ms: float


def figures(times_s: list[float], first_s: float, period_s: float, seconds: float) -> Figures:
    """Return how instants lie about first_s + k * period_s: jitter is the SD of their distance from it."""
    places = [round((t - first_s) / period_s) for t in times_s]
    late_ms = [1e3 * (t - first_s - k * period_s) for t, k in zip(times_s, places, strict=True)]
    tempo = (times_s[-1] - times_s[0]) / (places[-1] - places[0]) / period_s
    return Figures(
        ticks=len(times_s),
        missed=round(seconds / period_s) - len(set(places)),
        tempo_error_percent=100.0 * (1.0 / tempo - 1.0),
        jitter_sd_ms=statistics.stdev(late_ms),
        late_median_ms=statistics.median(late_ms),
        late_worst_ms=max(late_ms),
    )


def first_pulses_s(trace: str) -> list[float]:
    """Return when the pin rose after a silence, and make sure that it was left low."""
    writes = [(float(at_s), value == "1") for at_s, value in EDGE.findall(trace)]
    highs_s = [at_s for at_s, high in writes if high]
    if not highs_s or writes[-1][1]:
        raise SystemExit("The trace holds no pulse of the buzzer's pin, or the pin was left high.")
    return [at_s for at_s, last_s in zip(highs_s, [float("-inf"), *highs_s], strict=False) if at_s - last_s > SILENCE_S]


def in_guest(place: Place, run: Run) -> tuple[dict, str]:
    """Boot, play, power off; return what play.py wrote and the kernel's trace."""
    with tempfile.TemporaryDirectory(prefix="metronome-") as folder:
        out = Path(folder)
        environment = os.environ | {"TMPDIR": "/dev/shm"}  # the guest's memory: a slow disk would slow its clock
        with open(out / "console.log", "wb") as said:
            subprocess.run(
                boot(place, run, out),
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                timeout=run.seconds + BOOT_S,
                check=False,
            )
        if not (out / "guest.json").exists():
            logs = [read(out / name) for name in ("console.log", "guest.log")]
            raise SystemExit("The guest wrote nothing. What it said:\n" + "\n".join(logs))
        return json.loads(read(out / "guest.json")), read(out / "trace.txt")


def boot(place: Place, run: Run, out: Path) -> list[str]:
    """Return the command that boots the guest; what the kernel does not know it hands to guest.sh."""
    for_guest = {
        "STATION_REPO": REPO,
        "STATION_OUT": out,
        "STATION_PYTHON": place.python,
        "STATION_ARGS": ",".join(run.arguments),
    }
    kernel = [place.kernel, "mem=512M", "rootfstype=hostfs", f"rootflags={place.root}", "ro"]
    quiet = ["con=null", "con0=null,fd:1", "ssl=null", "panic=-1", "quiet"]
    words = [*kernel, f"init={HERE / 'guest.sh'}", *quiet, *(f"{name}={value}" for name, value in for_guest.items())]
    return [str(word) for word in words]


def on_host(run: Run) -> dict:
    """Play on mock pins on this machine, with no guest in between."""
    with tempfile.TemporaryDirectory(prefix="metronome-") as out:
        written = Path(out) / "host.json"
        environment = os.environ | {"PYTHONPATH": str(REPO)}
        play = [sys.executable, HERE / "play.py", *run.arguments, "--out", written]
        subprocess.run(play, env=environment, check=True)
        return json.loads(written.read_text())


def measured(place: Place, run: Run) -> dict[str, Figures]:
    """Return the figures by where the ticks were stamped."""
    guest, trace = in_guest(place, run)
    host = on_host(run)
    stamped = {
        "guest, at the pin": (first_pulses_s(trace), guest),
        "guest, player's thread woke": (guest["woke_s"], guest),
        "host, player's thread woke": (host["woke_s"], host),
    }
    return {where: figures(t, grid["first_s"], grid["period_s"], run.seconds) for where, (t, grid) in stamped.items()}


def table(run: Run, found: dict[str, Figures]) -> str:
    """Return the figures of a run as rows of a Markdown table."""
    return "\n".join(
        f"| {run.busy_ms:g} | {where} | {f.ticks} | {f.missed} | {f.tempo_error_percent:+.4f} | {f.jitter_sd_ms:.2f} | "
        f"{f.late_median_ms:.2f} | {f.late_worst_ms:.2f} |"
        for where, f in found.items()
    )


def read(path: Path) -> str:
    return path.read_text(errors="replace") if path.exists() else ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kernel", type=Path)
    parser.add_argument("--root", type=Path, default=Path("/"))
    parser.add_argument("--python", default=sys.executable, help="as the guest sees it")
    parser.add_argument("--spm", type=float, default=170.0)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--busy-ms", type=float, action="append", help="may be given several times; 0")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    place = Place(given.kernel, given.root, given.python)
    runs = [Run(given.spm, given.seconds, busy_ms) for busy_ms in given.busy_ms or [0.0]]
    found = {run: measured(place, run) for run in runs}
    print(HEAD, *(table(run, by_place) for run, by_place in found.items()), sep="\n")  # noqa: T201
    if given.json:
        rows = [asdict(run) | {where: asdict(f) for where, f in by.items()} for run, by in found.items()]
        given.json.write_text(json.dumps(rows, indent=1))


if __name__ == "__main__":
    main()
