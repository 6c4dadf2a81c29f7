"""Which clock is believed for which source."""

import math

import pytest

from station.vision.stamps import arrival_time, clip_time, driver_time, sensor_time, stream_time


def test_a_clip_has_its_own_time():
    assert clip_time(1.25, now_s=5000.0) == 1.25


@pytest.mark.parametrize("said_s", [0.0, 1_700_000_000.0])
def test_a_driver_that_stamps_nothing_or_by_the_calendar_is_not_believed(said_s):
    assert driver_time(said_s, now_s=5000.0) == 5000.0


def test_a_driver_that_stamps_on_the_monotonic_clock_is_believed():
    assert driver_time(4999.96, now_s=5000.0) == 4999.96


def test_a_stream_keeps_its_own_distances_on_the_monotonic_clock():
    stamp = stream_time()
    assert [stamp(3.0, 5000.0), stamp(3.04, 5000.2), stamp(3.08, 5000.2)] == pytest.approx([5000.0, 5000.04, 5000.08])


def test_each_stream_starts_where_it_is_opened():
    assert [stream_time()(90.0, now_s) for now_s in (10.0, 20.0)] == [10.0, 20.0]


def test_bare_pictures_are_stamped_as_they_arrive():
    assert arrival_time(0.04, now_s=5000.0) == 5000.0


def test_a_sensor_on_the_monotonic_clock_is_believed():
    stamp = sensor_time()
    assert [stamp(4999.97, 5000.0), stamp(4999.99, 5000.1)] == [4999.97, 4999.99]


@pytest.mark.parametrize("off_s", [-4000.0, 1_700_000_000.0])
def test_a_sensor_on_another_clock_keeps_its_own_distances(off_s):
    stamp = sensor_time()
    arrived = [5000.0, 5000.021, 5000.030]  # the times of arrival jitter, the sensor's do not
    times = [stamp(off_s + 5000.0 + 0.0166 * number, now_s) for number, now_s in enumerate(arrived)]
    assert times == pytest.approx([5000.0, 5000.0166, 5000.0332], abs=1e-6)


def test_a_sensor_whose_clock_jumps_is_laid_on_the_monotonic_one_again():
    stamp = sensor_time()
    assert [stamp(4999.99, 5000.0), stamp(100.0, 5000.1), stamp(100.1, 5000.2)] == pytest.approx(
        [4999.99, 5000.1, 5000.2]
    )
    assert stamp(5000.29, 5000.3) == 5000.29, "and believed again once it is right"


def test_a_frame_without_a_time_takes_that_of_its_arrival():
    assert sensor_time()(math.inf, 5000.0) == 5000.0
