"""A simulation told: as JSON, or as a plain table."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from station.simulation.course import Simulation, minutes_planned
from station.simulation.figures import Ends, Figures

NO_MEASUREMENT = (
    "The pupil is made up: how she answers, learns, forgets and tires is chosen, not measured. Measuring, coaching "
    "and record are the station's own."
)


def as_json(simulation: Simulation, sessions: Sequence[Figures]) -> str:
    """Return all figures as JSON."""
    told = {
        "programme": simulation.programme.name,
        "runner": simulation.kind.value,
        "seed": simulation.seed,
        "note": NO_MEASUREMENT,
        "sessions": [session.as_json() for session in sessions],
    }
    return json.dumps(told, indent=1)


def show(simulation: Simulation, sessions: Sequence[Figures], console: Console) -> None:
    """Print the sessions as a table."""
    title = f"{simulation.programme.title}: {simulation.kind}, seed {simulation.seed}"
    table = Table(title=title, title_justify="left", caption=NO_MEASUREMENT, caption_justify="left")
    for heading in HEADINGS:
        table.add_column(heading, justify="right")
    for session in sessions:
        table.add_row(*_row(session))
    console.print(table)


HEADINGS = (
    "session",
    "day",
    "focus",
    "run, min",
    "feedback, min",
    "steps",
    "cues",
    "most a minute",
    "met",
    "met without feedback",
    "cadence, steps/min",
    "knees left, deg",
    "knees right, deg",
)


@contextmanager
def progress(simulation: Simulation) -> Iterator["Told"]:
    """Show on stderr how far the simulation is, where that is a terminal."""
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        yield Told(bar, minutes_planned(simulation.programme))


class Told:
    """Move a bar by the minutes that were run."""

    def __init__(self, bar: Progress, planned_min: float) -> None:
        self._bar, self._task = bar, bar.add_task("Running", total=planned_min)
        self._before: tuple[int, float] = (0, 0.0)

    def __call__(self, session: int, run_s: float) -> None:
        begun = self._before[1] if self._before[0] == session else 0.0
        self._before = session, run_s
        self._bar.update(self._task, description=f"Session {session}", advance=(run_s - begun) / 60)


def _row(session: Figures) -> tuple[str, ...]:
    return (
        str(session.session),
        str(session.day),
        session.focus or "-",
        f"{session.run_min:.1f}",
        f"{session.feedback_min:.1f}",
        str(session.steps),
        str(session.cues),
        str(session.error_tones_per_min_max),
        _percent(session.target_met_frac),
        _percent(session.off_met_frac),
        _change(session.cadence_spm, 0),
        _change(session.left_fppa_deg, 0),
        _change(session.right_fppa_deg, 0),
    )


def _percent(frac: float | None) -> str:
    return "-" if frac is None else f"{100 * frac:.0f} %"


def _change(ends: Ends, decimals: int) -> str:
    """Return baseline and retention; a dash for what there was not."""
    told = ["-" if value is None else f"{value:.{decimals}f}" for value in (ends.baseline, ends.retention)]
    return " to ".join(told)
