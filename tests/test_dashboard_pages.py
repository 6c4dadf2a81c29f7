"""Runners, sessions, a session's page, the stream's text, health."""

import re
from dataclasses import replace
from itertools import chain

import pytest
from dashboard_clinic import SVG, Clinic, Visitor, kept_session, snapshot

from station.dashboard.history import PAGE
from station.dashboard.streams import Streams, events
from station.errors import StoreError
from station.model import DARK, Start
from station.records import Note


@pytest.fixture
def clinic(tmp_path):
    return Clinic(tmp_path)


def test_a_runner_is_added_and_chosen_for_the_next_session(clinic):
    answer = clinic.coach.post("/runners", {"name": " Maria Núñez ", "height_cm": "168"})
    assert (clinic.shelf.people[-1].name, clinic.shelf.people[-1].height_m) == ("Maria Núñez", 1.68)
    assert answer.headers["Location"] == "/?runner=3"
    assert '<option value="3" selected>Maria Núñez</option>' in clinic.coach.get("/?runner=3").text


def test_a_runner_needs_no_height(clinic):
    clinic.coach.post("/runners", {"name": "Kim", "height_cm": ""})
    assert clinic.shelf.people[-1].height_m is None


@pytest.mark.parametrize(
    "form", [{"name": "  "}, {"name": "x" * 81}, {"name": "a\x00b"}, {"name": "A", "height_cm": "1.75"}]
)
def test_a_runner_that_can_not_be_is_refused(clinic, form):
    answer = clinic.coach.post("/runners", form)
    assert answer.status_code == 400 and "80 to 250 cm" in answer.text and len(clinic.shelf.people) == 2


def test_a_name_is_shown_as_written_and_never_run(clinic):
    clinic.coach.post("/runners", {"name": "<script>alert(1)</script>"})
    assert "<script>alert" not in clinic.coach.get("/runners").text + clinic.coach.get("/").text


def test_a_runners_page_lists_only_their_sessions(clinic):
    clinic.shelf.kept[8] = kept_session(8, runner_id=2, runner_name="Jonas Ek")
    page = clinic.coach.get("/runners/2").text
    assert "/sessions/8" in page and "/sessions/7" not in page
    assert clinic.coach.get("/runners/99").status_code == 404


def test_the_list_says_which_sessions_run_and_which_were_interrupted(clinic):
    clinic.shelf.kept[8] = kept_session(8, interrupted=True)
    clinic.shelf.kept[9] = kept_session(9, ended_at=None)
    page = clinic.coach.get("/sessions").text
    assert page.count("interrupted</span>") == 1 and page.count("running now") == 1


def test_a_sessions_page_shows_figures_bands_cues_and_notes(clinic):
    page = clinic.coach.get("/sessions/7").text
    for figure in ("2:25", "400", "160.0", "172.0", "12°", "8°", "Band up to 8°", "Band from 168.0 to 176.0"):
        assert figure in page
    assert "knee cave 12°, limit 8°, mean of 5 steps" in page and "cadence 160.2, limit 168.0;" in page
    assert "New shoes." in page and "interrupted" not in page and "Nobody ended" not in page


def test_an_interrupted_session_says_so_on_its_page(clinic):
    clinic.shelf.kept[7] = kept_session(interrupted=True)
    assert "Nobody ended this session" in clinic.coach.get("/sessions/7").text


def test_a_session_that_was_muted_says_so_on_its_page(clinic):
    assert "muted" not in clinic.coach.get("/sessions/7").text
    clinic.shelf.kept[7] = replace(kept_session(), was_muted=True)
    assert "did not see every cue" in clinic.coach.get("/sessions/7").text


