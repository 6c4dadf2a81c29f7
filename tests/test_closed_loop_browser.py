"""The whole loop as a coach sees it: a real Chromium on a tablet's size, the station as a program, the virtual runner.

`STATION_SCREENSHOTS=docs/images` keeps the pictures that the documentation shows (`make screenshots`).
"""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import LANDSCAPE
from dashboard_clinic import free_port

pytestmark = pytest.mark.browser
expect = pytest.importorskip("playwright.sync_api").expect
PIN = "2580"
BASELINE_S = 15
SOON_MS, LATER_MS = 30_000, 150_000


@pytest.fixture
def address(tmp_path: Path, pose_model: Path) -> Iterator[str]:
    """The station as a program of its own, in front of a virtual runner whose left knee caves."""
    shutil.copytree(pose_model.parent, tmp_path / "models")
    (tmp_path / "station.toml").write_text(f"[coaching]\nbaseline_s = {BASELINE_S}\nbaseline_steps = 18\n")
    port = free_port()
    words = ["run", "--port", str(port), "--data-dir", str(tmp_path), "--config", str(tmp_path / "station.toml")]
    program = subprocess.Popen(
        [sys.executable, "-c", "from station.cli import main; main()", *words], stdout=subprocess.PIPE, text=True
    )
    assert program.stdout and "http" in program.stdout.readline()
    yield f"http://127.0.0.1:{port}"
    program.send_signal(signal.SIGINT)
    program.communicate(timeout=60)
    assert program.returncode == 0


def picture(page: Any, name: str) -> None:
    if folder := os.environ.get("STATION_SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=name == "report")


def cadence(page: Any) -> float:
    whole, part = page.locator("#cadence .whole").inner_text(), page.locator("#cadence .part").inner_text()
    return float(whole + part)


def test_a_coach_runs_a_session_and_the_runner_answers(tablet: Any, address: str) -> None:
    page = tablet(LANDSCAPE)
    page.goto(address)
    page.get_by_label("PIN", exact=True).fill(PIN)
    page.get_by_label("The same PIN again").fill(PIN)
    page.get_by_role("button", name="Keep this PIN").click()

    # a live cadence, the runner's stick figure, and what is true beside what is measured
    expect(page.locator("#cadence .whole")).to_have_text(re.compile(r"1[456]\d"), timeout=SOON_MS)
    expect(page.locator("#cadence .truth")).to_contain_text("virtual runner", timeout=SOON_MS)
    expect(page.locator("#tracking")).to_contain_text("Good", timeout=SOON_MS)

    page.get_by_role("button", name="New session").click()
    expect(page.get_by_label(re.compile("Free run"))).to_be_checked()
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.locator("#stage")).to_contain_text("Baseline", timeout=SOON_MS)
    picture(page, "baseline")
    expect(page.locator("#stage")).to_contain_text("Feedback on", timeout=LATER_MS)
    before = cadence(page)

    # the cue lamp is seen, the cue is read, and the runner answers it
    expect(page.locator("#lamp-left figcaption b")).to_have_text(re.compile("on", re.I), timeout=LATER_MS)
    picture(page, "cue")
    expect(page.locator("#cue")).to_contain_text("quicker, shorter steps")
    page.wait_for_function(
        "wanted => Number(document.querySelector('#cadence .whole').innerText) >= wanted",
        arg=before + 6,
        timeout=LATER_MS,
    )
    page.get_by_role("button", name="Train…").click()  # one thing at a time: the knee when the coach says so
    page.get_by_role("button", name="Knees straight").click()
    expect(page.locator("#train")).to_have_text("Knees straight", timeout=SOON_MS)
    expect(page.locator("#cue")).to_contain_text("left kneecap", timeout=LATER_MS)
    expect(page.locator("#lamp-left figcaption b")).to_have_text(re.compile("on", re.I), timeout=LATER_MS)
    picture(page, "live")
    after = cadence(page)
    assert after > before + 5

    page.get_by_role("button", name="End session").click()
    expect(page.get_by_role("button", name="New session")).to_be_visible(timeout=SOON_MS)
    page.goto(f"{address}/sessions")
    page.get_by_role("link", name=re.compile("Open the session")).first.click()
    expect(page.get_by_role("heading", name="Guest")).to_be_visible()
    expect(page.get_by_text("Quicker steps").first).to_be_visible()
    drawn = "() => [...document.querySelectorAll('.plot img')].every(image => image.complete && image.naturalWidth)"
    page.wait_for_function(drawn, timeout=SOON_MS)
    expect(page.locator(".plot img")).to_have_count(2)
    picture(page, "report")

    assert all(asked.startswith((address, "data:")) for asked in page.asked)
    assert page.complaints == []
