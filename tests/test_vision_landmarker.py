"""The real MediaPipe on rendered runners whose joints are known."""

import cmath
import json
import math
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
from vision_parts import write_plain_clip

from station.errors import ModelError
from station.model import Frame, Landmark
from station.vision import landmarker as module
from station.vision.landmarker import Landmarker
from station.vision.video import VideoSource

ATLAS = Path(module.__file__).parent / "virtual" / "atlas"
STRIDES = 4


@pytest.fixture(scope="module")
def atlas():
    if not (ATLAS / "atlas.json").is_file():
        pytest.skip("the rendered runner is not there")
    return json.loads((ATLAS / "atlas.json").read_text())


@pytest.fixture(scope="module")
def stride(atlas):
    """One stride seen from the front: its pictures, its true joints, its length."""
    level = atlas["views"]["front"]["levels"][0]
    pictures = [frame.image for frame in VideoSource(str(ATLAS / level["clip"]), paced=False).frames()]
    return pictures, level["joints_px"], 120 / atlas["cadence_spm"]


@pytest.fixture
def landmarker(pose_model):
    landmarker = Landmarker(pose_model, 0.5)
    yield landmarker
    landmarker.close()


def true_points(joints, phase):
    keys = ("shoulder", "hip", "knee", "ankle")
    return {
        Landmark[f"{side}_{key}".upper()]: joints[f"{side}_{key}"][phase] for key in keys for side in ("left", "right")
    }


def test_shoulders_hips_knees_and_ankles_are_found_where_they_are(landmarker, stride):
    pictures, joints, _ = stride
    misses_px = []
    for phase, image in enumerate(pictures):
        pose = landmarker.find(Frame(phase / 60, image))
        for landmark, (x, y) in true_points(joints, phase).items():
            misses_px.append(math.hypot(pose.points[landmark, 0] - x, pose.points[landmark, 1] - y))
    assert np.median(misses_px) < 12
    assert np.percentile(misses_px, 95) < 30


def test_an_empty_treadmill_shows_nobody(landmarker, atlas):
    assert landmarker.find(Frame(0.0, cv2.imread(str(ATLAS / atlas["views"]["front"]["empty"])))) is None


def test_a_pose_is_rounded_to_what_is_recorded(landmarker, stride):
    pose = landmarker.find(Frame(1 / 3, stride[0][0]))
    assert pose.t == 0.333333
    assert pose.points.shape == (33, 3)
    assert np.array_equal(pose.points, [[round(x, 2), round(y, 2), round(v, 3)] for x, y, v in pose.points.tolist()])


def test_the_same_frames_give_the_same_poses(pose_model, stride):
    def poses():
        landmarker = Landmarker(pose_model, 0.5)
        found = [landmarker.find(Frame(n / 60, image)).points for n, image in enumerate(stride[0][:12])]
        landmarker.close()
        return np.array(found)

    assert np.array_equal(poses(), poses())


def bounce(model, stride, landmarks):
    """Return how the mean height of some points answers to the true one: delay in ms, and part of its amplitude."""
    pictures, joints, stride_s = stride
    landmarker = Landmarker(model, 0.5)
    seen, true = [], []
    for n in range(STRIDES * len(pictures)):
        phase = n % len(pictures)
        pose = landmarker.find(Frame(n * stride_s / len(pictures), pictures[phase]))
        seen.append(np.mean([pose.points[landmark, 1] for landmark in landmarks]))
        true.append(np.mean([joints[landmark.key][phase][1] for landmark in landmarks]))
    landmarker.close()
    settled = slice(len(pictures), None)  # the filter needs a stride to find its step
    ratio = twice_a_stride(seen[settled], len(pictures)) / twice_a_stride(true[settled], len(pictures))
    return -cmath.phase(ratio) / (2 * math.pi) * stride_s / 2 * 1000, abs(ratio)


def twice_a_stride(heights, stride_frames):
    """Return the complex amplitude of the bounce, which has two cycles a stride: one a step."""
    heights = np.array(heights) - np.mean(heights)
    return complex((heights * np.exp(-4j * np.pi * np.arange(len(heights)) / stride_frames)).mean())


SHOULDERS = (Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER)


def test_the_delay_of_mediapipes_filter_is_gone(pose_model, stride, monkeypatch):
    delay_ms, amplitude = bounce(pose_model, stride, SHOULDERS)
    frame_ms = round(stride[2] / len(stride[0]) * 1000)
    monkeypatch.setattr(module, "FRAME_STEP_MS", frame_ms)  # MediaPipe is told the truth
    true_delay_ms, _ = bounce(pose_model, stride, SHOULDERS)
    assert true_delay_ms > 20
    assert abs(delay_ms) < 5
    assert amplitude == pytest.approx(1, abs=0.1)


def test_what_is_no_model_is_refused_in_words(tmp_path):
    (tmp_path / "model.task").write_bytes(b"no model")
    with pytest.raises(ModelError, match="Run `station model` again"):
        Landmarker(tmp_path / "model.task", 0.5)


def test_mediapipe_starts_runs_and_ends_without_a_word(pose_model, stride, tmp_path):
    clip = write_plain_clip(tmp_path / "clip.mp4", stride[0][:3])
    program = (
        "import sys; from pathlib import Path\n"
        "from station.vision.landmarker import Landmarker; from station.vision.video import VideoSource\n"
        "landmarker = Landmarker(Path(sys.argv[1]), 0.5)\n"
        "print(sum(landmarker.find(f) is not None for f in VideoSource(sys.argv[2], False).frames()))\n"
        "landmarker.close()"
    )
    asked = [sys.executable, "-c", program, str(pose_model), str(clip)]
    ran = subprocess.run(asked, capture_output=True, text=True, check=True)
    assert (ran.stdout, ran.stderr) == ("3\n", "")
