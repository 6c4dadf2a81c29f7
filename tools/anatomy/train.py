"""Learn from rendered runners by how much MediaPipe misreads each angle; write the networks that the station reads.

    python tools/anatomy/train.py station/gait/anatomy.npz RECIPE.json FOLDER [FOLDER ...]

FOLDERs hold `rows.jsonl` (pictures.py) and `landmarks.npz` (landmarks.py). Needs torch besides the station. RECIPE.json
gets what was learned from and how well it goes for runners, bodies and scenes that were left out.
"""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from station.gait import angles
from station.gait.anatomy import ANGLES, Looked, inputs
from station.gait.body import JOINTS
from station.model import Side, View
from station.stills import truth

Array = NDArray[np.float64]

NETWORKS, HIDDEN, EPOCHS, BATCH = 4, 96, 24, 512
NOISE, DROPOUT, DECAY, RATE = 0.05, 0.1, 1e-2, 3e-3
USUAL, RARE = 0.98, 0.001  # beyond these quantiles of what was learned from nothing is corrected
# From the bench, runners left out: what brings a mean's slope to one, where shrinking towards the usual has bent it.
GAIN = {"fppa_deg": 1.10, "femoral_adduction_deg": 1.10, "pelvic_drop_deg": 1.20}
FOLDS = 5


@dataclass(frozen=True)
class Seen:
    """Pictures as inputs, what the points say, what is true (degrees), and of whom."""

    inputs: Array
    read: Array
    true: Array
    rows: list[dict[str, Any]]

    def where(self, chosen: NDArray[np.bool_]) -> "Seen":
        rows = [row for row, taken in zip(self.rows, chosen, strict=True) if taken]
        return Seen(self.inputs[chosen], self.read[chosen], self.true[chosen], rows)


def main() -> None:
    """Learn, judge what was left out, write."""
    torch.set_num_threads(1)
    out, recipe, folders = Path(sys.argv[1]), Path(sys.argv[2]), [Path(name) for name in sys.argv[3:]]
    seen = together([pictures(folder, kind) for folder in folders for kind in Looked])
    np.savez_compressed(out, **_kept(seen, learn(seen)))
    recipe.write_text(json.dumps(_recipe(seen) | _left_out(seen), indent=1) + "\n")


def pictures(folder: Path, looked: Looked) -> Seen:
    """Read a folder as it was looked at; pictures in which nobody was seen are left out."""
    rows = [json.loads(line) for line in (folder / "rows.jsonl").read_text().splitlines()]
    points = np.load(folder / "landmarks.npz")["points"]
    kept = [
        (row | {"folder": folder.name}, _looks(seen, looked))
        for row, seen in zip(rows, points, strict=True)
        if np.isfinite(seen).all()
    ]
    joints = [body_joints(seen, View(row["view"])) for row, seen in kept]
    sides = [Side(row["side"]) for row, _ in kept]
    read = [angles.frontal(points, side) for points, side in zip(joints, sides, strict=True)]
    return Seen(
        np.array(
            [
                inputs(points, angles_of, side, View(row["view"]), looked)
                for points, angles_of, side, (row, _) in zip(joints, read, sides, kept, strict=True)
            ]
        ),
        np.array([chosen(angles_of) for angles_of in read]),
        np.array([chosen(truth(row)) for row, _ in kept]),
        [row for row, _ in kept],
    )


def _looks(points: Array, looked: Looked) -> Array:
    chosen = {Looked.PLAINLY: points[:1], Looked.IN_MIRROR: points[1:], Looked.BOTH_WAYS: points}[looked]
    return np.asarray(chosen.mean(axis=0))


def body_joints(points: Array, view: View) -> Array:
    """Return 33 points of a picture as rows of `JOINTS`, runner's right and up."""
    return np.asarray(points[[int(joint) for joint in JOINTS], :2] * (1.0 if view is View.REAR else -1.0, -1.0))


def chosen(read: dict[str, float]) -> list[float]:
    """Return the angles that are learned, in their order."""
    return [read[name] for name in ANGLES]


def together(parts: list[Seen]) -> Seen:
    """Return many folders as one."""
    rows = [row for part in parts for row in part.rows]
    return Seen(*(np.concatenate([getattr(part, name) for part in parts]) for name in ("inputs", "read", "true")), rows)


class Networks:
    """Several networks that differ by chance; `weights` are in degrees and standardised inputs."""

    def __init__(self, seen: Seen, networks: int) -> None:
        wrong = seen.true - seen.read
        self.middle, self.scale = seen.inputs.mean(axis=0), seen.inputs.std(axis=0) + 1e-6
        self._wrong_mean, self._wrong_sd = wrong.mean(axis=0), wrong.std(axis=0)
        x = torch.tensor((seen.inputs - self.middle) / self.scale, dtype=torch.float32)
        y = torch.tensor((wrong - self._wrong_mean) / self._wrong_sd, dtype=torch.float32)
        self.layers = [self._in_degrees(_fitted(x, y, seed)) for seed in range(networks)]

    def _in_degrees(self, network: torch.nn.Sequential) -> list[tuple[Array, Array]]:
        linear = [layer for layer in network if isinstance(layer, torch.nn.Linear)]
        layers = [
            (one.weight.detach().numpy().T.astype(float), one.bias.detach().numpy().astype(float)) for one in linear
        ]
        weight, bias = layers[-1]
        return [*layers[:-1], (weight * self._wrong_sd, bias * self._wrong_sd + self._wrong_mean)]

    def told(self, seen: Seen) -> Array:
        """Return the angles, the networks' mean."""
        return np.asarray(seen.read + self.answers(seen).mean(axis=0))

    def answers(self, seen: Seen) -> Array:
        """Return what each network adds, networks x pictures x angles."""
        x = (seen.inputs - self.middle) / self.scale
        return np.array([_through(layers, x) for layers in self.layers])


