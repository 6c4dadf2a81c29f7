"""Points found in a picture's mirror image, as points of the picture: left is left again.

MediaPipe misreads a knee or a hip in one way in a picture and in another way in its mirror image, so the mean of both
is nearer to the truth than twice as many looks of one kind (docs/anatomy.md).
"""

import numpy as np
from numpy.typing import NDArray

from station.model import Landmark

Points = NDArray[np.float64]


def _twin(landmark: Landmark) -> Landmark:
    name = landmark.name
    if "LEFT" in name:
        return Landmark[name.replace("LEFT", "RIGHT")]
    return Landmark[name.replace("RIGHT", "LEFT")]


_TWIN = np.array([_twin(landmark) for landmark in Landmark])  # each landmark's counterpart on the body's other side


def unmirrored(points: Points, width_px: int) -> Points:
    """Return the points (33 x 3) of a picture so wide that were found in its mirror image."""
    turned: Points = points[_TWIN]
    turned[:, 0] = width_px - turned[:, 0]
    return turned
