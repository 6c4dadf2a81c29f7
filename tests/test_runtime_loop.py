"""The loop, a sighting at a time: sessions, commands, what is recorded, what is shown, what is said to the runner."""

import queue
from concurrent.futures import Future
from dataclasses import dataclass, field, replace

import pytest

from station.coaching.coach import Coach
from station.gait.analyser import GaitAnalyser
from station.model import (
    FREE_RUN,
    Activity,
    Aim,
    Aimed,
    Band,
    Beat,
    Command,
    Cue,
    Extend,
    Feedback,
    Felt,
    Focus,
    Halt,
    Mood,
    Mute,
    Notice,
    NoticeKind,
    Pain,
    Pick,
    Resume,
    Retarget,
    SessionPlan,
    SessionState,
    Setup,
    Sighting,
    Skip,
    Snapshot,
    Speed,
    Stage,
    Standing,
    Start,
    Stood,
    Stop,
    Symptom,
    Targets,
    Ticks,
    View,
)
from station.runtime.engine import Engine, NoAdvice
from station.runtime.loop import Loop
from station.runtime.threads import Life
from station.runtime.wiring import Wiring
from station.settings import CoachingSettings, VirtualSettings
from station.vision.virtual.atlas import load_atlas
from station.vision.virtual.poses import sightings
from station.vision.virtual.runner import VirtualRunner

SETUP = load_atlas(View.FRONT).setup
FREE = replace(FREE_RUN, baseline_s=28.0, baseline_steps=32, cadence_factor=1.08)
"""What a free run is by this room's settings."""


@dataclass
class Lamps:
    played: list[Cue] = field(default_factory=list)
    at_s: list[float | None] = field(default_factory=list)
    moods: list[Mood] = field(default_factory=list)
    levels: list[int] = field(default_factory=list)
    ticks: list[Ticks | None] = field(default_factory=list)
    muted: list[bool] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def play(self, cue: Cue, at_s: float | None = None) -> None:
        self.played.append(cue)
        self.at_s.append(at_s)
        self.told.append("play")

    def refresh(self, mood: Mood, level: int = 0) -> None:
        self.moods.append(mood)
        self.levels.append(level)
        self.told.append("refresh")

    def cancel(self) -> None:
        self.told.append("cancel")

    def metronome(self, ticks: Ticks | None) -> None:
        self.ticks.append(ticks)
        self.told.append("metronome")

    def announce(self) -> None:
        self.told.append("announce")

    def hush(self) -> None:
        self.told.append("hush")

    def unhush(self) -> None:
        self.told.append("unhush")

    def mute(self, muted: bool) -> None:
        self.muted.append(muted)


@dataclass
class Notebook:
    warnings: tuple[str, ...] = ()
    begun: list[tuple[int | None, float]] = field(default_factory=list)
    setups: list[Setup] = field(default_factory=list)
    plans: list[SessionPlan] = field(default_factory=list)
    enrolments: list[int | None] = field(default_factory=list)
    beats: list[Beat] = field(default_factory=list)
    ended: list[float] = field(default_factory=list)

    def begin(
        self,
        setup: Setup,
        runner_id: int | None,
        t: float,
        settings_json: str,
        *,
        plan: SessionPlan = FREE_RUN,
        enrolment_id: int | None = None,
    ) -> SessionState:
        self.begun.append((runner_id, t))
        self.setups.append(setup)
        self.plans.append(plan)
        self.enrolments.append(enrolment_id)
        return SessionState(len(self.begun), "Guest", t, plan)

    def record(self, beat: Beat) -> None:
        self.beats.append(beat)

    def end(self, t: float) -> None:
        self.ended.append(t)


HEIGHTS_M = {2: 1.91}


