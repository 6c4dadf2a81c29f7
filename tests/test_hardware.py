"""What a builder reads: wiring and drawings are made from the settings now, parts compile, links and sums hold."""

import re
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree as Tree

import pytest
from click.testing import CliRunner

from station.dashboard.camera_checks import DISTANCE_M
from station.settings import Settings, SignalsSettings
from tools.hardware.__main__ import HARDWARE, main, pages
from tools.hardware.electrics import (
    ALL_PINS_MAX_A,
    PIN_MAX_A,
    PIN_V,
    RED,
    Led,
    at_least_ohm,
    at_most_ohm,
    base_current_a,
    base_resistor_ohm,
    edge_resistor_ohm,
    led_current_a,
    led_resistor_ohm,
)
from tools.hardware.header import PI_4, ground_pins, header, physical_pin
from tools.hardware.pictures import MOUNT, PARTS, PICTURES
from tools.hardware.places import GROUNDS, PLACES
from tools.hardware.wires import all_lamps_a, grounds, wires

DEFAULTS = SignalsSettings()
PAGES = pages(Settings())
PIN_SETTINGS = [name for name in SignalsSettings.model_fields if name.endswith(("_pin", "_pins"))]
SIGNALS = wires(DEFAULTS)
BED_MM = 220.0


def texts(drawing: str) -> list[str]:
    return [element.text or "" for element in Tree.fromstring(drawing).iter() if element.tag.endswith("}text")]


@pytest.mark.parametrize("name", sorted(PAGES))
def test_what_is_shipped_is_what_the_settings_and_checks_say_now(name):
    assert (HARDWARE / name).read_text(encoding="utf-8") == PAGES[name], "make it anew: python -m tools.hardware"


def test_every_pin_of_the_settings_has_a_place_and_a_wire():
    assert set(PLACES) == set(PIN_SETTINGS)
    named = [getattr(DEFAULTS, name) for name in PIN_SETTINGS]
    assert {wire.bcm for wire in SIGNALS} == {
        pin for pins in named for pin in (pins if isinstance(pins, tuple) else (pins,))
    }


def test_every_wire_is_in_table_and_drawing_with_pin_colour_and_resistor():
    table, drawn = PAGES["wiring.md"], texts(PAGES["wiring.svg"])
    for wire in SIGNALS:
        place = wire.place
        row = next(
            line for line in table.splitlines() if line.startswith(f"| **{wire.pin}** | {wire.bcm} | `{wire.setting}`")
        )
        assert place.what in row
        assert f"{place.lead}, {place.wire}" in row
        assert {str(wire.pin), f"GPIO{wire.bcm}", f"{place.lead} {place.wire}"} <= set(drawn)
        assert any(words.startswith(place.what) for words in drawn)
        assert place.resistor_ohm is None or (f"{place.resistor_ohm} Ω" in row and f"{place.resistor_ohm} Ω" in drawn)


def test_the_header_is_drawn_whole_and_no_pin_serves_twice():
    assert {str(number) for number in range(1, 41)} <= set(texts(PAGES["wiring.svg"]))
    used = [wire.pin for wire in SIGNALS] + [ground.pin for ground in grounds(SIGNALS).values()]
    assert len(used) == len(set(used))
    assert {ground.pin for ground in grounds(SIGNALS).values()} <= set(ground_pins())


def test_no_two_wires_of_a_lead_have_one_colour_and_a_network_cable_has_enough():
    wired = [(wire.place.lead, wire.place.wire) for wire in SIGNALS] + [
        (lead, wire) for lead, wire, _ in GROUNDS.values()
    ]
    assert len(wired) == len(set(wired))
    assert all(sum(lead == one for lead, _ in wired) <= 8 for one in "ABC")


def test_counted_pins_are_the_header_s_own_on_both_boards():
    assert (physical_pin(17), physical_pin(18), physical_pin(26), physical_pin(10)) == (11, 12, 37, 19)
    assert [pin.name for pin in header().values()] == [pin.name for pin in header(PI_4).values()]


def test_a_moved_pin_moves_in_table_and_drawing():
    moved = pages(Settings(signals=SignalsSettings(left_lamp_pin=21)))
    assert "| **40** | 21 | `left_lamp_pin`" in moved["wiring.md"]
    assert moved["wiring.svg"] != PAGES["wiring.svg"]


def test_a_strip_takes_the_place_of_five_lamps():
    wired = wires(SignalsSettings(bar="strip"))
    assert [(wire.bcm, wire.pin) for wire in wired if wire.place.part == "strip"] == [(10, 19)]
    assert not [wire for wire in wired if wire.setting == "bar_pins"]
    assert any(
        words.startswith("data of the lamp strip")
        for words in texts(pages(Settings(signals=SignalsSettings(bar="strip")))["wiring.svg"])
    )


