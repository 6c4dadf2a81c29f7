"""From a runner's own running to targets and to what the station proposes, within bounds."""

from dataclasses import replace

import pytest
from coaching_story import SMALLEST, own
from hypothesis import given
from hypothesis import strategies as st

from station.coaching.proposal import NOTHING, proposal_for
from station.coaching.targets import (
    cadence_band,
    cadence_factor,
    eased,
    knee_target,
    targets_for,
    tempo_spm,
    wished_band,
)
from station.model import Band, Focus, KneeTarget, LegBands, Level, Reference, SessionPlan, Side, Targets

PLAN = SessionPlan()
LEAN = SessionPlan(trunk_lean_allowed=True)
FLAG_DEG = 6.0

angles = st.floats(-40, 60)
changes = st.floats(0.5, 10)
levels = st.dictionaries(
    st.sampled_from(sorted(SMALLEST)), st.builds(Level, mean=angles, smallest_change=changes, step_sd=st.floats(0, 5))
)
references = st.builds(Reference, cadence_spm=st.one_of(st.none(), st.floats(100, 230)), left=levels, right=levels)
plans = st.builds(
    SessionPlan,
    number=st.integers(1, 60),
    cadence_factor=st.floats(1.0, 1.10),
    trunk_lean_allowed=st.booleans(),
)


@pytest.mark.parametrize(
    ("own_spm", "band"),
    [
        (189.0, None),
        (None, None),
        (175.0, Band(183.75, 190.0)),
        (183.0, Band(186.0, 190.0)),
        (187.5, Band(187.5, 190.0)),
    ],
)
def test_no_runner_is_asked_for_more_than_190(own_spm: float | None, band: Band | None) -> None:
    found = cadence_band(own_spm, 1.075)
    assert (found and (pytest.approx(found.low), found.high)) == (band and (band.low, band.high))


@pytest.mark.parametrize(("factor", "low", "high"), [(1.0, 160, 164), (1.05, 164, 172), (1.1, 172, 176)])
def test_the_band_stays_within_what_studies_have_tried(factor: float, low: float, high: float) -> None:
    assert cadence_band(160.0, factor) == Band(pytest.approx(low), pytest.approx(high))


def test_a_band_without_width_is_none() -> None:
    assert cadence_band(190.0, 1.0) is None


@given(references, plans, st.sampled_from((Focus.CADENCE, Focus.OVERSTRIDE)))
def test_a_cadence_target_is_never_below_the_own_nor_above_a_tenth_more_or_190(
    known: Reference, plan: SessionPlan, focus: Focus
) -> None:
    band = targets_for(focus, known, plan, FLAG_DEG).cadence_spm
    if band is None:
        return
    assert known.cadence_spm and band.low and band.high
    assert known.cadence_spm <= band.low < band.high <= min(190.0, known.cadence_spm * 1.10)


@given(st.floats(100, 230), plans)
def test_a_metronome_never_ticks_below_the_own_cadence_nor_above_its_band(spm: float, plan: SessionPlan) -> None:
    tempo = tempo_spm(Reference(spm), plan)
    band = targets_for(Focus.CADENCE, Reference(spm), plan, FLAG_DEG).cadence_spm
    assert (tempo is None) == (band is None)
    if tempo and band and band.low and band.high:
        assert max(spm, band.low) - 1e-9 <= tempo <= band.high + 1e-9


@pytest.mark.parametrize(
    ("spm", "number", "factor"),
    [(150, 1, 1.05), (150, 2, 1.075), (150, 3, 1.10), (150, 9, 1.10), (154.9, 1, 1.05), (155, 1, 1.10), (170, 1, 1.10)],
)
def test_a_slow_runner_goes_there_in_steps(spm: float, number: int, factor: float) -> None:
    assert cadence_factor(spm, SessionPlan(number=number, cadence_factor=1.10)) == pytest.approx(factor)


def test_a_slow_runner_is_not_asked_for_more_than_the_plan_says() -> None:
    assert cadence_factor(150, SessionPlan(number=5, cadence_factor=1.03)) == 1.03