@pytest.mark.parametrize("where", ["/sessions", "/runners/1"])
def test_a_long_list_of_sessions_is_shown_a_page_at_a_time(clinic, where):
    clinic.shelf.kept = {number: kept_session(number) for number in range(1, 2 * PAGE + 2)}
    seen, path = [], where
    while path:
        page = clinic.coach.get(path).text
        seen.append([int(number) for number in re.findall(r'href="/sessions/(\d+)"', page)])
        older = re.search(r'href="(\?before=\d+)"', page)
        path = where + older.group(1) if older else None
    assert [len(numbers) for numbers in seen] == [PAGE, PAGE, 1]
    assert list(chain.from_iterable(seen)) == list(range(2 * PAGE + 1, 0, -1))


@pytest.mark.parametrize("before", ["", "x", "-1", str(2**70)])
def test_a_page_of_sessions_that_can_not_be_is_just_a_page(clinic, before):
    assert clinic.coach.get(f"/sessions?before={before}").status_code == 200


def test_a_session_without_a_step_has_a_page(clinic):
    empty = kept_session(steps=0, cadence_spm=None, cues=0)
    clinic.shelf.kept[7] = replace(empty, steps=(), cues=(), targets=(), notes=())
    page = clinic.coach.get("/sessions/7").text
    assert "No cue was given" in page and "No band" in page


def test_a_note_is_kept_and_shown(clinic):
    answer = clinic.coach.post("/sessions/7/notes", {"text": "Left & right\r\nare better."})
    assert answer.headers["Location"] == "/sessions/7#notes"
    assert isinstance(clinic.shelf.kept[7].notes[-1], Note)
    assert "Left &amp; right" in clinic.coach.get("/sessions/7").text
    assert clinic.coach.post("/sessions/99/notes", {"text": "x"}).status_code == 404


def test_a_plot_is_a_picture_that_may_do_nothing(clinic):
    answer = clinic.coach.get("/sessions/7/cadence.svg")
    assert answer.data == SVG and answer.mimetype == "image/svg+xml"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert clinic.coach.get("/sessions/7/passwords.svg").status_code == 404
    assert clinic.coach.get("/sessions/99/knees.svg").status_code == 404


@pytest.mark.parametrize(("well", "status"), [(True, 200), (False, 503)])
def test_health_needs_no_login_and_tells_a_supervisor(clinic, well, status):
    clinic.loop.well = well
    answer = Visitor(clinic.app).get("/healthz")
    assert answer.status_code == status and answer.json["ok"] is well
    assert answer.json["screens"] == 0


def test_polling_gives_what_a_stream_would(clinic):
    clinic.loop.newest = snapshot()
    assert clinic.coach.get("/live.json").json["cadence"]["value"] == 164.2


def test_a_stream_sends_only_what_is_new_and_beats_in_between():
    streams = Streams(1)
    shown = [snapshot(t=1.0)]
    told = events(lambda: (shown[0], DARK), lambda moment, levels: {"t": moment.estimate.t}, streams.closing)
    assert next(told) == "retry: 1000\n\n"
    assert next(told) == 'data: {"t":1.0}\n\n'
    assert next(told) == "event: beat\ndata: {}\n\n"
    shown[0] = snapshot(t=2.0)
    assert next(told) == 'data: {"t":2.0}\n\n'
    streams.closing.set()
    assert list(told) == []


def test_a_stream_ends_after_a_while_so_that_logins_are_looked_at_again(monkeypatch):
    monkeypatch.setattr("station.dashboard.streams.LONGEST_S", 0.0)
    assert list(events(lambda: (None, DARK), lambda *_: {}, Streams(1).closing)) == ["retry: 1000\n\n"]


def test_a_record_that_can_not_be_read_does_not_hide_the_live_page(clinic, monkeypatch):
    def damaged():
        raise StoreError("The record is damaged.")

    monkeypatch.setattr(clinic.shelf, "runners", damaged)
    page = clinic.coach.get("/")
    assert page.status_code == 200 and "The record is damaged. Until then only guests" in page.text
    clinic.coach.post("/session/start", {"runner_id": ""})
    assert clinic.loop.posted == [Start(None)]


def test_asking_only_for_a_streams_head_takes_no_place(clinic):
    assert clinic.coach.client.head("/events").status_code == 200
    assert clinic.streams.open == 0
