"""What the runner's screen is sent, and what is not."""

import json
import time
from dataclasses import replace

import numpy as np
import pytest
from dashboard_clinic import SETUP, STANCE, TARGETS, Clinic, pose, snapshot
from hypothesis import given
from hypothesis import strategies as st

from station.cues import CUES, short
from station.dashboard.runner_figure import TRAINED, figure
from station.dashboard.runner_screen import EASE, IN_BAND, ONE_MOMENT, STOP, screen
from station.dashboard.streams import encode
from station.model import (
    Advice,
    CueKind,
    Feedback,
    Finding,
    Focus,
    Landmark,
    Mood,
    Pose,
    Safety,
    SessionPlan,
    SessionState,
    Setup,
    Side,
    Snapshot,
    Stage,
    Targets,
    Verdict,
    View,
)
from station.phrases import STAGES

LEFT_KNEE = Finding(CueKind.KNEE_OUT, Side.LEFT, "fppa_deg", 11.6, 8.4, 5, 3)
TOO_SLOW = Finding(CueKind.CADENCE_UP, None, "cadence_spm", 160.0, 168.0, 0, 2)


def coached(*findings: Finding, focus: Focus | None = Focus.KNEE_CAVE, **changes: object) -> Advice:
    mood = Mood.OUT_OF_BAND if findings else Mood.IN_BAND
    level = findings[0].level if findings else 0
    advice = Advice(Stage.COACHING, TARGETS, 1.0, findings, mood=mood, level=level, focus=focus)
    return replace(advice, **changes)  # type: ignore[arg-type]


def told(moment: Snapshot | None, later_s: float = 0.0) -> dict:
    now_s = (moment.published_s if moment else 0.0) + later_s
    return json.loads(encode(screen(moment, now_s)))


def on_screen(*findings: Finding, setup: Setup = SETUP, **changes: object) -> dict:
    return told(snapshot(setup=setup, advice=coached(*findings, **changes)))


def only_a_word(shown: dict, word: str) -> bool:
    return (shown["word"], shown["bar"], shown["figure"]) == (word, None, None)


def test_out_of_the_band_it_says_the_cue_and_shows_bar_and_figure():
    shown = on_screen(LEFT_KNEE)
    assert shown["word"] == short(CueKind.KNEE_OUT, Side.LEFT)
    assert shown["bar"] == {"lies": "across", "place": -3}
    assert shown["figure"]["lines"] and shown["figure"]["head"]


def test_in_the_band_the_word_is_calm_and_the_bar_in_its_middle():
    shown = on_screen()
    assert shown["word"] == IN_BAND and shown["bar"] == {"lies": "across", "place": 0} and shown["figure"]


@pytest.mark.parametrize(
    ("finding", "lies", "place"),
    [
        (TOO_SLOW, "upright", -2),
        (replace(TOO_SLOW, kind=CueKind.CADENCE_DOWN), "upright", 2),
        (replace(LEFT_KNEE, side=Side.RIGHT), "across", 3),
        (replace(LEFT_KNEE, level=5), "across", -5),
        (replace(LEFT_KNEE, level=9), "across", -5),
    ],
)
def test_the_bar_tells_by_place_which_way_and_how_far(finding, lies, place):
    assert on_screen(finding)["bar"] == {"lies": lies, "place": place}


@pytest.mark.parametrize("kind", list(CUES))
@pytest.mark.parametrize("side", [None, *Side])
def test_every_cue_of_the_table_has_words_and_a_place(kind, side):
    finding = replace(LEFT_KNEE, kind=kind, side=side, level=1)
    shown = on_screen(finding)
    assert shown["word"] == short(kind, side) and abs(shown["bar"]["place"]) == 1


@pytest.mark.parametrize(
    ("focus", "targets", "lies"),
    [
        (Focus.CADENCE, TARGETS, "upright"),
        (Focus.PELVIC_DROP, TARGETS, "across"),
        (Focus.STEP_WIDTH, TARGETS, "upright"),
        (None, TARGETS, "upright"),
        (None, Targets(), "across"),
    ],
)
def test_in_the_band_the_bar_lies_as_it_will_out_of_it(focus, targets, lies):
    assert on_screen(focus=focus, targets=targets)["bar"]["lies"] == lies


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage is not Stage.COACHING])
@pytest.mark.parametrize("findings", [(), (LEFT_KNEE,)], ids=["in", "out"])
def test_in_no_stage_but_coaching_does_any_feedback_leave_the_station(stage, findings):
    shown = on_screen(*findings, stage=stage)
    words = STAGES | {Stage.HALTED: STOP, Stage.RETENTION: STAGES[Stage.SOLO]}
    assert only_a_word(shown, words[stage])
    assert set(shown) == {"word", "bar", "figure", "lasts", "age_s"}


