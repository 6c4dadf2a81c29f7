"""A disk that is full: coaching goes on, the page says so, and all that fits into memory is written later."""

import logging
import os
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice

import pytest
from beats import REAR, frames_saved, run

from station.errors import StoreError
from station.posestream import PoseReader
from station.sessions.replay import differences, replay_input
from station.sessions.session_log import Begun, Ended
from station.sessions.store import ROOM_BYTES, Store
from station.sessions.writer import Writer

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


@pytest.fixture
def small_disk(tmp_path):
    """A real file system of 8 MiB, where this machine lets us mount one."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(place)]
    if os.geteuid() or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("a small disk can be mounted by root only")
    yield place
    subprocess.run(["umount", str(place)], check=True)


@contextmanager
def filled(place):
    """Leave no byte free for a while."""
    filler = place / "filler"
    with pytest.raises(OSError, match="No space"), open(filler, "wb", buffering=0) as file:
        while True:
            file.write(bytes(4096 if file.tell() % 4096 == 0 else 1))
    yield
    filler.unlink()


def begin(store):
    return Begun(store.next_session_id(), None, REAR, "{}", 100.0, NOON)


def take(writer, beats, count):
    taken = list(islice(beats, count))
    for beat in taken:
        writer.take(beat)
    return taken


def test_opening_a_record_on_a_full_disk_is_refused_in_words(small_disk):
    with filled(small_disk), pytest.raises(StoreError, match="the disk is full: free some space"):
        Store(small_disk)
    Store(small_disk).close()


def test_what_waited_while_the_disk_was_full_is_written_when_there_is_room_again(small_disk, caplog):
    store = Store(small_disk)
    writer, beats = Writer(store), run(60.0)
    writer.take(begin(store))
    taken = take(writer, beats, 300)
    writer.write()
    with filled(small_disk):
        for _ in range(5):
            taken += take(writer, beats, 60)
            writer.write()
            assert writer.warnings == (
                "This session is not being saved: the disk is full: free some space. Coaching goes on.",
            )
        assert frames_saved(store) == 300
    taken += take(writer, beats, 60)
    writer.write()
    assert (writer.warnings, frames_saved(store)) == ((), len(taken))
    assert differences(store.session(1), taken) == []
    assert [sighting.t for sighting in PoseReader(store.poses_path(1))] == [beat.sighting.t for beat in taken]
    said = [record.levelno for record in caplog.records if record.name.startswith("station")]
    assert said == [logging.ERROR, logging.WARNING]
    store.close()


def test_a_session_that_began_and_ended_on_a_full_disk_is_written_later(small_disk):
    store = Store(small_disk)
    writer, begun = Writer(store), begin(store)
    with filled(small_disk):
        writer.take(begun)
        taken = take(writer, run(6.0), 180)
        writer.take(Ended(106.0, NOON))
        writer.write()
        assert "not being saved" in writer.warnings[0]
    writer.write()
    assert writer.warnings == ()
    assert store.session(1).summary.duration_s == 6.0
    assert differences(store.session(1), taken) == []
    store.close()


LIMITED = """
import resource, sys
sys.path.insert(0, {tests!r})
from itertools import islice
from pathlib import Path
from time import sleep
from beats import REAR, frames_saved, run
from station.sessions.recorder import Recorder
from station.sessions.store import Store

store = Store(Path({folder!r}))
recorder = Recorder(store, commit_every_s=0.02)
_, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
recorder.begin(REAR, None, 100.0, "{{}}")
beats, told = run(40.0), 0
while not recorder.warnings:
    for beat in islice(beats, 30):
        recorder.record(beat)
        told += 1
    while not recorder.warnings and frames_saved(store) < told:
        sleep(0.001)
print(recorder.warnings[0])
resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
while recorder.warnings:
    sleep(0.001)
recorder.close()
"""


def test_a_write_that_the_system_refuses_is_said_and_tried_again_until_it_holds(tmp_path, request):
    code = LIMITED.format(tests=str(request.path.parent), folder=str(tmp_path))
    ended = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert ended.stdout.startswith("This session is not being saved: the disk "), ended.stderr
    store = Store(tmp_path)
    _, _, inputs = replay_input(store, 1)
    assert len(list(inputs)) == len(list(PoseReader(store.poses_path(1)))) > 50
    assert not store.session(1).summary.interrupted
    assert store.session(1).steps


def test_frames_that_do_not_fit_into_memory_are_lost_the_newest_first_and_counted(tmp_path):
    store = Store(tmp_path)
    writer = Writer(store, keep_frames=90)
    writer.take(begin(store))
    taken = take(writer, run(10.0), 300)
    writer.write()
    assert writer.warnings == ("210 frames of this session could not be saved.",)
    assert [sighting.t for sighting in PoseReader(store.poses_path(1))] == [beat.sighting.t for beat in taken[:90]]
    assert differences(store.session(1), taken) == []


def test_rows_that_do_not_fit_into_memory_are_lost_the_newest_first(tmp_path):
    store = Store(tmp_path)
    writer = Writer(store, keep_rows=10)
    writer.take(begin(store))
    taken = take(writer, run(10.0), 300)
    writer.write()
    kept = store.session(1).steps
    assert kept == tuple(step for beat in taken for step in beat.measured.steps)[: len(kept)]
    assert 0 < len(kept) <= 10


def test_the_room_asked_for_at_opening_is_given_back(tmp_path):
    Store(tmp_path)
    assert sum(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file()) < ROOM_BYTES / 4
