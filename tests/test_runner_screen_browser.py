"""The runner's screen in a real Chromium, the size of the monitor that hangs before the treadmill."""

import base64
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise

import cv2
import numpy as np
import pytest
from dashboard_clinic import PIN, TARGETS, Clinic, free_port, pose, publishing, snapshot, until

from station.cues import CUES, short
from station.dashboard.app import create_app
from station.dashboard.runner_screen import EASE, IN_BAND, ONE_MOMENT, STOP
from station.dashboard.server import WebServer
from station.model import Advice, CueKind, Finding, Focus, Mood, Pose, Safety, Side, Stage, Verdict
from station.phrases import STAGES
from station.settings import DashboardSettings

pytestmark = pytest.mark.browser
expect = pytest.importorskip("playwright.sync_api").expect

WIDE = {"width": 1920, "height": 1080}
ON_ITS_END = {"width": 1080, "height": 1920}
SIZES = pytest.mark.parametrize("size", [WIDE, ON_ITS_END], ids=["landscape", "portrait"])
PX_A_MM = 1920 / 531.4
"""Of a 24-inch monitor of 16:9, 1920 pixels wide."""
LEAST_LETTER_PX = 60 * PX_A_MM
HELD_MS = 340
"""What is shown stays at least so long: 350 ms, less the rounding of the test's own clock."""

KNEE = Finding(CueKind.KNEE_OUT, Side.LEFT, "fppa_deg", 11.6, 8.4, 5, 3)
SLOW = Finding(CueKind.CADENCE_UP, None, "cadence_spm", 160.0, 168.0, 0, 2)


def coached(*findings: Finding, focus: Focus = Focus.KNEE_CAVE, **changes) -> Advice:
    mood = Mood.OUT_OF_BAND if findings else Mood.IN_BAND
    level = findings[0].level if findings else 0
    return replace(Advice(Stage.COACHING, TARGETS, 1.0, findings, mood=mood, level=level, focus=focus), **changes)


class Hung(Clinic):
    """A clinic behind its real server, seen by the browser of the station itself: nobody logs in."""

    server: WebServer

    def start(self) -> None:
        self.server = WebServer(self.app, self.settings)
        self.server.start()

    def start_again(self) -> None:
        self.server.close()
        self.app = create_app(self.loop, self.shelf, self.settings, self.folder)
        self.start()

    @property
    def address(self) -> str:
        return f"{self.server.address}/runner"

    @contextmanager
    def running(self, advice: Advice, **changes) -> Iterator[None]:
        """Publish a moment thirty times a second, as the loop does."""
        with publishing(self.loop, lambda: snapshot(advice=advice, **changes)):
            yield


@pytest.fixture
def clinic(tmp_path) -> Iterator[Hung]:
    hung = Hung(tmp_path, DashboardSettings(port=free_port(), threads=16))
    hung.start()
    yield hung
    hung.server.close()


def opened(tablet, clinic: Hung, size: dict[str, int] = WIDE, **how):
    page = tablet(size, **how)
    page.goto(clinic.address)
    expect(page.locator("body[data-follows]")).to_be_attached()
    return page


def says(page, words: str) -> None:
    """The screen sets a word in one line or two."""
    until(lambda: " ".join(page.locator("#word span").all_text_contents()) == words, f"it says {words}")


def lit(page) -> list[int]:
    if not page.locator("#bar").is_visible():
        return []
    return page.locator("#bar i.lit").evaluate_all("cells => cells.map((cell) => Number(cell.dataset.place)).sort()")


def painted(page) -> np.ndarray:
    """Where the figure is drawn, as the canvas itself has it."""
    png = page.locator("#figure").evaluate("c => c.width && c.toDataURL().split(',')[1]")
    if not png:
        return np.zeros((1, 1), bool)
    return cv2.imdecode(np.frombuffer(base64.b64decode(png), np.uint8), cv2.IMREAD_UNCHANGED)[:, :, 3] > 0


def picture(page) -> np.ndarray:
    return cv2.imdecode(np.frombuffer(page.screenshot(), np.uint8), cv2.IMREAD_COLOR)


