"""Our figures against those of the benchmark's own scorers, on the same files."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from test_benchmark import SHARED, scorer

from station.validation.cases import Case, find_cases
from station.validation.clip_score import ClipScore
from station.validation.run import Done, run, scored
from station.validation.score import ClipRow, StreamRow
from station.validation.step_score import TRUTH

pytestmark = pytest.mark.skipif(not (SHARED / "bench").is_dir(), reason=f"the benchmark is not there: {SHARED}/bench")

STREAMS = "^p(13|15|31|33|34)_"
"""Few poses a second, so that it does not take long: front, rear and side, scenes, and one with every fault."""
CLIP = "^p6_"

Figure = tuple[str, Any, Any]


def truth_of(case: Case) -> dict[str, Any]:
    name = f"{case.short}.truth.json"
    fields: dict[str, Any] = json.loads((case.path.parent / name).read_text())
    return fields


def of_streams(row: StreamRow, theirs: dict[str, Any]) -> Iterator[Figure]:
    """Yield every figure that both know: its name, ours, theirs."""
    live, steps = row.live, row.steps
    yield "live mae", live.mae_spm, theirs["live"]["mae"]
    yield "best window", live.window_mae_spm, theirs["live_window"]["mae"]
    yield "live share", live.share_frac, theirs["live_share"]
    yield "first cadence", live.first_s, theirs["first_cadence_s"]
    yield "settled", list(live.settle_s), theirs.get("settle5_s", [])
    yield "false running", live.false_running_frac, theirs.get("false_running")
    yield "mean cadence", row.cadence_error_spm, theirs["mean_cad_err"]
    yield "recall", steps.recall_frac, theirs["recall"]
    yield "precision", steps.precision_frac, theirs["precision"]
    yield "side", steps.side_frac, theirs["side_acc"]
    for ours, name in (("t_contact_s", "ic"), ("t_midstance_s", "mid"), ("t_toe_off_s", "to")):
        found = steps.instants_ms.get(ours)
        yield name, found and [found.n, found.bias, found.sd], [theirs[name][key] for key in ("n", "bias", "sd")]
    for metric, kinds in theirs["metrics"].items():
        yield metric, [leg.error for leg in steps.legs if leg.metric == metric], kinds[TRUTH]["leg"]
        errors = steps.step_errors.get(metric)
        yield f"{metric} of a step", errors and errors.sd, kinds[TRUTH]["step"]["sd"]


def of_clips(ours: ClipScore, theirs: dict[str, Any]) -> Iterator[Figure]:
    yield "mean cadence", ours.cadence_error_spm, theirs["cadence_err"]
    yield "recall", ours.recall_frac, theirs["recall"]
    yield "precision", ours.precision_frac, theirs["precision"]
    yield "side", ours.side_frac, theirs["side"]
    assert ours.contact_ms
    yield "contact", [ours.contact_ms.bias, ours.contact_ms.sd], [theirs[f"contact_{key}_ms"] for key in ("bias", "sd")]
    for leg in ours.legs:
        name = f"{leg.metric}.{leg.side.value}"
        told = [theirs[name][key] for key in ("n", "true", "bias", "sd")]
        yield name, [leg.errors.n, leg.true, leg.errors.bias, leg.errors.sd], told


def figures(done: Done) -> Iterator[tuple[str, *Figure]]:
    """Yield the figures of every case that both judge."""
    rows = {row.name: row for row in [*scored(done).streams, *scored(done).clips]}
    for task in [task for task in done.results if task.every == 1]:
        row = rows.get(task.case.short)
        if isinstance(row, StreamRow):
            found = of_streams(row, scorer("score").score(truth_of(task.case), str(task.out)))
        elif isinstance(row, ClipRow):
            found = of_clips(row.score, scorer("score_clips").score(truth_of(task.case), str(task.out)))
        else:
            continue
        yield from ((task.case.short, *figure) for figure in found)


def assert_the_same(found: list[tuple[str, *Figure]]) -> None:
    assert found
    for name, what, ours, theirs in found:
        assert ours == (theirs if theirs is None else pytest.approx(theirs, abs=1e-6)), f"{name}: {what}"


def test_streams_score_as_the_benchmark_scores_them(tmp_path: Path) -> None:
    done = run(find_cases(SHARED / "bench" / "streams", STREAMS).cases, tmp_path, None, 2)
    assert done.problems == () and len(done.results) == 5
    assert_the_same(list(figures(done)))


@pytest.mark.slow
def test_clips_score_as_the_benchmark_scores_them(tmp_path: Path, pose_model: Path) -> None:
    done = run(find_cases(SHARED / "bench" / "clips", CLIP).cases, tmp_path, None, 1)
    assert done.problems == () and len(done.results) == 1
    assert_the_same(list(figures(done)))
