"""The player's real thread on gpiozero's mock pins."""

import subprocess
import sys
import threading
import time
from types import SimpleNamespace

import pytest
from beats import cue

from station.model import DARK, CueKind, Levels, Mood, Side, Ticks
from station.settings import SignalsSettings
from station.signals.devices import open_devices
from station.signals.metronome import TICK
from station.signals.patterns import CHIME
from station.signals.pins import factory
from station.signals.player import Player

SETTINGS = SignalsSettings()
KNEE = cue(CueKind.KNEE_OUT, Side.LEFT)
WAIT_S = 20.0


class Watched:
    """Outputs that tell a test what is shown, and wait for nothing; wraps the real devices."""

    def __init__(self, outputs):
        self.outputs, self.shown, self.read, self.news = outputs, [], 0, threading.Condition()

    def show(self, levels):
        with self.news:
            really = self.outputs.show(levels)
            self.shown.append(really)
            self.news.notify_all()
        return really

    def close(self):
        with self.news:
            self.outputs.close()
            self.shown.append(DARK)
            self.news.notify_all()

    def wait_for(self, wanted):
        """Read on through all that was shown until something fits."""
        with self.news:
            while True:
                assert self.news.wait_for(lambda: self.read < len(self.shown), WAIT_S), self.shown
                self.read += 1
                if wanted(self.shown[self.read - 1]):
                    return


@pytest.fixture
def pins():
    made = factory(gpio=False)
    yield made
    made.close()


@pytest.fixture
def outputs(pins):
    return Watched(open_devices(SETTINGS, pins))


def rising_edges(pins, number):
    return sum(state.state == 1 for state in pins.pin(number).states)


def test_a_cue_is_played_to_its_end_on_the_pins(pins, outputs):
    player, began = Player(outputs, dead_man_s=WAIT_S), []
    asked_s = time.monotonic()
    assert player.working
    player.on_cue.append(lambda cue, began_s: began.append((cue, began_s)))
    player.refresh(Mood.MEASURING)
    player.play(KNEE)
    outputs.wait_for(lambda shown: shown.left_lamp)
    outputs.wait_for(lambda shown: not shown.left_lamp)
    outputs.wait_for(lambda shown: shown.left_lamp)
    outputs.wait_for(lambda shown: not shown.left_lamp)
    ((told, began_s),) = began
    assert told is KNEE and asked_s <= began_s <= time.monotonic()
    assert player.levels == Levels(steady_rgb=(0.15, 0.15, 0.15))
    player.close()
    assert (rising_edges(pins, 17), rising_edges(pins, 27)) == (2, 0)


def test_silence_of_the_loop_darkens_everything(pins, outputs):
    player = Player(outputs, dead_man_s=0.2)
    player.refresh(Mood.IN_BAND)
    outputs.wait_for(lambda shown: shown.steady_rgb == (0.0, 0.2, 1.0))
    outputs.wait_for(lambda shown: shown == DARK)
    assert player.levels == DARK
    assert pins.pin(24).state == 0.0
    player.close()


def test_a_muted_cue_lights_nothing_and_is_not_told(pins, outputs):
    player, began = Player(outputs, dead_man_s=WAIT_S, muted=True), []
    player.on_cue.append(lambda cue, _: began.append(cue))
    player.refresh(Mood.IN_BAND)
    player.play(KNEE)
    outputs.wait_for(lambda shown: shown == DARK)
    player.close()
    assert (began, rising_edges(pins, 17), rising_edges(pins, 24)) == ([], 0, 0)


def test_muting_while_a_cue_plays_darkens_it(pins, outputs):
    player = Player(outputs, dead_man_s=WAIT_S)
    player.refresh(Mood.MEASURING)
    player.play(KNEE)
    outputs.wait_for(lambda shown: shown.left_lamp)
    player.mute(True)
    outputs.wait_for(lambda shown: shown == DARK)
    player.close()


