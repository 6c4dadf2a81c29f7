"""The program as its users call it: files as promised, and every mistake answered in a sentence."""

import csv
import gzip
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from vision_parts import picture, write_plain_clip

from station.camera_place import Place, keep
from station.model import Setup, View
from station.posestream import PoseReader, PoseWriter
from station.sessions.store import Store
from station.settings import VirtualSettings
from station.vision.virtual.atlas import load_atlas
from station.vision.virtual.poses import sightings
from station.vision.virtual.runner import VirtualRunner

STEP_COLUMNS = (
    "side,t_contact_s,t_midstance_s,t_toe_off_s,step_time_s,fppa_deg,femoral_adduction_deg,pelvic_drop_deg,"
    "hip_adduction_deg,trunk_side_lean_deg,step_width_m,knee_window_frac,overstride_frac,tibia_angle_deg,"
    "knee_flexion_contact_deg,knee_flexion_peak_deg,trunk_lean_deg,quality_frac"
)

ROLLED_BELT, BELT_M = ((161.8, 625.4), (339.3, 619.2), (302.1, 501.4), (190.7, 505.3)), (1.67, 0.5)  # by two degrees


def run(*words: object, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    argv = [sys.executable, *map(str, words)]
    return subprocess.run(
        argv, capture_output=True, text=True, timeout=280, check=False, cwd=cwd, env={**os.environ, **environment}
    )


def station(*words: object, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    """Call the program; its data folder must be given where it matters."""
    return run("-m", "station", *words, cwd=cwd, **environment)


def complaint(done: subprocess.CompletedProcess[str], status: int = 1) -> str:
    """Return what it said about a mistake: an exit status, one message, no traceback."""
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr.strip()


@pytest.fixture(scope="module")
def poses(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pose stream of 40 s of the virtual runner, from the front."""
    path = tmp_path_factory.mktemp("poses") / "run.poses.jsonl.gz"
    setup = replace(load_atlas(View.FRONT).setup, source="stick figure")
    runner = VirtualRunner(VirtualSettings(form="cave_left", cadence_spm=160))
    with PoseWriter(path, setup) as writer:
        for sighting in sightings(runner, View.FRONT, 40):
            writer.write(sighting)
    return path


@pytest.fixture
def with_model(tmp_path: Path, pose_model: Path) -> Path:
    """A data folder of its own with the pose model in it."""
    shutil.copytree(pose_model.parent, tmp_path / "data" / "models")
    return tmp_path / "data"


def test_analyze_writes_the_promised_files(poses: Path, tmp_path: Path) -> None:
    done = station("analyze", poses, "--view", "front", "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    out = tmp_path / "out"
    assert {path.name for path in out.iterdir()} == {"poses.jsonl.gz", "live.jsonl", "steps.csv", "summary.json"}

    rows = [json.loads(line) for line in (out / "live.jsonl").read_text().splitlines()]
    assert len(rows) == 1200
    assert {"t", "running", "cadence_spm", "cadence_sd_spm", "left", "right"} <= set(rows[-1])
    assert rows[0]["cadence_spm"] is None and rows[-1]["running"] is True
    assert next(row["cue"]["kind"] for row in rows if "cue" in row) == "cadence_up"

    assert (out / "steps.csv").read_text().startswith(STEP_COLUMNS + ",contact_time_s,flight_time_s,fppa_deg_ci95,")
    steps = list(csv.DictReader((out / "steps.csv").open()))
    assert len(steps) == pytest.approx(38 * 160 / 60, abs=5)
    assert steps[10]["overstride_frac"] == ""  # a front view can not see it

    summary = json.loads((out / "summary.json").read_text())
    assert summary["schema"] == "station.summary/1"
    assert summary["cadence_spm"]["mean"] == pytest.approx(160, abs=2)
    assert summary["metrics"]["fppa_deg"]["left"]["mean"] > summary["metrics"]["fppa_deg"]["right"]["mean"] + 5
    assert sum(summary["steps"].values()) == len(steps)
    assert summary["findings"]


def test_what_analyze_wrote_can_be_analysed_again_with_the_same_result(poses: Path, tmp_path: Path) -> None:
    station("analyze", poses, "--out", tmp_path / "a")
    station("analyze", tmp_path / "a" / "poses.jsonl.gz", "--out", tmp_path / "b")
    for name in ("live.jsonl", "steps.csv", "summary.json"):
        assert (tmp_path / "a" / name).read_text() == (tmp_path / "b" / name).read_text()


def test_a_clip_is_analysed_with_the_aim_of_its_camera(poses: Path, tmp_path: Path) -> None:
    setup = PoseReader(poses).setup
    size_px = (setup.width_px, setup.height_px)
    place = Place.found(View.FRONT, size_px, ROLLED_BELT, BELT_M)
    aim_file = keep(tmp_path, place)
    station("analyze", poses, "--out", tmp_path / "plain")
    assert station("analyze", poses, "--aim", aim_file, "--out", tmp_path / "aimed").returncode == 0
    plain, aimed = (json.loads((tmp_path / name / "summary.json").read_text()) for name in ("plain", "aimed"))
    assert "aim" not in plain and aimed["aim"]["roll_deg"] == place.aim.roll_deg
    drop = [summary["metrics"]["pelvic_drop_deg"] for summary in (plain, aimed)]
    turned = [drop[1][leg]["mean"] - drop[0][leg]["mean"] for leg in ("left", "right")]
    assert turned == pytest.approx([-place.aim.roll_deg, place.aim.roll_deg], abs=0.15)
    assert drop[0]["asymmetry"] is None and drop[1]["asymmetry"] is not None
    assert station("analyze", tmp_path / "aimed" / "poses.jsonl.gz", "--out", tmp_path / "again").returncode == 0
    assert (tmp_path / "again" / "steps.csv").read_text() == (tmp_path / "aimed" / "steps.csv").read_text()


def test_an_aim_of_another_camera_is_refused(poses: Path, tmp_path: Path) -> None:
    aim_file = keep(tmp_path, Place.found(View.REAR, (480, 640), ROLLED_BELT, BELT_M))
    assert "not front" in complaint(station("analyze", poses, "--aim", aim_file, "--out", tmp_path / "out"))


def test_results_may_overwrite_what_is_being_read(poses: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    shutil.copy(poses, out / "poses.jsonl.gz")
    assert station("analyze", out / "poses.jsonl.gz", "--out", out).returncode == 0
    assert len(list(PoseReader(out / "poses.jsonl.gz"))) == 1200


def test_height_and_speed_from_the_command_line_go_before_the_streams(poses: Path, tmp_path: Path) -> None:
    station("analyze", poses, "--out", tmp_path / "a", "--height-m", "1.5")
    station("analyze", poses, "--out", tmp_path / "b", "--height-m", "2.0")
    narrow, wide = (
        json.loads((tmp_path / name / "summary.json").read_text())["metrics"]["step_width_m"]["left"]["mean"]
        for name in ("a", "b")
    )
    assert wide / narrow == pytest.approx(2.0 / 1.5, rel=0.02)


def test_no_such_clip(with_model: Path, tmp_path: Path) -> None:
    said = complaint(
        station("analyze", "none.mp4", "--view", "left", "--out", tmp_path / "o", "--data-dir", with_model)
    )
    assert "none.mp4" in said


def test_a_text_file_named_mp4(with_model: Path, tmp_path: Path) -> None:
    (tmp_path / "letter.mp4").write_text("Dear coach,\n")
    said = complaint(
        station("analyze", tmp_path / "letter.mp4", "--view", "left", "--out", tmp_path / "o", "--data-dir", with_model)
    )
    assert "is not a video" in said


def test_a_clip_with_nobody_in_it(with_model: Path, tmp_path: Path) -> None:
    clip = write_plain_clip(tmp_path / "wall.mp4", [picture(90)] * 20)
    done = station("analyze", clip, "--view", "left", "--out", tmp_path / "o", "--data-dir", with_model)
    assert "Nobody was seen" in complaint(done)
    assert len(list(PoseReader(tmp_path / "o" / "poses.jsonl.gz"))) == 20  # nothing is lost


def test_a_clip_needs_a_view(tmp_path: Path) -> None:
    clip = write_plain_clip(tmp_path / "wall.mp4", [picture(90)] * 3)
    assert "--view" in complaint(station("analyze", clip, "--out", tmp_path / "o"), status=78)


def test_no_model_is_one_clear_sentence_with_two_ways_out(tmp_path: Path) -> None:
    clip = write_plain_clip(tmp_path / "wall.mp4", [picture(90)] * 3)
    said = complaint(station("analyze", clip, "--view", "left", "--out", tmp_path / "o", "--data-dir", tmp_path / "d"))
    assert "station model" in said and "--from" in said
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize("content", [b"", b"hello", b'{"schema": "station.poses/9"}\n'])
def test_a_stream_that_is_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.poses.jsonl").write_bytes(content)
    said = complaint(station("analyze", tmp_path / "a.poses.jsonl", "--out", tmp_path / "o"))
    assert "pose stream" in said


def test_an_empty_stream_has_nobody_in_it(tmp_path: Path) -> None:
    PoseWriter(tmp_path / "a.poses.jsonl", Setup(View.REAR, 720, 1280)).close()
    said = complaint(station("analyze", tmp_path / "a.poses.jsonl", "--out", tmp_path / "o"))
    assert "Nobody was seen" in said
    assert json.loads((tmp_path / "o" / "summary.json").read_text())["cadence_spm"]["mean"] is None


def test_a_folder_that_can_not_be_written(poses: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    said = complaint(station("analyze", poses, "--out", tmp_path / "file" / "out"))
    assert "can not be written" in said


def test_results_can_not_take_the_place_of_a_file(poses: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("in the way")
    assert "choose another name" in complaint(station("analyze", poses, "--out", tmp_path / "out"))


def test_frames_whose_time_goes_wrong_and_a_bad_line_are_passed_over_and_told(poses: Path, tmp_path: Path) -> None:
    header, *frames = gzip.decompress(poses.read_bytes()).splitlines()
    wrong = [
        *frames[:400],
        b'{"t": 1e18, "points": null}',
        *frames[300:401],
        b"{broken",
        *frames[401:],
        frames[-1][:50],
    ]
    (tmp_path / "wrong.poses.jsonl").write_bytes(b"\n".join([header, *wrong]))
    done = station("analyze", tmp_path / "wrong.poses.jsonl", "--out", tmp_path / "wrong")
    assert done.returncode == 0
    assert "rise, or jumps ahead by over an hour: 101." in done.stderr
    assert "make no sense or were cut off: 2." in done.stderr
    station("analyze", poses, "--out", tmp_path / "right")
    for name in ("live.jsonl", "steps.csv"):
        assert (tmp_path / "wrong" / name).read_text() == (tmp_path / "right" / name).read_text()
    right, said = (json.loads((tmp_path / name / "summary.json").read_text()) for name in ("right", "wrong"))
    assert said == right | {"frames_passed_over": 103}


@pytest.mark.parametrize("spoil", ["reversed", "damaged"])
def test_a_stream_of_which_too_little_can_be_used_leaves_no_results(poses: Path, tmp_path: Path, spoil: str) -> None:
    header, *frames = gzip.decompress(poses.read_bytes()).splitlines()
    frames = (
        frames[::-1] if spoil == "reversed" else [frame[:50] if n % 10 else frame for n, frame in enumerate(frames)]
    )
    (tmp_path / "a.poses.jsonl").write_bytes(b"\n".join([header, *frames, b""]))
    said = complaint(station("analyze", tmp_path / "a.poses.jsonl", "--out", tmp_path / "out"))
    assert {"reversed": "do not rise", "damaged": "is damaged"}[spoil] in said
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_an_analysis_that_is_told_to_stop_keeps_what_it_has_and_says_so(
    poses: Path, tmp_path: Path, number: signal.Signals
) -> None:
    script = f"""
import signal
from station.sessions.exports import AnalysisWriter
add = AnalysisWriter.add
def add_and_be_told(writer, beat):
    add(writer, beat)
    if beat.sighting.t >= 20.0:
        signal.raise_signal({number:d})
AnalysisWriter.add = add_and_be_told
from station.cli import main
main()
"""
    said = complaint(run("-c", script, "analyze", poses, "--out", tmp_path), status=128 + number)
    assert "Stopped." in said
    summary = json.loads((tmp_path / "summary.json").read_text())
    assert summary["interrupted"] is True
    frames = len(list(PoseReader(tmp_path / "poses.jsonl.gz")))
    assert frames == summary["frames"] == len((tmp_path / "live.jsonl").read_text().splitlines()) == 601


@pytest.mark.parametrize("module", ["station.settings", "station.analysis"])
def test_ctrl_c_while_the_program_is_still_being_loaded_ends_it_in_a_word(tmp_path: Path, module: str) -> None:
    script = f"""
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
class Impatient:
    def find_spec(self, name, *_):
        if name == {module!r}:
            signal.raise_signal(signal.SIGINT)
sys.meta_path.insert(0, Impatient())
from station.__main__ import main
main()
"""
    assert complaint(run("-c", script, "analyze", "a.poses.jsonl", "--out", tmp_path), status=130) == "Stopped."


def test_no_rounds_make_no_benchmark() -> None:
    assert "--rounds" in complaint(station("bench", "clip.mp4", "--rounds", "0"), status=2)


def test_a_broken_configuration_ends_with_78_and_tells_everything(tmp_path: Path) -> None:
    config = tmp_path / "station.toml"
    config.write_text('[camera]\nsorce = "usb:0"\n[dashboard]\nport = 0\n')
    said = complaint(station("run", "--config", config), status=78)
    assert "Did you mean source?" in said
    assert "dashboard.port" in said


def test_a_port_in_use_is_told_before_anything_starts(with_model: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = complaint(station("run", "--port", port, "--data-dir", with_model))
    assert str(port) in said and "--port" in said


def test_picamera2_where_there_is_none(with_model: Path) -> None:
    said = complaint(station("run", "--source", "picamera2", "--data-dir", with_model))
    assert "picamera2 is not installed" in said and "usb:0" in said


def test_a_session_that_is_not_there(tmp_path: Path) -> None:
    Store(tmp_path).close()
    assert "no session 7" in complaint(station("replay", 7, "--data-dir", tmp_path))


def test_a_replay_makes_no_record_where_there_is_none(tmp_path: Path) -> None:
    said = complaint(station("replay", 1, "--data-dir", tmp_path / "new" / "folder"))
    assert "no record" in said and "--data-dir" in said
    assert not (tmp_path / "new").exists()


def test_a_database_from_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    Store(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / "station.db")) as db, db:
        db.execute("UPDATE alembic_version SET version_num = 'from_the_future'")
    before = (tmp_path / "station.db").read_bytes()
    assert "newer" in complaint(station("replay", 1, "--data-dir", tmp_path))
    assert (tmp_path / "station.db").read_bytes() == before


def test_the_program_needs_no_pi_and_no_display() -> None:
    done = station("--help", DISPLAY="", WAYLAND_DISPLAY="")
    assert done.returncode == 0
    assert all(
        command in done.stdout for command in ("run", "analyze", "replay", "bench", "validate", "model", "settings")
    )


def test_numbers_in_the_files_are_numbers(poses: Path, tmp_path: Path) -> None:
    station("analyze", poses, "--out", tmp_path / "out")
    for name in ("live.jsonl", "summary.json", "steps.csv"):
        assert "NaN" not in (tmp_path / "out" / name).read_text()
    rows = csv.DictReader((tmp_path / "out" / "steps.csv").open())
    cells = [(name, cell) for row in rows for name, cell in row.items() if cell and name != "side"]
    assert np.isfinite([float(cell) for name, cell in cells if not name.endswith("_grade")]).all()
    assert {cell for name, cell in cells if name.endswith("_grade")} <= set("ABCD")
