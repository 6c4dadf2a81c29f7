"""The guided set-up behind its page: places kept and used, standing measured, a moved camera found out."""

import threading

import cv2
import numpy as np
import pytest
from camera_parts import BELT_M, CORNERS, Scene

from station import camera_place
from station.errors import AimError
from station.looks import Stillness, Unrest
from station.model import Aimed, Standing, Start, Stood, View


@pytest.fixture
def scene(tmp_path) -> Scene:
    return Scene(tmp_path)


def set_up(scene: Scene) -> None:
    scene.desk.keep(scene.desk.found(CORNERS[scene.view], BELT_M, None))


def looked_after(scene: Scene) -> tuple[str, ...]:
    """Begin a session; return what is told once its first look has been taken."""
    scene.run(3.0, Start())
    for thread in threading.enumerate():
        if thread.name == "look":
            thread.join()
    return scene.desk.warnings


@pytest.mark.parametrize("view", CORNERS)
def test_four_corners_tell_where_the_renderers_camera_stood(tmp_path, view):
    desk = Scene(tmp_path, view).desk
    aim = desk.found(CORNERS[view], BELT_M, None).aim
    # it looks at a point 13 cm ahead of the belt's middle, which from the side is 2.2 degrees
    assert (aim.yaw_deg, aim.roll_deg) == pytest.approx((2.2 if view is View.LEFT else 0.0, 0.0), abs=0.5)
    assert aim.height_m == pytest.approx(0.90, abs=0.1)
    assert 3.0 < aim.distance_m < 3.9  # 3.5, and the lens is not known


def test_a_place_that_is_kept_is_measured_with_at_once_and_after_a_restart(scene):
    set_up(scene)
    aim = scene.desk.place.aim
    assert scene.posted == [Aimed(aim)]
    assert scene.desk.setup.aim == aim
    again = scene.opened()
    assert (again.setup.aim, again.place) == (aim, scene.desk.place)
    assert again.warnings == ()


def test_looking_at_taps_changes_nothing(scene):
    scene.desk.found(CORNERS[View.REAR], BELT_M, None)
    assert (scene.posted, scene.desk.place, scene.desk.setup.aim) == ([], None, None)
    assert camera_place.load(scene.folder) is None


def test_a_place_of_another_view_is_not_used_and_that_is_said(scene):
    set_up(scene)
    other = Scene(scene.folder, View.FRONT).desk
    assert (other.place, other.setup.aim) == (None, None)
    assert "not front" in other.warnings[0]


def test_a_damaged_place_is_said_and_measuring_goes_on_without(scene):
    (scene.folder / camera_place.FILE).write_text("{")
    desk = scene.opened()
    assert desk.setup.aim is None
    assert "Set the camera up again" in desk.warnings[0]


def test_a_place_that_can_not_be_written_is_refused_and_the_old_one_stays(scene):
    set_up(scene)
    kept, scene.posted[:] = scene.desk.place, []
    (scene.folder / camera_place.FILE).with_suffix(".new").mkdir()
    with pytest.raises(AimError, match="can not be kept"):
        set_up(scene)
    assert (scene.desk.place, scene.posted) == (kept, [])
    assert camera_place.load(scene.folder) == kept


def test_the_picture_is_kept_nowhere_and_the_print_shows_no_runner(scene):
    scene.run(1.0)
    assert scene.desk.picture().startswith(b"\xff\xd8")
    set_up(scene)
    assert [path.name for path in scene.folder.iterdir()] == [camera_place.FILE]
    grey = scene.onlooker.print()
    scene.onlooker.seen.clear()
    assert len(grey) < len(scene.onlooker.print())  # she was in the latter


def test_three_seconds_of_standing_become_the_runners_zero_once(scene):
    assert scene.desk.stillness() is None
    scene.run(1.0)
    scene.desk.stand()
    assert scene.desk.stillness() == Stillness(0.0)
    scene.run(1.5)
    assert 0.4 < scene.desk.stillness().done_frac < 0.6
    scene.run(2.0)
    found = scene.desk.stillness().result
    assert isinstance(found, Standing)
    assert found.poses == pytest.approx(90, abs=2)
    assert scene.desk.stillness() == scene.desk.stillness()
    assert scene.posted == [Stood(found)]


def test_a_runner_who_runs_has_no_zero(tmp_path):
    scene = Scene(tmp_path, faults=())
    scene.run(5.0)
    scene.desk.stand()
    scene.run(4.0)
    assert scene.desk.stillness() == Stillness(1.0, Unrest.MOVED)
    assert scene.posted == []


def test_a_camera_that_stands_where_it_stood_gives_no_warning(scene):
    scene.run(1.0)
    set_up(scene)
    assert looked_after(scene) == ()


def test_a_camera_moved_since_is_told_when_the_next_session_begins_until_it_is_set_up_anew(scene):
    scene.run(1.0)
    set_up(scene)
    push = np.array([[1.0, 0, 5], [0, 1, 3]])
    scene.camera.image = cv2.warpAffine(scene.camera.image, push, (480, 640), borderMode=cv2.BORDER_REFLECT)
    assert scene.desk.warnings == ()
    assert ["The camera has moved" in line for line in looked_after(scene)] == [True]
    set_up(scene)
    assert scene.desk.warnings == ()
    assert looked_after(scene) == ()


def test_a_view_that_was_set_wrong_is_told_when_a_session_begins(tmp_path):
    (line,) = looked_after(Scene(tmp_path, View.FRONT, seen_from=View.REAR))
    assert "seen from behind" in line and "--view rear" in line


def test_a_camera_that_is_gone_is_not_called_moved(scene):
    set_up(scene)
    scene.camera.shows = False
    assert looked_after(scene) == ()
    assert (scene.desk.picture(), scene.desk.look()) == (None, None)
