"""The pupil's mind: what cues and beats change, what is kept and what is forgotten."""

import statistics

import pytest

from station.model import Cue, CueKind, Finding, Metronome, Side
from station.pupils import PUPILS, PupilKind
from station.settings import VirtualSettings
from station.vision.virtual.mind import Mind
from station.vision.virtual.runner import VirtualRunner


def pupil(kind: PupilKind, seed: int = 1) -> tuple[Mind, VirtualRunner]:
    mind = Mind(PUPILS[kind])
    return mind, VirtualRunner(VirtualSettings(seed=seed), mind)


def cue(kind: CueKind, side: Side | None, metric: str, value: float, limit: float) -> Cue:
    return Cue(0.0, Finding(kind, side, metric, value, limit, 5), 0.9, "test")


def contacts(runner: VirtualRunner, t_from: float, t_to: float) -> list[float]:
    moments = (runner.advance(t_from + i / 50) for i in range(round((t_to - t_from) * 50)))
    return list(dict.fromkeys(moment.now.t_contact_s for moment in moments if moment.now))


def off_beat_s(times_s: list[float], beat: Metronome) -> list[float]:
    period_s = 60 / beat.spm
    return [(t - beat.first_t + period_s / 2) % period_s - period_s / 2 for t in times_s]


def test_she_falls_in_with_a_beat_within_seconds_and_keeps_to_it_as_people_do() -> None:
    mind, runner = pupil(PupilKind.LOW_CADENCE)
    runner.advance(30)
    beat = Metronome(160.0, 30.2)
    runner.listen(beat, 30)
    runner.advance(45)
    assert mind.cadence.now == pytest.approx(160, abs=1)
    off_s = off_beat_s(contacts(runner, 50, 110), beat)
    assert abs(statistics.mean(off_s)) < 0.03
    assert 0.005 < statistics.stdev(off_s) < 0.04
    runner.listen(None, 110)
    runner.advance(400)
    assert 150 < mind.cadence.now < 157


def test_a_cue_on_the_hip_moves_the_knee_that_goes_with_it_and_one_she_can_not_answer_moves_nothing() -> None:
    mind, runner = pupil(PupilKind.CAVE_BOTH)
    runner.advance(30)
    for unanswered in (CueKind.STEPS_WIDER, CueKind.LEAN_FORWARD, CueKind.LEAN_BACK):
        runner.hear(cue(unanswered, None, "any", 0.0, 1.0), 30)
    runner.advance(45)
    assert (mind.knees[Side.LEFT].now, mind.knees[Side.RIGHT].now) == (13.0, 14.0)
    runner.hear(cue(CueKind.HIP_STEADY, Side.RIGHT, "hip_adduction_deg", 19.0, 16.0), 45)
    runner.hear(cue(CueKind.LAND_CLOSER, None, "tibia_angle_deg", 12.0, 8.0), 45)
    before = mind.overstride_frac
    runner.advance(60)
    assert mind.knees[Side.RIGHT].now < 11.5
    assert mind.knees[Side.LEFT].now == 13.0
    assert mind.overstride_frac < before - 0.02


def test_days_of_rest_make_fresh_and_forget_a_part_of_what_was_learned() -> None:
    mind, runner = pupil(PupilKind.CAVE_LEFT)
    for t in range(30, 600, 15):
        runner.advance(t)
        if mind.knees[Side.LEFT].now > 10:
            runner.hear(cue(CueKind.KNEE_OUT, Side.LEFT, "fppa_deg", mind.knees[Side.LEFT].now, 10.0), t)
    learned = mind.knees[Side.LEFT].usual
    mind.rest(2)
    after_two_days = mind.knees[Side.LEFT].now
    mind.rest(60)
    assert learned < 11
    assert learned < after_two_days < mind.knees[Side.LEFT].now < 13.9


def test_the_tired_one_slows_by_about_a_step_a_minute_and_is_fresh_again_at_the_next_visit() -> None:
    mind, runner = pupil(PupilKind.TIRED)
    runner.advance(240)
    fresh_spm = mind.cadence.now
    runner.advance(840)
    assert fresh_spm - mind.cadence.now == pytest.approx(9, abs=1.5)
    assert mind.knees[Side.LEFT].now > 5
    mind.rest(2)
    assert mind.cadence.now == pytest.approx(168, abs=0.5)


def test_who_fights_tiredness_does_not_come_back_quicker_than_she_was_asked_to_be() -> None:
    mind, runner = pupil(PupilKind.TIRED)
    for t in range(30, 1500, 20):
        runner.advance(t)
        if mind.cadence.now < 170:
            runner.hear(cue(CueKind.CADENCE_UP, None, "cadence_spm", mind.cadence.now, 170.0), t)
    mind.rest(0)
    assert mind.cadence.now < 176


def test_cues_do_not_change_the_body_s_scatter() -> None:
    _, quiet = pupil(PupilKind.CAVE_LEFT)
    mind, cued = pupil(PupilKind.CAVE_LEFT)
    quiet.advance(30), cued.advance(30)
    cued.hear(cue(CueKind.KNEE_OUT, Side.LEFT, "fppa_deg", 14.0, 10.0), 30)
    assert contacts(quiet, 30, 60) == contacts(cued, 30, 60)
    assert mind.knees[Side.LEFT].now < 11
