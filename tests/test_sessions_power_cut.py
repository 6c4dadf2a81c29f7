"""A recorder that is killed without warning: what was saved stays, and the session says that it was cut off."""

import gzip
import signal
import subprocess
import sys
from itertools import islice

import pytest
from beats import REAR, run

from station.posestream import PoseReader
from station.sessions.pose_log import PoseLog
from station.sessions.replay import differences, replay_input
from station.sessions.store import Store

RECORD = """
import sys
sys.path.insert(0, {tests!r})
from itertools import islice
from pathlib import Path
from time import sleep
from beats import REAR, frames_saved, run
from station.sessions.recorder import Recorder
from station.sessions.store import Store

store = Store(Path({folder!r}))
recorder = Recorder(store, commit_every_s=0.02)
recorder.begin(REAR, None, 100.0, "{{}}")
beats, told = run(1000.0), 0
while True:
    for beat in islice(beats, 10):
        recorder.record(beat)
    while frames_saved(store) == told:
        sleep(0.001)
    told = frames_saved(store)
    print(told, flush=True)
"""


@pytest.fixture
def killed(tmp_path, request):
    """Record until 300 frames and more are said to be saved, and kill in the middle of whatever is done then."""
    code = RECORD.format(tests=str(request.path.parent), folder=str(tmp_path))
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as child:
        saved = next(frames for frames in map(int, child.stdout) if frames > 300)
        child.send_signal(signal.SIGKILL)
        return max([saved, *map(int, child.stdout.read().split())])


def test_all_that_was_said_to_be_saved_is_there_to_the_bit(killed, tmp_path):
    store = Store(tmp_path)
    _, _, inputs = replay_input(store, 1)
    frames = [sighting.t for _, sighting in inputs]
    beats = list(islice(run(1000.0), len(frames)))
    assert len(frames) >= killed
    assert frames == [beat.sighting.t for beat in beats]
    assert differences(store.session(1), beats) == []


def test_the_next_start_closes_the_session_at_its_last_step_and_says_so(killed, tmp_path):
    session = Store(tmp_path).session(1)
    last = session.steps[-1]
    assert session.summary.interrupted
    assert session.summary.duration_s == pytest.approx(last.t_toe_off_s - 100.0)
    assert session.summary.ended_at > session.summary.started_at
    assert Store(tmp_path).sessions()[0].ended_at is not None


def test_a_session_cut_off_before_its_first_step_is_closed_where_it_began(tmp_path, request):
    code = RECORD.format(tests=str(request.path.parent), folder=str(tmp_path)).replace("run(1000.0)", "run(0.1)")
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as child:
        child.stdout.readline()
        child.kill()
    summary = Store(tmp_path).session(1).summary
    assert (summary.interrupted, summary.duration_s, summary.steps) == (True, 0.0, 0)


def test_a_stream_torn_in_the_middle_of_a_piece_reads_up_to_the_tear(killed, tmp_path):
    path = Store(tmp_path).poses_path(1)
    whole, torn = path.read_bytes(), tmp_path / "torn.poses.jsonl.gz"
    torn.write_bytes(whole[: len(whole) - len(whole) // 5])
    reader = PoseReader(torn)
    seen = [sighting.t for sighting in reader]
    assert reader.setup == REAR
    assert seen == [beat.sighting.t for beat in islice(run(1000.0), len(seen))]
    assert len(seen) > 200
    with pytest.raises(EOFError):
        gzip.decompress(torn.read_bytes())


def test_a_stream_has_no_name_before_its_header_is_safe(tmp_path, monkeypatch):
    path = tmp_path / "1.poses.jsonl.gz"
    seen = []
    monkeypatch.setattr("station.sessions.copying.os.fsync", lambda _: seen.append(path.exists()))
    PoseLog(path, REAR).append([])
    assert seen[0] is False
    assert PoseReader(path).setup == REAR
    assert [file.name for file in tmp_path.iterdir()] == [path.name]