@given(
    st.sampled_from([stage for stage in Stage if stage is not Stage.COACHING]), st.sampled_from(Mood),
    st.sampled_from([None, *Focus]), st.integers(0, 5), st.booleans(), st.sampled_from(Verdict),
)  # fmt: skip
def test_whatever_else_is_so_a_stage_without_feedback_has_nothing_but_a_word(stage, mood, focus, level, muted, verdict):
    advice = Advice(
        stage, TARGETS, 1.0, (LEFT_KNEE,), mood=mood, level=level, focus=focus, safety=Safety(verdict, "words")
    )
    shown = told(snapshot(advice=advice, muted=muted))
    assert shown["bar"] is shown["figure"] is None
    assert shown["word"] in (STAGES[stage], STAGES[Stage.SOLO], STOP, EASE)
    assert shown["word"] != STAGES[Stage.RETENTION]  # a word for the coach


@pytest.mark.parametrize(
    "changes",
    [
        {"muted": True},
        {"session": None},
        {"session": SessionState(7, "Anna Berg", 5.0, SessionPlan(feedback=Feedback.NONE))},
        {"advice": coached(LEFT_KNEE, silence="The belt's speed is changing.")},
        {"advice": coached(LEFT_KNEE, mood=Mood.DARK)},
        {"advice": coached(LEFT_KNEE, mood=Mood.MEASURING)},
        {"advice": coached(LEFT_KNEE, findings=())},
    ],
    ids=["muted", "no session", "a plan without", "silent", "dark", "measuring", "out of what is not known"],
)
def test_in_coaching_too_it_is_blank_but_for_the_word_while_nothing_may_be_said(changes):
    shown = told(replace(snapshot(advice=coached(LEFT_KNEE)), **changes))
    assert only_a_word(shown, STAGES[Stage.COACHING])


def test_a_halted_session_says_stop_and_so_does_pain():
    assert only_a_word(on_screen(LEFT_KNEE, stage=Stage.HALTED), STOP)
    assert only_a_word(on_screen(LEFT_KNEE, safety=Safety(Verdict.STOP, "Pain 6 of 10.")), STOP)


def test_ease_says_so_and_nothing_else():
    assert only_a_word(on_screen(LEFT_KNEE, safety=Safety(Verdict.EASE, "Pain 3 of 10.")), EASE)


def test_old_news_are_not_shown():
    moment = snapshot(advice=coached(LEFT_KNEE))
    assert told(moment, 1.9)["bar"] and only_a_word(told(moment, 2.1), ONE_MOMENT)
    assert only_a_word(told(None), ONE_MOMENT)


def test_a_runner_who_was_told_to_stop_is_not_told_less_because_the_camera_failed():
    moment = snapshot(advice=coached(stage=Stage.HALTED))
    assert only_a_word(told(moment, 60.0), STOP) and told(moment, 60.0)["lasts"] is True
    assert told(snapshot(advice=coached(LEFT_KNEE)))["lasts"] is False


def test_no_name_no_number_and_no_angle_leaves(tmp_path):
    clinic = Clinic(tmp_path)
    clinic.loop.newest = snapshot(advice=coached(LEFT_KNEE), published_s=time.monotonic())
    sent = clinic.coach.get("/runner.json").text
    assert json.loads(sent)["bar"]
    for secret in ("Anna", "Berg", "11.6", "8.4", "164", "fppa", "cadence"):
        assert secret not in sent


# --- the figure


def lines_of(view: View, focus: Focus | None = None, at: Pose | None = None) -> list[list]:
    return figure(at or pose(), replace(SETUP, view=view), focus)["lines"]


def strokes_between(lines: list[list], a: str, b: str, view: View = View.REAR) -> set[str]:
    """How the line between two points of STANCE is drawn."""
    ends = [place(a, view), place(b, view)]
    return {line[4] for line in lines if [tuple(line[:2]), tuple(line[2:4])] == ends}


