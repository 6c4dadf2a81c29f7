"""A runner who wants to be forgotten is: nothing of theirs stays in the record, and all that is others' does."""

from contextlib import closing

import pytest
from sqlalchemy import select
from test_sessions_tidying import kept, visit

from station.errors import StoreError
from station.programmes import load_programmes
from station.sessions.backup import back_up
from station.sessions.forgetting import forget
from station.sessions.recording_lock import RecordingLock
from station.sessions.schema import EnrolmentRow, NoteRow, OfSession
from station.sessions.store import Store


@pytest.fixture
def clinic(tmp_path):
    """Anna with a programme and two sessions, Bert with one, a guest with one; return the folder and Anna's number."""
    with closing(Store(tmp_path / "data")) as store:
        anna, bert = (store.add_runner(name).runner_id for name in ("Anna Quick", "Bert"))
        programme = store.enrol(anna, next(iter(load_programmes().values())))
        for runner, enrolment in ((anna, programme.enrolment_id), (anna, None), (bert, None), (None, None)):
            visit(store, 3, runner, enrolment)
        store.add_note(1, "sore knee")
    return tmp_path / "data", anna


def test_all_of_one_runner_goes_and_nothing_of_the_others(clinic, tmp_path):
    data, _ = clinic
    done = forget(data, tmp_path / "none", "anna quick")
    assert (done.runner.name, done.sessions, done.streams, done.copies) == ("Anna Quick", 2, 2, ())
    with closing(Store(data)) as store:
        assert [runner.name for runner in store.runners()] == ["Bert"]
        assert kept(store) == [3, 4]
        with store.db() as db:
            assert db.scalars(select(EnrolmentRow)).all() == db.scalars(select(NoteRow)).all() == []
            left = {row.session_id for table in OfSession.__subclasses__() for row in db.scalars(select(table))}
        assert left == {3, 4}
        assert sorted(path.name[0] for path in (data / "sessions").iterdir()) == ["3", "4"]
    assert not any(b"Anna Quick" in path.read_bytes() or b"sore knee" in path.read_bytes() for path in data.glob("*.*"))


def test_copies_that_still_know_the_runner_are_named(clinic, tmp_path):
    data, _ = clinic
    (tmp_path / "backups").mkdir()
    made = back_up(data, tmp_path / "backups", 3, poses=True)
    done = forget(data, tmp_path / "backups", "Anna Quick")
    assert made.path in done.copies
    assert sorted(path.name[0] for path in done.copies if path.name.endswith(".gz")) == ["1", "2"]
    assert all(path.exists() for path in done.copies)


def test_one_of_two_of_the_same_name_is_told_by_the_number(clinic, tmp_path):
    data, anna = clinic
    with closing(Store(data)) as store:
        other = store.add_runner("anna quick").runner_id
    with pytest.raises(StoreError, match=rf"several runners.*number of one: .*{anna} \(since .*{other} \(since"):
        forget(data, tmp_path, "Anna Quick")
    assert forget(data, tmp_path, str(other)).sessions == 0
    assert forget(data, tmp_path, "Anna Quick").sessions == 2


def test_nobody_is_erased_by_mistake(clinic, tmp_path):
    with pytest.raises(StoreError, match="There is no runner Ann"):
        forget(clinic[0], tmp_path, "Ann")


def test_a_runner_who_is_running_is_not_erased(clinic, tmp_path):
    data, anna = clinic
    with closing(Store(data)) as store:
        visit(store, 0, anna, ended=False)
        with RecordingLock(data), pytest.raises(StoreError, match="Stop it first; nothing was erased"):
            forget(data, tmp_path, "Anna Quick")
        assert kept(store) == [1, 2, 3, 4, 5]
        assert store.poses_path(1).exists()
