"""The health page, /healthz and /metrics, over the real server."""

import re
import urllib.error
import urllib.request
from dataclasses import replace
from pathlib import Path

import pytest
from browser import LANDSCAPE, PORTRAIT
from dashboard_clinic import Clinic, Visitor, free_port, snapshot
from prometheus_client.parser import text_string_to_metric_families
from test_dashboard_server import Tablet, served
from test_vital_checks import PI, WELL, vitals

from station.dashboard.server import WebServer
from station.settings import DashboardSettings
from station.vital_checks import checks, warnings
from station.vitals import ClockState, Durations, Throttle, Vitals

PAGE = Path(__file__).parent.parent / "docs" / "health.md"
FULL = replace(
    WELL,
    frames_dropped=12,
    resting=1,
    inference=Durations(0.041, 0.067, 900, 40.5),
    reaction=Durations(0.06, 0.1, 900, 57.0),
    cue_delay=Durations(0.061, 0.08, 4, 0.25),
    session=True,
    version="9.9",
    warnings=("The station's other trouble.",),
)
ILL = replace(
    vitals(rate_hz=18.1, temperature_c=82.4, throttle=Throttle.UNDER_VOLTAGE, clock=ClockState.UNSET),
    resting=1,
    inference=Durations(0.058, 0.092, 900, 40.5),
    reaction=Durations(0.08, 0.13, 900, 57.0),
    version="9.9",
)


