"""The first record: runners, sessions and what belongs to a session."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

METRICS = (
    "fppa_deg",
    "femoral_adduction_deg",
    "pelvic_drop_deg",
    "hip_adduction_deg",
    "trunk_side_lean_deg",
    "step_width_m",
    "knee_window_frac",
    "overstride_frac",
    "tibia_angle_deg",
    "knee_flexion_contact_deg",
    "knee_flexion_peak_deg",
    "trunk_lean_deg",
)


def upgrade() -> None:
    """Make all tables."""
    _runners_and_sessions()
    _of_session("targets", _number("t"), _text("targets"))
    _of_session("commands", _count("frame"), _text("kind"), _text("fields"))
    _of_session(
        "steps",
        _text("side"),
        _number("t_contact_s", nullable=True),
        _number("t_midstance_s"),
        _number("t_toe_off_s", nullable=True),
        _number("step_time_s", nullable=True),
        *(_number(name, nullable=True) for name in METRICS),
        _number("quality_frac"),
        _text("more", nullable=True),
    )
    _of_session(
        "cues",
        _number("t"),
        _text("kind"),
        _text("side", nullable=True),
        _text("metric"),
        _number("value"),
        _number("limit"),
        _count("steps"),
        _number("confidence_frac"),
        _text("rule"),
    )
    _of_session("notes", _time("written_at"), _text("text"))


def _runners_and_sessions() -> None:
    op.create_table("runners", _key(), _text("name"), _number("height_m", nullable=True), _time("created_at"))
    op.create_table(
        "sessions",
        _key(),
        sa.Column("runner_id", sa.Integer, sa.ForeignKey("runners.id"), nullable=True),
        _text("view"),
        _count("width_px"),
        _count("height_px"),
        _number("runner_height_m", nullable=True),
        _number("belt_speed_mps", nullable=True),
        _text("source"),
        _text("settings"),
        _text("station_version"),
        _time("started_at"),
        _time("ended_at", nullable=True),
        _number("t_start"),
        _number("t_last"),
        _number("t_end", nullable=True),
        _count("frames"),
        _count("frames_lost"),
        sa.Column("interrupted", sa.Boolean, nullable=False),
    )
    op.create_index("ix_sessions_runner_id", "sessions", ["runner_id"])


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