@SIZES
def test_out_of_the_band_word_bar_and_figure_and_nothing_else(clinic, tablet, size):
    page = opened(tablet, clinic, size)
    with clinic.running(coached(KNEE)):
        says(page, short(CueKind.KNEE_OUT, Side.LEFT))
        assert lit(page) == [-1, -2, -3]
        assert painted(page).any()
    with clinic.running(coached()):
        says(page, IN_BAND)
        assert lit(page) == [0] and painted(page).any()
    assert page.locator("body > *, main > *").evaluate_all("all => all.map((one) => one.id)") == [
        "screen", "figure", "bar", "word"
    ]  # fmt: skip
    assert page.complaints == []
    assert {address.startswith(clinic.server.address + "/") for address in page.asked} == {True}


@SIZES
def test_while_feedback_is_off_there_is_a_word_and_nothing_else(clinic, tablet, size):
    page = opened(tablet, clinic, size)
    for stage in [stage for stage in Stage if stage not in (Stage.COACHING, Stage.HALTED)]:
        with clinic.running(coached(KNEE)):
            says(page, short(CueKind.KNEE_OUT, Side.LEFT))
            assert painted(page).any()
        with clinic.running(coached(KNEE, stage=stage)):
            says(page, STAGES[Stage.SOLO if stage is Stage.RETENTION else stage])  # a probe is a word for the coach
            assert not page.locator("#bar").is_visible() and not page.locator("#figure").is_visible()
            assert not painted(page).any()


def test_a_stop_is_the_largest_word_of_all_and_outlasts_the_news(clinic, tablet):
    page = opened(tablet, clinic)
    size_px = "word => parseFloat(getComputedStyle(word).fontSize)"
    with clinic.running(coached(stage=Stage.WARMUP)):
        says(page, STAGES[Stage.WARMUP])
        usual_px = page.locator("#word").evaluate(size_px)
    with clinic.running(coached(KNEE, stage=Stage.HALTED)):
        says(page, STOP)
        assert page.locator("#word").evaluate(size_px) > usual_px
    clinic.server.close()
    page.wait_for_timeout(2500)
    says(page, STOP)


def test_ease_off_is_said_and_nothing_else(clinic, tablet):
    page = opened(tablet, clinic)
    with clinic.running(coached(KNEE, safety=Safety(Verdict.EASE, "Pain 3 of 10."))):
        says(page, EASE)
        assert lit(page) == [] and not painted(page).any()


def test_what_is_two_seconds_old_is_gone_on_the_pages_own_clock(clinic, tablet):
    page = tablet(WIDE)
    page.clock.install()
    page.goto(clinic.address)
    expect(page.locator("body[data-follows]")).to_be_attached()
    page.clock.pause_at(page.evaluate("Date.now() + 1000"))
    future_s = time.monotonic() + 600  # never older than now, however slow this machine is
    clinic.loop.newest = snapshot(advice=coached(KNEE), published_s=future_s)
    until(lambda: page.clock.run_for(20) or lit(page) == [-1, -2, -3], "the moment is shown")
    page.clock.run_for(1400)
    assert lit(page) == [-1, -2, -3]
    page.clock.run_for(600)
    says(page, ONE_MOMENT)
    assert lit(page) == [] and not painted(page).any()


def test_a_station_that_is_gone_leaves_one_moment_and_comes_back_by_itself(clinic, tablet):
    page = opened(tablet, clinic)
    says(page, ONE_MOMENT)
    with clinic.running(coached(SLOW, focus=Focus.CADENCE)):
        says(page, "Quicker steps")
        clinic.server.close()
        says(page, ONE_MOMENT)
        assert lit(page) == [] and not painted(page).any()
        clinic.start_again()
        says(page, "Quicker steps")


# --- what can be read from two metres


@SIZES
def test_letters_are_sixty_millimetres_high_and_nothing_is_written_smaller(clinic, tablet, size):
    page = opened(tablet, clinic, size)
    with clinic.running(coached(KNEE)):
        says(page, short(CueKind.KNEE_OUT, Side.LEFT))
        assert capitals_px(page) >= LEAST_LETTER_PX
    with clinic.running(coached(stage=Stage.SOLO)):
        says(page, STAGES[Stage.SOLO])
        assert capitals_px(page) >= LEAST_LETTER_PX


