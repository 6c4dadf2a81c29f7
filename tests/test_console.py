import signal
from collections.abc import Iterator
from types import MappingProxyType

import pytest

from station.console import live_line
from station.enough import Enough
from station.model import (
    DARK,
    Activity,
    Advice,
    Cue,
    CueKind,
    Finding,
    GaitEstimate,
    LegEstimate,
    Levels,
    SessionState,
    Setup,
    Side,
    Snapshot,
    Stage,
    Targets,
    View,
)
from station.runtime.threads import Life

SETUP = Setup(View.FRONT, 480, 640)
ADVICE = Advice(Stage.COACHING, Targets())


def leg(fppa: float) -> LegEstimate:
    return LegEstimate(MappingProxyType({"fppa_deg": fppa}), 10, 5)


def test_the_live_line_tells_cadence_knees_cue_lamps_and_rate() -> None:
    estimate = GaitEstimate(100.0, Activity.RUNNING, 0.9, 164.24, 0.5, leg(8.7), leg(-2.2))
    cue = Cue(96.0, Finding(CueKind.KNEE_OUT, Side.LEFT, "fppa_deg", 8.7, 6.0, 5), 0.9, "knee_out:left")
    session = SessionState(1, "Guest", 0.0)
    line = live_line(
        Snapshot(SETUP, estimate, ADVICE, session=session, last_cue=cue, poses_hz=29.6),
        Levels(left_lamp=True, steady_rgb=(1, 0.4, 0), tone_hz=523.0),
    )
    assert "[< o .] beep" in line
    assert "cadence 164.2 steps/min" in line
    assert "left +9\N{DEGREE SIGN}, right -2\N{DEGREE SIGN}" in line
    assert "left knee out, 4 s ago" in line
    assert "30 poses/s" in line


def test_what_is_not_known_is_not_made_up() -> None:
    line = live_line(
        Snapshot(SETUP, GaitEstimate(1.0, Activity.NOBODY), ADVICE, poses_hz=30.0, warnings=("The camera is gone.",)),
        DARK,
    )
    assert "nobody" in line
    assert "left --, right --" in line
    assert "[. . .]" in line
    assert "no session runs" in line
    assert line.endswith("The camera is gone.")


def test_without_pictures_the_last_cadence_is_not_shown_as_if_it_were_now() -> None:
    running = GaitEstimate(100.0, Activity.RUNNING, 0.9, 164.24, 0.5, leg(8.7), leg(-2.2))
    line = live_line(Snapshot(SETUP, running, ADVICE, poses_hz=0.0, warnings=("The camera is gone.",)), DARK)
    assert line == "[. . .]      | no pictures come | The camera is gone."


def test_muted_lamps_and_broken_ones_are_told() -> None:
    moment = Snapshot(SETUP, GaitEstimate(1.0, Activity.NOBODY), ADVICE, muted=True, poses_hz=30.0)
    assert live_line(moment, DARK).startswith("[. . .]      | muted | ")
    assert live_line(moment, None).startswith("lamps out of order | ")


@pytest.fixture
def handlers() -> Iterator[None]:
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.timeout(20)  # a handler that wants the lock would wait for ever
def test_a_signal_in_the_middle_of_waiting_is_noted_and_locks_nothing(number: int, handlers: None) -> None:
    life, enough = Life(), Enough()
    with life._over._cond:  # as Event.wait() holds it when a signal comes
        signal.raise_signal(number)
    assert enough.said
    assert not life.over
