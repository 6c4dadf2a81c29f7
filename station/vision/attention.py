"""Where in the picture to look for the runner: the middle first, where the treadmill belongs.

A landmarker keeps whom it has found, be it the coach beside the treadmill, and never looks up. So somebody new is
searched for in the middle before anywhere else, and while somebody at the side is followed the middle is searched
again now and then. Set up with the treadmill elsewhere in the picture, the runner there is followed all the same.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]

REACH = (
    0.3  # from the picture's centre to either side, of its height: a runner's arms and strides fit, a coach does not
)
LOOK_EVERY_S = 0.5


@dataclass(frozen=True, slots=True)
class Strip:
    """An upright strip of a picture, `reach_px` to either side of `centre_px`."""

    centre_px: float
    reach_px: float = math.inf

    def holds(self, x_px: float) -> bool:
        return abs(x_px - self.centre_px) < self.reach_px

    def of(self, image: Image) -> Image:
        """Return the picture with all but the strip black; places stay what they are, so tracking goes on in it."""
        if self.reach_px >= image.shape[1]:
            return image
        left, right = (round(max(0.0, self.centre_px + side * self.reach_px)) for side in (-1, 1))
        strip = np.zeros_like(image)
        strip[:, left:right] = image[:, left:right]
        return strip


class Attention:
    """Says which strips of a frame to look at, until somebody is found in one; remembers where that was."""

    def __init__(self) -> None:
        self._at_px: float | None = None
        self._looked_s = -math.inf

    def strips(self, width_px: int, height_px: int, t: float) -> tuple[Strip, ...]:
        """Return the strips to look at, in their order."""
        middle = Strip(width_px / 2, REACH * height_px)
        everything = Strip(width_px / 2)
        if self._at_px is None:
            return middle, everything
        if middle.holds(self._at_px) or t - self._looked_s < LOOK_EVERY_S:
            return (everything,)
        self._looked_s = t
        nothing = Strip(0.0, 0.0)  # makes MediaPipe lose whom it follows
        return nothing, middle, Strip(self._at_px, middle.reach_px)

    def found(self, x_px: float | None) -> None:
        """Take in where somebody was found; None = nobody was."""
        self._at_px = x_px
