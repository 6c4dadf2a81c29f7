import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from station.errors import SourceError
from station.model import Aim, Landmark, Pose, Setup, Sighting, Stickers, View
from station.posestream import PoseReader, PoseWriter, is_pose_stream

SETUP = Setup(View.REAR, 720, 1280, 1.75, 2.5, "mediapipe")
HUGE = "9" * 400
DEEP = "[" * 50_000 + "]" * 50_000


def sightings(count: int = 20) -> list[Sighting]:
    random = np.random.default_rng(1)
    poses = [Pose(i / 30, random.uniform(0, 1000, (33, 3)).round(2)) for i in range(count)]
    return [Sighting(pose.t, None if i % 7 == 3 else pose) for i, pose in enumerate(poses)]


def written(path: Path, seen: list[Sighting], **how: bool) -> Path:
    with PoseWriter(path, SETUP, **how) as writer:
        for sighting in seen:
            writer.write(sighting)
    return path


@pytest.mark.parametrize("name", ["a.poses.jsonl", "a.poses.jsonl.gz"])
def test_what_was_written_is_read_to_the_bit(tmp_path: Path, name: str) -> None:
    seen = sightings()
    reader = PoseReader(written(tmp_path / name, seen))
    assert reader.setup == SETUP
    for kept, read in zip(seen, reader, strict=True):
        assert kept.t == read.t
        assert (kept.pose is None) == (read.pose is None)
        if kept.pose and read.pose:
            assert np.array_equal(kept.pose.points, read.pose.points)


def test_the_header_is_the_promised_one(tmp_path: Path) -> None:
    lines = written(tmp_path / "a.poses.jsonl", sightings(3)).read_text().splitlines()
    assert json.loads(lines[0]) == {
        "schema": "station.poses/1",
        "view": "rear",
        "width_px": 720,
        "height_px": 1280,
        "runner_height_m": 1.75,
        "belt_speed_mps": 2.5,
        "source": "mediapipe",
    }
    assert set(json.loads(lines[1])) == {"t", "points"}


def test_a_header_tells_the_cameras_aim_where_there_is_one(tmp_path: Path) -> None:
    aimed = replace(SETUP, aim=Aim(2.9, -1.4, 3.0, 0.9, 0.4, 0.9, 3.1, 912.5))
    PoseWriter(tmp_path / "a.poses.jsonl", aimed).close()
    assert PoseReader(tmp_path / "a.poses.jsonl").setup == aimed


def test_an_aim_that_no_camera_has_is_refused_by_name(tmp_path: Path) -> None:
    aimed = replace(SETUP, aim=Aim(80.0, 0.0, 3.0, 0.9))
    PoseWriter(tmp_path / "a.poses.jsonl", aimed).close()
    with pytest.raises(SourceError, match=r"aim.*yaw_deg must be between -25 and 25"):
        PoseReader(tmp_path / "a.poses.jsonl")


def with_stickers(count: int = 6) -> list[Sighting]:
    """Return sightings of which every other shows both stickers."""
    both = Stickers((345.412, 453.701, 1.0), (380.903, 458.233, 0.412))
    return [
        replace(each, pose=replace(each.pose, stickers=both)) if each.pose and number % 2 else each
        for number, each in enumerate(sightings(count))
    ]


@pytest.mark.parametrize("faceless", [False, True])
def test_stickers_are_kept_to_the_bit_and_only_where_they_were_seen(tmp_path: Path, faceless: bool) -> None:
    seen = with_stickers()
    path = written(tmp_path / "a.poses.jsonl", seen, faceless=faceless)
    assert [each.pose and each.pose.stickers for each in PoseReader(path)] == [
        each.pose and each.pose.stickers for each in seen
    ]
    lines = [json.loads(line) for line in path.read_text().splitlines()[1:]]
    assert lines[1]["stickers"] == {"left": [345.412, 453.701, 1.0], "right": [380.903, 458.233, 0.412]}
    assert "stickers" not in lines[0]


