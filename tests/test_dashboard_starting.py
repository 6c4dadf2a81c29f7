"""How a session begins: programmes in a real record, pain asked before."""

import re
from datetime import date, timedelta

import pytest
from dashboard_clinic import PROGRAMMES, Clinic, Visitor, enrolment, snapshot

from station.model import FREE_RUN, Focus, PainPreset, Start
from station.record_desk import RecordDesk
from station.sessions.store import Store

JSON = {"Accept": "application/json"}
EIGHT = PROGRAMMES["faded-eight"]


@pytest.fixture
def store(tmp_path):
    opened = Store(tmp_path)
    opened.add_runner("Anna Berg")
    opened.add_runner("Jonas Ek")
    yield opened
    opened.close()


@pytest.fixture
def clinic(store, tmp_path):
    return Clinic(tmp_path, shelf=RecordDesk(store, PROGRAMMES))


def begin(clinic, **form):
    return clinic.coach.post("/session/start", form, headers=JSON)


def started(clinic) -> Start:
    (command,) = clinic.loop.posted
    assert isinstance(command, Start)
    clinic.loop.posted.clear()
    return command


def choices(clinic, runner_id=""):
    return clinic.coach.get(f"/session/choices?runner_id={runner_id}")


def chosen(page) -> str:
    (value,) = re.findall(r'name="what" value="([^"]+)" checked', page.text)
    return value


def test_a_guest_runs_free_and_is_told_why_there_is_no_programme(clinic):
    page = choices(clinic)
    assert chosen(page) == "free" and "a guest can not be on a programme" in page.text
    assert 'value="begin"' not in page.text
    assert begin(clinic).status_code == 200
    assert started(clinic) == Start(None, PROGRAMMES["free-run"].plan(1))
    assert "a guest can do a free run" in begin(clinic, what="begin", programme=EIGHT.name).json["problem"]


def test_a_runner_begins_a_programme_and_is_offered_its_next_session_first(clinic, store):
    assert chosen(choices(clinic, 1)) == "free"
    begin(clinic, runner_id="1", what="begin", programme=EIGHT.name, focus="cadence", pain_preset="tendon")
    (enrolled,) = store.enrolments(1)
    start = started(clinic)
    assert (start.runner_id, start.enrolment_id) == (1, enrolled.enrolment_id)
    assert start.plan == EIGHT.plan(1, focus=Focus.CADENCE, pain_preset=PainPreset.TENDON)
    page = choices(clinic, 1)
    assert chosen(page) == str(enrolled.enrolment_id)
    assert "session 1 of 8, due today, quicker steps. Runs up to pain 5." in page.text
    begin(clinic, runner_id="1", what=str(enrolled.enrolment_id), pain_before="3")
    assert started(clinic).plan.pain_before == 3
    assert len(store.enrolments(1)) == 1


def test_a_programme_that_runs_is_not_begun_twice(clinic, store):
    begin(clinic, runner_id="1", what="begin", programme=EIGHT.name)
    answer = begin(clinic, runner_id="1", what="begin", programme=EIGHT.name)
    assert answer.status_code == 409 and "choose its next session" in answer.json["problem"]
    assert len(store.enrolments(1)) == 1


def test_somebody_elses_programme_can_not_be_run(clinic):
    begin(clinic, runner_id="1", what="begin", programme=EIGHT.name)
    clinic.loop.posted.clear()
    assert begin(clinic, runner_id="2", what="1").status_code == 400
    assert begin(clinic, runner_id="2", what="begin", programme="nine-lives").status_code == 400
    assert clinic.loop.posted == []


@pytest.mark.parametrize(
    ("preset", "score", "words"),
    [
        ("knee", 3, "Pain 3 is above 2: no run today."),
        ("general", 4, "Pain 4 is above 3: no run today."),
        ("tendon", 6, "Pain 6 is above 5: no run today."),
        ("bone", 1, "Pain 1 is above 0: no run today."),
    ],
)
@pytest.mark.parametrize("what", ["free", "begin"])
def test_too_much_pain_before_and_there_is_no_run(clinic, store, preset, score, words, what):
    form = {"runner_id": "1", "what": what, "programme": EIGHT.name, "pain_preset": preset}
    answer = begin(clinic, **form, pain_before=str(score))
    assert answer.status_code == 409 and answer.json["problem"].startswith(words)
    assert clinic.loop.posted == [] and store.enrolments(1) == ()
    assert begin(clinic, **form, pain_before=str(score - 1)).status_code == 200
    assert started(clinic).plan.pain_before == score - 1


def test_a_programmes_own_ceiling_holds_in_every_session(clinic):
    begin(clinic, runner_id="1", what="begin", programme=EIGHT.name, pain_preset="bone")
    clinic.loop.posted.clear()
    refused = begin(clinic, runner_id="1", what="1", pain_preset="tendon", pain_before="1")
    assert refused.json["problem"].startswith("Pain 1 is above 0") and clinic.loop.posted == []


def test_trunk_lean_is_trained_only_where_it_was_switched_on(clinic, store):
    begin(clinic, runner_id="1", what="begin", programme=EIGHT.name)
    assert not started(clinic).plan.trunk_lean_allowed
    begin(clinic, runner_id="2", what="begin", programme=EIGHT.name, trunk_lean="true")
    assert started(clinic).plan.trunk_lean_allowed
    begin(clinic, runner_id="2", focus="trunk_lean")
    assert started(clinic).plan.trunk_lean_allowed


def test_what_is_chosen_for_a_free_run_is_run(clinic):
    begin(clinic, runner_id="2", what="free", focus="step_width", pain_preset="general", pain_before="0")
    plan = started(clinic).plan
    assert (plan.programme, plan.focus, plan.pain_preset) == (FREE_RUN.programme, Focus.STEP_WIDTH, PainPreset.GENERAL)
    assert plan.pain_before == 0


def test_a_runner_who_has_done_all_is_looked_at_again_without_feedback(tmp_path):
    clinic = Clinic(tmp_path)
    past = date.today() - timedelta(2)
    clinic.shelf.enrolled.append(enrolment(5, 1, EIGHT, done=8, next_due=None, follow_ups=(past,), focus=Focus.CADENCE))
    begin(clinic, runner_id="1", what="5")
    start = started(clinic)
    assert (start.enrolment_id, start.plan.programme, start.plan.run_s) == (5, "assessment", 0)
    clinic.shelf.enrolled[0] = enrolment(5, 1, EIGHT, done=8, next_due=None)
    assert "All sessions of that programme are done" in begin(clinic, runner_id="1", what="5").json["problem"]


def test_a_session_that_runs_is_not_ended_by_a_second_start(clinic, store):
    clinic.loop.newest = snapshot()
    answer = begin(clinic, runner_id="2", what="begin", programme=EIGHT.name)
    assert answer.status_code == 409
    assert answer.json["problem"].startswith("A session of Anna Berg is running. End it first.")
    assert clinic.loop.posted == [] and store.enrolments(2) == ()


def test_choices_need_a_login_and_a_number(clinic):
    assert Visitor(clinic.app).get("/session/choices").status_code == 303
    assert clinic.coach.get("/session/choices?runner_id=anna").status_code == 400
