"""The camera is set up on the tablet: a real Chromium, the whole station, the virtual runner standing on her belt.

`STATION_SCREENSHOTS=docs/images` keeps the picture that the documentation shows.
"""

import os
import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from camera_parts import BELT_M, CORNERS, STANDING, pushed_print
from dashboard_clinic import free_port

from station import camera_place
from station.live import Station
from station.model import Aim, Start, View
from station.settings import Settings

pytestmark = pytest.mark.browser
expect = pytest.importorskip("playwright.sync_api").expect

PIN = "2580"
SOON_MS = 60_000
SIZES = {"landscape": {"width": 1024, "height": 768}, "portrait": {"width": 768, "height": 1024}}
WIDTH_PX, HEIGHT_PX = 480, 640


@pytest.fixture
def station(tmp_path: Path, pose_model: Path) -> Iterator[Station]:
    shutil.copytree(pose_model.parent, tmp_path / "models")
    settings = Settings.model_validate(
        {
            "camera": {"view": "rear"},
            "store": {"data_dir": tmp_path},
            "dashboard": {"port": free_port()},
            "virtual": {"faults": (STANDING,), "frame_rate_hz": 20},
        }
    )
    with closing(Station(settings)) as station:
        station.start()
        yield station


def until(true: Callable[[], object], what: str) -> None:
    deadline_s = time.monotonic() + SOON_MS / 1000
    while not true():
        assert time.monotonic() < deadline_s, f"never happened: {what}"
        time.sleep(0.05)


def opened(page: Any, station: Station) -> Any:
    page.goto(station.address)
    page.get_by_label("PIN", exact=True).fill(PIN)
    if page.get_by_label("The same PIN again").count():
        page.get_by_label("The same PIN again").fill(PIN)
    page.get_by_role("button").last.click()
    page.get_by_role("link", name="Camera").click()
    expect(page.locator("#hint")).to_contain_text(re.compile("Tap corner 1|All tapped"), timeout=SOON_MS)
    return page


def on_screen(page: Any, x_px: float, y_px: float) -> tuple[float, float]:
    """Return where a point of the camera's picture is on the screen: the picture lies within margins."""
    box = page.locator("#picture").bounding_box()
    scale = box["width"] / (WIDTH_PX * 1.24)
    return box["x"] + (x_px + 0.12 * WIDTH_PX) * scale, box["y"] + (y_px + 0.02 * HEIGHT_PX) * scale


def aim_in_use(station: Station) -> Aim | None:
    snapshot = station.snapshot()
    return snapshot.setup.aim if snapshot else None


def drag(page: Any, from_px: tuple[float, float], to_px: tuple[float, float]) -> None:
    page.mouse.move(*on_screen(page, *from_px))
    page.mouse.down()
    page.mouse.move(*on_screen(page, *to_px), steps=3)
    page.mouse.up()


def check(page: Any, name: str) -> Any:
    return page.locator(f'#checks li[data-name="{name}"]')


