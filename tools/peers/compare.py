"""Write docs/peers.json: other open systems and the station on the same pose streams, by the benchmark's own scorer.

make peers BENCH=../shared       (the folder that holds bench/)
"""

import json
import runpy
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).parents[2]
PEERS_PYTHON = ROOT / ".venv-peers" / "bin" / "python"
STATION = Path(sys.executable).parent / "station"
READY = (PEERS_PYTHON, "-m", "tools.peers.analyse")
ANALYSE = f"{shlex.join(map(str, READY))} {{poses}} --height-m {{height}} --out {{out}}"

Score = dict[str, Any]


@dataclass(frozen=True, slots=True)
class System:
    """A system, what it is given, and the command that the scorer runs for each stream."""

    name: str
    sees: str
    command: str
    finds_contacts: bool = True


SCOPES: dict[str, Callable[[Score], bool]] = {
    "all streams": lambda stream: True,
    "from the side, 30 poses/s and more": lambda stream: stream["view"] in ("left", "right") and stream["fps"] >= 30,
    "no noise": lambda stream: stream["noise"] == "clean",
}
ANGLES = ("knee_flexion_contact_deg", "knee_flexion_peak_deg", "tibia_angle_deg", "fppa_deg", "pelvic_drop_deg")
NOTES = (
    "One input for all: the pose streams of the benchmark, motion capture of real treadmill runners put through a "
    "camera. The noise of the joints is modelled, so nothing here is accuracy with a real landmarker.",
    "One judge for all: the benchmark's own scorer. A figure is the mean over the streams for which the system gave "
    "it; streams_without_result counts those for which it gave no steps or no live cadence. Bias and spread of "
    "contacts are those of contacts within 80 ms of a true one. Errors of angles are those of a leg's mean over a "
    "stream, against the truth of the points as the camera shows them.",
    "Station is fed frame by frame. Its live cadence, live values and running state know nothing of later frames; the "
    "final instants and angles of a step may use the frames around it, and its angles the strides before.",
    "Pose2Sim and Sports2D are made for clips that have been recorded, and their filters run over the whole clip, "
    "forward and backward: they see the whole clip, future frames included, also where a live value is asked.",
    "Pose2Sim is made for 3D points from several calibrated cameras, mostly over ground. One camera at a treadmill is "
    "outside what its gait events promise, and so are frame rates below its 10 Hz filter. It gives no cadence.",
    "Sports2D is made for angles in the picture plane from the side; it claims no running metrics. It finds no "
    "contacts, so its angles are read at the true instants, and once more at Pose2Sim's.",
    "The naive analyser belongs to the benchmark: ankle peaks, whole frames, a count over 5 s. It stands for a first "
    "attempt, not for any product.",
    "Our mapping to Pose2Sim: picture plane as X and Y, Z = 0, metres by Sports2D's own height rule, true frame times, "
    "frames without a runner filled by straight lines. From the side its method forward_coordinates (heel against "
    "hip), which did best there although its authors advise it for walking; in front and rear views "
    "height_coordinates with the heel, its 6 cm counted from the 5th (front) or 20th (rear) percentile of heel height. "
    "Method, marker and percentile were chosen for it on these very streams. Its 10 Hz cut-off is lowered to 0.4 of "
    "the frame rate below 25 poses/s, where it would refuse or come near to it.",
    "Our mapping to live cadence: 60 over the mean interval of its contacts in the last 5 s, four at least, the last "
    "no older than 1 s; running means that there is such a value. A contact counts as known at its own instant. Its "
    "mean cadence leaves out intervals above 1 s.",
    "Our mapping to Sports2D: its angle, Hampel and 4th order Butterworth functions with the settings of its demo (6 "
    "Hz, lowered to 0.4 of the frame rate where needed), values between frames by straight lines. Knee flexion, shank, "
    "thigh and pelvis are its own angles; on points without noise most of the error at the knee's peak comes from that "
    "filter. Knee cave, pelvic drop and hip adduction are set together from them by us. With "
    "Pose2Sim's contacts, midstance is the middle of the contact.",
    "Motion: Fukuchi, Fukuchi and Duarte 2017, PeerJ 5:e3298, data doi 10.6084/m9.figshare.4543435, CC BY 4.0; "
    "changed: joint centres, projection, noise, looping.",
)


