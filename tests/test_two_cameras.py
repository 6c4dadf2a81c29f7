"""Two cameras in one session: refused or accepted, merged, lost, kept, replayed, analysed."""

import csv
import json
import queue
import random
import shutil
from concurrent.futures import Future
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from test_live import settings_of, started, until

from station.analysis import analyze, replay
from station.assembly import coaching_engine
from station.cli import main
from station.errors import ConfigError
from station.model import FREE_RUN, Aim, Setup, Sighting, Start, Stop, View
from station.posestream import PoseReader, PoseWriter
from station.runtime.merge import Merge
from station.runtime.pool import Sightings, in_order
from station.runtime.threads import Life
from station.sessions.pose_logs import PoseLogs, read
from station.sessions.session_log import Begun, Ended
from station.sessions.store import Store
from station.sessions.writer import Writer
from station.settings import Settings, VirtualSettings
from station.settings_file import load_settings
from station.two_eyes import TwoEyes, shares, together
from station.vision.virtual.atlas import load_atlas
from station.vision.virtual.poses import sightings
from station.vision.virtual.runner import VirtualRunner
from station.vision.virtual.shared import SharedRunner

FRONT, LEFT = load_atlas(View.FRONT).setup, load_atlas(View.LEFT).setup
BOTH = replace(FRONT, second=LEFT)


class Resting:
    """A camera's eyes, as far as they let landmarkers rest."""

    sightings: Sightings = queue.Queue()
    ears = lookout = truth = None

    def __init__(self, setup: Setup, landmarkers: int) -> None:
        self.setup, self.landmarkers, self.spare, self.resting = setup, landmarkers, landmarkers - 1, 0

    def rest(self, resting: int) -> None:
        self.resting = min(resting, self.landmarkers - 1)  # as a pool does: one always works


@pytest.mark.parametrize("landmarkers", range(2, 8))
def test_as_many_landmarkers_rest_as_the_station_says_and_one_of_each_camera_works(landmarkers: int) -> None:
    first, second = (Resting(setup, share) for setup, share in zip((FRONT, LEFT), shares(landmarkers), strict=True))
    both = TwoEyes(first, second, Life())  # type: ignore[arg-type]
    assert both.spare == landmarkers - 2
    for resting in range(both.spare + 1):
        both.rest(resting)
        assert first.resting + second.resting == resting


def test_the_first_landmarker_to_rest_is_of_the_camera_that_has_one_to_spare() -> None:
    first, second = Resting(FRONT, shares(3)[0]), Resting(LEFT, shares(3)[1])
    both = TwoEyes(first, second, Life())  # type: ignore[arg-type]
    both.rest(1)
    assert (first.resting, second.resting) == (1, 0)


def stream(folder: Path, view: View, seconds: float) -> Path:
    """Write what a camera sees of the same virtual runner, whatever the view."""
    path = folder / f"{view}.poses.jsonl.gz"
    with PoseWriter(path, load_atlas(view).setup) as writer:
        for one in sightings(VirtualRunner(VirtualSettings(seed=3)), view, seconds, seed=list(View).index(view)):
            writer.write(one)
    return path


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ({"source": "virtual", "view": "front"}, {"source": "virtual", "view": "rear"}, "same plane (front and rear)"),
        ({"source": "picamera2:0", "view": "left"}, {"source": "picamera2:1", "view": "right"}, "same plane"),
        ({"source": "picamera2"}, {"source": "picamera2:0", "view": "left"}, "both cameras are picamera2"),
        ({"source": "usb:0"}, {"source": "usb:1"}, "second_camera.view"),
        ({"source": "usb:0"}, {"source": "virtual", "view": "left"}, "clocks"),
        ({"source": "a.mp4"}, {"source": "usb:0", "view": "left"}, "clocks"),
    ],
)
def test_two_cameras_that_do_not_go_together_are_refused_in_words(
    tmp_path: Path, first: dict[str, str], second: dict[str, str], said: str
) -> None:
    tables = {"camera": first, "second_camera": second}
    lines = [
        f"[{name}]\n" + "".join(f'{key} = "{value}"\n' for key, value in keys.items()) for name, keys in tables.items()
    ]
    path = tmp_path / "station.toml"
    path.write_text("\n".join(lines))
    with pytest.raises(ConfigError) as refused:
        load_settings(path)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("first", "second", "view"),
    [
        ("picamera2:0", "picamera2:1", "left"),
        ("usb:0", "picamera2", "right"),
        ("virtual", "virtual", "left"),
        ("a.mp4", "b.mp4", "left"),
    ],
)
def test_two_cameras_that_go_together_are_taken(first: str, second: str, view: str) -> None:
    settings = load_settings(None, {"camera.source": first, "second_camera.source": second, "second_camera.view": view})
    assert settings.second_camera.view == view