@pytest.mark.parametrize(
    ("wish", "held"),
    [
        (Band(168, 176), Band(168, 176)),
        (Band(180, 200), Band(180, 187)),
        (Band(80, 120), Band(100, 120)),
        (Band(168, None), Band(168, 187)),
        (Band(None, 176), Band(100, 176)),
        (Band(187.01, 200), None),
        (Band(60, 100), None),
        (Band(176, 168), None),
        (None, None),
    ],
)
def test_a_wish_is_held_to_what_this_runner_may_be_asked_for(wish: Band | None, held: Band | None) -> None:
    found = wished_band(wish, own(170.0))
    assert (found and (found.low, pytest.approx(found.high))) == (held and (held.low, held.high))


@given(st.one_of(st.none(), st.floats()), st.one_of(st.none(), st.floats()), references)
def test_no_wish_whatever_it_is_asks_for_more_than_a_tenth_or_190(
    low: float | None, high: float | None, known: Reference
) -> None:
    band = wished_band(Band(low, high), known)
    if band:
        assert band.low and band.high and 100 <= band.low < band.high <= 190
        assert known.cadence_spm is None or band.high <= 1.10 * known.cadence_spm


@pytest.mark.parametrize("seen", [{}, {"fppa_deg": 9.0}, {"femoral_adduction_deg": 5.0}])
def test_a_view_that_does_not_see_both_signs_of_a_knee_gives_it_no_target(seen: dict[str, float]) -> None:
    assert targets_for(Focus.KNEE_CAVE, own(**seen), PLAN, FLAG_DEG) == Targets()


@pytest.mark.parametrize(
    ("fppa", "thigh", "flag", "limit"),
    [
        (6.0, 5.0, 6.0, 6.0),
        (5.99, 5.0, 6.0, None),
        (2.3, 5.0, 0.0, 0.0),
        (2.29, 5.0, 0.0, None),  # may be chance, whatever the flag
        (9.0, 5.0, 6.0, 6.7),  # less by the smallest real change
        (20.0, 5.0, 6.0, 15.0),  # less by a quarter, which is more
        (7.0, 5.0, 6.0, 6.0),  # not below what is straight enough
        (9.0, 2.31, 6.0, 6.7),
        (9.0, 2.3, 6.0, None),  # neither hip nor pelvis seen: then the thigh must lean in plainly
        (9.0, 0.0, 6.0, None),
    ],
)
def test_only_a_knee_that_plainly_falls_in_has_a_target(
    fppa: float, thigh: float, flag: float, limit: float | None
) -> None:
    found = knee_target(own(fppa_deg=fppa, femoral_adduction_deg=thigh), Side.LEFT, flag)
    wanted = limit is not None and KneeTarget(Band(high=pytest.approx(limit)), Band(high=pytest.approx(thigh - 2.3)))
    assert found == (wanted or None)


@pytest.mark.parametrize(
    ("signs", "cued"),
    [
        ({"hip_adduction_deg": 12.0}, True),
        ({"hip_adduction_deg": 11.9}, False),
        ({"pelvic_drop_deg": 7.0}, True),
        ({"pelvic_drop_deg": 6.9}, False),
        ({"hip_adduction_deg": 12.0, "pelvic_drop_deg": 1.0}, True),
        ({"hip_adduction_deg": 1.0, "pelvic_drop_deg": 1.0}, False),
    ],
)
def test_hip_or_pelvis_must_stand_out_on_that_side_too(signs: dict[str, float], cued: bool) -> None:
    known = own(both=False, fppa_deg=9.0, femoral_adduction_deg=7.0, **signs)
    assert (knee_target(known, Side.LEFT, FLAG_DEG) is not None) == cued
    assert knee_target(known, Side.RIGHT, FLAG_DEG) is None


