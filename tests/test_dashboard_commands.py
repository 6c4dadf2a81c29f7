"""What the coach may tell the loop."""

from urllib.parse import quote

import pytest
from dashboard_clinic import PROGRAMMES, Clinic, Visitor, snapshot
from hypothesis import given, settings
from hypothesis import strategies as st

from station.model import (
    Band,
    Extend,
    Felt,
    Focus,
    Halt,
    Mute,
    Pain,
    Pick,
    Resume,
    Retarget,
    Skip,
    Speed,
    Start,
    Stop,
    Symptom,
    Targets,
)

JSON = {"Accept": "application/json"}
OF_SESSION = {
    "/session/resume": {},
    "/session/skip": {},
    "/session/extend": {},
    "/session/focus": {"focus": "cadence"},
    "/session/pain": {"score": "3"},
    "/session/felt": {"symptom": "dizziness"},
    "/session/speed": {},
}
"""What only a running session can take, each with a form that is right."""
PATHS = (
    "/session/start", "/session/stop", "/session/halt", "/mute", "/targets", "/runners", "/sessions/7/notes",
    *OF_SESSION,
)  # fmt: skip


FREE = PROGRAMMES["free-run"].plan(1)


@pytest.fixture(scope="module")
def clinic(tmp_path_factory):
    return Clinic(tmp_path_factory.mktemp("clinic"))


@pytest.fixture(autouse=True)
def nothing_posted(clinic):
    clinic.loop.posted.clear()
    clinic.loop.newest = None


@pytest.mark.parametrize(
    ("path", "form", "command"),
    [
        ("/session/start", {"runner_id": "2"}, Start(2, FREE)),
        ("/session/start", {"runner_id": ""}, Start(None, FREE)),
        ("/session/start", {}, Start(None, FREE)),
        ("/session/stop", {}, Stop()),
        ("/mute", {"muted": "true"}, Mute(True)),
        ("/mute", {"muted": "false"}, Mute(False)),
        ("/targets", {"low_spm": "168", "high_spm": "176"}, Retarget(Targets(Band(168.0, 176.0)))),
        ("/targets", {"low_spm": "100", "high_spm": "190"}, Retarget(Targets(Band(100.0, 190.0)))),
        ("/targets", {"low_spm": "", "high_spm": "", "own_baseline": "true"}, Retarget(Targets())),
    ],
)
def test_a_command_reaches_the_loop(clinic, path, form, command):
    assert clinic.coach.post(path, form).headers["Location"] == "/"
    assert clinic.loop.posted == [command]


@pytest.mark.parametrize(
    ("path", "form", "command"),
    [
        ("/session/halt", {}, Halt()),
        ("/session/resume", {}, Resume()),
        ("/session/skip", {}, Skip()),
        ("/session/extend", {}, Extend(60.0)),
        ("/session/extend", {"seconds": "120"}, Extend(120.0)),
        ("/session/focus", {"focus": "knee_cave"}, Pick(Focus.KNEE_CAVE)),
        ("/session/pain", {"score": "0"}, Pain(0)),
        ("/session/pain", {"score": "10"}, Pain(10)),
        ("/session/felt", {"symptom": "chest_pain"}, Felt(Symptom.CHEST_PAIN)),
        ("/session/speed", {"kmh": ""}, Speed(None)),
        ("/session/speed", {"kmh": "9"}, Speed(2.5)),
        ("/session/speed", {"kmh": "1.1"}, Speed(1.1 / 3.6)),
        ("/session/speed", {"kmh": "28.8"}, Speed(8.0)),
    ],
)
def test_a_command_of_a_session_reaches_its_coach(clinic, path, form, command):
    clinic.loop.newest = snapshot()
    assert clinic.coach.post(path, form).headers["Location"] == "/"
    assert clinic.loop.posted == [command]


@pytest.mark.parametrize("path", OF_SESSION)
def test_without_a_session_there_is_nothing_to_tell_its_coach(clinic, path):
    for newest in (None, snapshot(session=None)):
        clinic.loop.newest = newest
        answer = clinic.coach.post(path, OF_SESSION[path], headers=JSON)
        assert answer.status_code == 409 and answer.json["problem"] == "No session is running. Nothing was changed."
    assert clinic.loop.posted == []


def test_stop_is_never_refused(clinic):
    for newest in (None, snapshot(session=None), snapshot()):
        clinic.loop.newest = newest
        assert clinic.coach.post("/session/halt", {"x": "nonsense"}, headers=JSON).json == {"posted": "halt"}
    assert clinic.loop.posted == [Halt()] * 3


@pytest.mark.parametrize("path", [*OF_SESSION, "/session/halt"])
def test_nobody_who_is_not_logged_in_commands_anything(clinic, path):
    clinic.loop.newest = snapshot()
    stranger = Visitor(clinic.app)
    assert stranger.post(path, OF_SESSION.get(path, {}), headers=JSON).status_code == 401
    assert clinic.loop.posted == []


def test_a_script_gets_json_instead_of_a_page(clinic):
    assert clinic.coach.post("/session/stop", headers=JSON).json == {"posted": "stop"}
    assert "from 100 to 190" in clinic.coach.post("/targets", {"low_spm": "1"}, headers=JSON).json["problem"]


def test_what_is_no_form_starts_nothing(clinic):
    token = {"X-CSRFToken": clinic.coach.token()}
    answer = clinic.coach.client.post("/session/start", data="[[[]]]", content_type="application/json", headers=token)
    assert answer.status_code == 400
    assert clinic.loop.posted == []


