import numpy as np
import pytest

from station.gait.fold import Fold
from station.gait.follower import COARSE, FINE

TURN = 2 * np.pi


def curve(phase: float) -> np.ndarray:
    return np.array([0.1 + 0.3 * np.cos(phase) - 0.1 * np.sin(3 * phase), 0.05 * np.cos(2 * phase)])


def folded(rate_hz: float, seconds: float, noise: float = 0.0, memory_s: float = 6.0) -> Fold:
    random = np.random.default_rng(1)
    fold = Fold(2, COARSE, FINE, memory_s)
    for t in np.arange(0, seconds, 1 / rate_hz):
        fold.add(TURN * 1.37 * t, curve(TURN * 1.37 * t) + random.normal(0, noise, 2), 1 / rate_hz)
    return fold


@pytest.mark.parametrize("rate_hz", [60, 30, 15, 10, 8])
def test_the_same_curve_comes_out_at_any_frame_rate(rate_hz: float) -> None:
    phases = np.linspace(0, TURN, 50)
    fold = folded(rate_hz, seconds=15)
    expected = np.array([curve(phase) for phase in phases])
    assert np.abs(fold.at(phases) - expected).max() < 0.004


def test_noise_averages_out_over_strides() -> None:
    phases = np.linspace(0, TURN, 50)
    expected = np.array([curve(phase) for phase in phases])
    short = np.abs(folded(30, seconds=1, noise=0.02).at(phases) - expected).mean()
    long = np.abs(folded(30, seconds=12, noise=0.02).at(phases) - expected).mean()
    assert long < 0.6 * short


def test_an_unknown_coordinate_leaves_its_curve_as_it_was() -> None:
    fold = folded(30, seconds=10)
    before = fold.at(1.0)[1]
    for step in range(30):
        phase = TURN * step / 30
        fold.add(phase, np.array([curve(phase)[0], np.nan]), 1 / 30)
    assert fold.at(1.0)[1] == pytest.approx(before, abs=1e-3)


def test_old_strides_are_forgotten() -> None:
    fold = folded(30, seconds=10, memory_s=2.0)
    for step in range(300):
        fold.add(TURN * 1.37 * step / 30, np.array([7.0, 0.0]), 1 / 30)
    assert fold.at(0.3)[0] == pytest.approx(7.0, abs=0.1)
