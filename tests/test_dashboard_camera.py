"""The set-up page: who may see it, what it tells, what it refuses."""

import json

import pytest
from camera_parts import BELT_M, CORNERS, Scene
from dashboard_clinic import Clinic, Visitor
from hypothesis import given, settings
from hypothesis import strategies as st

from station import camera_place
from station.dashboard.camera_checks import State, checks
from station.dashboard.camera_words import of_aim, of_standing
from station.looks import Framing, Light, Look, Stillness, Unrest
from station.model import Aim, Aimed, Standing, View

JSON = {"Accept": "application/json"}
TAPS = {
    "corners": json.dumps(CORNERS[View.REAR]),
    "length_cm": str(100 * BELT_M[0]),
    "width_cm": str(100 * BELT_M[1]),
}
LOOK = Look(View.REAR, View.REAR, 960, Framing(500.0, 0.6, ()), Light(0.5, 0, 0), 0.5, False, 0.2, 30.0, 1.75)


@pytest.fixture
def scene(tmp_path):
    scene = Scene(tmp_path)
    scene.run(1.0)
    return scene


@pytest.fixture
def clinic(tmp_path, scene):
    return Clinic(tmp_path, camera=scene.desk)


@pytest.mark.parametrize("path", ["/setup", "/setup/picture.jpg", "/setup/look.json"])
def test_nobody_sees_the_camera_without_the_pin(clinic, path):
    answer = Visitor(clinic.app).get(path)
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/login"


@pytest.mark.parametrize("path", ["/setup", "/setup/stand"])
def test_nobody_changes_the_camera_without_the_pin_or_from_another_page(clinic, scene, path):
    Visitor(clinic.app).post(path, TAPS)
    clinic.coach.client.post(path, data=TAPS)
    clinic.coach.post(path, TAPS, headers={"Origin": "http://evil.example"})
    assert (scene.posted, scene.desk.place, scene.desk.stillness()) == ([], None, None)


def test_the_picture_is_for_this_moment_and_no_cache(clinic, scene):
    answer = clinic.coach.get("/setup/picture.jpg")
    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("image/jpeg", "no-store")
    assert answer.data.startswith(b"\xff\xd8")
    scene.camera.shows = False
    gone = clinic.coach.get("/setup/picture.jpg")
    assert gone.status_code == 503 and "no pictures" in gone.text


def test_taps_are_told_in_words_and_change_nothing_until_they_are_saved(clinic, scene):
    told = clinic.coach.get("/setup/look.json", query_string=TAPS).json
    assert "on the belt's middle line" in told["aim"][0]
    assert told["problem"] is None
    assert {line["name"]: line["state"] for line in told["checks"]}["Height"] == "good"
    assert scene.posted == []
    assert clinic.coach.post("/setup", TAPS, headers=JSON).json == {"kept": True}
    assert scene.posted == [Aimed(scene.desk.place.aim)]
    kept = clinic.coach.get("/setup/look.json").json
    assert {line["name"]: line["state"] for line in kept["checks"]}["Since the set-up"] == "good"
    page = clinic.coach.get("/setup").text
    assert 'value="167"' in page and "151" not in page.split("data-corners")[0]


def test_before_anything_was_tapped_the_page_offers_a_usual_belt(clinic):
    page = clinic.coach.get("/setup").text
    assert 'value="150"' in page and 'value="50"' in page and 'data-corners="[]"' in page


@pytest.mark.parametrize(
    "nonsense",
    [
        {"corners": ""},
        {"corners": "[[1,2],[3,4],[5,6]]"},
        {"corners": "[[0,0],[0,0],[0,0],[0,0]]"},
        {"corners": "[[1,2],[3,4],[5,6],[NaN,8]]"},
        {"corners": "[[1,2],[3,4],[5,6],[1e999,8]]"},
        {"corners": '{"x": 1}'},
        {"length_cm": "79"},
        {"length_cm": "-1"},
        {"width_cm": "nan"},
        {"width_cm": "121"},
        {"length_cm": "80", "width_cm": "120"},
        {"upright": "[[1,2]]"},
        {"upright": "[[1,2],[1,2]]"},
    ],
)
def test_taps_that_make_no_sense_are_refused_in_words_and_nothing_is_lost(clinic, scene, nonsense):
    clinic.coach.post("/setup", TAPS)
    kept, scene.posted[:] = scene.desk.place, []
    answer = clinic.coach.post("/setup", TAPS | nonsense, headers=JSON)
    assert answer.status_code == 400
    assert answer.json["problem"].endswith("Nothing was changed.")
    assert (scene.desk.place, camera_place.load(scene.folder), scene.posted) == (kept, kept, [])
    if nonsense.get("corners") != "":
        assert clinic.coach.get("/setup/look.json", query_string=TAPS | nonsense).json["problem"]


values = st.one_of(
    st.text(max_size=40), st.floats().map(str), st.lists(st.lists(st.floats(), max_size=3)).map(json.dumps)
)


def test_a_browser_that_sends_nonsense_never_breaks_the_page(clinic, scene):
    @settings(max_examples=80, deadline=None)
    @given(st.dictionaries(st.sampled_from([*TAPS, "upright"]), values))
    def send(form):
        asked = clinic.coach.get("/setup/look.json", query_string=TAPS | form)
        assert asked.status_code == 200 and asked.json["checks"]
        answer = clinic.coach.post("/setup", TAPS | form, headers=JSON)
        assert answer.status_code in (200, 400)

    send()


