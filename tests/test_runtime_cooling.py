"""Landmarkers rest while it is warm, one at a time, and wake again."""

import threading

import pytest
from dashboard_clinic import cue
from test_runtime_pool import Finder, frames

from station.model import Frame
from station.runtime.cooling import COOL_C, SETTLE_S, Cooling
from station.runtime.health import CueDelay, Spread
from station.runtime.mailbox import Mailbox
from station.runtime.pool import Pool, in_order
from station.runtime.threads import Life
from station.vital_checks import WARM_C
from station.vitals import Host, Throttle

LOOK_S = 5.0


def rested(landmarkers: int, story: list[Host]) -> list[int]:
    cooling = Cooling(landmarkers - 1)
    return [cooling.update(host, LOOK_S * look) for look, host in enumerate(story)]


def at(degrees_c: float | None, throttle: Throttle | None = None) -> Host:
    return Host(temperature_c=degrees_c, throttle=throttle)


def test_one_more_rests_each_half_minute_while_it_stays_warm_and_one_always_works() -> None:
    resting = rested(3, [at(WARM_C)] * 30)
    settle = round(SETTLE_S / LOOK_S)
    assert resting == [1] * settle + [2] * (30 - settle)


def test_between_warm_and_cool_nothing_changes_and_cool_wakes_one_at_a_time() -> None:
    settle = round(SETTLE_S / LOOK_S)
    warm, between, cool = [at(80)] * (settle + 1), [at(COOL_C + 3)] * 20, [at(COOL_C - 1)] * (settle + 1)
    resting = rested(3, warm + between + cool)
    assert resting[len(warm) - 1] == 2
    assert set(resting[len(warm) : len(warm) + 20]) == {2}
    assert resting[-len(cool) :] == [1] * settle + [0]


@pytest.mark.parametrize(
    ("throttle", "resting"),
    [
        (Throttle.SOFT_LIMIT, 1),
        (Throttle.THROTTLED | Throttle.CAPPED, 1),
        (Throttle.UNDER_VOLTAGE | Throttle.THROTTLED, 0),
        (Throttle.CAPPED, 0),
    ],
)
def test_the_firmware_is_believed_where_it_speaks_of_heat(throttle: Throttle, resting: int) -> None:
    assert rested(3, [at(70, throttle)]) == [resting]


def test_a_single_landmarker_never_rests_and_an_unknown_heat_lets_none_rest() -> None:
    assert set(rested(1, [at(95)] * 20)) == {0}
    assert set(rested(3, [at(None)] * 20)) == {0}


def test_those_that_rest_get_no_frames_and_the_order_holds_when_they_wake() -> None:
    finders = [Finder(), Finder(), Finder()]
    coming = frames(90)
    pool = Pool(lambda: next(coming, None), finders, Life())
    pool.rest(1)
    pool.start()
    seen = in_order(pool.sightings)
    assert [next(seen).t for _ in range(30)] == list(range(30))
    assert finders[2].seen == []
    pool.rest(2)
    assert [next(seen).t for _ in range(30)] == list(range(30, 60))
    pool.rest(0)
    assert [sighting.t for sighting in seen] == list(range(60, 90))
    pool.close()
    assert finders[2].seen  # it woke
    assert sorted(t for finder in finders for t in finder.seen) == list(range(90))
    assert pool.took.told.count == 90


def test_the_last_landmarker_that_works_can_not_be_sent_to_rest() -> None:
    finders = [Finder(), Finder()]
    coming = frames(20)
    pool = Pool(lambda: next(coming, None), finders, Life())
    pool.rest(5)
    pool.start()
    assert [sighting.t for sighting in in_order(pool.sightings)] == list(range(20))
    pool.close()
    assert finders[1].seen == []


def test_a_spread_tells_middle_slow_end_count_and_sum() -> None:
    spread = Spread()
    assert (spread.told.p50_s, spread.told.count) == (None, 0)
    for milliseconds in range(1, 2001):
        spread.add(milliseconds / 1000)
    told = spread.told
    assert told.count == 2000 and told.sum_s == pytest.approx(2001.0)
    assert told.p50_s == pytest.approx(1.5005)  # of the last thousand
    assert told.p95_s == pytest.approx(1.95005)


@pytest.mark.parametrize(
    ("due_s", "began_s", "delay_s"),
    [
        (None, 10.065, 0.065),  # at once
        (10.300, 10.301, 0.061),  # 0.24 s of waiting for the step are meant, 1 ms too late is not
        (10.020, 10.070, 0.070),  # its instant was past when it was decided
    ],
)
def test_a_cues_delay_leaves_out_the_wait_that_is_meant(due_s: float | None, began_s: float, delay_s: float) -> None:
    delay = CueDelay()
    delay.decided(cue(), arrived_s=10.0, now_s=10.06)
    delay.lit(cue(), began_s, due_s)
    assert delay.spread.told.p50_s == pytest.approx(delay_s)


def test_a_cue_whose_frame_is_not_known_is_not_counted() -> None:
    delay = CueDelay()
    delay.lit(cue(), 10.1, None)
    delay.decided(cue(), arrived_s=0.0, now_s=10.06)
    delay.lit(cue(), 10.1, None)
    delay.decided(cue(98.0), arrived_s=10.0, now_s=10.06)
    delay.lit(cue(99.0), 10.1, None)
    assert delay.spread.told.count == 0


def test_resting_does_not_wait_for_a_camera_that_is_lost() -> None:
    box: Mailbox[Frame] = Mailbox()
    pool = Pool(box.take, [Finder(), Finder()], Life())
    pool.start()
    asking = threading.Thread(target=pool.rest, args=(1,), daemon=True)
    asking.start()
    asking.join(timeout=2.0)
    assert not asking.is_alive()
    box.close()
    pool.close()