def fetched(address: str, **headers: str) -> tuple[int, str, str]:
    """Ask the server; status, content type and text."""
    request = urllib.request.Request(address, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.headers["Content-Type"], answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers["Content-Type"], error.read().decode()


def samples(text: str) -> dict[tuple[str, str], float]:
    """Every sample by its name and its only label's value."""
    families = text_string_to_metric_families(text)
    return {(s.name, "".join(s.labels.values())): s.value for family in families for s in family.samples}


def figures(doing: Vitals, folder: Path) -> dict[tuple[str, str], float]:
    with served(folder) as clinic:
        clinic.loop.doing = doing
        status, kind, text = fetched(f"http://127.0.0.1:{clinic.settings.port}/metrics")
    assert status == 200 and kind.startswith("text/plain; version=")
    return samples(text)


def test_the_figures_are_what_the_station_tells(tmp_path):
    told = figures(FULL, tmp_path)
    assert told["station_poses_hz", ""] == 29.8
    assert told["station_frames_dropped_total", ""] == 12
    assert told["station_inference_seconds", "0.5"] == 0.041
    assert told["station_inference_seconds", "0.95"] == 0.067
    assert told["station_inference_seconds_count", ""] == 900
    assert told["station_cue_delay_seconds", "0.95"] == 0.08
    assert told["station_temperature_celsius", ""] == 55.2
    assert told["station_landmarkers_resting", ""] == 1
    assert told["station_disk_free_bytes", ""] == PI.disk_free_bytes
    assert told["station_clock_set", ""] == 1
    assert told["station_session_running", ""] == 1
    assert told["station_info", "9.9"] == 1
    assert told["process_resident_memory_bytes", ""] > 10e6
    assert told["process_open_fds", ""] > 3


@pytest.mark.parametrize("flag", list(Throttle))
def test_each_throttle_flag_is_a_figure(tmp_path, flag):
    told = figures(replace(WELL, host=replace(PI, throttle=flag)), tmp_path)
    now = {name: value for (metric, name), value in told.items() if metric == "station_throttle"}
    assert now == {str(one.name).lower(): float(one is flag) for one in Throttle}


def test_what_is_not_known_is_no_figure(tmp_path):
    told = {name for name, _ in figures(Vitals(), tmp_path)}
    assert not told & {
        "station_temperature_celsius",
        "station_throttle",
        "station_clock_set",
        "station_pose_age_seconds",
    }
    assert "station_poses_hz" in told


def test_open_streams_are_counted(tmp_path):
    with served(tmp_path) as clinic:
        clinic.loop.newest = snapshot()
        tablets = [Tablet(clinic, "/events") for _ in range(2)]
        for tablet in tablets:
            tablet.next_moment()
        told = samples(fetched(f"http://127.0.0.1:{clinic.settings.port}/metrics")[2])
        assert told["station_screens", ""] == 2
        for tablet in tablets:
            tablet.close()


def test_no_figure_names_anybody(tmp_path):
    with served(tmp_path) as clinic:
        clinic.loop.newest, clinic.loop.doing = snapshot(), FULL
        text = fetched(f"http://127.0.0.1:{clinic.settings.port}/metrics")[2]
    assert "Anna" not in text and "trouble" not in text and "192.168" not in text


def test_the_figures_are_for_this_machine_and_who_is_logged_in(tmp_path):
    clinic = Clinic(tmp_path)
    elsewhere = {"environ_base": {"REMOTE_ADDR": "192.168.1.30"}}
    stranger = Visitor(clinic.app)
    assert stranger.get("/metrics").status_code == 200  # the test's client is on this machine
    refused = stranger.get("/metrics", **elsewhere)
    assert refused.status_code == 401 and "station_" not in refused.text
    passed_on = stranger.get("/metrics", headers={"X-Forwarded-For": "192.168.1.30"})
    assert passed_on.status_code == 401
    assert clinic.coach.get("/metrics", **elsewhere).status_code == 200
    assert stranger.get("/health", **elsewhere).status_code == 303


def test_the_settings_may_let_the_network_read_the_figures(tmp_path):
    clinic = Clinic(tmp_path, DashboardSettings(metrics_lan=True))
    elsewhere = {"environ_base": {"REMOTE_ADDR": "192.168.1.30"}}
    assert Visitor(clinic.app).get("/metrics", **elsewhere).status_code == 200
    assert Visitor(clinic.app).get("/health", **elsewhere).status_code == 303


def test_the_page_tells_the_worst_first_and_what_to_do(tmp_path):
    clinic = Clinic(tmp_path)
    clinic.loop.doing = replace(ILL, warnings=(*warnings(ILL), "The disk refuses. Call somebody."))
    text = clinic.coach.get("/health").text
    states = re.findall(r'<li data-state="(\w+)" data-name="(\w+)', text)
    assert states[0] == ("bad", "Station")
    assert [state for state, _ in states] == sorted((state for state, _ in states), key=["bad", "look", "good"].index)
    assert len(re.findall("Give it air.", text)) == 1  # what is a line is not a warning too
    assert "The Pi is warm (82 °C): 18 poses a second instead of 30." in text
    assert "58 and 92 ms" in text


def test_a_station_that_is_well_says_so_and_one_that_has_not_begun_can_be_looked_at(tmp_path):
    clinic = Clinic(tmp_path)
    clinic.loop.doing = WELL
    assert "All is well." in clinic.coach.get("/health").text
    clinic.loop.doing = Vitals()
    assert clinic.coach.get("/health").status_code == 200


def test_every_figure_check_and_sentence_is_documented(tmp_path):
    page = PAGE.read_text(encoding="utf-8")
    for name, _ in figures(FULL, tmp_path):
        assert f"`{name}`" in page or f"`{re.sub('_(count|sum)$', '', name)}`" in page, name
    for doing in (FULL, ILL, vitals(disk_free_bytes=1, memory_free_bytes=1, addresses=()), replace(WELL, pose_age_s=9)):
        for line in checks(doing):
            assert f"**{line.name}**" in page, line.name
            assert line.do in page, line.do


@pytest.mark.browser
@pytest.mark.parametrize("size", [LANDSCAPE, PORTRAIT], ids=["landscape", "portrait"])
def test_the_page_in_a_browser_keeps_itself_up_to_date(tmp_path, tablet, size):
    expect = pytest.importorskip("playwright.sync_api").expect
    clinic = Clinic(tmp_path, DashboardSettings(port=free_port(), threads=8))
    clinic.loop.doing = ILL
    server = WebServer(clinic.app, clinic.settings)
    server.start()
    try:
        page = tablet(size)
        page.goto(server.address)
        page.get_by_label("PIN", exact=True).fill("2468")
        page.get_by_role("button", name="Log in").click()
        page.get_by_role("link", name="Health").click()
        expect(page.locator("#gist")).to_have_text("Something is to be put right.")
        expect(page.locator("li[data-name=Temperature]")).to_contain_text("Give it air.")
        expect(page.locator("#clocks")).to_be_hidden()
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        page.screenshot(path=str(tmp_path / f"health-{size['width']}.png"), full_page=True)
        page.get_by_text("Numbers", exact=True).click()
        expect(page.locator("#numbers")).to_contain_text("58 and 92 ms")
        clinic.loop.doing = WELL
        expect(page.locator("#gist")).to_have_text("All is well.", timeout=20_000)
        expect(page.locator("#numbers")).to_be_visible()  # what was unfolded stays so
        assert page.complaints == []
    finally:
        server.close()


@pytest.mark.browser
def test_a_clock_that_is_off_is_seen_by_the_tablets(tmp_path, tablet):
    expect = pytest.importorskip("playwright.sync_api").expect
    clinic = Clinic(tmp_path, DashboardSettings(port=free_port(), threads=8))
    server = WebServer(clinic.app, clinic.settings)
    server.start()
    try:
        page = tablet()
        page.goto(server.address)
        page.get_by_label("PIN", exact=True).fill("2468")
        page.get_by_role("button", name="Log in").click()
        page.clock.set_fixed_time("2040-05-01T10:00:00Z")
        page.goto(f"{server.address}/health")
        expect(page.locator("#clocks")).to_contain_text("If the tablet is right, sessions get a wrong date.")
    finally:
        server.close()
