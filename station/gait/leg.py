"""The last steps of one leg: their mean, and how sure it is."""

import math
from collections import deque
from dataclasses import replace
from statistics import fmean
from types import MappingProxyType

from station.gait.frontal import Seen
from station.gait.trust import LegTrust
from station.model import LegEstimate, Setup, Step


class Leg:
    """Keep the mean of the last `mean_steps` steps; `t_read` is the newest midstance that was looked at."""

    def __init__(self, setup: Setup, mean_steps: int) -> None:
        self._steps: deque[Step] = deque(maxlen=mean_steps)
        self._trust = LegTrust(setup)
        self.estimate = LegEstimate()
        self.t_read = -math.inf

    def add(self, step: Step, well_seen: bool, shown: Seen) -> Step:
        """Take in a step and how its correction went; return it with how far to trust it."""
        self._trust.add(step, shown)
        step = replace(step, trust=self._trust.of_means(dict.fromkeys(step.metrics, 1), well_seen))
        self._steps.append(step)
        values = self._values()
        counts = {name: len(told) for name, told in values.items()}
        few = {name for name in counts if 2 * counts[name] < sum(name in kept.metrics for kept in self._steps)}
        trust = self._trust.of_means(counts, well_seen, few)
        means = MappingProxyType({name: fmean(values[name]) for name in sorted(values)})
        self.estimate = LegEstimate(means, self.estimate.steps + 1, len(self._steps), trust)
        return step

    def forget(self) -> None:
        """Begin a new mean; what was counted stays counted."""
        self._steps.clear()
        self.estimate = LegEstimate(steps=self.estimate.steps)

    def _values(self) -> dict[str, list[float]]:
        """Return each metric's values, of those steps that read it off the same thing as the newest that has it."""
        newest = {name: trust.origin for step in self._steps for name, trust in step.trust.items()}
        return {
            name: [
                step.metrics[name] for step in self._steps if name in step.trust and step.trust[name].origin is origin
            ]
            for name, origin in newest.items()
        }
