"""Only our own pages may act."""

import pytest
from dashboard_clinic import Clinic

from station.errors import StoreError
from station.model import Stop


@pytest.fixture
def clinic(tmp_path):
    return Clinic(tmp_path)


@pytest.mark.parametrize(
    "path",
    [
        "/session/start", "/session/stop", "/session/halt", "/session/resume", "/session/skip", "/session/pain",
        "/mute", "/targets", "/runners", "/sessions/7/notes",
    ],
)  # fmt: skip
def test_a_change_without_the_pages_token_is_refused(clinic, path):
    answer = clinic.coach.client.post(path, data={"muted": "true", "name": "X", "text": "X"})
    assert answer.status_code == 400 and "Nothing was changed" in answer.text
    assert clinic.loop.posted == [] and len(clinic.shelf.people) == 2 and len(clinic.shelf.kept[7].notes) == 1


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://localhost", "http://localhost:81"])
def test_a_change_from_another_page_is_refused_even_with_the_token(clinic, origin):
    assert clinic.coach.post("/session/stop", headers={"Origin": origin}).status_code == 400
    assert clinic.loop.posted == []


def test_our_own_page_may_act(clinic):
    assert clinic.coach.post("/session/stop", headers={"Origin": "http://localhost"}).status_code == 303
    assert clinic.loop.posted == [Stop()]


@pytest.mark.parametrize(
    "host", ["evil.example", "station.evil.example:8080", "127.0.0.1.evil.example", "[::1", "a..b"]
)
def test_a_public_name_that_points_here_is_refused(clinic, host):
    assert clinic.coach.get("/healthz", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize(
    "host", ["127.0.0.1:8080", "192.168.1.20:8080", "[fe80::1]:8080", "station.local", "station:8080"]
)
def test_an_address_of_the_local_network_is_answered(clinic, host):
    assert clinic.coach.get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("path", ["/", "/login", "/static/live.js", "/live.json", "/nowhere"])
def test_nobody_may_frame_sniff_or_script_a_page(clinic, path):
    headers = clinic.coach.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy and "frame-ancestors 'none'" in policy and "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff" and headers["X-Frame-Options"] == "DENY"


def test_pages_with_names_are_not_left_in_a_cache(clinic):
    assert clinic.coach.get("/runners").headers["Cache-Control"] == "no-store"


def test_an_unknown_page_says_so_in_words(clinic):
    answer = clinic.coach.get("/nowhere")
    assert answer.status_code == 404 and "no such page" in answer.text


def test_a_record_that_can_not_be_read_is_explained_in_its_own_words(clinic, monkeypatch):
    def full(*_):
        raise StoreError("The disk is full. Delete something and try again.")

    monkeypatch.setattr(clinic.shelf, "sessions", full)
    answer = clinic.coach.get("/sessions")
    assert answer.status_code == 503 and "The disk is full" in answer.text


def test_too_much_at_once_is_refused(clinic):
    assert clinic.coach.post("/sessions/7/notes", {"text": "x" * 100_000}).status_code == 413
