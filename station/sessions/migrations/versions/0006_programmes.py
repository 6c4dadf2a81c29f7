"""Programmes: who is on which, each session's plan and stages, pain, notices, and when a cue was played."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the tables and add the columns; older sessions ran free, and their cues' playing is not known."""
    _enrolments()
    for name in ("plan", "own", "tally"):
        op.add_column("sessions", _text(name, nullable=True))
    # As plain SQL: SQLite takes a reference with the new column only, and older Alembics write it apart.
    op.execute("ALTER TABLE sessions ADD COLUMN enrolment_id INTEGER REFERENCES enrolments (id)")
    op.create_index("ix_sessions_enrolment_id", "sessions", ["enrolment_id"])
    op.add_column("commands", _number("t", nullable=True))
    op.add_column("cues", sa.Column("level", sa.Integer, nullable=True))
    for name in ("ci95", "due_t", "lands_t", "played_t"):
        op.add_column("cues", _number(name, nullable=True))
    _of_session("stages", _number("t"), _text("stage"), _number("metronome_spm", nullable=True))
    _of_session("notices", _number("t"), _text("kind"), _text("words"))
    _of_session("pain", _text("when"), _count("score"), _time("at"), _number("t", nullable=True))


def _enrolments() -> None:
    op.create_table(
        "enrolments",
        _key(),
        sa.Column("runner_id", sa.Integer, sa.ForeignKey("runners.id"), nullable=False),
        _text("programme"),
        _text("programme_text"),
        _text("focus", nullable=True),
        _text("pain_preset"),
        sa.Column("trunk_lean_allowed", sa.Boolean, nullable=False),
        _text("reference", nullable=True),
        _time("begun_at"),
        _time("ended_at", nullable=True),
    )
    op.create_index("ix_enrolments_runner_id", "enrolments", ["runner_id"])


def _of_session(table: str, *columns: sa.Column[Any]) -> None:
    op.create_table(
        table, _key(), sa.Column("session_id", sa.Integer, sa.ForeignKey("sessions.id"), nullable=False), *columns
    )
    op.create_index(f"ix_{table}_session_id", table, ["session_id"])


def _key() -> sa.Column[Any]:
    return sa.Column("id", sa.Integer, primary_key=True)


def _text(name: str, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Text, nullable=nullable)


def _number(name: str, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Double, nullable=nullable)


def _count(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer, nullable=False)


def _time(name: str, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)
