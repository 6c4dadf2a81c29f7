"""The first visit from a tablet: the code on the station's own screen, and the QR codes beside it."""

import re

import cv2
import numpy as np
import pytest
from dashboard_clinic import PIN, Loop, Shelf, Visitor

from station.appliance.access_point import AccessPoint
from station.dashboard.app import create_app
from station.dashboard.lockout import FREE_TRIES
from station.settings import DashboardSettings

POINT = AccessPoint("Station-K7PX", "abcd;efgh2345")


@pytest.fixture
def app(tmp_path):
    return create_app(Loop(), Shelf(), DashboardSettings(lan=True, port=80), tmp_path, access_point=lambda: POINT)


def tablet(app):
    visitor = Visitor(app)
    visitor.client.environ_base["REMOTE_ADDR"] = "10.42.0.23"
    return visitor


def code_on_screen(app):
    return re.search(r"<span>(\d{3} \d{3})</span>", Visitor(app).get("/runner").text)[1]


def test_a_tablet_needs_the_code_that_the_stations_own_screen_shows(app):
    visitor, code = tablet(app), code_on_screen(app)
    assert (
        "Code on the station&#39;s screen" in visitor.get("/login").text or 'name="code"' in visitor.get("/login").text
    )
    without = visitor.log_in()
    assert without.status_code == 401 and "not the code" in without.text
    wrong = f"{(int(code.replace(' ', '')) + 1) % 10**6:06}"
    assert visitor.post("/login", {"pin": PIN, "again": PIN, "code": wrong}).status_code == 401
    assert visitor.post("/login", {"pin": PIN, "again": PIN, "code": code}).headers["Location"] == "/"
    assert visitor.get("/").status_code == 200


def test_the_code_can_not_be_guessed(app):
    visitor, code = tablet(app), code_on_screen(app)
    for _ in range(FREE_TRIES + 1):
        visitor.post("/login", {"pin": PIN, "again": PIN, "code": "x"})
    assert visitor.post("/login", {"pin": PIN, "again": PIN, "code": code}).status_code == 429


def test_the_code_is_shown_to_the_stations_own_screen_only(app):
    code = code_on_screen(app)
    for path in ("/runner", "/login", "/runner/join/wifi.svg", "/runner/join/page.svg", "/healthz", "/runner.json"):
        answer = tablet(app).get(path)
        assert (
            code not in answer.text and code.replace(" ", "") not in answer.text and POINT.password not in answer.text
        )
    proxied = Visitor(app).get("/runner", headers={"X-Forwarded-For": "10.42.0.23"})
    assert code not in proxied.text


def test_at_the_station_itself_no_code_is_needed(app):
    assert 'name="code"' not in Visitor(app).get("/login").text
    assert Visitor(app).log_in().headers["Location"] == "/"


def test_once_there_is_a_pin_the_screen_is_the_runners_and_tells_nothing(app):
    Visitor(app).log_in()
    page = Visitor(app).get("/runner").text
    assert 'id="word"' in page and POINT.password not in page
    assert Visitor(app).get("/runner/join/wifi.svg").status_code == 404
    assert 'name="code"' not in tablet(app).get("/login").text


def test_a_station_that_serves_itself_only_shows_the_runners_screen(tmp_path):
    alone = create_app(Loop(), Shelf(), DashboardSettings(), tmp_path)
    assert 'id="word"' in Visitor(alone).get("/runner").text


@pytest.mark.parametrize(
    ("what", "told"),
    [("wifi", "WIFI:T:WPA;S:Station-K7PX;P:abcd\\;efgh2345;;"), ("page", "http://10.42.0.1")],
)
def test_a_camera_reads_the_qr_codes(app, what, told):
    drawn = Visitor(app).get(f"/runner/join/{what}.svg")
    assert drawn.mimetype == "image/svg+xml" and "style=" not in drawn.text  # the page's rules allow none
    assert cv2.QRCodeDetector().detectAndDecode(raster(drawn.text))[0] == told


def raster(svg):
    """Draw a QR code of segno's: one path of horizontal strokes, one unit a module, on a white ground."""
    size = int(re.search(r'viewBox="0 0 (\d+) \1"', svg)[1])
    picture = np.full((size, size), 255, np.uint8)
    x = y = 0.0
    for command, numbers in re.findall(r"([Mmh])([-0-9. ]+)", re.search(r'stroke="#000" d="([^"]+)"', svg)[1]):
        values = [float(value) for value in re.findall(r"-?[0-9.]+", numbers)]
        if command == "h":
            picture[int(y), int(x) : int(x + values[0])] = 0
            x += values[0]
        else:
            x, y = values if command == "M" else (x + values[0], y + values[1])
    return cv2.resize(picture, None, fx=8, fy=8, interpolation=cv2.INTER_NEAREST)


def test_without_an_access_point_no_wifi_is_offered(tmp_path):
    app = create_app(Loop(), Shelf(), DashboardSettings(lan=True, port=8080), tmp_path)
    page = Visitor(app).get("/runner").text
    assert "Wi-Fi" not in page and ":8080" in page
    assert Visitor(app).get("/runner/join/wifi.svg").status_code == 404
