"""One step's numbers: the mean stride at the step's own instants, plus what this step did differently.

A curve through many strides is known far better than one frame, and a frame's difference from it is small and slow:
so a step is read as the mean stride at the instant plus the mean difference of the frames around it, which few or
noisy frames move only a little.
"""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from station.gait import angles, out_of_plane
from station.gait.body import BOUNCE, JOINTS, LEG, ROW, TILT
from station.gait.fold import Fold
from station.gait.follower import Tracked
from station.gait.frontal import Frontal, Seen
from station.gait.instants import LegInstants
from station.gait.out_of_plane import straightened
from station.gait.phase import smoothed
from station.model import Setup, Side

Array = NDArray[np.float64]

AROUND_S = 0.02  # SD of the weight of frames around an instant
SHOWN_S = 0.05  # and of those that show the step at all
PRIOR_FRAMES = 1.0  # the mean stride counts as so many frames
STICKERS_PRIOR_FRAMES = 0.1  # a tenth of the landmarks' noise: what changes is followed within a few steps
FARTHEST_S = 0.12  # no frame nearer than this to midstance: the step was not seen
MOSTLY_FRAC = 0.5  # of the frames around an instant must show a joint
LEG_OF_HEIGHT = 0.491  # thigh + shank, part of the stature (Winter 2009)


@dataclass(frozen=True, slots=True)
class StepReading:
    """A step as read; `foot` is where it stood, leg lengths from the middle of the hips."""

    side: Side
    t_contact_s: float | None
    """None where it was before the first frame."""
    t_midstance_s: float
    t_toe_off_s: float
    shown: Seen
    foot: float
    quality_frac: float


class StepReader:
    """Read steps of one set-up."""

    def __init__(self, setup: Setup) -> None:
        self._view = setup.view
        self._plane = Frontal(setup)

    def read(
        self, side: Side, instants: LegInstants, fold: Fold, rate: float, seen: Sequence[Tracked]
    ) -> StepReading | None:
        """Return the step whose (unwrapped) instants lie within `seen`, or None where no frame shows its midstance."""
        moment = _Moment(fold, seen)
        t_midstance = moment.time_of(instants.midstance, rate)
        nearest = float(np.abs(moment.times - t_midstance).min())
        if nearest > FARTHEST_S and nearest > 0.75 * moment.typical_gap_s:
            return None
        usual = out_of_plane.FRONTAL if self._view.frontal else out_of_plane.SAGITTAL_AT_MIDSTANCE
        joints = straightened(moment.joints_at(instants.midstance, rate), side, moment.yaw_deg, usual)
        if self._view.frontal:
            shown = self._plane.read(joints, side, moment.tilt_at(instants.midstance, rate))
        else:
            shown = Seen(self._sagittal(side, instants, moment, rate))
        return StepReading(
            side,
            moment.seen_at(instants.contact, rate),
            t_midstance,
            moment.time_of(instants.toe_off, rate),
            shown,
            angles.ankle_from_middle(joints, side),
            moment.quality(t_midstance, side),
        )

    @staticmethod
    def _sagittal(side: Side, instants: LegInstants, moment: "_Moment", rate: float) -> dict[str, float]:
        at_contact, at_midstance = out_of_plane.SAGITTAL_AT_CONTACT, out_of_plane.SAGITTAL_AT_MIDSTANCE
        contact = straightened(moment.joints_at(instants.contact, rate), side, moment.yaw_deg, at_contact)
        deepest = moment.joints_at(moment.deepest_knee(side, instants), rate)
        found = angles.sagittal_at_contact(contact, side)
        found["knee_flexion_peak_deg"] = angles.knee_flexion(
            straightened(deepest, side, moment.yaw_deg, at_midstance), side
        )
        found["trunk_lean_deg"] = angles.trunk_lean(moment.mean_joints())
        return _known(found)


