"""How wrong the correction stays with one body, and how that goes with how far its networks differ.

    python tools/anatomy/doubt.py FOLDER [FOLDER ...]

Scenes (bodies, clothes, cameras) are left out of the learning in five parts, looked at plainly as the station does. Of
each leg of each scene: variance of the mean error = even part + square of (SD between networks x slope), by least
squares, without what the few pictures of a scene add. Prints both; `station/metrics.py` holds them.
"""

import sys
from pathlib import Path

import numpy as np
import train
from numpy.typing import NDArray

from station.gait.anatomy import Looked

Array = NDArray[np.float64]
NETWORKS, FEWEST = 3, 5


def main() -> None:
    """Leave out, learn, compare."""
    folders = [Path(name) for name in sys.argv[1:]]
    plain = train.together([train.pictures(folder, Looked.PLAINLY) for folder in folders])
    known = train.together([train.pictures(folder, looked) for folder in folders for looked in Looked])
    wrong, doubt = _left_out(plain, known)
    leg = np.array([f"{train.scene_of(row)} {row['side']}" for row in plain.rows])
    for name, index in (*((name, i) for i, name in enumerate(train.ANGLES)), ("hip_adduction_deg", 3)):
        even, slope = _of_means(wrong[:, index], doubt[:, index], leg)
        sys.stdout.write(f"{name}: 95 % within {1.96 * even:.2f} degrees, and {slope:.1f} times the doubt\n")


def _left_out(plain: train.Seen, known: train.Seen) -> tuple[Array, Array]:
    gain = np.array([train.GAIN[name] for name in train.ANGLES])
    wrong, doubt = np.zeros((len(plain.rows), 3)), np.zeros((len(plain.rows), 3))
    for part in range(train.FOLDS):
        networks = train.learn(known.where(train.parts(known) != part), NETWORKS)
        chosen = train.parts(plain) == part
        seen, centre = plain.where(chosen), networks.told(known).mean(axis=0)
        wrong[chosen] = centre + gain * (networks.told(seen) - centre) - seen.true
        doubt[chosen] = gain * networks.answers(seen).std(axis=0)
    hip_wrong, hip_doubt = wrong[:, 1] + wrong[:, 2], np.hypot(doubt[:, 1], doubt[:, 2])
    return np.column_stack([wrong, hip_wrong]), np.column_stack([doubt, hip_doubt])


def _of_means(wrong: Array, doubt: Array, leg: NDArray[np.str_]) -> tuple[float, float]:
    """Return SD where networks agree, and slope by how far they differ."""
    groups = [np.flatnonzero(leg == name) for name in np.unique(leg)]
    groups = [group for group in groups if len(group) >= FEWEST]
    by_chance = np.array([wrong[group].var(ddof=1) / len(group) for group in groups])
    squares = np.array([wrong[group].mean() ** 2 for group in groups]) - by_chance
    doubts = np.array([doubt[group].mean() ** 2 for group in groups])
    even, slope = np.linalg.lstsq(np.column_stack([np.ones(len(groups)), doubts]), squares, rcond=None)[0]
    return float(np.sqrt(even)), float(np.sqrt(slope))


if __name__ == "__main__":
    main()
