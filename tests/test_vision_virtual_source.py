"""The virtual runner as a camera."""

import threading
from itertools import islice, pairwise

import pytest

from station.model import Cue, CueKind, Finding, Frame, Side, View
from station.settings import VirtualSettings
from station.vision.virtual.source import VirtualSource

KNEE = Cue(20.0, Finding(CueKind.KNEE_OUT, Side.LEFT, "fppa_deg", 14.0, 10.0, 5), 0.9, "test")


def unpaced(view: View = View.FRONT, **settings: object) -> VirtualSource:
    return VirtualSource(VirtualSettings.model_validate(settings), view, paced=False)


def frames_until(source: VirtualSource, t: float) -> list[float]:
    """Return the times of the frames up to `t`."""
    times = []
    for frame in source.frames():
        times.append(frame.t)
        if frame.t >= t:
            break
    return times


def test_frames_come_from_zero_at_the_asked_rate_with_a_little_jitter() -> None:
    source = unpaced(frame_rate_hz=50)
    frames = list(islice(source.frames(), 101))
    assert frames[0].t == 0
    assert frames[100].t == pytest.approx(2.0, abs=0.002)
    steps = [b.t - a.t for a, b in pairwise(frames)]
    assert min(steps) > 0.015
    assert len({round(step, 6) for step in steps}) > 50
    assert frames[0].image.shape == (source.size_px[1], source.size_px[0], 3)
    assert source.frame_count is None


def test_frames_know_when_they_were_handed_out() -> None:
    frames = list(islice(unpaced().frames(), 3))
    assert 0 < frames[0].arrived_s <= frames[1].arrived_s <= frames[2].arrived_s


def test_the_same_seed_gives_the_same_pictures() -> None:
    def picture(seed: int) -> Frame:
        return next(islice(unpaced(seed=seed).frames(), 200, None))

    first, again, other = picture(3), picture(3), picture(4)
    assert (first.t, first.image.tobytes()) == (again.t, again.image.tobytes())
    assert first.image.tobytes() != other.image.tobytes()


def test_dropped_frames_are_missing_and_the_clock_goes_on() -> None:
    times = frames_until(unpaced(faults=("drop@1+0.5",)), 3)
    assert not [t for t in times if 1 <= t < 1.5]
    assert len(times) == pytest.approx(75, abs=2)


def test_the_empty_belt_and_a_second_person_are_seen_in_the_pixels() -> None:
    source = unpaced(faults=("nobody@3+1", "second_person@5+1"), frame_rate_hz=10)
    frames = {round(frame.t, 1): frame.image.astype(int) for frame in islice(source.frames(), 61)}
    assert abs(frames[3.5] - frames[3.9]).max() == 0
    assert abs(frames[2.9] - frames[3.5]).max() > 100
    beside = abs(frames[5.3][250:520, :160] - frames[3.5][250:520, :160]).max(axis=2) > 40
    assert beside.sum() > 500


def test_truth_is_there_while_she_runs() -> None:
    source = unpaced(cadence_spm=165)
    frames_until(source, 1)
    assert source.truth is None
    frames_until(source, 6)
    assert source.truth
    assert source.truth.cadence_spm == pytest.approx(165, abs=4)
    assert source.truth.left_fppa_deg == 14.0


def test_from_the_side_there_is_no_truth_about_knees() -> None:
    source = unpaced(View.LEFT)
    frames_until(source, 6)
    assert source.truth
    assert source.truth.left_fppa_deg is None


def test_she_hears_from_another_thread() -> None:
    source = unpaced()
    frames_until(source, 20)
    teller = threading.Thread(target=source.hear, args=(KNEE,))
    teller.start()
    teller.join()
    for frame in source.frames():
        if frame.t > 30:
            break
    assert source.truth
    assert source.truth.left_fppa_deg is not None
    assert source.truth.left_fppa_deg < 12


def test_close_ends_the_frames_even_while_they_are_waited_for() -> None:
    source = VirtualSource(VirtualSettings(frame_rate_hz=2), View.FRONT, paced=True)
    first_seen = threading.Event()

    def watch() -> None:
        for _ in source.frames():
            first_seen.set()

    camera = threading.Thread(target=watch)
    camera.start()
    assert first_seen.wait(60)
    source.close()
    camera.join(timeout=60)
    assert not camera.is_alive()
