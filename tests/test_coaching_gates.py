"""The arbitration table, entry by entry, and its order."""

from dataclasses import replace

import pytest
from coaching_story import leg_of

from station.coaching.gates import (
    ASKING,
    CHANGING,
    GATES,
    SETTLING,
    SILENT_IN,
    SILENT_WHEN,
    TOO_HARD,
    UNSURE,
    Situation,
    blind,
    shut,
)
from station.model import SAFE, Activity, GaitEstimate, Mood, Safety, Stage, Verdict

LEG = leg_of({}, 10, 5)
OPEN = Situation(
    GaitEstimate(0.0, Activity.RUNNING, 0.9, 170.0, 0.5, LEG, LEG),
    Stage.COACHING,
    SAFE,
    asking=False,
    changing=False,
    too_hard=False,
    min_confidence_frac=0.6,
    mean_steps=5,
)
EASED, STOPPED = Safety(Verdict.EASE, "Ease off."), Safety(Verdict.STOP, "Stop.")
FEW = replace(OPEN.estimate, right=replace(LEG, averaged=4))

SHUT = {
    "halted": replace(OPEN, stage=Stage.HALTED, safety=STOPPED),
    "safety": replace(OPEN, safety=EASED),
    "pain question": replace(OPEN, asking=True),
    "not running": replace(OPEN, estimate=replace(OPEN.estimate, activity=Activity.WALKING)),
    "not seen": replace(OPEN, estimate=replace(OPEN.estimate, confidence_frac=0.59)),
    "settling": replace(OPEN, estimate=FEW),
    "speed": replace(OPEN, changing=True),
    "phase": replace(OPEN, stage=Stage.SOLO),
    "too hard": replace(OPEN, too_hard=True),
}
"""For each gate a situation in which it alone is shut."""
WORDS = ("Stop.", "Ease off.", ASKING, SILENT_WHEN[Activity.WALKING], UNSURE, SETTLING, CHANGING, None, TOO_HARD)
ALL_SHUT = Situation(
    replace(FEW, activity=Activity.WALKING, confidence_frac=0.1), Stage.HALTED, STOPPED, True, True, True, 0.6, 5
)


def test_when_all_is_well_every_gate_is_open() -> None:
    assert shut(OPEN) is None and not blind(OPEN)
    assert not any(gate.judge(OPEN) for gate in GATES)


@pytest.mark.parametrize("name", [gate.name for gate in GATES])
def test_each_gate_shuts_in_its_own_situation_and_says_why(name: str) -> None:
    found = shut(SHUT[name])
    assert found and found.gate.name == name
    words = dict(zip(SHUT, WORDS, strict=True))[name] or SILENT_IN[Stage.SOLO]
    assert found.words == words
    alone = [gate.name for gate in GATES if gate.judge(SHUT[name])]
    assert alone == [name] or (name == "halted" and alone == ["halted", "safety", "phase"])


def test_safety_goes_before_the_question_that_before_the_picture_that_before_the_phase() -> None:
    """Open the gates one by one, from the most important on: the next one speaks."""
    running = replace(ALL_SHUT.estimate, activity=Activity.RUNNING)
    seen = replace(running, confidence_frac=0.9)
    now, told = ALL_SHUT, []
    for change in (
        {},
        {"stage": Stage.SOLO, "safety": EASED},
        {"safety": SAFE},
        {"asking": False},
        {"estimate": running},
        {"estimate": seen},
        {"estimate": replace(seen, right=LEG)},
        {"changing": False},
        {"stage": Stage.COACHING},
    ):
        now = replace(now, **change)
        found = shut(now)
        told.append(found and found.gate.name)
    assert told == [gate.name for gate in GATES] == list(SHUT)
    assert shut(replace(now, too_hard=False)) is None


@pytest.mark.parametrize("name", [gate.name for gate in GATES])
def test_what_is_seen_badly_or_is_no_running_is_not_even_judged(name: str) -> None:
    assert blind(SHUT[name]) == (name in ("not running", "not seen", "settling", "speed"))


def test_a_baseline_counts_its_own_steps() -> None:
    assert not blind(SHUT["settling"], settled=True)
    assert blind(SHUT["not seen"], settled=True) and blind(SHUT["speed"], settled=True)


@pytest.mark.parametrize("name", [gate.name for gate in GATES])
def test_the_lamp_is_dark_where_nobody_runs_or_is_seen_or_may_run(name: str) -> None:
    found = shut(SHUT[name])
    assert found
    assert (found.gate.mood is Mood.DARK) == (name in ("halted", "not running", "not seen"))


@pytest.mark.parametrize("stage", list(Stage))
def test_every_stage_but_one_is_silent_and_says_so(stage: Stage) -> None:
    found = shut(replace(OPEN, stage=stage))
    assert (found is None) == (stage is Stage.COACHING)
    assert found is None or found.words == SILENT_IN[stage]


@pytest.mark.parametrize("activity", list(Activity))
def test_every_activity_but_one_is_silent_and_says_so(activity: Activity) -> None:
    found = shut(replace(OPEN, estimate=replace(OPEN.estimate, activity=activity)))
    assert (found.words if found else None) == SILENT_WHEN.get(activity)
    assert (found is None) == (activity is Activity.RUNNING)


def test_a_confidence_that_is_no_number_is_unsure() -> None:
    found = shut(replace(OPEN, estimate=replace(OPEN.estimate, confidence_frac=float("nan"))))
    assert found and found.words == UNSURE


def test_no_words_are_told_twice() -> None:
    words = [*SILENT_WHEN.values(), *SILENT_IN.values(), UNSURE, SETTLING, ASKING, CHANGING, TOO_HARD]
    assert len(set(words)) == len(words) and all(one.endswith(".") for one in words)
