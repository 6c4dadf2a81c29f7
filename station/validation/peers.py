"""The table of peers, from a file that `make peers` writes: other systems on the same streams."""

import json
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, Field, ValidationError

from station.errors import SourceError
from station.validation.sections import Section, number

Cell = str | int | float | bool | None
Rows = list[dict[str, Cell]]
NAMES = ("system", "scope")
"""What a row is about; everything else in it is a figure."""


class Peers(BaseModel):
    """What the file holds; a row may have columns that others lack."""

    schema_: Literal["station.peers/1"] = Field(alias="schema")
    rows: Rows
    notes: list[str] = []


def peers_section(path: Path) -> Section | None:
    """Return the table of peers, a column a system; None where there is no file. Raises SourceError."""
    if not path.exists():
        return None
    try:
        peers = Peers.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, ValidationError) as error:
        raise SourceError(f"{path} is no table of peers: {str(error).splitlines()[0]}.") from None
    notes = [f"Each cell: {' / '.join(_in_order('scope', peers.rows))}.", *peers.notes]
    systems = _in_order("system", peers.rows)
    figures = [name for name in dict.fromkeys(name for row in peers.rows for name in row) if name not in NAMES]
    rows = [[_heading(name), *(_cells(name, system, peers.rows) for system in systems)] for name in figures]
    return Section(
        "Peers on the same streams", ["figure", *map(str, systems)], rows, "\n".join(f"- {note}" for note in notes)
    )


def _in_order(name: str, rows: Rows) -> list[str]:
    return list(dict.fromkeys(str(row[name]) for row in rows if name in row))


def _cells(figure: str, system: str, rows: Rows) -> str:
    """Return a system's figure in each group of streams; once, where it is the same in all."""
    told = [_cell(row.get(figure)) for row in rows if row.get("system") == system]
    return told[0] if len(set(told)) == 1 else " / ".join(cell or "–" for cell in told)


def _heading(name: str) -> str:
    """Return a figure's name in words: the unit at its end goes behind a comma."""
    words, _, unit = name.rpartition("_")
    units = {"spm": "spm", "deg": "deg", "ms": "ms", "s": "s", "hz": "Hz", "frac": "part of 1", "percent": "%"}
    told = f"{words.replace('_', ' ')}, {units[unit]}" if words and unit in units else name.replace("_", " ")
    return told.replace("fppa", "FPPA").replace(" mae", ": mean error")


def _cell(value: Any) -> str:
    return number(value) if isinstance(value, float) else "" if value is None else str(value)