@given(references, plans, st.floats(0, 30))
def test_a_straight_or_bowed_knee_is_never_given_a_target(known: Reference, plan: SessionPlan, flag_deg: float) -> None:
    targets = targets_for(Focus.KNEE_CAVE, known, plan, flag_deg)
    for side in Side:
        fppa = known.level(side, "fppa_deg")
        if fppa is None or fppa.mean <= 0:
            assert targets.knee(side) is None
        if knee := targets.knee(side):
            assert fppa and knee.fppa_deg.high is not None
            assert 0 <= knee.fppa_deg.high <= fppa.mean


@given(references, plans)
def test_a_trunk_is_asked_to_lean_only_if_allowed_and_never_beyond_15_degrees(
    known: Reference, plan: SessionPlan
) -> None:
    legs = targets_for(Focus.TRUNK_LEAN, known, plan, FLAG_DEG).legs
    if legs:
        assert plan.trunk_lean_allowed and legs.left == legs.right
        assert legs.left and legs.left.low and legs.left.high and legs.left.low < legs.left.high <= 15.0


def test_a_trunk_leans_three_to_seven_degrees_more() -> None:
    def band(mean: float) -> Band | None:
        legs = targets_for(Focus.TRUNK_LEAN, own(trunk_lean_deg=mean), LEAN, FLAG_DEG).legs
        return legs and legs.left

    assert band(5.0) == Band(8.0, 12.0)
    assert band(10.0) == Band(13.0, 15.0)
    assert band(12.0) is None
    assert targets_for(Focus.TRUNK_LEAN, own(trunk_lean_deg=5.0), PLAN, FLAG_DEG) == Targets()


@pytest.mark.parametrize(("width", "asked"), [(0.010, 0.0525), (0.060, 0.1025), (0.0601, None)])
def test_whoever_steps_wide_enough_is_not_asked_for_more(width: float, asked: float | None) -> None:
    legs = targets_for(Focus.STEP_WIDTH, own(step_width_m=width), PLAN, FLAG_DEG).legs
    assert (legs and legs.left and legs.left.low) == (asked and pytest.approx(asked))


@pytest.mark.parametrize(
    ("focus", "metric", "mean", "high"),
    [
        (Focus.PELVIC_DROP, "pelvic_drop_deg", 6.9, None),
        (Focus.PELVIC_DROP, "pelvic_drop_deg", 8.0, 7.0),
        (Focus.PELVIC_DROP, "pelvic_drop_deg", 16.0, 12.0),
        (Focus.HIP_ADDUCTION, "hip_adduction_deg", 11.9, None),
        (Focus.HIP_ADDUCTION, "hip_adduction_deg", 20.0, 15.0),
        (Focus.FEMORAL_ADDUCTION, "femoral_adduction_deg", 9.0, 6.7),
        (Focus.OVERSTRIDE, "tibia_angle_deg", 7.9, None),
        (Focus.OVERSTRIDE, "tibia_angle_deg", 14.0, 9.2),
    ],
)
def test_an_angle_is_to_lose_a_quarter_or_a_real_change_and_stays_above_its_flag(
    focus: Focus, metric: str, mean: float, high: float | None
) -> None:
    targets = targets_for(focus, own(both=False, **{metric: mean}), PLAN, FLAG_DEG)
    wanted = None if high is None else LegBands(metric, Band(high=pytest.approx(high)), None)
    assert targets.legs == wanted
    assert bool(targets.cadence_spm) == (focus is Focus.OVERSTRIDE and high is not None)


def test_to_hold_is_to_stay_above_96_hundredths_of_the_own_cadence() -> None:
    assert targets_for(Focus.HOLD, own(170.0), PLAN, FLAG_DEG) == Targets(Band(low=pytest.approx(163.2)))


@pytest.mark.parametrize("focus", list(Focus))
def test_of_a_runner_of_whom_nothing_is_known_nothing_is_asked(focus: Focus) -> None:
    assert targets_for(focus, Reference(), LEAN, FLAG_DEG) == Targets()


