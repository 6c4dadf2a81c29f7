"""Fetch one file with a progress bar."""

import tempfile
from pathlib import Path

import pooch
from rich.console import Console
from rich.progress import DownloadColumn, Progress

PATIENCE_S = (5, 30)  # to connect, and between two pieces


def download(url: str, sha256: str, title: str) -> bytes:
    """Return a file, whole and of this hash. Raises OSError, or ValueError where it is another."""
    pooch.get_logger().setLevel("ERROR")
    columns = (*Progress.get_default_columns(), DownloadColumn())
    with (
        Progress(*columns, console=Console(stderr=True), transient=True) as progress,
        tempfile.TemporaryDirectory() as folder,
    ):
        bar = _Bar(progress, title)
        downloader = pooch.HTTPDownloader(progressbar=bar, chunk_size=1 << 16, timeout=PATIENCE_S)
        path = pooch.retrieve(url, f"sha256:{sha256}", path=folder, downloader=downloader)
        return Path(path).read_bytes()


class _Bar:
    """What pooch asks of a progress bar, drawn by rich."""

    def __init__(self, progress: Progress, title: str) -> None:
        self._progress = progress
        self._task = progress.add_task(title, total=None)

    @property
    def total(self) -> float | None:
        return self._progress.tasks[self._task].total

    @total.setter
    def total(self, total_bytes: int) -> None:
        self._progress.update(self._task, total=total_bytes)

    def update(self, more_bytes: int) -> None:
        self._progress.advance(self._task, more_bytes)

    def reset(self) -> None:
        self._progress.update(self._task, completed=0)

    def close(self) -> None:
        self._progress.stop_task(self._task)
