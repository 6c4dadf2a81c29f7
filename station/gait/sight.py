"""How one camera looks at the runner: it may be turned about its own axis, and stand off the belt's middle line."""

import math

import numpy as np
from numpy.typing import NDArray

from station.model import Setup

Array = NDArray[np.float64]


class Sight:
    """Level points by the camera's roll, and tell the yaw of a line of sight; without an aim nothing is changed."""

    def __init__(self, setup: Setup) -> None:
        self._aim = setup.aim
        self._middle = np.array((setup.width_px / 2, setup.height_px / 2))
        roll = math.radians(setup.aim.roll_deg if setup.aim else 0.0)
        self._turn = np.array(((math.cos(roll), math.sin(roll)), (-math.sin(roll), math.cos(roll))))

    def level(self, places_px: Array) -> Array:
        """Return points (n x 2) as a camera without roll shows them: turned about the picture's middle."""
        if self._aim is None:
            return places_px
        level: Array = self._middle + (places_px - self._middle) @ self._turn
        return level

    def yaw_deg(self, x_px: float) -> float:
        """Return the yaw of the line of sight to somebody who is there in the levelled picture.

        Two centimetres beside the belt's middle turn it by 0.4 degrees three metres away, as a camera's yaw does.
        """
        aim = self._aim
        if aim is None:
            return 0.0
        if aim.heading_deg is None or aim.focal_px is None:
            return aim.yaw_deg
        return aim.heading_deg + math.degrees(math.atan2(x_px - self._middle[0], aim.focal_px))
