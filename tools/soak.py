"""Let the station run for half an hour in front of the virtual runner, three browsers on its pages, and look on.

    python -m tools.soak [--minutes 30] [--browsers 3] [--frame-rate 30] [--json FILE]

Told: memory after five minutes and at the end, poses a second with browsers and without (before and after, in the same
run, for machines are noisy), cues that fired and were not played, frames dropped. The browsers are real Chromiums and
take their share of this machine's cores: on a Pi they run on tablets.
"""

import json
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import mean, median
from urllib.request import urlopen

import click
import psutil
from playwright.sync_api import Page, sync_playwright
from rich.progress import Progress

PIN = "2468"
PAGES = ("/", "/runner", "/health")
SETTLED_S = 300.0
"""Memory is compared from here on."""

EVERY_S = 2.0
WITHOUT_S = 150.0
"""So long without browsers before, and again after."""


@dataclass(slots=True)
class Watched:
    """What was seen, a sample every two seconds."""

    at_s: list[float] = field(default_factory=list)
    rss_mb: list[float] = field(default_factory=list)
    poses_hz: list[float] = field(default_factory=list)
    browsers: list[int] = field(default_factory=list)
    dropped: int = 0

    def rate(self, browsers: bool) -> float:
        return mean(hz for hz, there in zip(self.poses_hz, self.browsers, strict=True) if bool(there) is browsers)

    def growth_frac(self) -> float:
        """Return how much more memory the last minute held than the first after settling."""
        settled = [mb for mb, at in zip(self.rss_mb, self.at_s, strict=True) if at >= SETTLED_S]
        few = max(1, round(60 / EVERY_S))
        return median(settled[-few:]) / median(settled[:few]) - 1


@click.command()
@click.option("--minutes", default=30.0, show_default=True)
@click.option("--browsers", default=3, show_default=True)
@click.option("--frame-rate", default=30.0, show_default=True)
@click.option("--json", "file", type=click.Path(path_type=Path))
def main(minutes: float, browsers: int, frame_rate: float, file: Path | None) -> None:
    """Soak, and print what was seen."""
    with tempfile.TemporaryDirectory() as folder, _station(Path(folder), frame_rate) as (process, address):
        watched = _soak(process, address, minutes * 60, browsers)
        process.send_signal(2)
        process.wait(timeout=30)
        report = _report(watched) | _cues(Path(folder) / "data")
    for name, value in report.items():
        click.echo(f"{name:>28}: {value}")
    if file:
        file.write_text(json.dumps({"report": report, "samples": asdict(watched)}), encoding="utf-8")


@contextmanager
def _station(folder: Path, frame_rate: float) -> Iterator[tuple[psutil.Popen, str]]:
    settings = folder / "station.toml"
    settings.write_text(f"[virtual]\nframe_rate_hz = {frame_rate}\n[dashboard]\nport = 8099\n", encoding="utf-8")
    command = [sys.executable, "-m", "station", "run", "--config", settings, "--data-dir", folder / "data", "--start"]
    _model(folder / "data")
    with open(folder / "station.log", "w", encoding="utf-8") as log:
        process = psutil.Popen([str(word) for word in command], stdout=log, stderr=subprocess.STDOUT)
    try:
        address = "http://127.0.0.1:8099"
        _wait_for(address)
        yield process, address
    finally:
        if process.is_running():
            process.kill()


def _model(data: Path) -> None:
    """Provide the pose model there, from where the user keeps it."""
    subprocess.run([sys.executable, "-m", "station", "model", "--data-dir", str(data)], check=True, stdout=sys.stderr)


def _wait_for(address: str) -> None:
    for _ in range(120):
        time.sleep(0.5)
        if _health(address).get("ok"):
            return
    raise click.ClickException("The station did not come up.")


def _health(address: str) -> dict[str, float]:
    try:
        with urlopen(f"{address}/healthz", timeout=5) as answer:
            return dict(json.load(answer))
    except OSError as error:
        body = getattr(error, "read", lambda: b"{}")()
        return dict(json.loads(body or b"{}"))


def _soak(process: psutil.Popen, address: str, length_s: float, browsers: int) -> Watched:
    watched, began_s = Watched(), time.monotonic()
    with Progress() as progress, sync_playwright() as chromium:
        task = progress.add_task("soaking", total=length_s + 2 * WITHOUT_S)

        def look(until_s: float, pages: list[Page]) -> None:
            while (at_s := time.monotonic() - began_s) < until_s:
                _sample(watched, process, address, at_s, len(pages))
                progress.update(task, completed=at_s)
                _wait(pages)

        look(WITHOUT_S, [])
        browser = chromium.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"])
        look(WITHOUT_S + length_s, [_opened(browser.new_page(), address, PAGES[n % 3], n) for n in range(browsers)])
        browser.close()
        look(2 * WITHOUT_S + length_s, [])
    return watched


def _wait(pages: list[Page]) -> None:
    if pages:
        pages[0].wait_for_timeout(1000 * EVERY_S)  # the browser's own events are served meanwhile
    else:
        time.sleep(EVERY_S)


def _opened(page: Page, address: str, path: str, number: int) -> Page:
    page.goto(f"{address}/login")
    page.get_by_label("PIN", exact=False).first.fill(PIN)
    if number == 0:
        page.locator("input[name=again]").fill(PIN)
    page.locator("form button").first.click()
    page.goto(address + path)
    return page


def _sample(watched: Watched, process: psutil.Popen, address: str, at_s: float, browsers: int) -> None:
    health = _health(address)
    watched.at_s.append(at_s)
    watched.rss_mb.append(process.memory_info().rss / 2**20)
    watched.poses_hz.append(float(health.get("poses_hz", 0.0)))
    watched.browsers.append(browsers)
    watched.dropped = int(health.get("frames_dropped", 0))


def _report(watched: Watched) -> dict[str, object]:
    without, beside = watched.rate(False), watched.rate(True)
    settled = next(mb for mb, at in zip(watched.rss_mb, watched.at_s, strict=True) if at >= SETTLED_S)
    return {
        "memory after 5 min, MB": round(settled, 1),
        "memory at the end, MB": round(watched.rss_mb[-1], 1),
        "growth, %": round(100 * watched.growth_frac(), 2),
        "poses/s without browsers": round(without, 2),
        "poses/s with browsers": round(beside, 2),
        "rate kept, %": round(100 * beside / without, 2),
        "frames dropped": watched.dropped,
    }


def _cues(data: Path) -> dict[str, object]:
    with closing(sqlite3.connect(next(data.glob("*.db")))) as record:
        fired, unplayed = record.execute("SELECT count(*), count(*) - count(played_t) FROM cues").fetchone()
    return {"cues fired": fired, "cues not played": unplayed}


if __name__ == "__main__":
    main()
