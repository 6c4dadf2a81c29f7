"""How numbers are called and written."""

from dataclasses import replace

import pytest

from station.dashboard.numbers import MEANINGS, headline, interval, lesser, needed, of_pelvis, written
from station.metrics import METRICS
from station.model import Grade, Setup, View
from station.names import NUMBERS


def test_every_metric_has_a_name():
    assert set(NUMBERS) == set(METRICS)
    assert len({number.words for number in NUMBERS.values()}) == len(NUMBERS)
    assert set(MEANINGS) == set(Grade)


@pytest.mark.parametrize(
    ("name", "value", "grade", "text"),
    [
        ("tibia_angle_deg", 7.04, Grade.B, "7.0"),
        ("tibia_angle_deg", 7.04, Grade.C, "7"),
        ("fppa_deg", -0.4, Grade.C, "0"),
        ("fppa_deg", -3.2, Grade.D, "−3"),
        ("step_width_m", -0.0123, Grade.C, "−12"),
        ("contact_time_s", 0.2624, Grade.C, "262"),
        ("overstride_frac", 0.2131, Grade.C, "21"),
        ("cadence_spm", 164.24, Grade.A, "164.2"),
        ("cadence_spm", 164.24, Grade.C, "164"),
    ],
)
def test_nothing_is_written_more_finely_than_its_grade_allows(name, value, grade, text):
    assert written(name, value, grade) == text


def test_no_number_is_ever_certain():
    assert interval("fppa_deg", 0.2, Grade.C) == "1"
    assert interval("tibia_angle_deg", 0.01, Grade.B) == "0.1"
    assert interval("step_width_m", 0.0, Grade.C) == "1"


def test_what_a_change_needs_is_written_as_the_study_says():
    assert needed("pelvic_drop_deg", 2.8) == "2.8°"
    assert needed("contact_time_s", 0.032) == "32 ms"


@pytest.mark.parametrize(("difference", "shown"), [(2.9, 2.0), (-2.9, -2.0), (0.4, 0.0)])
def test_a_difference_is_cut_toward_nothing(difference, shown):
    assert lesser("fppa_deg", difference, Grade.C) == shown


def test_the_large_number_is_one_that_the_view_can_see():
    assert {headline(view)[0] for view in (View.FRONT, View.REAR)} == {"fppa_deg"}
    assert {headline(view)[0] for view in (View.LEFT, View.RIGHT)} == {"tibia_angle_deg"}


@pytest.mark.parametrize("view", [View.FRONT, View.REAR])
def test_the_page_says_why_there_is_no_pelvic_drop(view):
    landmarks = Setup(view, 720, 960, source="mediapipe")
    assert "Two stickers" in of_pelvis(landmarks, told=True)
    worn = replace(landmarks, stickers=True)
    assert "measured by the two stickers" in of_pelvis(worn, told=True)
    assert "not seen" in of_pelvis(worn, told=False)


def test_where_the_pelvis_needs_no_stickers_nothing_is_said():
    assert of_pelvis(Setup(View.REAR, 720, 960, source="simulated"), told=True) is None
    assert of_pelvis(Setup(View.LEFT, 720, 960, source="mediapipe", stickers=True), told=False) is None