def test_a_header_tells_of_stickers_where_they_are_worn(tmp_path: Path) -> None:
    path = tmp_path / "a.poses.jsonl"
    PoseWriter(path, replace(SETUP, stickers=True)).close()
    assert json.loads(path.read_text())["stickers"] is True
    assert PoseReader(path).setup.stickers


@pytest.mark.parametrize(
    "stickers", ["null", "{}", '{"left": [1, 2, 1]}', '{"left": [1, 2, 1], "right": [1, NaN, 1]}'], ids=str
)
def test_one_sticker_alone_or_of_no_number_tells_nothing(tmp_path: Path, stickers: str) -> None:
    path = tmp_path / "a.poses.jsonl"
    PoseWriter(path, SETUP).close()
    with path.open("a") as file:
        file.write(f'{{"t": 0.1, "points": {{"left_hip": [1, 2, 0.9]}}, "stickers": {stickers}}}\n')
    (read,) = PoseReader(path)
    assert read.pose and read.pose.stickers is None
    assert read.pose.visibility(Landmark.LEFT_HIP) == 0.9


def test_faceless_streams_hold_no_face(tmp_path: Path) -> None:
    (read, *_) = PoseReader(written(tmp_path / "a.poses.jsonl.gz", sightings(), faceless=True))
    assert read.pose is not None
    seen = read.pose.points[:, 2] > 0
    assert not seen[: Landmark.LEFT_SHOULDER].any()
    assert seen[Landmark.LEFT_SHOULDER :].all()


@given(cut=st.integers(0, 3000))
@settings(max_examples=40, deadline=None)
@pytest.mark.parametrize("name", ["a.poses.jsonl", "a.poses.jsonl.gz"])
def test_a_stream_that_was_cut_off_is_read_to_the_cut(
    tmp_path_factory: pytest.TempPathFactory, name: str, cut: int
) -> None:
    path = written(tmp_path_factory.mktemp("cut") / name, seen := sightings(60))
    path.write_bytes(path.read_bytes()[: 400 + cut])
    try:
        read = list(PoseReader(path))
    except SourceError as error:
        assert "header" in str(error)  # cut within the first line
    else:
        assert [s.t for s in read] == [s.t for s in seen[: len(read)]]


def test_points_with_other_names_or_no_numbers_are_left_out(tmp_path: Path) -> None:
    path = written(tmp_path / "a.poses.jsonl", [])
    with path.open("a") as file:
        file.write('{"t": 1, "points": {"tail": [1, 2, 1], "left_hip": [NaN, 2, 1], "right_hip": [3, 4, 1]}}\n')
    (read,) = PoseReader(path)
    assert read.pose is not None
    assert np.isnan(read.pose.points[Landmark.LEFT_HIP, 0])
    assert read.pose.points[Landmark.RIGHT_HIP].tolist() == [3, 4, 1]


@pytest.mark.parametrize(
    "line",
    [
        '{"t": "soon", "points": null}',
        '{"points": null}',
        '{"t": 1, "points": {"left_hip": [1]}}',
        "[]",
        '{"t": NaN, "points": null}',
        f'{{"t": {HUGE}, "points": null}}',
        f'{{"t": 1, "points": {{"left_hip": [{HUGE}, 1.5, 1]}}}}',
        f'{{"t": 1, "points": {DEEP}}}',
    ],
)
def test_a_line_that_is_no_frame_is_told_with_its_number_or_passed_over(tmp_path: Path, line: str) -> None:
    path = written(tmp_path / "a.poses.jsonl", seen := sightings(2))
    with path.open("a") as file:
        file.write(line + '\n{"t": 2, "points": null}\n')
    with pytest.raises(SourceError, match="line 4"):
        list(PoseReader(path))
    assert [read and read.t for read in PoseReader(path).lines()] == [seen[0].t, seen[1].t, None, 2.0]


