"""The files of `station analyze`, as the border formats promise them."""

import csv
import json
from dataclasses import replace

import pytest
from beats import REAR, run, step

from station.errors import StoreError
from station.metrics import METRICS
from station.model import Activity, GaitEstimate, Grade, LegEstimate, Measured, Trust, View
from station.posestream import PoseReader
from station.sessions.exports import AnalysisWriter

HEADER = (
    "side,t_contact_s,t_midstance_s,t_toe_off_s,step_time_s,fppa_deg,femoral_adduction_deg,pelvic_drop_deg,"
    "hip_adduction_deg,trunk_side_lean_deg,step_width_m,knee_window_frac,overstride_frac,tibia_angle_deg,"
    "knee_flexion_contact_deg,knee_flexion_peak_deg,trunk_lean_deg,quality_frac"
)


KEYS = (
    "fppa_deg",
    "femoral_adduction_deg",
    "pelvic_drop_deg",
    "hip_adduction_deg",
    "trunk_side_lean_deg",
    "step_width_m",
    "knee_window_frac",
    "contact_time_s",
    "flight_time_s",
)


def written(out, beats, setup=REAR, **words):
    writer = AnalysisWriter(out, setup)
    for beat in beats:
        writer.add(beat)
    writer.close(**words)
    return out


def live(out):
    return [json.loads(line) for line in (out / "live.jsonl").read_text().splitlines()]


def steps(out):
    return list(csv.DictReader((out / "steps.csv").open(newline="")))


def test_exactly_the_promised_files_are_written(tmp_path):
    written(tmp_path / "new" / "out", run(6.0))
    names = {path.name for path in (tmp_path / "new" / "out").iterdir()}
    assert names == {"poses.jsonl.gz", "live.jsonl", "steps.csv", "summary.json"}


def test_the_pose_stream_holds_every_frame_so_that_a_video_is_seen_once(tmp_path):
    beats = list(run(4.0))
    reader = PoseReader(written(tmp_path, beats) / "poses.jsonl.gz")
    seen = list(reader)
    assert reader.setup == REAR
    assert [sighting.t for sighting in seen] == [beat.sighting.t for beat in beats]
    assert seen[0].pose.points.tobytes() == beats[0].sighting.pose.points.tobytes()


def test_a_live_row_tells_what_was_known_then_and_null_for_what_was_not(tmp_path):
    rows = live(written(tmp_path, run(6.0)))
    assert len(rows) == 180
    assert rows[1] == {
        "t": 100.0333,
        "running": True,
        "cadence_spm": 166.67,
        "cadence_sd_spm": 0.61,
        "left": dict.fromkeys(KEYS) | {"fppa_deg": 6.12, "femoral_adduction_deg": 4.2, "step_width_m": 0.03},
        "right": dict.fromkeys(KEYS),
        "trust": {"cadence_grade": "A", "left": {}, "right": {}},
    }


def test_trust_stands_beside_the_numbers(tmp_path):
    beat = next(run(1.0))
    leg = LegEstimate({"fppa_deg": 6.123}, 9, 5, {"fppa_deg": Trust(1.234, 3.2, Grade.C)})
    (row,) = live(written(tmp_path, [replace(beat, measured=Measured(GaitEstimate(1.0, Activity.RUNNING, left=leg)))]))
    assert row["trust"] == {
        "cadence_grade": "D",
        "left": {"fppa_deg": {"ci95": 1.23, "aim95": 3.2, "grade": "C"}},
        "right": {},
    }


def test_a_step_s_trust_has_columns_of_its_own(tmp_path):
    beat = next(run(1.0))
    trusted = replace(step(1, contact_time_s=0.25), trust={"fppa_deg": Trust(2.5, 3.2, Grade.C)})
    (row,) = steps(written(tmp_path, [replace(beat, measured=replace(beat.measured, steps=(trusted,)))]))
    assert (row["contact_time_s"], row["flight_time_s"]) == ("0.25", "")
    assert (row["fppa_deg_ci95"], row["fppa_deg_grade"], row["pelvic_drop_deg_grade"]) == ("2.5", "C", "")


def test_a_cue_stands_only_on_the_row_on_which_it_began(tmp_path):
    rows = live(written(tmp_path, run(6.0)))
    assert [i for i, row in enumerate(rows) if "cue" in row] == [150]
    assert rows[150]["cue"] == {"kind": "cadence_up", "side": None}


def test_a_side_view_has_its_own_keys(tmp_path):
    rows = live(written(tmp_path, run(0.2), replace(REAR, view=View.LEFT)))
    keys = {"overstride_frac", "tibia_angle_deg", "knee_flexion_contact_deg", "trunk_lean_deg"}
    assert keys < set(rows[0]["left"]) == set(rows[0]["right"])
    assert not keys & set(KEYS)


