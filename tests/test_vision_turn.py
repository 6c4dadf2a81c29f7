"""Pictures of cameras that do not stand upright."""

import numpy as np
import pytest

from station.vision.turn import size_before, turned


@pytest.mark.parametrize(("clockwise_deg", "corner"), [(0, (0, 0)), (90, (0, 3)), (180, (2, 3)), (270, (2, 0))])
def test_the_top_left_corner_goes_round_clockwise(clockwise_deg, corner):
    width, height = size_before((4, 3), clockwise_deg)
    image = np.zeros((height, width, 3), np.uint8)
    image[0, 0] = 255
    after = turned(image, clockwise_deg)
    assert after.shape == (3, 4, 3)
    assert after[corner].all()
    assert after.sum() == 3 * 255