def capitals_px(page) -> float:
    return page.locator("#word").evaluate(
        """word => {
            const { font } = getComputedStyle(word);
            const pen = Object.assign(document.createElement("canvas").getContext("2d"), { font });
            return pen.measureText("H").actualBoundingBoxAscent;
        }"""
    )


EVERY_WORD = [
    *(short(kind, side) for kind in CUES for side in Side), *STAGES.values(), STOP, EASE, IN_BAND, ONE_MOMENT,
    "Straightener",  # twelve letters
]  # fmt: skip


@SIZES
@pytest.mark.parametrize("focus", [Focus.CADENCE, Focus.KNEE_CAVE, None], ids=["upright bar", "bar across", "no bar"])
def test_every_word_fits_without_a_scroll_bar_and_is_never_drawn_lower(clinic, tablet, size, focus):
    page = opened(tablet, clinic, size)
    with clinic.running(coached(focus=focus) if focus else coached(stage=Stage.SOLO)):
        says(page, IN_BAND if focus else STAGES[Stage.SOLO])
        for words in EVERY_WORD:
            squeezed = page.evaluate(SET_AND_MEASURE, words)
            assert squeezed["inside"], words
            assert squeezed["lines"] <= 2 and squeezed["tall"] == 1 and squeezed["narrowest"] >= 0.5, words
    assert page.evaluate("getComputedStyle(document.body).cursor") == "none"
    assert page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]") == [
        size["width"], size["height"]
    ]  # fmt: skip


SET_AND_MEASURE = """async (words) => {
    const { setWords } = await import("/static/lines.js");
    const word = document.getElementById("word");
    setWords(word, words);
    const spans = [...word.children];
    const boxes = spans.map((span) => span.getBoundingClientRect());
    const screen = { left: 0, top: 0, right: innerWidth, bottom: innerHeight };
    const within = (box, other) => box.left >= other.left - 1 && box.right <= other.right + 1 &&
        box.top >= other.top - 1 && box.bottom <= other.bottom + 1;
    const scales = spans.map((span) => new DOMMatrix(getComputedStyle(span).transform));
    return {
        inside: boxes.every((box) => within(box, word.getBoundingClientRect()) && within(box, screen)),
        lines: spans.length,
        tall: Math.min(...scales.map((scale) => scale.d)),
        narrowest: Math.min(...scales.map((scale) => scale.a)),
    };
}"""


# --- never colour alone, never a flash


@SIZES
@pytest.mark.parametrize(
    ("finding", "focus", "where"),
    [
        (SLOW, Focus.CADENCE, "below"),
        (replace(SLOW, kind=CueKind.CADENCE_DOWN), Focus.CADENCE, "above"),
        (KNEE, Focus.KNEE_CAVE, "left"),
        (replace(KNEE, side=Side.RIGHT), Focus.KNEE_CAVE, "right"),
    ],
)
def test_the_bar_is_read_by_place_without_any_colour(clinic, tablet, size, finding, focus, where):
    page = opened(tablet, clinic, size)
    with clinic.running(coached(finding, focus=focus)):
        until(lambda: len(lit(page)) == finding.level, "the bar is lit")
        band, bright = cells(page)
    assert len(bright) == finding.level and band not in bright
    for x, y in bright:
        assert {"below": y > band[1], "above": y < band[1], "left": x < band[0], "right": x > band[0]}[where]
    with clinic.running(coached(focus=focus)):
        until(lambda: lit(page) == [0], "the band is lit")
        band, bright = cells(page)
    assert bright == [band]


def cells(page) -> tuple[tuple[float, float], list[tuple[float, float]]]:
    """Where the band's cell is, and which cells look filled in a picture without colour."""
    grey = cv2.cvtColor(picture(page), cv2.COLOR_BGR2GRAY).astype(float)
    boxes = page.locator("#bar i").evaluate_all("all => all.map((one) => one.getBoundingClientRect().toJSON())")
    middles = [(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2) for box in boxes]
    ground = grey[1, 1]
    return middles[5], [(x, y) for x, y in middles if grey[int(y), int(x)] > 4 * ground]


