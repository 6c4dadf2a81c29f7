"""Bodies between bodies: the renderer's nine share one mesh, so any mixture of them is a body too."""

import tempfile
from pathlib import Path

import numpy as np
from numpy.random import Generator

_SHAPES = ("V", "heads", "tails", "stature")


def drawn(rng: Generator, folder: Path, names: list[str]) -> tuple[Path, dict[str, float]]:
    """Write a mixture of two or three of the named bodies; return its file and shares. Half are nearly one body."""
    chosen = rng.choice(names, size=min(len(names), int(rng.integers(2, 4))), replace=False)
    weights = rng.dirichlet(np.full(len(chosen), 0.25 if rng.random() < 0.5 else 1.5))
    files = [np.load(folder / f"{name}.npz") for name in chosen]
    mixed = {name: files[0][name] for name in files[0].files}
    for shape in _SHAPES:
        mixed[shape] = sum(w * file[shape].astype(float) for w, file in zip(weights, files, strict=True))
    path = Path(tempfile.mkdtemp()) / "drawn.npz"
    np.savez(path, **mixed)
    return path, {str(name): round(float(w), 3) for name, w in zip(chosen, weights, strict=True)}
