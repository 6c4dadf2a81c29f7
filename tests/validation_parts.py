"""Truth that tests make up, and the files that an analysis of such and such a quality would have written."""

import csv
import gzip
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from station.sessions.columns import STEP_COLUMNS
from station.validation.results import Results, read_results
from station.validation.stream_truth import StreamTruth

STEP_S = 0.375
SPM = 60 / STEP_S
END_S = 45.0
RATE_HZ = 20
METRICS = {"fppa_deg": 4.0, "pelvic_drop_deg": 5.0, "hip_adduction_deg": 9.0}

Row = dict[str, Any]


def truth_fields(**changed: Any) -> dict[str, Any]:
    """Return the fields of a truth file: somebody runs at 160 steps a minute for 45 s, seen from behind."""
    contacts = [STEP_S * index for index in range(int(END_S / STEP_S))]
    return {
        "schema": "bench.truth/1",
        "view": "rear",
        "fps": RATE_HZ,
        "noise": "clean",
        "belt_speed_mps": 3.0,
        "segments": [{"kind": "run", "t0": 0.0, "t1": END_S, "spm": SPM, "n_steps": len(contacts)}],
        "cadence": {"t": [0.0, END_S], "spm": [SPM, SPM]},
        "steps": [
            {
                "side": "left" if index % 2 else "right",
                "t_contact_s": t,
                "t_midstance_s": t + 0.1,
                "t_toe_off_s": t + 0.25,
                "m": {name: {"ideal": value + 3, "landmarks": value} for name, value in METRICS.items()},
            }
            for index, t in enumerate(contacts)
        ],
        **changed,
    }


def truth(**changed: Any) -> StreamTruth:
    return StreamTruth.model_validate(truth_fields(**changed))


def as_it_is(row: Row) -> Row:
    return row


def results(
    folder: Path,
    true: StreamTruth,
    *,
    steps: Callable[[int, Row], Row | None] = lambda _, row: row,
    live: Callable[[Row], Row] = as_it_is,
    summary: Callable[[Row], Row] = as_it_is,
) -> Results:
    """Write what a perfect analysis would, each row changed as told (a step that becomes None is lost); read it."""
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "steps.csv", "w", newline="") as file:
        rows = csv.DictWriter(file, STEP_COLUMNS, extrasaction="ignore")
        rows.writeheader()
        rows.writerows(row for index, step in enumerate(step_rows(true)) if (row := steps(index, step)))
    lines = [json.dumps(live(row)) for row in live_rows(true)]
    (folder / "live.jsonl").write_text("\n".join(lines) + "\n")
    (folder / "summary.json").write_text(json.dumps(summary(summary_of(true))))
    return read_results(folder)


def step_rows(true: StreamTruth) -> Iterator[Row]:
    for step in true.steps:
        measured = {name: kinds["landmarks"] for name, kinds in step.m.items()}
        times = {name: getattr(step, name) for name in ("t_contact_s", "t_midstance_s", "t_toe_off_s")}
        yield {"side": step.side.value, **times, **measured}


def live_rows(true: StreamTruth) -> Iterator[Row]:
    for index in range(int(true.segments[-1].t1 * RATE_HZ)):
        t = index / RATE_HZ
        running = any(run.t0 <= t < run.t1 for run in true.runs)
        yield {"t": t, "running": running, "cadence_spm": cadence_at(true, t) if running else None}


def cadence_at(true: StreamTruth, t: float) -> float:
    run = next(run for run in true.runs if run.t0 <= t < run.t1)
    assert run.spm is not None
    return run.spm


def summary_of(true: StreamTruth) -> Row:
    told = {"sd": 1.0, "ci95": 0.3, "n": 60}
    means = {name: kinds["landmarks"] for name, kinds in true.steps[0].m.items()}
    return {
        "cadence_spm": {"mean": true.mean_spm, "ci95": 0.3, "n": 119},
        "metrics": {name: {side: {"mean": mean, **told} for side in ("left", "right")} for name, mean in means.items()},
        "poses": 900,
    }


def write_stream(folder: Path, name: str, fields: Any) -> Path:
    """Write a case whose poses are not looked at: one frame with nobody in it."""
    folder.mkdir(parents=True, exist_ok=True)
    header = {"schema": "station.poses/1", "view": "rear", "width_px": 720, "height_px": 1280}
    with gzip.open(folder / f"{name}.poses.jsonl.gz", "wt") as lines:
        lines.write(json.dumps(header) + "\n" + json.dumps({"t": 0.0, "points": None}) + "\n")
    (folder / f"{name}.truth.json").write_text(fields if isinstance(fields, str) else json.dumps(fields))
    return folder / f"{name}.poses.jsonl.gz"
