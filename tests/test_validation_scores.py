"""Scores of made-up results whose error is known."""

import json
from pathlib import Path

import numpy as np
import pytest
from validation_parts import SPM, STEP_S, Row, results, truth, truth_fields

from station.model import Side
from station.validation.clip_score import score_clip
from station.validation.intervals import score_intervals
from station.validation.live_score import score_live
from station.validation.matching import match
from station.validation.score import score_thinned
from station.validation.step_score import score_steps
from station.validation.stream_truth import TrueStep
from station.validation.truth import read_truth
from station.validation.video_truth import ClipTruth, FootageTruth


def scene() -> dict[str, object]:
    """Stand for 5 s, run at 150, at 30 s change to 160, stop at 50 s and stand for 10 s."""
    return {
        "segments": [
            {"kind": "stand", "t0": 0, "t1": 5},
            {"kind": "run", "t0": 5, "t1": 30, "spm": 150, "n_steps": 62},
            {"kind": "run", "t0": 30, "t1": 50, "spm": 160, "n_steps": 53},
            {"kind": "stand", "t0": 50, "t1": 60},
        ],
        "changes": [{"t": 30.0}],
        "cadence": {"t": [5, 30, 30.001, 50], "spm": [150, 150, 160, 160]},
        "steps": [step for step in truth_fields()["steps"] if step["t_contact_s"] > 5],
    }


def test_a_perfect_analysis_has_no_error(tmp_path: Path) -> None:
    true = truth()
    found = results(tmp_path, true)
    live, steps = score_live(true, found.live), score_steps(true, found)
    assert (live.mae_spm, live.share_frac, live.first_s) == (0, 1, 0)
    assert live.window_mae_spm == pytest.approx(0, abs=1e-9)
    assert (steps.recall_frac, steps.precision_frac, steps.side_frac) == (1, 1, 1)
    assert all(leg.error == pytest.approx(0) for leg in steps.legs)
    assert {(leg.metric, leg.side) for leg in steps.legs} >= {("fppa_deg", Side.LEFT), ("fppa_deg", Side.RIGHT)}


def test_the_error_of_live_cadence_is_its_mean_size(tmp_path: Path) -> None:
    def wrong(row: Row) -> Row:
        return row | {"cadence_spm": SPM + (2 if row["t"] > 25.0 else -1)}

    live = score_live(truth(), results(tmp_path, truth(), live=wrong).live)
    assert live.mae_spm == pytest.approx((19 * 1 + 20 * 2) / 39, abs=0.01)  # from 6 s to 45 s
    assert live.window_mae_spm == pytest.approx(live.mae_spm, abs=1e-6)


def test_live_values_that_are_missing_are_counted(tmp_path: Path) -> None:
    def late(row: Row) -> Row:
        return row | {"cadence_spm": None} if row["t"] < 12.0 else row

    live = score_live(truth(), results(tmp_path, truth(), live=late).live)
    assert live.first_s == pytest.approx(12.0)
    assert live.share_frac == pytest.approx(33 / 39, abs=0.01)


def test_a_change_is_followed_from_when_five_seconds_are_right(tmp_path: Path) -> None:
    true = truth(**scene())

    def slow(row: Row) -> Row:
        if not 30 <= row["t"] < 50:
            return row
        right_by_chance = 31 <= row["t"] < 32
        return row | {"cadence_spm": 160 if row["t"] >= 33 or right_by_chance else 150}

    assert score_live(true, results(tmp_path, true, live=slow).live).settle_s == (pytest.approx(3.0),)


def test_a_change_that_is_never_followed(tmp_path: Path) -> None:
    true = truth(**scene())
    stuck = results(tmp_path, true, live=lambda row: row | {"cadence_spm": 150})
    assert score_live(true, stuck.live).settle_s == (None,)


def test_running_and_cues_while_standing_are_counted(tmp_path: Path) -> None:
    true = truth(**scene())

    def eager(row: Row) -> Row:
        return row | {"running": True, "cue": {}} if row["t"] < 2 or 50 < row["t"] < 53 else row

    live = score_live(true, results(tmp_path, true, live=eager).live)
    assert live.false_running_frac == pytest.approx(2 / (4.6 + 7), abs=0.01)  # a stop may be noticed 3 s late
    assert live.false_cues == 40


