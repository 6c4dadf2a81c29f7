"""What the live page is sent."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest
from dashboard_clinic import SETUP, TARGETS, estimate, from_the_side, leg, pose, snapshot
from hypothesis import given
from hypothesis import strategies as st

from station.dashboard.payload import payload
from station.dashboard.streams import encode
from station.metrics import METRICS
from station.model import (
    DARK,
    Activity,
    Advice,
    GaitEstimate,
    Grade,
    LegEstimate,
    Levels,
    Mood,
    Pose,
    Snapshot,
    Stage,
    Trust,
    Truth,
    nothing,
)


def told(moment: Snapshot | None, levels: Levels | None = DARK, now_s: float = 0.0) -> dict:
    return json.loads(encode(payload(moment, levels, now_s, 0.6)))


def test_cadence_has_one_decimal_and_knee_cave_is_a_whole_degree():
    moment = told(snapshot())
    assert moment["cadence"]["value"] == 164.2
    assert (moment["left"]["value"], moment["right"]["value"]) == (12, 4)


def test_what_is_not_known_is_null():
    unseen = GaitEstimate(3.0, Activity.NOBODY)
    moment = told(snapshot(estimate=unseen, pose=None, session=None, last_cue=None, delay_ms=None))
    for value in (moment["cadence"]["value"], moment["left"]["value"], moment["right"]["state"]):
        assert value is None
    assert (
        moment["points"] is moment["session"] is moment["cue"] is moment["delay_ms"] is moment["left"]["truth"] is None
    )


def test_before_the_first_pose_it_says_so():
    assert told(None)["ready"] is False


def test_a_value_is_judged_before_it_is_rounded():
    just_above = told(snapshot(estimate=estimate(left=8.45)))["left"]
    assert (just_above["value"], just_above["high"], just_above["state"]) == (8, 8, "above")
    assert told(snapshot(estimate=estimate(left=8.35)))["left"]["state"] == "in"


def test_a_card_says_how_sure_its_number_is_and_what_it_may_be_used_for():
    moment = told(snapshot())
    assert moment["left"]["sure"] == "± 2°, grade C"
    assert moment["cadence"]["sure"] == "± 1.2, grade A"


def test_a_number_that_is_not_sure_enough_is_shown_without_a_verdict():
    left = told(snapshot(estimate=estimate(grade=Grade.D)))["left"]
    assert (left["value"], left["state"], left["use"]) == (12, None, "not to be compared")


def test_from_the_side_the_shin_at_contact_stands_large():
    moment = told(snapshot(truth=Truth(165.0, 10.0), **from_the_side()))
    left, right = moment["left"], moment["right"]
    assert (left["name"], left["value"], left["decimals"]) == ("Left shin at contact", 7.0, 1)
    assert (left["sure"], left["low"], left["high"]) == ("± 1.9°, grade B", None, None)
    assert (right["value"], right["grade"]) == (10, "D")
    assert left["truth"] is None  # the virtual runner's truth is of the knees


def test_the_table_holds_every_number_that_this_view_sees():
    numbers = told(snapshot())["numbers"]
    assert list(numbers["rows"]) == ["fppa_deg", "femoral_adduction_deg", "contact_time_s"]
    assert numbers["rows"]["fppa_deg"] == {
        "left": ["12", "2", "C"],
        "right": ["4", "2", "C"],
        "apart": None,
        "aim": "3",
    }
    assert numbers["rows"]["contact_time_s"]["left"] == ["262", "2", "C"]
    side = told(snapshot(**from_the_side()))["numbers"]["rows"]
    assert side["overstride_frac"]["left"] == ["21", "2", "B"]
    assert side["tibia_angle_deg"]["left"] == ["7.0", "1.9", "B"]


def test_left_and_right_are_held_against_each_other_only_where_the_camera_can_not_make_the_difference():
    unaimed, aimed = (told(snapshot(setup=replace(SETUP, aim_known=known)))["numbers"] for known in (False, True))
    assert unaimed["rows"]["fppa_deg"]["apart"] is None and "the camera's aim is not known" in unaimed["sides"]
    assert unaimed["rows"]["contact_time_s"]["apart"] == ["−7", "3", "C"]
    assert aimed["rows"]["fppa_deg"]["apart"] == ["−7", "3", "C"] and aimed["sides"] is None
    assert aimed["rows"]["fppa_deg"]["aim"] is None
    side = told(snapshot(**from_the_side()))["numbers"]
    assert "one leg hides the other" in side["sides"]
    poor = told(snapshot(estimate=estimate(grade=Grade.D), setup=replace(SETUP, aim_known=True)))["numbers"]
    assert poor["rows"]["fppa_deg"]["apart"] is None


def test_a_moment_is_a_small_message():
    legs = leg(40, **dict.fromkeys(METRICS, 0.2))
    moment = snapshot(estimate=replace(estimate(), left=legs, right=legs), setup=replace(SETUP, aim_known=True))
    assert len(encode(payload(moment, DARK, 0.0, 0.6))) < 4096


def test_cadence_below_its_band_is_told_from_above():
    states = [told(snapshot(estimate=estimate(cadence_spm=spm)))["cadence"]["state"] for spm in (160.0, 170.0, 180.0)]
    assert states == ["below", "in", "above"]


def test_without_a_band_there_is_no_verdict():
    advice = Advice(Stage.BASELINE, replace(TARGETS, cadence_spm=None, left_knee=None))
    moment = told(snapshot(advice=advice))
    assert moment["cadence"]["state"] is moment["left"]["state"] is None


def test_a_high_knee_over_a_steady_thigh_says_why_no_cue_comes():
    steady = GaitEstimate(
        1.0, Activity.RUNNING, 0.9, left=LegEstimate({"fppa_deg": 12.0, "femoral_adduction_deg": 2.0})
    )
    assert told(snapshot(estimate=steady))["left"]["thigh_steady"] is True
    assert told(snapshot())["left"]["thigh_steady"] is False


@pytest.mark.parametrize(
    ("activity", "confidence", "word"),
    [
        (Activity.RUNNING, 0.9, "Good"),
        (Activity.RUNNING, 0.5, "Unsure"),
        (Activity.STANDING, 0.1, "Standing"),
        (Activity.WALKING, 0.9, "Walking"),
        (Activity.NOBODY, 0.0, "Nobody there"),
    ],
)
def test_tracking_is_said_in_words(activity, confidence, word):
    assert told(snapshot(estimate=GaitEstimate(1.0, activity, confidence)))["tracking"]["word"] == word


def test_unsure_gives_the_reason_for_silence():
    advice = Advice(Stage.COACHING, TARGETS, silence="the left ankle is hidden")
    moment = told(snapshot(advice=advice, estimate=replace(estimate(), confidence_frac=0.3)))
    assert moment["tracking"] == {"word": "Unsure", "detail": "the left ankle is hidden"}


def test_lamps_are_what_the_runner_sees_and_carry_a_word():
    levels = Levels(True, False, (1.0, 0.5, 0.0), 330.4)
    assert told(snapshot(), levels)["lamps"] == {
        "left": True,
        "right": False,
        "steady_rgb": [255, 128, 0],
        "steady_word": "Out of the band",
        "tone_hz": 330,
    }


def test_the_steady_lamps_word_stays_while_it_winks_and_goes_when_muted():
    coached = snapshot(advice=Advice(Stage.COACHING, TARGETS, mood=Mood.OUT_OF_BAND))
    winking = told(coached)["lamps"]
    assert (winking["steady_rgb"], winking["steady_word"]) == (None, "Out of the band")
    assert told(replace(coached, muted=True))["lamps"]["steady_word"] == "Off"


def test_lamps_that_have_stopped_are_not_said_to_tell_anything():
    coached = snapshot(advice=Advice(Stage.COACHING, TARGETS, mood=Mood.OUT_OF_BAND))
    lamps = told(coached, None)["lamps"]
    assert (lamps["steady_rgb"], lamps["steady_word"], lamps["left"]) == (None, "Out of order", False)


def test_the_last_cue_is_a_sentence_with_its_age():
    assert told(snapshot(t=100.0))["cue"] == {
        "sentence": "Keep the left kneecap pointing straight ahead.",
        "short": "Left knee out",
        "ago_s": 2,
    }


def test_age_is_counted_from_when_the_loop_published():
    assert told(snapshot(published_s=50.0), now_s=51.25)["age_s"] == 1.25


def test_truth_stands_beside_what_was_measured_only_for_the_virtual_runner():
    virtual = told(snapshot(truth=Truth(165.04, 10.4, None)))
    assert (virtual["cadence"]["truth"], virtual["left"]["truth"], virtual["right"]["truth"]) == (165.0, 10, None)
    assert virtual["virtual"] and not told(snapshot())["virtual"]


def test_points_that_were_not_seen_are_null_and_of_the_face_only_the_nose_is_sent():
    seen = pose()
    seen.points[25] = (404.0, 610.0, 0.1)
    points = told(snapshot(pose=seen))["points"]
    assert points["left_knee"] is None and points["right_knee"] == [338, 640]
    assert [name for name in points if "eye" in name or "ear" in name or "mouth" in name] == []


wild = st.floats(allow_nan=True, allow_infinity=True)


@given(wild, wild, wild, wild, st.sampled_from(Activity))
def test_whatever_the_numbers_are_it_is_json_without_nan(t, cadence, fppa, point, activity):
    legs = LegEstimate(
        {"fppa_deg": fppa, "femoral_adduction_deg": fppa} if not math.isnan(fppa) else nothing(),
        trust={"fppa_deg": Trust(point, t, Grade.A)},
    )
    moment = snapshot(
        estimate=GaitEstimate(t, activity, 0.9, cadence, point, legs, legs),
        pose=Pose(t, np.full((33, 3), point)),
        truth=Truth(cadence, fppa),
        poses_hz=cadence,
        delay_ms=point,
    )
    told(moment, Levels(tone_hz=point))
