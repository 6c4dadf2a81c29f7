"""What is older than the clinic wants to keep goes; what is needed stays."""

import os
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from beats import REAR, run
from sqlalchemy import select

from station.errors import StoreError
from station.programmes import load_programmes
from station.sessions.recorder import Recorder
from station.sessions.schema import EnrolmentRow, OfSession, RunnerRow
from station.sessions.session_log import Begun, Ended
from station.sessions.store import Store
from station.sessions.tidying import tidy, tidy_backups
from station.sessions.writer import Writer

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


def visit(store, days_ago, runner_id=None, enrolment_id=None, ended=True):
    """Record a session of so many days ago and return its number."""
    at, number = NOW - timedelta(days_ago), store.next_session_id()
    writer = Writer(store)
    writer.take(Begun(number, runner_id, REAR, "{}", 100.0, at, enrolment_id=enrolment_id))
    for beat in run(6.0):
        writer.take(beat)
    if ended:
        writer.take(Ended(106.0, at + timedelta(seconds=6)))
    writer.write()
    store.poses_path(number).touch()
    os.utime(store.poses_path(number), (at.timestamp(), at.timestamp()))
    return number


def long_ago(store):
    """Let all runners and programmes have been there for years."""
    with store.db(writes=True) as db:
        for row in db.scalars(select(RunnerRow)):
            row.created_at = NOW - timedelta(1000)
        for row in db.scalars(select(EnrolmentRow)):
            row.begun_at = NOW - timedelta(1000)


def kept(store):
    return sorted(summary.session_id for summary in store.sessions())


def test_nothing_is_erased_unless_it_is_asked_for(tmp_path):
    store = Store(tmp_path)
    visit(store, 5000)
    assert tidy(tmp_path, 0, 0, NOW).files == 0
    assert kept(store) == [1]
    assert store.poses_path(1).exists()


def test_old_pose_streams_go_and_their_sessions_stay(tmp_path):
    store = Store(tmp_path)
    visit(store, 31)
    visit(store, 29)
    erased = tidy(tmp_path, 30, 0, NOW)
    assert (erased.files, erased.sessions) == (1, 0)
    assert erased.freed_bytes > 1000
    assert [store.poses_path(number).exists() for number in (1, 2)] == [False, True]
    assert kept(store) == [1, 2]
    assert store.session(1).steps


def test_an_old_session_goes_with_every_row_and_its_stream(tmp_path):
    store = Store(tmp_path)
    visit(store, 400)
    store.add_note(1, "A very private note")
    visit(store, 10)
    erased = tidy(tmp_path, 0, 365, NOW)
    assert (erased.sessions, erased.files) == (1, 1)
    with store.db() as db:
        for table in OfSession.__subclasses__():
            assert not list(db.scalars(select(table).where(table.session_id == 1))), table
    assert kept(store) == [2]
    assert not store.poses_path(1).exists()
    store.close()
    assert all(b"very private" not in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


def test_a_runner_goes_with_the_last_session_but_one_who_is_new_or_comes_still_stays(tmp_path):
    store = Store(tmp_path)
    gone, comes = store.add_runner("Gone"), store.add_runner("Comes still")
    visit(store, 400, gone.runner_id)
    visit(store, 400, comes.runner_id)
    visit(store, 10, comes.runner_id)
    long_ago(store)
    with store.db(writes=True) as db:
        db.add(RunnerRow(name="New", created_at=NOW))
    assert tidy(tmp_path, 0, 365, NOW).runners == 1
    assert [runner.name for runner in store.runners()] == ["Comes still", "New"]
    assert kept(store) == [3]


def test_the_visits_of_a_programme_stay_until_the_last_of_them_is_old(tmp_path):
    store = Store(tmp_path)
    runner = store.add_runner("Ada").runner_id
    programme = next(iter(load_programmes(tmp_path / "programmes").values()))
    enrolment = store.enrol(runner, programme).enrolment_id
    visit(store, 400, runner, enrolment)
    visit(store, 200, runner, enrolment)
    long_ago(store)
    assert tidy(tmp_path, 0, 365, NOW).sessions == 0
    assert tidy(tmp_path, 0, 100, NOW).sessions == 2
    assert store.enrolment(enrolment) is None
    assert store.runners() == ()


def test_it_may_be_done_while_a_session_runs(tmp_path):
    store = Store(tmp_path)
    visit(store, 4000)
    recorder = Recorder(store)
    recorder.begin(REAR, None, 100.0, "{}")
    for beat in run(3.0):
        recorder.record(beat)
    assert tidy(tmp_path, 30, 30).sessions == 1
    recorder.close()
    assert kept(store) == [2]
    assert not store.session(2).summary.interrupted
    assert store.session(2).summary.steps


def test_a_clock_that_is_behind_the_record_erases_nothing_of_it(tmp_path):
    store = Store(tmp_path)
    visit(store, 400)
    visit(store, -50)
    with pytest.raises(StoreError, match="Set the clock"):
        tidy(tmp_path, 0, 365, NOW)
    assert kept(store) == [1, 2]


def test_old_copies_of_the_record_go_too_and_old_streams_beside_backups(tmp_path):
    with closing(Store(tmp_path / "data")) as store:
        visit(store, 1)
    copy, stream = tmp_path / "data" / "station-0001-20200101T000000.db", tmp_path / "backups" / "sessions"
    stream.mkdir(parents=True)
    for file in (copy, stream / "1.poses.jsonl.gz"):
        file.touch()
        os.utime(file, (0, 0))
    assert tidy(tmp_path / "data", 0, 365, NOW).files == 1
    assert tidy_backups(tmp_path / "backups", 0, 365, NOW).files == 1
    assert tidy_backups(tmp_path / "nowhere", 0, 365, NOW).files == 0
    assert (tmp_path / "data" / "station.db").exists()