@pytest.mark.parametrize("name", ["a.poses.jsonl", "a.poses.jsonl.gz"])
def test_a_torn_end_is_a_line_that_tells_nothing(tmp_path: Path, name: str) -> None:
    path = written(tmp_path / name, sightings(60))
    path.write_bytes(path.read_bytes()[:-20])
    lines = list(PoseReader(path).lines())
    assert lines[-1] is None
    assert None not in lines[:-1]


def test_a_byte_order_mark_and_a_source_of_null_are_no_trouble(tmp_path: Path) -> None:
    path = written(tmp_path / "a.poses.jsonl", sightings(2))
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b'"mediapipe"', b"null"))
    reader = PoseReader(path)
    assert reader.setup == replace(SETUP, source="")
    assert len(list(reader)) == 2


@pytest.mark.parametrize(
    ("field", "given", "said"),
    [
        ("runner_height_m", "-1", "runner_height_m = -1: must be between 0.8 and 2.5."),
        ("runner_height_m", "NaN", "runner_height_m = nan: must be between 0.8 and 2.5."),
        ("belt_speed_mps", "Infinity", "belt_speed_mps = inf: must be between 0.3 and 8."),
        ("width_px", "0", "width_px = 0: must be between 1 and 16384."),
        ("height_px", "-3", "height_px = -3: must be between 1 and 16384."),
        ("height_px", HUGE, "must be between 1 and 16384."),
        ("view", '"top"', "view = 'top': input should be 'front', 'rear', 'left' or 'right'."),
    ],
)
def test_a_header_out_of_range_is_refused_with_the_field_and_what_it_allows(
    tmp_path: Path, field: str, given: str, said: str
) -> None:
    header = {"schema": "station.poses/1", "view": "rear", "width_px": 720, "height_px": 1280, field: "GIVEN"}
    (tmp_path / "a.poses.jsonl").write_text(json.dumps(header).replace('"GIVEN"', given) + "\n")
    with pytest.raises(SourceError, match=re.escape(said)):
        PoseReader(tmp_path / "a.poses.jsonl")


def test_all_that_is_wrong_with_a_header_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.poses.jsonl").write_text('{"schema": "station.poses/1", "view": "rear", "width_px": 0}\n')
    with pytest.raises(SourceError, match=r"(?s)width_px = 0: .*height_px: field required\."):
        PoseReader(tmp_path / "a.poses.jsonl")


def test_what_is_no_number_is_never_written(tmp_path: Path) -> None:
    half_seen = np.ones((33, 3))
    half_seen[Landmark.LEFT_HIP, 1] = np.nan
    half_seen[Landmark.LEFT_KNEE, 2] = np.inf
    path = written(tmp_path / "a.poses.jsonl", [Sighting(1.0, Pose(1.0, half_seen))])
    (read,) = PoseReader(path)
    assert read.pose is not None
    assert np.flatnonzero(np.isnan(read.pose.points[:, 0])).tolist() == [Landmark.LEFT_HIP, Landmark.LEFT_KNEE]
    with pytest.raises(ValueError, match="JSON"), PoseWriter(path, SETUP) as writer:
        writer.write(Sighting(float("nan"), None))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello\n",
        b"{}\n",
        DEEP.encode(),
        b'{"schema": "other/2"}\n',
        b'{"schema": "station.poses/1"}\n',
        b"\x1f\x8bxx",
    ],
)
def test_a_file_that_is_no_pose_stream_is_refused(tmp_path: Path, content: bytes) -> None:
    for name in ("a.poses.jsonl", "a.poses.jsonl.gz"):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(SourceError):
            PoseReader(tmp_path / name)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no file"):
        PoseReader(tmp_path / "none.poses.jsonl")


def test_streams_are_known_by_their_names(tmp_path: Path) -> None:
    assert is_pose_stream(Path("a.poses.jsonl.gz"))
    assert is_pose_stream(Path("poses.jsonl.gz"))
    assert not is_pose_stream(Path("a.jsonl"))
