"""Nouns to rows and back, to the bit: what is read equals what was written."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from types import MappingProxyType
from typing import Any, get_args

from pydantic import TypeAdapter

from station.glass import GlassDelay
from station.model import (
    TOP_LEVEL,
    Aim,
    Command,
    Cue,
    CueKind,
    Finding,
    Notice,
    NoticeKind,
    PainTime,
    Setup,
    Side,
    Stage,
    Step,
    Targets,
    Trust,
    View,
)
from station.records import PainEntry
from station.sessions.columns import METRICS
from station.sessions.schema import CommandRow, CueRow, NoticeRow, PainRow, SessionRow, StepRow, TargetsRow

_COMMANDS: dict[str, type[Command]] = {kind.__name__: kind for kind in get_args(Command)}
_AIM = TypeAdapter(Aim)
_SETUP = TypeAdapter(Setup)
_TARGETS = TypeAdapter(Targets)
_TRUST = TypeAdapter(dict[str, Trust])


def setup_columns(setup: Setup) -> dict[str, Any]:
    """Return a set-up as columns, its aim and its second camera's as JSON."""
    aim = _AIM.dump_json(setup.aim).decode() if setup.aim else None
    second = _SETUP.dump_json(setup.second).decode() if setup.second else None
    return asdict(setup) | {"aim": aim, "second": second}


def setup_of(row: SessionRow) -> Setup:
    """Return the set-up of a session."""
    return Setup(
        View(row.view),
        row.width_px,
        row.height_px,
        row.runner_height_m,
        row.belt_speed_mps,
        row.source,
        row.aim_known,
        _AIM.validate_json(row.aim) if row.aim else None,
        real_hips=row.real_hips,
        stickers=row.stickers,
        second=_SETUP.validate_json(row.second) if row.second else None,
    )


def glass_columns(delay: GlassDelay | None) -> dict[str, Any]:
    """Return the delay from light to cue as columns; None = it was not measured."""
    names = ("p50_ms", "p95_ms", "edges", "pin_ms")
    return {f"glass_{name}": getattr(delay, name) if delay else None for name in names}


def glass_of(row: SessionRow) -> GlassDelay | None:
    """Return the delay from light to cue of a session."""
    if row.glass_p50_ms is None or row.glass_p95_ms is None:
        return None
    return GlassDelay(row.glass_p50_ms, row.glass_p95_ms, row.glass_edges or 0, row.glass_pin_ms or 0.0)


def step_columns(step: Step) -> dict[str, Any]:
    """Return a step as columns; metrics without a column go into `more`."""
    more = {name: value for name, value in step.metrics.items() if name not in METRICS}
    return {
        "side": step.side.value,
        "t_contact_s": step.t_contact_s,
        "t_midstance_s": step.t_midstance_s,
        "t_toe_off_s": step.t_toe_off_s,
        "step_time_s": step.step_time_s,
        **{name: step.metrics.get(name) for name in METRICS},
        "quality_frac": step.quality_frac,
        "more": json.dumps(more) if more else None,
        "trust": _TRUST.dump_json(dict(step.trust)).decode() if step.trust else None,
    }


def step_of(row: StepRow) -> Step:
    """Return the step in a row."""
    return Step(
        Side(row.side),
        row.t_contact_s,
        row.t_midstance_s,
        row.t_toe_off_s,
        row.step_time_s,
        MappingProxyType(_metrics(row)),
        row.quality_frac,
        MappingProxyType(_TRUST.validate_json(row.trust) if row.trust else {}),
    )


def _metrics(row: StepRow) -> dict[str, float]:
    known = {name: getattr(row, name) for name in METRICS}
    more: Mapping[str, float] = json.loads(row.more) if row.more else {}
    return {name: value for name, value in known.items() if value is not None} | dict(more)


def cue_columns(cue: Cue) -> dict[str, Any]:
    """Return a cue and the finding behind it as columns."""
    finding = cue.finding
    return {
        "t": cue.t,
        "kind": finding.kind.value,
        "side": finding.side.value if finding.side else None,
        "metric": finding.metric,
        "value": finding.value,
        "limit": finding.limit,
        "steps": finding.steps,
        "confidence_frac": cue.confidence_frac,
        "rule": cue.rule,
        "level": finding.level,
        "ci95": finding.ci95,
        "due_t": cue.due_t,
        "lands_t": cue.lands_t,
    }


def cue_of(row: CueRow) -> Cue:
    """Return the cue in a row."""
    side = Side(row.side) if row.side else None
    level = TOP_LEVEL if row.level is None else row.level
    finding = Finding(CueKind(row.kind), side, row.metric, row.value, row.limit, row.steps, level, row.ci95)
    return Cue(row.t, finding, row.confidence_frac, row.rule, row.due_t, row.lands_t)


def targets_columns(t: float, targets: Targets) -> dict[str, Any]:
    """Return targets, in force from `t` on, as columns."""
    return {"t": t, "targets": _TARGETS.dump_json(targets).decode()}


def targets_of(row: TargetsRow) -> Targets:
    """Return the targets in a row."""
    return _TARGETS.validate_json(row.targets)


def stage_columns(t: float, stage: Stage, metronome_spm: float | None) -> dict[str, Any]:
    """Return a stage and its tempo, in force from `t` on, as columns."""
    return {"t": t, "stage": stage.value, "metronome_spm": metronome_spm}


def notice_columns(notice: Notice) -> dict[str, Any]:
    """Return a notice as columns."""
    return {"t": notice.t, "kind": notice.kind.value, "words": notice.words}


def notice_of(row: NoticeRow) -> Notice:
    """Return the notice in a row."""
    return Notice(row.t, NoticeKind(row.kind), row.words)


def pain_columns(when: PainTime, score: int, at: datetime, t: float | None = None) -> dict[str, Any]:
    """Return what the runner said of pain as columns."""
    return {"when": when.value, "score": score, "at": at, "t": t}


def pain_of(row: PainRow) -> PainEntry:
    """Return the pain in a row."""
    return PainEntry(PainTime(row.when), row.score, row.at, row.t)


def command_columns(command: Command) -> dict[str, Any]:
    """Return a command as columns, its kind by name."""
    kind = type(command)
    return {"kind": kind.__name__, "fields": TypeAdapter(kind).dump_json(command).decode()}


def command_of(row: CommandRow) -> Command:
    """Return the command in a row."""
    command: Command = TypeAdapter(_COMMANDS[row.kind]).validate_json(row.fields)
    return command