def test_closing_darkens_the_pins_and_ends_the_thread(pins, outputs):
    player = Player(outputs, dead_man_s=WAIT_S)
    player.refresh(Mood.IN_BAND)
    outputs.wait_for(lambda shown: any(shown.steady_rgb))
    player.close()
    player.close()
    assert player.levels == DARK
    assert pins.pin(24).state == 0.0
    assert "signals" not in [thread.name for thread in threading.enumerate()]


def test_a_crash_in_the_thread_darkens_the_pins_and_says_so_and_the_loop_goes_on(pins, outputs, caplog):
    player = Player(outputs, dead_man_s=WAIT_S)

    def broken(*_):
        raise RuntimeError("ears full of wax")

    player.on_cue.append(broken)
    player.refresh(Mood.IN_BAND)
    player.play(KNEE)
    outputs.wait_for(lambda shown: shown.left_lamp)
    outputs.wait_for(lambda shown: shown == DARK)
    player.refresh(Mood.IN_BAND)
    player.play(KNEE)
    player.close()
    assert (player.levels, pins.pin(17).state, pins.pin(24).state) == (DARK, 0.0, 0.0)
    assert "ears full of wax" in player.warnings[0]
    assert not player.working
    assert len(caplog.records) == 1


EXIT = """
import sys, threading
from station.model import Mood
from station.settings import SignalsSettings
from station.signals.devices import open_devices
from station.signals.pins import factory
from station.signals.metronome import TICK
from station.signals.patterns import CHIME
from station.signals.player import Player
pins, lit = factory(False), threading.Event()
devices = open_devices(SignalsSettings(), pins)
class Told:
    def show(self, levels):
        shown = devices.show(levels)
        if any(shown.steady_rgb): lit.set()
        return shown
    def close(self):
        devices.close()
        print("closed", pins.pin(24).state, flush=True)
player = Player(Told(), dead_man_s=60)
player.refresh(Mood.IN_BAND)
assert lit.wait(20) and pins.pin(24).state == 1.0
{end}
"""


@pytest.mark.parametrize("end", ["sys.exit(3)", "raise ValueError('crash')", ""])
def test_a_program_that_ends_without_closing_leaves_the_lamps_dark(end):
    ended = subprocess.run([sys.executable, "-c", EXIT.format(end=end)], capture_output=True, text=True, check=False)
    assert ended.stdout.splitlines()[0] == "closed 0.0"


def test_a_cancelled_cue_goes_dark_and_the_steady_lamp_stays(pins, outputs):
    player = Player(outputs, dead_man_s=WAIT_S)
    player.refresh(Mood.IN_BAND)
    player.play(KNEE)
    outputs.wait_for(lambda shown: shown.left_lamp)
    player.cancel()
    outputs.wait_for(lambda shown: shown == Levels(steady_rgb=(0.0, 0.2, 1.0)))
    player.close()
    assert rising_edges(pins, 17) == 1


def test_a_cue_begins_on_its_instant_on_the_players_own_clock(pins, outputs):
    player, began = Player(outputs, dead_man_s=WAIT_S), []
    player.on_cue.append(lambda cue, began_s: began.append(began_s))
    player.refresh(Mood.MEASURING)
    at_s = time.monotonic() + 0.3
    player.play(KNEE, at_s)
    outputs.wait_for(lambda shown: shown.left_lamp)
    player.close()
    assert began[0] >= at_s


def test_the_metronome_sounds_on_the_pin_and_lights_nothing_but_the_mood(pins, outputs):
    player = Player(outputs, dead_man_s=WAIT_S)
    player.refresh(Mood.IN_BAND, 2)
    player.metronome(Ticks(time.monotonic(), 0.25))
    for _ in range(3):
        outputs.wait_for(lambda shown: shown.tone_hz == TICK[0].hz)
        outputs.wait_for(lambda shown: shown == Levels(steady_rgb=(0.0, 0.2, 1.0), bar=2))
    player.close()
    assert (rising_edges(pins, 17), rising_edges(pins, 27)) == (0, 0)


def test_a_new_phase_chimes(pins, outputs):
    player = Player(outputs, dead_man_s=WAIT_S)
    player.refresh(Mood.MEASURING)
    player.announce()
    outputs.wait_for(lambda shown: shown.tone_hz == CHIME[0].hz)
    outputs.wait_for(lambda shown: shown.tone_hz is None)
    player.close()


