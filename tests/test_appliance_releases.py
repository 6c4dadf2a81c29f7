"""Releases, their links, what an archive must be, and that a power cut at any instant leaves a box that works."""

import io
import json
import os
import signal
import sqlite3
import sys
import tarfile
import tempfile
from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from station.appliance.archive import this_machine, unpack
from station.appliance.kept_record import KeptRecord, form
from station.appliance.pending import Change, Pending
from station.appliance.releases import Releases
from station.appliance.switching import Switch
from station.appliance.update import IN_SESSION, Updater
from station.errors import UpdateError
from station.sessions.copying import copy_database

PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"


def archive(folder: Path, version="2", pythons=(PYTHON,), wheelhouses=(), spoil=None) -> Path:
    files = {"release.json": json.dumps({"version": version, "pythons": pythons, "wheelhouses": wheelhouses}).encode()}
    files["wheels/x.whl"] = b"wheel"
    sums = "".join(f"{sha256(content).hexdigest()}  {name}\n" for name, content in files.items())
    files["SHA256SUMS"] = sums.encode()
    files |= spoil or {}
    path = folder / f"station-{version}.tar"
    with tarfile.open(path, "w") as tar:
        for name, content in files.items():
            member = tarfile.TarInfo(f"station-{version}/{name}")
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return path


class Service:
    """A service that opens the record of whatever release runs, and may be unwell."""

    def __init__(self, root, database, unwell=(), session=False):
        self.root, self.database, self.unwell, self.session = root, database, unwell, session
        self.runs = "1"

    def stop(self):
        self.runs = None

    def start(self, release):
        self.runs = (release / "VERSION").read_text().strip()
        write_form(self.database, self.runs)

    def health(self):
        return {"ok": True, "version": self.runs, "session": self.session} if self.runs else {}

    def proven(self, version, well, limit_s):
        return self.runs == version and version not in self.unwell


def write_form(database, version):
    """Migrate, as a release does at its start: each of these has its own form; an older one refuses a newer."""
    with closing(sqlite3.connect(database)) as db, db:
        (found,) = db.execute("SELECT version_num FROM alembic_version").fetchone()
        if int(found) > int(version):
            raise UpdateError(f"the record is of {found}")
        db.execute("UPDATE alembic_version SET version_num = ?", (version,))


def make(payload, releases):
    folder = releases.prepare(payload.version)
    (folder / "venv").write_text("a program")
    return folder


def trial(release, folder):
    write_form(folder / "station.db", release.name)


def box(tmp_path, **service):
    """Return a box on which station 1 runs, with a record of its form."""
    data = tmp_path / "data"
    if not data.exists():
        data.mkdir(parents=True)
        with closing(sqlite3.connect(data / "station.db")) as db, db:
            db.execute("PRAGMA journal_mode=WAL")
            db.execute("CREATE TABLE alembic_version (version_num)")
            db.execute("INSERT INTO alembic_version VALUES ('1')")
    releases = Releases(tmp_path / "opt")
    if not releases.complete():
        (releases.prepare("1") / "venv").write_text("a program")
        releases.finish("1")
        releases.switch("1")
    record = KeptRecord(data, tmp_path / "copies", copy_database)
    served = Service(releases.root, data / "station.db", **service)
    said: list[str] = []
    switch = Switch(releases, served, record, said.append, prove_s=0.1)
    return Updater(switch, trial, make=make, room_bytes=1000), releases, served, record, said


@pytest.fixture(autouse=True)
def no_sync(monkeypatch):
    """Waiting for all a machine's disks takes seconds on a busy one; a process that is killed loses nothing by it."""
    monkeypatch.setattr(os, "sync", lambda: None)


def test_an_update_and_the_way_back(tmp_path):
    updater, releases, service, record, _ = box(tmp_path)
    updater.update(archive(tmp_path, "2"))
    assert (service.runs, releases.current(), releases.previous()) == ("2", "2", "1")
    assert form(record.database) == "2" and form(record.copies("before-2")[0]) == "1"
    with pytest.raises(UpdateError, match="is installed already"):
        updater.update(archive(tmp_path, "2"))
    with pytest.raises(UpdateError, match=r"the record is of 2\nWith --restore"):
        updater.roll_back()
    assert service.runs == "2"
    updater.roll_back(restore=True)
    assert (service.runs, releases.current(), releases.previous()) == ("1", "1", "2") and form(record.database) == "1"
    updater.roll_back()  # forward again
    assert service.runs == "2" and form(record.database) == "2"


def test_one_that_is_not_well_is_left_again(tmp_path):
    updater, releases, service, record, said = box(tmp_path, unwell=("2",))
    with pytest.raises(UpdateError, match=r"not well within .* Station 1 runs again, the record is as it was"):
        updater.update(archive(tmp_path, "2"))
    assert (service.runs, releases.current(), releases.previous(), releases.complete()) == ("1", "1", None, ["1"])
    assert form(record.database) == "1" and "The record is again as it was before." in said


def test_the_last_three_are_kept(tmp_path):
    updater, releases, *_ = box(tmp_path)
    for version in "2345":
        updater.update(archive(tmp_path, version))
    assert releases.complete() == ["3", "4", "5"] and releases.previous() == "4"


def test_nobody_is_interrupted(tmp_path):
    updater, releases, service, *_ = box(tmp_path, session=True)
    with pytest.raises(UpdateError, match="Somebody is being coached"):
        updater.update(archive(tmp_path))
    assert service.runs == "1" and releases.complete() == ["1"] and "--now" in IN_SESSION
    updater.update(archive(tmp_path), now=True)
    assert service.runs == "2"


