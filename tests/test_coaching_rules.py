"""The rules one by one, and the watch over one."""

from dataclasses import replace

import pytest
from coaching_story import KNEES, QUICKER, Story, caver, coached, leg_of, own

from station.coaching.rules import RULES, Rule, scale
from station.coaching.targets import targets_for
from station.coaching.training import Training
from station.coaching.watch import Measure, Watch
from station.model import (
    Activity,
    Band,
    CueKind,
    Focus,
    GaitEstimate,
    Grade,
    KneeTarget,
    LegBands,
    LegEstimate,
    SessionPlan,
    Side,
    Stage,
    Targets,
    Trust,
)

KNEE = KneeTarget(Band(high=6.0), Band(high=4.0))
TARGETS = Targets(Band(168.0, 176.0), KNEE, KNEE)
OUT = {"fppa_deg": 8.0, "femoral_adduction_deg": 5.0}
QUICKER_RULE, SLOWER_RULE = RULES[Focus.CADENCE]
LEFT_KNEE, RIGHT_KNEE = RULES[Focus.KNEE_CAVE]


def running(cadence: float | None = 172.0, steps: int = 5, **metrics: float) -> GaitEstimate:
    leg = leg_of(metrics, steps, 5)
    return GaitEstimate(10.0, Activity.RUNNING, 0.9, cadence, 0.0, leg, leg)


def finding(rule: Rule, estimate: GaitEstimate, targets: Targets = TARGETS) -> object:
    """Return what one look at an estimate finds."""
    watch = Watch(rule)
    watch.see(estimate, Measure(targets, 2.0, 0.0))
    return watch.firing


@pytest.mark.parametrize(("cadence", "low", "high"), [(168.0, False, False), (167.99, True, False)])
@pytest.mark.parametrize("mirrored", [False, True])
def test_the_ends_of_a_band_belong_to_it(cadence: float, low: bool, high: bool, mirrored: bool) -> None:
    cadence = 344.0 - cadence if mirrored else cadence
    too_low, too_high = (high, low) if mirrored else (low, high)
    assert (finding(QUICKER_RULE, running(cadence)) is not None) == too_low
    assert (finding(SLOWER_RULE, running(cadence)) is not None) == too_high


@pytest.mark.parametrize("rule", [QUICKER_RULE, SLOWER_RULE])
@pytest.mark.parametrize("band", [None, Band()])
def test_what_is_not_known_or_not_asked_for_is_no_finding(rule: Rule, band: Band | None) -> None:
    for absent in (None, float("nan")):
        assert finding(rule, running(absent)) is None
    assert finding(rule, running(10.0), Targets(band)) is None
    assert finding(rule, running(300.0), Targets(band)) is None


def test_a_knee_is_out_when_both_signs_are_above_their_limits() -> None:
    watch = Watch(LEFT_KNEE)
    watch.see(running(**OUT), Measure(TARGETS, 2.0, 0.0))
    found = watch.firing
    assert found and (found.value, found.limit, found.steps) == (8.0, 6.0, 5)


@pytest.mark.parametrize("metrics", [{"fppa_deg": 6.0}, {"femoral_adduction_deg": 4.0}])
def test_a_knee_at_its_limit_is_not_above_it(metrics: dict[str, float]) -> None:
    assert finding(LEFT_KNEE, running(**(OUT | metrics))) is None


@pytest.mark.parametrize("name", list(OUT))
def test_a_knee_of_which_one_sign_is_not_seen_is_no_finding(name: str) -> None:
    known = {key: value for key, value in OUT.items() if key != name}
    assert finding(LEFT_KNEE, running(**known)) is None


def test_a_straight_knee_is_no_finding_whatever_the_target() -> None:
    anything = Targets(left_knee=KneeTarget(Band(high=-9.0), Band(high=-9.0)))
    assert finding(LEFT_KNEE, running(fppa_deg=0.0, femoral_adduction_deg=5.0), anything) is None
    assert finding(LEFT_KNEE, running(fppa_deg=0.1, femoral_adduction_deg=5.0), anything)


@pytest.mark.parametrize(("rule", "left", "right"), [(QUICKER_RULE, 1, 1), (LEFT_KNEE, 1, 0), (RIGHT_KNEE, 0, 1)])
def test_a_rule_counts_the_steps_of_its_own_leg(rule: Rule, left: int, right: int) -> None:
    before = running(steps=5)
    after_left = replace(before, left=replace(before.left, steps=6))
    after_right = replace(before, right=replace(before.right, steps=6))
    assert rule.steps(after_left) - rule.steps(before) == left
    assert rule.steps(after_right) - rule.steps(before) == right


