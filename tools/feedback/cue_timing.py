"""Time the cues of the live station: are they played before the foot that they are about lands again?

    .venv/bin/python -m tools.feedback.cue_timing --minutes 5

The whole station runs in real time: the virtual runner's pictures through MediaPipe, threads, record, player. She hears
nothing, so that she is out of her band for good and cues come as often as may be; the target is picked anew before it
counts as too hard. What is timed stands in the record; because she hears nothing, her true contacts are found by
running her again. Run it on an idle machine, and say so: the load is printed.
"""

import os
import time
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import count, takewhile
from pathlib import Path
from tempfile import TemporaryDirectory

import click
import numpy as np
from rich.console import Console
from rich.progress import Progress

from station.eyes import Eyes, FilmedEyes
from station.live import Station
from station.model import FREE_RUN, Focus, Pain, Pick, Resume, Side, Stage, Start, Stop, Verdict
from station.records import PlayedCue, SessionRecord
from station.runtime.threads import Life
from station.sessions.store import Store
from station.settings import Settings
from station.vision.virtual.runner import VirtualRunner

FOCUSES = (Focus.KNEE_CAVE, Focus.CADENCE)
REFRACTORY_S = 2.0
PICK_EVERY_S = 45.0
LOOK_S, HANGS_S = 0.25, 120.0
STEP_LOOK_S = 0.01
WANTED = 0.99

Contacts = Mapping[Side, Sequence[float]]


@dataclass(frozen=True, slots=True)
class Timed:
    """One cue that was played, all on the frames' clock: the frame that led to it, when it was meant to come, and came.

    `lands_t` is when the foot landed next, measured and truly.
    """

    t: float
    due_t: float | None
    played_t: float
    measured_lands_t: float | None
    true_lands_t: float

    @property
    def in_time(self) -> bool:
        return self.played_t < self.true_lands_t


def lands(contacts: Contacts, side: Side | None, t: float) -> float | None:
    """Return when a foot lands next after `t`; of both, the one that lands later, since a cue on both is for that."""
    found = []
    for one in [side] if side else list(Side):
        place = bisect_right(contacts[one], t)
        if place == len(contacts[one]):
            return None
        found.append(contacts[one][place])
    return max(found)


def true_contacts(settings: Settings, until_t: float) -> Contacts:
    """Return when the virtual runner's feet land, who hears nothing: her seed tells."""
    runner, found = VirtualRunner(settings.virtual), {side: set[float]() for side in Side}
    for t in takewhile(lambda t: t <= until_t, (n * STEP_LOOK_S for n in count())):
        for footfall in ((moment := runner.advance(t)).now, moment.coming):
            if footfall:
                found[footfall.side].add(footfall.t_contact_s)
    return {side: sorted(times) for side, times in found.items()}


def measured_contacts(kept: SessionRecord) -> Contacts:
    """Return when the station says that her feet landed."""
    return {
        side: sorted(step.t_contact_s for step in kept.steps if step.side is side and step.t_contact_s is not None)
        for side in Side
    }


def timed(ledger: Iterable[PlayedCue], measured: Contacts, true: Contacts) -> Iterator[Timed]:
    """Yield the cues that were played and whose foot lands again before the end."""
    for told in ledger:
        cue, played_t = told.cue, told.played_t
        landing = lands(true, cue.side, cue.t)
        if played_t is not None and landing is not None:
            yield Timed(cue.t, cue.due_t, played_t, lands(measured, cue.side, cue.t), landing)


def settings_for(data_dir: Path) -> Settings:
    coaching = {"refractory_s": REFRACTORY_S}
    return Settings.model_validate({"coaching": coaching, "virtual": {"form": "cave_left"}}).model_copy(
        update={"store": Settings().store.model_copy(update={"data_dir": data_dir})}
    )


def deaf_eyes(settings: Settings, life: Life) -> Eyes:
    """Return eyes on a virtual runner who hears nothing; MediaPipe's model is the one that is kept for everybody."""
    eyes = FilmedEyes(settings.model_copy(update={"store": Settings().store}), life)
    eyes.ears = None
    return eyes


