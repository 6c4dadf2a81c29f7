"""The runner's mean stride: every coordinate as a Fourier series of the phase, forgetting old strides.

Folding the samples of many strides onto one (equivalent-time sampling) makes the curve as fine as the phase is known,
at any frame rate. The series is the least-squares fit of all samples, each weighing less the older it is, with a
small ridge that keeps high harmonics quiet while there are few samples; so nothing can diverge.
"""

import math

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

SOLVE_EVERY_S = 0.09  # what eight strides have taught does not change from frame to frame


class Basis:
    """Fourier basis of a phase: 1, cos, sin of each harmonic."""

    def __init__(self, harmonics: int) -> None:
        self._order = np.arange(1, harmonics + 1)
        self.size = 2 * harmonics + 1

    def at(self, phase: float | Array) -> Array:
        """Return the basis at a phase (size,) or at many (n, size)."""
        return self.with_slope(phase)[0]

    def with_slope(self, phase: float | Array) -> tuple[Array, Array]:
        """Return the basis and its derivative by phase."""
        turn = np.exp(1j * np.multiply.outer(phase, self._order))
        count = len(self._order)
        row, slope = np.empty((*turn.shape[:-1], self.size)), np.zeros((*turn.shape[:-1], self.size))
        row[..., 0], row[..., 1 : count + 1], row[..., count + 1 :] = 1.0, turn.real, turn.imag
        slope[..., 1 : count + 1] = -self._order * turn.imag
        slope[..., count + 1 :] = self._order * turn.real
        return row, slope

    def ridge(self, strength: float) -> Array:
        """Return a diagonal that holds harmonic n back n^4 times as much as the first: gait has little up there."""
        weight = strength * self._order.astype(float) ** 4
        diagonal: Array = np.diag(np.concatenate(([0.0], weight, weight)))
        return diagonal


class Fold:
    """The mean stride of `size` coordinates; `memory_s` is after how long a sample weighs 1/e."""

    def __init__(self, size: int, harmonics: int, memory_s: float, ridge: float) -> None:
        self.basis = Basis(harmonics)
        self._memory_s = memory_s
        self._ridge = self.basis.ridge(ridge) + 1e-9 * np.eye(self.basis.size)
        self._normal: Array = np.zeros((self.basis.size, self.basis.size))
        self._moment: Array = np.zeros((self.basis.size, size))
        self._since_solved_s = 0.0
        self.series: Array = np.zeros((self.basis.size, size))
        """Fourier coefficients, basis x coordinates."""

    def add(self, phase: float, sample: Array, elapsed_s: float) -> None:
        """Take in a sample; unknown coordinates (NaN) count as what is expected."""
        row = self.basis.at(phase)
        unknown = ~np.isfinite(sample)
        known = np.where(unknown, row @ self.series, sample) if unknown.any() else sample
        keep: float = math.exp(-max(elapsed_s, 0.0) / self._memory_s)
        self._normal = keep * self._normal + row[:, None] * row
        self._moment = keep * self._moment + row[:, None] * known
        self._since_solved_s += elapsed_s
        if self._since_solved_s >= SOLVE_EVERY_S:
            self._since_solved_s = 0.0
            self.series[:] = np.linalg.solve(self._normal + self._ridge, self._moment)

    def at(self, phase: float | Array) -> Array:
        """Return all coordinates at a phase, (size,) or (n, size)."""
        return self.basis.at(phase) @ self.series