def _through(layers: list[tuple[Array, Array]], x: Array) -> Array:
    for weight, bias in layers[:-1]:
        x = x @ weight + bias
        x = x / (1 + np.exp(-x))
    return np.asarray(x @ layers[-1][0] + layers[-1][1])


def _fitted(x: torch.Tensor, y: torch.Tensor, seed: int) -> torch.nn.Sequential:
    torch.manual_seed(seed)
    network = _network(x.shape[1], y.shape[1])
    optimiser = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=DECAY)
    steps = EPOCHS * (len(x) // BATCH + 1)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps)
    for _ in range(steps):
        batch = torch.randint(len(x), (BATCH,))
        noisy = x[batch] + NOISE * torch.randn(BATCH, x.shape[1])
        loss = torch.nn.functional.smooth_l1_loss(network(noisy), y[batch], beta=0.5)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        schedule.step()
    return network.eval()


def _network(size: int, answers: int) -> torch.nn.Sequential:
    nn = torch.nn
    return nn.Sequential(
        nn.Linear(size, HIDDEN), nn.SiLU(), nn.Dropout(DROPOUT),
        nn.Linear(HIDDEN, HIDDEN), nn.SiLU(), nn.Dropout(DROPOUT),
        nn.Linear(HIDDEN, answers),
    )  # fmt: skip


def learn(seen: Seen, networks: int = NETWORKS) -> Networks:
    """Return networks that have seen all of it."""
    return Networks(seen, networks)


def scene_of(row: dict[str, Any]) -> str:
    """Return which scene a picture is of: one body in its clothes before one camera."""
    return f"{row['folder']} {row['scene']}"


def parts(seen: Seen) -> NDArray[np.int_]:
    """Return for each picture in which of the parts it is left out; a scene's pictures are left out together."""
    return np.array([sum(map(ord, scene_of(row))) % FOLDS for row in seen.rows])


def _left_out(seen: Seen) -> dict[str, Any]:
    """Judge on what was left out: each real runner once, and scenes (bodies, clothes, cameras) in five parts."""
    runner = np.array([row["runner"] or "" for row in seen.rows])
    part = parts(seen)
    by_runner, by_scene = np.full_like(seen.true, np.nan), np.full_like(seen.true, np.nan)
    for name in sorted(set(runner) - {""}):
        by_runner[runner == name] = learn(seen.where(runner != name), 1).told(seen.where(runner == name))
    for number in range(FOLDS):
        by_scene[part == number] = learn(seen.where(part != number), 1).told(seen.where(part == number))
    return {
        "scenes_left_out": _figures(by_scene, seen.true),
        "runners_left_out": _figures(by_runner[runner != ""], seen.true[runner != ""]),
    }


def _figures(told: Array, true: Array) -> dict[str, dict[str, float]]:
    return {
        name: {
            "slope": round(float(np.polyfit(true[:, i], told[:, i], 1)[0]), 3),
            "r": round(float(np.corrcoef(true[:, i], told[:, i])[0, 1]), 3),
            "bias_deg": round(float((told - true)[:, i].mean()), 2),
            "mae_deg": round(float(np.abs(told - true)[:, i].mean()), 2),
        }
        for i, name in enumerate(ANGLES)
    }


def _kept(seen: Seen, networks: Networks) -> dict[str, Array]:
    kept = {"input_middle": networks.middle, "input_scale": networks.scale}
    for layer in range(3):
        kept[f"weight_{layer}"] = np.array([layers[layer][0] for layers in networks.layers])
        kept[f"bias_{layer}"] = np.array([layers[layer][1] for layers in networks.layers])
    x = (seen.inputs - networks.middle) / networks.scale
    covariance = np.cov(x.T) + 0.05 * np.eye(x.shape[1])
    kept["unusual"] = np.linalg.cholesky(np.linalg.inv(covariance))
    far = np.sqrt(((x @ kept["unusual"]) ** 2).sum(axis=1))
    answers = networks.answers(seen)
    kept["strange"] = np.array(np.quantile(far, USUAL))
    kept["doubtful"] = np.quantile(answers.std(axis=0), 1 - RARE, axis=0)
    kept["least"], kept["most"] = np.quantile(answers.mean(axis=0), [RARE, 1 - RARE], axis=0)
    kept["gain"] = np.array([GAIN[name] for name in ANGLES])
    kept["centre"] = networks.told(seen).mean(axis=0)
    return {name: value.astype(np.float32) for name, value in kept.items()}


def _recipe(seen: Seen) -> dict[str, Any]:
    scenes = {(row["folder"], row["scene"]) for row in seen.rows}
    files = {(row["folder"], row["file"]) for row in seen.rows}
    return {
        "pictures": len(files),
        "scenes": len(scenes),
        "of_real_motion_frac": round(float(np.mean([row["runner"] is not None for row in seen.rows])), 3),
        "real_runners": sorted({row["runner"] for row in seen.rows if row["runner"]}),
        "networks": NETWORKS, "hidden": HIDDEN, "epochs": EPOCHS, "gain": GAIN,
    }  # fmt: skip


if __name__ == "__main__":
    main()