def ran(settings: Settings, focus: Focus, minutes: float, bar: Progress) -> tuple[SessionRecord, list[float]]:
    """Run the station for so many minutes of feedback; return the record, and the delays from frame to lamps, s."""
    task = bar.add_task(f"Cues on {focus}", total=60 * minutes)
    with closing(Station(settings, deaf_eyes)) as station:
        station.start()
        station.post(Start(plan=replace(FREE_RUN, focus=focus)))
        _wait_for(station, Stage.COACHING)
        began_s = picked_s = time.monotonic()
        while (now_s := time.monotonic()) < began_s + 60 * minutes and not station.life.wait(LOOK_S):
            bar.update(task, completed=now_s - began_s)
            picked_s = _keep_going(station, focus, picked_s)
        delays_s = list(station.pace.delays_s)
        station.post(Stop())
        _wait_for(station, None)
    with closing(Store(settings.store.data_dir)) as store:
        kept = store.session(store.sessions()[0].session_id)
    assert kept  # it was recorded a moment ago
    return kept, delays_s


def _keep_going(station: Station, focus: Focus, picked_s: float) -> float:
    """Pick the focus anew now and then, answer for the runner; return when it was picked last."""
    snapshot, now_s = station.snapshot(), time.monotonic()
    if snapshot and snapshot.advice.safety.verdict is not Verdict.GO:
        station.post(Resume())
    if now_s < picked_s + PICK_EVERY_S:
        return picked_s
    station.post(Pick(focus))
    station.post(Pain(0))
    return now_s


def _wait_for(station: Station, stage: Stage | None) -> None:
    """Wait until a session is in a stage; None = until there is no session."""
    end_s = time.monotonic() + HANGS_S
    while not station.life.wait(LOOK_S):
        snapshot = station.snapshot()
        if snapshot and (snapshot.advice.stage is stage if stage else snapshot.session is None):
            return
        if time.monotonic() > end_s:
            raise RuntimeError(f"the session never came to {stage or 'its end'}")


def told(focus: Focus, kept: SessionRecord, found: Sequence[Timed], delays_s: Sequence[float]) -> str:
    """Return what was found, in lines."""
    in_time = sum(cue.in_time for cue in found)
    measured = [cue for cue in found if cue.measured_lands_t is not None]
    by_record = sum(cue.played_t < (cue.measured_lands_t or 0.0) for cue in measured)
    lines = [
        f"{focus}: {len(kept.ledger)} cues, {sum(cue.played_t is None for cue in kept.ledger)} of them never played; "
        f"{in_time} of {len(found)} before the foot truly landed again, {by_record} of {len(measured)} by the record.",
        spread("truly lands after the cue", [cue.true_lands_t - cue.played_t for cue in found]),
        spread("played after it was due", [cue.played_t - cue.due_t for cue in found if cue.due_t is not None]),
        spread("played after the frame", [cue.played_t - cue.t for cue in found]),
        spread("lamps and buzzer told after the frame came", delays_s),
        f"  {sum(cue.due_t is None for cue in found)} cues were to be played at once.",
    ]
    return "\n".join(lines)


def spread(what: str, seconds: Sequence[float]) -> str:
    """Return quantiles, ms."""
    if not seconds:
        return f"  {what}: none"
    least, p5, p50, p95, p99, most = 1000 * np.quantile(seconds, (0, 0.05, 0.5, 0.95, 0.99, 1))
    return f"  {what}, ms: least {least:.0f}, p5 {p5:.0f}, p50 {p50:.0f}, p95 {p95:.0f}, p99 {p99:.0f}, most {most:.0f}"


@click.command()
@click.option("--minutes", default=5.0, show_default=True, help="Minutes of feedback on each: knees, cadence.")
def main(minutes: float) -> None:
    """Time the cues of the live station."""
    everything: list[Timed] = []
    with Progress(console=Console(stderr=True), transient=True) as bar:
        for focus in FOCUSES:
            before = os.getloadavg()[0]
            with TemporaryDirectory() as folder:
                settings = settings_for(Path(folder))
                kept, delays_s = ran(settings, focus, minutes, bar)
            true = true_contacts(settings, kept.t_start + kept.summary.duration_s)
            found = list(timed(kept.ledger, measured_contacts(kept), true))
            click.echo(told(focus, kept, found, delays_s))
            cores = len(os.sched_getaffinity(0))
            click.echo(f"  load: {before:.1f} before, {os.getloadavg()[0]:.1f} at the end, {cores} cores")
            everything += found
    in_time = sum(cue.in_time for cue in everything) / max(1, len(everything))
    click.echo(f"All: {100 * in_time:.1f} % of {len(everything)} cues in time; wanted are {100 * WANTED:.0f} %.")
    raise SystemExit(in_time < WANTED)


if __name__ == "__main__":
    main()
