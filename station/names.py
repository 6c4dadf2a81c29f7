"""How every number that a camera can see is called and shown: pages and plots say the same words."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

DEGREES = "°"
PER_CENT = " %"
CADENCE = "cadence_spm"


@dataclass(frozen=True, slots=True)
class Number:
    """A number's name in plain words, a hint (the term, what plus means), and the unit it is shown in."""

    words: str
    hint: str = ""
    unit: str = DEGREES
    scale: float = 1.0
    """From the unit of the metric's name to the one that is shown."""


NUMBERS: Mapping[str, Number] = MappingProxyType(
    {
        "fppa_deg": Number("Knee cave", "FPPA, plus: inward"),
        "femoral_adduction_deg": Number("Thigh leaning in", "femoral adduction"),
        "pelvic_drop_deg": Number("Pelvic drop", "plus: the free side is lower"),
        "hip_adduction_deg": Number("Hip adduction", "pelvic drop and thigh together"),
        "trunk_side_lean_deg": Number("Trunk side lean", "plus: over the standing leg"),
        "step_width_m": Number("Step width", "minus: the feet cross", " mm", 1000.0),
        "knee_window_frac": Number("Knee window", "of the hips' width", PER_CENT, 100.0),
        "overstride_frac": Number("Overstride", "foot ahead of the hips, of leg length", PER_CENT, 100.0),
        "tibia_angle_deg": Number("Shin angle at contact", "tibia, plus: foot ahead of the knee"),
        "knee_flexion_contact_deg": Number("Knee bend at contact", "knee flexion"),
        "knee_flexion_peak_deg": Number("Deepest knee bend", "peak knee flexion"),
        "trunk_lean_deg": Number("Trunk lean", "plus: forward"),
        "contact_time_s": Number("Contact time", "foot on the belt", " ms", 1000.0),
        "flight_time_s": Number("Flight time", "before this foot lands", " ms", 1000.0),
    }
)
"""In the order in which they are shown."""

STEPS_PER_MINUTE = Number("Cadence", "steps/min", "")


def number(name: str) -> Number:
    """Return how a metric, or the cadence, is called and shown."""
    return STEPS_PER_MINUTE if name == CADENCE else NUMBERS[name]
