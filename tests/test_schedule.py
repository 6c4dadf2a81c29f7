"""What comes next in a programme: by arithmetic on what was done."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from station.model import Tally
from station.programmes import PlannedSession, load_programmes
from station.schedule import Past, done, follow_ups, next_due, next_frac, next_number

MONDAY = date(2026, 5, 4)
ALL = load_programmes()
EIGHT, ONE, ASSESSMENT = ALL["faded-eight"], ALL["one-visit-cadence"], ALL["assessment"]


def met(frac):
    return Tally(200, round(200 * frac))


def visit(number=1, day=0, programme=EIGHT, **changes):
    """Return a visit that ran as it was planned, unless changed."""
    plan = programme.plan(number, changes.pop("frac", None))
    return replace(Past(MONDAY + timedelta(day), plan, plan.run_s or 0.0, baseline_done=True), **changes)


def run_through(successes, programme=EIGHT):
    """Run a whole programme, each session's off blocks met so often; return the parts of feedback."""
    visits, given = [], []
    for day, success in enumerate(successes):
        number, frac = next_number(programme, visits), next_frac(programme, visits)
        given.append(frac)
        solo = met(success) if frac < 1 else Tally()
        visits.append(visit(number, day, programme, frac=frac, solo=solo))
    return given


@pytest.mark.parametrize("success", [0.5, 0.65, 0.8, 1.0])
def test_a_runner_who_holds_the_target_gets_the_published_table(success):
    given = run_through([success] * 8)
    assert given == [1, 1, 1, 1, 0.75, 0.5, 0.25, 0.1]
    assert sum(one.run_min * frac for one, frac in zip(EIGHT.session, given, strict=True)) == 123.75


@pytest.mark.parametrize(
    ("in_off_blocks", "given"),
    [
        ([0.49] * 4, [0.75, 0.75, 0.75, 0.75]),
        ([0.49, 0.8, 0.8, 1], [0.75, 0.75, 0.5, 0.25]),
        ([0.49, 0.49, 0.65, 1], [0.75, 0.75, 0.75, 0.5]),
        ([0.65, 0.49, 0.65, 1], [0.75, 0.5, 0.5, 0.25]),
        ([0.65, 0.65, 0.49, 1], [0.75, 0.5, 0.25, 0.25]),
    ],
)
def test_feedback_fades_only_as_fast_as_the_target_is_held_without_it(in_off_blocks, given):
    assert run_through([1, 1, 1, 1, *in_off_blocks])[4:] == given


def with_fracs(*fracs, **changes):
    sessions = tuple(PlannedSession(run_min=10, feedback_frac=frac) for frac in fracs)
    return EIGHT.model_copy(update={"session": sessions, **changes})


def test_who_holds_it_well_goes_ahead_of_the_plan_and_never_off_the_ladder():
    slow = with_fracs(1, 0.75, 0.75, 0.75, 0.5)
    assert run_through([1, 0.9, 0.9, 0.9, 0.9], slow) == [1, 0.75, 0.5, 0.5, 0.5]


def test_between_the_limits_it_goes_back_to_the_plan_a_step_at_a_time():
    slow = with_fracs(1, 0.75, 0.75, 0.75, 0.5)
    assert run_through([1, 0.9, 0.6, 0.6, 0.6], slow) == [1, 0.75, 0.5, 0.75, 0.5]
    steep = with_fracs(1, 0.75, 0.1, 0.25, 0.5)
    assert run_through([1, 0.6, 0.6, 0.6, 0.6], steep) == [1, 0.75, 0.5, 0.25, 0.5]


def test_a_programme_that_does_not_adapt_goes_by_its_file():
    assert run_through([0.0] * 3, with_fracs(1, 0.5, 0.1, adaptive=False)) == [1, 0.5, 0.1]


def test_off_blocks_in_which_nothing_was_judged_change_nothing():
    visits = [visit(number, number) for number in range(1, 6)]
    assert next_frac(EIGHT, visits) == 0.5


def test_a_session_counts_once_half_its_training_was_run_and_it_has_ended():
    planned_s = EIGHT.plan(1).run_s
    assert visit(trained_s=planned_s / 2).counts
    assert not visit(trained_s=planned_s / 2 - 1).counts
    assert not visit(ended=False).counts


