"""The benchmarks of feedback: what counts as false, and as in time."""

import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from beats import cue

from station.faults import parse_fault
from station.model import Band, Cue, CueKind, Finding, Focus, LegBands, Level, Reference, Side, Targets, View
from station.programmes import load_programmes
from station.records import PlayedCue
from station.settings import Settings
from station.vision.virtual.runner import VirtualRunner

sys.path.append(str(Path(__file__).parent.parent))

from tools.feedback import cue_timing, false_cues
from tools.feedback.false_cues import ARMS, hour, sight

PAGE = Path(__file__).parent.parent / "docs" / "feedback.md"
REALLY = Reference(170.0, {"pelvic_drop_deg": Level(4.0, 2.8, 1.0)}, {"pelvic_drop_deg": Level(5.0, 2.8, 1.0)})
BANDS = Targets(legs=LegBands("pelvic_drop_deg", Band(high=7.0), Band(high=4.5)))


def test_the_page_tells_every_minute_of_feedback() -> None:
    told = re.findall(r"^\| `faded-eight` \| (\d) \| ([\d.]+) \| (\d+) \| ([\d.]+) \|$", PAGE.read_text(), re.MULTILINE)
    plans = [load_programmes()["faded-eight"].plan(number) for number in range(1, 9)]
    assert [tuple(map(float, row)) for row in told] == [
        (plan.number, plan.run_s / 60, 100 * plan.feedback_frac, pytest.approx(plan.run_s * plan.feedback_frac / 60))
        for plan in plans
        if plan.run_s
    ]


def dropped(side: Side) -> Cue:
    finding = Finding(CueKind.HIPS_LEVEL, side, "pelvic_drop_deg", 8.0, 7.0, 5)
    return Cue(10.0, finding, 0.9, f"hips_level:{side}")


def test_a_cue_is_false_only_where_she_really_is_within_the_limit() -> None:
    assert false_cues.wrong(dropped(Side.LEFT), Focus.PELVIC_DROP, BANDS, REALLY)
    assert not false_cues.wrong(dropped(Side.RIGHT), Focus.PELVIC_DROP, BANDS, REALLY)
    assert false_cues.nearest(Focus.PELVIC_DROP, BANDS, REALLY) == pytest.approx(-0.5)
    assert false_cues.nearest(Focus.HOLD, Targets(Band(low=163.0)), REALLY) == pytest.approx(7.0)
    assert false_cues.nearest(Focus.KNEE_CAVE, Targets(), REALLY) is None


def test_people_pass_every_few_minutes_and_another_seed_has_others() -> None:
    passing = [parse_fault(told) for told in false_cues.passes(1, 3600.0)]
    assert 8 < len(passing) < 40
    assert all(2.0 <= fault.end_s - fault.start_s <= 6.01 for fault in passing)
    assert list(false_cues.passes(2, 3600.0)) != list(false_cues.passes(1, 3600.0))


def test_the_benchmark_counts_cues_where_there_is_something_to_cue_and_none_where_not() -> None:
    arms = {arm.name: arm for arm in ARMS}
    seen = sight(View.FRONT, 12.5, 1)
    good = hour(arms["hold, picked"], seen, 60.0)
    assert good.counts["false"] == good.counts["deserved"] == 0
    assert good.inside == pytest.approx(0.04 * 170, abs=2)
    assert 50 < good.heard_s < good.run_s < 120
    asked = hour(arms["hip adduction, picked"], seen, 60.0)
    assert asked.inside is not None and asked.inside < 0
    assert asked.counts["deserved"] > 0 and asked.counts["false"] == 0


def test_a_foots_next_landing_is_the_first_after_the_frame_and_of_both_feet_the_later() -> None:
    contacts = {Side.LEFT: [1.0, 1.7, 2.4], Side.RIGHT: [1.35, 2.05]}
    assert cue_timing.lands(contacts, Side.LEFT, 1.0) == 1.7
    assert cue_timing.lands(contacts, None, 1.2) == 1.7
    assert cue_timing.lands(contacts, None, 1.5) == 2.05
    assert cue_timing.lands(contacts, None, 2.1) is None


def test_a_cue_that_was_never_played_or_at_the_very_end_is_not_timed() -> None:
    contacts = {Side.LEFT: [1.0, 1.7], Side.RIGHT: [1.35, 2.05]}
    heard = replace(cue(CueKind.KNEE_OUT, Side.LEFT, 1.2), due_t=1.45)
    last = replace(heard, t=1.8)
    ledger = [PlayedCue(heard, 1.46), PlayedCue(heard, 1.71), PlayedCue(heard, None), PlayedCue(last, 1.9)]
    early, late = cue_timing.timed(ledger, contacts, contacts)
    assert (early.in_time, late.in_time) == (True, False)
    assert early.true_lands_t - early.played_t == pytest.approx(0.24)


def test_true_contacts_are_those_of_a_runner_who_is_watched_at_any_rate() -> None:
    settings = Settings()
    contacts = cue_timing.true_contacts(settings, 20.0)
    runner = VirtualRunner(settings.virtual)
    running = [moment.now for n in range(140) if (moment := runner.advance(n / 7)).now]
    assert 20 < len(contacts[Side.LEFT]) < 28
    assert len(running) > 100 and all(footfall.t_contact_s in contacts[footfall.side] for footfall in running)
