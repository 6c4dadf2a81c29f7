"""The virtual runner's behaviour, in virtual time."""

import statistics
from itertools import pairwise

import pytest

from station.model import Activity, Cue, CueKind, Finding, Side
from station.settings import VirtualSettings
from station.vision.virtual.runner import Footfall, VirtualRunner


def cue(kind: CueKind, side: Side | None, value: float, limit: float, t: float) -> Cue:
    return Cue(t, Finding(kind, side, "any", value, limit, 5), 0.9, "test")


def left_knee_cue(t: float) -> Cue:
    return cue(CueKind.KNEE_OUT, Side.LEFT, 14.0, 10.0, t)


def steps_until(runner: VirtualRunner, t_end: float, rate_hz: float = 30.0) -> list[Footfall]:
    moments = (runner.advance(i / rate_hz) for i in range(round(t_end * rate_hz)))
    seen = dict.fromkeys(moment.now for moment in moments if moment.now)
    return list(seen)


def left_knee_after(runner: VirtualRunner, t: float) -> float:
    runner.advance(t)
    assert runner.truth and runner.truth.left_fppa_deg is not None
    return runner.truth.left_fppa_deg


def cadence_after(runner: VirtualRunner, t: float) -> float:
    runner.advance(t)
    assert runner.truth
    return runner.truth.cadence_spm


def test_the_same_seed_gives_the_same_steps_and_another_seed_others() -> None:
    first, again, other = (steps_until(VirtualRunner(VirtualSettings(seed=seed)), 30) for seed in (5, 5, 6))
    assert first == again
    assert first != other


def test_the_steps_do_not_depend_on_the_frame_rate() -> None:
    assert steps_until(VirtualRunner(VirtualSettings()), 30, 30) == steps_until(VirtualRunner(VirtualSettings()), 30, 7)


def test_stands_first_and_then_gathers_speed() -> None:
    runner = VirtualRunner(VirtualSettings(cadence_spm=160))
    assert runner.advance(1.9).activity is Activity.STANDING
    assert runner.truth is None
    assert runner.advance(2.0).activity is Activity.RUNNING
    assert cadence_after(runner, 2.1) < 135
    assert cadence_after(runner, 6.0) == pytest.approx(160, abs=3)


def test_the_sides_take_turns_and_the_phase_tells_which() -> None:
    runner = VirtualRunner(VirtualSettings())
    moments = [runner.advance(t / 50) for t in range(100, 1000)]
    assert all((moment.phase < 0.5) == (moment.now is not None and moment.now.side is Side.LEFT) for moment in moments)
    steps = list(dict.fromkeys(moment.now for moment in moments if moment.now))
    assert all(a.side is b.side.other and a.t_end_s == b.t_contact_s for a, b in pairwise(steps))


def test_as_many_contacts_a_minute_as_the_truth_says() -> None:
    runner = VirtualRunner(VirtualSettings(cadence_spm=172))
    runner.advance(10)
    truths, contacts, before = [], 0, 0.0
    for t in (10 + i / 60 for i in range(60 * 60)):
        half_strides = int(2 * runner.advance(t).phase)
        contacts += half_strides != before
        before = half_strides
        assert runner.truth
        truths.append(runner.truth.cadence_spm)
    assert contacts == pytest.approx(statistics.mean(truths), abs=1)


def test_step_times_and_knees_scatter_as_in_people() -> None:
    steps = steps_until(VirtualRunner(VirtualSettings(form="good")), 120)[10:]
    changes = [(b.t_end_s - b.t_contact_s) / (a.t_end_s - a.t_contact_s) for a, b in pairwise(steps)]
    assert statistics.stdev(changes) / 2**0.5 == pytest.approx(0.012, rel=0.2)
    assert statistics.stdev(step.fppa_deg for step in steps) == pytest.approx(1.0, rel=0.2)


def test_nothing_changes_before_the_reaction_time_and_a_stride_have_passed() -> None:
    runner = VirtualRunner(VirtualSettings(reaction_s=2.0))
    habit_deg = left_knee_after(runner, 30.0)
    runner.hear(left_knee_cue(30.0), 30.0)
    assert left_knee_after(runner, 32.7) == habit_deg
    assert left_knee_after(runner, 36.0) < habit_deg - 1


def test_a_knee_cue_changes_the_leg_it_means_and_no_other() -> None:
    runner = VirtualRunner(VirtualSettings(form="cave_both"))
    runner.advance(30)
    runner.hear(left_knee_cue(30), 30)
    runner.advance(45)
    assert runner.truth and runner.truth.left_fppa_deg and runner.truth.right_fppa_deg
    assert runner.truth.left_fppa_deg < 11
    assert runner.truth.right_fppa_deg == 14.0


@pytest.mark.parametrize(("kind", "limit", "low", "high"), [
    (CueKind.CADENCE_UP, 170.0, 163, 178),
    (CueKind.CADENCE_DOWN, 146.0, 138, 153),
])  # fmt: skip
def test_a_cadence_cue_moves_most_of_the_way_to_the_target(kind: CueKind, limit: float, low: int, high: int) -> None:
    runner = VirtualRunner(VirtualSettings(cadence_spm=158))
    runner.advance(30)
    runner.hear(cue(kind, None, 158.0, limit, 30), 30)
    assert low < cadence_after(runner, 45) < high


def test_sometimes_goes_too_far() -> None:
    reached_deg = []
    for seed in range(100):
        runner = VirtualRunner(VirtualSettings(seed=seed))
        runner.advance(30)
        runner.hear(left_knee_cue(30), 30)
        reached_deg.append(left_knee_after(runner, 44))
    too_far = sum(deg < 8.3 for deg in reached_deg)
    assert 3 <= too_far <= 25
    assert statistics.mean(reached_deg) == pytest.approx(10, abs=1)


def test_drifts_back_when_cues_stop_but_keeps_a_part() -> None:
    cued, left_alone = VirtualRunner(VirtualSettings()), VirtualRunner(VirtualSettings())
    for t in range(30, 150, 10):
        cued.advance(t)
        cued.hear(left_knee_cue(t), t)
    after_training, much_later = left_knee_after(cued, 160), left_knee_after(cued, 600)
    assert after_training + 1 < much_later < left_knee_after(left_alone, 600) - 1


def test_form_decays_after_minutes() -> None:
    runner = VirtualRunner(VirtualSettings())
    fresh_deg, fresh_spm = left_knee_after(runner, 200), 158
    tired_deg = left_knee_after(runner, 1100)
    assert tired_deg > fresh_deg + 1
    runner.advance(1200)
    cadences = [cadence_after(runner, 1200 + t) for t in range(200)]
    assert statistics.mean(cadences) < fresh_spm - 1.5


def test_quicker_steps_are_shorter() -> None:
    runner = VirtualRunner(VirtualSettings(form="overstride"))
    before = statistics.mean(step.overstride_frac for step in steps_until(runner, 30)[20:])
    runner.hear(cue(CueKind.CADENCE_UP, None, 158, 170, 30), 30)
    runner.advance(40)
    after = runner.advance(41).now
    assert after and after.overstride_frac < before - 0.015
