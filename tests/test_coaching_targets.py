"""From a baseline to the targets of its knees."""

from dataclasses import replace

import pytest
from coaching_story import leg_of

from station.coaching.baseline import Baseline
from station.coaching.targets import cadence_band, from_baseline, knee_target, with_wishes
from station.model import Activity, Band, GaitEstimate, KneeTarget, Side, Targets


def taken(**metrics: float) -> Baseline:
    """Return a baseline of somebody whose steps are all the same."""
    baseline = Baseline(1.0, 10, 5)
    for n in range(30):
        leg = leg_of(metrics, n, 5)
        baseline.add(GaitEstimate(n * 0.375, Activity.RUNNING, 0.9, 160.0, left=leg, right=leg))
    return baseline


@pytest.mark.parametrize("seen", [{}, {"fppa_deg": 9.0}, {"femoral_adduction_deg": 5.0}])
def test_a_view_that_does_not_see_both_signs_of_a_knee_gives_it_no_target(seen: dict[str, float]) -> None:
    targets = from_baseline(taken(**seen), 1.075, 6.0)
    assert targets.cadence_spm
    assert (targets.left_knee, targets.right_knee) == (None, None)


@pytest.mark.parametrize(
    ("fppa", "thigh", "flag", "cued"),
    [
        (6.0, 5.0, 6.0, True),
        (5.99, 5.0, 6.0, False),
        (2.3, 5.0, 0.0, True),
        (2.29, 5.0, 0.0, False),  # may be chance, whatever the flag
        (9.0, 0.01, 6.0, True),
        (9.0, 0.0, 6.0, False),
    ],
)
def test_only_a_knee_that_plainly_falls_in_has_a_target(fppa: float, thigh: float, flag: float, cued: bool) -> None:
    found = knee_target(taken(fppa_deg=fppa, femoral_adduction_deg=thigh), Side.LEFT, flag)
    below = KneeTarget(Band(high=pytest.approx(fppa - 2.3)), Band(high=pytest.approx(thigh - 2.3)))
    assert found == (below if cued else None)


def test_a_band_without_width_is_none() -> None:
    assert cadence_band(190.0, 1.0) is None


@pytest.mark.parametrize("name", ["cadence_spm", "left_knee", "right_knee"])
def test_a_wish_replaces_its_own_target_and_no_other(name: str) -> None:
    own_knee, knee = KneeTarget(Band(high=6.0), Band(high=4.0)), KneeTarget(Band(high=3.0), Band(high=2.0))
    own = Targets(Band(168.0, 176.0), own_knee, own_knee)
    wish = {name: Band(170.0, 178.0) if name == "cadence_spm" else knee}
    assert with_wishes(own, Targets(**wish)) == replace(own, **wish)
