import numpy as np
import pytest

from station.gait.phase import PhaseFilter, smoothed


def tracked(
    rate: float, sd: float, seconds: float = 10.0, rate_hz: float = 30.0
) -> tuple[PhaseFilter, list, np.ndarray]:
    """Feed a filter phases measured with an error of `sd`; return it, its states and the true phases."""
    random = np.random.default_rng(5)
    follow = PhaseFilter(0.0, 0.0, rate * 1.05, phase_sd=0.2, rate_sd=0.5)
    states, true = [], []
    for t in np.arange(1, seconds * rate_hz) / rate_hz:
        follow.predict(t)
        offset = rate * t + random.normal(0, sd) - follow.phase
        follow.correct(offset / sd**2, 1 / sd**2)
        states.append(follow.state)
        true.append(rate * t)
    return follow, states, np.array(true)


def test_follows_phase_and_rate() -> None:
    follow, _, true = tracked(rate=8.6, sd=0.1)
    assert follow.phase == pytest.approx(true[-1], abs=0.1)
    assert follow.rate == pytest.approx(8.6, abs=4 * follow.rate_sd)


def test_knowing_what_came_after_makes_the_phase_better() -> None:
    _, states, true = tracked(rate=8.6, sd=0.3)
    middle = slice(100, 200)
    filtered = np.array([state.belief.phase for state in states])
    error = np.abs(filtered - true)[middle].mean()
    assert np.abs(smoothed(states) - true)[middle].mean() < 0.8 * error


def test_a_sample_that_says_nothing_changes_nothing() -> None:
    follow = PhaseFilter(0.0, 1.0, 8.0, phase_sd=0.1, rate_sd=0.1)
    follow.predict(0.1)
    before = follow.state
    assert follow.correct(0.0, 0.0) == 0.0
    assert follow.state is before