def place(name: str, view: View) -> tuple[float, float]:
    x, y = STANCE[name]
    flipped = SETUP.width_px - x if view is View.FRONT else x
    return round(flipped / SETUP.height_px, 4), round(y / SETUP.height_px, 4)


@pytest.mark.parametrize("view", list(View))
def test_a_picture_from_the_front_is_turned_over_and_no_other(view):
    assert strokes_between(lines_of(view), "left_shoulder", "right_shoulder", view) == {"thin"}


def seen_from_behind() -> Pose:
    """The runner of STANCE as a camera behind sees them: their right on the picture's right."""
    points = pose().points.copy()
    points[:, 0] = SETUP.width_px - points[:, 0]
    return Pose(100.0, points)


def test_from_the_front_and_from_behind_the_runners_right_is_on_the_right():
    front, rear = lines_of(View.FRONT), lines_of(View.REAR, at=seen_from_behind())
    assert front == rear
    left_hip_x, _, right_hip_x, *_ = front[-1]
    assert left_hip_x < right_hip_x


def test_the_standing_leg_and_the_pelvis_are_bold():
    lines = lines_of(View.REAR)
    assert strokes_between(lines, "left_hip", "right_hip") == {"bold"}
    assert strokes_between(lines, "right_hip", "right_knee") == strokes_between(lines, "right_knee", "right_ankle")
    assert strokes_between(lines, "right_hip", "right_knee") == {"bold"}  # in STANCE the right leg stands
    assert strokes_between(lines, "left_hip", "left_knee") == {"thin"}


def moved(**ends: tuple[float, float]) -> Pose:
    points = pose().points.copy()
    for name, (x, y) in ends.items():
        points[Landmark[name.upper()], :2] = x, y
    return Pose(100.0, points)


def test_in_flight_neither_leg_is_bold():
    lines = lines_of(View.REAR, at=moved(left_ankle=(396, 788)))
    assert [line[4] for line in lines].count("bold") == 1  # the pelvis


@pytest.mark.parametrize(
    ("focus", "trained", "plain"),
    [
        (Focus.KNEE_CAVE, ("right_hip", "right_knee"), ("left_hip", "right_hip")),
        (Focus.PELVIC_DROP, ("left_hip", "right_hip"), ("right_hip", "right_knee")),
        (Focus.FEMORAL_ADDUCTION, ("right_hip", "right_knee"), ("right_knee", "right_ankle")),
        (Focus.OVERSTRIDE, ("right_knee", "right_ankle"), ("right_hip", "right_knee")),
    ],
)
def test_the_trained_line_stands_out(focus, trained, plain):
    lines = lines_of(View.REAR, focus)
    assert strokes_between(lines, *trained) == {"trained_bold"} and strokes_between(lines, *plain) == {"bold"}


def test_a_trained_line_keeps_its_colour_while_the_leg_swings():
    assert strokes_between(lines_of(View.REAR, Focus.KNEE_CAVE), "left_hip", "left_knee") == {"trained"}


def test_every_focus_but_a_cadence_has_a_line():
    assert set(Focus) - set(TRAINED) == {Focus.CADENCE, Focus.HOLD}
    assert not [line for line in lines_of(View.REAR, Focus.CADENCE) if "trained" in line[4]]


def test_what_is_not_seen_is_not_drawn():
    points = pose().points.copy()
    points[Landmark.RIGHT_KNEE, 2] = 0.1
    points[Landmark.LEFT_ELBOW] = np.nan
    hidden = lines_of(View.REAR, at=Pose(100.0, points))
    assert len(lines_of(View.REAR)) - len(hidden) == 4
    assert figure(None, SETUP, None) is None
    assert figure(Pose(100.0, np.full((33, 3), np.nan)), SETUP, None) is None


def test_nothing_of_the_face_is_sent():
    points = pose().points.copy()
    points[: Landmark.MOUTH_RIGHT + 1] = (5.0, 5.0, 0.99)
    shown, faceless = (figure(Pose(100.0, p), SETUP, None) for p in (points, pose().points))
    assert shown == faceless
    _, y, radius = shown["head"]
    assert y + radius < min(line[1] for line in shown["lines"])
