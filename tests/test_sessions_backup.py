"""Backups of the record and their way back, on real databases and disks."""

import os
import sqlite3
import subprocess
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest
from beats import REAR, frames_saved, run

from station.errors import StoreError
from station.posestream import PoseReader
from station.sessions import migrating
from station.sessions.backup import SPARE_BYTES, back_up, backups
from station.sessions.recorder import Recorder
from station.sessions.replay import differences
from station.sessions.restoring import restore
from station.sessions.session_log import Begun
from station.sessions.store import Store
from station.sessions.writer import Writer

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


@pytest.fixture
def data(tmp_path):
    """A folder with a runner and one session that was recorded and ended."""
    folder = tmp_path / "data"
    store = Store(folder)
    store.add_runner("Ada", 1.7)
    record(store)
    store.close()
    return folder


@pytest.fixture
def stick(tmp_path):
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@contextmanager
def mounted(place, size):
    """Mount a real file system, where this machine lets us."""
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)]
    if os.geteuid() or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("a small disk can be mounted by root only")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def record(store, seconds=6.0):
    """Record a session and return its beats."""
    beats = list(run(seconds))
    recorder = Recorder(store)
    recorder.begin(REAR, None, 100.0, "{}")
    for beat in beats:
        recorder.record(beat)
    recorder.close()
    return beats


def test_a_backup_made_in_the_middle_of_a_session_is_whole_and_the_session_goes_on(data, stick):
    store = Store(data)
    writer, beats = Writer(store), run(60.0)
    writer.take(Begun(2, None, REAR, "{}", 100.0, NOON))
    taken = [*islice(beats, 300)]
    for beat in taken:
        writer.take(beat)
    writer.write()
    made = back_up(data, stick, keep=3, poses=True, now=NOON)
    for beat in islice(beats, 60):
        writer.take(beat)
    writer.write()
    assert frames_saved(store, 2) == 360
    assert (made.path.name, made.streams, made.kept) == ("station-20260504T120000Z.db", 2, 1)
    with closing(sqlite3.connect(made.path)) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert copy.execute("SELECT frames, t_end FROM sessions WHERE id = 2").fetchone() == (300, None)
        assert copy.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    assert len(list(PoseReader(stick / "sessions" / "2.poses.jsonl.gz"))) == 300
    assert sorted(path.name for path in stick.iterdir()) == ["sessions", made.path.name]
    store.close()


def test_what_was_copied_is_copied_again_only_where_it_grew(data, stick):
    assert back_up(data, stick, keep=3, poses=True, now=NOON).streams == 1
    assert back_up(data, stick, keep=3, poses=True, now=NOON + timedelta(1)).streams == 0
    with open(data / "sessions" / "1.poses.jsonl.gz", "ab") as stream:
        stream.write(b"torn")
    assert back_up(data, stick, keep=3, poses=True, now=NOON + timedelta(2)).streams == 1


def test_only_the_newest_are_kept_and_nothing_else_in_the_folder_is_touched(data, stick):
    other = stick / "station-notes.db"
    other.touch()
    for day in range(5):
        back_up(data, stick, keep=2, now=NOON + timedelta(day))
    assert [path.name for path in backups(stick)] == ["station-20260507T120000Z.db", "station-20260508T120000Z.db"]
    assert other.exists()


def test_pose_streams_of_another_record_are_not_overwritten(data, stick, tmp_path):
    back_up(data, stick, keep=2, poses=True, now=NOON)
    another = Store(tmp_path / "another")
    writer = Writer(another)
    writer.take(Begun(1, None, REAR, "{}", 100.0, NOON))
    for beat in run(2.0, t0=500.0):
        writer.take(beat)
    writer.write()
    another.close()
    with pytest.raises(StoreError, match="of another record: choose another folder"):
        back_up(tmp_path / "another", stick, keep=2, poses=True, now=NOON)
    assert next(iter(PoseReader(stick / "sessions" / "1.poses.jsonl.gz"))).t == 100.0


def test_a_damaged_record_is_not_backed_up_and_no_good_backup_goes_for_it(data, stick):
    back_up(data, stick, keep=1, now=NOON)
    with open(data / "station.db", "r+b") as file:
        file.seek(4096 * 3)
        file.write(b"\xff" * 4096 * 4)
    with pytest.raises(StoreError, match="damaged"):
        back_up(data, stick, keep=1, now=NOON + timedelta(1))
    assert [path.name for path in stick.iterdir()] == ["station-20260504T120000Z.db"]


