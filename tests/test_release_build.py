"""A release is packed, installed, updated, broken on purpose and left again: real wheels, environments, SQLite."""

import json
import os
import shutil
import socket
import sqlite3
import subprocess
from contextlib import closing

import pytest
from release_parts import ProcessControl, install, packed

from station.appliance.kept_record import KeptRecord, form
from station.appliance.release_trial import ReleaseTrial
from station.appliance.releases import Releases
from station.appliance.service import Service
from station.appliance.switching import Switch
from station.appliance.update import Updater
from station.errors import UpdateError
from station.sessions.copying import copy_database
from tools.release.rehearsal import BROKEN, add_migration, borrowed, checkout, edit

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]  # on a machine that is busy with other things


@pytest.fixture(scope="module")
def archives(tmp_path_factory):
    """Four releases: two that work (the second with a new form of the record), two that do not."""
    folder = tmp_path_factory.mktemp("archives")
    lock, wheels = borrowed(folder / "borrowed")
    repos = {version: checkout(folder / version, version) for version in ("9.1", "9.2", "9.3", "9.4")}
    for version in ("9.2", "9.3"):
        add_migration(repos[version], 2)
    (repos["9.3"] / "station/console.py").write_text(BROKEN)
    edit(repos["9.4"] / "station/live.py", r"^\"\"\"", 'raise ImportError("half a release")\n"""')
    return {version: packed(repo, folder / "out", lock, wheels) for version, repo in repos.items()}


class Box:
    """A box under a folder: installed by install.sh, its service a process."""

    def __init__(self, tmp_path, pose_model, first):
        self.prefix, self.said = tmp_path / "box", []
        (tmp_path / "unpacked").mkdir()
        self.installed = install(first, tmp_path / "unpacked", self.prefix, "--offline")
        assert self.installed.returncode == 0, self.installed.stderr
        self.root, self.data = self.prefix / "opt/station", self.prefix / "var/lib/station"
        shutil.copytree(pose_model.parent, self.data / "models")
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self.config = self.prefix / "etc/station/station.toml"
        self.config.write_text(
            f'[camera]\nsource = "virtual"\n[store]\ndata_dir = "{self.data}"\n[dashboard]\nport = {port}\n'
        )
        self.control = ProcessControl(self.root, self.config, port)
        self.service = Service(port, self.control, link=lambda release: None)
        self.releases = Releases(self.root)
        self.record = KeptRecord(self.data, self.prefix / "var/backups/station", copy_database)
        switch = Switch(self.releases, self.service, self.record, self.said.append, prove_s=30)
        self.updater = Updater(switch, ReleaseTrial(self.config, self.data), room_bytes=100_000_000)

    @property
    def version(self):
        return self.service.health().get("version")

    def add_runner(self, name):
        with closing(sqlite3.connect(self.data / "station.db")) as db, db:
            db.execute("INSERT INTO runners (name, created_at) VALUES (?, '2026-01-01')", (name,))

    def runners(self):
        with closing(sqlite3.connect(self.data / "station.db")) as db:
            return [name for (name,) in db.execute("SELECT name FROM runners ORDER BY id")]


@pytest.fixture
def box(tmp_path, pose_model, archives, monkeypatch):
    monkeypatch.setattr(os, "sync", lambda: None)  # waits for all a machine's disks; no power is cut here
    box = Box(tmp_path, pose_model, archives["9.1"])
    box.control.start()
    yield box
    box.control.stop()


def test_a_release_is_installed_updated_broken_on_purpose_and_rolled_back(box, archives):
    assert box.version == "9.1"
    first_form = form(box.record.database)
    box.add_runner("Maria")

    with pytest.raises(UpdateError, match="half a release"):
        box.updater.update(archives["9.4"])  # it can not even be imported: found in the trial, the service untouched
    assert box.version == "9.1" and box.releases.complete() == ["9.1"] and form(box.record.database) == first_form

    with pytest.raises(UpdateError, match=r"ended with status 70. Station 9.1 runs again, the record is as it was"):
        box.updater.update(archives["9.3"])  # it migrates the record, and then it dies: found after the switch
    assert box.version == "9.1" and box.releases.current() == "9.1" and box.releases.complete() == ["9.1"]
    assert "The record is again as it was before." in box.said
    assert form(box.record.database) == first_form and box.runners() == ["Maria"]

    box.updater.update(archives["9.2"])
    assert box.version == "9.2" and (box.releases.current(), box.releases.previous()) == ("9.2", "9.1")
    assert form(box.record.database) == "92" and box.runners() == ["Maria"]

    box.add_runner("Jonas")
    with pytest.raises(UpdateError, match="--restore"):
        box.updater.roll_back()
    assert box.version == "9.2"
    box.updater.roll_back(restore=True)
    assert box.version == "9.1" and form(box.record.database) == first_form and box.runners() == ["Maria"]
    with closing(sqlite3.connect(box.record.copies("before-9.1")[-1])) as db:  # what was recorded since is not lost
        assert db.execute("SELECT count(*) FROM runners").fetchone() == (2,)

    assert not (box.root / "pending.json").exists() and not list(box.releases.folder.glob(".*"))


def test_what_install_sh_lays_down_and_takes_away(tmp_path, archives):
    prefix, unpacked = tmp_path / "box", tmp_path / "unpacked"
    unpacked.mkdir()
    ran = install(archives["9.1"], unpacked, prefix, "--offline")
    assert ran.returncode == 0, ran.stderr
    station = prefix / "opt/station/current/venv/bin/station"
    assert (
        subprocess.run([station, "--version"], capture_output=True, text=True, check=True).stdout.split()[-1] == "9.1"
    )
    assert (prefix / "usr/local/bin/station").readlink().as_posix() == "/opt/station/current/venv/bin/station"
    unit = prefix / "etc/systemd/system/station.service"
    assert unit.readlink().as_posix() == "/opt/station/current/systemd/station.service"
    config = prefix / "etc/station/station.toml"
    config.write_text("# the clinic's own\n")

    again = install(archives["9.1"], unpacked, prefix, "--offline")
    assert again.returncode == 0 and "is there already" in again.stdout
    assert config.read_text() == "# the clinic's own\n"
    other = install(archives["9.2"], unpacked, prefix, "--offline")
    assert other.returncode == 1 and "sudo station update" in other.stderr

    assert install(archives["9.1"], unpacked, prefix, "--uninstall").returncode == 0
    left = {str(path.relative_to(prefix)) for path in prefix.rglob("*") if not path.is_dir() or path.is_symlink()}
    assert left == {"etc/station/station.toml"}


def test_the_same_checkout_is_the_same_file(tmp_path, archives):
    folder = archives["9.1"].parent.parent
    again = packed(folder / "9.1", tmp_path / "out", folder / "borrowed/lock.txt", folder / "borrowed/wheels")
    assert again.read_bytes() == archives["9.1"].read_bytes()


def test_a_release_says_what_it_is_made_for(tmp_path, archives):
    told = subprocess.run(["tar", "-xOf", archives["9.1"], "station-9.1/release.json"], capture_output=True, check=True)
    assert json.loads(told.stdout)["pythons"] == ["3.11", "3.12", "3.13"]