class Room:
    """A loop with lamps and a notebook, and a virtual runner in front of it who hears what is played."""

    def __init__(self, form: str = "cave_left", seed: int = 1, forgotten_s: float = 600.0) -> None:
        self.lamps, self.notebook = Lamps(), Notebook()
        self.runner = VirtualRunner(VirtualSettings(form=form, seed=seed))
        self.coming = sightings(self.runner, View.FRONT, 600, noise_px=1)
        self.loop = Loop(
            Wiring(
                setup=SETUP,
                idle_engine=lambda setup: Engine(GaitAnalyser(setup), NoAdvice()),
                session_engine=session_engine,
                outputs=self.lamps,
                recorder=self.notebook,
                free_run=FREE,
                forgotten_s=forgotten_s,
                height_of=HEIGHTS_M.get,
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

    def empty(self, seconds: float) -> None:
        """Nobody is in the picture."""
        until = self.now + seconds
        while self.now < until:
            self.now += 1 / 30
            self.loop.handle(Sighting(self.now, None, self.now))

    def run_standing(self, seconds: float, *commands: Command) -> None:
        for command in commands:
            self.loop.post(command)
        pose, until = next(self.coming).pose, self.now + seconds
        while self.now < until:
            self.now += 1 / 30
            self.loop.handle(Sighting(self.now, pose and replace(pose, t=self.now), self.now))

    def step_on(self, seconds: float) -> None:
        """Somebody is there again, in this room's time."""
        until = self.now + seconds
        while self.now < until:
            self.now += 1 / 30
            pose = next(self.coming).pose
            self.loop.handle(Sighting(self.now, pose and replace(pose, t=self.now), self.now))

    @property
    def snapshot(self) -> Snapshot:
        assert self.loop.snapshot
        return self.loop.snapshot

    @property
    def heard(self) -> list[Cue]:
        if not hasattr(self, "_heard"):
            self._heard: list[Cue] = []
        return self._heard


def session_engine(_: Setup = SETUP, plan: SessionPlan = FREE) -> Engine:
    return Engine(GaitAnalyser(SETUP), Coach(CoachingSettings(), plan))


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


BAND = Band(150, 162)
WISH = Retarget(Targets(cadence_spm=BAND))


def test_a_runner_does_not_inherit_the_wish_for_the_one_before() -> None:
    room = Room()
    room.run(40, WISH, Start(1))
    assert room.snapshot.advice.targets.cadence_spm == BAND
    room.run(40, Start(2))
    assert room.snapshot.advice.targets.cadence_spm != BAND
    assert WISH not in commands_since(room, 40.5)


@pytest.mark.parametrize("between", [(WISH, Start(2)), (WISH, Stop(), Start(2))], ids=["start", "stop, start"])
def test_nor_one_that_came_just_before_the_change(between: tuple[Command, ...]) -> None:
    room = Room()
    room.run(40, Start(1))
    room.run(40, *between)
    assert room.snapshot.advice.targets.cadence_spm != BAND
    assert WISH not in commands_since(room, 0)


def test_nor_one_that_came_just_before_the_end_of_the_session() -> None:
    room = Room()
    room.run(40, Start(1))
    room.run(2, WISH, Stop())
    room.run(40, Start(2))
    assert room.snapshot.advice.targets.cadence_spm != BAND
    assert WISH not in commands_since(room, 0)


def test_a_wish_just_after_the_start_is_the_new_runners() -> None:
    room = Room()
    room.run(2, Start(1))
    room.run(40, Start(2), WISH)
    assert room.snapshot.advice.targets.cadence_spm == BAND


def commands_since(room: Room, t: float) -> list[Command]:
    return [command for beat in room.notebook.beats if beat.sighting.t > t for command in beat.commands]


def test_a_session_that_begins_muted_says_so_in_its_first_beat() -> None:
    room = Room()
    room.run(1, Mute(muted=True))
    room.run(1, Start())
    assert room.notebook.beats[0].commands == (Mute(muted=True), Start())
    room.run(1, Mute(muted=False), Start())
    assert Mute(muted=True) not in commands_since(room, 2.5)


def test_after_a_stop_nobody_is_coached_and_the_playing_cue_ends() -> None:
    room = Room()
    room.run(60, Start())
    assert room.lamps.played
    room.lamps.told.clear()
    room.run(20, Stop())
    assert room.lamps.told[:3] == ["metronome", "cancel", "unhush"] and room.lamps.ticks[-1] is None
    assert "play" not in room.lamps.told
    assert room.snapshot.advice.silence == "No session is running."
    assert set(room.lamps.moods[-100:]) == {Mood.DARK}


def test_a_new_session_begins_without_the_last_ones_cue() -> None:
    room = Room()
    room.run(60, Start())
    assert room.snapshot.last_cue
    room.run(1, Start())
    assert room.snapshot.last_cue is None


def test_a_session_that_nobody_stops_ends_at_its_last_step_and_the_page_says_so() -> None:
    room = Room(forgotten_s=120)
    room.run(20, Start())
    room.empty(110)
    assert room.snapshot.session
    room.empty(20)
    assert room.snapshot.session is None
    assert room.snapshot.warnings[0].startswith("The session of Guest has ended by itself: nobody was seen for 2 minut")
    last = [step for beat in room.notebook.beats for step in beat.measured.steps][-1]
    assert room.notebook.ended == [last.t_toe_off_s or last.t_midstance_s]
    recorded = len(room.notebook.beats)
    room.empty(10)
    assert len(room.notebook.beats) == recorded
    room.run(1, Start())
    assert room.snapshot.session and room.snapshot.warnings == ()


def test_a_session_goes_on_while_somebody_comes_back_in_time() -> None:
    room = Room(forgotten_s=60)
    room.run(5, Start())
    for _ in range(3):
        room.empty(40)
        room.step_on(2)
    room.empty(40)
    assert room.snapshot.session


def test_a_session_goes_on_while_somebody_only_stands_there() -> None:
    room = Room(forgotten_s=60)
    room.empty(100)
    room.run_standing(90, Start())
    assert room.snapshot.estimate.activity is Activity.STANDING
    assert room.snapshot.session


def test_a_session_without_a_step_that_is_forgotten_ends_where_it_began() -> None:
    room = Room(forgotten_s=60)
    room.run(20, Start())
    room.loop.post(Stop())
    room.empty(1)
    room.loop.post(Start())
    room.empty(70)
    assert room.notebook.ended[1] == room.notebook.begun[1][1] > 20


def test_a_forgotten_session_ends_although_the_camera_is_gone_and_nobody_ever_ran() -> None:
    room = Room(forgotten_s=60)
    room.empty(5)
    room.loop.post(Start())
    room.empty(1)
    room.now += 61
    room.loop.idle()
    assert room.snapshot.session is None
    assert room.notebook.ended == [room.notebook.begun[0][1]]


def test_a_session_may_begin_in_a_room_that_was_empty_for_long() -> None:
    room = Room(forgotten_s=60)
    room.empty(100)
    room.loop.post(Start())
    room.empty(30)
    assert room.snapshot.session


def test_without_a_session_nothing_is_forgotten() -> None:
    room = Room(forgotten_s=60)
    room.empty(200)
    assert room.snapshot.warnings == ()


def test_a_landmarker_that_never_answers_ends_the_loop_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("station.runtime.loop.STUCK_S", 0.05)
    sightings: queue.Queue[Future[Sighting] | None] = queue.Queue()
    sightings.put(Future())
    with pytest.raises(TimeoutError, match="no answer for"):
        Room().loop.run(sightings, Life())


def test_metres_are_made_of_the_runner_s_own_height_if_the_register_has_it() -> None:
    room = Room()
    for runner_id in (2, 3, None):
        room.run(1, Start(runner_id))
    assert [setup.runner_height_m for setup in room.notebook.setups] == [1.91, *2 * [SETUP.runner_height_m]]


AIM = Aim(2.0, 1.0, 3.1, 0.9)
STOOD = Stood(Standing({"pelvic_tilt_deg": 1.5}, {"pelvic_tilt_deg": 0.3}, 90))


def test_an_aim_is_measured_with_at_once_and_in_every_session_after() -> None:
    room = Room()
    room.run(2)
    assert room.snapshot.setup.aim is None
    band = Band(165, 175)
    room.run(1, Retarget(Targets(cadence_spm=band)), Aimed(AIM))
    assert room.snapshot.setup.aim == AIM
    assert room.snapshot.advice.targets.cadence_spm == band  # what was wished for is not lost with the old engine
    room.run(1, Start(2))
    assert (room.notebook.setups[-1].aim, room.notebook.setups[-1].runner_height_m) == (AIM, HEIGHTS_M[2])


def test_a_session_that_runs_keeps_the_set_up_it_began_with() -> None:
    room = Room()
    room.run(5, Start())
    room.run(5, Aimed(AIM))
    assert (room.snapshot.setup.aim, room.notebook.setups[-1].aim) == (None, None)
    again = session_engine(SETUP)
    assert [again.beat(beat.sighting, beat.commands) for beat in room.notebook.beats] == room.notebook.beats
    room.run(1, Stop())
    assert room.snapshot.setup.aim == AIM


@pytest.mark.parametrize("before", [(STOOD, Start()), (Start(), STOOD)])
def test_the_runners_zero_is_kept_with_the_session_that_runs_or_comes_next(before: tuple[Command, ...]) -> None:
    room = Room()
    room.run(2)
    room.run(2, *before)
    assert STOOD in [command for beat in room.notebook.beats for command in beat.commands]


def test_the_runners_zero_is_not_for_the_runner_after() -> None:
    room = Room()
    room.run(2, STOOD, Start())
    first = len(room.notebook.beats)
    room.run(2, Start())
    assert STOOD not in [command for beat in room.notebook.beats[first:] for command in beat.commands]


def test_a_cue_is_given_an_instant_of_its_own_on_the_stations_clock() -> None:
    room = Room()
    room.run(60, Start())
    timed = [(cue, at_s) for cue, at_s in zip(room.lamps.played, room.lamps.at_s, strict=True) if cue.due_t]
    assert timed
    for cue, at_s in timed:
        assert cue.due_t and cue.lands_t and cue.t < cue.due_t < cue.lands_t < cue.t + 1
        assert at_s == pytest.approx(cue.due_t - 0.02)  # 20 ms: how this room's clocks lie


ONE_STEP = SessionPlan(programme="short", focus=Focus.CADENCE, baseline_s=10, baseline_steps=15)
SHORT = replace(ONE_STEP, run_s=20.0, feedback_frac=0.5, retention_s=5.0, cooldown_s=2.0)


def test_a_session_runs_itself_announces_its_phases_and_ends_by_itself() -> None:
    room = Room()
    room.run(90, Start(2, SHORT, 7))
    assert (room.notebook.plans, room.notebook.enrolments) == ([SHORT], [7])
    assert room.lamps.told.count("announce") == 6  # baseline, on, off, probe, cool-down, done
    stages = list(dict.fromkeys(beat.advice.stage for beat in room.notebook.beats))
    assert stages[0] is Stage.WAITING and stages[-1] is Stage.DONE
    last = room.notebook.beats[-1]
    assert last.advice.stage is Stage.DONE and room.notebook.ended == [last.sighting.t]
    assert room.snapshot.session is None and room.snapshot.advice.silence == "No session is running."


def test_what_was_recorded_of_a_session_with_every_command_gives_the_same_again_to_the_bit() -> None:
    room = Room()
    room.run(20, Start(plan=SHORT))
    everything = (
        Speed(3.0), Extend(60), Pain(1), Pick(Focus.HOLD), Pick(Focus.CADENCE), Retarget(Targets(Band(160, 165))),
        Halt(), Resume(), Felt(Symptom.LOCKING), Resume(), Skip(), Resume(),
    )  # fmt: skip
    for command in everything:
        room.run(2, command)
    engine = session_engine(SETUP, SHORT)
    assert [engine.beat(beat.sighting, beat.commands) for beat in room.notebook.beats] == room.notebook.beats
    recorded = [command for beat in room.notebook.beats for command in beat.commands]
    assert recorded == [Start(plan=SHORT), *everything]


def test_a_free_run_is_what_the_settings_say_and_any_other_plan_is_its_own() -> None:
    room = Room()
    hurting = replace(FREE_RUN, focus=Focus.HOLD, pain_before=1)
    for plan in (FREE_RUN, hurting, SHORT):
        room.run(1, Start(plan=plan))
    assert room.notebook.plans == [FREE, replace(FREE, focus=Focus.HOLD, pain_before=1), SHORT]
    assert room.snapshot.session and room.snapshot.session.plan == SHORT


def test_a_halt_hushes_at_once_and_only_a_human_lets_it_sound_again() -> None:
    room = Room()
    room.run(40, Start())
    room.lamps.told.clear()
    room.run(5, Halt())
    assert room.lamps.told[0] == "hush" and "unhush" not in room.lamps.told
    assert "play" not in room.lamps.told and room.snapshot.advice.stage is Stage.HALTED
    assert set(room.lamps.levels[-100:]) == {0}
    room.run(1, Resume())
    assert "unhush" in room.lamps.told and room.snapshot.advice.stage is Stage.COACHING


@pytest.mark.parametrize("after", [Stop(), Start()])
def test_a_session_that_ends_halted_leaves_nothing_hushed_for_the_next(after: Command) -> None:
    room = Room()
    room.run(5, Start(), Halt())
    room.run(1, after)
    told = [word for word in room.lamps.told if word.endswith("hush")]
    assert told[-1] == "unhush" and "hush" in told
    assert room.snapshot.advice.stage is not Stage.HALTED


def test_a_halt_without_a_session_is_lifted_by_the_next_start() -> None:
    room = Room()
    room.run(1, Halt())
    assert room.lamps.told.count("hush") == 1 and "unhush" not in room.lamps.told
    room.run(1, Start())
    assert "unhush" in room.lamps.told and room.snapshot.advice.stage is not Stage.HALTED


def test_the_page_keeps_the_last_few_notices_of_a_session_and_none_of_the_one_before() -> None:
    room = Room()
    room.run(5, Start())
    room.run(1, *(Felt(symptom) for symptom in list(Symptom)[:6]))
    kinds = [notice.kind for notice in room.snapshot.notices]
    assert len(kinds) == 5 and kinds.count(NoticeKind.SYMPTOM) >= 4
    assert all(isinstance(notice, Notice) and 5 < notice.t < 5.2 for notice in room.snapshot.notices)
    room.run(1, Start())
    assert room.snapshot.notices == ()


def test_a_metronome_ticks_at_the_targets_tempo_and_ends_with_the_session() -> None:
    room = Room()
    room.run(40, Start(plan=replace(ONE_STEP, feedback=Feedback.METRONOME)))
    ticks = [one for one in room.lamps.ticks if one]
    own = room.snapshot.advice.own
    assert own and own.cadence_spm and len(ticks) == 1
    assert 60 / ticks[0].period_s == pytest.approx(own.cadence_spm * 1.075)
    assert not room.lamps.played
    room.run(1, Stop())
    assert room.lamps.ticks[-1] is None
