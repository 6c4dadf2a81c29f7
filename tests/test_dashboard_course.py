"""What the live page says of the course of a session."""

import json
from dataclasses import replace

import pytest
from dashboard_clinic import PROGRAMMES, TARGETS, snapshot

from station.dashboard.course import course
from station.dashboard.payload import payload
from station.dashboard.streams import encode
from station.model import (
    DARK,
    FREE_RUN,
    Advice,
    Focus,
    Metronome,
    Notice,
    NoticeKind,
    Proposal,
    Safety,
    SessionState,
    Stage,
    Verdict,
)
from station.phrases import STAGES

PLAN = replace(PROGRAMMES["faded-eight"].plan(3), cooldown_s=180.0)


def told(stage: Stage = Stage.COACHING, plan=PLAN, notices=(), **advice) -> dict:
    moment = snapshot(
        advice=Advice(stage, TARGETS, **advice), session=SessionState(7, "Anna Berg", 5.0, plan), notices=notices
    )
    return json.loads(encode(course(moment)))


def strip(*stage_and_plan) -> list[tuple[str, str]]:
    return [(phase["words"], phase["place"]) for phase in told(*stage_and_plan)["phases"]]


@pytest.mark.parametrize("stage", Stage)
def test_every_stage_has_words(stage):
    assert told(stage)["stage_words"] == STAGES[stage]


@pytest.mark.parametrize(
    ("stage", "now"),
    [(Stage.WARMUP, 0), (Stage.BASELINE, 1), (Stage.COACHING, 2), (Stage.SOLO, 2), (Stage.RETENTION, 3)],
)
def test_the_strip_shows_what_is_over_what_is_now_and_what_comes(stage, now):
    words = ["Warm-up", "Baseline", "Training", "Probe", "Cool-down"]
    places = ["over"] * now + ["now"] + ["next"] * (4 - now)
    assert strip(stage) == list(zip(words, places, strict=True))


def test_the_strip_holds_only_the_phases_of_this_plan():
    assert [words for words, _ in strip(Stage.BASELINE, FREE_RUN)] == ["Baseline", "Training"]
    assert [words for words, _ in strip(Stage.WARMUP, PROGRAMMES["assessment"].plan(1))] == ["Warm-up", "Baseline"]


def test_a_phase_says_how_long_it_is_where_it_has_an_end():
    assert [phase["length_s"] for phase in told()["phases"]] == [360, 60, 1260, 120, 180]
    assert [phase["length_s"] for phase in told(plan=FREE_RUN)["phases"]] == [30, None]


def test_before_after_and_while_stopped_no_phase_is_now():
    assert {place for _, place in strip(Stage.WAITING)} == {place for _, place in strip(Stage.HALTED)} == {"next"}
    assert {place for _, place in strip(Stage.DONE)} == {"over"}


def test_time_left_is_whole_seconds_or_not_known():
    assert (told(left_s=161.4)["left_s"], told()["left_s"]) == (161, None)


def test_what_is_trained_and_what_was_proposed_are_told_in_words():
    moment = told(focus=Focus.CADENCE, proposal=Proposal(Focus.KNEE_CAVE, "The left knee caves by 12°."))
    assert moment["focus"] == {"name": "cadence", "words": "Quicker steps"}
    reason = "The left knee caves by 12°."
    assert moment["proposal"] == {"name": "knee_cave", "words": "Knees straight", "reason": reason}
    assert told()["focus"] is told()["proposal"] is None


def test_level_and_tempo_are_what_the_runner_gets():
    moment = told(level=3, metronome=Metronome(171.44, 0.0))
    assert (moment["level"], moment["metronome_spm"]) == (3, 171.4)
    assert (told()["level"], told()["metronome_spm"]) == (0, None)


@pytest.mark.parametrize(
    ("stage", "verdict", "halted"),
    [
        (Stage.COACHING, Verdict.GO, False),
        (Stage.COACHING, Verdict.EASE, True),
        (Stage.COACHING, Verdict.STOP, True),
        (Stage.HALTED, Verdict.GO, True),
    ],
)
def test_a_verdict_is_told_with_its_words_and_what_silences_needs_resuming(stage, verdict, halted):
    moment = told(stage, safety=Safety(verdict, "Pain 3."))
    assert moment["halted"] is halted
    assert moment["safety"] == (None if verdict is Verdict.GO else {"verdict": verdict.value, "words": "Pain 3."})


def test_the_last_notices_come_newest_first_with_their_age():
    notices = [Notice(t, NoticeKind.PHASE, f"at {t}") for t in (10.0, 50.0, 70.0, 95.5)]
    assert [(said["words"], said["ago_s"]) for said in told(notices=tuple(notices))["notices"]] == [
        ("at 95.5", 4),
        ("at 70.0", 30),
        ("at 50.0", 50),
    ]


def test_without_a_session_nothing_is_asked_and_no_phase_is_shown():
    idle = snapshot(advice=Advice(Stage.WAITING, TARGETS, pain_due=True), session=None)
    moment = course(idle)
    assert (moment["plan"], moment["phases"], moment["pain_due"]) == (None, [], False)


def test_it_is_part_of_what_the_page_is_sent():
    moment = json.loads(encode(payload(snapshot(), DARK, 0.0, 0.6)))
    assert moment["plan"] == {"programme": "free-run", "number": 1, "trunk_lean_allowed": False}
    assert moment["stage_words"] == "Feedback on"
