"""`station validate` as a clinic calls it: the virtual runner's poses, with the truth that she herself knows."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from validation_parts import truth_fields, write_stream
from vision_parts import picture, write_plain_clip

from station.model import View
from station.posestream import PoseWriter
from station.settings import VirtualSettings
from station.validation.run import judge
from station.vision.virtual.atlas import load_atlas
from station.vision.virtual.poses import sightings
from station.vision.virtual.runner import STAND_S, Footfall, VirtualRunner

RUN_S = 32.0
RATE_HZ = 60.0
SETTINGS = VirtualSettings(form="good", cadence_spm=165, seed=4)


def footfalls() -> list[Footfall]:
    """Return the steps that she runs when nobody cues her; the same seed gives the same."""
    runner = VirtualRunner(SETTINGS)
    seen = {}
    for tick in range(int(RUN_S * 100)):
        if now := runner.advance(tick / 100).now:
            seen[now.t_contact_s] = now
    return list(seen.values())


def truth_of(steps: list[Footfall]) -> dict[str, Any]:
    times = [step.t_contact_s for step in steps]
    return {
        "schema": "bench.truth/1",
        "view": "front",
        "fps": RATE_HZ,
        "segments": [
            {"kind": "stand", "t0": 0.0, "t1": STAND_S},
            {
                "kind": "run",
                "t0": STAND_S,
                "t1": RUN_S,
                "spm": 60 * (len(times) - 1) / (times[-1] - times[0]),
                "n_steps": len(times),
            },
        ],
        "cadence": {"t": times[:-1], "spm": [60 / (later - t) for t, later in pairwise(times)]},
        "steps": [
            {
                "side": step.side.value,
                "t_contact_s": step.t_contact_s,
                "m": {"fppa_deg": {"landmarks": step.fppa_deg}},
            }
            for step in steps
        ],
    }


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one case whose truth is known."""
    folder = tmp_path_factory.mktemp("clinic")
    setup = replace(load_atlas(View.FRONT).setup, source="stick figure")
    with PoseWriter(folder / "virtual.poses.jsonl.gz", setup) as writer:
        for sighting in sightings(VirtualRunner(SETTINGS), View.FRONT, RUN_S, rate_hz=RATE_HZ):
            writer.write(sighting)
    (folder / "virtual.truth.json").write_text(json.dumps(truth_of(footfalls())))
    return folder


def validate(*words: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    argv = [sys.executable, "-c", "from station.cli import main; main()", "validate", *map(str, words)]
    environment = {**os.environ, "STATION_DATA_DIR": str(cwd / "data")}
    return subprocess.run(argv, capture_output=True, text=True, timeout=280, check=False, cwd=cwd, env=environment)


def test_the_virtual_runner_is_measured_right_and_looked_at_again_with_few_poses(clinic: Path) -> None:
    scores, problems = judge(clinic, None, "", 2)
    assert problems == []
    (row,) = scores.streams
    assert row.live.mae_spm is not None and row.live.mae_spm < 3.0  # her true cadence is step by step here
    assert row.cadence_error_spm == pytest.approx(0, abs=0.5)
    assert row.steps.recall_frac == 1 and row.steps.side_frac == 1
    assert [abs(leg.error) < 2 for leg in row.steps.legs] == [True, True]
    assert row.live.false_running_frac == 0
    (thinned,) = scores.thinned
    assert thinned.every == 6
    assert 0 < thinned.difference_deg < 3


def test_the_page_is_written_and_what_is_broken_told_at_the_end(clinic: Path, tmp_path: Path) -> None:
    folder = tmp_path / "cases"
    folder.mkdir()
    for path in clinic.iterdir():
        (folder / path.name).symlink_to(path)
    write_stream(folder, "broken", "{")
    write_stream(folder, "nobody", truth_fields())
    done = validate(folder, "--report", "docs/accuracy.md", "--jobs", "1", cwd=tmp_path)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "broken.truth.json is no truth that can be used" in done.stderr
    assert "nobody: Nobody was seen" in done.stderr
    assert "What was promised, and what is reached" in done.stdout
    page = (tmp_path / "docs" / "accuracy.md").read_text()
    assert "2 pose streams" in page and "| virtual |" in page
    assert (tmp_path / "docs" / "images" / "accuracy-contact.svg").exists()


def test_a_stream_with_nobody_in_it_fails_its_bars(tmp_path: Path) -> None:
    write_stream(tmp_path / "cases", "nobody", truth_fields(fps=30))
    scores, (problem,) = judge(tmp_path / "cases", None, "", 1)
    assert problem.startswith("nobody: ")
    (row,) = scores.streams
    assert (row.live.mae_spm, row.cadence_error_spm, row.steps.recall_frac) == (None, None, 0)


def test_a_speed_that_no_belt_has_is_told_and_the_others_go_on(tmp_path: Path) -> None:
    write_stream(tmp_path / "cases", "fast", truth_fields(belt_speed_mps=50.0))
    scores, (problem,) = judge(tmp_path / "cases", None, "", 1)
    assert "fast" in problem and "belt_speed_mps = 50.0" in problem
    assert scores.streams == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nowhere",), "There is no folder nowhere"),
        (("empty",), "There are no cases in empty"),
        (("empty", "--only", "("), "no regular expression"),
    ],
)
def test_bad_input_is_answered_in_a_sentence(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    (tmp_path / "empty").mkdir()
    done = validate(*words, cwd=tmp_path)
    assert done.returncode == 1
    assert said in done.stderr and "Traceback" not in done.stderr


def test_footage_with_nobody_in_it_is_no_problem(tmp_path: Path, pose_model: Path) -> None:
    (tmp_path / "footage").mkdir()
    write_plain_clip(tmp_path / "footage" / "belt.mp4", [picture(90)] * 10)
    scores, problems = judge(tmp_path, pose_model.parent.parent, "", 1)
    assert problems == []
    (row,) = scores.footage
    assert (row.running_frames, row.frames, row.mean_spm) == (0, 10, None)