@given(references, plans, st.sampled_from(Focus), st.floats(0.3, 1.0))
def test_what_is_eased_asks_for_less_and_never_for_more(
    known: Reference, plan: SessionPlan, focus: Focus, asked_frac: float
) -> None:
    targets = targets_for(focus, known, plan, FLAG_DEG)
    less = eased(targets, known, asked_frac)
    assert eased(targets, known, 1.0) == targets
    if targets.cadence_spm and less.cadence_spm and targets.cadence_spm.low and less.cadence_spm.low:
        assert less.cadence_spm.low <= targets.cadence_spm.low
        assert less.cadence_spm.high == targets.cadence_spm.high
    for side in Side:
        knee, easier = targets.knee(side), less.knee(side)
        assert (knee is None) == (easier is None)
        if knee and easier and knee.fppa_deg.high is not None and easier.fppa_deg.high is not None:
            assert easier.fppa_deg.high >= knee.fppa_deg.high - 1e-9


def test_three_quarters_of_a_change_are_three_quarters() -> None:
    known = own(160.0, pelvic_drop_deg=16.0)
    cadence = eased(Targets(Band(168.0, 176.0)), known, 0.75).cadence_spm
    assert cadence == Band(pytest.approx(166.0), 176.0)
    legs = eased(targets_for(Focus.PELVIC_DROP, known, PLAN, FLAG_DEG), known, 0.75).legs
    assert legs and legs.left == legs.right == Band(high=pytest.approx(13.0))


CAVES = {"fppa_deg": 9.0, "femoral_adduction_deg": 7.0, "hip_adduction_deg": 13.0}


@pytest.mark.parametrize(
    ("known", "focus", "said"),
    [
        (own(159.9, **CAVES), Focus.CADENCE, "160 steps a minute is below 160. The target is 7.5 % more."),
        (own(150.0), Focus.CADENCE, "150 steps a minute is below 160. The target is 5 % more."),
        (own(160.0, **CAVES), Focus.KNEE_CAVE, "9 degrees left and 9 degrees right"),
        (own(160.0, both=False, **CAVES), Focus.KNEE_CAVE, "9 degrees left in this baseline"),
        (own(160.0, fppa_deg=9.0, pelvic_drop_deg=10.0), Focus.PELVIC_DROP, "drops by 10 degrees left and"),
        (own(160.0, pelvic_drop_deg=10.0, hip_adduction_deg=16.0), Focus.PELVIC_DROP, "10 degrees"),
        (own(160.0, pelvic_drop_deg=9.9), Focus.HOLD, NOTHING),
        (own(160.0, hip_adduction_deg=15.0, step_width_m=0.01), Focus.HIP_ADDUCTION, "15 degrees"),
        (own(160.0, hip_adduction_deg=14.9), Focus.HOLD, NOTHING),
        (own(160.0, step_width_m=-0.011, tibia_angle_deg=9.0), Focus.STEP_WIDTH, "cross over by 1 cm"),
        (own(160.0, step_width_m=0.0), Focus.HOLD, NOTHING),
        (own(160.0, tibia_angle_deg=8.0), Focus.OVERSTRIDE, "8 degrees left and 8 degrees right"),
        (own(160.0, trunk_lean_deg=1.0), Focus.HOLD, NOTHING),
        (own(160.0, fppa_deg=9.0, femoral_adduction_deg=2.0), Focus.HOLD, NOTHING),
        (own(None), Focus.HOLD, NOTHING),
    ],
)
def test_the_station_proposes_the_first_thing_that_stands_out_and_says_why(
    known: Reference, focus: Focus, said: str
) -> None:
    found = proposal_for(known, PLAN, FLAG_DEG)
    assert found.focus is focus and said in found.reason


@given(references, plans, st.floats(0, 30))
def test_no_proposal_is_without_a_target_but_to_hold_and_none_is_a_lean(
    known: Reference, plan: SessionPlan, flag_deg: float
) -> None:
    found = proposal_for(known, plan, flag_deg)
    assert found.focus is Focus.HOLD or targets_for(found.focus, known, plan, flag_deg) != Targets()
    assert found.focus is not Focus.TRUNK_LEAN and found.reason
    bowed = replace(known, left={}, right={"fppa_deg": Level(-6.0, 2.3, 1.0)})
    assert proposal_for(bowed, plan, flag_deg).focus is not Focus.KNEE_CAVE