def everything_on(outputs):
    player = Player(outputs, dead_man_s=WAIT_S)
    player.refresh(Mood.OUT_OF_BAND, 5)
    player.metronome(Ticks(time.monotonic(), 0.25))
    player.play(KNEE)
    outputs.wait_for(lambda shown: shown.left_lamp and shown.bar == 5)
    return player


def test_a_hush_from_another_thread_is_dark_and_silent_once_it_returns_and_lasts(pins, outputs):
    player = everything_on(outputs)
    hushing = threading.Thread(target=player.hush)
    hushing.start()
    hushing.join(WAIT_S)
    lit = len(outputs.shown)
    assert player.levels == DARK
    assert not any(pins.pin(number).state for number in (17, 27, 22, 23, 24, 18, *SETTINGS.bar_pins))
    for _ in range(30):
        player.refresh(Mood.OUT_OF_BAND, 5)
        player.play(KNEE)
        player.announce()
        player.metronome(Ticks(time.monotonic(), 0.25))
    player.close()
    assert set(outputs.shown[lit:]) == {DARK}


def test_a_hush_does_not_wait_for_the_players_thread(pins, outputs):
    player = everything_on(outputs)
    stuck, go_on = threading.Event(), threading.Event()

    def listener(*_):
        stuck.set()
        assert go_on.wait(WAIT_S)

    player.cancel()
    player.on_cue.append(listener)
    player.play(KNEE)
    assert stuck.wait(WAIT_S)  # the thread is held up
    player.hush()
    assert (player.levels, pins.pin(24).state, pins.pin(18).frequency) == (DARK, 0.0, None)
    go_on.set()
    player.close()


def test_what_the_thread_had_decided_before_a_hush_is_not_shown_after_it(pins):
    devices = open_devices(SETTINGS, pins)
    showing, go_on = threading.Event(), threading.Event()

    class Slow:
        def show(self, levels):
            if any(levels.steady_rgb):
                showing.set()
                assert go_on.wait(WAIT_S)
            return devices.show(levels)

        def close(self):
            devices.close()

    player = Player(Slow(), dead_man_s=WAIT_S)
    player.refresh(Mood.IN_BAND)
    assert showing.wait(WAIT_S)  # about to light the lamp
    hushing = threading.Thread(target=player.hush)
    hushing.start()
    go_on.set()
    hushing.join(WAIT_S)
    assert (player.levels, pins.pin(24).state) == (DARK, 0.0)
    player.close()


def test_after_unhush_the_lamp_comes_back_and_nothing_that_was_asked_for_before(pins, outputs):
    player = everything_on(outputs)
    player.hush()
    player.unhush()
    player.refresh(Mood.IN_BAND)
    outputs.wait_for(lambda shown: shown == DARK)
    outputs.wait_for(lambda shown: shown == Levels(steady_rgb=(0.0, 0.2, 1.0)))
    player.close()
    assert rising_edges(pins, 17) == 1


def test_a_hush_after_the_end_does_no_harm(pins, outputs):
    player = everything_on(outputs)
    player.close()
    player.hush()
    assert player.levels == DARK


def test_closing_is_heard_even_in_the_moment_before_what_was_asked_is_cleared(pins, outputs, monkeypatch):
    reached, go_on = threading.Event(), threading.Event()

    class Held(threading.Event):
        def clear(self):
            reached.set()
            assert go_on.wait(WAIT_S)
            super().clear()

    here = SimpleNamespace(Event=Held, Lock=threading.Lock, Thread=threading.Thread)
    monkeypatch.setattr("station.signals.player.threading", here)
    player = Player(outputs, dead_man_s=WAIT_S)
    assert reached.wait(WAIT_S)
    closing = threading.Thread(target=player.close)
    closing.start()
    assert player._asked.wait(WAIT_S)  # closing has been asked for, and is about to be cleared
    go_on.set()
    closing.join(WAIT_S)
    assert not player.working