def test_nothing_known_is_null_never_nan_or_zero(tmp_path):
    beat = next(run(1.0))
    nobody = replace(beat, measured=Measured(GaitEstimate(100.0, Activity.NOBODY, cadence_spm=float("nan"))))
    (row,) = live(written(tmp_path, [nobody]))
    assert (row["running"], row["cadence_spm"], row["left"]["fppa_deg"]) == (False, None, None)


def test_a_step_is_a_row_and_what_was_not_seen_an_empty_cell(tmp_path):
    out = written(tmp_path, run(6.0))
    assert (out / "steps.csv").read_text().splitlines()[0].startswith(HEADER + ",")
    rows = steps(out)
    assert len(rows) == 16
    assert rows[1]["side"] == "right"
    assert (rows[1]["t_contact_s"], rows[1]["step_time_s"], rows[1]["pelvic_drop_deg"]) == ("100.36", "0.36", "1.67")
    assert (rows[0]["step_time_s"], rows[0]["overstride_frac"]) == ("", "")


def test_the_summary_counts_and_averages(tmp_path):
    out = written(tmp_path, run(6.0))
    summary = json.loads((out / "summary.json").read_text())
    assert (summary["schema"], summary["view"], summary["duration_s"]) == ("station.summary/1", "rear", 5.9667)
    assert (summary["frames"], summary["poses"], summary["steps"]) == (180, 177, {"left": 8, "right": 8})
    assert summary["cadence_spm"] == {"mean": 166.67, "ci95": 0.0, "n": 15}
    assert set(summary["metrics"]) == {"fppa_deg", "pelvic_drop_deg"}
    assert summary["metrics"]["pelvic_drop_deg"]["left"] == {
        "mean": 1.67,
        "sd": 0.0,
        "ci95": METRICS["pelvic_drop_deg"].method95,
        "n": 8,
        "aim95": METRICS["pelvic_drop_deg"].aim95,
        "grade": "D",  # these steps came without trust
    }
    assert [finding["kind"] for finding in summary["findings"]] == ["cadence_up"]
    assert summary["corrections"] == []


def test_an_empty_source_still_makes_readable_files(tmp_path):
    out = written(tmp_path, [])
    summary = json.loads((out / "summary.json").read_text())
    assert (summary["frames"], summary["duration_s"], summary["cadence_spm"]["mean"]) == (0, 0.0, None)
    assert steps(out) == live(out) == list(PoseReader(out / "poses.jsonl.gz")) == []


def test_an_analysis_that_is_cut_off_leaves_readable_rows(tmp_path):
    writer = AnalysisWriter(tmp_path, REAR)
    for beat in run(20.0):
        writer.add(beat)
    assert len(live(tmp_path)) == 600
    assert len(steps(tmp_path)) == 55
    assert len(list(PoseReader(tmp_path / "poses.jsonl.gz"))) == 600
    writer.close()


def test_an_analysis_killed_before_its_first_frame_leaves_a_stream_that_can_be_read_and_no_old_summary(tmp_path):
    written(tmp_path, run(2.0))
    writer = AnalysisWriter(tmp_path, replace(REAR, source="killed"))
    reader = PoseReader(tmp_path / "poses.jsonl.gz")
    assert (reader.setup.source, list(reader)) == ("killed", [])
    assert not (tmp_path / "summary.json").exists()
    writer.close()


def test_the_summary_tells_what_was_passed_over_and_whether_there_was_more_to_come(tmp_path):
    whole = json.loads((written(tmp_path / "a", run(2.0)) / "summary.json").read_text())
    part = json.loads((written(tmp_path / "b", run(2.0), passed_over=7, interrupted=True) / "summary.json").read_text())
    assert (whole["frames_passed_over"], whole["interrupted"]) == (0, False)
    assert (part["frames_passed_over"], part["interrupted"]) == (7, True)


def test_the_stream_that_is_read_may_be_the_one_that_is_written(tmp_path):
    written(tmp_path, run(2.0))
    again = PoseReader(tmp_path / "poses.jsonl.gz")
    writer, beats = AnalysisWriter(tmp_path, again.setup), run(2.0)
    for sighting, beat in zip(again, beats, strict=True):
        writer.add(replace(beat, sighting=sighting))
    writer.close()
    assert len(list(PoseReader(tmp_path / "poses.jsonl.gz"))) == 60


def test_a_folder_that_can_not_be_written_is_told_in_words(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(
        StoreError, match=r"The files in .*file can not be written: a file is there where a folder is to be"
    ):
        AnalysisWriter(tmp_path / "file", REAR)
