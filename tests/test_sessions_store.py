"""The record: made, migrated, refused, asked."""

import hashlib
import os
import shutil
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from beats import REAR

from station.errors import StoreError
from station.model import FREE_RUN, TOP_LEVEL, Cue, CueKind, Finding
from station.records import PlayedCue
from station.sessions.columns import STEP_COLUMNS
from station.sessions.opening import MIGRATIONS, open_database
from station.sessions.recorder import Recorder
from station.sessions.schema import Base, RunnerRow, SessionRow, StepRow
from station.sessions.store import Store

HEAD = max(path.name[:4] for path in (MIGRATIONS / "versions").glob("0*.py"))
WITHOUT_PROGRAMMES = shutil.ignore_patterns("__pycache__", "000[6-9]*")

SECOND = """
import sqlalchemy as sa
from alembic import op
revision, down_revision = "9999", "{head}"

def upgrade():
    op.add_column("runners", sa.Column("shoe", sa.Text))
    {then}
"""


@pytest.fixture
def store(tmp_path):
    opened = Store(tmp_path)
    yield opened
    opened.close()


def later(folder, then=""):
    """Return the migrations of a station of the future, which has one more."""
    shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "9999_shoe.py").write_text(SECOND.format(head=HEAD, then=then))
    return folder


def revision(path):
    return sqlite3.connect(path).execute("SELECT version_num FROM alembic_version").fetchone()[0]


def backups(folder):
    return list(folder.glob("station-*.db"))


def test_a_new_record_is_empty_and_durable(store, tmp_path):
    assert store.runners() == store.sessions() == ()
    assert store.session(1) is None
    with store.db() as db:
        pragma = {
            name: db.connection().exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert pragma == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    assert backups(tmp_path) == []


def test_the_migrations_make_exactly_the_tables_of_the_schema(tmp_path):
    with open_database(tmp_path / "station.db").connect() as connection:
        assert (
            compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), Base.metadata) == []
        )


def test_the_steps_table_has_the_columns_of_steps_csv():
    columns = tuple(column.name for column in StepRow.__table__.columns)
    assert tuple(name for name in columns if name not in ("id", "session_id")) == (*STEP_COLUMNS, "more", "trust")


def test_runners_are_kept_and_listed_by_name(store, tmp_path):
    zoe, adam = store.add_runner(" Zoé ", 1.684), store.add_runner("adam")
    assert store.runners() == (adam, zoe)
    assert (zoe.name, zoe.height_m, adam.height_m) == ("Zoé", 1.684, None)
    assert store.runner_name(zoe.runner_id) == "Zoé"
    again = Store(tmp_path)
    assert again.runners() == (adam, zoe)
    assert (again.runner_name(adam.runner_id), again.runner_name(99), again.runner_name(None)) == ("adam", None, None)


def test_a_runner_without_a_name_is_refused(store):
    with pytest.raises(StoreError, match="needs a name"):
        store.add_runner("  ")


def test_a_note_on_no_session_is_refused(store):
    with pytest.raises(StoreError, match="no session 7"):
        store.add_note(7, "lost")


def test_web_threads_may_write_and_read_at_the_same_time(store):
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda i: store.add_runner(f"runner {i:03}"), range(64)))
        seen = list(pool.map(lambda _: len(store.runners()), range(64)))
    assert len({runner.runner_id for runner in made}) == 64
    assert seen == [64] * 64


def test_notes_written_at_the_same_time_wait_for_each_other(store, tmp_path):
    recorder = Recorder(store, commit_every_s=60)
    recorder.begin(REAR, None, 100.0, "{}")
    recorder.close()
    stores = [store, Store(tmp_path)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda i: stores[i % 2].add_note(1, str(i)), range(100)))
    assert {note.text for note in store.session(1).notes} == set(map(str, range(100)))


def test_who_reads_first_and_writes_later_is_not_overtaken(store, tmp_path):
    with closing(sqlite3.connect(tmp_path / "station.db", timeout=0)) as other:
        with store.db(writes=True) as db:
            assert db.get(RunnerRow, 1) is None
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                other.execute("BEGIN IMMEDIATE")
            db.add(RunnerRow(name="Zoé", created_at=datetime.now(UTC)))
        with store.db() as db:
            assert db.get(RunnerRow, 1)
            other.execute("BEGIN IMMEDIATE")  # who only reads is in nobody's way


def test_an_older_record_is_copied_first_and_then_migrated(store, tmp_path):
    store.add_runner("Zoé")
    newer = Store(tmp_path, later(tmp_path / "migrations"))
    assert revision(tmp_path / "station.db") == "9999"
    assert [runner.name for runner in newer.runners()] == ["Zoé"]
    (backup,) = backups(tmp_path)
    assert revision(backup) == HEAD
    assert sqlite3.connect(backup).execute("SELECT name FROM runners").fetchall() == [("Zoé",)]


def test_a_migration_that_fails_leaves_the_record_as_it_was(store, tmp_path):
    store.add_runner("Zoé")
    store.close()
    with pytest.raises(StoreError, match="can not be opened"):
        Store(tmp_path, later(tmp_path / "migrations", then="op.execute('SELECT * FROM nowhere')"))
    assert revision(tmp_path / "station.db") == HEAD
    columns = sqlite3.connect(tmp_path / "station.db").execute("PRAGMA table_info(runners)").fetchall()
    assert "shoe" not in [column[1] for column in columns]


