"""Two stickers on the pelvis, found in a frame: dots on the PSIS (seen from behind) or the ASIS (from in front).

The dots are fluorescent green or pink: colours that no skin has in white light, so that hands and bare backs are not
even seen here. What is left of that colour must be compact, round and of the dots' size, and two must be alike and lie
side by side above the hips: shirts are larger, trims longer, a button is alone. Where more than one pair would do,
none is believed. No frame is needed but this one: landmarkers take frames in turn.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

import cv2
import numpy as np
from numpy.typing import NDArray

from station.model import Landmark, StickerColour, Stickers
from station.vision.spots import Spot, spots

Image = NDArray[np.uint8]
Array = NDArray[np.float64]
Pair = tuple[Spot, Spot]

DOT_M = 0.025
TORSO_M = 0.50  # middle of the shoulders to middle of the hips, as MediaPipe sees them: px/m to within a sixth
SIDEWAYS_M, BELOW_M, ABOVE_M = 0.22, 0.06, 0.24  # where to look, from the middle of the hips
LEAST_DOT_PX = 3.5  # smaller ones have no shape

APART_M = (0.055, 0.33)  # PSIS 0.07 to 0.13, ASIS 0.20 to 0.28
STEEPEST = 0.45  # rise over run
OFF_MIDDLE_M = 0.07
ALIKE_SIZE_FRAC, ALIKE_CONTRAST_FRAC = 0.6, 0.45
CLEARLY = 1.6  # so much more contrast than the next pair

SURE_CONTRAST = 80.0  # of 255
PIXEL_DECIMALS, CONFIDENCE_DECIMALS = 3, 3  # what is measured is what is recorded
_HIPS = [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]
_SHOULDERS = [Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER]


def _greenness(blue: Image, green: Image, red: Image) -> Image:
    return np.asarray(cv2.subtract(green, cv2.max(blue, red)), np.uint8)


def _pinkness(blue: Image, green: Image, red: Image) -> Image:
    return np.asarray(cv2.subtract(cv2.min(blue, red), green), np.uint8)


_STRENGTH: dict[StickerColour, Callable[[Image, Image, Image], Image]] = {
    StickerColour.GREEN: _greenness,
    StickerColour.PINK: _pinkness,
}


@dataclass(frozen=True, slots=True)
class _Window:
    """The part of a frame to look at; its corner and the middle of the hips in px of the frame; its scale."""

    image: Image
    left_px: int
    top_px: int
    middle_px: float
    px_per_m: float


class StickerFinder:
    """Finds two dots of a colour on a runner whose pose is known."""

    def __init__(self, colour: StickerColour) -> None:
        self._strength = _STRENGTH[colour]

    def find(self, image: Image, points: Array) -> Stickers | None:
        """Return the stickers in px of the frame, by the runner's own sides; None where there are not just two.

        `points` are the pose's; of a runner whose legs were taken for each other the stickers are too.
        """
        window = _window(image, points)
        if window is None or DOT_M * window.px_per_m < LEAST_DOT_PX:
            return None
        strength = self._strength(*cv2.split(window.image))
        pair = _best(list(spots(strength, DOT_M * window.px_per_m)), window)
        if pair is None:
            return None
        one, other = (_in_frame(spot, window) for spot in sorted(pair, key=lambda spot: spot.x))
        left_first = bool(points[Landmark.LEFT_HIP, 0] < points[Landmark.RIGHT_HIP, 0])
        return Stickers(one, other) if left_first else Stickers(other, one)


def _window(image: Image, points: Array) -> _Window | None:
    hips, shoulders = (points[pair, :2].mean(axis=0) for pair in (_HIPS, _SHOULDERS))
    px_per_m = float(np.hypot(*(hips - shoulders))) / TORSO_M
    if not math.isfinite(px_per_m):
        return None
    left, right = (max(0, int(hips[0] + side * SIDEWAYS_M * px_per_m)) for side in (-1, 1))
    top, bottom = (max(0, int(hips[1] + down * px_per_m)) for down in (-ABOVE_M, BELOW_M))
    cut = image[top:bottom, left:right]
    return _Window(cut, left, top, float(hips[0]), px_per_m) if cut.size else None


def _best(found: Sequence[Spot], window: _Window) -> Pair | None:
    """Return the pair that stands out clearly before every other."""
    pairs = [pair for pair in combinations(found, 2) if _on_a_pelvis(*pair, window) and _alike(*pair)]
    pairs.sort(key=_contrast, reverse=True)
    clear = len(pairs) == 1 or (len(pairs) > 1 and _contrast(pairs[0]) >= CLEARLY * _contrast(pairs[1]))
    return pairs[0] if clear else None


def _contrast(pair: Pair) -> float:
    return min(spot.contrast for spot in pair)


def _on_a_pelvis(one: Spot, other: Spot, window: _Window) -> bool:
    across_px, up_px = abs(one.x - other.x), abs(one.y - other.y)
    apart_m = math.hypot(across_px, up_px) / window.px_per_m
    off_m = abs(window.left_px + (one.x + other.x) / 2 - window.middle_px) / window.px_per_m
    return APART_M[0] <= apart_m <= APART_M[1] and up_px <= STEEPEST * across_px and off_m <= OFF_MIDDLE_M


def _alike(one: Spot, other: Spot) -> bool:
    sizes, contrasts = (one.diameter_px, other.diameter_px), (one.contrast, other.contrast)
    return min(sizes) >= ALIKE_SIZE_FRAC * max(sizes) and min(contrasts) >= ALIKE_CONTRAST_FRAC * max(contrasts)


def _in_frame(spot: Spot, window: _Window) -> tuple[float, float, float]:
    """Return x and y in px of the frame, and the confidence."""
    x, y = round(window.left_px + spot.x, PIXEL_DECIMALS), round(window.top_px + spot.y, PIXEL_DECIMALS)
    return x, y, round(min(1.0, spot.contrast / SURE_CONTRAST), CONFIDENCE_DECIMALS)
