"""What counts as a case, and what is said of what can not be used."""

import json
from pathlib import Path

import pytest
from validation_parts import truth_fields, write_stream

from station.errors import SourceError
from station.validation.cases import find_cases
from station.validation.stream_truth import StreamTruth
from station.validation.video_truth import FootageTruth

COUNTED = {"fps": 30, "view": "side-right", "activity": "running", "contacts": [{"frame": 1}, {"frame": 12}]}


def write_video(folder: Path, name: str, fields: object | None = None) -> None:
    """Write a case whose pictures are not looked at."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.mp4").write_bytes(b"")
    if fields is not None:
        (folder / f"{name}.truth.json").write_text(json.dumps(fields))


def test_cases_are_found_at_any_depth(tmp_path: Path) -> None:
    write_stream(tmp_path / "bench" / "streams", "p1", truth_fields())
    write_video(tmp_path / "footage", "counted", COUNTED)
    found = find_cases(tmp_path)
    assert [case.name for case in found.cases] == ["bench/streams/p1", "footage/counted"]
    assert [type(case.truth) for case in found.cases] == [StreamTruth, FootageTruth]
    assert found.problems == ()


def test_the_analysis_is_told_what_is_known_of_the_run(tmp_path: Path) -> None:
    path = write_stream(tmp_path, "p1", truth_fields(view="left", belt_speed_mps=2.5))
    (case,) = find_cases(tmp_path).cases
    assert case.settings == {
        "camera.source": str(path),
        "camera.view": "left",
        "runner.height_m": None,  # the stream's header says it
        "runner.belt_speed_mps": 2.5,
    }


def test_a_video_without_truth_counts_in_a_footage_folder_only(tmp_path: Path) -> None:
    write_video(tmp_path / "footage", "balance")
    write_video(tmp_path / "holiday", "beach")
    write_stream(tmp_path / "footage", "poses", truth_fields())
    (tmp_path / "footage" / "poses.truth.json").unlink()
    (case,) = find_cases(tmp_path).cases
    assert case.short == "balance"
    assert isinstance(case.truth, FootageTruth) and case.truth.counted_spm is None
    assert case.settings["camera.view"] == "front"


def test_stills_motion_and_hidden_files_are_no_cases(tmp_path: Path) -> None:
    write_stream(tmp_path, "p1", truth_fields())
    write_video(tmp_path / "footage", ".p2")
    for other in ("stills/a.jpg", "motion/b.npz", "poses.jsonl.gz"):
        (tmp_path / other).parent.mkdir(exist_ok=True)
        (tmp_path / other).write_bytes(b"")
    assert [case.name for case in find_cases(tmp_path).cases] == ["p1"]


def test_only_some(tmp_path: Path) -> None:
    for name in ("p1_rear", "p2_left", "p3_rear"):
        write_stream(tmp_path, name, truth_fields())
    assert [case.name for case in find_cases(tmp_path, "rear$").cases] == ["p1_rear", "p3_rear"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "not a JSON object"),
        ("[]", "not a JSON object"),
        (json.dumps(truth_fields(view="top")), "view"),
        (json.dumps(truth_fields(steps=[{"side": "left"}])), "steps.0.t_contact_s"),
        (json.dumps(truth_fields(segments=[{"kind": "stand", "t0": 0, "t1": 9}])), "nobody runs"),
        (json.dumps(COUNTED), "not the kind of truth"),
    ],
)
def test_a_truth_that_can_not_be_used_is_named_and_the_others_go_on(tmp_path: Path, text: str, said: str) -> None:
    write_stream(tmp_path, "broken", text)
    write_stream(tmp_path, "whole", truth_fields())
    found = find_cases(tmp_path)
    assert [case.name for case in found.cases] == ["whole"]
    (problem,) = found.problems
    assert "broken.truth.json" in problem and said in problem


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"There is no folder .*nowhere"):
        find_cases(tmp_path / "nowhere")


def test_no_case(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"no cases in .*truth\.json"):
        find_cases(tmp_path)
    write_stream(tmp_path, "p1", truth_fields())
    with pytest.raises(SourceError, match="whose name matches 'p9'"):
        find_cases(tmp_path, "p9")


def test_no_regular_expression(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no regular expression"):
        find_cases(tmp_path, "(")
