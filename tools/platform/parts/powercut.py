"""Power loss: the guest is killed in mid-write, again and again, on one disk, with the real station recording.

A cut takes the guest's memory, its page cache and whatever its disk had not yet acknowledged. It does not take what a
card's own cache holds: that no program can help, and no test without the card can show.
"""

import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from tools.platform.bed import Bed
from tools.platform.guest import Guest, clean
from tools.platform.parts import Line
from tools.platform.powercut.cycles import JOB, MEMORY_MB, Box, Cut, GuestFailed
from tools.platform.powercut.disk import fsck, make_disk, write_run
from tools.platform.powercut.told import Line as Told
from tools.platform.powercut.told import told

CUTS, SEED = 50, 1
MOST_LOST_S = 3.0
"""Of a session at a cut: the second between two commits, the write itself, and a slow guest."""

SMALL_MB = 24


def check(
    bed: Bed,
    out: Path,
    number: int = CUTS,
    seed: int = SEED,
    follow: Callable[[Iterable[Cut]], Iterable[Cut]] = iter,
) -> Iterator[Line]:
    """Cut so many times, look at everything once more at the end, then fill a disk; `follow` sees each cut."""
    box = Box(bed, clean(out / "cuts"), seed)
    try:
        cuts = list(follow(box.cuts(number)))
    except GuestFailed as failure:
        yield Line("power cuts", str(failure), False)
        return
    yield from _of_cuts(cuts)
    yield from _of_sessions(box.told_last)
    problems = fsck(box.disk)
    yield Line("file system after the last, e2fsck -fn", problems or "clean", not problems)
    yield from _full(bed, clean(out / "full"))


def _of_cuts(cuts: list[Cut]) -> Iterator[Line]:
    kinds = Counter(cut.moment.kind for cut in cuts)
    yield Line(f"{len(cuts)} power cuts", ", ".join(f"{count} {kind}" for kind, count in kinds.items()), True)
    problems = [problem for cut in cuts for problem in cut.verdict.problems]
    checked = max((cut.verdict.checked for cut in cuts), default=0)
    came_out = "; ".join(problems[:5]) or f"all there: {checked} sessions and notes, looked at after each cut"
    yield Line("acknowledged rows, notes, frames; integrity; sessions closed and told", came_out, not problems)
    lost = [cut.verdict.lost_s for cut in cuts if cut.verdict.lost_s is not None]
    if lost:
        told_s = f"median {statistics.median(lost):.2f} s, most {max(lost):.2f} s of {len(lost)} running sessions"
        yield Line("what a cut took of a session", told_s, max(lost) <= MOST_LOST_S)
    took_s = statistics.median(cut.took_s for cut in cuts)
    yield Line("a cycle takes", f"{took_s:.1f} s", True)


def _of_sessions(lines: list[Told]) -> Iterator[Line]:
    pages = [line for line in lines if line["what"] == "page"]
    cut_off = [page for page in pages if page["interrupted"]]
    wrong = [page["session"] for page in pages if page["says_interrupted"] != page["interrupted"]]
    came_out = f"{len(cut_off)} of {len(pages)} interrupted" + (f"; wrong: {wrong}" if wrong else ", each says so")
    yield Line("pages of all sessions", came_out, bool(cut_off) and not wrong)
    blank = [page["session"] for page in pages if not page["plots"]]
    yield Line("their plots", f"missing: {blank}" if blank else "all drawn", not blank)
    differing = {page["session"]: page["differs"] for page in pages if page["differs"]}
    yield Line("their replay", str(differing)[:300] if differing else "all the same, to the bit", not differing)


def _full(bed: Bed, out: Path) -> Iterator[Line]:
    """A disk that fills up in mid-session."""
    make_disk(out / "data.img", SMALL_MB, "-m", "0", "-J", "size=4")
    write_run(out / "run.poses.jsonl.gz")
    (out / "plan.json").write_text('{"do": "full_disk"}')
    job = JOB.format(release=bed.release, fsck="")
    ran = Guest(bed, MEMORY_MB).run(job, out, disk=out / "data.img", bare=True)
    marks = {line["what"]: line for line in told(out)}
    if ran.rc != 0 or "room" not in marks:
        yield Line("a full disk", ran.said[-500:], False)
        return
    full, room = marks["full"], marks["room"]
    coached = f"{full['coached_s']:.1f} s coached meanwhile; the page: {full['words']}"
    yield Line("a disk that fills up in mid-session", coached, full["said"] and full["coached_s"] > 1)
    yield Line("a start on it is refused", full["refused"], "disk is full" in full["refused"])
    (row,) = room["sessions"].values()
    whole = room["integrity"] == "ok" and row["frames"] == room["streams"]["1"] and not row["interrupted"]
    came_out = f"{row['frames']} frames, {row['steps']} steps, {sum(room['lost'])} lost, warning gone: {room['silent']}"
    yield Line("room again: all that waited is written", came_out, whole and room["silent"] and not sum(room["lost"]))