def test_one_update_at_a_time(tmp_path):
    updater, *_ = box(tmp_path)
    with updater._alone(), pytest.raises(UpdateError, match="under way"):
        box(tmp_path)[0].update(archive(tmp_path))


def test_a_full_disk_is_said_before_anything_is_written(tmp_path):
    updater, releases, *_ = box(tmp_path)
    updater._room_bytes = 10**18
    with pytest.raises(UpdateError, match="GB are free"):
        updater.update(archive(tmp_path))
    assert releases.complete() == ["1"]


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"spoil": {"wheels/x.whl": b"other"}}, "damaged"),
        ({"spoil": {"more": b"a stranger"}}, "damaged"),
        ({"spoil": {"../../etc/cron.d/x": b"a stranger"}}, "is no release"),
        ({"pythons": ["3.9"]}, f"needs Python 3.9; this box has {PYTHON}"),
    ],
)
def test_what_is_not_a_whole_release_for_this_box_is_refused(tmp_path, told, words):
    updater, releases, service, *_ = box(tmp_path)
    with pytest.raises(UpdateError, match=words):
        updater.update(archive(tmp_path, **told))
    assert (service.runs, [path.name for path in releases.folder.iterdir()]) == ("1", ["1"])


def test_a_link_or_no_archive_at_all_is_refused(tmp_path):
    (tmp_path / "station-2.tar").write_bytes(b"hello")
    with pytest.raises(UpdateError, match="is no release"):
        unpack(tmp_path / "station-2.tar", tmp_path / "there")
    with tarfile.open(tmp_path / "station-3.tar", "w") as tar:
        link = tarfile.TarInfo("station-3/link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/shadow"
        tar.addfile(link)
    with pytest.raises(UpdateError, match="is no release"):
        unpack(tmp_path / "station-3.tar", tmp_path / "there")


def test_packages_for_another_machine_are_refused(tmp_path):
    ours = unpack(archive(tmp_path, "2", wheelhouses=(this_machine(),)), tmp_path / "a")
    assert ours.wheelhouse().name == this_machine()
    with pytest.raises(UpdateError, match=f"cp399-vax; this box is {this_machine()}"):
        unpack(archive(tmp_path, "3", wheelhouses=("cp399-vax",)), tmp_path / "b").wheelhouse()
    assert unpack(archive(tmp_path, "4"), tmp_path / "c").wheelhouse() is None


def test_a_note_that_was_left_lets_the_box_go_back_at_its_start(tmp_path):
    updater, releases, _, record, said = box(tmp_path)
    (releases.prepare("2") / "venv").write_text("")
    releases.finish("2")
    copy = record.back_up("before-2")
    Pending(releases.root).write(Change("1", "2", None, str(copy)))
    releases.switch("2")
    write_form(record.database, "2")
    assert updater.settle() is True and "cut short" in said[0]
    assert (releases.current(), releases.previous(), form(record.database)) == ("1", None, "1")
    assert updater.settle() is False


MARKS = {
    "os.rename",
    "os.symlink",
    "os.link",
    "os.mkdir",
    "os.remove",
    "os.rmdir",
    "sqlite3.connect",
    "open",
    "shutil.rmtree",
}
"""What a program asks of the disk; the power is cut just before each."""


def _story(tmp_path: Path, unwell: bool) -> None:
    updater, *_ = box(tmp_path, unwell=("2",) if unwell else ())
    try:
        updater.update(tmp_path / "station-2.tar")
    except UpdateError:
        assert unwell


def _cut_at(number: int) -> None:
    """Kill this process without a word before its so-many-th act on the disk."""
    left = [number]

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        reads = event == "open" and (not isinstance(arguments[1], str) or not set("wax+") & set(arguments[1]))
        if event in MARKS and not reads:
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)


def _cut_short(story: Callable[[], None], number: int) -> int:
    """Play a story in a process of its own, that ends before its so-many-th act on the disk; 0 = it came to its end."""
    child = os.fork()
    if child == 0:
        _cut_at(number)
        story()
        os._exit(0)
    return os.waitpid(child, 0)[1]


def _works(tmp_path: Path) -> str:
    """Return which release runs after the power is back: station-settle.service first, then the service."""
    updater, releases, service, record, _ = box(tmp_path)
    before = releases.current()
    assert before in ("1", "2"), "no release to run at all"
    updater.settle()
    current = releases.current()
    assert current and (releases.path(current) / "venv").is_file()
    service.start(releases.path(current))  # opens the record: an older release refuses a newer form
    assert not (releases.root / "pending.json").exists()
    assert form(record.database) == current
    return current


@pytest.fixture
def in_memory(tmp_path):
    """A folder that is no disk where there is one: a hundred boxes wait for a disk most of the time."""
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else tmp_path) as folder:
        yield Path(folder)


@pytest.mark.parametrize("unwell", [False, True])
def test_a_power_cut_at_any_instant_leaves_a_box_that_works(in_memory, unwell):
    ended, cuts, ran = False, 0, set()
    while not ended:
        place = in_memory / str(cuts)
        box(place)
        archive(place)
        cuts += 1
        ended = _cut_short(lambda at=place: _story(at, unwell), cuts) == 0
        runs = _works(place)
        ran.add(runs)
        box(place)[0].update(
            archive(place, "2" if runs == "1" else "3")
        )  # the same again, or the next: it goes through
    assert cuts > 40 and ran == ({"1"} if unwell else {"1", "2"})
