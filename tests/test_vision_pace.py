"""The pace of a recording, in virtual time."""

import threading

import pytest

from station.vision.pace import LATE_S, Pace


class Wall(threading.Event):
    """A clock on the wall that goes on only while somebody waits."""

    now_s = 1000.0

    def clock(self) -> float:
        return self.now_s

    def wait(self, timeout: float | None = None) -> bool:
        self.now_s += timeout or 0.0
        return False


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def pace(wall: Wall) -> Pace:
    return Pace(wall.clock, wall)


def test_each_time_is_due_as_long_after_the_first_as_it_was_then(wall, pace):
    due_s = [wall.now_s for t in (7.0, 7.5, 9.0) if pace.due(t)]
    assert due_s == pytest.approx([1000.0, 1000.5, 1002.0])


def test_what_comes_too_late_is_skipped_and_the_rest_keeps_its_time(wall, pace):
    assert pace.due(0.0)
    wall.now_s += 1.0 + 2 * LATE_S
    assert [pace.due(1.0), pace.due(1.0 + 1.5 * LATE_S), pace.due(2.0)] == [False, True, True]
    assert wall.now_s == pytest.approx(1002.0)


def test_a_stopped_pace_lets_nobody_wait():
    pace = Pace()
    assert pace.due(0.0)
    pace.stop()
    assert not pace.due(3600.0)