def test_lost_steps_lower_the_recall_only(tmp_path: Path) -> None:
    steps = score_steps(truth(), results(tmp_path, truth(), steps=lambda index, row: row if index % 10 else None))
    assert steps.recall_frac == pytest.approx(0.9, abs=0.01)
    assert (steps.precision_frac, steps.side_frac) == (1, 1)


def test_false_steps_lower_the_precision_only(tmp_path: Path) -> None:
    def doubled(index: int, row: Row) -> Row:
        return row if index % 4 else row | {"t_contact_s": row["t_contact_s"] + STEP_S / 2}

    steps = score_steps(truth(), results(tmp_path, truth(), steps=doubled))
    assert steps.precision_frac == pytest.approx(0.75, abs=0.02)


def test_steps_before_running_are_false(tmp_path: Path) -> None:
    true = truth(**scene())

    def too_early(index: int, row: Row) -> Row:
        return row | {"t_contact_s": 2.0} if index < 2 else row

    steps = score_steps(true, results(tmp_path, true, steps=too_early))
    assert steps.precision_frac is not None and steps.precision_frac < 1


def test_steps_in_a_gap_are_neither_missed_nor_false(tmp_path: Path) -> None:
    true = truth(gaps=[[20.0, 22.0]])

    def hidden(_: int, row: Row) -> Row | None:
        return None if 20 < row["t_contact_s"] < 22 else row

    assert score_steps(true, results(tmp_path, true, steps=hidden)).recall_frac == 1


def test_exchanged_sides_are_told(tmp_path: Path) -> None:
    other = {"left": "right", "right": "left"}
    found = results(tmp_path, truth(), steps=lambda _, row: row | {"side": other[row["side"]]})
    assert score_steps(truth(), found).side_frac == 0


def test_instants_have_a_bias_and_a_spread(tmp_path: Path) -> None:
    def late(index: int, row: Row) -> Row:
        return row | {"t_contact_s": row["t_contact_s"] + (0.015 if index % 2 else 0.005), "t_toe_off_s": None}

    instants = score_steps(truth(), results(tmp_path, truth(), steps=late)).instants_ms
    assert instants["t_contact_s"].bias == pytest.approx(10, abs=0.1)
    assert instants["t_contact_s"].sd == pytest.approx(5, abs=0.1)
    assert "t_toe_off_s" not in instants


def test_steps_without_contacts_are_found_by_midstance(tmp_path: Path) -> None:
    found = results(tmp_path, truth(), steps=lambda _, row: row | {"t_contact_s": None})
    assert score_steps(truth(), found).recall_frac == 1


def test_no_step_at_all(tmp_path: Path) -> None:
    steps = score_steps(truth(), results(tmp_path, truth(), steps=lambda *_: None))
    assert (steps.recall_frac, steps.precision_frac, steps.side_frac, steps.legs) == (0, None, None, ())


def test_means_of_a_leg_are_against_the_landmarks_truth(tmp_path: Path) -> None:
    def caved(_: int, row: Row) -> Row:
        return row | {"fppa_deg": row["fppa_deg"] + 2} if row["side"] == "left" else row

    legs = score_steps(truth(), results(tmp_path, truth(), steps=caved)).legs
    errors = {leg.side: leg.error for leg in legs if leg.metric == "fppa_deg"}
    assert errors == {Side.LEFT: pytest.approx(2), Side.RIGHT: pytest.approx(0)}


def test_femoral_adduction_follows_from_hip_and_pelvis() -> None:
    assert truth().steps[0].m["femoral_adduction_deg"]["landmarks"] == pytest.approx(9.0 - 5.0)
    told = TrueStep(side=Side.LEFT, t_contact_s=0, m={"femoral_adduction_deg": {"landmarks": 1.0}})
    assert told.m["femoral_adduction_deg"] == {"landmarks": 1.0}


def test_an_interval_holds_the_truth_or_not(tmp_path: Path) -> None:
    def sure(summary: Row) -> Row:
        summary["metrics"]["fppa_deg"]["left"] |= {"mean": 5.0, "ci95": 0.9}
        summary["metrics"]["pelvic_drop_deg"]["left"] |= {"ci95": None}
        return summary

    told = list(score_intervals(truth(), results(tmp_path, truth(), summary=sure)))
    assert [interval.holds for interval in told if interval.metric == "fppa_deg"] == [False, True]
    assert len([interval for interval in told if interval.metric == "pelvic_drop_deg"]) == 1
    assert [interval.holds for interval in told if interval.metric == "cadence_spm"] == [True]


