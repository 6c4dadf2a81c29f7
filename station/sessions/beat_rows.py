"""A session's beats as rows: the recorder writes them, a replay compares them."""

from collections.abc import Iterator
from typing import Any

from station.model import Advice, Beat, Stage, Start, Targets
from station.sessions.rows import (
    command_columns,
    cue_columns,
    notice_columns,
    stage_columns,
    step_columns,
    targets_columns,
)
from station.sessions.schema import CommandRow, CueRow, NoticeRow, OfSession, StageRow, StepRow, TargetsRow

Columns = dict[str, Any]
Kept = tuple[type[OfSession], Columns]


class BeatRows:
    """Turn one session's beats, in their order, into rows of every table; targets and stages only as they change."""

    def __init__(self) -> None:
        self._targets: Targets | None = None
        self._stage: tuple[Stage, float | None] | None = None

    def of(self, beat: Beat, frame: int = 0) -> Iterator[Kept]:
        """Yield a beat's rows, without their session; `frame` is its number in the pose stream."""
        t, advice = beat.t, beat.advice
        for command in beat.commands:
            if not isinstance(command, Start):  # what a session was started with is its plan, in its own row
                yield CommandRow, {"frame": frame, "t": t} | command_columns(command)
        yield from ((StepRow, step_columns(step)) for step in beat.measured.steps)
        if advice.cue:
            yield CueRow, cue_columns(advice.cue)
        yield from ((NoticeRow, notice_columns(notice)) for notice in advice.notices)
        yield from self._changes(t, advice)

    def _changes(self, t: float, advice: Advice) -> Iterator[Kept]:
        stage = (advice.stage, advice.metronome.spm if advice.metronome else None)
        if advice.targets != self._targets:
            self._targets = advice.targets
            yield TargetsRow, targets_columns(t, advice.targets)
        if stage != self._stage:
            self._stage = stage
            yield StageRow, stage_columns(t, *stage)
