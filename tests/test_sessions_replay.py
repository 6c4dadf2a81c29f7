"""A session of a programme, through the real engine and record, replays to the bit: with its own plan and no other."""

import json
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from station.analysis import replay
from station.assembly import coaching_engine
from station.model import FREE_RUN, Extend, Focus, Pain, Pick, SessionPlan, Skip, Stage, View
from station.sessions.recorder import Recorder
from station.sessions.replay import differences, replay_input
from station.sessions.store import Store
from station.settings_file import load_settings
from station.vision.virtual.poses import sightings
from station.vision.virtual.runner import VirtualRunner
from station.vision.virtual.source import VirtualSource

SECONDS = 62.0
PLAN = SessionPlan(
    programme="short", warmup_s=4.0, baseline_s=12.0, baseline_steps=10, run_s=30.0, feedback_frac=0.5,
    off_block_s=(5.0, 10.0), retention_s=5.0, cooldown_s=4.0, focus=Focus.CADENCE,
)  # fmt: skip
TOLD = {60: (Extend(3.0),), 600: (Pain(1),), 900: (Pick(Focus.STEP_WIDTH),), 1700: (Skip(),)}


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    folder = tmp_path_factory.mktemp("record")
    return load_settings(overrides={"store.data_dir": folder, "camera.view": "rear"})


@pytest.fixture(scope="module")
def record(settings):
    """Record the virtual runner's true joints, with commands on the way."""
    setup = replace(VirtualSource(settings.virtual, View.REAR, paced=False).setup, source="mediapipe")
    store = Store(settings.store.data_dir)
    recorder, engine = Recorder(store), coaching_engine(settings, setup, PLAN)
    recorder.begin(setup, None, 0.0, settings.for_the_record(), plan=PLAN)
    for frame, sighting in enumerate(sightings(VirtualRunner(settings.virtual), View.REAR, SECONDS)):
        recorder.record(engine.beat(sighting, TOLD.get(frame, ())))
    recorder.end(SECONDS)
    recorder.close()
    yield store.session(1)
    store.close()


def test_it_has_gone_through_its_stages(record):
    stages = [span.stage for span in record.stages]
    assert list(dict.fromkeys(stages)) == [stage for stage in Stage if stage is not Stage.HALTED]
    assert record.plan == PLAN
    assert record.own.cadence_spm == pytest.approx(158.0, abs=2.0)
    assert record.tally[Stage.COACHING].judged > 0
    assert record.notices and record.ledger and record.pain[0].score == 1


def test_it_replays_to_the_bit(settings, record):
    assert replay(settings, record.summary.session_id) == []


def test_with_another_plan_it_does_not(settings, record):
    store = Store(settings.store.data_dir)
    setup, _, inputs = replay_input(store, 1)
    engine = coaching_engine(settings, setup, FREE_RUN)
    told = differences(record, (engine.beat(sighting, commands) for commands, sighting in inputs))
    assert {line.split()[0] for line in told} >= {"stage", "notice", "targets"}
    store.close()


def test_what_another_station_recorded_is_told_before_what_differs(settings, record, tmp_path):
    copy = tmp_path / "record"
    shutil.copytree(settings.store.data_dir, copy)
    with closing(sqlite3.connect(copy / "station.db")) as db, db:
        kept = json.loads(db.execute("SELECT settings FROM sessions").fetchone()[0])
        kept["signals"]["left_lamp_pin"] = kept["signals"]["bar_pins"][0]  # as was allowed before there was a bar
        db.execute("UPDATE sessions SET station_version = '0.0.9', settings = ?", (json.dumps(kept),))
        db.execute("UPDATE steps SET fppa_deg = fppa_deg + 1 WHERE id = (SELECT min(id) FROM steps)")
    there = load_settings(overrides={"store.data_dir": copy, "camera.view": "rear"})
    first, second = replay(there, record.summary.session_id)
    assert first.startswith("Recorded by station 0.0.9; this is ")
    assert "fppa_deg" in second
