"""A session read back for replay: what went into the engine then, and whether the same came out again."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice, zip_longest
from typing import Any

from sqlalchemy import func, select

from station.errors import StoreError
from station.model import Beat, Command, Cue, Setup, Sighting, Step
from station.posestream import PoseReader
from station.records import SessionRecord
from station.sessions.reading import of_session
from station.sessions.rows import command_of, cue_columns, setup_of, step_columns
from station.sessions.schema import CommandRow, SessionRow
from station.sessions.store import Store

Input = tuple[tuple[Command, ...], Sighting]
Row = dict[str, Any]


def replay_input(store: Store, session_id: int) -> tuple[Setup, str, Iterator[Input]]:
    """Return a session's set-up, its settings as JSON, and frame by frame the commands before it and the sighting.

    Raises StoreError where there is no such session, SourceError where its pose stream is gone.
    """
    with store.db() as db:
        row = db.get(SessionRow, session_id)
        if row is None:
            last = db.scalar(select(func.max(SessionRow.id)))
            raise StoreError(f"There is no session {session_id}; {f'the last is {last}' if last else 'there is none'}.")
        commands: defaultdict[int, tuple[Command, ...]] = defaultdict(tuple)
        for kept in db.scalars(of_session(CommandRow, session_id)):
            commands[kept.frame] += (command_of(kept),)
        # Frames that were synced just before the power failed, but not their steps, are left out.
        sightings = islice(PoseReader(store.poses_path(session_id)), row.frames) if row.frames else iter(())
        return setup_of(row), row.settings, ((commands[frame], seen) for frame, seen in enumerate(sightings))


def differences(record: SessionRecord, beats: Iterable[Beat]) -> list[str]:
    """Return where a replay's steps or cues are not, to the bit, those of the record; empty = none.

    SQLite keeps no sign of a zero, so -0.0 and 0.0 count as the same.
    """
    steps: list[Step] = []
    cues: list[Cue] = []
    for beat in beats:
        steps += beat.measured.steps
        cues += [beat.advice.cue] if beat.advice.cue else []
    return [
        *_differing("step", map(step_columns, record.steps), map(step_columns, steps)),
        *_differing("cue", map(cue_columns, record.cues), map(cue_columns, cues)),
    ]


def _differing(word: str, kept: Iterable[Row], replayed: Iterable[Row]) -> Iterator[str]:
    for number, (then, now) in enumerate(zip_longest(kept, replayed), 1):
        if then is None or now is None:
            yield f"{word} {number}: only in the {'replay' if then is None else 'record'}"
            continue
        for name, value in then.items():
            if value != now[name]:
                yield f"{word} {number}: {name} was {value!r}, is now {now[name]!r}"
