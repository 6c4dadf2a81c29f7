"""A recorded pose stream as a source."""

import itertools
import threading
import time

import numpy as np
import pytest

from station.errors import SourceError
from station.model import Pose, Setup, Sighting, View
from station.posestream import PoseWriter
from station.vision.recorded import RecordedSource

SETUP = Setup(View.REAR, 720, 1280, runner_height_m=1.75, source="mediapipe")
TIMES = (3.0, 3.04, 3.2)


def record(path, times=TIMES):
    with PoseWriter(path, SETUP) as writer:
        for t in times:
            writer.write(Sighting(t, None if t == times[1] else Pose(t, np.full((33, 3), 0.5))))
    return path


@pytest.mark.parametrize("name", ["run.poses.jsonl", "run.poses.jsonl.gz"])
def test_a_recording_gives_its_setup_its_length_and_its_sightings(tmp_path, name):
    source = RecordedSource(record(tmp_path / name), paced=False)
    sightings = list(source.sightings())
    assert (source.setup, source.frame_count) == (SETUP, 3)
    assert [(sighting.t, sighting.pose is None) for sighting in sightings] == [(3.0, False), (3.04, True), (3.2, False)]


def test_a_recording_that_was_cut_off_is_counted_up_to_the_cut(tmp_path):
    path = record(tmp_path / "run.poses.jsonl.gz", tuple(n / 30 for n in range(2000)))
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    source = RecordedSource(path, paced=False)
    assert source.frame_count == len(list(source.sightings()))
    assert 0 < source.frame_count < 2000


def test_a_paced_recording_takes_as_long_as_it_did(tmp_path):
    begun_s = time.monotonic()
    sightings = list(RecordedSource(record(tmp_path / "run.poses.jsonl"), paced=True).sightings())
    assert time.monotonic() - begun_s >= TIMES[-1] - TIMES[0] - 0.001
    assert all(early.arrived_s < late.arrived_s for early, late in itertools.pairwise(sightings))


def test_closing_ends_a_recording_that_waits(tmp_path):
    source = RecordedSource(record(tmp_path / "run.poses.jsonl", (0.0, 3600.0, 7200.0)), paced=True)
    sightings = source.sightings()
    next(sightings)
    threading.Timer(0.05, source.close).start()
    assert list(sightings) == []


def test_frames_whose_time_does_not_rise_and_bad_lines_are_passed_over_and_counted(tmp_path):
    path = record(tmp_path / "run.poses.jsonl", (1.0, 1.04, 0.5, 1e18, 1.08))
    path.write_text(path.read_text() + '{"t": 1.12, "poi')
    source = RecordedSource(path, paced=False)
    assert source.frame_count == 3
    assert [sighting.t for sighting in source.sightings()] == [1.0, 1.04, 1.08]
    assert (source.sieve.unordered, source.sieve.unreadable) == (2, 1)


@pytest.mark.parametrize("times", [(5.0, 4.0, 3.0), (1.0, 1.0, 1.0)])
def test_a_recording_that_can_not_be_used_is_refused_at_the_door(tmp_path, times):
    with pytest.raises(SourceError, match="do not rise"):
        RecordedSource(record(tmp_path / "run.poses.jsonl", times), paced=False)


def test_a_folder_with_the_name_of_a_recording_is_told(tmp_path):
    (tmp_path / "run.poses.jsonl").mkdir()
    with pytest.raises(SourceError, match="is a folder"):
        RecordedSource(tmp_path / "run.poses.jsonl", paced=False)


def test_what_is_no_pose_stream_is_refused(tmp_path):
    (tmp_path / "run.poses.jsonl").write_text("hello\n")
    with pytest.raises(SourceError, match="is not a pose stream"):
        RecordedSource(tmp_path / "run.poses.jsonl", paced=False)
