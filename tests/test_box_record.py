"""`station backup`, `restore`, `tidy` and `forget` as the clinic types them."""

import os
from contextlib import closing

import pytest
from beats import REAR, run
from click.testing import CliRunner

from station import box_record
from station.cli import main
from station.sessions.recorder import Recorder
from station.sessions.store import Store


@pytest.fixture
def data(tmp_path):
    store = Store(tmp_path / "data")
    recorder = Recorder(store)
    recorder.begin(REAR, None, 100.0, "{}")
    for beat in run(3.0):
        recorder.record(beat)
    recorder.close()
    store.close()
    return tmp_path / "data"


@pytest.fixture(autouse=True)
def umask():
    """The commands set it for a process of their own."""
    mask = os.umask(0o022)
    yield
    os.umask(mask)


def station(*words):
    return CliRunner().invoke(main, [str(word) for word in words])


def test_a_backup_goes_to_the_stick_and_comes_back(data, tmp_path):
    stick = tmp_path / "stick"
    stick.mkdir()
    done = station("backup", "--data-dir", data, "--to", stick, "--poses")
    assert done.exit_code == 0, done.output
    assert "checked; 1 pose streams copied" in done.output
    (file,) = stick.glob("station-*Z.db")
    assert file.stat().st_mode & 0o077 == 0
    done = station("restore", file, "--data-dir", data)
    assert done.exit_code == 0, done.output
    assert "is the record now. The former one is" in done.output
    assert len(Store(data).sessions()) == 1


def test_a_stick_that_is_not_in_is_told(data, tmp_path):
    done = station("backup", "--data-dir", data, "--to", tmp_path / "media" / "stick")
    assert (done.exit_code, "is it in, and mounted?" in done.output) == (1, True)


def test_the_folder_of_the_settings_is_made_and_so_many_are_kept(data, tmp_path):
    config = tmp_path / "station.toml"
    config.write_text(f'[store]\nbackup_dir = "{tmp_path / "backups"}"\nkeep_backups = 1\n')
    done = station("backup", "--data-dir", data, "--config", config)
    assert done.exit_code == 0, done.output
    assert "on the disk of the record itself" in done.output
    assert len(list((tmp_path / "backups").iterdir())) == 1
    assert (tmp_path / "backups").stat().st_mode & 0o077 == 0


def test_a_folder_that_can_not_be_made_is_told(data, tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setattr(box_record, "BACKUPS", tmp_path / "file" / "station")
    done = station("backup", "--data-dir", data)
    assert (done.exit_code, "Name a folder with --to." in done.output) == (1, True)


def test_tidy_erases_what_the_settings_say_and_nothing_else(data, tmp_path):
    assert "Everything is kept" in station("tidy", "--data-dir", data).output
    stream = data / "sessions" / "1.poses.jsonl.gz"
    os.utime(stream, (0, 0))
    config = tmp_path / "station.toml"
    config.write_text(f'[store]\nkeep_poses_days = 30\nbackup_dir = "{tmp_path / "backups"}"\n')
    done = station("tidy", "--data-dir", data, "--config", config)
    assert done.exit_code == 0, done.output
    assert "Erased: 0 sessions, 0 runners without one, 1 pose streams and copies" in done.output
    assert not stream.exists()
    assert len(Store(data).sessions()) == 1


def test_a_runner_is_forgotten_after_a_question_only(data):
    with closing(Store(data)) as store:
        store.add_runner("Anna")
    asked = station("forget", "Anna", "--data-dir", data)
    assert asked.exit_code == 1 and "Erase all that is kept of Anna?" in asked.output
    assert [runner.name for runner in Store(data).runners()] == ["Anna"]
    done = station("forget", "Anna", "--yes", "--data-dir", data)
    assert done.exit_code == 0 and "Erased: Anna, 0 sessions, 0 pose streams." in done.output
    assert Store(data).runners() == ()
