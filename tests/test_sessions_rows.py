"""What is read from the record equals what was written, to the bit."""

from types import MappingProxyType
from typing import get_args

from beats import KNEE, TARGETS, cue
from hypothesis import given, settings
from hypothesis import strategies as st

from station.model import (
    FREE_RUN,
    Aim,
    Aimed,
    Band,
    Command,
    Cue,
    CueKind,
    Extend,
    Feedback,
    Felt,
    Finding,
    Focus,
    Halt,
    KneeTarget,
    Level,
    Mute,
    Pain,
    PainPreset,
    Pick,
    Reference,
    Resume,
    Retarget,
    SessionPlan,
    Side,
    Skip,
    Speed,
    Stage,
    Standing,
    Start,
    Step,
    Stood,
    Stop,
    Symptom,
    Tally,
    Targets,
)
from station.sessions.columns import METRICS
from station.sessions.rows import (
    command_columns,
    command_of,
    cue_columns,
    cue_of,
    step_columns,
    step_of,
    targets_columns,
    targets_of,
)
from station.sessions.schema import CommandRow, CueRow, StepRow, TargetsRow
from station.sessions.texts import plan_of, plan_text, reference_of, reference_text, tally_of, tally_text

numbers = st.floats(allow_nan=False, allow_infinity=False)
maybe = st.none() | numbers
bands = st.builds(Band, maybe, maybe)
knees = st.none() | st.builds(KneeTarget, bands, bands)
targets = st.builds(Targets, st.none() | bands, knees, knees)
metrics = st.dictionaries(st.sampled_from((*METRICS, "something_new_deg")), numbers)
steps = st.builds(Step, st.sampled_from(Side), maybe, numbers, maybe, maybe, metrics, numbers)
findings = st.builds(
    Finding,
    st.sampled_from(CueKind),
    st.none() | st.sampled_from(Side),
    st.text(),
    numbers,
    numbers,
    st.integers(0, 99),
    st.integers(0, 5),
    maybe,
)
levels = st.dictionaries(st.sampled_from(METRICS), st.builds(Level, numbers, numbers, numbers)).map(MappingProxyType)
references = st.builds(Reference, maybe, levels, levels)
plans = st.builds(
    SessionPlan,
    st.text(),
    st.integers(1, 99),
    st.none() | st.sampled_from(Focus),
    st.sampled_from(Feedback),
    *(numbers, numbers, st.integers(1, 99), maybe, numbers, st.tuples(numbers, numbers), numbers, numbers, numbers),
    st.booleans(),
    st.none() | references,
    st.sampled_from(PainPreset),
    st.none() | st.integers(0, 10),
)
tallies = st.dictionaries(st.sampled_from(Stage), st.builds(Tally, st.integers(0, 9999), st.integers(0, 9999)))


@settings(deadline=None)
@given(targets)
def test_targets_come_back_from_their_text(kept):
    assert targets_of(TargetsRow(**targets_columns(1.0, kept))) == kept


@settings(deadline=None)
@given(steps)
def test_steps_come_back_from_their_columns_whatever_they_measured(kept):
    assert step_of(StepRow(**step_columns(kept))) == kept


@settings(deadline=None)
@given(st.builds(Cue, numbers, findings, numbers, st.text(), maybe, maybe))
def test_cues_come_back_from_their_columns(kept):
    assert cue_of(CueRow(**cue_columns(kept))) == kept


def test_a_cue_of_a_station_that_knew_no_levels_was_a_whole_one():
    columns = cue_columns(cue()) | dict.fromkeys(("level", "ci95", "due_t", "lands_t"))
    assert cue_of(CueRow(**columns)) == cue()


@settings(deadline=None)
@given(plans)
def test_plans_come_back_from_their_text(kept):
    assert plan_of(plan_text(kept)) == kept


@settings(deadline=None)
@given(references)
def test_references_come_back_from_their_text(kept):
    assert reference_of(reference_text(kept)) == kept


@given(tallies.map(MappingProxyType))
def test_tallies_come_back_from_their_text(kept):
    assert tally_of(tally_text(kept)) == kept


def test_what_an_older_station_did_not_keep_is_read_as_nothing():
    assert (plan_of(None), reference_of(None), tally_of(None)) == (FREE_RUN, None, {})


def test_every_kind_of_command_comes_back():
    wish = Retarget(Targets(left_knee=KNEE))
    aimed, stood = Aimed(Aim(-2.5, 1.1, 3.0, 0.9)), Stood(Standing({"left_fppa_deg": 1.5}, {"left_fppa_deg": 0.3}, 90))
    told = (Pick(Focus.STEP_WIDTH), Skip(), Extend(90.0), Halt(), Resume(), Pain(3), Speed(2.5), Speed())
    felt = tuple(map(Felt, Symptom))
    given = (Start(), Start(3), Stop(), Mute(True), Mute(False), wish, Retarget(TARGETS), aimed, stood, *told, *felt)
    assert {type(kept) for kept in given} == set(get_args(Command))
    for kept in given:
        back = command_of(CommandRow(**command_columns(kept)))
        assert back == kept
        assert type(back) is type(kept)


def test_the_start_of_an_older_session_is_still_read():
    assert command_of(CommandRow(kind="Start", fields='{"runner_id":3}')) == Start(3)
