"""Runners on programmes, in a real record: enrolled, led from session to session, and ended."""

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from beats import REAR, run

from station.errors import StoreError
from station.model import FREE_RUN, Focus, Level, PainPreset, Reference, Stage, Tally
from station.programmes import load_programmes
from station.sessions.recorder import Recorder
from station.sessions.store import Store

ALL = load_programmes()
EIGHT = ALL["faded-eight"]
NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
TODAY = datetime.now().astimezone().date()
"""Enrolments begin today, and nothing is due before: sessions of these tests are held from tomorrow on."""
FIRST = Reference(162.5, {"fppa_deg": Level(1 / 3, 2.0, 1.1)}, {"fppa_deg": Level(2 / 7, 2.0, 1.2)})
LATER = Reference(171.0)


class Wall:
    """A wall clock that a test moves."""

    now = NOON

    def __call__(self):
        return self.now


@pytest.fixture
def store(tmp_path):
    opened = Store(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def zoe(store):
    return store.add_runner("Zoé").runner_id


@pytest.fixture
def wall():
    return Wall()


@pytest.fixture
def recorder(store, wall):
    opened = Recorder(store, commit_every_s=0.01, wall=wall)
    yield opened
    opened.close()


def trained(seconds, own=FIRST, focus=Focus.CADENCE, tally=None):
    """Yield a run that trains after four seconds of baseline, and what its coach tells."""
    for beat in run(seconds, hz=10.0):
        told = {"own": own, "focus": focus, "tally": tally or {}} if beat.advice.stage is Stage.COACHING else {}
        yield replace(beat, advice=replace(beat.advice, **told))


def visit(store, recorder, wall, enrolment, day, seconds=12.0, plan=None, **coach):
    """Hold the next session, shortened two hundred times: 15 minutes of training are 4.5 s."""
    plan = plan or store.next_plan(enrolment.enrolment_id)
    short = replace(plan, run_s=plan.run_s / 200 if plan.run_s else plan.run_s)
    wall.now = datetime.combine(TODAY + timedelta(day), NOON.time()).astimezone(UTC)
    state = recorder.begin(REAR, enrolment.runner_id, 100.0, "{}", plan=short, enrolment_id=enrolment.enrolment_id)
    for beat in trained(seconds, **coach):
        recorder.record(beat)
    recorder.end(100.0 + seconds)
    wait_for(lambda: ended(store, state))
    return store.enrolment(enrolment.enrolment_id)


def ended(store, state):
    kept = store.session(state.session_id)
    return kept and kept.summary.ended_at


def wait_for(written):
    tick = threading.Event()
    assert any(written() or tick.wait(0.01) for _ in range(2000))


def test_a_runner_is_enrolled_from_today_on(store, zoe):
    enrolled = store.enrol(zoe, EIGHT, Focus.STEP_WIDTH, PainPreset.TENDON, trunk_lean_allowed=True)
    assert (enrolled.programme, enrolled.title) == ("faded-eight", "Faded feedback, eight sessions")
    assert (enrolled.focus, enrolled.pain_preset, enrolled.trunk_lean_allowed) == ("step_width", "tendon", True)
    assert (enrolled.done, enrolled.planned, enrolled.next_due, enrolled.follow_ups) == (0, 8, TODAY, ())
    assert (enrolled.reference, enrolled.session_ids, enrolled.ended_at) == (None, (), None)
    assert store.enrolments(zoe) == (enrolled,) == (store.enrolment(enrolled.enrolment_id),)


def test_the_first_plan_is_the_programmes_first_session(store, zoe):
    enrolled = store.enrol(zoe, EIGHT, None, PainPreset.GENERAL, trunk_lean_allowed=False)
    assert store.next_plan(enrolled.enrolment_id) == EIGHT.plan(1, pain_preset=PainPreset.GENERAL)


def test_the_first_baseline_is_the_reference_and_what_was_trained_goes_on(store, zoe, recorder, wall):
    enrolled = store.enrol(zoe, EIGHT)
    after = visit(store, recorder, wall, enrolled, 1)
    assert (after.reference, after.focus, after.done) == (FIRST, Focus.CADENCE, 1)
    assert store.next_plan(1) == EIGHT.plan(2, focus=Focus.CADENCE, reference=FIRST)
    again = visit(store, recorder, wall, enrolled, 2, own=LATER, focus=Focus.PELVIC_DROP)
    assert (again.reference, again.focus) == (FIRST, Focus.PELVIC_DROP)
    assert store.session(2).own == LATER
    assert store.session(2).plan.reference == FIRST
    assert store.next_plan(1).number == 3


def test_a_whole_programme_ends_with_the_days_to_look_again(store, zoe, recorder, wall):
    enrolled = store.enrol(zoe, EIGHT)
    given = []
    for number in range(1, 9):
        given.append(store.next_plan(1).feedback_frac)
        after = visit(store, recorder, wall, enrolled, number, tally={Stage.SOLO: Tally(50, 45)})
        assert after.done == number
    assert given == [1, 1, 1, 1, 0.75, 0.5, 0.25, 0.1]
    assert store.next_plan(1) is None
    assert (after.next_due, after.session_ids) == (None, tuple(range(1, 9)))
    assert after.follow_ups == (TODAY + timedelta(38), TODAY + timedelta(98))


def test_feedback_stays_where_the_target_was_missed_without_it(store, zoe, recorder, wall):
    enrolled = store.enrol(zoe, EIGHT)
    for number in range(1, 5):
        visit(store, recorder, wall, enrolled, number)
    visit(store, recorder, wall, enrolled, 5, tally={Stage.SOLO: Tally(50, 24), Stage.COACHING: Tally(50, 50)})
    assert store.next_plan(1).feedback_frac == 0.75
    assert store.next_plan(1).run_s == 1800


def test_a_session_that_was_broken_off_is_no_session_done(store, zoe, recorder, wall):
    enrolled = store.enrol(zoe, EIGHT)
    after = visit(store, recorder, wall, enrolled, 1, seconds=5.5)
    assert (after.done, after.session_ids, after.reference) == (0, (1,), FIRST)
    assert after.next_due == TODAY + timedelta(2)
    assert store.next_plan(1).number == 1


def test_standing_in_the_training_is_not_training(store, zoe, recorder, wall):
    enrolled = store.enrol(zoe, EIGHT)
    wall.now += timedelta(1)
    state = recorder.begin(REAR, zoe, 100.0, "{}", plan=replace(EIGHT.plan(1), run_s=9.0), enrolment_id=1)
    for beat in trained(12.0):
        standing = beat.sighting.t > 105.0
        recorder.record(replace(beat, measured=replace(beat.measured, steps=())) if standing else beat)
    recorder.end(112.0)
    wait_for(lambda: ended(store, state))
    assert store.enrolment(enrolled.enrolment_id).done == 0


def test_a_session_that_runs_counts_only_once_it_has_ended(store, zoe, recorder):
    store.enrol(zoe, EIGHT)
    state = recorder.begin(REAR, zoe, 100.0, "{}", plan=replace(EIGHT.plan(1), run_s=5.0), enrolment_id=1)
    for beat in trained(12.0):
        recorder.record(beat)
    wait_for(lambda: store.enrolment(1).reference)
    assert (store.enrolment(1).done, store.enrolment(1).session_ids) == (0, (1,))
    recorder.end(112.0)
    wait_for(lambda: ended(store, state))
    assert store.enrolment(1).done == 1


def test_an_assessment_beside_the_programme_changes_neither_its_sessions_nor_its_focus(store, zoe, recorder, wall):
    enrolled = store.enrol(zoe, EIGHT, Focus.STEP_WIDTH)
    after = visit(store, recorder, wall, enrolled, 1, plan=ALL["assessment"].plan(1), focus=Focus.CADENCE)
    assert (after.done, after.session_ids, after.focus) == (0, (1,), Focus.STEP_WIDTH)


def test_a_programme_that_repeats_is_never_done(store, zoe, recorder, wall):
    enrolled = store.enrol(zoe, ALL["assessment"])
    after = visit(store, recorder, wall, enrolled, 1)
    assert (after.done, after.planned, after.next_due) == (1, None, None)
    assert store.next_plan(1) == ALL["assessment"].plan(2, focus=Focus.CADENCE, reference=FIRST)


def test_a_guest_may_run_a_programmes_plan(store, recorder):
    state = recorder.begin(REAR, None, 100.0, "{}", plan=ALL["assessment"].plan(1))
    assert (state.runner_name, state.plan.programme) == ("Guest", "assessment")
    recorder.end(101.0)
    wait_for(lambda: ended(store, state))
    assert store.session(1).plan == ALL["assessment"].plan(1)
    assert store.session(1).enrolment_id is None


def test_an_enrolment_of_somebody_else_or_of_nobody_never_keeps_a_session_from_being_written(store, zoe, recorder):
    adam = store.add_runner("Adam").runner_id
    theirs = store.enrol(zoe, EIGHT).enrolment_id
    for runner_id, enrolment_id in ((adam, theirs), (None, theirs), (zoe, 4711)):
        state = recorder.begin(REAR, runner_id, 100.0, "{}", plan=EIGHT.plan(1), enrolment_id=enrolment_id)
    recorder.end(101.0)
    wait_for(lambda: ended(store, state))
    assert [store.session(number).enrolment_id for number in (1, 2, 3)] == [None, None, None]


def test_a_runner_stays_on_the_programme_of_the_day(store, zoe, tmp_path):
    store.enrol(zoe, EIGHT.model_copy(update={"title": "As it was", "warmup_min": 4.0}))
    again = Store(tmp_path)
    assert again.enrolment(1).title == "As it was"
    assert again.next_plan(1).warmup_s == 240
    assert again.is_enrolled(zoe, 1)
    again.close()


def test_an_ended_enrolment_has_no_next(store, zoe):
    enrolled = store.enrol(zoe, EIGHT)
    store.end_enrolment(enrolled.enrolment_id)
    ended = store.enrolment(enrolled.enrolment_id)
    store.end_enrolment(enrolled.enrolment_id)
    assert store.enrolment(enrolled.enrolment_id).ended_at == ended.ended_at > enrolled.begun_at
    assert (store.next_plan(enrolled.enrolment_id), ended.next_due) == (None, None)


def test_the_newest_enrolment_comes_first(store, zoe):
    for name in ("faded-eight", "one-visit-cadence"):
        store.enrol(zoe, ALL[name])
    assert [one.programme for one in store.enrolments(zoe)] == ["one-visit-cadence", "faded-eight"]
    assert store.enrolments(store.add_runner("Adam").runner_id) == ()
    assert store.enrolments(zoe)[0].focus is Focus.CADENCE


def test_what_does_not_exist_is_refused_in_words(store, zoe):
    assert store.enrolment(7) is None
    for ask in (store.next_plan, store.end_enrolment):
        with pytest.raises(StoreError, match="There is no enrolment 7"):
            ask(7)
    with pytest.raises(StoreError, match="There is no runner 9"):
        store.enrol(9, EIGHT)
    with pytest.raises(StoreError, match="Trunk lean is trained only where"):
        store.enrol(zoe, EIGHT, Focus.TRUNK_LEAN)
    assert store.enrolments(zoe) == ()


def test_a_session_without_a_plan_is_a_free_run(store, recorder):
    state = recorder.begin(REAR, None, 100.0, "{}")
    assert state.plan == FREE_RUN
    recorder.end(101.0)
    wait_for(lambda: ended(store, state))
    assert store.session(1).plan == FREE_RUN


def test_days_are_those_of_the_place(store, zoe):
    assert isinstance(store.enrol(zoe, EIGHT).next_due, date)
    assert store.enrolment(1).next_due == store.enrolment(1).begun_at.astimezone().date()
