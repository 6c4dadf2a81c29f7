"""Releases for rehearsals: this checkout with another version, another form of the record, or broken on purpose."""

import hashlib
import re
import shutil
import sysconfig
import zipfile
from pathlib import Path

from tools.release.pack import REPO, SOURCES

HERE = sysconfig.get_path("purelib")
"""The packages of the Python that runs this."""

BROKEN = '''"""Broken on purpose: it migrates the record, and then it dies."""
import sys
from station.sessions.store import Store
def run_station(settings, *_):
    Store(settings.store.data_dir).close()
    sys.exit(70)
'''
"""A console.py."""

MIGRATION = '''"""A column that only this release knows."""
import sqlalchemy as sa
from alembic import op
revision = "9{number}"
down_revision = "{head}"
def upgrade():
    op.add_column("runners", sa.Column("shoe_{number}", sa.String()))
'''


def borrowed(folder: Path, site: str = HERE) -> tuple[Path, Path]:
    """Return a lock of one package, and a folder with it: it borrows the packages that lie in `site`."""
    wheel = folder / "wheels" / "borrowed-1-py3-none-any.whl"
    wheel.parent.mkdir(parents=True)
    with zipfile.ZipFile(wheel, "w") as file:
        file.writestr("borrowed.pth", site + "\n")
        file.writestr("borrowed-1.dist-info/METADATA", "Metadata-Version: 2.1\nName: borrowed\nVersion: 1\n")
        file.writestr("borrowed-1.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        file.writestr("borrowed-1.dist-info/RECORD", "")
    lock = folder / "lock.txt"
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    lock.write_text(f"borrowed==1 \\\n    --hash=sha256:{digest}\n    # via\n    #   a rehearsal\n")
    return lock, wheel.parent


def checkout(folder: Path, version: str) -> Path:
    """Return a copy of what a release is made of, with another version."""
    for name in (*SOURCES, "systemd"):
        source, target = REPO / name, folder / name
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.exists():
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)
    edit(folder / "station/__init__.py", r'__version__ = ".*"', f'__version__ = "{version}"')
    return folder


def edit(file: Path, pattern: str, text: str) -> None:
    changed, times = re.subn(pattern, lambda _: text, file.read_text())
    assert times == 1, f"{pattern} is {times} times in {file}"
    file.write_text(changed)


def add_migration(repo: Path, number: int) -> None:
    """Let a release want another form of the record."""
    versions = repo / "station/sessions/migrations/versions"
    told = [path.read_text() for path in versions.glob("0*.py")]
    revisions = {re.search(r'^revision = "(.+)"', text, re.M)[1] for text in told}
    parents = {found[1] for text in told if (found := re.search(r'^down_revision = "(.+)"', text, re.M))}
    (head,) = revisions - parents
    (versions / f"9{number}_more.py").write_text(MIGRATION.format(number=number, head=head))
