"""`station analyze` and `station replay`: the live engine over what was filmed or recorded, frame by frame."""

import heapq
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Console
from rich.progress import track

from station import __version__, camera_place
from station.address import without_login
from station.assembly import (
    Frames,
    coaching_engine,
    free_run,
    open_frames,
    open_landmarkers,
    open_recorded,
    recorded_path,
    second_of,
    setup_of,
)
from station.errors import ConfigError, SourceError, StoreError
from station.model import Frame, Setup, Sighting
from station.runtime.engine import Engine
from station.runtime.pool import Pool, in_order
from station.runtime.threads import Life
from station.sessions.exports import AnalysisWriter
from station.sessions.replay import differences, replay_input
from station.sessions.store import DATABASE, Store
from station.settings import CoachingSettings, Settings
from station.two_eyes import together
from station.vision.sieve import Sieve

LANDMARKERS = 2
"""The same on every machine, so that the same clip gives the same files; two, since two cores are everywhere."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What is being analysed: sightings to come, how many (None = not said), and what of them was passed over."""

    setup: Setup
    sightings: Iterator[Sighting]
    total: int | None
    sieves: tuple[Sieve, ...]
    """One of each camera."""


@dataclass(frozen=True, slots=True)
class Analysed:
    """What came of an analysis: the poses seen, what must be said of the source, and whether it was broken off."""

    poses: int
    remarks: tuple[str, ...]
    interrupted: bool


def _never() -> bool:
    return False


def analyze(
    settings: Settings,
    out: Path,
    show: bool = True,
    enough: Callable[[], bool] = _never,
    aim_file: Path | None = None,
) -> Analysed:
    """Run the engine over the settings' source and write the files of the border formats into `out`.

    `show` draws a progress bar meanwhile; `enough` is asked before each frame and may break it off; `aim_file` is what
    the camera's set-up kept (`camera_place`). Raises SourceError where there is no runner to be seen at all (the files
    are there then too), AimError where the set-up is not that camera's.
    """
    place = camera_place.read(aim_file) if aim_file else None
    with _reading(settings) as given:
        reading = replace(given, setup=place.given_to(given.setup)) if place else given
        done = _written(reading, coaching_engine(settings, reading.setup, free_run(settings)), out, show, enough)
    if not done.poses and not done.interrupted:
        shown = without_login(settings.camera.source)
        raise SourceError(
            f"Nobody was seen in {shown}. The whole runner must be in the picture, head to feet, two "
            f"to four metres from the camera. (The files in {out} hold the empty frames.)"
        )
    return done


def _written(reading: Reading, engine: Engine, out: Path, show: bool, enough: Callable[[], bool]) -> Analysed:
    writer = AnalysisWriter(out, reading.setup)
    poses, interrupted = 0, True
    try:
        for sighting in _shown(reading) if show else reading.sightings:
            if enough():
                break
            writer.add(engine.beat(sighting))
            poses += sighting.pose is not None
        else:
            interrupted = False
    finally:
        writer.close(sum(sieve.passed_over for sieve in reading.sieves), interrupted)
    return Analysed(poses, tuple(told for sieve in reading.sieves for told in sieve.remarks()), interrupted)


def replay(settings: Settings, session_id: int) -> list[str]:
    """Compute a kept session anew from its poses; return where the result differs from the record, to the bit.

    Raises StoreError where there is no record, or no such session in it.
    """
    if not (settings.store.data_dir / DATABASE).exists():
        raise StoreError(f"There is no record in {settings.store.data_dir}. Name the station's folder: --data-dir.")
    store = Store(settings.store.data_dir)
    try:
        setup, settings_json, inputs = replay_input(store, session_id)
        record = store.session(session_id)
        assert record is not None  # replay_input has found it
        then = CoachingSettings.model_validate(json.loads(settings_json)["coaching"])
        engine = coaching_engine(settings.model_copy(update={"coaching": then}), setup, record.plan)
        found = differences(record, (engine.beat(sighting, commands) for commands, sighting in inputs))
        return _explained(found, record.station_version)
    finally:
        store.close()


def _explained(differences: list[str], version: str) -> list[str]:
    """Say first whether another station recorded the session: it may have measured or decided otherwise."""
    if not differences or version == __version__:
        return differences
    return [f"Recorded by station {version}; this is {__version__}, which measures and decides anew.", *differences]


@contextmanager
def _reading(settings: Settings) -> Iterator[Reading]:
    second = second_of(settings)
    with ExitStack() as opened:
        first = opened.enter_context(_one(settings))
        yield _both(first, opened.enter_context(_one(second))) if second else first


def _both(first: Reading, second: Reading) -> Reading:
    """Return two cameras' readings as one, in the order of time."""
    numbered = (replace(sighting, camera=1) for sighting in second.sightings)
    return Reading(
        together(first.setup, second.setup),
        heapq.merge(first.sightings, numbered, key=lambda sighting: sighting.t),
        None if first.total is None or second.total is None else first.total + second.total,
        first.sieves + second.sieves,
    )


@contextmanager
def _one(settings: Settings) -> Iterator[Reading]:
    if path := recorded_path(settings):
        source, setup = open_recorded(settings, path, paced=False)
        yield Reading(setup, source.sightings(), source.frame_count, (source.sieve,))
        return
    if settings.camera.view is None:
        raise ConfigError("Say where the camera stood: --view front, rear, left or right (of the runner).")
    frames = open_frames(settings, paced=False)
    pool = Pool(_taker(frames), open_landmarkers(settings, LANDMARKERS), Life())
    pool.start()
    try:
        yield Reading(setup_of(settings, frames), in_order(pool.sightings), frames.frame_count, (Sieve(),))
    finally:
        frames.close()
        pool.close()


def _taker(frames: Frames) -> Callable[[], Frame | None]:
    coming = frames.frames()
    return lambda: next(coming, None)


def _shown(reading: Reading) -> Iterator[Sighting]:
    console = Console(stderr=True)
    yield from track(
        reading.sightings, "Analysing", total=reading.total, console=console, disable=not console.is_terminal
    )
