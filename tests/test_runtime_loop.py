"""The loop, a sighting at a time: sessions, commands, what is recorded, what is shown, what is said to the runner."""

from dataclasses import dataclass, field, replace

import pytest

from station.coaching.coach import Coach
from station.gait.analyser import GaitAnalyser
from station.model import (
    Band,
    Beat,
    Command,
    Cue,
    Mood,
    Mute,
    Retarget,
    SessionState,
    Setup,
    Sighting,
    Stage,
    Start,
    Stop,
    Targets,
    View,
)
from station.runtime.engine import Engine, NoAdvice
from station.runtime.loop import Loop, Wiring
from station.settings import CoachingSettings, VirtualSettings
from station.vision.virtual.atlas import load_atlas
from station.vision.virtual.poses import sightings
from station.vision.virtual.runner import VirtualRunner

SETUP = load_atlas(View.FRONT).setup


@dataclass
class Lamps:
    played: list[Cue] = field(default_factory=list)
    moods: list[Mood] = field(default_factory=list)
    muted: list[bool] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def play(self, cue: Cue) -> None:
        self.played.append(cue)
        self.told.append("play")

    def refresh(self, mood: Mood) -> None:
        self.moods.append(mood)
        self.told.append("refresh")

    def mute(self, muted: bool) -> None:
        self.muted.append(muted)


@dataclass
class Notebook:
    warnings: tuple[str, ...] = ()
    begun: list[tuple[int | None, float]] = field(default_factory=list)
    beats: list[Beat] = field(default_factory=list)
    ended: list[float] = field(default_factory=list)

    def begin(self, setup: Setup, runner_id: int | None, t: float, settings_json: str) -> SessionState:
        self.begun.append((runner_id, t))
        return SessionState(len(self.begun), "Guest", t)

    def record(self, beat: Beat) -> None:
        self.beats.append(beat)

    def end(self, t: float) -> None:
        self.ended.append(t)


class Room:
    """A loop with lamps and a notebook, and a virtual runner in front of it who hears what is played."""

    def __init__(self, form: str = "cave_left", seed: int = 1) -> None:
        self.lamps, self.notebook = Lamps(), Notebook()
        self.runner = VirtualRunner(VirtualSettings(form=form, seed=seed))
        self.coming = sightings(self.runner, View.FRONT, 600, noise_px=1)
        self.loop = Loop(
            Wiring(
                setup=SETUP,
                idle_engine=lambda: Engine(GaitAnalyser(SETUP), NoAdvice()),
                session_engine=session_engine,
                outputs=self.lamps,
                recorder=self.notebook,
                truth=lambda: self.runner.truth,
                clock=lambda: self.now,
                cpu_clock=lambda: 0.0,
            )
        )
        self.now = 0.0

    def run(self, seconds: float, *commands: Command) -> None:
        for command in commands:
            self.loop.post(command)
        until = self.now + seconds
        for sighting in self.coming:
            self.now = sighting.t
            self.loop.handle(replace(sighting, arrived_s=sighting.t - 0.02))
            for cue in self.lamps.played[len(self.heard) :]:
                self.heard.append(cue)
                self.runner.hear(cue, sighting.t)
            if sighting.t >= until:
                return

    @property
    def heard(self) -> list[Cue]:
        if not hasattr(self, "_heard"):
            self._heard: list[Cue] = []
        return self._heard


def session_engine() -> Engine:
    return Engine(GaitAnalyser(SETUP), Coach(CoachingSettings()))


def test_without_a_session_it_measures_and_says_nothing() -> None:
    room = Room()
    room.run(60)
    snapshot = room.loop.snapshot
    assert snapshot and snapshot.estimate.running
    assert snapshot.advice.silence == "No session is running."
    assert set(room.lamps.moods) == {Mood.DARK}
    assert not room.lamps.played and not room.notebook.beats


