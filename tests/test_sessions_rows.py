"""What is read from the record equals what was written, to the bit."""

from beats import KNEE, TARGETS
from hypothesis import given, settings
from hypothesis import strategies as st

from station.model import (
    Aim,
    Aimed,
    Band,
    Cue,
    CueKind,
    Finding,
    KneeTarget,
    Mute,
    Retarget,
    Side,
    Standing,
    Start,
    Step,
    Stood,
    Stop,
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
    targets_of,
    targets_text,
)
from station.sessions.schema import CommandRow, CueRow, StepRow

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
)


@settings(deadline=None)
@given(targets)
def test_targets_come_back_from_their_text(kept):
    assert targets_of(targets_text(kept)) == kept


@settings(deadline=None)
@given(steps)
def test_steps_come_back_from_their_columns_whatever_they_measured(kept):
    assert step_of(StepRow(**step_columns(kept))) == kept


@settings(deadline=None)
@given(st.builds(Cue, numbers, findings, numbers, st.text()))
def test_cues_come_back_from_their_columns(kept):
    assert cue_of(CueRow(**cue_columns(kept))) == kept


def test_every_kind_of_command_comes_back():
    wish = Retarget(Targets(left_knee=KNEE))
    aimed, stood = Aimed(Aim(-2.5, 1.1, 3.0, 0.9)), Stood(Standing({"left_fppa_deg": 1.5}, {"left_fppa_deg": 0.3}, 90))
    for kept in (Start(), Start(3), Stop(), Mute(True), Mute(False), wish, Retarget(TARGETS), aimed, stood):
        back = command_of(CommandRow(**command_columns(kept)))
        assert back == kept
        assert type(back) is type(kept)