def test_the_thinned_run_tells_its_largest_difference(tmp_path: Path) -> None:
    def other(summary: Row) -> Row:
        summary["metrics"]["pelvic_drop_deg"]["right"]["mean"] += 0.7
        summary["metrics"]["fppa_deg"]["left"]["mean"] -= 0.2
        return summary

    full, few = results(tmp_path / "a", truth()), results(tmp_path / "b", truth(), summary=other)
    row = score_thinned("p", 6, full, few)
    assert row and (row.metric, row.side) == ("pelvic_drop_deg", "right")
    assert row.difference_deg == pytest.approx(0.7)


def test_only_the_nearest_within_reach_matches() -> None:
    assert match(np.array([1.0, 2.0, 3.0]), np.array([1.05, 0.99, 2.2, 3.07]), 0.08) == {0: 1, 2: 3}
    assert match(np.array([1.0]), np.array([]), 0.08) == {}


def clip_fields(cave_deg: float) -> dict[str, object]:
    """A rendered runner seen from the front, who stands still but for the clock: thighs plumb, shanks leaning out."""
    joints = {
        "hip_R": (300.0, 300.0),
        "hip_L": (340.0, 300.0),
        "knee_R": (300.0, 400.0),
        "knee_L": (340.0, 400.0),
        "ankle_R": (300.0 - 100 * np.tan(np.radians(cave_deg)), 500.0),  # the runner's right is the picture's left
        "ankle_L": (340.0, 500.0),
    }
    t = [0.0, 10.0, 20.0]
    contacts = [0.2 + STEP_S * index for index in range(50)]
    return {
        "format": "render_runner truth v1",
        "view": "front",
        "fps": 30,
        "runner": {"stature_m": 1.8, "leg_length_m": 0.9},
        "belt_speed": [3.0, 3.0],
        "steps": [
            {"side": "LR"[index % 2], "t_ic": s, "t_mid": s + 0.1, "t_to": s + 0.25} for index, s in enumerate(contacts)
        ],
        "frames": {"t": t, "joints2d": {name: [place] * len(t) for name, place in joints.items()}},
    }


def test_a_clip_is_judged_by_its_joints(tmp_path: Path) -> None:
    clip = ClipTruth.model_validate(clip_fields(cave_deg=10.0))

    def seen(index: int, _: Row) -> Row | None:
        contact, right = 0.2 + STEP_S * index + 0.01, index % 2
        times = {"t_contact_s": contact, "t_midstance_s": contact + 0.1}
        return (
            {"side": "right" if right else "left", **times, "fppa_deg": 7.0 if right else 1.0} if index < 50 else None
        )

    score = score_clip(clip, results(tmp_path, truth(), steps=seen))
    assert (score.recall_frac, score.precision_frac, score.side_frac) == (1, 1, 1)
    assert score.contact_ms and score.contact_ms.bias == pytest.approx(10)
    assert score.cadence_error_spm == pytest.approx(0, abs=1e-6)
    fppa = {leg.side: leg for leg in score.legs if leg.metric == "fppa_deg"}
    assert fppa[Side.RIGHT].true == pytest.approx(10.0) and fppa[Side.RIGHT].errors.bias == pytest.approx(-3.0)
    assert fppa[Side.LEFT].true == pytest.approx(0.0) and fppa[Side.LEFT].errors.bias == pytest.approx(1.0)


def test_counted_contacts_give_a_cadence(tmp_path: Path) -> None:
    fields = {"fps": 30, "view": "side-left (left leg near)", "activity": "treadmill running"}
    path = tmp_path / "a.truth.json"
    path.write_text(json.dumps(fields | {"contacts": [{"frame": 10}, {"frame": 22}, {"frame": 34}]}))
    footage = read_truth(path)
    assert isinstance(footage, FootageTruth)
    assert footage.view == "left"
    assert footage.counted_spm == pytest.approx(60 / 0.4)


def test_who_walks_has_no_running_cadence() -> None:
    walk = FootageTruth.model_validate(
        {"fps": 30, "activity": "a woman WALKS", "contacts": [{"frame": 0}, {"frame": 9}]}
    )
    assert walk.counted_spm is None
