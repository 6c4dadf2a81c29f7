"""The coach's page in a real Chromium, the size of a tablet, served as in the clinic."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count, pairwise

import pytest
from browser import LANDSCAPE, PORTRAIT
from dashboard_clinic import PIN, PROGRAMMES, Clinic, estimate, free_port, from_the_side, publishing, snapshot, until

from station.dashboard.app import create_app
from station.dashboard.server import WebServer
from station.model import DARK, Advice, Band, Grade, Levels, Mute, Retarget, Stage, Start, Stop, Targets, Truth
from station.settings import DashboardSettings

pytestmark = pytest.mark.browser
expect = pytest.importorskip("playwright.sync_api").expect
SOON_MS = 20_000
FREE = PROGRAMMES["free-run"].plan(1)


class Served(Clinic):
    """A clinic behind its real server, with a loop that can be set running."""

    server: WebServer

    def start(self) -> None:
        self.server = WebServer(self.app, self.settings)
        self.server.start()

    def start_again(self) -> None:
        """As after a restart of the program: a new application, the same folder and port."""
        self.app = create_app(self.loop, self.shelf, self.settings, self.folder)
        self.start()

    @property
    def address(self) -> str:
        return self.server.address

    @contextmanager
    def running(self, **changes) -> Iterator[None]:
        """Publish a moment thirty times a second, as the loop does."""
        moments = count(1)
        with publishing(self.loop, lambda: snapshot(100.0 + next(moments) / 30, **changes)):
            yield


@pytest.fixture
def clinic(tmp_path) -> Iterator[Served]:
    served = Served(tmp_path, DashboardSettings(port=free_port(), threads=8))
    served.start()
    yield served
    served.server.close()


def log_in(page, clinic: Served) -> None:
    page.goto(clinic.address)
    page.get_by_label("PIN", exact=True).fill(PIN)
    page.get_by_role("button", name="Log in").click()
    expect(page).to_have_url(f"{clinic.address}/")
    expect(page.locator("body[data-follows]")).to_be_attached()


def open_targets(page) -> None:
    page.get_by_role("button", name="Train…").click()
    page.get_by_role("button", name="Set a cadence band by hand").click()


def whole(page, name: str):
    return page.locator(f"#{name} .whole")


@pytest.mark.parametrize("size", [LANDSCAPE, PORTRAIT], ids=["landscape", "portrait"])
def test_from_the_first_visit_to_a_live_page_that_moves(clinic, tablet, size):
    (clinic.folder / "pin").unlink()
    page = tablet(size)
    page.goto(clinic.address)
    expect(page.get_by_role("heading")).to_have_text("Choose a PIN")
    page.get_by_label("PIN", exact=True).fill(PIN)
    page.get_by_label("The same PIN again").fill(PIN)
    page.get_by_role("button").click()
    with clinic.running(truth=Truth(164.6, 10.0, 5.0)):
        expect(whole(page, "cadence")).to_have_text("164")
        expect(page.locator("#left .chip")).to_have_text("▲ Above band")
        expect(page.locator("#left .truth")).to_have_text("True: 10° (virtual runner)")
    with clinic.running(estimate=estimate(cadence_spm=171.5, left=7.9)):
        expect(whole(page, "cadence")).to_have_text("171")
        expect(page.locator("#cadence .chip")).to_have_text("✓ In band")
        expect(page.locator("#left .chip")).to_have_text("✓ In band")
    assert page.complaints == []
    assert {address.startswith(clinic.address + "/") for address in page.asked} == {True}


def test_the_page_shows_what_the_runner_sees_and_hears(clinic, tablet):
    page = tablet()
    log_in(page, clinic)
    clinic.loop.shown = Levels(True, False, (0.0, 0.5, 1.0), 330.0)
    with clinic.running():
        expect(page.locator("#lamp-left")).to_have_class("lamp lit")
        expect(page.locator("#lamp-left figcaption")).to_have_text("Left lamp ON")
        expect(page.locator("#lamp-right figcaption")).to_have_text("Right lamp off")
        expect(page.locator("#sound figcaption")).to_have_text("Buzzer SOUNDS")
        expect(page.locator("#lamp-steady rect")).to_have_css("fill", "rgb(0, 128, 255)")
        expect(page.locator("#cue")).to_have_text("Keep the left kneecap pointing straight ahead.")
        clinic.loop.shown = DARK
        expect(page.locator("#lamp-left figcaption")).to_have_text("Left lamp off")


def test_the_picture_of_a_lamp_never_flashes_faster_than_three_times_a_second(clinic, tablet):
    page = tablet()
    page.clock.install()
    log_in(page, clinic)
    expect(page.get_by_role("alert")).to_have_text("Waiting for the camera.")
    page.clock.pause_at(page.evaluate("Date.now() + 1000"))
    show = """async (left) => (await import('/static/show.js')).show(
        { lamps: { left, right: false, steady_rgb: null, steady_word: 'Off', tone_hz: null } }, [])"""
    seen = []
    for n in range(100):  # two seconds of a lamp that changes every 20 ms
        page.evaluate(show, n % 2 == 0)
        page.clock.run_for(20)
        seen.append("lit" in page.locator("#lamp-left").get_attribute("class"))
    flashes = sum(now and not before for before, now in pairwise(seen))
    assert 1 <= flashes <= 6
    page.evaluate(show, True)
    page.clock.run_for(400)
    page.evaluate(show, False)
    page.clock.run_for(400)
    expect(page.locator("#lamp-left b")).to_have_text("off")


def test_values_are_called_stale_within_two_seconds_on_the_pages_own_clock(clinic, tablet):
    page = tablet()
    page.clock.install()
    log_in(page, clinic)
    page.clock.pause_at(page.evaluate("Date.now() + 1000"))
    future_s = time.monotonic() + 600  # never older than now, however slow this machine is
    clinic.loop.newest = snapshot(published_s=future_s)
    until(lambda: page.clock.run_for(20) or whole(page, "cadence").text_content() == "164", "the moment is shown")
    page.clock.run_for(1400)
    expect(page.locator("#cadence .chip")).to_have_text("▼ Below band")
    page.clock.run_for(600)
    expect(page.locator("#cadence .chip")).to_have_text("Stale")
    expect(page.locator("#lamp-left b")).to_have_text("not known")
    expect(page.get_by_role("alert")).to_contain_text("Stale: nothing new since")
    clinic.loop.newest = snapshot(t=101.0, published_s=future_s)
    until(lambda: page.clock.run_for(20) or not page.get_by_role("alert").is_visible(), "the page is fresh again")


def test_a_value_that_was_old_when_it_came_is_stale_at_once(clinic, tablet):
    clinic.loop.newest = snapshot(published_s=time.monotonic() - 30)
    page = tablet()
    log_in(page, clinic)
    expect(page.locator("#cadence .chip")).to_have_text("Stale")
    expect(whole(page, "cadence")).to_have_text("164")


def test_the_page_says_when_the_station_is_gone_and_comes_back_by_itself(clinic, tablet):
    page = tablet()
    log_in(page, clinic)
    with clinic.running():
        expect(page.locator("#cadence .chip")).to_have_text("▼ Below band")
        clinic.server.close()
        expect(page.get_by_role("alert")).to_contain_text("No connection to the station.", timeout=SOON_MS)
        clinic.start_again()
        expect(page.locator("#cadence .chip")).to_have_text("▼ Below band", timeout=SOON_MS)
        expect(page.get_by_role("alert")).to_be_hidden()


def test_a_page_that_lost_its_login_says_so(clinic, tablet):
    page = tablet()
    log_in(page, clinic)
    with clinic.running():
        expect(whole(page, "cadence")).to_have_text("164")
        page.context.clear_cookies()
        clinic.server.close()
        clinic.start_again()
        expect(page.get_by_role("alert")).to_contain_text("You are logged out.", timeout=SOON_MS)
        page.get_by_role("link", name="Log in again").click()
        expect(page.get_by_role("heading")).to_have_text("Log in")


def test_without_a_free_stream_the_page_polls(clinic, tablet):
    while clinic.streams.take():
        pass
    page = tablet()
    log_in(page, clinic)
    for cadence_spm in (161.0, 166.0):
        with clinic.running(estimate=estimate(cadence_spm=cadence_spm)):
            expect(whole(page, "cadence")).to_have_text(str(int(cadence_spm)))
            expect(page.locator("#cadence .chip")).to_have_text("▼ Below band")
    assert f"{clinic.address}/live.json" in page.asked


def test_a_tablet_that_is_laid_aside_gives_its_stream_back_and_wakes_up_to_date(clinic, tablet):
    page = tablet()
    log_in(page, clinic)
    with clinic.running():
        expect(whole(page, "cadence")).to_have_text("164")
        hide = "hidden => { Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });"
        hide += " document.dispatchEvent(new Event('visibilitychange')); }"
        page.evaluate(hide, True)
        until(lambda: clinic.streams.open == 0, "the stream of a hidden page ended")
        page.evaluate(hide, False)
        until(lambda: clinic.streams.open == 1, "the stream of a page that is back was opened")


def test_start_stop_mute_and_targets_reach_the_loop(clinic, tablet):
    page = tablet()
    log_in(page, clinic)
    posted = clinic.loop.posted
    with clinic.running(session=None):
        page.get_by_role("button", name="New session").click()
        page.get_by_label("Runner", exact=True).select_option("Jonas Ek")
        expect(page.locator("#choices")).to_contain_text("Begin a programme")
        page.get_by_role("button", name="Start").click()
        until(lambda: posted == [Start(2, FREE)], "start was posted")
    with clinic.running():
        expect(page.locator("#name")).to_have_text("Anna Berg")
        page.get_by_role("button", name="Mute").click()
        until(lambda: posted[1:] == [Mute(True)], "mute was posted")
        open_targets(page)
        expect(page.get_by_label("From", exact=True)).to_have_value("168")
        page.get_by_label("From", exact=True).fill("170")
        page.get_by_label("To", exact=True).fill("178")
        page.get_by_role("button", name="Use this band").click()
        until(lambda: posted[2:] == [Retarget(Targets(Band(170.0, 178.0)))], "the band was posted")
        expect(page.get_by_role("dialog")).to_be_hidden()
        open_targets(page)
        page.get_by_role("button", name="Back to the runner's own baseline").click()
        until(lambda: posted[3:] == [Retarget(Targets())], "going back was posted")
    with clinic.running(muted=True):
        expect(page.locator("#cue-when")).to_have_text("Cue now, but muted")
        page.get_by_role("button", name="Unmute").click()
        until(lambda: posted[4:] == [Mute(False)], "unmute was posted")
        page.get_by_role("button", name="End session").click()
        until(lambda: posted[5:] == [Stop()], "stop was posted")
    assert page.complaints == []


def test_a_band_upside_down_is_refused_in_the_dialog(clinic, tablet):
    page = tablet()
    log_in(page, clinic)
    with clinic.running():
        open_targets(page)
        page.get_by_label("From", exact=True).fill("180")
        page.get_by_label("To", exact=True).fill("170")
        page.get_by_role("button", name="Use this band").click()
        expect(page.locator("#targets .refused")).to_contain_text("the lower one first")
        page.get_by_role("button", name="Cancel").click()
    assert clinic.loop.posted == []


def test_baseline_shows_how_far_it_is_and_warnings_are_plain(clinic, tablet):
    page = tablet()
    log_in(page, clinic)
    advice = Advice(Stage.BASELINE, Targets(), 0.45, silence="The baseline is being taken.")
    with clinic.running(advice=advice, warnings=("The disk is full.",), last_cue=None):
        expect(page.get_by_role("progressbar")).to_have_js_property("value", 0.45)
        expect(page.get_by_role("alert")).to_have_text("The disk is full.")
        expect(page.locator("#silence")).to_have_text("The baseline is being taken.")
        expect(page.locator("#cadence .chip")).to_have_text("No band")


def test_it_can_be_used_with_the_keyboard_alone(clinic, tablet):
    page = tablet()
    log_in(page, clinic)
    with clinic.running(session=None):
        focused = "document.activeElement.innerText.trim()"
        for name in ("New session", "Start"):
            until(
                lambda name=name: page.keyboard.press("Tab") or page.evaluate(focused) == name, f"Tab leads to {name}"
            )
            page.keyboard.press("Enter")
            expect(page.locator("#choices")).to_contain_text("Free run")
        until(lambda: clinic.loop.posted == [Start(None, FREE)], "Enter starts")


@pytest.mark.parametrize("size", [LANDSCAPE, PORTRAIT], ids=["landscape", "portrait"])
def test_everything_is_large_enough_to_tap_and_the_live_page_needs_no_scrolling(clinic, tablet, size):
    page = tablet(size)
    log_in(page, clinic)
    with clinic.running():
        expect(whole(page, "cadence")).to_have_text("164")
        assert page.evaluate("document.scrollingElement.scrollHeight <= innerHeight")
        for where in ("/", "/runners", "/runners/1", "/sessions", "/sessions/7"):
            page.goto(clinic.address + where)
            if where == "/":
                expect(whole(page, "cadence")).to_have_text("164")  # until then the buttons of a session are not there
            assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth"), where
            for thing in page.locator("button:visible, a:visible:not(.skip), input:visible, select:visible").all():
                box = thing.bounding_box()
                assert box["height"] >= 48 and box["width"] >= 48, (where, thing.text_content(), box)


def test_every_field_has_a_label_and_every_page_a_heading(clinic, tablet):
    page = tablet()
    log_in(page, clinic)
    fields = "[...document.querySelectorAll('input:not([type=hidden]), select, textarea')]"
    for where in ("/", "/runners", "/runners/1", "/sessions", "/sessions/7", "/nowhere"):
        page.goto(clinic.address + where)
        assert page.evaluate(f"{fields}.every(field => field.labels.length)")
        assert page.locator("h1").count() == 1
        assert re.search("Station", page.title())


def test_all_numbers_open_live_with_intervals_and_grades_and_words_for_what_is_not_compared(clinic, tablet):
    page = tablet()
    log_in(page, clinic)
    with clinic.running():
        page.get_by_role("button", name="All numbers").click()
        dialog = page.locator("#numbers")
        expect(dialog).to_contain_text("Knee cave")
        expect(dialog).to_contain_text(re.compile(r"12 ± \d+°"))
        expect(dialog).to_contain_text("C: trend only")
        expect(dialog).to_contain_text("the camera's aim is not known")
        page.get_by_role("button", name="Close").click()
        expect(dialog).to_be_hidden()


def test_from_the_side_the_shin_stands_large_with_its_interval(clinic, tablet):
    page = tablet()
    log_in(page, clinic)
    with clinic.running(**from_the_side(left=Grade.C, right=Grade.D)):
        expect(page.locator("#left")).to_contain_text("Left shin at contact")
        expect(whole(page, "left")).to_have_text("7")
        expect(page.locator("#left")).to_contain_text(re.compile(r"± \d+°, grade C"))
        expect(page.locator("#right")).to_contain_text("Not sure enough")
