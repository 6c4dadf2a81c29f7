"""Where the camera stands is kept whole, read back the same, and refused in words where it can not be right."""

import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from station.camera_place import FILE, Place, forget, keep, load, read
from station.errors import AimError
from station.model import Setup, View

SIZE_PX = (720, 960)
BELT_M = (1.4, 0.5)
CORNERS = ((268.5, 817.0), (450.0, 817.0), (414.5, 687.0), (305.5, 687.0))
SETUP = Setup(View.REAR, *SIZE_PX)


def place(**more: object) -> Place:
    return Place.found(View.REAR, SIZE_PX, CORNERS, BELT_M, **more)  # type: ignore[arg-type]


def damaged(folder: Path, **fields: object) -> Path:
    """Write a set-up in which some fields were changed; None takes one away."""
    kept = json.loads(keep(folder, place()).read_text()) | fields
    path = folder / FILE
    path.write_text(json.dumps({name: value for name, value in kept.items() if value is not None}))
    return path


def test_what_was_kept_is_read_back_the_same(tmp_path: Path) -> None:
    kept = place(
        focal_px=820.0,
        upright_px=((600.0, 700.0), (601.0, 100.0)),
        edges_px=[((1.0, 2.0), (3.0, 4.0))],
        fingerprint="abc",
    )
    keep(tmp_path, kept)
    assert load(tmp_path) == kept
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def test_nothing_is_known_before_a_set_up_and_after_it_was_taken_away(tmp_path: Path) -> None:
    assert load(tmp_path) is None
    keep(tmp_path, place())
    forget(tmp_path)
    assert load(tmp_path) is None


def test_the_belt_is_found_again_from_what_was_kept(tmp_path: Path) -> None:
    keep(tmp_path, place(upright_px=((600.0, 700.0), (610.0, 100.0))))
    kept = load(tmp_path)
    assert kept is not None
    assert asdict(kept.belt.aim) == asdict(kept.aim)
    assert kept.belt.place_m(CORNERS[0]) == pytest.approx((-0.25, -0.7), abs=0.01)


def test_a_file_that_was_cut_off_is_told_with_what_to_do(tmp_path: Path) -> None:
    path = keep(tmp_path, place())
    path.write_text(path.read_text()[:100])
    with pytest.raises(AimError, match=r"camera\.json is no camera set-up.*[Ss]et the camera up again"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"aim": asdict(place().aim) | {"yaw_deg": 80.0}}, "yaw_deg must be between -25 and 25"),
        ({"aim": asdict(place().aim) | {"roll_sd_deg": "much"}}, "roll_sd_deg"),
        ({"aim": None}, "aim: Field required"),
        ({"view": "above"}, "view"),
        ({"colour": "red"}, "colour"),
        ({"belt_width_m": -1}, "belt_width_m"),
    ],
)
def test_a_set_up_that_can_not_be_is_told_field_by_field(tmp_path: Path, fields: dict[str, object], said: str) -> None:
    with pytest.raises(AimError, match=said):
        read(damaged(tmp_path, **fields))


def test_a_set_up_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(AimError, match="can not be read: No such file"):
        read(tmp_path / "none.json")


def test_an_aim_is_given_to_its_own_camera_only() -> None:
    here = place()
    assert here.given_to(SETUP).aim == here.aim
    with pytest.raises(AimError, match="rear view, not front"):
        here.given_to(replace(SETUP, view=View.FRONT))
    with pytest.raises(AimError, match="720x960, not 640x480"):
        here.given_to(replace(SETUP, width_px=640, height_px=480))
