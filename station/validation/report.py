"""The report: the same sections as tables on the terminal, and as a page of documentation with plots beside it."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from station.errors import StoreError
from station.validation.bars import bars
from station.validation.pixels import clip_sections, footage_section
from station.validation.plots import plots
from station.validation.score import Scores
from station.validation.sections import Section
from station.validation.tables import appendix, stream_sections, thinned_section

HEAD = """# Accuracy

Made by `station validate FOLDER --report FILE` (`make accuracy`); nothing here is typed in. "Real motion" is motion
capture of real treadmill runners with force plates, put through a camera with noise (Fukuchi, Fukuchi and Duarte 2017,
PeerJ 5:e3298, data 10.6084/m9.figshare.4543435, CC BY 4.0; changed: joint centres, projection, noise, looping).
"Rendered clips" are pixels of rendered runners through MediaPipe with exact truth. "Real footage" are real videos,
their steps counted by eye. Cases: {streams} pose streams of real motion, {clips} rendered clips, {footage} real videos.
"""
LIMITS = """## How to read this

- On real motion the joints carry modelled noise, so those figures judge the measuring, not MediaPipe.
- `landmarks` truth is the angle of the points as given; what the camera and the landmarker do to it is not in there.
  The means of a leg, and whether an interval holds the truth, are judged on the steps from 1 s after running begins to
  0.6 s before it ends.
- Noise: `w5`, `w10` white, of 5 and 10 mm; `mp` correlated (0.15 s) with constant biases, of the size that pose models
  have.
- On rendered clips MediaPipe and its correction are judged too (docs/anatomy.md). What is left wrong differs
  by body, view and leg: so the station compares a runner with their own baseline,
  and does not cue on the pelvis.
- Live cadence is judged against the true cadence centred over 8 s, which no live value can know: a perfect trailing
  window of true steps misses it by about half a step a minute, because runners wander.
"""
IMAGES = "images"
NOT_WRITTEN = "The report {} can not be written: {}."
PICTURES = {
    "agreement": "Agreement with the truth: means of a leg, 60 to 10 poses/s (Bland and Altman)",
    "frame-rate": "Live cadence error against frame rate",
    "noise": "Error of a leg's mean against noise, 60 to 10 poses/s",
    "timing": "What limits the tibia angle: contact found early or late",
    "contact": "Initial contact, stream by stream",
}


def sections(scores: Scores, peers: Section | None) -> Iterator[Section]:
    """Yield the tables that there are cases for: the bars first, the stream-by-stream one last."""
    rows = [bar.row for bar in bars(scores)]
    yield Section("What was promised, and what is reached", ("what", "bar", "reached", "holds"), rows)
    if peers:
        yield peers
    yield from stream_sections(scores.streams)
    if scores.thinned:
        yield thinned_section(scores.thinned)
    yield from clip_sections(scores.clips)
    if scores.footage:
        yield footage_section(scores.footage)
    if scores.streams:
        yield appendix(scores.streams)


def show(parts: Sequence[Section], console: Console) -> None:
    """Print the tables."""
    for part in parts:
        table = Table(title=part.title, title_justify="left", title_style="bold")
        for index, heading in enumerate(part.headings):
            table.add_column(heading, justify="right" if index else "left", no_wrap=not index)
        for row in part.rows:
            table.add_row(*(_plain(cell) for cell in row))
        console.print(table)


def _plain(cell: str) -> str:
    return cell.replace("`", "").replace("**", "").replace("[", r"\[")


def make_room(path: Path) -> None:
    """Make the folders of the page and its plots. Raises StoreError."""
    try:
        (path.parent / IMAGES).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(NOT_WRITTEN.format(path, error.strerror)) from None


def write(path: Path, scores: Scores, parts: Sequence[Section]) -> None:
    """Write the page, and its plots, which go behind the first table. Raises StoreError."""
    try:
        pictures = list(_write_plots(path, scores))
        path.write_text(_page(scores, [*parts[:1], *pictures, *parts[1:]]), encoding="utf-8")
    except OSError as error:
        raise StoreError(NOT_WRITTEN.format(path, error.strerror)) from None


def _write_plots(path: Path, scores: Scores) -> Iterator[Section]:
    for name, drawn in plots(scores.streams):
        picture = Path(IMAGES) / f"{path.stem}-{name}.svg"
        (path.parent / picture).write_bytes(drawn)
        yield Section(PICTURES[name], picture=picture.as_posix())


def _page(scores: Scores, parts: Sequence[Section]) -> str:
    numbers = {"streams": len(scores.streams), "clips": len(scores.clips), "footage": len(scores.footage)}
    return "\n".join([HEAD.format(**numbers), *map(markdown, parts), LIMITS])


def markdown(part: Section) -> str:
    """Return a section as Markdown."""
    text = f"## {part.title}\n"
    if part.picture:
        text += f"\n![{part.title}]({part.picture})\n"
    if part.headings:
        lines = [part.headings, ["---", *["---:"] * (len(part.headings) - 1)], *part.rows]
        text += "\n" + "".join(f"| {' | '.join(map(_cell, line))} |\n" for line in lines)
    return text + (f"\n{part.words}\n" if part.words else "")


def _cell(text: str) -> str:
    return text.replace("|", r"\|").replace("\n", " ")
