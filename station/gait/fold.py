"""The runner's mean stride: every coordinate as a Fourier series of the phase, forgetting old strides.

Folding the samples of many strides onto one (equivalent-time sampling) makes the curve as fine as the phase is known,
at any frame rate. The series is the least-squares fit of all samples, each weighing less the older it is, with a
small ridge that keeps high harmonics quiet while there are few samples; so nothing can diverge.
"""

import math
from typing import cast

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
        if isinstance(phase, float):
            cosines, sines = self._turn(phase)
            return np.array([1.0, *cosines, *sines])
        return self._at_many(self._turns(phase))

    def with_slope(self, phase: float | Array) -> tuple[Array, Array]:
        """Return the basis and its derivative by phase."""
        if isinstance(phase, float):
            cosines, sines = self._turn(phase)
            falling = [-order * sine for order, sine in enumerate(sines, 1)]
            rising = [order * cosine for order, cosine in enumerate(cosines, 1)]
            return np.array([1.0, *cosines, *sines]), np.array([0.0, *falling, *rising])
        turns = self._turns(phase)
        slope = np.zeros((*turns.shape[:-1], self.size))
        slope[..., 1 : self.harmonics + 1] = -self._order * turns.imag
        slope[..., self.harmonics + 1 :] = self._order * turns.real
        return self._at_many(turns), slope

    def _turn(self, phase: float) -> tuple[list[float], list[float]]:
        """Return cosines and sines of one phase; in plain numbers that is five times as fast as in arrays."""
        angles = [phase * order for order in range(1, self.harmonics + 1)]
        return list(map(math.cos, angles)), list(map(math.sin, angles))

    def _turns(self, phases: Array) -> NDArray[np.complex128]:
        turns: NDArray[np.complex128] = np.exp(1j * np.multiply.outer(phases, self._order))
        return turns

    def _at_many(self, turns: NDArray[np.complex128]) -> Array:
        rows = np.empty((*turns.shape[:-1], self.size))
        rows[..., 0] = 1.0
        rows[..., 1 : self.harmonics + 1], rows[..., self.harmonics + 1 :] = turns.real, turns.imag
        return rows

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
        self._coarse_square = np.ix_(self._coarse_rows, self._coarse_rows)
        self._row_of: tuple[float, Array] = (math.nan, np.empty(0))  # the last single phase and its row
        self._normal: Array = np.zeros((fine.size, fine.size))
        self._moment: Array = np.zeros((fine.size, size))
        self._since_solved_s = 0.0
        self.series: Array = np.zeros((coarse.size, size))
        """Fourier coefficients, basis x coordinates."""
        self._fine_series: Array = np.zeros((fine.size, size))

    def add(self, phase: float, sample: Array, elapsed_s: float) -> None:
        """Take in a sample; unknown coordinates (NaN) count as what is expected."""
        row = self._row(phase)
        unknown = np.isnan(sample)
        known = np.where(unknown, row @ self._fine_series, sample) if unknown.any() else sample
        keep: float = math.exp(-max(elapsed_s, 0.0) / self._memory_s)
        column = row[:, None]
        self._normal = keep * self._normal + column * row
        self._moment = keep * self._moment + column * known
        self._since_solved_s += elapsed_s
        if self._since_solved_s >= SOLVE_EVERY_S:
            self._since_solved_s = 0.0
            self._solve()

    def at(self, phase: float | Array) -> Array:
        """Return all coordinates at a phase, (size,) or (n, size)."""
        row = self._row(phase) if isinstance(phase, float) else self._fine_basis.at(phase)
        return row @ self._fine_series

    def _row(self, phase: float) -> Array:
        """Return the fine basis at a phase; what is looked at is learned from next, so the last one is kept."""
        if phase != self._row_of[0]:
            self._row_of = phase, self._fine_basis.at(phase)
        return self._row_of[1]

    def _solve(self) -> None:
        few, firm = self._coarse_rows, self._firmness()
        coarse = self._normal[self._coarse_square] + firm * self.basis.ridge
        fine = self._normal + firm * self._fine_basis.ridge
        self.series = cast(Array, np.linalg.solve(coarse, self._moment[few]))
        self._fine_series = cast(Array, np.linalg.solve(fine, self._moment))

    def _firmness(self) -> float:
        """Return how much of the ridge to use: in step with the samples, so that the frame rate bends no curve, and
        more while there are few of them."""
        samples = float(self._normal[0, 0])
        return samples / USUAL_SAMPLES + FEW_SAMPLES / max(samples, 1.0)
