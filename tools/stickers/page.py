"""The figures of docs/stickers.md, and its plot."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure

from station.model import Side, View
from tools.stickers.drops import Agreement, Drop, agreement

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE, PLOT = DOCS / "stickers.md", DOCS / "images" / "stickers.svg"
BEGIN, END = "<!-- figures: tools/stickers/study.py -->", "<!-- end of figures -->"
PLACES = {View.REAR: "rear, PSIS", View.FRONT: "front, ASIS"}
HEAD = ["pictures", "found", "slope", "r", "bias", "error of a picture", "mean error of a leg", "19 of 20 legs within"]


def write_page(stills: Sequence[Drop], clips: Sequence[Drop], without: Mapping[str, tuple[int, int]]) -> None:
    """Put the figures between the page's marks, and draw the plot."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    figures = "\n".join([BEGIN, "", *_stills(stills), "", *_clips(clips), "", *_without(stills, without), "", END])
    PAGE.write_text(before + figures + rest.partition(END)[2], encoding="utf-8")
    _draw(stills, clips)


def _stills(drops: Sequence[Drop]) -> Iterator[str]:
    yield "Stills, all angles in degrees:"
    yield ""
    yield from _table_head(["", *HEAD])
    for view, words in PLACES.items():
        seen = [drop for drop in drops if drop.view is view]
        yield _still_row(f"{words}: stickers", seen, agreement(seen))
        real = [drop for drop in seen if drop.real]
        yield _still_row(f"{words}: stickers, real motion", real, agreement(real))
        lab = agreement(seen, true=lambda drop: drop.lab_deg)
        yield _still_row(f"{words}: stickers against the lab's frontal plane", seen, lab)
        yield _still_row(f"{words}: MediaPipe's hip points", seen, agreement(seen, told=lambda drop: drop.points_deg))


def _still_row(words: str, drops: Sequence[Drop], how: Agreement) -> str:
    sizes = (how.bias_deg, how.error_deg, how.leg_error_deg, how.leg_error95_deg)
    found = f"{how.count / len(drops):.0%}"
    return _row([words, str(len(drops)), found, f"{how.slope:.3f}", f"{how.r:.3f}", *(f"{size:.2f}" for size in sizes)])


def _clips(drops: Sequence[Drop]) -> Iterator[str]:
    yield "Clips through `station analyze`, one row a leg:"
    yield ""
    yield from _table_head(
        ["clip", "leg", "steps", "told", "true, from to", "slope", "mean error", "error of a step", "grades"]
    )
    for name in sorted({drop.of for drop in drops}):
        for side in Side:
            yield _clip_row([drop for drop in drops if drop.of == name and drop.side is side])


def _clip_row(drops: Sequence[Drop]) -> str:
    how, first = agreement(drops), drops[0]
    true = [drop.true_deg for drop in drops]
    slope = f"{how.slope:.2f}" if np.ptp(true) > 4 else ""
    grades = ", ".join(
        f"{grade} {count}" for grade, count in sorted(Counter(d.grade for d in drops if d.grade).items())
    )
    span = f"{min(true):.1f} to {max(true):.1f}"
    numbers = [
        str(len(drops)),
        f"{how.count / len(drops):.0%}",
        span,
        slope,
        f"{how.bias_deg:.2f}",
        f"{how.error_deg:.2f}",
    ]
    return _row([first.of, first.side, *numbers, grades])


def _without(stills: Sequence[Drop], folders: Mapping[str, tuple[int, int]]) -> Iterator[str]:
    wrong = sum(drop.wrong for drop in stills)
    yield f"Something else taken for a sticker, in the pictures with stickers: {wrong} of {len(stills)}. Pairs"
    yield '"found" in pictures in which nobody wears any, looking for both colours:'
    yield ", ".join(f"{name} {wrong} of {looked}" for name, (looked, wrong) in folders.items()) + "."


def _table_head(cells: Sequence[str]) -> Iterator[str]:
    yield _row(cells)
    yield _row(["---"] + ["---:"] * (len(cells) - 1))


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _draw(stills: Sequence[Drop], clips: Sequence[Drop]) -> None:
    mpl.rcParams["svg.hashsalt"] = "station"
    figure = Figure(figsize=(9, 4.2), layout="constrained")
    panels = figure.subplots(1, 2, sharex=True, sharey=True)
    for panel, drops, words in zip(panels, (stills, clips), ("one picture", "one step of a clip"), strict=True):
        _scatter(panel, drops)
        panel.set(title=f"Pelvic drop of {words}", xlabel="true, degrees", ylabel="told, degrees")
    panels[0].legend(frameon=False)
    figure.savefig(PLOT, metadata={"Date": None})


def _scatter(panel, drops: Sequence[Drop]) -> None:  # type: ignore[no-untyped-def]
    points = [(drop.true_deg, drop.points_deg) for drop in drops if drop.points_deg is not None]
    if points:
        panel.plot(*np.array(points).T, ".", ms=3, color="#c0c0c0", label="MediaPipe's hip points")
    for view, colour in ((View.REAR, "#0a6"), (View.FRONT, "#c3a")):
        told = [(drop.true_deg, drop.told_deg) for drop in drops if drop.view is view and drop.told_deg is not None]
        if told:
            panel.plot(*np.array(told).T, ".", ms=4, color=colour, label=f"stickers, {PLACES[view]}")
    panel.plot((-6, 16), (-6, 16), "k-", lw=0.7)
    panel.set_ylim(-12, 16)