def test_recorded_views_are_held_against_each_other_once_they_are_open() -> None:
    with pytest.raises(ConfigError, match="same plane"):
        together(FRONT, load_atlas(View.REAR).setup)
    assert together(LEFT, FRONT).cameras == (LEFT, FRONT)


def test_landmarkers_are_shared_out_and_each_camera_has_one() -> None:
    assert [shares(number) for number in (1, 2, 3, 4, 7)] == [(1, 1), (1, 1), (2, 1), (2, 2), (4, 3)]


def test_two_cameras_see_the_same_runner_in_whatever_order_they_ask() -> None:
    times = sorted([index / 30 for index in range(600)] + [index / 30 + 0.011 for index in range(600)])
    alone = VirtualRunner(VirtualSettings(seed=2, faults=["step_off@9+2"]))
    truth = {t: alone.advance(t) for t in times}
    shared, chance = SharedRunner(VirtualRunner(VirtualSettings(seed=2, faults=["step_off@9+2"]))), random.Random(1)
    late = sorted(times, key=lambda t: t + chance.uniform(0, 0.2))
    seen = {t: shared.at(t) for t in late}
    alike = [t for t in times if seen[t].activity is truth[t].activity]
    assert (
        len(times) - len(alike) <= 4
    )  # who asks late of the very frame in which she stops may be shown the frame before
    assert all((seen[t].now, seen[t].coming) == (truth[t].now, truth[t].coming) for t in alike)


def queued(*told: Sighting | Exception) -> Sightings:
    source: Sightings = queue.Queue()
    for one in told:
        future: Future[Sighting] = Future()
        future.set_exception(one) if isinstance(one, Exception) else future.set_result(one)
        source.put(future)
    source.put(None)
    return source


def test_merged_sightings_know_their_camera_and_end_with_the_last_of_them() -> None:
    first, second = ([Sighting(t + off, None) for t in range(5)] for off in (0.0, 0.5))
    merge = Merge([queued(*first), queued(*second)], Life())
    merge.start()
    seen = list(in_order(merge.sightings))
    assert [one for one in seen if one.camera == 0] == first
    assert [one for one in seen if one.camera == 1] == [replace(one, camera=1) for one in second]
    merge.close()


def test_what_fails_in_one_camera_comes_out_where_its_sighting_would_have() -> None:
    merge = Merge([queued(), queued(Sighting(1.0, None), RuntimeError("broken"))], Life())
    merge.start()
    seen = in_order(merge.sightings)
    assert next(seen).camera == 1
    with pytest.raises(RuntimeError, match="broken"):
        next(seen)
    merge.close()


def frames(number: int) -> list[Sighting]:
    """Return frames of two cameras in an order of their own."""
    chance = random.Random(number)
    return [Sighting(index / 60, None, camera=chance.randrange(2)) for index in range(number)]


def test_the_order_of_all_frames_is_kept_and_read_back(tmp_path: Path) -> None:
    paths, kept = (tmp_path / "1.poses.jsonl.gz", tmp_path / "1.2.poses.jsonl.gz"), frames(100)
    logs = PoseLogs(paths, BOTH)
    for start in range(0, 100, 7):
        logs.append(kept[start : start + 7])
    assert list(read(paths, BOTH)) == kept
    assert [PoseReader(path).setup.view for path in paths] == [View.FRONT, View.LEFT]
    assert len(list(PoseReader(paths[1]))) == sum(one.camera for one in kept)  # any tool reads it as a stream


