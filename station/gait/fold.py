"""The runner's mean stride: every coordinate as a Fourier series of the phase, forgetting old strides.

Folding the samples of many strides onto one (equivalent-time sampling) makes the curve as fine as the phase is known,
at any frame rate. The series is the least-squares fit of all samples, each weighing less the older it is, with a
small ridge that keeps high harmonics quiet while there are few samples; so nothing can diverge.
"""

import math

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

USUAL_SAMPLES, FEW_SAMPLES = 180.0, 12.0  # six seconds at 30 poses/s; less than two strides at 8
SOLVE_EVERY_S = 0.09  # what eight strides have taught does not change from frame to frame


class Basis:
    """Fourier basis of a phase: 1, cos, sin of each harmonic, with the ridge of its fits.

    The ridge holds harmonic n back n^4 times as much as the first: gait has little up there.
    """

    def __init__(self, harmonics: int, ridge: float) -> None:
        self.harmonics = harmonics
        self.size = 2 * harmonics + 1
        self._order = np.arange(1, harmonics + 1)
        weight = ridge * self._order.astype(float) ** 4
        self.ridge: Array = np.diag(np.concatenate(([0.0], weight, weight))) + 1e-9 * np.eye(self.size)

    def at(self, phase: float | Array) -> Array:
        """Return the basis at a phase (size,) or at many (n, size)."""
        return self.with_slope(phase)[0]

    def with_slope(self, phase: float | Array) -> tuple[Array, Array]:
        """Return the basis and its derivative by phase."""
        turn = np.exp(1j * np.multiply.outer(phase, self._order))
        count = self.harmonics
        row, slope = np.empty((*turn.shape[:-1], self.size)), np.zeros((*turn.shape[:-1], self.size))
        row[..., 0], row[..., 1 : count + 1], row[..., count + 1 :] = 1.0, turn.real, turn.imag
        slope[..., 1 : count + 1] = -self._order * turn.imag
        slope[..., count + 1 :] = self._order * turn.real
        return row, slope

    def rows_up_to(self, harmonics: int) -> NDArray[np.int64]:
        """Return which coefficients belong to the first so many harmonics."""
        few = np.arange(1, harmonics + 1)
        return np.concatenate(([0], few, self.harmonics + few))


class Fold:
    """The mean stride of `size` coordinates; `memory_s` is after how long a sample weighs 1/e.

    It is kept twice. `series` holds few harmonics, and those firmly: phase and instants are found on it, and it keeps
    still even where a slow camera meets the runner at the same few phases again and again. `at` reads a finer one.
    """

    def __init__(self, size: int, coarse: Basis, fine: Basis, memory_s: float) -> None:
        self.basis, self._fine_basis = coarse, fine
        self._memory_s = memory_s
        self._coarse_rows = fine.rows_up_to(coarse.harmonics)
        self._normal: Array = np.zeros((fine.size, fine.size))
        self._moment: Array = np.zeros((fine.size, size))
        self._since_solved_s = 0.0
        self.series: Array = np.zeros((coarse.size, size))
        """Fourier coefficients, basis x coordinates."""
        self._fine_series: Array = np.zeros((fine.size, size))

    def add(self, phase: float, sample: Array, elapsed_s: float) -> None:
        """Take in a sample; unknown coordinates (NaN) count as what is expected."""
        row = self._fine_basis.at(phase)
        unknown = ~np.isfinite(sample)
        known = np.where(unknown, row @ self._fine_series, sample) if unknown.any() else sample
        keep: float = math.exp(-max(elapsed_s, 0.0) / self._memory_s)
        self._normal = keep * self._normal + row[:, None] * row
        self._moment = keep * self._moment + row[:, None] * known
        self._since_solved_s += elapsed_s
        if self._since_solved_s >= SOLVE_EVERY_S:
            self._since_solved_s = 0.0
            self._solve()

    def at(self, phase: float | Array) -> Array:
        """Return all coordinates at a phase, (size,) or (n, size)."""
        return self._fine_basis.at(phase) @ self._fine_series

    def _solve(self) -> None:
        few, firm = self._coarse_rows, self._firmness()
        coarse = self._normal[np.ix_(few, few)] + firm * self.basis.ridge
        self.series[:] = np.linalg.solve(coarse, self._moment[few])
        self._fine_series[:] = np.linalg.solve(self._normal + firm * self._fine_basis.ridge, self._moment)

    def _firmness(self) -> float:
        """Return how much of the ridge to use: in step with the samples, so that the frame rate bends no curve, and
        more while there are few of them."""
        samples = float(self._normal[0, 0])
        return samples / USUAL_SAMPLES + FEW_SAMPLES / max(samples, 1.0)
