"""What is known of each metric before any runner is: how sure a mean of it can be, and the best grade it can have.

A 95 % interval of a mean holds the spread from step to step (in which the landmarks' noise is), shared out over the
steps, and what the method leaves however many steps there are. The latter was found on the benchmark, by asking that
19 of 20 means hold the truth. What the camera's aim may add is told apart, since it shifts all values of a set-up
alike. Grades follow what studies of 2D running video could repeat (Dingenen 2018), and what MediaPipe was seen to
answer to: hardly to the pelvis, with slope 0.6 to 0.9 to thigh and knee (docs/trust.md).
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from station.aim_error import apart95, left95
from station.model import Grade, Origin, Setup, View

Z95 = 1.96
MEDIAPIPE = "mediapipe"
"""What a set-up names as source where MediaPipe finds the landmarks."""


@dataclass(frozen=True, slots=True)
class Metric:
    """What is known of a metric before the runner is: spread, limits and the best grade it can have."""

    usual_sd: float
    """From step to step, as measured."""
    method95: float
    """What is left of the error of a leg's mean when all spread is averaged away."""
    aim95: float
    """What 3 degrees of yaw, 1.5 of roll and the perspective of three metres may add."""
    grade: Grade
    by_mediapipe: Grade | None = None
    """The grade where MediaPipe finds the landmarks, if that is another."""
    useful95: float = math.inf
    """An interval wider than this says nothing."""
    of_time: bool = False
    """True for a time: no aim of the camera can make left and right differ."""


METRICS: Mapping[str, Metric] = MappingProxyType(
    {
        "fppa_deg": Metric(1.6, 0.8, 3.2, Grade.C, Grade.D, useful95=5.0),
        "femoral_adduction_deg": Metric(1.2, 0.45, 1.6, Grade.B, Grade.D, useful95=4.0),
        "pelvic_drop_deg": Metric(2.0, 1.4, 1.8, Grade.B, Grade.D, useful95=4.0),
        "hip_adduction_deg": Metric(2.2, 1.3, 1.6, Grade.B, Grade.D, useful95=5.0),
        "trunk_side_lean_deg": Metric(1.5, 1.0, 1.5, Grade.B, Grade.C, useful95=4.0),
        "step_width_m": Metric(0.02, 0.007, 0.01, Grade.C, useful95=0.03),
        "knee_window_frac": Metric(0.06, 0.03, 0.05, Grade.C, Grade.D, useful95=0.2),
        "overstride_frac": Metric(0.015, 0.012, 0.002, Grade.C, useful95=0.06),
        "tibia_angle_deg": Metric(2.0, 1.6, 1.5, Grade.B, Grade.C, useful95=5.0),
        "knee_flexion_contact_deg": Metric(2.5, 1.6, 0.5, Grade.C, Grade.D, useful95=8.0),
        "knee_flexion_peak_deg": Metric(2.0, 1.9, 1.2, Grade.B, Grade.C, useful95=5.0),
        "trunk_lean_deg": Metric(1.0, 1.0, 1.5, Grade.B, Grade.C, useful95=4.0),
        "contact_time_s": Metric(0.012, 0.021, 0.0, Grade.C, useful95=0.05, of_time=True),
        "flight_time_s": Metric(0.012, 0.022, 0.0, Grade.C, useful95=0.05, of_time=True),
    }
)
SAGITTAL = frozenset(
    {"overstride_frac", "tibia_angle_deg", "knee_flexion_contact_deg", "knee_flexion_peak_deg", "trunk_lean_deg"}
)
"""What is measured from a side; times are from everywhere, all else from front and rear."""
RAW: Mapping[str, str] = MappingProxyType(
    {f"{stem}_deg": f"{stem}_raw_deg" for stem in ("fppa", "femoral_adduction", "pelvic_drop", "hip_adduction")}
)
"""Under what name the points' own angle is kept beside the corrected one."""
_AS_POINTS = MappingProxyType(dict(METRICS) | {raw: METRICS[name] for name, raw in RAW.items()})
_HALVES95 = {"fppa_deg": 1.1, "femoral_adduction_deg": 0.5, "pelvic_drop_deg": 0.5, "hip_adduction_deg": 0.7}
CORRECTED: Mapping[str, Metric] = MappingProxyType(
    {
        name: replace(METRICS[name], grade=Grade.C, by_mediapipe=None, method95=max(METRICS[name].method95, halves95))
        for name, halves95 in _HALVES95.items()
    }
)
"""What all landmarks of MediaPipe together say, where that was proved on real motion (docs/anatomy.md).

The method leaves at least what it leaves of true joints, and what a leg's mean differs in between the halves of a clip.
"""
MISREAD95: Mapping[str, float] = MappingProxyType(
    {"fppa_deg": 3.6, "femoral_adduction_deg": 1.9, "pelvic_drop_deg": 2.6, "hip_adduction_deg": 3.7}
)
"""What the correction leaves wrong with one body in its clothes, degrees, where its networks agree; and"""
ERR_PER_DOUBT = 3.7
"""how much more for each degree that they differ: measured on scenes left out (`tools/anatomy/doubt.py`)."""
REAL_HIPS_DEG: Mapping[str, float] = MappingProxyType(
    {"fppa_deg": -3.6, "femoral_adduction_deg": -3.6, "hip_adduction_deg": -3.6}
)
"""What hip centres as far apart as people's add: 0.0955 of the stature, not the rendered bodies' 0.22 m."""
REAL_HIPS95 = 1.6
"""How sure that is, degrees: bodies differ by 1.0, and what is known of people's hips by 1.2."""
BY_STICKERS: Mapping[str, Metric] = MappingProxyType(
    {
        "pelvic_drop_deg": Metric(0.9, 0.7, 1.8, Grade.B, useful95=4.0),
        "hip_adduction_deg": Metric(1.4, 1.3, 1.6, Grade.B, Grade.C, useful95=5.0),  # its thigh is still MediaPipe's
    }
)
"""What two stickers on the pelvis show, and how well (docs/stickers.md)."""
PLACED95: Mapping[View, float] = MappingProxyType({View.REAR: 1.9, View.FRONT: 0.7})
"""What stickers that are level to 3 mm add, degrees: they are 0.09 m apart on the PSIS, 0.24 on the ASIS."""
_BY_ORIGIN = {Origin.POINTS: _AS_POINTS, Origin.CORRECTED: CORRECTED, Origin.STICKERS: BY_STICKERS}
_WORSE = {Grade.A: Grade.B, Grade.B: Grade.C, Grade.C: Grade.D, Grade.D: Grade.D}


