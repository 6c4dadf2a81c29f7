"""The tables of the record. A change here needs a migration (`migrations/versions`); a test compares the two.

Every number is a double, exactly as it was computed; every wall-clock time is UTC; times called `t` are seconds on
the clock of the session's frames.
"""

from datetime import UTC, datetime

from sqlalchemy import DateTime, Dialect, Double, ForeignKey, Text, false
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator


class Utc(TypeDecorator[datetime]):
    """A wall-clock time in UTC; SQLite forgets the zone, so it is put back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value else None


class Base(DeclarativeBase):
    """All tables; a Python type stands for the column type given here."""

    type_annotation_map = {float: Double, str: Text, datetime: Utc}  # noqa: RUF012 (SQLAlchemy's own form)


class RunnerRow(Base):
    """Somebody in the register."""

    __tablename__ = "runners"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    height_m: Mapped[float | None]
    created_at: Mapped[datetime]


class EnrolmentRow(Base):
    """A runner on a programme, whose own text (JSON of `programmes.Programme`) is kept as it was on that day."""

    __tablename__ = "enrolments"

    id: Mapped[int] = mapped_column(primary_key=True)
    runner_id: Mapped[int] = mapped_column(ForeignKey("runners.id"), index=True)
    programme: Mapped[str]
    programme_text: Mapped[str]
    focus: Mapped[str | None]
    pain_preset: Mapped[str]
    trunk_lean_allowed: Mapped[bool]
    reference: Mapped[str | None]
    begun_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class SessionRow(Base):
    """One visit. `t_end` and `ended_at` are empty while it runs."""

    __tablename__ = "sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    runner_id: Mapped[int | None] = mapped_column(ForeignKey("runners.id"), index=True)
    enrolment_id: Mapped[int | None] = mapped_column(ForeignKey("enrolments.id"), index=True)
    plan: Mapped[str | None]
    own: Mapped[str | None]
    tally: Mapped[str | None]
    view: Mapped[str]
    width_px: Mapped[int]
    height_px: Mapped[int]
    runner_height_m: Mapped[float | None]
    belt_speed_mps: Mapped[float | None]
    source: Mapped[str]
    aim_known: Mapped[bool] = mapped_column(server_default=false())
    stickers: Mapped[bool] = mapped_column(server_default=false())
    real_hips: Mapped[bool] = mapped_column(server_default=false())
    aim: Mapped[str | None]
    second: Mapped[str | None]
    settings: Mapped[str]
    station_version: Mapped[str]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    t_start: Mapped[float]
    t_last: Mapped[float]
    t_end: Mapped[float | None]
    frames: Mapped[int]
    frames_lost: Mapped[int]
    interrupted: Mapped[bool]
    glass_p50_ms: Mapped[float | None]
    glass_p95_ms: Mapped[float | None]
    glass_edges: Mapped[int | None]
    glass_pin_ms: Mapped[float | None]


class OfSession:
    """What belongs to one session, in the order in which it was written."""

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"), index=True)


class TargetsRow(OfSession, Base):
    """The targets in force from `t` on, as JSON of `model.Targets`."""

    __tablename__ = "targets"

    t: Mapped[float]
    targets: Mapped[str]


class CommandRow(OfSession, Base):
    """A command, just before frame number `frame` of the pose stream (from 0), as JSON of `model.<kind>`."""

    __tablename__ = "commands"

    frame: Mapped[int]
    t: Mapped[float | None]
    kind: Mapped[str]
    fields: Mapped[str]


class StepRow(OfSession, Base):
    """A step: the columns of `steps.csv`; metrics that have no column, and all trust, as JSON."""

    __tablename__ = "steps"

    side: Mapped[str]
    t_contact_s: Mapped[float | None]
    t_midstance_s: Mapped[float]
    t_toe_off_s: Mapped[float | None]
    step_time_s: Mapped[float | None]
    fppa_deg: Mapped[float | None]
    femoral_adduction_deg: Mapped[float | None]
    pelvic_drop_deg: Mapped[float | None]
    hip_adduction_deg: Mapped[float | None]
    trunk_side_lean_deg: Mapped[float | None]
    step_width_m: Mapped[float | None]
    knee_window_frac: Mapped[float | None]
    overstride_frac: Mapped[float | None]
    tibia_angle_deg: Mapped[float | None]
    knee_flexion_contact_deg: Mapped[float | None]
    knee_flexion_peak_deg: Mapped[float | None]
    trunk_lean_deg: Mapped[float | None]
    quality_frac: Mapped[float]
    more: Mapped[str | None]
    trust: Mapped[str | None]


class CueRow(OfSession, Base):
    """A cue that fired, and why: what was measured over how many steps, the limit it crossed, the rule.

    `played_t` is empty for one that never was played, and what came with later stations for those of older ones.
    """

    __tablename__ = "cues"

    t: Mapped[float]
    kind: Mapped[str]
    side: Mapped[str | None]
    metric: Mapped[str]
    value: Mapped[float]
    limit: Mapped[float]
    steps: Mapped[int]
    confidence_frac: Mapped[float]
    rule: Mapped[str]
    level: Mapped[int | None]
    ci95: Mapped[float | None]
    due_t: Mapped[float | None]
    lands_t: Mapped[float | None]
    played_t: Mapped[float | None]


class StageRow(OfSession, Base):
    """The stage, and the metronome's tempo, from `t` on."""

    __tablename__ = "stages"

    t: Mapped[float]
    stage: Mapped[str]
    metronome_spm: Mapped[float | None]


class NoticeRow(OfSession, Base):
    """What the coach was told beside cues."""

    __tablename__ = "notices"

    t: Mapped[float]
    kind: Mapped[str]
    words: Mapped[str]


class PainRow(OfSession, Base):
    """The runner's pain, 0 to 10; `t` where it was asked during the run."""

    __tablename__ = "pain"

    when: Mapped[str]
    score: Mapped[int]
    at: Mapped[datetime]
    t: Mapped[float | None]


class NoteRow(OfSession, Base):
    """What the coach wrote."""

    __tablename__ = "notes"

    written_at: Mapped[datetime]
    text: Mapped[str]
