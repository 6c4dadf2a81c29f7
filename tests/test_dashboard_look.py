"""What can be checked of the look without looking: contrast, words, nothing from elsewhere."""

import re
from pathlib import Path

import pytest

import station.dashboard

ROOM = Path(station.dashboard.__file__).parent
CSS = (ROOM / "static/station.css").read_text()
PAGES = sorted((ROOM / "templates").glob("*.html")) + sorted((ROOM / "static").glob("*"))
COLOURS = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", CSS)) | {"white": "#ffffff", "stale": "#6a757f"}


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        ("ink", "card"), ("ink", "paper"), ("ink", "wash"), ("ink", "quiet"), ("ink", "orange"), ("ink", "yellow"),
        ("soft", "card"), ("soft", "paper"), ("stale", "card"), ("refused", "card"), ("blue-deep", "card"),
        ("white", "blue"), ("white", "night"), ("white", "ink"), ("night", "white"),
    ],
)  # fmt: skip
def test_text_stands_out_from_its_ground(ink, ground):
    light, dark = sorted((luminance(COLOURS[ink]), luminance(COLOURS[ground])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_the_stale_grey_is_the_one_that_was_checked():
    assert ".stale .value" in CSS and COLOURS["stale"] in CSS


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_nothing_comes_from_elsewhere(page):
    found = re.findall(r"(?:https?:)?//[a-z][^\s\"')]*", page.read_text())
    assert [address for address in found if address != "http://www.w3.org/2000/svg"] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_word_diagnoses_treats_or_promises(page):
    assert (
        re.findall(r"(?i)diagnos|treatment|\bcures?\b|injur|prevents|heal(?!th)|valgus|patient", page.read_text()) == []
    )
