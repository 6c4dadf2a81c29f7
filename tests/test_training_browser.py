"""The runner's page and a session's report in a real Chromium, the size of a tablet, over the real record."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from browser import LANDSCAPE, PORTRAIT
from dashboard_clinic import PIN, Loop, free_port
from programme_written import enrolled, run_programme
from test_sessions_trends import course

from station.dashboard.app import create_app
from station.dashboard.server import WebServer
from station.programmes import load_programmes
from station.record_desk import RecordDesk
from station.sessions.store import Store
from station.settings import DashboardSettings

pytestmark = pytest.mark.browser
expect = pytest.importorskip("playwright.sync_api").expect
COURSES = [course(160, 166), course(164, 168), course(167, 170)]
FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
SMALLEST_PX = 44
SMALL = """[...document.querySelectorAll('main button, main a.button, main summary')].filter((it) => {
    const { width, height } = it.getBoundingClientRect(); return height && (height < %d || width < %d); }).length"""


@dataclass
class Clinic:
    folder: Path
    store: Store
    address: str


@pytest.fixture
def clinic(tmp_path) -> Iterator[Clinic]:
    settings = DashboardSettings(port=free_port(), threads=8)
    with closing(Store(tmp_path / "data")) as store:
        run_programme(store, enrolled(store, tmp_path / "programmes"), COURSES)
        server = WebServer(create_app(Loop(), RecordDesk(store, load_programmes()), settings, tmp_path), settings)
        server.start()
        yield Clinic(tmp_path, store, server.address)
        server.close()


def opened(tablet, clinic: Clinic, path: str, size: dict[str, int] = LANDSCAPE) -> Any:
    """A page behind the login."""
    page = tablet(size)
    page.goto(clinic.address)
    page.get_by_label("PIN", exact=True).fill(PIN)
    page.get_by_label("The same PIN again").fill(PIN)
    page.get_by_role("button").click()
    expect(page).to_have_url(f"{clinic.address}/")
    page.goto(clinic.address + path)
    return page


def drawn(page: Any) -> bool:
    """Whether every picture of the page is there; they are made when asked for, which takes a while."""
    page.wait_for_load_state("networkidle")
    pictures = "[...document.images].every((one) => one.complete && one.naturalWidth > 0)"
    return bool(page.evaluate(pictures))


@pytest.mark.parametrize("size", [LANDSCAPE, PORTRAIT], ids=["landscape", "portrait"])
def test_the_runners_page_tells_what_was_kept_and_fits_a_tablet(clinic, tablet, size):
    page = opened(tablet, clinic, "/runners/1", size)
    expect(page.locator(".learned .verdict")).to_have_text("changed and kept")
    expect(page.get_by_text("Three short visits")).to_be_visible()
    expect(page.get_by_text("Look again without feedback")).to_be_visible()
    assert drawn(page) and page.evaluate(FITS) and page.complaints == []
    assert page.evaluate(SMALL % (SMALLEST_PX, SMALLEST_PX)) == 0
    assert {address.startswith(clinic.address + "/") for address in page.asked} == {True}


def test_every_column_of_the_visits_is_in_sight_on_the_smallest_tablet(clinic, tablet):
    page = opened(tablet, clinic, "/runners/1", {"width": 1024, "height": 768})
    whole = "it => it.scrollWidth <= it.clientWidth"
    assert page.get_by_role("region", name="Visits", exact=True).evaluate(whole)


def test_a_score_is_told_by_one_touch_and_a_rise_is_said(clinic, tablet):
    page = opened(tablet, clinic, "/runners/1")
    morning = page.get_by_role("form", name="Next morning")
    morning.get_by_role("button", name="4", exact=True).click()
    expect(morning.get_by_role("button", name="4", exact=True)).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("alert")).to_contain_text("4 the morning after")
    morning.get_by_role("button", name="1", exact=True).click()
    expect(page.get_by_role("alert")).to_have_count(0)
    kept = clinic.store.session(3)
    assert kept is not None and [told.score for told in kept.pain] == [4, 1]


def test_a_programme_is_ended_only_by_a_second_touch(clinic, tablet):
    page = opened(tablet, clinic, "/runners/1")
    expect(page.get_by_role("button", name="Yes, end it")).to_be_hidden()
    page.get_by_text("End this programme").click()
    page.get_by_role("button", name="Yes, end it").click()
    expect(page.get_by_text("Three short visits, ended")).to_be_visible()
    ended = clinic.store.enrolment(1)
    assert ended is not None and ended.ended_at is not None


@pytest.mark.parametrize("size", [LANDSCAPE, PORTRAIT], ids=["landscape", "portrait"])
def test_a_sessions_report_compares_without_feedback_and_fits_a_tablet(clinic, tablet, size):
    page = opened(tablet, clinic, "/sessions/1", size)
    expect(page.locator(".figure dt", has_text="Without feedback").first).to_be_visible()
    expect(page.get_by_text("not a proof of learning")).to_have_count(0)
    assert drawn(page) and page.evaluate(FITS) and page.complaints == []
    assert page.evaluate(SMALL % (SMALLEST_PX, SMALLEST_PX)) == 0
