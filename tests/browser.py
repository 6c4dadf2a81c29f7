"""A real Chromium for tests marked `browser`, the size of a tablet."""

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest

LANDSCAPE = {"width": 1280, "height": 800}
PORTRAIT = {"width": 800, "height": 1280}
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run", "--disable-quic",
)  # fmt: skip


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The browser, once for the whole run."""
    program = shutil.which("chromium", path="/usr/bin:/usr/local/bin:/snap/bin")
    if program is None:
        pytest.skip("no Chromium here: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def tablet(chromium: Any) -> Iterator[Callable[..., Any]]:
    """Hand out pages; each keeps `page.complaints` (console errors) and `page.asked` (addresses).

    A script that throws fails the test that it happened in.
    """
    opened, thrown = [], []

    def hand_out(size: dict[str, int] = LANDSCAPE, **how: Any) -> Any:
        context = chromium.new_context(viewport=size, **how)
        opened.append(context)
        page = context.new_page()
        page.complaints, page.asked = [], []
        page.on("console", lambda said: page.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: thrown.append(error.stack))
        page.on("request", lambda request: page.asked.append(request.url))
        return page

    yield hand_out
    for context in opened:
        context.close()
    assert thrown == []