def test_a_session_without_training_counts_once_its_baseline_is_taken():
    assert visit(programme=ASSESSMENT).counts
    assert not visit(programme=ASSESSMENT, baseline_done=False).counts
    assert visit(programme=ALL["free-run"]).counts


def test_what_was_broken_off_comes_again_as_it_was():
    visits = [visit(number, number) for number in range(1, 6)]
    visits[4] = replace(visits[4], solo=met(0.3))
    again = [*visits, visit(6, 7, frac=0.75, trained_s=60.0, solo=met(1.0))]
    assert (next_number(EIGHT, again), next_frac(EIGHT, again)) == (6, 0.75)
    assert len(done(EIGHT, again)) == 5


def test_a_session_that_was_done_twice_counts_once():
    visits = [visit(1, 0), visit(1, 1), visit(2, 2)]
    assert [one.on for one in done(EIGHT, visits)] == [MONDAY + timedelta(1), MONDAY + timedelta(2)]
    assert next_number(EIGHT, visits) == 3


def test_what_is_run_beside_the_programme_is_none_of_its_sessions():
    beside = visit(1, 1, programme=ASSESSMENT)
    assert (next_number(EIGHT, [beside]), done(EIGHT, [beside])) == (1, [])
    assert next_due(EIGHT, MONDAY, [visit(1, 0), beside]) == MONDAY + timedelta(2)


def test_after_the_last_nothing_comes_but_looking_again():
    visits = [visit(number, number) for number in range(1, 9)]
    assert follow_ups(EIGHT, visits[:-1]) == ()
    assert (next_number(EIGHT, visits), next_frac(EIGHT, visits), next_due(EIGHT, MONDAY, visits)) == (None, None, None)
    assert follow_ups(EIGHT, visits) == (MONDAY + timedelta(38), MONDAY + timedelta(98))
    assert follow_ups(ONE, [visit(programme=ONE)]) == (date(2026, 6, 1), date(2026, 8, 2))


def test_what_repeats_is_never_done_and_never_due():
    visits = [visit(number, number, ASSESSMENT) for number in range(1, 5)]
    assert (next_number(ASSESSMENT, visits), next_frac(ASSESSMENT, visits)) == (5, 1.0)
    assert next_due(ASSESSMENT, MONDAY, visits) is None
    assert follow_ups(ASSESSMENT, visits) == ()


def punctual(programme, sessions=8, late=()):
    """Return the days, from 0, of a runner who comes when a session is due, or later by so many days."""
    visits = []
    for number in range(1, sessions + 1):
        due = next_due(programme, MONDAY, visits)
        visits.append(visit(number, (due - MONDAY).days + dict(late).get(number, 0), programme))
    return [(one.on - MONDAY).days for one in visits]


@pytest.mark.parametrize(
    ("a_week", "days"),
    [
        (1, [0, 7, 14, 21, 28, 35, 42, 49]),
        (2, [0, 3, 7, 10, 14, 17, 21, 24]),
        (3, [0, 2, 4, 7, 9, 11, 14, 16]),
        (4, [0, 1, 3, 5, 7, 8, 10, 12]),
        (7, [0, 1, 2, 3, 4, 5, 6, 7]),
    ],
)
def test_sessions_are_spread_over_the_week(a_week, days):
    assert punctual(EIGHT.model_copy(update={"sessions_per_week": a_week})) == days


@pytest.mark.parametrize("late", [((2, 3),), ((1, 5), (3, 1)), ((4, 6),), ((2, 1), (3, 2), (4, 3))])
@pytest.mark.parametrize("a_week", range(1, 8))
def test_never_two_on_a_day_nor_more_in_seven_days_than_allowed_however_late(a_week, late):
    days = punctual(EIGHT.model_copy(update={"sessions_per_week": a_week}), late=late)
    assert sorted(set(days)) == days
    assert all(sum(first <= day < first + 7 for day in days) <= a_week for first in days)


def test_a_session_that_was_broken_off_keeps_the_day_to_itself():
    assert next_due(EIGHT, MONDAY, []) == MONDAY
    assert next_due(EIGHT, MONDAY, [visit(1, 0, trained_s=60.0)]) == MONDAY + timedelta(1)