@pytest.mark.parametrize(
    "name", ["Zoë \N{RUNNER}\u200d\u2640\ufe0f", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"]
)
def test_names_that_need_joiners_are_taken(clinic, name):
    clinic.coach.post("/runners", {"name": name})
    assert name in [runner.name for runner in clinic.shelf.runners()]


def test_a_name_is_one_line(clinic):
    assert clinic.coach.post("/runners", {"name": "Anna\nBerg"}).status_code == 400


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/session/start", {"runner_id": "99"}),
        ("/session/start", {"runner_id": "-1"}),
        ("/session/start", {"runner_id": "9" * 5000}),
        ("/session/start", {"runner_id": "anna"}),
        ("/session/start", {"what": "perhaps"}),
        ("/session/start", {"what": "0"}),
        ("/session/start", {"focus": "speed"}),
        ("/session/start", {"pain_preset": "toe"}),
        ("/session/start", {"pain_before": "11"}),
        ("/session/start", {"pain_before": "-1"}),
        ("/session/start", {"pain_before": "much"}),
        ("/session/extend", {"seconds": "0"}),
        ("/session/extend", {"seconds": "601"}),
        ("/session/extend", {"seconds": "nan"}),
        ("/session/focus", {}),
        ("/session/focus", {"focus": "speed"}),
        ("/session/pain", {}),
        ("/session/pain", {"score": "11"}),
        ("/session/pain", {"score": "2.5"}),
        ("/session/felt", {}),
        ("/session/felt", {"symptom": "boredom"}),
        ("/session/speed", {"kmh": "0"}),
        ("/session/speed", {"kmh": "28.9"}),
        ("/session/speed", {"kmh": "fast"}),
        ("/mute", {}),
        ("/mute", {"muted": "perhaps"}),
        ("/targets", {}),
        ("/targets", {"low_spm": "168"}),
        ("/targets", {"low_spm": "176", "high_spm": "168"}),
        ("/targets", {"low_spm": "170", "high_spm": "170"}),
        ("/targets", {"low_spm": "99.9", "high_spm": "170"}),
        ("/targets", {"low_spm": "170", "high_spm": "190.1"}),
        ("/targets", {"low_spm": "nan", "high_spm": "170"}),
        ("/targets", {"low_spm": "170", "high_spm": "inf"}),
        ("/targets", {"low_spm": "170", "high_spm": "1e999"}),
    ],
)
def test_nonsense_is_refused_in_plain_words_and_changes_nothing(clinic, path, form):
    clinic.loop.newest = None if path == "/session/start" else snapshot()
    answer = clinic.coach.post(path, form)
    assert answer.status_code == 400 and "Nothing was changed." in answer.text
    assert clinic.loop.posted == []


fields = st.sampled_from(
    [
        "runner_id", "muted", "low_spm", "high_spm", "own_baseline", "name", "height_cm", "text", "pin", "x",
        "what", "programme", "focus", "pain_preset", "pain_before", "score", "symptom", "kmh", "seconds",
    ]
)  # fmt: skip
values = st.one_of(st.text(max_size=60), st.integers().map(str), st.floats().map(str), st.just("true"))


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(PATHS), st.dictionaries(fields, values, max_size=5))
def test_a_browser_that_posts_nonsense_never_breaks_the_station(clinic, path, form):
    clinic.loop.newest = snapshot() if path in OF_SESSION else None
    answer = clinic.coach.post(path, form, headers=JSON)
    assert answer.status_code in (200, 303, 400, 409)
    if answer.status_code == 400:
        assert "Nothing was changed." in answer.json["problem"]
    for command in clinic.loop.posted:
        if isinstance(command, Pain):
            assert 0 <= command.score <= 10
        if isinstance(command, Retarget) and command.targets.cadence_spm:
            band = command.targets.cadence_spm
            assert 100 <= band.low < band.high <= 190


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(PATHS),
    st.binary(max_size=200),
    st.sampled_from(
        ["application/json", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "text/plain", "x"]
    ),
    st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=30),
)
def test_a_body_that_is_no_form_never_breaks_the_station(clinic, path, body, kind, host):
    headers = {"X-CSRFToken": clinic.coach.token(), "Host": host or "localhost"}
    assert clinic.coach.client.post(path, data=body, content_type=kind, headers=headers).status_code < 500


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.sampled_from(["pin", "again", "x"]), values))
def test_a_stranger_who_posts_nonsense_does_not_get_in(clinic, form):
    stranger = Visitor(clinic.app)
    assert stranger.post("/login", form).status_code in (401, 429)
    assert stranger.get("/live.json").status_code == 401


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40), st.text(max_size=20))
def test_an_address_that_is_nonsense_never_breaks_the_station(clinic, path, query):
    path = quote(path).lstrip("/")  # two slashes at the beginning would be another host, to the browser of this test
    for where in (f"/{path}", f"/sessions/{path}", f"/runners/{path}", f"/sessions/7/{path}.svg"):
        assert clinic.coach.get(where, query_string={"runner": query}).status_code < 500


def test_a_number_too_large_for_any_database_is_just_not_there(clinic):
    for path in (f"/sessions/{2**63}", f"/runners/{2**31}", "/sessions/0"):
        assert clinic.coach.get(path).status_code == 404