def metric(name: str, origin: Origin = Origin.POINTS) -> Metric:
    """Return what is known of a metric that is read off in this way."""
    return _BY_ORIGIN[origin][name]


def mean_ci95(name: str, step_sd: float, steps: float, origin: Origin = Origin.POINTS) -> float:
    """Return the half width of the 95 % interval of a mean of so many independent steps, in the metric's unit."""
    return math.hypot(Z95 * step_sd / math.sqrt(steps), metric(name, origin).method95)


def grade(name: str, ci95: float, source: str, well_seen: bool, origin: Origin = Origin.POINTS) -> Grade:
    """Return a metric's grade: its best, one worse where the interval says too little, D where it was not well seen."""
    if not well_seen:
        return Grade.D
    best = best_grade(name, source, origin)
    return _WORSE[best] if ci95 > metric(name, origin).useful95 else best


def best_grade(name: str, source: str, origin: Origin = Origin.POINTS) -> Grade:
    """Return the best grade that a metric can have with landmarks of this source, read off in this way."""
    known = metric(name, origin)
    return (known.by_mediapipe if source == MEDIAPIPE else None) or known.grade


def camera_of(name: str, setup: Setup) -> Setup:
    """Return the set-up of the camera that measures a metric; of times and cadence, which both do, the first."""
    if setup.second is None:
        return setup
    if name not in _AS_POINTS or _AS_POINTS[name].of_time:
        return setup.cameras[0]
    return next(camera for camera in setup.cameras if camera.view.frontal is (name not in SAGITTAL))


def origin_of(name: str, setup: Setup) -> Origin:
    """Return what a metric is read off with this set-up: stickers that are worn, and nothing else, where they tell."""
    setup = camera_of(name, setup)
    if not setup.view.frontal:
        return Origin.POINTS
    if setup.stickers and name in BY_STICKERS:
        return Origin.STICKERS
    return Origin.CORRECTED if setup.source == MEDIAPIPE and name in CORRECTED else Origin.POINTS


def body95(name: str, setup: Setup, origin: Origin, doubt: float = 0.0) -> float:
    """Return what may be misread of this body in every value alike: joints, or stickers that are not quite level.

    `doubt` is the SD between the networks that correct.
    """
    setup = camera_of(name, setup)
    if origin is Origin.STICKERS:
        return PLACED95[setup.view]
    if origin is Origin.CORRECTED:
        hips95 = REAL_HIPS95 if setup.real_hips and name in REAL_HIPS_DEG else 0.0
        return math.hypot(MISREAD95[name], Z95 * ERR_PER_DOUBT * doubt, hips95)
    return 0.0


def compares_sides(name: str, setup: Setup) -> bool:
    """Tell whether left and right may be held against each other.

    Not where the camera's aim could make the difference, nor from the side, where one leg hides the other.
    """
    setup = camera_of(name, setup)
    return _AS_POINTS[name].of_time or (setup.view.frontal and (setup.aim_known or setup.aim is not None))


def aim95(name: str, setup: Setup) -> float:
    """Return what the camera's aim may add to every value alike, as the half width of a 95 % interval."""
    setup = camera_of(name, setup)
    if setup.aim:
        return left95(name, setup.aim)
    return 0.0 if setup.aim_known else _AS_POINTS[name].aim95


def alike95(name: str, setup: Setup) -> float:
    """Return what aim and body together may add to every value of a set-up alike."""
    return math.hypot(aim95(name, setup), body95(name, setup, origin_of(name, setup)))


def sides95(name: str, setup: Setup) -> float:
    """Return what the camera's aim, and stickers not quite level, may add to right minus left of what is compared."""
    setup = camera_of(name, setup)
    by_aim, origin = apart95(name, setup.aim) if setup.aim else 0.0, origin_of(name, setup)
    apart = 2.0 if origin is Origin.STICKERS else math.sqrt(2)  # stickers err in opposite ways, joints as they like
    return math.hypot(by_aim, apart * body95(name, setup, origin))