class _Moment:
    """The frames of the last stride against the mean stride."""

    def __init__(self, fold: Fold, seen: Sequence[Tracked]) -> None:
        self._fold = fold
        self.times = np.array([tracked.state.t for tracked in seen])
        self._phases = np.array(smoothed([tracked.state for tracked in seen]))
        self._rising = np.maximum.accumulate(self._phases)
        samples = np.array([tracked.body.known for tracked in seen])
        self._seen = np.isfinite(samples)
        self._difference = np.where(self._seen, samples - fold.at(self._phases), 0.0)
        self._visible = np.array([tracked.body.visible for tracked in seen])
        self.yaw_deg = statistics.fmean(tracked.body.yaw_deg for tracked in seen)

    @property
    def typical_gap_s(self) -> float:
        return float(np.median(np.diff(self.times))) if len(self.times) > 1 else FARTHEST_S

    def time_of(self, phase: float, rate: float) -> float:
        """Return when the phase was; before and after what was seen, at the rate it has."""
        first, last = self._phases[0], self._phases[-1]
        if phase < first:
            return float(self.times[0] - (first - phase) / rate)
        if phase > last:
            return float(self.times[-1] + (phase - last) / rate)
        return float(np.interp(phase, self._rising, self.times))

    def seen_at(self, phase: float, rate: float) -> float | None:
        """Return when the phase was, None where that is before anything was seen."""
        t = self.time_of(phase, rate)
        return t if t >= self.times[0] else None

    def joints_at(self, phase: float, rate: float) -> Array:
        """Return this step's joints at a phase; what was not seen around then is NaN."""
        return _as_joints(self._at(phase, rate))

    def tilt_at(self, phase: float, rate: float) -> float | None:
        """Return the stickers' tilt at a phase, NaN where they were not seen around then; None where none are worn."""
        if self._difference.shape[1] <= TILT:
            return None
        weight = self._weight(self.time_of(phase, rate))
        seen = float(weight @ self._seen[:, TILT])
        if seen < MOSTLY_FRAC * weight.sum():
            return math.nan
        difference = float(weight @ self._difference[:, TILT]) / (seen + STICKERS_PRIOR_FRAMES)
        return float(self._fold.at(phase)[TILT]) + difference

    def mean_joints(self) -> Array:
        """Return the joints' mean places over the last stride or so."""
        mean = self._fold.series[0] + self._difference.mean(axis=0)
        return _as_joints(self._mostly_seen(mean, np.ones(len(self.times))))

    def deepest_knee(self, side: Side, instants: LegInstants) -> float:
        phases = np.linspace(instants.contact, instants.toe_off, 32)
        reach = angles.hip_to_ankle(self._fold.at(phases)[:, :BOUNCE].reshape(len(phases), len(JOINTS), 2), side)
        return float(phases[4 + int(reach[4:-4].argmin())])

    def quality(self, t: float, side: Side) -> float:
        """Return 0..1: how visible the leg's worst joint was around the instant, less where few frames show it."""
        weight = self._weight(t, SHOWN_S)
        worst = self._visible[:, [ROW[joint] for joint in LEG[side]]].min(axis=1)
        seen = float((weight @ worst) / max(weight.sum(), 1e-9))
        return round(seen * min(1.0, float(weight.sum()) / 0.5), 4)

    def _weight(self, t: float, around_s: float = AROUND_S) -> Array:
        weight: Array = np.exp(-0.5 * ((self.times - t) / around_s) ** 2)
        return weight

    def _at(self, phase: float, rate: float) -> Array:
        weight = self._weight(self.time_of(phase, rate))
        difference = (weight @ self._difference) / (weight.sum() + PRIOR_FRAMES)
        return self._mostly_seen(self._fold.at(phase) + difference, weight)

    def _mostly_seen(self, sample: Array, weight: Array) -> Array:
        return np.where(weight @ self._seen >= MOSTLY_FRAC * weight.sum(), sample, np.nan)


def _as_joints(sample: Array) -> Array:
    return sample[:BOUNCE].reshape(len(JOINTS), 2)


def _known(metrics: dict[str, float]) -> dict[str, float]:
    return {name: value for name, value in metrics.items() if math.isfinite(value)}