@pytest.fixture
def small_stick(tmp_path):
    """A real file system smaller than what must stay free."""
    with mounted(tmp_path / "small", SPARE_BYTES // 2) as place:
        yield place


@pytest.fixture
def large_stick(tmp_path):
    with mounted(tmp_path / "large", SPARE_BYTES * 2) as place:
        yield place


def test_a_stick_without_room_is_refused_before_anything_is_written(data, small_stick):
    with pytest.raises(StoreError, match="MB are needed there and 8 MB are free"):
        back_up(data, small_stick, keep=1)
    assert not list(small_stick.iterdir())


def test_a_backup_on_the_disk_of_the_record_is_told(data, stick, large_stick):
    assert back_up(data, stick, keep=1).same_disk
    assert not back_up(data, large_stick, keep=1).same_disk


def test_without_a_record_there_is_no_backup(tmp_path, stick):
    with pytest.raises(StoreError, match="no record"):
        back_up(tmp_path, stick, keep=1)


def test_a_restored_backup_is_what_was_backed_up_and_the_former_record_is_set_aside(data, stick, tmp_path):
    before = Store(data).session(1)
    made = back_up(data, stick, keep=1, poses=True, now=NOON)
    store = Store(data)
    store.add_runner("Bea")
    beats = record(store)
    assert differences(store.session(2), beats) == []
    store.close()
    (data / "sessions" / "1.poses.jsonl.gz").unlink()
    aside = restore(data, made.path)
    restored = Store(data)
    assert restored.session(1) == before
    assert [runner.name for runner in restored.runners()] == ["Ada"]
    assert restored.next_session_id() == 3  # the stream of the session that is in no record any more keeps its number
    assert len(list(PoseReader(restored.poses_path(1)))) == 180
    with closing(sqlite3.connect(aside)) as former:
        assert former.execute("SELECT count(*) FROM sessions").fetchone() == (2,)


def test_a_backup_is_restored_where_there_is_no_record_and_over_a_damaged_one(data, stick, tmp_path):
    made = back_up(data, stick, keep=1, now=NOON)
    assert restore(tmp_path / "new", made.path) is None
    assert Store(tmp_path / "new").session(1)
    (data / "station.db").write_bytes(b"not a database" * 1000)
    assert restore(data, made.path).read_bytes().startswith(b"not a database")
    assert Store(data).session(1)


def test_nothing_is_restored_while_a_station_records(data, stick):
    made = back_up(data, stick, keep=1)
    recorder = Recorder(Store(data))
    with pytest.raises(StoreError, match="A station is recording"):
        restore(data, made.path)
    recorder.close()


@pytest.mark.parametrize("content", [b"", b"something else", None])
def test_what_is_no_backup_is_refused_and_the_record_stays(data, stick, content):
    file = stick / "x.db"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(StoreError, match=r"x\.db"):
        restore(data, file)
    assert Store(data).session(1)


def test_a_backup_of_a_newer_station_is_refused_and_the_record_stays(data, stick):
    made = back_up(data, stick, keep=1)
    with closing(sqlite3.connect(made.path)) as db, db:
        db.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match="written by a newer station"):
        restore(data, made.path)
    assert Store(data).session(1)
    assert not [path for path in data.iterdir() if "replaced" in path.name or "restoring" in path.name]


def test_a_session_that_ran_when_the_backup_was_made_is_closed(data, stick):
    store = Store(data)
    writer = Writer(store)
    writer.take(Begun(2, None, REAR, "{}", 100.0, NOON))
    writer.write()
    made = back_up(data, stick, keep=1)
    store.close()
    restore(data, made.path)
    assert Store(data).session(2).summary.interrupted


def test_a_torn_migration_copy_never_gets_its_name(tmp_path, monkeypatch):
    monkeypatch.setattr("station.sessions.copying.keep", lambda *_: (_ for _ in ()).throw(OSError(28, "full")))
    Store(tmp_path).close()
    with pytest.raises(OSError, match="full"):
        migrating._copy(tmp_path / "station.db", "0001")
    assert not list(tmp_path.glob("station-*.db")) and not list(tmp_path.glob(".station*"))
