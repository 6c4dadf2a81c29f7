"""What all landmarks together say of the joints: angles corrected for how MediaPipe misreads a runner.

MediaPipe's two hip points hardly tilt with the pelvis, and its knees and hips lie beside the joints. But shoulders,
arms, both legs and feet together tell more than those points alone. Small neural networks have learned from rendered
runners, whose joints are known, by how much each angle is misread (tools/anatomy, docs/anatomy.md). Their mean is
added to the angle. Where they do not agree, or have never seen such a body, nothing is corrected.
"""

import functools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from station.gait.body import ROW
from station.model import Landmark, Side, View

Array = NDArray[np.float64]

ANGLES = ("fppa_deg", "femoral_adduction_deg", "pelvic_drop_deg")
"""What is learned; hip adduction is the sum of the last two, as in the formulas."""
HIP = "hip_adduction_deg"

_TWIN = np.array([row ^ 1 for row in ROW.values()])  # left and right of each joint stand side by side
_LEGS = [
    [ROW[Landmark[f"{side.name}_{joint}"]] for joint in ("HIP", "KNEE", "ANKLE")] for side in (Side.LEFT, Side.RIGHT)
]
_PER_DEGREE = 1 / 30  # brings angles to the size of the other inputs


class Looked(Enum):
    """How the picture was looked at: MediaPipe misreads left and right differently, and in a mirror the other way."""

    PLAINLY = 1.0
    IN_MIRROR = -1.0
    BOTH_WAYS = 0.0


def inputs(joints: Array, read: Mapping[str, float], side: Side, view: View, looked: Looked) -> Array:
    """Return what the networks see of joints (rows of `JOINTS`, runner's right and up): as if the right leg stood.

    `read` is the points' own angles.
    """
    seen = joints if side is Side.RIGHT else joints[_TWIN] * (-1.0, 1.0)
    middle = 0.5 * (seen[ROW[Landmark.LEFT_HIP]] + seen[ROW[Landmark.RIGHT_HIP]])
    behind = 1.0 if view is View.REAR else -1.0
    return np.concatenate(
        (
            ((seen - middle) / _leg(seen)).ravel(),
            [_PER_DEGREE * read[name] for name in ANGLES],
            [behind, side.sign * looked.value],
        )
    )


@dataclass(frozen=True, slots=True)
class Corrected:
    """Corrected angles by name, and by how much the networks differ about each (SD, degrees)."""

    angles: dict[str, float]
    doubts: dict[str, float]


class Anatomy:
    """The networks and what is known of them."""

    def __init__(self, kept: dict[str, Array]) -> None:
        self._middle, self._scale = kept["input_middle"], kept["input_scale"]
        self._layers = [(kept[f"weight_{layer}"], kept[f"bias_{layer}"]) for layer in range(3)]
        self._gain, self._centre = kept["gain"], kept["centre"]
        self._spread, self._strange = kept["unusual"], float(kept["strange"])
        self._doubtful, self._least, self._most = kept["doubtful"], kept["least"], kept["most"]

    def correct(
        self, joints: Array, read: Mapping[str, float], side: Side, view: View, looked: Looked = Looked.PLAINLY
    ) -> Corrected | None:
        """Return the corrected angles of the leg that stands; `read` is the points' own.

        None where joints are missing, the body is unlike those learned from, the networks differ too much, or they
        would add more than they ever had to.
        """
        if not np.isfinite(joints).all():
            return None
        seen = (inputs(joints, read, side, view, looked) - self._middle) / self._scale
        if self.strangeness(seen) > self._strange:
            return None
        answers = self._answers(seen)
        more, doubt = answers.mean(axis=0), answers.std(axis=0)
        if (doubt > self._doubtful).any() or (more < self._least).any() or (more > self._most).any():
            return None
        told = np.array([read[name] for name in ANGLES]) + more
        return _with_hip(self._centre + self._gain * (told - self._centre), self._gain * doubt)

    def strangeness(self, seen: Array) -> float:
        """Return how far inputs are from those that were learned from: their Mahalanobis distance."""
        return float(np.sqrt(((seen @ self._spread) ** 2).sum()))

    def _answers(self, seen: Array) -> Array:
        """Return what each network adds to each angle, networks x angles, degrees."""
        told = np.broadcast_to(seen, (len(self._layers[0][0]), 1, len(seen)))
        for number, (weight, bias) in enumerate(self._layers):
            told = told @ weight + bias[:, None, :]
            if number + 1 < len(self._layers):
                told = told / (1 + np.exp(-told))  # SiLU
        answers: Array = told[:, 0, :]
        return answers


@functools.cache
def learned() -> Anatomy:
    """Return what was learned from rendered runners; it is part of the program."""
    with resources.files("station.gait").joinpath("anatomy.npz").open("rb") as file:
        return Anatomy(dict(np.load(file)))


def _with_hip(told: Array, doubt: Array) -> Corrected:
    """Add hip adduction, which is pelvic drop and femoral adduction together."""
    fppa, thigh, drop = told.tolist()
    fppa_doubt, thigh_doubt, drop_doubt = doubt.tolist()
    return Corrected(
        dict(zip((*ANGLES, HIP), (fppa, thigh, drop, drop + thigh), strict=True)),
        dict(
            zip((*ANGLES, HIP), (fppa_doubt, thigh_doubt, drop_doubt, math.hypot(thigh_doubt, drop_doubt)), strict=True)
        ),
    )


def _leg(joints: Array) -> float:
    """Return thigh and shank together, of the leg that looks longer."""
    return max(
        float(np.hypot(*(joints[hip] - joints[knee])) + np.hypot(*(joints[knee] - joints[ankle])))
        for hip, knee, ankle in _LEGS
    )