def test_a_watch_finds_at_once_and_confirms_with_steps() -> None:
    watch, against = Watch(QUICKER_RULE), Measure(TARGETS, 2.0, 0.25)
    told = []
    for steps in (5, 5, 6, 6, 7):
        watch.see(running(150.0, steps), against)
        told.append((watch.finding is not None, watch.firing is not None, watch.steps_out, watch.judged))
    assert told == [
        (True, True, 0, False),  # the first look: its step was made before
        (True, False, 0, False),
        (True, True, 1, True),
        (True, False, 1, False),
        (True, True, 2, True),
    ]
    watch.see(running(172.0, 8), against)
    assert (watch.finding is not None, watch.firing, watch.steps_out) == (True, None, 0)


def seen(watch: Watch, margin_frac: float, *cadences: float) -> list[tuple[bool, bool]]:
    """Return after each step whether there is a finding, and whether that step is out."""
    told = []
    for steps, cadence in enumerate(cadences):
        watch.see(running(cadence, 100 + steps), Measure(TARGETS, 2.0, margin_frac))
        told.append((watch.finding is not None, watch.firing is not None))
    return told


def test_the_margin_holds_a_finding_and_makes_none() -> None:
    told = seen(Watch(QUICKER_RULE), 0.25, 168.01, 167.99, 168.01, *[168.49] * 5)
    assert told == [(False, False), (True, True), *[(True, False)] * 6]


def test_a_finding_is_over_with_the_third_step_well_inside_and_not_with_two() -> None:
    lingers, over = (True, False), (False, False)
    assert seen(Watch(QUICKER_RULE), 0.25, 167.0, 168.5, 168.5, 168.5) == [(True, True), lingers, lingers, over]
    broken = seen(Watch(QUICKER_RULE), 0.25, 167.0, 168.5, 168.5, 168.4, 168.5, 168.5, 168.5)
    assert broken == [(True, True), *[lingers] * 5, over]  # three in a row


@pytest.mark.parametrize(
    ("cadence", "level"), [(167.99, 1), (167.61, 1), (167.59, 2), (166.41, 4), (166.39, 5), (166.0, 5), (100.0, 5)]
)
def test_levels_are_fifths_of_a_whole_error(cadence: float, level: int) -> None:
    watch = Watch(QUICKER_RULE)
    watch.see(running(cadence), Measure(TARGETS, 2.0, 0.25))
    assert watch.finding and watch.finding.level == level


def test_what_lingers_inside_the_band_is_of_the_lowest_level() -> None:
    watch = Watch(QUICKER_RULE)
    for steps, cadence in enumerate((167.9, 168.1)):
        watch.see(running(cadence, steps), Measure(TARGETS, 2.0, 1.0))
        assert watch.finding and watch.finding.level == 1


@pytest.mark.parametrize("absurd", [float("nan"), float("inf"), -float("inf")])
def test_what_is_no_number_breaks_nothing(absurd: float) -> None:
    for rule in (rule for rules in RULES.values() for rule in rules):
        names = ("fppa_deg", "femoral_adduction_deg", rule.metric)
        finding(rule, running(absurd, **dict.fromkeys(names, absurd)))


def test_a_whole_error_is_half_the_smallest_change_or_the_runners_own_scatter() -> None:
    assert scale(LEFT_KNEE, own()) == pytest.approx(2.3 / 2)
    wavering = own(fppa_deg=9.0)
    wavering = replace(wavering, left={"fppa_deg": replace(wavering.left["fppa_deg"], step_sd=3.0)})
    assert scale(LEFT_KNEE, wavering) == 3.0 and scale(RIGHT_KNEE, wavering) == pytest.approx(2.3 / 2)
    assert scale(QUICKER_RULE, own(160.0)) == pytest.approx(2.4)
    assert scale(QUICKER_RULE, own(None)) == 1.0
    assert scale(RULES[Focus.TRUNK_LEAN][0], own()) == 1.0  # no study, no spread: a degree