def test_the_command_writes_all_of_it_for_a_settings_file(tmp_path):
    config = tmp_path / "station.toml"
    config.write_text("[signals]\nbuzzer_pin = 12\n")
    done = CliRunner().invoke(main, ["--config", str(config), "--out", str(tmp_path / "out")])
    assert done.exit_code == 0
    assert {path.name for path in (tmp_path / "out").iterdir()} == set(PAGES)
    assert "| **32** | 12 | `buzzer_pin`" in (tmp_path / "out" / "wiring.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("wire", [wire for wire in SIGNALS if wire.place.led], ids=lambda wire: f"GPIO{wire.bcm}")
def test_no_lamp_takes_more_than_a_pin_gives_and_each_is_bright_enough(wire):
    led, ohm = wire.place.led, wire.place.resistor_ohm
    assert led_current_a(led, ohm, worst=True) <= PIN_MAX_A
    assert led_current_a(led, ohm) >= 0.003


def test_all_lamps_together_take_less_than_all_pins_give():
    assert all_lamps_a(SIGNALS) < all_lamps_a(SIGNALS, worst=True) <= ALL_PINS_MAX_A


def test_resistors_are_what_ohm_says_in_the_values_that_boxes_hold():
    assert led_resistor_ohm(RED) == 330  # (3.3 - 2.0) / 4 mA = 325
    assert (
        led_resistor_ohm(Led("of little voltage left", 3.1, 2.0)) == 180
    )  # the worst of the bag decides: 1.3 V / 8 mA
    assert edge_resistor_ohm() == 470  # 3.3 V / 8 mA = 412
    assert [at_least_ohm(ohm) for ohm in (10, 10.1, 100, 325, 390, 821)] == [10, 12, 100, 330, 390, 1000]
    assert [at_most_ohm(ohm) for ohm in (10, 11.9, 100, 520, 999)] == [10, 10, 100, 470, 820]


def test_a_base_gets_a_twentieth_of_the_load_and_a_pin_is_not_asked_for_too_much():
    for load_a in (0.02, 0.05, 0.1, 0.15):
        assert load_a / 20 <= base_current_a(base_resistor_ohm(load_a)) <= PIN_MAX_A
    with pytest.raises(ValueError, match="take a MOSFET"):
        base_resistor_ohm(0.3)
    assert PIN_V / edge_resistor_ohm() <= PIN_MAX_A


@pytest.mark.parametrize("name", [name for name in PAGES if name.endswith(".svg")])
def test_drawings_are_well_formed_and_no_words_leave_them(name):
    root = Tree.fromstring(PAGES[name])
    width, height = float(root.get("width")), float(root.get("height"))
    for element in root.iter():
        if element.tag.endswith("}text"):
            left, right = extent(element)
            assert left >= -1 and right <= width + 1, element.text
            assert 0 < float(element.get("y")) <= height, element.text


def extent(element) -> tuple[float, float]:
    """Return a line's left and right end, px, at 0.6 of the letter's height a letter."""
    x, long = float(element.get("x")), 0.6 * float(element.get("font-size")) * len(element.text)
    return {"start": (x, x + long), "middle": (x - long / 2, x + long / 2), "end": (x - long, x)}[
        element.get("text-anchor")
    ]


def test_placement_is_drawn_and_written_with_the_checks_own_distances():
    words = f"{DISTANCE_M[0]:g} to {DISTANCE_M[1]:g} m"
    assert words in (HARDWARE / "placement.md").read_text(encoding="utf-8")
    for view in ("rear", "front", "side"):
        assert any(words in line for line in texts(PAGES[f"placement-{view}.svg"]))


def test_links_pictures_and_their_places_in_a_page_exist():
    for page in HARDWARE.glob("*.md"):
        for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
            name, _, heading = target.partition("#")
            there = page.parent / name if name else page
            assert there.exists(), f"{page.name}: {target}"
            assert not heading or heading in headings(there), f"{page.name}: {target}"


def headings(page: Path) -> set[str]:
    titles = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def test_the_sums_of_the_parts_are_right():
    rows = [
        line.split("|")[2:4]
        for line in (HARDWARE / "parts.md").read_text(encoding="utf-8").splitlines()
        if line.count("|") == 5
    ]
    priced = [
        [int(cell.strip(" *")) for cell in row] for row in rows if all(cell.strip(" *").isdigit() for cell in row)
    ]
    *parts, sums = priced
    assert [sum(column) for column in zip(*parts, strict=True)] == sums
    assert len(parts) > 10
    assert sums[0] <= 200


def test_every_printed_part_has_a_picture():
    assert {picture.drawing for picture in PICTURES} == set(PARTS) == {path.stem for path in MOUNT.glob("*.scad")}
    for picture in PICTURES:
        assert (MOUNT / f"{picture.name}.png").stat().st_size > 5_000
        assert f"mount/{picture.name}.png" in (HARDWARE / "README.md").read_text(encoding="utf-8")


@pytest.mark.skipif(not shutil.which("openscad"), reason="openscad is not installed")
@pytest.mark.parametrize(("drawing", "part"), [(drawing, part) for drawing, parts in PARTS.items() for part in parts])
def test_every_part_is_one_body_that_lies_on_the_bed_and_fits_it(drawing, part, tmp_path):
    out = tmp_path / "part.stl"
    command = ["openscad", "-o", str(out), "-D", f'part="{part}"', "-D", "$fn=12", str(MOUNT / f"{drawing}.scad")]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stderr
    assert "WARNING" not in said
    assert re.search(r"Simple:\s+yes", said), said
    assert re.search(r"Volumes:\s+2\b", said), "a part in two pieces, or with a hollow inside"
    corners = [tuple(map(float, row)) for row in re.findall(r"vertex (\S+) (\S+) (\S+)", out.read_text())]
    low, high = ([pick(column) for column in zip(*corners, strict=True)] for pick in (min, max))
    assert low[2] == pytest.approx(0.0, abs=0.01)
    assert all(top - bottom <= BED_MM for bottom, top in zip(low, high, strict=True))
