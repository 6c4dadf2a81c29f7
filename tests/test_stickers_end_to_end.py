"""The virtual runner wears two stickers: pictures, MediaPipe, finder, engine, record and replay, as they run live."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import takewhile
from pathlib import Path

import pytest
from virtual_pelvis import true_drop_deg

from station.assembly import coaching_engine
from station.dashboard.live_table import table
from station.model import FREE_RUN, Beat, Grade, Setup, Side, Sighting, Snapshot, StickerColour, View
from station.runtime.engine import Engine
from station.sessions.recorder import Recorder
from station.sessions.replay import differences, replay_input
from station.sessions.store import Store
from station.settings import Settings
from station.settings_file import load_settings
from station.vision.landmarker import Landmarker
from station.vision.stickers import StickerFinder
from station.vision.virtual.poses import sightings
from station.vision.virtual.runner import VirtualRunner
from station.vision.virtual.source import VirtualSource

FORM = "cave_left"
SECONDS = 12.0


def settings_of(worn: str | None, looked_for: str | None) -> Settings:
    asked = {"virtual.stickers": worn, "virtual.form": FORM, "runner.stickers": looked_for, "camera.view": "rear"}
    return load_settings(overrides=asked)


def setup_of(settings: Settings, source: VirtualSource) -> Setup:
    return replace(source.setup, source="mediapipe", stickers=settings.runner.stickers is not None)


def watched(settings: Settings, model: Path) -> Iterator[Beat]:
    """Yield what the engine makes of the rendered pictures."""
    source = VirtualSource(settings.virtual, View.REAR, paced=False)
    colour = settings.runner.stickers
    landmarker = Landmarker(model, 0.5, StickerFinder(colour) if colour else None)
    engine = coaching_engine(settings, setup_of(settings, source), FREE_RUN)
    for frame in takewhile(lambda frame: frame.t < SECONDS, source.frames()):
        yield engine.beat(Sighting(frame.t, landmarker.find(frame)))
    landmarker.close()


@pytest.mark.slow
def test_with_stickers_each_legs_drop_follows_the_truth_grade_b(pose_model: Path) -> None:
    settings = settings_of("pink", "pink")
    *_, last = watched(settings, pose_model)
    truths = {side: true_drop_deg(View.REAR, side, FORM) for side in Side}
    assert truths[Side.LEFT] > truths[Side.RIGHT] + 2
    for side in Side:
        leg = last.measured.estimate.leg(side)
        assert leg.metrics["pelvic_drop_deg"] == pytest.approx(truths[side], abs=0.9)
        assert leg.trust["pelvic_drop_deg"].grade is Grade.B


@pytest.mark.slow
def test_without_stickers_the_drop_is_at_best_a_trend_and_the_page_says_why(pose_model: Path) -> None:
    settings = settings_of(None, None)
    *_, last = watched(settings, pose_model)
    for side in Side:
        assert last.measured.estimate.leg(side).trust["pelvic_drop_deg"].grade in (Grade.C, Grade.D)
    setup = setup_of(settings, VirtualSource(settings.virtual, View.REAR, paced=False))
    snapshot = Snapshot(setup, last.measured.estimate, last.advice)
    assert "Two stickers" in table(snapshot)["pelvis"]


@pytest.mark.slow
def test_looked_for_but_not_worn_there_is_no_drop_at_all(pose_model: Path) -> None:
    beats = list(watched(settings_of(None, "green"), pose_model))
    assert all(beat.sighting.pose is None or beat.sighting.pose.stickers is None for beat in beats)
    steps = [step for beat in beats for step in beat.measured.steps if step.metrics.keys() & {"fppa_deg"}]
    assert len(steps) > 10
    assert not any("pelvic_drop_deg" in step.metrics for step in steps)


def test_a_session_with_stickers_is_replayed_to_the_bit(tmp_path: Path) -> None:
    settings = settings_of("green", "green")
    source = VirtualSource(settings.virtual, View.REAR, paced=False)
    setup, store = setup_of(settings, source), Store(tmp_path)
    kept(store, setup, settings, coaching_engine(settings, setup, FREE_RUN))
    again, _, inputs = replay_input(store, 1)
    assert again == setup and setup.stickers
    engine, record = coaching_engine(settings, again, FREE_RUN), store.session(1)
    assert any("pelvic_drop_deg" in step.metrics for step in record.steps)
    assert differences(record, (engine.beat(sighting, commands) for commands, sighting in inputs)) == []
    without = coaching_engine(settings, replace(again, stickers=False), FREE_RUN)
    _, _, inputs = replay_input(store, 1)
    assert differences(record, (without.beat(sighting, commands) for commands, sighting in inputs))
    store.close()


def kept(store: Store, setup: Setup, settings: Settings, engine: Engine) -> None:
    """Record a session of the runner's true joints and stickers."""
    recorder = Recorder(store)
    recorder.begin(setup, None, 0.0, settings.for_the_record())
    for sighting in sightings(VirtualRunner(settings.virtual), View.REAR, SECONDS):
        recorder.record(engine.beat(sighting))
    recorder.end(SECONDS)
    recorder.close()


def test_the_setting_names_a_colour() -> None:
    assert settings_of("pink", "green").runner.stickers is StickerColour.GREEN
