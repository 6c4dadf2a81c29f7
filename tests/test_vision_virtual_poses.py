"""The virtual runner without pixels."""

import numpy as np
import pytest

from station.model import Cue, CueKind, Finding, Landmark, Side, View
from station.settings import VirtualSettings
from station.vision.virtual.poses import sightings
from station.vision.virtual.runner import VirtualRunner


def test_two_minutes_of_closed_loop_need_no_camera() -> None:
    runner = VirtualRunner(VirtualSettings(cadence_spm=158))
    for sighting in sightings(runner, View.FRONT, 120):
        truth = runner.truth
        if truth and sighting.t > 40 and sighting.t % 10 < 1 / 30 and truth.cadence_spm < 168:
            finding = Finding(CueKind.CADENCE_UP, None, "cadence_spm", truth.cadence_spm, 168, 5)
            runner.hear(Cue(sighting.t, finding, 1.0, "test"), sighting.t)
    assert runner.truth
    assert runner.truth.cadence_spm > 164


def test_points_lie_in_mediapipes_rows_and_unknown_ones_are_absent() -> None:
    runner = VirtualRunner(VirtualSettings())
    *_, last = sightings(runner, View.FRONT, 5)
    assert last.pose
    points = last.pose.points
    assert points.shape == (33, 3)
    assert points[Landmark.LEFT_HIP, 0] > points[Landmark.RIGHT_HIP, 0]  # from the front her left is on the right
    assert points[Landmark.NOSE, 1] < points[Landmark.LEFT_HIP, 1] < points[Landmark.LEFT_KNEE, 1]
    assert np.isnan(points[Landmark.LEFT_THUMB, :2]).all()
    assert points[Landmark.LEFT_THUMB, 2] == 0


def test_noise_is_as_large_as_asked_and_the_same_seed_gives_the_same() -> None:
    def standing_nose(noise_px: float, seed: int) -> list[float]:
        seen = sightings(VirtualRunner(VirtualSettings()), View.LEFT, 1.9, rate_hz=100, noise_px=noise_px, seed=seed)
        return [float(sighting.pose.points[Landmark.NOSE, 0]) for sighting in seen if sighting.pose]

    assert np.std(standing_nose(3.0, 1)) == pytest.approx(3.0, rel=0.25)
    assert len(set(standing_nose(0.0, 1))) == 1
    assert standing_nose(3.0, 1) == standing_nose(3.0, 1) != standing_nose(3.0, 2)


@pytest.mark.parametrize("view", [View.FRONT, View.REAR])
def test_each_leg_shows_its_own_form_at_midstance(view: View) -> None:
    runner = VirtualRunner(VirtualSettings(form="cave_left"))
    knees_in_px: dict[Side, list[float]] = {Side.LEFT: [], Side.RIGHT: []}
    for sighting in sightings(runner, view, 30, rate_hz=60, noise_px=0):
        moment = runner.advance(sighting.t)
        if sighting.pose and moment.now and 0.3 < moment.step_frac < 0.4:
            hip, knee, ankle = (
                sighting.pose.points[Landmark[f"{moment.now.side}_{name}".upper()], :2]
                for name in ("hip", "knee", "ankle")
            )
            share = (knee - hip)[1] / (ankle - hip)[1]
            out = moment.now.side.sign * (1 if view is View.REAR else -1)
            knees_in_px[moment.now.side].append(-out * float((knee - hip)[0] - share * (ankle - hip)[0]))
    assert np.mean(knees_in_px[Side.LEFT]) > 2 * np.mean(knees_in_px[Side.RIGHT]) > 0
