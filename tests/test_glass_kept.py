"""The measured delay on its way: into the record with its session, onto the pages, into the figures."""

import time
from contextlib import closing
from types import SimpleNamespace

import pytest
from beats import REAR, run
from dashboard_clinic import Loop, Shelf, Visitor, snapshot

from station.dashboard.app import create_app
from station.glass import GlassDelay
from station.sessions.recorder import Recorder
from station.sessions.store import Store
from station.settings import DashboardSettings

FIRST, SECOND = GlassDelay(81.25, 120.5, 24, 1.5), GlassDelay(95.0, 140.0, 22, 1.25)


def session(recorder: Recorder) -> None:
    recorder.begin(REAR, None, 0.0, "{}")
    for beat in run(4.0):
        recorder.record(beat)


def test_each_session_keeps_the_newest_delay_that_was_known_in_it(tmp_path) -> None:
    with closing(Store(tmp_path)) as store:
        recorder = Recorder(store, commit_every_s=0.1)
        session(recorder)
        recorder.end(4.0)
        recorder.glass(FIRST)  # between sessions: kept with the next
        session(recorder)
        time.sleep(0.3)  # written once already
        recorder.glass(SECOND)
        recorder.end(4.0)
        session(recorder)
        recorder.close()
        assert [store.session(number).glass for number in (1, 2, 3)] == [None, SECOND, SECOND]


@pytest.fixture
def coach(tmp_path):
    glass = SimpleNamespace(working=False, words="", measure=lambda: vars(glass).update(working=True, words="blinks"))
    camera = SimpleNamespace(setup=REAR, place=None, look=lambda: None, stillness=lambda: None)
    app = create_app(Loop(), Shelf(), DashboardSettings(), tmp_path, camera_desks=(camera,), glass=glass)
    coach = Visitor(app)
    coach.log_in()
    return coach


def test_nothing_blinks_while_the_lamps_are_a_runners(tmp_path) -> None:
    loop, glass = Loop(), SimpleNamespace(working=False, words="")
    loop.newest = snapshot()
    coach = Visitor(create_app(loop, Shelf(), DashboardSettings(), tmp_path, glass=glass))
    coach.log_in()
    answer = coach.post("/setup/delay", headers={"Accept": "application/json"})
    assert answer.status_code == 409 and "A session runs" in answer.text


def test_the_camera_page_has_the_lamp_blink_and_tells_what_came_of_it(coach) -> None:
    page = coach.get("/setup").text
    assert "Delay from light to cue" in page and "/setup/delay" in page
    before = coach.get("/setup/look.json").json
    assert (before["delay"], before["blinks"]) == ("", False)
    assert coach.post("/setup/delay", headers={"Accept": "application/json"}).json == {"measuring": True}
    after = coach.get("/setup/look.json").json
    assert (after["delay"], after["blinks"]) == ("blinks", True)


def test_nothing_blinks_without_a_login(coach) -> None:
    coach.client.delete_cookie("station_8080")
    assert coach.client.post("/setup/delay").status_code in {302, 303, 400, 401, 403}
