import numpy as np
import pytest

from station.gait.lock import find_rhythm


def signals(stride_hz: float, times: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    phase = 2 * np.pi * stride_hz * times
    shared = 0.05 * np.cos(2 * phase)[:, None]
    between = np.column_stack((0.2 * np.sin(phase) + 0.03 * np.sin(3 * phase), 0.1 * np.sin(phase + 0.5)))
    return shared, between


@pytest.mark.parametrize("rate_hz", [6, 8, 10, 30, 60])
@pytest.mark.parametrize("stride_hz", [0.9, 1.2, 1.37, 1.6, 1.9])
def test_finds_the_stride_and_not_its_half_or_double(rate_hz: float, stride_hz: float) -> None:
    random = np.random.default_rng(3)
    times = np.sort(np.arange(0, 2.5, 1 / rate_hz) + random.normal(0, 0.1 / rate_hz, int(np.ceil(2.5 * rate_hz))))
    shared, between = signals(stride_hz, times)
    rhythm = find_rhythm(
        times, shared + random.normal(0, 0.01, shared.shape), between + random.normal(0, 0.01, between.shape)
    )
    assert rhythm is not None
    assert rhythm.stride_hz == pytest.approx(stride_hz, abs=0.05)
    assert rhythm.explained_frac > 0.8


def test_noise_has_no_rhythm() -> None:
    random = np.random.default_rng(4)
    times = np.arange(0, 2.5, 1 / 30)
    rhythm = find_rhythm(times, random.normal(0, 1, (75, 1)), random.normal(0, 1, (75, 2)))
    assert rhythm is not None
    assert rhythm.explained_frac < 0.4


def test_too_few_frames_say_nothing() -> None:
    times = np.arange(5) / 3
    assert find_rhythm(times, *signals(1.3, times)) is None