def test_every_focus_has_rules_and_every_rule_a_name_of_its_own() -> None:
    assert set(RULES) == set(Focus)
    for rules in RULES.values():
        assert len({rule.name for rule in rules}) == len(rules) > 0
    assert {rule.kind for rules in RULES.values() for rule in rules} == set(CueKind)
    assert [rule.name for rule in RULES[Focus.KNEE_CAVE]] == ["knee_out:left", "knee_out:right"]


EVERYTHING = own(
    150.0,
    fppa_deg=9.0,
    femoral_adduction_deg=8.0,
    pelvic_drop_deg=9.0,
    hip_adduction_deg=17.0,
    tibia_angle_deg=12.0,
    step_width_m=0.01,
    trunk_lean_deg=5.0,
)
OUT_OF = {
    Focus.PELVIC_DROP: {"pelvic_drop_deg": 9.0},
    Focus.HIP_ADDUCTION: {"hip_adduction_deg": 17.0},
    Focus.FEMORAL_ADDUCTION: {"femoral_adduction_deg": 8.0},
    Focus.KNEE_CAVE: {"fppa_deg": 9.0, "femoral_adduction_deg": 8.0},
    Focus.STEP_WIDTH: {"step_width_m": 0.01},
    Focus.OVERSTRIDE: {"tibia_angle_deg": 12.0},
    Focus.TRUNK_LEAN: {"trunk_lean_deg": 5.0},
}
SAID = {
    Focus.PELVIC_DROP: {"hips_level:left", "hips_level:right"},
    Focus.HIP_ADDUCTION: {"hip_steady:left", "hip_steady:right"},
    Focus.FEMORAL_ADDUCTION: {"hip_steady:left", "hip_steady:right"},
    Focus.KNEE_CAVE: {"knee_out:left", "knee_out:right"},
    Focus.STEP_WIDTH: {"steps_wider"},
    Focus.OVERSTRIDE: {"land_closer:left", "land_closer:right"},
    Focus.TRUNK_LEAN: {"lean_forward"},
}


def train(focus: Focus, cadence: float, made: int = 6, **metrics: float) -> set[str]:
    """Return which rules speak to a runner who goes on so, both legs stepping with each estimate."""
    plan = SessionPlan(trunk_lean_allowed=True)
    training = Training(focus, targets_for(focus, EVERYTHING, plan, 6.0), EVERYTHING, 0.25)
    said: set[str] = set()
    told: Side | None = None
    for steps in range(made):
        training.see(running(cadence, steps, **metrics))
        for rule, found in list(training.confirmed(2, told))[:1]:
            said.add(rule)
            told = found.side
    return said


@pytest.mark.parametrize("focus", list(OUT_OF))
def test_a_focus_cues_its_own_metric_and_nothing_else(focus: Focus) -> None:
    others = {name: value for one, seen in OUT_OF.items() if one is not focus for name, value in seen.items()}
    assert train(focus, 157.0, **OUT_OF[focus]) == SAID[focus]
    assert train(focus, 157.0, **{name: v for name, v in others.items() if name not in OUT_OF[focus]}) == set()


def test_of_an_overstride_the_cadence_is_spoken_of_first() -> None:
    assert train(Focus.OVERSTRIDE, 150.0, **OUT_OF[Focus.OVERSTRIDE]) == {"cadence_up"}


def test_while_the_cadence_is_hardly_back_the_shin_is_not_spoken_of() -> None:
    targets = targets_for(Focus.OVERSTRIDE, EVERYTHING, SessionPlan(), 6.0)
    training = Training(Focus.OVERSTRIDE, targets, EVERYTHING, 0.25)
    said = []
    for steps, cadence in enumerate([150.0] * 3 + [154.0] * 3 + [157.0] * 4):  # the band begins at 153.75
        training.see(running(cadence, steps, tibia_angle_deg=12.0))
        said.append(sorted({found.kind for _, found in training.confirmed(2, None)}))
    quicker, closer = [CueKind.CADENCE_UP], [CueKind.LAND_CLOSER]
    assert said == [[], [], quicker, [], [], [], [], [], closer, closer]


def test_a_trunk_that_leans_too_far_is_told_the_other_way() -> None:
    assert train(Focus.TRUNK_LEAN, 157.0, trunk_lean_deg=16.0) == {"lean_back"}


