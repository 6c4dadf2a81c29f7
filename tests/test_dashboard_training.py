"""A runner's page: programmes and what they came to, when to come again, pain told afterwards; a session's report."""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from dashboard_clinic import BEGAN, SETUP, SVG, Clinic, kept_session
from programme_parts import KNEE_TARGET, enrolment, record, spans

from station.dashboard.follow_up import due, looks
from station.dashboard.learned import sentence, title
from station.dashboard.ledger import played
from station.dashboard.pain_words import told, warning
from station.model import PainPreset, PainTime, Stage
from station.records import PainEntry, PlayedCue
from station.trend import trend
from station.visits import visit

WITHOUT = (Stage.SOLO, Stage.RETENTION)
LEARNT = ((160.0, 166.0), (165.0, 168.0), (167.0, 170.0))
"""Cadence at the start of each visit and without feedback."""


def visits(*courses: tuple[float, float], **changes: object):
    """Sessions of so much cadence at their start, and so much without feedback."""
    made = {}
    for number, (before_spm, without_spm) in enumerate(courses, start=1):
        course = {Stage.BASELINE: (before_spm, 11.0, 7.0), Stage.COACHING: (173.0, 11.0, 7.0)}
        made[number] = record(number, course | dict.fromkeys(WITHOUT, (without_spm, 11.0, 7.0)), **changes)
    return made


@pytest.fixture
def clinic(tmp_path) -> Clinic:
    made = Clinic(tmp_path)
    made.shelf.kept = visits(*LEARNT)
    made.shelf.enrolled = [enrolment(3)]
    return made


