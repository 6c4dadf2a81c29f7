"""Threads that hand frames and sightings on: order, newest first, backpressure, loud deaths."""

import threading
from collections.abc import Iterator
from itertools import count

import numpy as np
import pytest

from station.errors import CameraLost
from station.model import Frame, Landmark, Pose, Sighting
from station.runtime.mailbox import Mailbox
from station.runtime.pool import Feed, Pool, in_order
from station.runtime.threads import Life

BLACK = np.zeros((4, 4, 3), np.uint8)


class Finder:
    """A landmarker that waits until it may go on, and remembers what it saw."""

    def __init__(self, may_go: threading.Event | None = None) -> None:
        self.seen: list[float] = []
        self.closed = False
        self._may_go = may_go

    def find(self, frame: Frame) -> Pose | None:
        if self._may_go:
            self._may_go.wait()
        self.seen.append(frame.t)
        return Pose(frame.t, np.zeros((len(Landmark), 3)))

    def close(self) -> None:
        self.closed = True


def frames(number: int) -> Iterator[Frame]:
    return (Frame(float(t), BLACK) for t in range(number))


def pool_of(number: int, finders: list[Finder], life: Life | None = None) -> Pool:
    coming = frames(number)
    pool = Pool(lambda: next(coming, None), finders, life or Life())
    pool.start()
    return pool


@pytest.mark.parametrize("landmarkers", [1, 2, 3, 5])
def test_sightings_come_out_in_the_order_of_their_frames(landmarkers: int) -> None:
    finders = [Finder() for _ in range(landmarkers)]
    pool = pool_of(50, finders)
    assert [s.t for s in in_order(pool.sightings)] == list(range(50))
    pool.close()
    assert [finder.seen for finder in finders] == [list(range(n, 50, landmarkers)) for n in range(landmarkers)]
    assert all(finder.closed for finder in finders)


def test_a_slow_landmarker_does_not_let_others_overtake() -> None:
    may_go = threading.Event()
    pool = pool_of(3, [Finder(may_go), Finder()])
    first, second = pool.sightings.get(timeout=10), pool.sightings.get(timeout=10)
    assert first and second
    assert second.result(timeout=10).t == 1
    assert not first.done()
    may_go.set()
    assert first.result(timeout=10).t == 0
    pool.close()


def test_a_pool_can_be_closed_with_nobody_listening() -> None:
    forever = (Frame(float(t), BLACK) for t in count())
    over = threading.Event()
    pool = Pool(lambda: None if over.is_set() else next(forever), [Finder(), Finder()], Life())
    pool.start()
    over.set()
    pool.close()


def test_a_landmarker_that_fails_ends_the_station_and_says_why(caplog: pytest.LogCaptureFixture) -> None:
    life = Life()
    pool = pool_of(5, [Broken()], life)
    assert life.wait(10)
    assert str(life.cause) == "out of memory"
    assert "pose-1" in caplog.text
    with pytest.raises(RuntimeError):
        next(in_order(pool.sightings))


class Broken(Finder):
    def find(self, frame: Frame) -> Pose | None:
        raise RuntimeError("out of memory")


@pytest.mark.parametrize("place", [0, 1, 2])
def test_of_several_landmarkers_one_that_fails_takes_nobody_with_it(place: int) -> None:
    finders = [Finder(), Finder(), Finder()]
    finders[place] = Broken()
    life = Life()
    pool = pool_of(50, finders, life)
    with pytest.raises(RuntimeError, match="out of memory"):
        list(in_order(pool.sightings))
    assert life.wait(10)
    pool.close()
    assert all(finder.closed for finder in finders)


@pytest.mark.parametrize("place", [0, 1])
def test_a_landmarker_that_never_answers_is_left_behind(
    place: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("station.runtime.pool.PATIENCE_S", 0.5)
    may_go = threading.Event()
    finders = [Finder(), Finder()]
    finders[place] = Finder(may_go)
    pool = pool_of(50, finders)
    assert pool.sightings.get(timeout=10)
    pool.close()
    assert [finder.closed for finder in finders] == [place == 1, place == 0]
    assert "left behind" in caplog.text
    may_go.set()


@pytest.mark.parametrize("landmarkers", [1, 2, 3])
def test_a_camera_that_is_lost_is_told_in_its_place_and_ends_the_sightings(landmarkers: int) -> None:
    def frames_until_the_cable_goes() -> Iterator[Frame]:
        yield from frames(5)
        raise CameraLost("The cable.")

    coming, life = frames_until_the_cable_goes(), Life()
    pool = Pool(lambda: next(coming), [Finder() for _ in range(landmarkers)], life)
    pool.start()
    seen = in_order(pool.sightings)
    assert [next(seen).t for _ in range(5)] == [0, 1, 2, 3, 4]
    with pytest.raises(CameraLost, match="The cable"):
        next(seen)
    pool.close()
    assert not life.over


def test_a_feed_hands_on_what_it_is_given_and_ends() -> None:
    sightings = [Sighting(float(t), None) for t in range(20)]
    feed = Feed(sightings, Life())
    feed.start()
    assert list(in_order(feed.sightings)) == sightings
    assert feed.ended
    feed.close()


def test_a_feed_can_be_closed_in_the_middle() -> None:
    feed = Feed((Sighting(float(t), None) for t in count()), Life())
    feed.start()
    assert feed.sightings.get(timeout=10)
    feed.close()
    assert not feed.ended


def test_the_newest_wins_and_what_was_dropped_is_counted() -> None:
    box: Mailbox[int] = Mailbox()
    for thing in range(5):
        box.put(thing)
    assert box.take() == 4
    assert box.dropped == 4


def test_a_closed_box_gives_what_is_left_and_then_nothing() -> None:
    box: Mailbox[int] = Mailbox()
    box.put(7)
    box.close()
    assert [box.take(), box.take()] == [7, None]


def test_who_waits_at_a_box_goes_home_when_it_closes() -> None:
    box: Mailbox[int] = Mailbox()
    got: list[int | None] = []
    thread = threading.Thread(target=lambda: got.append(box.take()))
    thread.start()
    box.close()
    thread.join(10)
    assert got == [None]


def test_the_first_cause_of_the_end_is_kept() -> None:
    life = Life()
    first = RuntimeError("first")
    life.end(first)
    life.end(RuntimeError("second"))
    assert life.cause is first
    assert life.over