@pytest.mark.parametrize("size", SIZES)
def test_a_coach_taps_the_belt_and_from_then_on_the_station_knows_where_its_camera_stands(
    tablet: Any, station: Station, size: str
) -> None:
    page = opened(tablet(SIZES[size], has_touch=True), station)
    save = page.get_by_role("button", name="Save")
    expect(save).to_be_disabled()
    page.get_by_label("Length").fill(str(100 * BELT_M[0]))
    page.get_by_label("Width").fill(str(100 * BELT_M[1]))

    for number, corner in enumerate(CORNERS[View.REAR], 1):
        expect(page.locator("#hint")).to_have_text(f"Tap corner {number} of 4.")
        page.locator("#picture").scroll_into_view_if_needed()
        page.touchscreen.tap(*on_screen(page, *corner))
    expect(page.locator("#aim")).to_contain_text("m from the belt's middle", timeout=SOON_MS)
    expect(check(page, "Height")).to_have_attribute("data-state", "good", timeout=SOON_MS)
    expect(check(page, "View")).to_contain_text("✓ Good", timeout=SOON_MS)
    expect(check(page, "Since the set-up")).to_contain_text("Not known")
    assert aim_in_use(station) is None

    save.click()
    expect(page.locator("#hint")).to_contain_text("Saved")
    expect(check(page, "Since the set-up")).to_contain_text("✓ Good", timeout=SOON_MS)
    until(lambda: aim_in_use(station), "the aim is in use")
    place = camera_place.load(station.settings.store.data_dir)
    assert place and place.aim == aim_in_use(station)
    assert abs(place.aim.yaw_deg) < 1.5  # a tap is right to about two px of the screen
    assert (place.belt_length_m, place.belt_width_m) == pytest.approx(BELT_M)
    for tapped, corner in zip(place.corners_px, CORNERS[View.REAR], strict=True):
        assert tapped == pytest.approx(corner, abs=3)

    page.get_by_role("button", name="Measure").click()
    expect(page.locator("#standing")).to_contain_text("The runner's own zero", timeout=SOON_MS)
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert not wide
    assert page.complaints == []
    assert all(asked.startswith(station.address) for asked in page.asked)
    if (folder := os.environ.get("STATION_SCREENSHOTS")) and size == "landscape":
        page.screenshot(path=Path(folder) / "camera.png", full_page=True)


def test_a_corner_can_be_dragged_and_nudged_and_taps_that_are_no_belt_are_refused_in_words(
    tablet: Any, station: Station
) -> None:
    page = opened(tablet(SIZES["landscape"]), station)
    corners = CORNERS[View.REAR]
    for corner in corners:
        page.mouse.click(*on_screen(page, *corner))
    expect(page.locator("#aim")).to_contain_text("m from the belt's middle", timeout=SOON_MS)
    drag(page, corners[0], (320.0, 300.0))
    expect(page.locator("#aim")).to_have_attribute("data-problem", "true", timeout=SOON_MS)
    expect(page.get_by_role("button", name="Save")).to_be_disabled()
    drag(page, (320.0, 300.0), corners[0])
    expect(page.get_by_role("button", name="Save")).to_be_enabled(timeout=SOON_MS)

    before = page.locator("#aim").inner_text()
    page.keyboard.press("2")
    for _ in range(3):
        page.keyboard.press("Shift+ArrowRight")
    expect(page.locator("#aim")).not_to_have_text(before, use_inner_text=True, timeout=SOON_MS)

    page.get_by_role("button", name="Add an upright").click()
    expect(page.get_by_role("button", name="Save")).to_be_disabled()
    expect(page.locator("#hint")).to_contain_text("upright")
    for end in ((134.0, 480.0), (132.0, 290.0)):  # the left handrail's post
        page.mouse.click(*on_screen(page, *end))
    expect(page.get_by_role("button", name="Save")).to_be_enabled(timeout=SOON_MS)
    page.get_by_role("button", name="Tap anew").click()
    expect(page.locator("#hint")).to_have_text("Tap corner 1 of 4.")


def test_a_session_that_runs_keeps_its_set_up_and_a_camera_found_moved_is_told_on_the_live_page(
    tablet: Any, station: Station
) -> None:
    page = opened(tablet(SIZES["landscape"]), station)
    for corner in CORNERS[View.REAR]:
        page.mouse.click(*on_screen(page, *corner))
    station.post(Start())
    until(lambda: (s := station.snapshot()) and s.session, "a session runs")
    save = page.get_by_role("button", name="Save")
    expect(save).to_be_enabled(timeout=SOON_MS)
    save.click()
    expect(page.locator("#hint")).to_contain_text("a session that runs keeps its own")
    until(lambda: camera_place.load(station.settings.store.data_dir), "the place is kept")
    assert aim_in_use(station) is None

    camera = station._cameras[0]  # as if the stand had been pushed since: what is kept is of a picture 8 px beside
    place = camera.place
    camera.place = place.model_copy(update={"fingerprint": pushed_print(place.fingerprint)})
    station.post(Start())
    page.get_by_role("link", name="Live").click()
    expect(page.locator("#banner")).to_contain_text("The camera has moved", timeout=SOON_MS)
