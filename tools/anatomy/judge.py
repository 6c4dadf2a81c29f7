"""Judge on the benchmark's stills: each real runner, and each body, is left out of what was learned from.

    python tools/anatomy/judge.py MODEL BENCH SCORES.json FOLDER [FOLDER ...]

FOLDERs are those of train.py. For `stills_real` the networks have never seen the runner's motion, for `stills` no
body with more than a tenth of the picture's in it. Writes what `score_stills.py` would say, for points and station.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import train
from numpy.typing import NDArray
from rich.progress import track

from station.gait import angles
from station.gait.anatomy import ANGLES, Looked, inputs
from station.model import Side, View
from station.stills import truth
from station.vision.still import StillEye

Array = NDArray[np.float64]


def main() -> None:
    """Look at the benchmark's stills, learn again and again, compare."""
    train.torch.set_num_threads(1)
    model, bench, out, folders = Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4:]
    known = train.together([train.pictures(Path(folder), looked) for folder in folders for looked in Looked])
    scores = {
        "stills_real, runners left out": _scores(
            _seen(model, bench / "stills_real"), known, _runner, lambda row, name: row["runner"] == name, "runner"
        ),
        "stills, bodies left out": _scores(
            _seen(model, bench / "stills"), known, _body, lambda row, name: row["mixture"].get(name, 0) > 0.1, "body"
        ),
    }
    out.write_text(json.dumps(scores, indent=1) + "\n")


def _runner(row: dict[str, Any]) -> str:
    return str(row["runner"]).split("_")[0]


def _body(row: dict[str, Any]) -> str:
    return str(row["body"])


def _seen(model: Path, folder: Path) -> train.Seen:
    rows = json.loads((folder / "stills.json").read_text())
    eye = StillEye(model, 0.5)
    points = [eye.look(np.asarray(cv2.imread(str(folder / row["file"])), np.uint8)) for row in track(rows, folder.name)]
    eye.close()
    kept = [(row, found) for row, found in zip(rows, points, strict=True) if found is not None]
    how = [(View(row["view"]), Side(row["side"])) for row, _ in kept]
    joints = [(train.body_joints(found, view), side, view) for (_, found), (view, side) in zip(kept, how, strict=True)]
    read = [angles.frontal(points, side) for points, side, _ in joints]
    return train.Seen(
        np.array(
            [
                inputs(at, told, side, view, Looked.BOTH_WAYS)
                for (at, side, view), told in zip(joints, read, strict=True)
            ]
        ),
        np.array([train.chosen(told) for told in read]),
        np.array([train.chosen(truth(row)) for row, _ in kept]),
        [row for row, _ in kept],
    )


def _scores(
    seen: train.Seen,
    known: train.Seen,
    name_of: Callable[[dict[str, Any]], str],
    shows: Callable[[dict[str, Any], str], bool],
    by: str,
) -> dict[str, Any]:
    told = np.full_like(seen.true, np.nan)
    names = np.array([name_of(row) for row in seen.rows])
    for name in sorted(set(names)):
        others = known.where(np.array([not shows(row, name) for row in known.rows]))
        told[names == name] = _with_gain(train.learn(others, 2), others, seen.where(names == name))
    cells = np.array([f"{row[by]} {row['view']} {row['side']}" for row in seen.rows])
    views = np.array([f"{row[by]} {row['view']}" for row in seen.rows])
    return {
        what: {name: _figures(seen.true[:, i], values[:, i], cells, views) for i, name in enumerate(ANGLES)}
        for what, values in (("points", seen.read), ("station", told))
    }


def _with_gain(networks: train.Networks, known: train.Seen, seen: train.Seen) -> Array:
    centre, gain = networks.told(known).mean(axis=0), np.array([train.GAIN[name] for name in ANGLES])
    return np.asarray(centre + gain * (networks.told(seen) - centre))


def _figures(true: Array, told: Array, cells: NDArray[np.str_], views: NDArray[np.str_]) -> dict[str, float]:
    means = np.array([(true[cells == cell].mean(), told[cells == cell].mean()) for cell in sorted(set(cells))])
    apart = (told - true).mean()
    return {
        "slope": _slope(true, told),
        "mae_deg": round(float(np.abs(told - true).mean()), 2),
        "bias_deg": round(float(apart), 2),
        "worst_bias_of_body_and_view_deg": max(
            abs(round(float((told - true)[views == view].mean()), 2)) for view in sorted(set(views))
        ),
        "between_slope": _slope(means[:, 0], means[:, 1]),
        "between_r": round(float(np.corrcoef(means.T)[0, 1]), 3),
        "between_error_deg": round(
            float(np.abs(means[:, 1] - means[:, 0] - (means[:, 1] - means[:, 0]).mean()).mean()), 2
        ),
    }


def _slope(true: Array, told: Array) -> float:
    return round(float(np.polyfit(true, told, 1)[0]), 3)


if __name__ == "__main__":
    main()