def test_what_can_not_be_written_for_one_camera_is_written_for_neither(tmp_path: Path) -> None:
    paths, kept = (tmp_path / "1.poses.jsonl.gz", tmp_path / "gone" / "1.2.poses.jsonl.gz"), frames(20)
    logs = PoseLogs(paths, BOTH)
    with pytest.raises(OSError, match="gone"):
        logs.append(kept[:10])
    paths[1].parent.mkdir()
    logs.append(kept)
    assert list(read(paths, BOTH)) == kept


def test_of_a_stream_that_was_cut_off_all_before_the_gap_is_read(tmp_path: Path) -> None:
    paths, kept = (tmp_path / "1.poses.jsonl.gz", tmp_path / "1.2.poses.jsonl.gz"), frames(60)
    logs = PoseLogs(paths, BOTH)
    logs.append(kept[:30])
    whole = paths[1].read_bytes()
    logs.append(kept[30:])
    paths[1].write_bytes(whole)
    found = list(read(paths, BOTH))
    assert found[:30] == kept[:30]
    assert all(one.camera == 0 for one in found[30:])


def interleaved(seconds: float) -> list[Sighting]:
    """Return both cameras' frames as they may arrive: the second's up to 60 ms late."""
    chance, seen = random.Random(4), []
    for camera, view in enumerate((View.FRONT, View.LEFT)):
        runner = VirtualRunner(VirtualSettings(seed=3))
        seen += [
            (one.t + camera * chance.uniform(0, 0.06), replace(one, camera=camera))
            for one in sightings(runner, view, seconds)
        ]
    return [one for _, one in sorted(seen, key=lambda told: told[0])]


def test_a_session_of_two_cameras_replays_to_the_bit(tmp_path: Path) -> None:
    settings = Settings.model_validate({"store": {"data_dir": tmp_path}})
    plan = replace(FREE_RUN, baseline_s=15.0, baseline_steps=15)
    engine = coaching_engine(settings, BOTH, plan)
    with closing(Store(tmp_path)) as store:
        writer = Writer(store)
        writer.take(Begun(1, None, BOTH, settings.for_the_record(), 0.0, datetime.now(UTC), plan))
        for one in interleaved(60.0):
            writer.take(engine.beat(one))
        writer.take(Ended(60.0, datetime.now(UTC)))
        writer.write()
        record = store.session(1)
    assert record and record.setup == BOTH and record.cues
    assert {"fppa_deg", "tibia_angle_deg"} <= set(record.steps[-1].metrics)
    assert replay(settings, 1) == []


def test_two_recordings_live_one_ends_and_the_other_goes_on(tmp_path: Path) -> None:
    first, second = stream(tmp_path, View.FRONT, 16.0), stream(tmp_path, View.LEFT, 9.0)
    sources: dict[str, dict[str, object]] = {"camera": {"source": str(first)}, "second_camera": {"source": str(second)}}
    settings = settings_of(tmp_path, **sources)
    with started(settings) as station:
        station.post(Start())
        until(lambda: (s := station.snapshot()) and {"fppa_deg", "tibia_angle_deg"} <= set(s.estimate.left.metrics))
        until(lambda: (s := station.snapshot()) and s.warnings)
        said = station.snapshot()
        assert said and said.estimate.running
        assert "The left camera: The recording is over. The front camera goes on" in said.warnings[0]
        until(lambda: (s := station.snapshot()) and "tibia_angle_deg" not in s.estimate.left.metrics)
        alone = station.snapshot()
        assert alone and alone.estimate.running and "fppa_deg" in alone.estimate.left.metrics
        assert alone.pose is not None
        station.post(Stop())
        until(lambda: (s := station.snapshot()) and s.session is None)
    assert replay(settings, 1) == []


