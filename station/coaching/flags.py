"""From where on a number stands out: what targets aim for, and what the station proposes by.

None of these is a limit of health. They are one standard deviation above what runners without complaint showed, or the
design's own choice where no study tells; a single camera is several degrees off, so a coach looks before they pick.
"""

from collections.abc import Mapping
from types import MappingProxyType

LOW_CADENCE_SPM = 160.0
"""Recreational runners average 164 at 9 to 10.5 km/h (Malisoux 2023)."""
FLAGS: Mapping[str, float] = MappingProxyType(
    {
        "pelvic_drop_deg": 7.0,
        "hip_adduction_deg": 12.0,
        "femoral_adduction_deg": 6.0,
        "tibia_angle_deg": 8.0,
    }
)
"""Above these a metric of a leg stands out; no target lies below them either."""
PLAIN_DROP_DEG = 10.0
"""Proposed by itself only from here: 2 to 10 are seen in runners without complaint."""
PLAIN_HIP_ADDUCTION_DEG = 15.0
"""Proposed by itself only from here: trials enrolled from 20 in 3D (Willy 2012), and hips read wide add some."""
NARROW_STEP_M = 0.0
"""Proposed only where feet cross the line: a mean width is uncertain by a centimetre."""
WIDE_ENOUGH_M = 0.060
"""Nobody who steps this wide is asked for more."""
