"""When a difference is called a change."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.change import SMALLEST_CHANGE, Change, changed, smallest_change
from station.sessions.columns import METRICS

half_widths = st.floats(0, 50)
KNOWN = {name: value for name, value in SMALLEST_CHANGE.items() if value is not None}


def test_the_table_names_every_metric_of_a_step() -> None:
    assert set(METRICS) <= set(SMALLEST_CHANGE)


def test_the_table_says_what_the_studies_say() -> None:
    two_days_apart = {name: SMALLEST_CHANGE[name] for name in METRICS if name.endswith("_deg")}
    assert two_days_apart == {
        "fppa_deg": 2.3,
        "femoral_adduction_deg": 2.3,
        "pelvic_drop_deg": 2.8,
        "hip_adduction_deg": 3.8,
        "trunk_side_lean_deg": 2.3,
        "tibia_angle_deg": 4.8,
        "knee_flexion_contact_deg": 9.0,
        "knee_flexion_peak_deg": 3.8,
        "trunk_lean_deg": None,
    }
    assert {name: KNOWN[name] for name in KNOWN if name not in two_days_apart} == {
        "contact_time_s": 0.032,
        "step_width_m": 0.020,
        "cadence_spm": 2.0,
    }


def test_a_steady_runner_still_needs_what_the_studies_ask() -> None:
    assert smallest_change("pelvic_drop_deg", 0.3, 0.3) == 2.8


def test_a_runner_whose_steps_spread_needs_more() -> None:
    assert smallest_change("pelvic_drop_deg", 3.0, 4.0) == pytest.approx(5.0)


def test_without_a_study_the_own_spread_decides() -> None:
    assert smallest_change("trunk_lean_deg", 3.0, 4.0) == pytest.approx(5.0)


@pytest.mark.parametrize(
    ("metric", "before", "after"),
    [("trunk_lean_deg", 0.0, 0.0), ("pelvic_drop_deg", None, 0.3), ("pelvic_drop_deg", 0.3, None)],
)
def test_what_can_not_be_compared_is_never_a_change(metric: str, before: float | None, after: float | None) -> None:
    found = changed(0.0, 40.0, metric=metric, ci95_before=before, ci95_after=after)
    assert found.needed is None
    assert not found.real


def test_a_change_lies_above_what_is_needed_and_not_at_it() -> None:
    assert not Change(2.8, 2.8).real
    assert Change(2.81, 2.8).real
    assert Change(-2.81, 2.8).real


def test_a_difference_is_after_minus_before() -> None:
    found = changed(6.0, 3.0, metric="fppa_deg", ci95_before=0.5, ci95_after=0.5)
    assert (found.difference, found.needed, found.real) == (-3.0, 2.3, True)


def test_a_metric_that_nobody_knows_is_refused() -> None:
    with pytest.raises(KeyError):
        smallest_change("fppa", 1.0, 1.0)


@given(st.sampled_from(sorted(KNOWN)), half_widths, half_widths)
def test_neither_study_nor_spread_is_ever_undercut(metric: str, before: float, after: float) -> None:
    needed = smallest_change(metric, before, after)
    assert needed is not None
    assert needed >= KNOWN[metric] and needed >= math.hypot(before, after)
    assert needed == smallest_change(metric, after, before)