def test_a_session_has_a_baseline_then_cues_and_the_runner_answers() -> None:
    room = Room()
    room.run(5)
    room.run(30, Start(runner_id=3))
    assert room.notebook.begun == [(3, pytest.approx(5, abs=0.1))]
    assert not room.lamps.played
    before = room.loop.snapshot
    room.run(60)
    after = room.loop.snapshot
    assert room.lamps.played
    assert before and after and before.estimate.cadence_spm and after.estimate.cadence_spm
    assert after.estimate.cadence_spm > before.estimate.cadence_spm + 5
    assert after.advice.stage is Stage.COACHING
    assert after.last_cue == room.lamps.played[-1]
    assert after.truth == room.runner.truth
    room.run(1, Stop())
    assert room.notebook.ended
    assert room.loop.snapshot and room.loop.snapshot.session is None


def test_what_was_recorded_gives_the_same_again_to_the_bit() -> None:
    room = Room()
    room.run(3)
    room.run(60, Start())
    room.run(10, Retarget(Targets(cadence_spm=Band(150, 155))))
    room.run(1, Stop())
    engine = session_engine()
    again = [engine.beat(beat.sighting, beat.commands) for beat in room.notebook.beats]
    assert again == room.notebook.beats
    assert any(beat.advice.cue for beat in again)


def test_the_dead_man_is_fed_before_a_cue_is_played() -> None:
    room = Room()
    room.run(60, Start())
    assert room.lamps.told[room.lamps.told.index("play") - 1] == "refresh"


def test_mute_reaches_the_lamps_and_the_page() -> None:
    room = Room()
    room.run(1, Mute(muted=True))
    assert room.lamps.muted == [False, True]
    assert room.loop.snapshot and room.loop.snapshot.muted


def test_a_wish_from_before_the_session_holds_in_it() -> None:
    room = Room()
    band = Band(150, 162)
    room.run(2, Retarget(Targets(cadence_spm=band)))
    room.run(40, Start())
    assert room.loop.snapshot and room.loop.snapshot.advice.targets.cadence_spm == band
    assert Retarget(Targets(cadence_spm=band)) in room.notebook.beats[0].commands


def test_commands_are_heard_while_nothing_is_seen() -> None:
    room = Room()
    room.run(5, Start())
    room.loop.post(Stop())
    room.loop.idle()
    assert len(room.notebook.ended) == 1
    assert room.loop.snapshot and room.loop.snapshot.session is None


def test_a_wish_while_nothing_is_seen_takes_effect_and_is_recorded() -> None:
    room = Room()
    room.run(40, Start())
    wish = Retarget(Targets(cadence_spm=Band(120, 130)))
    room.loop.post(wish)
    room.loop.idle()
    room.run(1)
    assert wish in [command for beat in room.notebook.beats for command in beat.commands]
    assert room.loop.snapshot and room.loop.snapshot.advice.targets.cadence_spm == Band(120, 130)


def test_a_warning_reaches_the_page_even_when_nothing_is_seen() -> None:
    room = Room()
    room.run(1)
    room.notebook.warnings = ("The disk is full.",)
    room.loop.idle()
    assert room.loop.snapshot and room.loop.snapshot.warnings == ("The disk is full.",)


def test_a_second_start_ends_the_first_session() -> None:
    room = Room()
    room.run(2, Start())
    room.run(2, Start())
    assert len(room.notebook.begun) == 2
    assert len(room.notebook.ended) == 1


def test_before_anything_was_seen_there_is_nothing_to_show() -> None:
    room = Room()
    room.loop.post(Start())
    room.loop.idle()
    assert room.loop.snapshot is None
    assert not room.notebook.begun  # a session begins at a time, and there is none yet
    room.loop.handle(Sighting(0.0, None))
    assert room.notebook.begun == [(None, 0.0)]


def test_pace_is_told() -> None:
    room = Room()
    room.run(5)
    snapshot = room.loop.snapshot
    assert snapshot
    assert snapshot.poses_hz == pytest.approx(30, abs=0.5)
    assert snapshot.delay_ms == pytest.approx(20, abs=0.01)