@pytest.mark.parametrize("side", list(Side))
def test_a_single_leg_that_lands_ahead_is_spoken_of(side: Side) -> None:
    levels = {one: EVERYTHING.left if one is side else {} for one in Side}
    known = replace(EVERYTHING, left=levels[Side.LEFT], right=levels[Side.RIGHT])
    targets = targets_for(Focus.OVERSTRIDE, known, SessionPlan(), 6.0)
    assert targets.legs and targets.legs.leg(side) and not targets.legs.leg(side.other)
    training = Training(Focus.OVERSTRIDE, targets, known, 0.25)
    for steps in range(4):
        training.see(running(157.0, steps, tibia_angle_deg=12.0))
    assert [rule for rule, _ in training.confirmed(2, None)] == [f"land_closer:{side}"]


def test_the_width_of_steps_is_the_mean_of_both_legs() -> None:
    rule = RULES[Focus.STEP_WIDTH][0]
    targets = Targets(legs=LegBands("step_width_m", Band(low=0.06), Band(low=0.06)))
    narrow, wide = leg_of({"step_width_m": 0.05}, 5, 5), leg_of({"step_width_m": 0.08}, 5, 5)
    base = running()
    assert finding(rule, replace(base, left=narrow, right=wide), targets) is None
    assert finding(rule, replace(base, left=narrow, right=LegEstimate()), targets)


@pytest.mark.parametrize("told", [None, *Side])
def test_of_two_legs_that_are_both_out_the_one_that_was_told_last_waits(told: Side | None) -> None:
    training = Training(Focus.KNEE_CAVE, Targets(left_knee=KNEE, right_knee=KNEE), own(), 0.25)
    for steps in range(4):
        training.see(running(172.0, steps, **OUT))
    sides = [found.side for _, found in training.confirmed(2, told)]
    assert sides == [side for side in Side if side is not told]


def test_a_leg_that_is_out_alone_is_told_again() -> None:
    training = Training(Focus.KNEE_CAVE, Targets(left_knee=KNEE, right_knee=KNEE), own(), 0.25)
    for steps in range(4):
        estimate = running(172.0, steps, **OUT)
        training.see(replace(estimate, right=leg_of({"fppa_deg": 1.0, "femoral_adduction_deg": 1.0}, steps, 5)))
    assert [found.side for _, found in training.confirmed(2, Side.LEFT)] == [Side.LEFT]


def test_what_is_graded_d_is_never_cued_on_nor_made_a_target_of() -> None:
    story = caver()
    story.grade = Grade.D
    assert story.until(Stage.COACHING).targets.left_knee is None
    story = coached(caver())
    story.grade = Grade.D
    assert not story.cues(30)
    story.grade = Grade.C
    assert {cue.finding.side for cue in story.cues(20)} == {Side.LEFT}
    assert story.plan == KNEES


def test_a_cadence_that_is_hardly_known_is_not_cued_on() -> None:
    for rule, cadence in ((QUICKER_RULE, 150.0), (SLOWER_RULE, 190.0)):
        out = running(cadence)
        assert finding(rule, out)
        assert finding(rule, replace(out, cadence_sd_spm=2.1)) is None
        assert finding(rule, replace(out, cadence_sd_spm=None)) is None


def test_a_step_of_which_the_metric_is_not_known_is_not_judged() -> None:
    story = coached(Story(plan=QUICKER))
    story.run(3)
    before = story.step().tally[Stage.COACHING]
    for _ in range(8):
        estimate = replace(story.estimate(), t=story.t + 0.1, cadence_sd_spm=None)
        story.t, story.steps[Side.LEFT] = story.t + 0.1, story.steps[Side.LEFT] + 1
        advice = story.coach.update(replace(estimate, left=replace(estimate.left, steps=story.steps[Side.LEFT])))
    assert advice.tally[Stage.COACHING] == before


@pytest.mark.parametrize(("value", "told"), [(6.5, False), (7.9, False), (8.1, True)])
def test_what_may_as_well_be_inside_the_band_is_no_finding(value: float, told: bool) -> None:
    drop = {"pelvic_drop_deg": value}
    leg = replace(leg_of(drop, 5, 5), trust={"pelvic_drop_deg": Trust(2.0, 3.0, Grade.B)})
    watch = Watch(RULES[Focus.PELVIC_DROP][0])
    band = Band(high=6.0)
    against = Measure(Targets(legs=LegBands("pelvic_drop_deg", band, band)), 2.0, 0.25)
    watch.see(replace(running(), left=leg), against)
    assert (watch.firing is not None) == told
