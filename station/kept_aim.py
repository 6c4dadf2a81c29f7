"""An aim that comes from outside: a kept set-up or the head of a pose stream, which may be written by hand."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated

from pydantic import AfterValidator

from station.model import Aim

LIMITS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "yaw_deg": (-25, 25),
        "roll_deg": (-15, 15),
        "distance_m": (0.5, 10),
        "height_m": (0, 4),
        "yaw_sd_deg": (0, 10),
        "roll_sd_deg": (0, 10),
        "heading_deg": (-60, 60),
        "focal_px": (50, 1e5),
    }
)


def _possible(aim: Aim) -> Aim:
    for name, (low, high) in LIMITS.items():
        value = getattr(aim, name)
        if value is not None and not low <= value <= high:
            raise ValueError(f"{name} must be between {low:g} and {high:g}")
    return aim


KeptAim = Annotated[Aim, AfterValidator(_possible)]
"""An aim as a camera can have one."""
