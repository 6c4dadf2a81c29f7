"""The page: every bar with what was reached, tables, plots, peers."""

import io
import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console
from validation_parts import Row, results, truth

from station.errors import SourceError, StoreError
from station.validation.bars import Bar, bars
from station.validation.cases import Case
from station.validation.peers import peers_section
from station.validation.plots import plots
from station.validation.report import make_room, sections, show, write
from station.validation.score import FootageRow, Scores, StreamRow, ThinnedRow, score
from station.validation.video_truth import Contact, FootageTruth


def stream(
    folder: Path, name: str = "p1", cave_deg: float = 0.0, live_spm: float = 0.0, **changed: object
) -> StreamRow:
    """Return the score of a stream with an error as told."""
    true = truth(**changed)

    def caved(_: int, row: Row) -> Row:
        return row | {"fppa_deg": row["fppa_deg"] + cave_deg}

    def quick(row: Row) -> Row:
        return row | {"cadence_spm": row["cadence_spm"] + live_spm}

    row = score(Case(name, folder, true), results(folder / name, true, steps=caved, live=quick))
    assert isinstance(row, StreamRow)
    return row


@pytest.fixture
def scores(tmp_path: Path) -> Scores:
    """Streams at 30 and 8 poses/s of two noises, a clip that walks, one that runs, one that was thinned."""
    run = FootageTruth(fps=30, activity="running", contacts=[Contact(frame=0), Contact(frame=12)])
    return Scores(
        [
            stream(tmp_path, "p1", fps=30),
            stream(tmp_path, "p2", fps=30, noise="w5", cave_deg=1.0, live_spm=0.5),
            stream(tmp_path, "p3", fps=8, live_spm=1.0),
        ],
        footage=[
            FootageRow("walk", FootageTruth(activity="a woman walks"), None, 0, 3, 200, cues=2),
            FootageRow("run", run, 150.4, 30, 190, 200, cues=5),
        ],
        thinned=[ThinnedRow("p1", 6, "fppa_deg", "left", 4.0, 4.5)],
    )


def bar(scores: Scores, what: str) -> Bar:
    (found,) = [bar for bar in bars(scores) if bar.what.startswith(what)]
    return found


@pytest.mark.parametrize(
    ("what", "row"),
    [
        ("live cadence after the first 6 s, 10 poses/s and more: mean", ("≤ 0.65 spm", "0.250", "yes")),
        ("live cadence after the first 6 s, 10 poses/s and more: worst", ("≤ 1.2 spm", "0.500", "yes")),
        ("live cadence, 8 and 6 poses/s: mean", ("≤ 0.9 spm", "1.000", "**no**")),
        ("steps found: all", ("≥ 99.5 %", "100.00", "yes")),
        ("mean of a leg, 60 to 10 poses/s, mean error: FPPA", ("≤ 0.6 degrees", "0.50", "yes")),
        ("initial contact, frontal, 30 poses/s and more: bias", ("≤ 8 ms", "0.0", "yes")),
        ("a mean angle at 60 and at 10", ("≤ 0.3 degrees", "0.50", "**no**")),
        ("95 % intervals", ("90 to 98 %", "100.00", "**no**")),  # too wide is wrong too
        ("counted footage", ("≤ 1 spm", "0.400", "yes")),
        ("frames called running in real videos", ("≤ 0", "3", "**no**")),
        ("cues while nobody runs", ("≤ 0", "2", "**no**")),
    ],
)
def test_a_bar_tells_its_limit_and_what_is_reached(scores: Scores, what: str, row: tuple[str, ...]) -> None:
    assert bar(scores, what).row[1:] == row


def test_a_bar_that_no_case_can_judge_is_left_out() -> None:
    assert bars(Scores()) == []


def test_what_was_never_told_fails_its_bar(scores: Scores) -> None:
    silent = replace(scores.streams[0], cadence_error_spm=None)
    found = bar(Scores([silent]), "mean cadence of a stream: worst")
    assert found.row[2:] == ("never", "**no**")