def test_word_and_bar_never_change_faster_than_three_times_a_second(clinic, tablet):
    page = tablet(WIDE)
    page.clock.install()
    page.goto(clinic.address)
    expect(page.locator("body[data-follows]")).to_be_attached()
    page.clock.pause_at(page.evaluate("Date.now() + 1000"))
    future_s = time.monotonic() + 600
    looks, changed_ms = [], []
    for n in range(150):  # three seconds of news that change every 20 ms
        clinic.loop.newest = snapshot(advice=coached(*[KNEE][: n % 2]), published_s=future_s)
        page.wait_for_timeout(0)
        page.clock.run_for(20)
        looks.append((page.locator("#word").text_content(), lit(page), bool(painted(page).any())))
        if len(looks) > 1 and looks[-1] != looks[-2]:
            changed_ms.append(20 * n)
    assert len(changed_ms) >= 2, "nothing was shown"
    assert all(later - earlier >= HELD_MS for earlier, later in pairwise(changed_ms))


@SIZES
def test_a_step_changes_little_of_the_picture(clinic, tablet, size):
    """The leg that stands is drawn bold: the change is lines, not a field."""
    page = opened(tablet, clinic, size)
    points = pose().points.copy()
    turned = points.copy()
    turned[1:] = points[[n + 1 if n % 2 else n - 1 for n in range(1, 33)]]
    turned[:, 0] = 720 - turned[:, 0]
    pictures = []
    for at in (points, turned):
        with clinic.running(coached(KNEE), pose=Pose(100.0, at)):
            says(page, short(CueKind.KNEE_OUT, Side.LEFT))
            page.wait_for_timeout(1500)
            pictures.append(picture(page).astype(int))
    changed = np.abs(pictures[0] - pictures[1]).max(axis=2) > 25
    assert 0.001 < changed.mean() < 0.03


def test_who_asks_for_less_motion_gets_word_and_bar(clinic, tablet):
    page = opened(tablet, clinic, reduced_motion="reduce")
    with clinic.running(coached(KNEE)):
        says(page, short(CueKind.KNEE_OUT, Side.LEFT))
        assert lit(page) == [-1, -2, -3] and not page.locator("#figure").is_visible()


# --- as in a mirror


def test_from_the_front_the_runners_right_leg_is_on_the_right(clinic, tablet):
    page = opened(tablet, clinic)
    with clinic.running(coached(KNEE)):  # seen from the front; the right leg stands
        says(page, short(CueKind.KNEE_OUT, Side.LEFT))
        drawn = painted(page)
    rows, columns = np.nonzero(drawn)
    legs = rows > np.quantile(rows, 0.6)
    middle = (columns.min() + columns.max()) / 2
    assert (columns[legs] > middle).sum() > 1.5 * (columns[legs] < middle).sum()


# --- where no stream is to be had


def test_without_a_stream_it_asks_again_and_again(clinic, tablet):
    kiosk = clinic.app.extensions["station"].kiosk
    while kiosk.take():
        pass
    page = opened(tablet, clinic)
    with clinic.running(coached(SLOW, focus=Focus.CADENCE)):
        says(page, "Quicker steps")
        assert lit(page) == [-1, -2]
    assert f"{clinic.server.address}/runner.json" in page.asked


def test_a_screen_elsewhere_that_is_logged_out_asks_for_the_pin(clinic, tablet):
    page = tablet(WIDE, extra_http_headers={"X-Forwarded-For": "192.168.1.30"})  # not the station's own browser
    page.goto(clinic.address)
    page.get_by_label("PIN", exact=True).fill(PIN)
    page.get_by_role("button", name="Log in").click()
    page.goto(clinic.address)
    with clinic.running(coached(SLOW, focus=Focus.CADENCE)):
        says(page, "Quicker steps")
        (clinic.folder / "pin").unlink()
        clinic.start_again()
        expect(page).to_have_url(f"{clinic.server.address}/login", timeout=20_000)
