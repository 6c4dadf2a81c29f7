"""The first visit in a real browser: the station's screen, its QR codes as a camera sees them, a tablet's way in."""

import os
import socket
from pathlib import Path

import cv2
import numpy as np
import pytest
from dashboard_clinic import PIN, Loop, Shelf, free_port

from station.appliance.access_point import AccessPoint
from station.dashboard.app import create_app
from station.dashboard.server import WebServer
from station.settings import DashboardSettings

pytestmark = pytest.mark.browser
POINT = AccessPoint("Station-K7PX", "h7k2mq9xw4pt")
WIDE, ON_ITS_END = {"width": 1920, "height": 1080}, {"width": 1080, "height": 1920}


INSIDE = """[...document.querySelectorAll('li')].every((card) => {
  const edge = card.getBoundingClientRect();
  return [...card.querySelectorAll('p, span, img, h2')].map((part) => part.getBoundingClientRect())
    .every((part) => part.left >= edge.left && part.right <= edge.right && part.bottom <= edge.bottom);
})"""
"""Nothing is wider or higher than its card."""


@pytest.fixture
def box(tmp_path):
    settings = DashboardSettings(lan=True, port=free_port())
    app = create_app(Loop(), Shelf(), settings.model_copy(update={"port": 80}), tmp_path, access_point=lambda: POINT)
    web = WebServer(app, settings)
    web.start()
    yield web
    web.close()


@pytest.mark.parametrize("size", [WIDE, ON_ITS_END])
def test_the_screen_shows_how_to_begin(box, tablet, size, monkeypatch):
    monkeypatch.setattr("socket.gethostname", lambda: "station")
    screen = tablet(size)
    screen.goto(f"{box.address}/runner")
    screen.wait_for_function("[...document.images].every((image) => image.complete)")
    assert screen.evaluate("document.body.scrollHeight <= innerHeight")
    assert screen.evaluate(INSIDE)
    assert screen.get_by_text("or http://station.local").is_visible()
    picture = screen.screenshot()
    seen = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_COLOR)
    told = [screen.locator("img").nth(number).bounding_box() for number in range(2)]
    read = [_read(seen, box) for box in told]
    assert read == [f"WIFI:T:WPA;S:{POINT.ssid};P:{POINT.password};;", "http://10.42.0.1"]
    assert screen.complaints == []
    if (folder := os.environ.get("STATION_SCREENSHOTS")) and size is WIDE:
        (Path(folder) / "first-visit.png").write_bytes(picture)


def test_a_tablet_types_the_code_and_the_screen_becomes_the_runners(box, tablet):
    screen, visitor = tablet(WIDE), tablet()
    screen.goto(f"{box.address}/runner")
    code = screen.locator(".code").inner_text()
    visitor.goto(f"http://{socket.gethostname()}:{box.address.rpartition(':')[2]}/")
    for field, text in (("#code", "000000"), ("#pin", PIN), ("#again", PIN)):
        visitor.fill(field, text)
    visitor.click("button.go")
    assert "not the code" in visitor.locator("[role=alert]").inner_text() or code == "000 000"
    for field, text in (("#code", code), ("#pin", PIN), ("#again", PIN)):
        visitor.fill(field, text)
    visitor.click("button.go")
    visitor.wait_for_url("**/")
    screen.wait_for_selector("#word", timeout=20_000)  # by itself: nobody can press anything there


def _read(picture, place):
    x, y, width, height = (int(place[name]) for name in ("x", "y", "width", "height"))
    return cv2.QRCodeDetector().detectAndDecode(picture[y : y + height, x : x + width])[0]
