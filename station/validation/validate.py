"""`station validate`: run over a folder of cases, print the tables, write the page."""

import os
import sys
from pathlib import Path

from rich.console import Console

from station.validation.peers import peers_section
from station.validation.report import make_room, sections, show, write
from station.validation.run import judge

WIDE = 165
"""Columns that the tables need where nobody says how many there are."""


def validate(folder: Path, data_dir: Path | None, only: str, jobs: int | None, page: Path | None) -> list[str]:
    """Tell how right the station is on the cases of a folder; return in words what could not be used.

    Raises SourceError where the folder is not there or holds no case, StoreError where the page can not be written.
    """
    peers = None
    if page:  # what can go wrong with the page goes wrong before the long work
        make_room(page)
        peers = peers_section(page.parent / "peers.json")
    scores, problems = judge(folder, data_dir, only, jobs or len(os.sched_getaffinity(0)))
    parts = list(sections(scores, peers))
    show(parts, Console(width=None if sys.stdout.isatty() else WIDE))
    if page:
        write(page, scores, parts)
    return problems
