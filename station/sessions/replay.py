"""A session read back for replay: what went into the engine then, and whether the same came out again."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice, starmap, zip_longest
from typing import Any

from sqlalchemy import func, select

from station.errors import StoreError
from station.model import Beat, Command, Setup, Sighting
from station.records import SessionRecord
from station.sessions.beat_rows import BeatRows
from station.sessions.pose_logs import read
from station.sessions.reading import of_session
from station.sessions.rows import (
    command_of,
    cue_columns,
    notice_columns,
    setup_of,
    stage_columns,
    step_columns,
    targets_columns,
)
from station.sessions.schema import CommandRow, CueRow, NoticeRow, OfSession, SessionRow, StageRow, StepRow, TargetsRow
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
        setup, paths = setup_of(row), store.poses_paths(session_id)
        sightings = islice(read(paths, setup), row.frames) if row.frames else iter(())
        return setup, row.settings, ((commands[frame], seen) for frame, seen in enumerate(sightings))


def differences(record: SessionRecord, beats: Iterable[Beat]) -> list[str]:
    """Return where a replay's steps, cues, targets, stages or notices are not, to the bit, the record's; empty = none.

    When a cue was played is not compared: that hung on lamps and buzzer. SQLite keeps no sign of a zero, so -0.0 and
    0.0 count as the same.
    """
    replayed: defaultdict[type[OfSession], list[Row]] = defaultdict(list)
    rows = BeatRows()
    for beat in beats:
        for table, row in rows.of(beat):
            replayed[table].append(row)
    return [line for word, table, kept in _kept(record) for line in _differing(word, kept, replayed[table])]


def _kept(record: SessionRecord) -> Iterator[tuple[str, type[OfSession], Iterable[Row]]]:
    yield "step", StepRow, map(step_columns, record.steps)
    yield "cue", CueRow, map(cue_columns, record.cues)
    yield "targets", TargetsRow, starmap(targets_columns, record.targets)
    if record.stages:  # else by a station that knew none
        spans = ((span.t_from, span.stage, span.metronome_spm) for span in record.stages)
        yield "stage", StageRow, starmap(stage_columns, spans)
        yield "notice", NoticeRow, map(notice_columns, record.notices)


def _differing(word: str, kept: Iterable[Row], replayed: Iterable[Row]) -> Iterator[str]:
    for number, (then, now) in enumerate(zip_longest(kept, replayed), 1):
        if then is None or now is None:
            yield f"{word} {number}: only in the {'replay' if then is None else 'record'}"
            continue
        for name, value in then.items():
            if value != now[name]:
                yield f"{word} {number}: {name} was {value!r}, is now {now[name]!r}"