def test_standing_still_is_told_while_it_lasts_and_when_it_is_done(clinic, scene):
    assert clinic.coach.get("/setup/look.json").json["stands_frac"] is None
    assert clinic.coach.post("/setup/stand", headers=JSON).json == {"standing": True}
    scene.run(1.5)
    assert 0.4 < clinic.coach.get("/setup/look.json").json["stands_frac"] < 0.6
    scene.run(2.0)
    told = clinic.coach.get("/setup/look.json").json
    assert told["stands_frac"] is None
    assert told["standing"][0].startswith("The runner's own zero:")


def test_a_recording_has_no_camera_to_set_up(tmp_path):
    answer = Clinic(tmp_path).coach.get("/setup")
    assert answer.status_code == 404 and "plays a recording" in answer.text
    assert Clinic(tmp_path).coach.get("/setup/look.json", headers=JSON).status_code == 404


@pytest.mark.parametrize(
    "name, aim, state",
    [
        ("Distance", {"distance_m": 3.0}, State.GOOD),
        ("Distance", {"distance_m": 2.2}, State.LOOK),
        ("Distance", {"distance_m": 4.5}, State.BAD),
        ("Height", {"height_m": 0.9}, State.GOOD),
        ("Height", {"height_m": 1.2}, State.LOOK),
        ("Height", {"height_m": 0.3}, State.BAD),
        ("Sideways", {"yaw_deg": -2.9}, State.GOOD),
        ("Sideways", {"yaw_deg": -5.0}, State.LOOK),
        ("Sideways", {"yaw_deg": 9.0}, State.BAD),
        ("Level", {"roll_deg": 1.4}, State.GOOD),
        ("Level", {"roll_deg": 3.0}, State.LOOK),
        ("Level", {"roll_deg": -6.0}, State.BAD),
    ],
)
def test_where_the_camera_stands_is_judged_and_what_to_do_is_said(name, aim, state):
    at = Aim(**{"yaw_deg": 0.0, "roll_deg": 0.0, "distance_m": 3.0, "height_m": 0.9} | aim)
    (line,) = [line for line in checks(LOOK, at) if line.name == name]
    assert line.state is state
    assert bool(line.do) == (state is not State.GOOD)


@pytest.mark.parametrize("body_px, state", [(532.0, State.GOOD), (300.0, State.LOOK), (900.0, State.LOOK)])
def test_without_taps_the_bodys_size_tells_the_distance_roughly(body_px, state):
    look = Look(View.REAR, View.REAR, 960, Framing(body_px, 0.6, ()), LOOK.light, 0.5, False, None, 30.0, 1.75)
    (line,) = [line for line in checks(look, None) if line.name == "Distance"]
    assert line.state is state and line.seen.startswith("About")


@pytest.mark.parametrize(
    "view, yaw_deg, words",
    [
        (View.REAR, 1.0, "5 cm left of the belt's middle line (1.0 ± 1.0°)"),
        (View.FRONT, -1.0, "5 cm right of the belt's middle line"),
        (View.LEFT, 2.0, "10 cm left of the line straight across the belt's middle"),
    ],
)
def test_the_aim_is_told_in_words(tmp_path, view, yaw_deg, words):
    aim = Aim(yaw_deg, 1.2, 3.0, 0.9)
    found = Scene(tmp_path, view).desk.found(CORNERS[view], BELT_M, None)
    stands = of_aim(found.model_copy(update={"aim": aim}))[0]
    assert words in stands
    assert "leans 1.2° to the right" in stands


def test_standing_is_told_in_words():
    names = ("pelvic_tilt_deg", "shoulder_tilt_deg", "trunk_side_lean_deg", "left_fppa_deg", "right_fppa_deg")
    told = of_standing(
        Stillness(1.0, Standing(dict(zip(names, (3.4, 2.8, -1.0, 2.2, -0.3), strict=True)), {"a": 0.4}, 90))
    )
    assert told[0].startswith("The runner's own zero: hips 3.4° lower on the left, shoulders 2.8° lower on the left")
    assert "trunk 1.0° to the left, knee angle left +2°, right 0°" in told[0]
    assert "by more than 0.4°" in told[1]
    assert "is the camera level?" in told[2]
    assert "moved" in of_standing(Stillness(1.0, Unrest.MOVED))[0]
    assert "not seen" in of_standing(Stillness(1.0, Unrest.UNSEEN))[0]


def test_each_of_two_cameras_is_set_up_on_its_own_page(tmp_path, scene):
    side = Scene(tmp_path, View.LEFT, number=1)
    side.run(1.0)
    coach = Clinic(tmp_path, camera=scene.desk, second=side.desk).coach
    taps = TAPS | {"corners": json.dumps(CORNERS[View.LEFT])}
    page = coach.get("/setup?camera=2").text
    assert "Camera 1: rear" in page and "Camera 2: left" in page
    assert "/setup/picture.jpg?camera=2" in page and "/setup/look.json?camera=2" in page
    told = coach.get("/setup/look.json", query_string=taps | {"camera": "2"}, headers=JSON).get_json()
    assert told["problem"] is None and told["aim"]
    assert coach.post("/setup?camera=2", taps, headers=JSON).status_code == 200
    assert (side.posted[-1].camera, scene.posted) == (1, [])
    assert side.opened().place and scene.opened().place is None
    assert {path.name for path in tmp_path.glob("camera*.json")} == {"camera-2.json"}
    assert coach.get("/setup/picture.jpg?camera=3").status_code == 404


def test_a_desk_takes_note_of_its_own_camera_alone(tmp_path):
    side = Scene(tmp_path, View.LEFT, number=1)
    side.number = 0  # the other camera's frames
    side.run(1.0)
    assert not side.onlooker.seen
