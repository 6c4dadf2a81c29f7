"""What is true of a pose stream: real motion put through a camera with noise."""

from typing import Annotated

from pydantic import BaseModel, Field, field_validator

from station.model import Side, View

Span = tuple[float, float]
Kinds = dict[str, float]
"""A value by what it was computed from: `ideal`, `seen` (by that camera), `landmarks` (as the points were given)."""


class TrueStep(BaseModel):
    """A step, named after the leg that lands."""

    side: Side
    t_contact_s: float
    t_midstance_s: float | None = None
    t_toe_off_s: float | None = None
    uncertain: bool = False
    m: dict[str, Kinds] = {}

    @field_validator("m")
    @classmethod
    def _with_femoral_adduction(cls, metrics: dict[str, Kinds]) -> dict[str, Kinds]:
        """Add femoral adduction where it follows: hip adduction less pelvic drop, by their definitions."""
        hip, drop = metrics.get("hip_adduction_deg"), metrics.get("pelvic_drop_deg")
        if hip and drop and "femoral_adduction_deg" not in metrics:
            return {**metrics, "femoral_adduction_deg": {kind: hip[kind] - drop[kind] for kind in hip if kind in drop}}
        return metrics


class Segment(BaseModel):
    """A stretch of running or standing."""

    kind: str
    t0: float
    t1: float
    spm: float | None = None
    n_steps: int = 0


class Change(BaseModel):
    """A moment at which the belt's speed, and so the cadence, changed."""

    t: float


class Curve(BaseModel):
    """The true cadence over time."""

    t: list[float]
    spm: list[float]


class StreamTruth(BaseModel):
    """A pose stream of a real runner, put through a camera with noise."""

    view: View
    fps: float
    noise: str = "unknown"
    drop: float = 0.0
    swap: float = 0.0
    gaps: list[Span] = []
    belt_speed_mps: float | None = None
    segments: Annotated[list[Segment], Field(min_length=1)]
    changes: list[Change] = []
    cadence: Curve
    steps: list[TrueStep]

    @field_validator("segments")
    @classmethod
    def _somebody_runs(cls, segments: list[Segment]) -> list[Segment]:
        if not any(segment.kind == "run" and segment.spm and segment.n_steps > 1 for segment in segments):
            raise ValueError("nobody runs in it")
        return segments

    @property
    def runs(self) -> list[Segment]:
        return [segment for segment in self.segments if segment.kind == "run"]

    @property
    def stands(self) -> list[Segment]:
        return [segment for segment in self.segments if segment.kind == "stand"]

    @property
    def start_s(self) -> float:
        """When running begins."""
        return self.runs[0].t0

    @property
    def end_s(self) -> float:
        """When running ends."""
        return self.runs[-1].t1

    @property
    def disturbed(self) -> bool:
        """Legs exchanged, nobody seen for a while, or frames lost."""
        return bool(self.swap or self.gaps or self.drop)

    @property
    def mean_spm(self) -> float:
        """Mean cadence of all running: step times are averaged first and inverted last."""
        known = [(run.n_steps - 1, run.spm) for run in self.runs if run.spm and run.n_steps > 1]
        return sum(steps for steps, _ in known) / sum(steps / spm for steps, spm in known)
