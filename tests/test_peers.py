"""The adapters of `make peers`, as far as they go without the peers themselves."""

import csv
import json
import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.append(str(Path(__file__).parent.parent))

from tools.peers import columns, compare, contacts, stream
from tools.peers.contacts import Contact

ROOT = Path(__file__).parent.parent
TIMES = np.arange(0, 1, 0.1)


def written(folder: Path, *frames: tuple[float, float | None], view: str = "rear") -> Path:
    """Write a pose stream in which every landmark lies at the same x, or nobody is seen."""
    lines = [json.dumps({"schema": "station.poses/1", "view": view})]
    for t, x in frames:
        points = None if x is None else {name: [x, 2 * x, 0.9] for name in stream.LANDMARKS.values()}
        lines.append(json.dumps({"t": t, "points": points}))
    path = folder / "clip.poses.jsonl"
    path.write_text("\n".join(lines))
    return path


def steady(name: str, value: float) -> dict[str, np.ndarray]:
    angles = {f"{side} {part}": np.zeros(10) for side in ("left", "right") for part in ("knee", "shank", "thigh")}
    return angles | {"pelvis": np.zeros(10)} | {name: np.full(10, value)}


def test_a_frame_without_a_runner_lies_between_its_neighbours(tmp_path: Path) -> None:
    clip = stream.read(written(tmp_path, (0.0, 10.0), (0.1, None), (0.4, 50.0)))
    assert clip.points_px["LHeel"][:, 0] == pytest.approx([10, 20, 50])
    assert clip.points_px["Hip"][:, 1] == pytest.approx([20, 40, 100])
    assert clip.rate_hz == pytest.approx(5)


def test_x_is_turned_to_the_right_or_forward_of_the_runner(tmp_path: Path) -> None:
    turns = {view: stream.read(written(tmp_path, (0.0, 1.0), (0.1, 1.0), view=view)).toward for view in stream.FORWARD}
    assert turns == {"rear": 1, "front": -1, "right": 1, "left": -1}


def test_a_contact_ends_with_the_toe_off_before_the_leg_lands_again() -> None:
    steps = list(contacts.paired("left", [1.0, 2.0, 3.0], [0.5, 1.3, 3.2]))
    assert [step.toe_off_s for step in steps] == [1.3, None, 3.2]


def test_midstance_is_the_middle_of_the_contact_unless_it_is_told() -> None:
    assert Contact("left", 1.0, 1.4).middle_s == pytest.approx(1.2)
    assert Contact("left", 1.0, 1.4, 1.1).middle_s == pytest.approx(1.1)
    assert Contact("left", 1.0).middle_s is None


def test_cadence_is_the_mean_of_the_last_five_seconds_and_ends_with_the_steps() -> None:
    steps = np.concatenate([np.arange(0, 10, 0.5), np.arange(10, 20, 0.4)])
    assert contacts.cadence_spm(steps, 9.9) == pytest.approx(120)
    assert contacts.cadence_spm(steps, 19.7) == pytest.approx(150)
    assert contacts.cadence_spm(steps, 1.2) is None
    assert contacts.cadence_spm(steps, 21.0) is None


def test_mean_cadence_leaves_out_the_pauses() -> None:
    steps = np.concatenate([np.arange(0, 5, 0.5), np.arange(20, 25, 0.5)])
    assert contacts.mean_cadence_spm(steps) == pytest.approx(120)
    assert contacts.mean_cadence_spm(steps[:1]) is None


@pytest.mark.parametrize(("view", "side", "sign"), [("rear", "right", 1), ("rear", "left", -1), ("front", "right", -1)])
def test_frontal_angles_take_the_sign_of_view_and_leg(view: str, side: str, sign: int) -> None:
    contact = Contact(side, 0.2, 0.6)
    level = columns.frontal(view, TIMES, contact, steady(f"{side} thigh", -90))
    caved = columns.frontal(view, TIMES, contact, steady(f"{side} thigh", -90) | {f"{side} knee": np.full(10, -5.0)})
    dropped = columns.frontal(view, TIMES, contact, steady(f"{side} thigh", -90) | {"pelvis": np.full(10, 4.0)})
    assert level == {"fppa_deg": 0, "pelvic_drop_deg": 0, "hip_adduction_deg": 0}
    assert caved["fppa_deg"] == pytest.approx(5 * sign)
    assert dropped["pelvic_drop_deg"] == dropped["hip_adduction_deg"] == pytest.approx(4 * sign)


def test_knee_flexion_is_read_at_contact_and_at_its_peak_before_the_leg_swings() -> None:
    knee = np.array([0, 10, 20, 40, 30, 35, 60, 90, 90, 90.0])
    row = columns.sagittal(
        "left", TIMES, Contact("right", 0.15, 0.6), steady("right shank", -84) | {"right knee": knee}
    )
    assert row["knee_flexion_contact_deg"] == pytest.approx(15)
    assert row["knee_flexion_peak_deg"] == pytest.approx(40)
    assert row["tibia_angle_deg"] == pytest.approx(6)


def test_what_the_scorer_reads_is_written(tmp_path: Path) -> None:
    times = np.arange(0, 10, 0.1)
    steps = [Contact("left" if i % 2 else "right", 0.4 * i) for i in range(20)]
    columns.write(tmp_path, "rear", times, steps, steady("pelvis", 1))
    live = [json.loads(line) for line in (tmp_path / "live.jsonl").read_text().splitlines()]
    assert [row["running"] for row in (live[0], live[50], live[-1])] == [False, True, False]
    assert live[50]["cadence_spm"] == pytest.approx(150)
    with (tmp_path / "steps.csv").open(newline="") as file:
        assert [row["side"] for row in csv.DictReader(file)][:2] == ["right", "left"]
    assert json.loads((tmp_path / "summary.json").read_text())["cadence_spm"]["mean"] == pytest.approx(150)


def test_every_package_of_the_peers_is_pinned() -> None:
    versions = compare.pinned((ROOT / "tools" / "peers" / "requirements.txt").read_text())
    assert {"pose2sim", "sports2d"} <= versions.keys()


def test_figures_that_a_system_did_not_give_are_absent() -> None:
    nothing = {"live_mae_mean": None, "live_mae_worst": None, "mean_cad_abs_err": None, "metrics": {}}
    shares = {"recall": None, "precision": None, "side_acc": None, "false_running": None}
    told = compare.contact_figures([{"fail": ["exit 1"]}], nothing | shares)
    assert told.pop("streams_without_result") == 1
    assert set(told.values()) == set(compare.angle_figures(nothing).values()) == {None}


def test_contacts_are_told_by_bias_and_by_both_spreads() -> None:
    streams = [{"live": {}, "recall": 1.0, "ic": {"n": 9, "bias": bias, "sd": 6.0}} for bias in (-10.0, 30.0)]
    keys = ("live_mae_mean", "live_mae_worst", "mean_cad_abs_err", "recall", "precision", "side_acc", "false_running")
    told = compare.contact_figures(streams, dict.fromkeys(keys, math.pi))
    assert (told["contact_bias_ms"], told["contact_between_streams_sd_ms"]) == (10, 20)
    assert told["contact_within_stream_sd_ms"] == 6
    assert told["live_cadence_mae_spm"] == 3.14


def test_without_the_benchmark_it_says_where_to_look(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tools.peers.compare", tmp_path]
    done = subprocess.run(command, check=False, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1
    assert "make peers BENCH=" in done.stderr