def page(clinic: Clinic, path: str = "/runners/1") -> str:
    """A page's words, as they are read."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", clinic.coach.get(path).text))


def test_a_programme_tells_where_it_stands_and_what_it_came_to(clinic):
    said = page(clinic)
    for words in ("Faded feedback", "Quicker steps", "3 of 8", "was due on Monday 10 March 2025", "changed and kept"):
        assert words in said
    assert re.search(r"(8\.9|9\.0) of 9\.0 min of training run, (5\.9|6\.0) of 6\.0 min of it with feedback", said)
    assert re.search(r"Changed by \+(9|10)\.\d steps/min without feedback, toward the target, and kept", said)
    assert "Band from 171.6 to 176.0. A change needs more than 2.0." in said


def test_what_is_only_done_while_cued_is_within_noise(clinic):
    clinic.shelf.kept = visits(*[(160.0, 160.0)] * 3)
    said = page(clinic)
    assert "without feedback: within noise (needs 2.0)" in said and "does not stay" in said and "kept:" not in said


def test_another_belt_speed_is_refused_in_words(clinic):
    clinic.shelf.kept[3] = replace(clinic.shelf.kept[3], setup=replace(SETUP, belt_speed_mps=3.0))
    said = page(clinic)
    assert "Without feedback at the last visit: not comparable: another belt speed." in said


def test_a_programme_that_only_begins_has_no_trend_yet(clinic):
    clinic.shelf.enrolled = [enrolment(0)]
    assert "trend.svg" not in clinic.coach.get("/runners/1").text


def test_the_trend_is_a_picture_that_may_do_nothing(clinic):
    answer = clinic.coach.get("/programmes/1/trend.svg")
    assert answer.data == SVG and "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert clinic.coach.get("/programmes/9/trend.svg").status_code == 404


def test_the_next_session_is_begun_on_the_live_page_with_the_runner_chosen(clinic):
    assert '<a class="button go" href="/?runner=1">Begin the next session</a>' in clinic.coach.get("/runners/1").text


def test_a_programme_can_be_ended_and_keeps_what_it_came_to(clinic):
    answer = clinic.coach.post("/programmes/1/end")
    assert answer.headers["Location"] == "/runners/1" and clinic.shelf.enrolled[0].ended_at is not None
    said = page(clinic)
    assert "changed and kept" in said and "Begin the next session" not in said and "End this programme" not in said
    assert clinic.coach.post("/programmes/9/end").status_code == 404
    assert clinic.coach.client.post("/programmes/1/end").status_code == 400  # without the page's token


def test_pain_is_told_the_morning_after_and_a_rise_is_said_plainly(clinic):
    assert "Pain after the session of" in page(clinic)
    answer = clinic.coach.post("/sessions/3/pain", {"when": "next_morning", "score": "4", "runner": "1"})
    assert answer.headers["Location"] == "/runners/1#pain"
    assert clinic.shelf.kept[3].pain[-1] == PainEntry(PainTime.NEXT_MORNING, 4, BEGAN)
    rose = "Pain 4 the morning after, 1 before: more than let pass. Less next time; ask a clinician if it stays."
    assert rose in page(clinic) and rose in page(clinic, "/sessions/3")
    clinic.coach.post("/sessions/3/pain", {"when": "next_morning", "score": "1"})
    assert "more than let pass" not in page(clinic)


@pytest.mark.parametrize("form", [{"when": "during", "score": "2"}, {"when": "after", "score": "11"}, {"score": "2"}])
def test_pain_that_can_not_be_is_refused(clinic, form):
    answer = clinic.coach.post("/sessions/3/pain", form)
    assert answer.status_code == 400 and "0 to 10" in answer.text and len(clinic.shelf.kept[3].pain) == 2


def test_pain_of_a_session_that_is_not_there_is_refused(clinic):
    assert clinic.coach.post("/sessions/99/pain", {"when": "after", "score": "2"}).status_code == 503


def test_a_visits_pain_stands_in_its_row_at_its_time(clinic):
    clinic.coach.post("/sessions/3/pain", {"when": "next_morning", "score": "4"})
    said = page(clinic)
    assert said.count("1 / 2 / – / – ") == 2 and said.count("1 / 2 / – / 4 ") == 1


def test_pain_that_nobody_asked_for_before_is_held_against_what_is_let_pass():
    made = record(pain=(PainEntry(PainTime.NEXT_MORNING, 3, BEGAN),))
    assert "3 the morning after, and not asked for before: more than the 2" in str(warning(visit(made)))
    tendon = replace(made.plan, pain_preset=PainPreset.TENDON)
    assert warning(visit(replace(made, plan=tendon))) is None
    asked = replace(made, plan=replace(made.plan, pain_before=3))
    assert warning(visit(asked)) is None and told(visit(asked)) == [("Before the run", 3), ("Next morning", 3)]


DONE_ON = date(2025, 3, 18)
FOLLOW_UPS = (date(2025, 4, 17), date(2025, 6, 16))


@pytest.mark.parametrize(
    ("seen", "today", "words"),
    [
        ((), DONE_ON, ["to come", "to come"]),
        ((), date(2025, 4, 18), ["overdue", "to come"]),
        ((date(2025, 4, 12),), date(2025, 4, 20), ["done on Saturday 12 April 2025", "to come"]),
        ((date(2025, 6, 15),), date(2025, 6, 20), ["overdue", "done on Sunday 15 June 2025"]),
        ((date(2025, 4, 20), date(2025, 6, 15)), date(2025, 6, 20), None),
    ],
)
def test_follow_ups_are_done_overdue_or_to_come(seen, today, words):
    noon = [datetime(2025, 3, 18, 12).astimezone(), *(datetime(d.year, d.month, d.day, 12).astimezone() for d in seen)]
    had = [replace(visit(record()), began=began) for began in noon]
    found = [look.words for look in looks(enrolment(follow_ups=FOLLOW_UPS), had, today)]
    assert found == (words or ["done on Sunday 20 April 2025", "done on Sunday 15 June 2025"])


def test_the_next_session_is_due_today_later_or_was():
    day = date(2025, 3, 10)
    said = [due(enrolment(next_due=day), day + timedelta(days=n)) for n in (-1, 0, 1)]
    assert said == ["due on Monday 10 March 2025", "due today", "was due on Monday 10 March 2025"]
    assert due(enrolment(next_due=None), day) is None and due(enrolment(ended_at=BEGAN), day) is None


def test_a_sessions_page_holds_the_baseline_against_running_without_feedback(clinic):
    said = page(clinic, "/sessions/1")
    assert "Last minute" not in said and "not a proof" not in said
    assert re.search(r"Without feedback 16[56]\.\d", said) and "changed" in said
    for words in ("80 %", "60 %", "Cues a minute of feedback 3.0", "3.0 of 3.0 min of training run"):
        assert words in said


@pytest.mark.parametrize(
    "made",
    [kept_session(1), record(stages=spans(((Stage.BASELINE, 60.0), (Stage.COACHING, 120.0), (Stage.COOLDOWN, 30.0))))],
    ids=["of an older station", "with feedback all along"],
)
def test_a_session_without_off_time_says_that_it_proves_nothing(clinic, made):
    clinic.shelf.kept[1] = made
    said = page(clinic, "/sessions/1")
    assert "Last minute" in said and "with feedback: not a proof of learning" in said and "Without feedback" not in said


def test_the_last_minute_is_of_the_training_and_not_of_the_cool_down(clinic):
    blocks = spans(((Stage.BASELINE, 60.0), (Stage.COACHING, 120.0), (Stage.COOLDOWN, 90.0)))
    clinic.shelf.kept[1] = record(course={Stage.COACHING: (174.0, 8.0, 5.0)}, stages=blocks)
    assert re.search(r"Last minute 17[34]\.\d", page(clinic, "/sessions/1"))


def test_the_ledger_tells_level_interval_and_when_each_cue_was_played(clinic):
    said = page(clinic, "/sessions/1")
    assert "cadence 161.2 ± 0.9, limit 171.6" in said and "3 of 5" in said
    assert said.count("after 210 ms, 90 ms early") == 5 and said.count("not played") == 1


def test_a_cue_without_a_wanted_instant_tells_its_delay_alone():
    cue = replace(record().cues[0], due_t=None)
    assert played(PlayedCue(cue, cue.t + 0.123)) == "after 123 ms"
    assert played(PlayedCue(replace(cue, due_t=cue.t + 0.1), cue.t + 0.12)) == "after 120 ms, 20 ms late"


def test_what_happened_is_listed_in_order(clinic):
    said = page(clinic, "/sessions/1")
    order = [said.index(words) for words in ("2:00 Phase Feedback on.", "2:30 Pain Ease off.", "2:40 Symptom Numbness")]
    assert order == sorted(order) and "2:30 Pain 2 of 10" in said and "Before the run pain 1" in said


def test_a_number_of_a_leg_is_said_with_its_side():
    (fppa, thigh) = trend([visit(record(targets=((0.0, KNEE_TARGET),)))])
    assert [title(fppa), title(thigh)] == ["Left knee cave", "Left thigh leaning in"]
    assert re.fullmatch(r"[+−]?[01]° without feedback: within noise \(needs 2\.3°\)\.", sentence(fppa))
