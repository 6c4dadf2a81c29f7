"""Mean cadence of many steps: computed in one way, wherever it is shown.

60 over the mean of the legs' mean step times. Time is averaged first and inverted last: the mean of cadences would
weigh short steps more. Leg by leg, because a landmarker may place the mid-hip differently over each foot: left steps
then read long and right ones short, and an odd number of them would not cancel.
"""

from collections.abc import Iterable, Sequence
from statistics import fmean

from station.model import Side, Step


def step_times_s(steps: Sequence[Step]) -> tuple[list[float], ...]:
    """Return the step times of the left leg and of the right; a step after a gap has none and is left out."""
    return tuple([step.step_time_s for step in steps if step.side is side and step.step_time_s] for side in Side)


def mean_cadence_spm(steps: Sequence[Step]) -> float | None:
    """Return the mean cadence, None where no step has a time."""
    return cadence_of_legs_spm(fmean(times_s) if times_s else None for times_s in step_times_s(steps))


def cadence_of_legs_spm(mean_times_s: Iterable[float | None]) -> float | None:
    """Return the cadence of legs with these mean step times; one that made no step is None."""
    known_s = [time_s for time_s in mean_times_s if time_s]
    return 60.0 / fmean(known_s) if known_s else None
