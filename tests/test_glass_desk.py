"""The station looks at its own lamp: a whole real one, whose camera shows the lamp a known time late."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from lamp_in_view import LampInView, StampedPin, stamped_pins, whole_delays_s
from test_live import folder, settings_of, until

from station import eyes, glass_desk, live
from station.glass import GlassDelay
from station.glass_desk import NO_LAMP, NO_PICTURE, NOT_SEEN, GlassDesk
from station.live import Station
from station.model import Start, Stop, View
from station.sessions.store import Store
from station.settings import Settings

__all__ = ["folder"]
TRIES = 4
"""A machine that is too busy for a second darkens the lamp, and the station says so: then it is tried again."""


class Box:
    """A station with its lamp in its own view, so many seconds late."""

    def __init__(self, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
        self.delay_s, self.in_view = 0.0, True
        pins = stamped_pins()
        monkeypatch.setattr(live, "factory", lambda gpio: pins)
        monkeypatch.setattr(eyes, "open_frames", self._open_frames)
        self._lamp: StampedPin = pins.pin(settings.signals.bar_pins[0])
        self.station = Station(settings)

    def _open_frames(self, settings: Settings, paced: bool, beside: object = None) -> LampInView:
        self.camera = LampInView(settings, self._lamp, lambda: self.delay_s if self.in_view else 1e9, View.FRONT)
        return self.camera

    def measured(self) -> GlassDelay | None:
        desk = self.station._glass
        for _ in range(TRIES):
            before, desk.newest = desk.newest, None
            desk.measure()
            until(lambda: not desk.working)
            if desk.newest or not self.in_view:
                return desk.newest
            desk.newest = before
        return None

    def true_ms(self) -> np.ndarray:
        desk = self.station._glass
        return 1000 * np.array(whole_delays_s(desk._edges, self.camera.drawn, list(desk._done)))


@pytest.fixture
def box(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Box]:
    box = Box(settings_of(folder, signals={"gpio": True, "delay_check": True}), monkeypatch)
    with closing(box.station):
        box.station.start()
        until(box.station.snapshot)
        yield box


@pytest.mark.slow
def test_the_whole_station_measures_a_known_delay_keeps_it_and_tells_it(box: Box, folder: Path) -> None:
    box.delay_s = 0.15
    found = box.measured()
    assert found, box.station._glass.words
    true_ms = box.true_ms()
    assert found.p50_ms == pytest.approx(np.percentile(true_ms, 50), abs=10)
    assert found.p50_ms > 150
    assert 0 <= found.pin_ms < 150
    assert box.station.vitals().glass == found
    box.station.post(Start())
    until(lambda: (s := box.station.snapshot()) and s.session)
    until(lambda: box.station._glass.working)  # by itself, as the session begins
    box.station.post(Stop())
    until(lambda: (s := box.station.snapshot()) and s.session is None)
    box.station.close()
    with closing(Store(folder)) as store:
        record = store.session(1)
    assert record and record.glass == found


@pytest.mark.slow
def test_a_lamp_out_of_view_gives_words_and_no_figure(box: Box) -> None:
    box.in_view = False
    assert box.measured() is None
    assert box.station._glass.words == NOT_SEEN
    assert box.station.vitals().glass is None


@pytest.mark.skipif("STATION_GLASS" not in os.environ, reason="a study: STATION_GLASS=table.md make test")
def test_the_table_of_docs_pins(box: Box) -> None:
    rows = ["| lamp late by, ms | true p50 / p95, ms | measured p50 / p95, ms | error, ms | changes | poses/s |"]
    rows += ["| ---: | ---: | ---: | ---: | ---: | ---: |"]
    for box.delay_s in (0.0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5):
        found, snapshot = box.measured(), box.station.snapshot()
        assert found and snapshot, box.station._glass.words
        p50, p95 = np.percentile(box.true_ms(), (50, 95))
        errors = f"{found.p50_ms - p50:+.1f} / {found.p95_ms - p95:+.1f}"
        told = f"{p50:.1f} / {p95:.1f} | {found.p50_ms:.1f} / {found.p95_ms:.1f} | {errors} | {found.edges}"
        rows.append(f"| {1000 * box.delay_s:.0f} | {told} | {snapshot.poses_hz:.0f} |")
    Path(os.environ["STATION_GLASS"]).write_text("\n".join(rows) + "\n")


class Lamp:
    """A lamp that notes what it is asked for."""

    on_glow: Callable[[bool, float], None]

    def __init__(self, works: bool = True) -> None:
        self.asked: list[bool | None] = []
        self._works = works

    def glow(self, lit: bool | None) -> None:
        self.asked.append(lit)
        if lit is not None and self._works:
            self.on_glow(lit, time.monotonic())


LOOKOUT = SimpleNamespace(newest=lambda: None)


def test_without_a_camera_or_lamps_it_says_so_and_nothing_blinks() -> None:
    for lookout, on, words in ((None, True, NO_PICTURE), (LOOKOUT, False, NO_LAMP)):
        desk = GlassDesk(lookout, lamp := Lamp(), on)
        desk.measure()
        assert (desk.words, desk.working, lamp.asked) == (words, False, [])


@pytest.mark.parametrize(("works", "words"), [(True, "did not see"), (False, "were dark")])
def test_it_lets_go_of_the_lamp_whatever_came_of_it(monkeypatch: pytest.MonkeyPatch, works: bool, words: str) -> None:
    monkeypatch.setattr(glass_desk, "HOLDS_S", (0.01,) * 24)
    monkeypatch.setattr(glass_desk, "LONGEST_S", 0.01)
    desk = GlassDesk(LOOKOUT, lamp := Lamp(works), lamps_on=True)
    desk.measure()
    until(lambda: not desk.working)
    assert words in desk.words
    assert lamp.asked == [k % 2 == 0 for k in range(24)] + [None]


def test_closing_ends_a_blinking_at_once() -> None:
    desk = GlassDesk(LOOKOUT, lamp := Lamp(), lamps_on=True)
    desk.measure()
    desk.close()
    until(lambda: not desk.working)
    assert lamp.asked in ([None], [True, None])