def test_the_page_holds_bars_tables_and_plots(scores: Scores, tmp_path: Path) -> None:
    page = tmp_path / "docs" / "accuracy.md"
    make_room(page)
    write(page, scores, list(sections(scores, None)))
    text = page.read_text()
    assert "| live cadence, 8 and 6 poses/s: worst stream | ≤ 2 spm | 1.000 | yes |" in text
    assert "3 pose streams of real motion, 0 rendered clips, 2 real videos" in text
    for part in (
        "Cadence and steps",
        "Instants, ms",
        "Mean of a leg over a stream",
        "95 % intervals",
        "Stream by stream",
    ):
        assert f"## {part}\n" in text
    assert "| `fppa_deg` | 0.33 | 1.00 | +0.33 |" in text
    assert "| noise w5, 30 poses/s and more, undisturbed | 1 | 0.50 |" in text
    assert "| walk | a woman walks | none | none | 0 | 3 of 200 |" in text


def test_every_picture_of_the_page_is_there_and_is_a_picture(scores: Scores, tmp_path: Path) -> None:
    page = tmp_path / "accuracy.md"
    make_room(page)
    write(page, scores, list(sections(scores, None)))
    pictures = re.findall(r"!\[.*\]\((.*)\)", page.read_text())
    assert pictures == [f"images/accuracy-{name}.svg" for name in ("agreement", "noise", "frame-rate", "contact")]
    for picture in pictures:
        assert ET.parse(tmp_path / picture).getroot().tag.endswith("svg")


def test_the_same_scores_draw_the_same_files(scores: Scores) -> None:
    assert dict(plots(scores.streams)) == dict(plots(scores.streams))


def test_nothing_is_drawn_of_nothing() -> None:
    assert list(plots([])) == []


def test_the_terminal_shows_the_same_tables(scores: Scores) -> None:
    console = Console(width=150, record=True, file=io.StringIO())
    show(list(sections(scores, None)), console)
    text = console.export_text()
    assert "What was promised, and what is reached" in text
    assert re.search(r"8 and 6 poses/s: worst stream\s+│\s+≤ 2 spm │\s+1.000 │\s+yes", text)


def test_peers_stand_side_by_side_and_groups_of_streams_in_a_cell(tmp_path: Path) -> None:
    rows = [
        {"system": "A", "scope": "all", "sees": "whole clip", "live_cadence_mae_spm": 4.8},
        {"system": "A", "scope": "no noise", "sees": "whole clip", "live_cadence_mae_spm": 1.2},
        {"system": "B", "scope": "all", "sees": "frames", "fppa_error_deg": 3.0},
    ]
    (tmp_path / "peers.json").write_text(
        json.dumps({"schema": "station.peers/1", "rows": rows, "notes": ["A sees the whole clip."]})
    )
    section = peers_section(tmp_path / "peers.json")
    assert section
    assert section.headings == ["figure", "A", "B"]
    assert section.rows == [
        ["sees", "whole clip", "frames"],
        ["live cadence: mean error, spm", "4.80 / 1.20", ""],
        ["FPPA error, deg", "", "3.00"],
    ]
    assert section.words.splitlines() == ["- Each cell: all / no noise.", "- A sees the whole clip."]


def test_no_peers_no_table(tmp_path: Path) -> None:
    assert peers_section(tmp_path / "peers.json") is None


def test_a_broken_table_of_peers_is_named(tmp_path: Path) -> None:
    (tmp_path / "peers.json").write_text('{"schema": "station.peers/9", "rows": []}')
    with pytest.raises(SourceError, match=r"peers\.json is no table of peers"):
        peers_section(tmp_path / "peers.json")


def test_a_page_that_can_not_be_written_is_told_before_the_work(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match="can not be written"):
        make_room(tmp_path / "file" / "accuracy.md")
