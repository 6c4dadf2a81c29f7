"""The table of peers, from a file that `make peers` writes: other systems on the same streams."""

import json
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, Field, ValidationError

from station.errors import SourceError
from station.validation.sections import Section, number

Cell = str | int | float | bool | None


class Peers(BaseModel):
    """What the file holds; a row may have columns that others lack."""

    schema_: Literal["station.peers/1"] = Field(alias="schema")
    rows: list[dict[str, Cell]]
    notes: list[str] = []


def peers_section(path: Path) -> Section | None:
    """Return the table of peers, its columns those of any row; None where there is no file. Raises SourceError."""
    if not path.exists():
        return None
    try:
        peers = Peers.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, ValidationError) as error:
        raise SourceError(f"{path} is no table of peers: {str(error).splitlines()[0]}.") from None
    columns = list(dict.fromkeys(name for row in peers.rows for name in row))
    rows = [[_cell(row.get(name)) for name in columns] for row in peers.rows]
    return Section(
        "Peers on the same streams",
        [_heading(name) for name in columns],
        rows,
        "\n".join(f"- {note}" for note in peers.notes),
    )


def _heading(name: str) -> str:
    """Return a column's name in words: the unit at its end goes behind a comma."""
    words, _, unit = name.rpartition("_")
    units = {"spm": "spm", "deg": "deg", "ms": "ms", "s": "s", "hz": "Hz", "frac": "part of 1", "percent": "%"}
    return f"{words.replace('_', ' ')}, {units[unit]}" if words and unit in units else name.replace("_", " ")


def _cell(value: Any) -> str:
    return number(value) if isinstance(value, float) else "" if value is None else str(value)