def main() -> None:
    """Run every system over every stream and write what the scorer says."""
    shared = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT.parent / "shared").resolve()
    bench = shared / "bench"
    if not (bench / "streams").is_dir():
        sys.exit(f"The benchmark is not in {shared}. Say where: make peers BENCH=FOLDER")
    if not peers_start():
        sys.exit("The peers do not start. Remove .venv-peers and run: make peers")
    aggregate = runpy.run_path(str(bench / "score.py"))["aggregate"]
    with tempfile.TemporaryDirectory() as folder:
        scores = [(system, scored(system, bench, Path(folder) / str(i))) for i, system in enumerate(systems(bench))]
    rows = [row for system, streams in scores for row in scopes(system, streams, aggregate)]
    told = {"schema": "station.peers/1", "rows": rows, "notes": NOTES}
    (ROOT / "docs" / "peers.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def peers_start() -> bool:
    """Tell whether the peers are installed: a system that is not there must not count as one that finds nothing."""
    if not PEERS_PYTHON.exists():
        return False
    return not subprocess.run([*READY, "--help"], check=False, cwd=ROOT, stdout=subprocess.DEVNULL).returncode


def systems(bench: Path) -> list[System]:
    """Return who is compared."""
    version = pinned((ROOT / "tools" / "peers" / "requirements.txt").read_text(encoding="utf-8"))
    pose2sim, sports2d = f"Pose2Sim {version['pose2sim']}", f"Sports2D {version['sports2d']}"
    station, python, naive = (shlex.quote(str(path)) for path in (STATION, sys.executable, bench / "naive.py"))
    asked = "analyze {poses} --view {view} --speed-mps {speed} --out {out}"
    return [
        System("Station", "frame by frame", f"{station} {asked}"),
        System("naive analyser of the benchmark", "whole clip; cadence of the last 5 s", f"{python} {naive} {asked}"),
        System(f"{pose2sim} gait events, {sports2d} angles at them", "whole clip", ANALYSE),
        System(
            f"{sports2d} angles at the true instants", "whole clip and the truth", f"{ANALYSE} --truth {{truth}}", False
        ),
    ]


def pinned(requirements: str) -> dict[str, str]:
    """Read the versions of a requirements file."""
    return dict(line.split("==") for line in requirements.split())


def scored(system: System, bench: Path, results: Path) -> list[Score]:
    """Let the scorer run one system on every stream."""
    results.mkdir()
    told = [sys.executable, bench / "score.py", bench / "streams", "--cmd", system.command, "--results", results]
    subprocess.run([*told, "--brief"], check=True, cwd=ROOT, stdout=sys.stderr)
    streams: list[Score] = json.loads((results / "scores.json").read_text(encoding="utf-8"))["streams"]
    return streams


def scopes(system: System, streams: Sequence[Score], aggregate: Callable[[Sequence[Score]], Score]) -> Iterator[Score]:
    """Yield the row of a system for each group of streams."""
    for scope, belongs in SCOPES.items():
        chosen = [stream for stream in streams if belongs(stream)]
        head = {"system": system.name, "sees": system.sees, "scope": scope, "streams": len(chosen)}
        figures = contact_figures(chosen, aggregate(chosen)) if system.finds_contacts else {}
        yield head | figures | angle_figures(aggregate(chosen))


def contact_figures(streams: Sequence[Score], together: Score) -> Score:
    """Return cadence, contacts and running state, absent figures as None."""
    contacts = [stream["ic"] for stream in streams if stream.get("ic", {}).get("n")]
    biases = [contact["bias"] for contact in contacts]
    return {
        "streams_without_result": sum("live" not in stream or "recall" not in stream for stream in streams),
        "live_cadence_mae_spm": rounded(together["live_mae_mean"]),
        "live_cadence_worst_spm": rounded(together["live_mae_worst"]),
        "mean_cadence_error_spm": rounded(together["mean_cad_abs_err"]),
        "contacts_found_frac": rounded(together["recall"], 3),
        "contacts_precision_frac": rounded(together["precision"], 3),
        "side_right_frac": rounded(together["side_acc"], 3),
        "contact_bias_ms": rounded(np.mean(biases) if biases else None, 0),
        "contact_between_streams_sd_ms": rounded(np.std(biases) if biases else None, 0),
        "contact_within_stream_sd_ms": rounded(np.mean([contact["sd"] for contact in contacts]) if biases else None, 0),
        "running_while_standing_frac": rounded(together["false_running"], 3),
    }


def angle_figures(together: Score) -> Score:
    """Return the mean error and the bias of a leg's mean angle over a stream, in degrees."""
    found = {name: together["metrics"].get(name, {}).get("landmarks", {}) for name in ANGLES}
    return {
        f"{name.removesuffix('_deg')}_{ours}_deg": rounded(figures.get(theirs))
        for name, figures in found.items()
        for ours, theirs in (("error", "leg_mae"), ("bias", "leg_bias"))
    }


def rounded(value: float | None, digits: int = 2) -> float | None:
    """Round a figure that may be absent."""
    return None if value is None else round(float(value), digits) + 0.0  # never -0.0


if __name__ == "__main__":
    main()
