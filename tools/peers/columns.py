"""What the benchmark reads: a live row per frame, a row per step, a mean."""

import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from tools.peers.contacts import Contact, cadence_spm, mean_cadence_spm
from tools.peers.stream import FORWARD, Array

FRONTAL = (
    "fppa_deg",
    "pelvic_drop_deg",
    "hip_adduction_deg",
    "trunk_side_lean_deg",
    "step_width_m",
    "knee_window_frac",
)
SAGITTAL = (
    "overstride_frac",
    "tibia_angle_deg",
    "knee_flexion_contact_deg",
    "knee_flexion_peak_deg",
    "trunk_lean_deg",
)
# Late toe-offs reach into the swing, where the knee bends more than in stance; its peak in stance lies well before.
PEAK_WITHIN = 2 / 3
INSTANTS = ("side", "t_contact_s", "t_midstance_s", "t_toe_off_s")


def write(
    out: Path, view: str, times_s: Array, contacts: Sequence[Contact], angles_deg: Mapping[str, Array] | None
) -> None:
    """Write live.jsonl, steps.csv and summary.json."""
    out.mkdir(parents=True, exist_ok=True)
    at = np.array([contact.contact_s for contact in contacts])
    live = [{"t": float(now), "cadence_spm": cadence_spm(at, now)} for now in times_s]
    lines = [json.dumps(row | {"running": row["cadence_spm"] is not None}) for row in live]
    (out / "live.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    with (out / "steps.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.DictWriter(file, [*INSTANTS, *FRONTAL, *SAGITTAL])
        rows.writeheader()
        rows.writerows(step(view, times_s, contact, angles_deg) for contact in contacts)
    mean = {"mean": mean_cadence_spm(at)}
    (out / "summary.json").write_text(json.dumps({"cadence_spm": mean}), encoding="utf-8")


def step(view: str, times_s: Array, contact: Contact, angles_deg: Mapping[str, Array] | None) -> dict[str, Any]:
    """Return the row of one step."""
    instants = (contact.side, contact.contact_s, contact.midstance_s, contact.toe_off_s)
    row: dict[str, Any] = dict(zip(INSTANTS, instants, strict=True))
    if angles_deg is None:
        return row
    measured = sagittal if view in ("left", "right") else frontal
    return row | measured(view, times_s, contact, angles_deg)


def sagittal(view: str, times_s: Array, contact: Contact, angles_deg: Mapping[str, Array]) -> dict[str, float]:
    """Return knee flexion and tibia angle, in degrees; Sports2D's shank is -90 where it is upright."""
    knee, shank = angles_deg[f"{contact.side} knee"], angles_deg[f"{contact.side} shank"]
    flexion = float(np.interp(contact.contact_s, times_s, knee))
    row = {
        "knee_flexion_contact_deg": flexion,
        "tibia_angle_deg": 90 + float(np.interp(contact.contact_s, times_s, shank)),
    }
    if contact.toe_off_s is not None:
        until = contact.contact_s + PEAK_WITHIN * (contact.toe_off_s - contact.contact_s)
        stance = knee[(times_s >= contact.contact_s) & (times_s <= until)]
        row["knee_flexion_peak_deg"] = max(flexion, *map(float, stance))
    return row


def frontal(view: str, times_s: Array, contact: Contact, angles_deg: Mapping[str, Array]) -> dict[str, float]:
    """Return knee cave, pelvic drop and hip adduction at midstance, in degrees."""
    if contact.middle_s is None:
        return {}
    outward = FORWARD[view] * (1 if contact.side == "right" else -1)
    knee, thigh, pelvis = (
        outward * float(np.interp(contact.middle_s, times_s, angles_deg[name] + upright))
        for name, upright in ((f"{contact.side} knee", 0), (f"{contact.side} thigh", 90), ("pelvis", 0))
    )
    return {"fppa_deg": -knee, "pelvic_drop_deg": pelvis, "hip_adduction_deg": pelvis - thigh}