def test_a_record_from_a_newer_station_is_refused_in_words_and_not_touched(tmp_path):
    Store(tmp_path, later(tmp_path / "migrations")).close()
    before = hashlib.sha256((tmp_path / "station.db").read_bytes()).digest()
    with pytest.raises(
        StoreError, match=r"newer station \(record version 9999.*record version " + HEAD + ".*Nothing was"
    ):
        Store(tmp_path)
    assert hashlib.sha256((tmp_path / "station.db").read_bytes()).digest() == before
    assert backups(tmp_path) == []


@pytest.mark.parametrize("content", [b"not a database, but long enough to look like a file of one" * 100, None])
def test_a_file_that_is_no_record_is_refused_and_not_touched(tmp_path, content):
    path = tmp_path / "station.db"
    if content:
        path.write_bytes(content)
    else:
        sqlite3.connect(path).execute("CREATE TABLE recipes (cake TEXT)")
    before = path.read_bytes()
    with pytest.raises(StoreError, match="no database of this station"):
        Store(tmp_path)
    assert path.read_bytes()[100:] == before[100:]


def test_a_folder_that_can_not_be_made_is_refused_in_words(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match="can not be used: a file is there where a folder is to be"):
        Store(tmp_path / "file" / "data")


@contextmanager
def nobody():
    """Be somebody without root's rights for a moment."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


@pytest.fixture
def public_folder():
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        Store(Path(folder)).close()
        yield Path(folder)


def test_a_folder_that_may_not_be_written_is_refused_in_words(public_folder):
    (public_folder / "sessions").chmod(0o555)
    with nobody(), pytest.raises(StoreError, match="may not be written to"):
        Store(public_folder)


def test_a_database_that_may_not_be_written_is_refused_in_words(public_folder):
    (public_folder / "sessions").chmod(0o777)
    public_folder.chmod(0o777)
    (public_folder / "station.db").chmod(0o444)
    with nobody(), pytest.raises(StoreError, match="may not be written to"):
        Store(public_folder)


def test_a_record_of_the_first_kind_gains_trust_and_keeps_its_runners(tmp_path):
    first = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, first, ignore=shutil.ignore_patterns("__pycache__", "000[!1]*"))
    open_database(tmp_path / "station.db", first).dispose()
    with sqlite3.connect(tmp_path / "station.db") as old:
        assert "trust" not in [column[1] for column in old.execute("PRAGMA table_info(steps)")]
        old.execute("INSERT INTO runners (name, created_at) VALUES ('Zoé', '2026-11-01')")
    newer = Store(tmp_path)
    assert [runner.name for runner in newer.runners()] == ["Zoé"]
    assert revision(tmp_path / "station.db") == HEAD
    newer.close()


OLD_SESSION = """
INSERT INTO runners (name, created_at) VALUES ('Zoé', '2026-11-01 12:00:00');
INSERT INTO sessions (id, runner_id, view, width_px, height_px, source, settings, station_version, started_at, ended_at,
    t_start, t_last, t_end, frames, frames_lost, interrupted)
  VALUES (4, 1, 'rear', 720, 960, 'test', '{}', '0.4', '2026-11-01 12:00:00',
    '2026-11-01 12:30:00', 5.0, 9.0, 9.5, 0, 0, 0);
INSERT INTO commands (session_id, frame, kind, fields) VALUES (4, 0, 'Start', '{"runner_id":1}');
INSERT INTO commands (session_id, frame, kind, fields) VALUES (4, 7, 'Mute', '{"muted":true}');
INSERT INTO targets (session_id, t, targets) VALUES (4, 6.5, '{"cadence_spm":{"low":170.0,"high":null}}');
INSERT INTO cues (session_id, t, kind, metric, value, "limit", steps, confidence_frac, rule)
  VALUES (4, 7.25, 'cadence_up', 'cadence_spm', 161.5, 170.0, 0, 0.875, 'cadence/1');
"""


def test_a_session_of_a_station_that_knew_no_programmes_is_read_with_what_it_has(tmp_path):
    older = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, older, ignore=WITHOUT_PROGRAMMES)
    open_database(tmp_path / "station.db", older).dispose()
    with closing(sqlite3.connect(tmp_path / "station.db")) as old:
        old.executescript(OLD_SESSION)
    store = Store(tmp_path)
    kept = store.session(4)
    cue = Cue(7.25, Finding(CueKind.CADENCE_UP, None, "cadence_spm", 161.5, 170.0, 0, TOP_LEVEL), 0.875, "cadence/1")
    assert (kept.cues, kept.ledger) == ((cue,), (PlayedCue(cue, None),))
    assert (kept.plan, kept.enrolment_id, kept.own, kept.tally) == (FREE_RUN, None, None, {})
    assert (kept.stages, kept.notices, kept.pain, kept.symptoms) == ((), (), (), ())
    assert (kept.was_muted, kept.coached_from_s, kept.summary.duration_s) == (True, 6.5, 4.5)
    assert store.enrolments(1) == ()
    store.close()
    assert revision(tmp_path / "station.db") == HEAD
    (backup,) = backups(tmp_path)
    assert revision(backup) == "0005"


def test_an_older_records_foreign_keys_hold_after_the_migration(tmp_path):
    older = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, older, ignore=WITHOUT_PROGRAMMES)
    open_database(tmp_path / "station.db", older).dispose()
    with closing(sqlite3.connect(tmp_path / "station.db")) as old:
        old.executescript(OLD_SESSION)
    with closing(Store(tmp_path)) as store, pytest.raises(StoreError), store.db(writes=True) as db:
        db.get(SessionRow, 4).enrolment_id = 99
