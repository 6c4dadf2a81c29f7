"""The files of `station analyze`, written as the analysis goes: one that is cut off leaves readable rows."""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from station.corrections import corrections
from station.errors import StoreError
from station.metrics import RAW
from station.model import Beat, LegEstimate, Setup, Side, Step
from station.posestream import PoseWriter
from station.sessions.columns import FRONTAL, METRICS, SAGITTAL, STEP_COLUMNS, TIMES, TRUST_COLUMNS
from station.sessions.summary import Findings, cadence, metrics, rounded
from station.sessions.words import why

SCHEMA = "station.summary/1"

POSES = ("poses.jsonl.gz", SECOND := "second.poses.jsonl.gz")
"""Of the first and the second camera."""

SYNC_FRAMES = 300
"""The pose stream is made safe so often; the other files are after every row."""


class AnalysisWriter:
    """Write `poses.jsonl.gz`, `live.jsonl` and `steps.csv` beat by beat, and `summary.json` at the close.

    Raises StoreError when the folder can not be written.
    """

    def __init__(self, out: Path, setup: Setup) -> None:
        self._out = out
        self._setup = setup
        self._live_names = live_names(setup)
        self._steps: list[Step] = []
        self._findings = Findings()
        self._frames = self._seen = 0
        self._first_t = self._last_t = 0.0
        with _told(out):
            out.mkdir(parents=True, exist_ok=True)
            (out / POSES[0]).unlink(missing_ok=True)  # it may be what is being read: its reader keeps it
            (out / SECOND).unlink(missing_ok=True)
            (out / "summary.json").unlink(missing_ok=True)  # until there is a new one: an old one would speak of others
            self._poses = [PoseWriter(out / name, each) for name, each in zip(POSES, setup.cameras, strict=False)]
            self._sync()
            self._live = open(out / "live.jsonl", "w", buffering=1, encoding="utf-8")  # noqa: SIM115 (closed by close)
            self._csv = open(out / "steps.csv", "w", buffering=1, encoding="utf-8", newline="")  # noqa: SIM115
            self._rows = csv.writer(self._csv, lineterminator="\n")
            self._rows.writerow((*STEP_COLUMNS, *TIMES, *TRUST_COLUMNS, *RAW.values()))

    def add(self, beat: Beat) -> None:
        """Write a beat's frame, row and steps."""
        self._count(beat)
        with _told(self._out):
            self._poses[beat.sighting.camera].write(beat.sighting)
            row = live_row(beat, self._live_names) | self._which(beat)
            self._live.write(json.dumps(row, allow_nan=False) + "\n")
            self._rows.writerows(map(step_row, beat.measured.steps))
            if self._frames % SYNC_FRAMES == 0:
                self._sync()

    def _sync(self) -> None:
        for poses in self._poses:
            poses.sync()

    def _which(self, beat: Beat) -> dict[str, int]:
        """Say which camera's frame a row is of, from 1, where there are two."""
        return {"camera": beat.sighting.camera + 1} if self._setup.second else {}

    def close(self, passed_over: int = 0, interrupted: bool = False) -> None:
        """Write the summary and close the files.

        `passed_over` = frames of the source that could not be used; `interrupted` = there was more to come.
        """
        with _told(self._out):
            for poses in self._poses:
                poses.close()
            self._live.close()
            self._csv.close()
            how = {
                "frames_passed_over": passed_over,
                "interrupted": interrupted,
                "corrections": list(corrections(self._setup)),
            }
            text = json.dumps(self._summary() | how, indent=1, allow_nan=False)
            (self._out / "summary.json").write_text(text + "\n", encoding="utf-8")

    def _count(self, beat: Beat) -> None:
        t = beat.sighting.t
        self._first_t = self._first_t if self._frames else t
        self._last_t = t
        self._frames += 1
        self._seen += beat.sighting.pose is not None
        self._steps += beat.measured.steps
        self._findings.add(beat)

    def _summary(self) -> dict[str, Any]:
        return {
            "schema": SCHEMA,
            "view": self._setup.view.value,
            **({"aim": asdict(self._setup.aim)} if self._setup.aim else {}),
            **_of_second(self._setup.second),
            "duration_s": rounded("_s", self._last_t - self._first_t),
            "frames": self._frames,
            "poses": self._seen,
            "steps": {side.value: sum(step.side is side for step in self._steps) for side in Side},
            "cadence_spm": cadence(self._steps),
            "metrics": metrics(self._steps, self._setup),
            "findings": self._findings.rows(),
        }


def live_names(setup: Setup) -> tuple[str, ...]:
    """Return the metrics of a row of `live.jsonl`: those of each plane that a camera sees."""
    planes = (FRONTAL if camera.view.frontal else SAGITTAL for camera in setup.cameras)
    return (*(name for plane in planes for name in plane), *TIMES)


def _of_second(setup: Setup | None) -> dict[str, Any]:
    if setup is None:
        return {}
    return {"second_view": setup.view.value, **({"second_aim": asdict(setup.aim)} if setup.aim else {})}


def live_row(beat: Beat, names: Sequence[str]) -> dict[str, Any]:
    """Return a row of `live.jsonl`: what was known at that frame; `cue` only where one began."""
    estimate, cue = beat.measured.estimate, beat.advice.cue
    row: dict[str, Any] = {
        "t": rounded("_s", beat.sighting.t),
        "running": estimate.running,
        "cadence_spm": rounded("_spm", estimate.cadence_spm),
        "cadence_sd_spm": rounded("_spm", estimate.cadence_sd_spm),
        "left": _leg(estimate.left, names),
        "right": _leg(estimate.right, names),
        "trust": {
            "cadence_grade": estimate.cadence_grade.value,
            "left": _leg_trust(estimate.left),
            "right": _leg_trust(estimate.right),
        },
    }
    return row | {"cue": {"kind": cue.kind.value, "side": cue.side and cue.side.value}} if cue else row


def _leg(leg: LegEstimate, names: Sequence[str]) -> dict[str, float | None]:
    return {name: rounded(name, leg.metrics.get(name)) for name in names}


def _leg_trust(leg: LegEstimate) -> dict[str, dict[str, float | str | None]]:
    return {
        name: {"ci95": rounded(name, trust.ci95), "aim95": rounded(name, trust.aim95), "grade": trust.grade.value}
        | ({"body95": rounded(name, trust.body95)} if trust.body95 else {})
        for name, trust in leg.trust.items()
    }


def step_row(step: Step) -> list[object]:
    """Return a row of `steps.csv`; None makes an empty cell."""
    times = {
        "t_contact_s": step.t_contact_s,
        "t_midstance_s": step.t_midstance_s,
        "t_toe_off_s": step.t_toe_off_s,
        "step_time_s": step.step_time_s,
    }
    numbers: Mapping[str, float | None] = times | {name: step.metrics.get(name) for name in METRICS}
    return [
        step.side.value,
        *(rounded(*number) for number in numbers.items()),
        rounded("_frac", step.quality_frac),
        *(rounded(name, step.metrics.get(name)) for name in TIMES),
        *(cell for name in (*METRICS, *TIMES) for cell in _step_trust(name, step)),
        *(rounded(name, step.metrics.get(name)) for name in RAW.values()),
    ]


def _step_trust(name: str, step: Step) -> tuple[float | None, str | None]:
    trust = step.trust.get(name)
    return (rounded(name, trust.ci95), trust.grade.value) if trust else (None, None)


@contextmanager
def _told(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(f"The files in {out} can not be written: {why(error)}.") from error