@pytest.mark.slow
def test_two_virtual_cameras_live_close_the_loop_and_replay_to_the_bit(tmp_path: Path, pose_model: Path) -> None:
    shutil.copytree(pose_model.parent, tmp_path / "models")
    second: dict[str, object] = {"source": "virtual", "view": "left"}
    settings = settings_of(tmp_path, second_camera=second, virtual={"frame_rate_hz": 15})
    with started(settings) as station:
        station.post(Start())
        until(lambda: (s := station.snapshot()) and s.last_cue)
        cued = station.snapshot()
        assert cued and cued.estimate.cadence_spm
        first_spm = cued.estimate.cadence_spm
        until(lambda: (s := station.snapshot()) and {"fppa_deg", "tibia_angle_deg"} <= set(s.estimate.left.metrics))
        until(lambda: (s := station.snapshot()) and (s.estimate.cadence_spm or 0) > first_spm + 3)
        station.post(Stop())
        until(lambda: (s := station.snapshot()) and s.session is None)
    assert replay(settings, 1) == []


def test_two_streams_are_analysed_together(tmp_path: Path) -> None:
    first, second = stream(tmp_path, View.FRONT, 25.0), stream(tmp_path, View.LEFT, 25.0)
    out, again = tmp_path / "out", tmp_path / "again"
    done = CliRunner().invoke(main, ["analyze", str(first), "--second", str(second), "--out", str(out)])
    assert done.exit_code == 0, done.output
    summary = json.loads((out / "summary.json").read_text())
    assert (summary["view"], summary["second_view"]) == ("front", "left")
    assert {"fppa_deg", "overstride_frac"} <= set(summary["metrics"])
    rows = [json.loads(line) for line in (out / "live.jsonl").read_text().splitlines()]
    assert {row["camera"] for row in rows} == {1, 2}
    with open(out / "steps.csv") as file:
        steps = list(csv.DictReader(file))
    assert all(row["fppa_deg"] and row["tibia_angle_deg"] for row in steps[2:])
    sources = {"camera.source": str(out / "poses.jsonl.gz"), "second_camera.source": str(out / "second.poses.jsonl.gz")}
    analyze(load_settings(None, sources), again, show=False)
    for name in ("steps.csv", "live.jsonl", "summary.json"):
        assert (again / name).read_bytes() == (out / name).read_bytes()


def test_what_was_known_of_a_second_camera_is_none_of_the_first_streams(tmp_path: Path) -> None:
    path = tmp_path / "a.poses.jsonl"
    with PoseWriter(path, replace(BOTH, aim_known=True)) as writer:
        writer.write(Sighting(0.0, None))
    assert "second" not in json.loads(path.read_text().splitlines()[0])
    assert PoseReader(path).setup == replace(FRONT, aim_known=True)


def test_the_aim_of_each_camera_is_its_own() -> None:
    aim = replace(FRONT, second=Setup(View.LEFT, 10, 10)).aimed
    found = Aim(1.0, 0.0, 3.0, 1.0)
    assert (aim(found, 0).aim, aim(found, 0).second.aim) == (found, None)  # type: ignore[union-attr]
    assert (aim(found, 1).aim, aim(found, 1).second.aim) == (None, found)  # type: ignore[union-attr]


def test_a_second_camera_of_the_settings_is_none_of_a_clip_that_is_analysed(tmp_path: Path) -> None:
    config = tmp_path / "station.toml"
    config.write_text('[camera]\nsource = "picamera2:0"\n[second_camera]\nsource = "picamera2:1"\nview = "left"\n')
    wanted = [
        "analyze",
        str(stream(tmp_path, View.FRONT, 8.0)),
        "--config",
        str(config),
        "--out",
        str(tmp_path / "out"),
    ]
    done = CliRunner().invoke(main, wanted)
    assert done.exit_code == 0, done.output
    assert "second_view" not in json.loads((tmp_path / "out" / "summary.json").read_text())
