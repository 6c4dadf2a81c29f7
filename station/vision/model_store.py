"""The pose model on this machine: fetched once, checked, kept in the data folder, found again without a network.

Beside the model lies a note of what was written and where it came from, so that a damaged file is seen before a
runner stands on the belt.
"""

import contextlib
import hashlib
import os
import tempfile
from pathlib import Path

from pydantic import BaseModel, ValidationError

from station.disk import sync_folder
from station.errors import ModelError
from station.vision.model_sources import KNOWN, Found, Known, carried, fetch

_WAYS_OUT = (
    "Connect this machine to the internet once and run `station model`, or bring the file on a stick and run "
    "`station model --from FILE`."
)


class Note(BaseModel):
    """What is known of a kept model."""

    sha256: str
    origin: str
    licence: str = "Apache-2.0"


def provide(data_dir: Path, name: str, from_file: Path | None = None, known: Known = KNOWN) -> Path:
    """Return the path of a whole model, taking it from a file or, where none is kept yet, from the network.

    Raises ModelError with the ways out.
    """
    if from_file:
        return _keep(data_dir, name, carried(from_file, name, known))
    with contextlib.suppress(ModelError):
        return require(data_dir, name)
    return _keep(data_dir, name, fetch(name, known))


def require(data_dir: Path, name: str) -> Path:
    """Return the path of the kept model, whole; never uses the network. Raises ModelError with the ways out."""
    path = model_path(data_dir, name)
    if not path.is_file():
        raise ModelError(f"There is no pose model ({name}) on this machine yet. {_WAYS_OUT}")
    if _digest(path) != _noted(path):
        raise ModelError(f"The pose model {path} is damaged. {_WAYS_OUT}")
    return path


def model_path(data_dir: Path, name: str) -> Path:
    """Return where a model is kept."""
    return data_dir / "models" / f"pose_landmarker_{name}.task"


def _keep(data_dir: Path, name: str, found: Found) -> Path:
    path = model_path(data_dir, name)
    note = Note(sha256=hashlib.sha256(found.content).hexdigest(), origin=found.origin)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_whole(path, found.content)
        _write_whole(_note_path(path), note.model_dump_json(indent=2).encode())
    except OSError as error:
        raise ModelError(f"The pose model can not be kept in {path.parent}: {error.strerror}.") from None
    return path


def _digest(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _noted(path: Path) -> str | None:
    try:
        return Note.model_validate_json(_note_path(path).read_bytes()).sha256
    except (OSError, ValidationError):
        return None


def _note_path(path: Path) -> Path:
    return path.with_suffix(".json")


def _write_whole(path: Path, content: bytes) -> None:
    """Write all or nothing, even if the power fails: a file beside it, on the disk, then renamed."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        beside = Path(file.name)
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            beside.chmod(0o644)
            beside.replace(path)
        except OSError:
            beside.unlink(missing_ok=True)
            raise
    sync_folder(path.parent)
