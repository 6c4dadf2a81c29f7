"""`station simulate`: a whole programme in virtual time, read back from a real record."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from station.analysis import replay
from station.cli import main
from station.model import Advice, Resume, Safety, Stage, Targets, Verdict
from station.settings import Settings
from station.simulation.helper import LOOK_S, Helper

OWN = """
title = "Two short visits"
focus = "knee_cave"
warmup_min = 0
baseline_s = 20
baseline_steps = 20
retention_min = 0.5
[[session]]
run_min = 3
[[session]]
run_min = 3
feedback_frac = 0.5
"""


@pytest.fixture
def clinic(tmp_path: Path) -> Path:
    (tmp_path / "programmes").mkdir()
    (tmp_path / "programmes" / "two-short.toml").write_text(OWN, encoding="utf-8")
    return tmp_path


def simulated(clinic: Path, *more: str, runner: str = "cave-left", seed: int = 3) -> dict[str, object]:
    asked = ["simulate", "--programme", "two-short", "--runner", runner, "--seed", str(seed), "--json", *more]
    done = CliRunner().invoke(main, [*asked, "--data-dir", str(clinic)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return dict(json.loads(done.stdout))


def test_a_programme_is_run_to_its_end_and_the_same_seed_gives_the_same(clinic: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    told = simulated(clinic, "--keep", str(kept))
    first, second = told["sessions"]  # type: ignore[misc]
    assert (first["run_min"], first["feedback_min"]) == pytest.approx((3.0, 3.0), abs=0.02)
    assert (second["run_min"], second["feedback_frac"]) == pytest.approx((3.0, 0.5), abs=0.02)
    assert second["day"] > first["day"] == 0
    assert first["knee_cues"] == first["cues"] > 0
    assert first["off_met_frac"] is None and second["off_met_frac"] is not None
    assert first["left_fppa_deg"]["retention"] < first["left_fppa_deg"]["baseline"] - 2
    assert first["cadence_spm"]["baseline"] == pytest.approx(168, abs=2)
    assert simulated(clinic) == told
    settings = Settings.model_validate({"store": {"data_dir": kept}})
    assert [replay(settings, number) for number in (1, 2)] == [[], []]


def test_another_seed_runs_differently_and_the_table_tells_what_is_not_measured(clinic: Path) -> None:
    assert simulated(clinic, seed=4)["sessions"] != simulated(clinic)["sessions"]
    asked = ["simulate", "--programme", "two-short", "--runner", "varus", "--data-dir", str(clinic)]
    done = CliRunner().invoke(main, asked, env={"COLUMNS": "170"})
    assert done.exit_code == 0
    assert "knee_cave" in done.stdout and "made up" in done.stdout


def test_an_unknown_programme_is_refused_with_the_names_of_those_there_are(clinic: Path) -> None:
    asked = ["simulate", "--programme", "faded-nine", "--runner", "good", "--data-dir", str(clinic)]
    done = CliRunner().invoke(main, asked)
    assert done.exit_code == 78
    assert "faded-nine" in done.stderr and "faded-eight" in done.stderr and "two-short" in done.stderr


@pytest.mark.parametrize("safety", [Safety(Verdict.EASE, "limps"), Safety(Verdict.STOP, "stopped")])
def test_the_helper_looks_at_a_runner_whom_the_station_is_worried_about_and_lets_her_go_on(safety: Safety) -> None:
    helper, well = Helper(), Advice(Stage.COACHING, Targets(), left_s=60.0)
    worried = replace(well, safety=safety)
    said = [helper.says(worried if t > 10 else well, float(t)) for t in range(40)]
    assert next(t for t, commands in enumerate(said) if commands) == 10 + LOOK_S
    assert said[10 + int(LOOK_S)] == (Resume(),)
