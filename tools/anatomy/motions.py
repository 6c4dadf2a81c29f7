"""Running of two kinds, uncoupled: the generator's, and real runners' joint paths.

Every picture may get changes of its own to pelvis, thigh, shank, knee axis and trunk, each independent of the others.
So a correction that is learned from them has to look at the anatomy, and can not guess one angle from another.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from render_runner.body import SIDES, rot_x, rot_z

Array = NDArray[np.float64]

# Standard deviations, degrees: of one picture's own change.
CHANGES = {
    "list": 3.0, "turn": 4.0, "trunk": 3.5, "trunk_turn": 4.0, "thigh": 3.0, "shank": 3.5, "axis": 7.0,
    "swing_thigh": 3.0, "swing_shank": 4.0,
}  # fmt: skip
UNCHANGED_FRAC = 0.3  # of the pictures show the motion as it is


def uncoupled(kind: type) -> type:
    """Return a gait class of this kind whose pictures can be changed one by one (`change`, then `pose`)."""

    class Uncoupled(kind):  # type: ignore[misc]
        changes: dict[str, Array] | None = None
        stance: list[str]

        def change(self, rng: Generator, stance: list[str]) -> None:
            size = len(stance)
            on = (rng.random(size) > UNCHANGED_FRAC) * np.radians(1.0)
            self.changes = {name: on * rng.normal(0, sd, size) for name, sd in CHANGES.items()}
            self.stance = stance

        def pelvis(self, t: Array) -> dict[str, Any]:
            found = super().pelvis(t)
            if self.changes is None or len(np.atleast_1d(t)) != len(self.stance):
                return found
            extra = rot_z(self.changes["turn"]) @ rot_x(self.changes["list"])
            return found | {
                "R": extra @ found["R"],
                "rot": found["rot"] + self.changes["turn"],
                "obl": found["obl"] + self.changes["list"],
            }

        def legs(self, t: Array) -> dict[str, Any]:
            found = super().legs(t)
            if self.changes is None or len(np.atleast_1d(t)) != len(self.stance):
                return found
            return _on_the_belt(found, _with_legs(found, self.changes, self.stance), self.stance)

        def _upper(self, t: Array, pitch: Any = None, full: bool = False, pv: Any = None) -> Any:
            found = super()._upper(t, pitch, full, pv)
            if not full or self.changes is None or len(np.atleast_1d(t)) != len(self.stance):
                return found
            return _with_trunk(found, rot_z(self.changes["trunk_turn"]) @ rot_x(self.changes["trunk"]))

    return Uncoupled


def _with_trunk(segments: dict[str, Array], turn: Array) -> dict[str, Array]:
    """Turn everything above the pelvis; the lowest vertebrae stay with it."""
    return {name: at if name in ("spine05", "spine04") else turn @ at for name, at in segments.items()}


def _with_legs(found: dict[str, Any], changes: dict[str, Array], stance: list[str]) -> dict[str, Any]:
    turned = dict(found)
    for side in SIDES:
        stands = np.array([leg == side for leg in stance])
        thigh = rot_x(np.where(stands, changes["thigh"], changes["swing_thigh"]))
        shank = rot_x(np.where(stands, changes["shank"], changes["swing_shank"]))
        twist = rot_z(changes["axis"])
        leg, hip = found[side], found["H"][side]
        knee = hip + _each(thigh, leg["K"] - hip)
        ankle = knee + _each(shank, leg["A"] - leg["K"])
        axes = {"thigh": _each(thigh @ twist, leg["ax"]["thigh"]), "shank": _each(shank @ twist, leg["ax"]["shank"])}
        turned[side] = leg | {"K": knee, "A": ankle, "ax": axes}
    return turned


def _on_the_belt(before: dict[str, Any], after: dict[str, Any], stance: list[str]) -> dict[str, Any]:
    """Lift or lower the whole body so that the foot that stands is where it was."""
    lift = np.array([before[leg]["A"][i, 2] - after[leg]["A"][i, 2] for i, leg in enumerate(stance)])
    up = np.stack([0 * lift, 0 * lift, lift], -1)
    moved = dict(after, H={side: hip + up for side, hip in after["H"].items()})
    moved["pv"] = after["pv"] | {"P": after["pv"]["P"] + up}
    for side in SIDES:
        moved[side] = after[side] | {"K": after[side]["K"] + up, "A": after[side]["A"] + up}
    return moved


def _each(turns: Array, vectors: Array) -> Array:
    turned: Array = np.einsum("fij,fj->fi", turns, vectors)
    return turned


def generated_form(rng: Generator) -> dict[str, Any]:
    """Return a form for the generator, nothing in it following from anything else."""
    drawn: dict[str, Callable[[], float]] = {
        "speed": lambda: rng.uniform(2.2, 4.2),
        "cadence": lambda: rng.uniform(150, 192),
        "valgus_L": lambda: rng.uniform(-6, 20),
        "valgus_R": lambda: rng.uniform(-6, 20),
        "drop_L": lambda: rng.uniform(-2, 12),
        "drop_R": lambda: rng.uniform(-2, 12),
        "step_width": lambda: rng.uniform(-3, 12),
        "overstride": lambda: rng.uniform(10, 24),
        "trunk_lean": lambda: rng.uniform(1, 13),
        "lateral_lean": lambda: rng.normal(0, 2),
        "lateral_sway": lambda: rng.uniform(-1, 6),
        "toe_out": lambda: rng.uniform(-4, 16),
        "pelvis_rot": lambda: rng.uniform(0, 10),
        "thorax_rot": lambda: rng.uniform(4, 18),
        "arm_swing": lambda: rng.uniform(12, 42),
        "elbow": lambda: rng.uniform(65, 110),
        "arm_abd": lambda: rng.uniform(5, 28),
        "arm_cross": lambda: rng.uniform(0, 32),
    }
    form: dict[str, Any] = {name: float(draw()) for name, draw in drawn.items()}
    return form | {"strike": str(rng.choice(["heel", "mid", "fore"])), "duration": 6.0, "seed": int(rng.integers(1e6))}


def upper_form(rng: Generator) -> dict[str, Any]:
    """Return trunk and arms for a real runner's legs."""
    form = generated_form(rng)
    names = ("trunk_lean", "lateral_lean", "lateral_sway", "thorax_rot", "arm_swing", "elbow", "arm_abd", "arm_cross")
    return {name: form[name] for name in names} | {"seed": form["seed"]}
