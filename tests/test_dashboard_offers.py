"""What a runner can do today, in words."""

from datetime import date, timedelta

from dashboard_clinic import BEGAN, PROGRAMMES, enrolment

from station.dashboard.offers import is_open, offers
from station.model import Focus, PainPreset

TODAY = date(2026, 11, 24)
EIGHT, ONE_VISIT, LOOK = (PROGRAMMES[name] for name in ("faded-eight", "one-visit-cadence", "assessment"))
KNEE = "Runs up to pain 2."


def told(*enrolments):
    return [(offer.title, offer.words) for offer in offers(enrolments, TODAY)]


def test_the_next_session_is_named_with_when_it_is_due_and_what_it_trains():
    third = enrolment(1, 1, EIGHT, done=2, next_due=TODAY, focus=Focus.KNEE_CAVE, pain_preset=PainPreset.TENDON)
    assert told(third) == [(EIGHT.title, "session 3 of 8, due today, knees straight. Runs up to pain 5.")]


def test_late_comes_before_early_and_both_name_the_day():
    late = enrolment(1, 1, EIGHT, next_due=TODAY - timedelta(3))
    early = enrolment(2, 1, ONE_VISIT, next_due=TODAY + timedelta(2))
    assert told(early, late) == [
        (EIGHT.title, f"session 1 of 8, due since Saturday 21 November. {KNEE}"),
        (ONE_VISIT.title, f"session 1 of 1, not due before Thursday 26 November. {KNEE}"),
    ]


def test_what_any_visit_repeats_is_never_due():
    assert told(enrolment(1, 1, LOOK, done=4, next_due=None)) == [(LOOK.title, f"session 5, on any day. {KNEE}")]


def test_once_all_are_done_the_latest_follow_up_that_has_come_is_offered():
    days = (TODAY - timedelta(61), TODAY - timedelta(1), TODAY + timedelta(30))
    over = enrolment(1, 1, EIGHT, done=8, next_due=None, follow_ups=days)
    assert not is_open(over)
    assert told(over) == [(EIGHT.title, f"follow-up without feedback, due since Monday 23 November. {KNEE}")]
    ahead = enrolment(1, 1, EIGHT, done=8, next_due=None, follow_ups=days[2:])
    assert told(ahead) == [(EIGHT.title, f"follow-up without feedback, not due before Thursday 24 December. {KNEE}")]


def test_nothing_comes_of_a_programme_that_was_ended():
    assert told(enrolment(1, 1, EIGHT, ended_at=BEGAN), enrolment(2, 1, EIGHT, done=8, next_due=None)) == []
