"""The last steps of one leg: their mean, and how sure it is."""

import math
from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import replace
from statistics import fmean
from types import MappingProxyType

from station.gait.trust import LegTrust
from station.model import LegEstimate, Setup, Step


class Leg:
    """Keep the mean of the last `mean_steps` steps; `t_read` is the newest midstance that was looked at."""

    def __init__(self, setup: Setup, mean_steps: int) -> None:
        self._steps: deque[Step] = deque(maxlen=mean_steps)
        self._trust = LegTrust(setup)
        self.estimate = LegEstimate()
        self.t_read = -math.inf

    def add(self, step: Step, well_seen: bool) -> Step:
        """Take in a step; return it with how far to trust it."""
        self._trust.add(step)
        self._steps.append(step)
        counts = Counter(name for kept in self._steps for name in kept.metrics)
        trust = self._trust.of_means(counts, well_seen)
        self.estimate = LegEstimate(self._means(counts), self.estimate.steps + 1, len(self._steps), trust)
        return replace(step, trust=self._trust.of_means(dict.fromkeys(step.metrics, 1), well_seen))

    def forget(self) -> None:
        """Begin a new mean; what was counted stays counted."""
        self._steps.clear()
        self.estimate = LegEstimate(steps=self.estimate.steps)

    def _means(self, counts: Mapping[str, int]) -> Mapping[str, float]:
        return MappingProxyType(
            {name: fmean(step.metrics[name] for step in self._steps if name in step.metrics) for name in sorted(counts)}
        )
