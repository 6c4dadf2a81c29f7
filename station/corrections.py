"""What is put right in what the landmarks say, in words, for whoever reads the files or the page."""

from collections.abc import Iterator

from station.metrics import CORRECTED, REAL_HIPS_DEG, camera_of, origin_of
from station.model import Origin, Setup

BY_ALL_POINTS = (
    "Knee cave (FPPA), femoral adduction, pelvic drop and hip adduction are what all landmarks together say, learned "
    "from rendered runners; what the points alone say stands beside them as ..._raw_deg. A step whose body is unlike "
    "those has the points' own angles, graded D."
)
MODEL_HIPS = (
    "Hip centres are where the rendered bodies have them, 0.22 m apart. With people's, FPPA, femoral adduction and hip "
    "adduction would be {less:.1f} degrees less."
)
REAL_HIPS = (
    "Hip centres are placed as far apart as people's: FPPA, femoral adduction and hip adduction are {less:.1f} degrees "
    "less than learned."
)
STICKERS = "Pelvic drop, and hip adduction with it, is read off two stickers on the pelvis."
AIM = "Corrected for a camera {yaw:+.1f} degrees off the belt's line and turned by {roll:+.1f} degrees."
AIM_OF_TWO = "Corrected for a {view} camera {yaw:+.1f} degrees off the belt's line and turned by {roll:+.1f} degrees."


def corrections(setup: Setup) -> Iterator[str]:
    """Yield a sentence for each thing that is put right with this set-up."""
    origins = {origin_of(name, setup) for name in CORRECTED}
    if Origin.CORRECTED in origins:
        yield BY_ALL_POINTS
        hips = REAL_HIPS if camera_of("fppa_deg", setup).real_hips else MODEL_HIPS
        yield hips.format(less=-REAL_HIPS_DEG["fppa_deg"])
    if Origin.STICKERS in origins:
        yield STICKERS
    for camera in setup.cameras:
        if camera.aim:
            words = AIM_OF_TWO if setup.second else AIM
            yield words.format(view=camera.view, yaw=camera.aim.yaw_deg, roll=camera.aim.roll_deg)
