"""What the coach may tell the loop."""

from urllib.parse import quote

import pytest
from dashboard_clinic import Clinic, Visitor, snapshot
from hypothesis import given, settings
from hypothesis import strategies as st

from station.model import Band, Mute, Retarget, Start, Stop, Targets

JSON = {"Accept": "application/json"}
PATHS = ("/session/start", "/session/stop", "/mute", "/targets", "/runners", "/sessions/7/notes")


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
        ("/session/start", {"runner_id": "2"}, Start(2)),
        ("/session/start", {"runner_id": ""}, Start(None)),
        ("/session/start", {}, Start(None)),
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


def test_a_script_gets_json_instead_of_a_page(clinic):
    assert clinic.coach.post("/session/stop", headers=JSON).json == {"posted": "stop"}
    assert "from 100 to 190" in clinic.coach.post("/targets", {"low_spm": "1"}, headers=JSON).json["problem"]


def test_what_is_no_form_starts_nothing(clinic):
    token = {"X-CSRFToken": clinic.coach.token()}
    answer = clinic.coach.client.post("/session/start", data="[[[]]]", content_type="application/json", headers=token)
    assert answer.status_code == 400
    assert clinic.loop.posted == []


def test_a_session_that_runs_is_not_ended_by_a_second_start(clinic):
    clinic.loop.newest = snapshot()
    answer = clinic.coach.post("/session/start", {"runner_id": "2"})
    assert answer.status_code == 409 and "A session of Anna Berg is running. Stop it first." in answer.text
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
    answer = clinic.coach.post(path, form)
    assert answer.status_code == 400 and "Nothing was changed." in answer.text
    assert clinic.loop.posted == []


fields = st.sampled_from(
    ["runner_id", "muted", "low_spm", "high_spm", "own_baseline", "name", "height_cm", "text", "pin", "x"]
)
values = st.one_of(st.text(max_size=60), st.integers().map(str), st.floats().map(str), st.just("true"))


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(PATHS), st.dictionaries(fields, values, max_size=5))
def test_a_browser_that_posts_nonsense_never_breaks_the_station(clinic, path, form):
    answer = clinic.coach.post(path, form, headers=JSON)
    assert answer.status_code in (200, 303, 400)
    if answer.status_code == 400:
        assert "Nothing was changed." in answer.json["problem"]
    for command in clinic.loop.posted:
        assert isinstance(command, Start | Stop | Mute | Retarget)
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
