"""Stories in virtual time: the virtual pupil, measured and coached by the real thing."""

import random
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from simulation_parts import SHORT, Story, cues, kind, notices, steps_between

from station.analysis import replay
from station.model import Advice, Command, CueKind, Focus, NoticeKind, Pain, Resume, Stage
from station.pupils import Pupil
from station.sessions.session_log import Begun
from station.sessions.store import Store
from station.sessions.writer import Writer
from station.settings import Settings
from station.simulation.figures import most_in
from station.simulation.visit import Mouth, record

HELD = replace(SHORT, focus=Focus.HOLD, run_s=600.0)


def test_a_tired_runner_slows_and_is_cued_within_ten_steps_of_leaving_the_band() -> None:
    slowing = Pupil(168.0, 4.0, 4.0, slows_spm=-4.0)
    story = Story(slowing, HELD, deaf=True)
    beats = story.run()
    first = cues(beats)[0]
    assert first.kind is CueKind.CADENCE_UP
    left_t = next(
        beat.sighting.t
        for beat in beats
        if beat.advice.stage is Stage.COACHING and (beat.measured.estimate.cadence_spm or 999) < first.finding.limit
    )
    assert 0 <= steps_between(beats, left_t, first.t) <= 10


def test_a_runner_who_puts_it_right_hears_nothing_more() -> None:
    story = Story(kind("cave-left"), replace(SHORT, run_s=120.0))
    beats = story.run()
    told = cues(beats)
    assert told and all(cue.kind is CueKind.KNEE_OUT for cue in told)
    limit = told[0].finding.limit
    knee = story.mind.knees[told[0].side]  # type: ignore[index]
    assert knee.now < limit
    again = Story(Pupil(168.0, limit - 3.0, 5.0), replace(SHORT, reference=beats[-1].advice.reference))
    assert cues(again.run()) == []


@pytest.mark.parametrize("seed", [1, 2])
def test_a_bow_legged_runner_is_never_told_to_put_the_knees_out(seed: int) -> None:
    for focus in (None, Focus.KNEE_CAVE):
        beats = Story(kind("varus"), replace(SHORT, focus=focus), seed=seed).run()
        assert beats[-1].advice.stage is Stage.DONE
        assert not [cue for cue in cues(beats) if cue.kind is CueKind.KNEE_OUT]


def test_without_feedback_nothing_is_said_whatever_happens() -> None:
    plan = replace(SHORT, feedback_frac=0.25, run_s=480.0, retention_s=60.0)
    beats = Story(kind("cave-both"), plan, deaf=True, faults=("drop@150+2", "step_off@200+5")).run(1200.0)
    seen = {beat.advice.stage for beat in beats}
    assert {Stage.SOLO, Stage.RETENTION, Stage.DONE} <= seen
    assert cues(beats, Stage.COACHING)
    for beat in beats:
        if beat.advice.stage is not Stage.COACHING:
            assert beat.advice.cue is None and beat.advice.level == 0 and beat.advice.metronome is None


def test_pain_of_four_on_a_knee_ends_the_run_until_a_human_lets_it_go_on() -> None:
    hurt_t, resumed_t = 120.0, 180.0

    def says(_advice: Advice, t: float) -> tuple[Command, ...]:
        said: list[Command] = [Pain(4)] if abs(t - hurt_t) < 0.03 else []
        return (*said, *([Resume()] if abs(t - resumed_t) < 0.03 else []))

    beats = Story(kind("cave-left"), replace(SHORT, run_s=400.0), deaf=True, says=says).run()
    halted = [beat for beat in beats if hurt_t + 0.2 < beat.sighting.t < resumed_t]
    assert {beat.advice.stage for beat in halted} == {Stage.HALTED}
    assert not any(beat.advice.cue or beat.advice.level for beat in halted)
    assert [cue for cue in cues(beats) if cue.t > resumed_t]
    assert NoticeKind.PAIN in notices(beats)


def test_too_hard_a_target_is_silenced_eased_and_told() -> None:
    beats = Story(kind("cave-both"), replace(SHORT, run_s=300.0), deaf=True).run()
    told_t = next(
        beat.sighting.t for beat in beats if any(notice.kind is NoticeKind.TOO_HARD for notice in beat.advice.notices)
    )
    before = max((beat for beat in beats if beat.sighting.t < told_t), key=lambda beat: beat.sighting.t).advice.targets
    after = next(beat for beat in beats if beat.sighting.t > told_t).advice.targets
    assert before.left_knee and after.left_knee and before.left_knee.fppa_deg.high and after.left_knee.fppa_deg.high
    assert after.left_knee.fppa_deg.high > before.left_knee.fppa_deg.high
    assert not [cue for cue in cues(beats) if told_t <= cue.t < told_t + 60]


@pytest.mark.parametrize("name", ["good", "low-cadence", "cave-left", "varus", "tired"])
def test_every_story_replays_to_the_same_ledger(tmp_path: Path, name: str) -> None:
    def says(advice: Advice, t: float) -> tuple[Command, ...]:
        return (Pain(1),) if abs(t - 60.0) < 0.03 else ()

    story = Story(kind(name), replace(SHORT, run_s=90.0, feedback_frac=0.7), says=says)
    with closing(Store(tmp_path)) as store:
        begun = Begun(1, None, story.setup, Settings().for_the_record(), 0.0, datetime.now(UTC), story.plan)
        record(story.beats(), begun, Writer(store), lambda _: None)
        kept = store.session(1)
    assert kept and len(kept.steps) > 150
    assert len(kept.ledger) == len(kept.cues)
    assert replay(Settings.model_validate({"store": {"data_dir": tmp_path}}), 1) == []


@settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(
    cadence_spm=st.floats(145, 185),
    left_fppa_deg=st.floats(-8, 16),
    right_fppa_deg=st.floats(-8, 16),
    deaf=st.booleans(),
    refractory_s=st.sampled_from([1.0, 2.0, 8.0]),
    seed=st.integers(0, 99),
)
def test_never_more_than_twenty_error_tones_in_any_minute(
    cadence_spm: float, left_fppa_deg: float, right_fppa_deg: float, deaf: bool, refractory_s: float, seed: int
) -> None:
    story = Story(Pupil(cadence_spm, left_fppa_deg, right_fppa_deg), replace(SHORT, run_s=150.0), seed, deaf)
    story.settings = Settings.model_validate({"coaching": {"refractory_s": refractory_s}})
    beats = story.run()
    mouth = Mouth()
    times_s = [said[1] for beat in beats if (said := mouth.says(beat))]
    assert most_in(60.0, times_s) <= 20


def test_the_most_in_any_span_is_counted_and_not_by_the_clock() -> None:
    chance = random.Random(1)
    times_s = sorted(chance.uniform(0, 300) for _ in range(80))
    assert most_in(60.0, times_s) == max(sum(t <= other < t + 60 for other in times_s) for t in times_s)
    assert most_in(60.0, []) == 0
