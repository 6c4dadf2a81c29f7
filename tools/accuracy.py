"""Write docs/accuracy.md: what the station reaches on the benchmark, by the benchmark's own scorers.

    make accuracy BENCH=../shared       (the folder that holds bench/ and footage/)

Every figure comes from running `station analyze` as an outside program would.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
PROGRAM = Path(sys.executable).parent

HEAD = """# Accuracy

Made by `make accuracy`; nothing here is typed in. "Real motion" is motion capture of real treadmill runners with force
plates, put through a camera with noise (Fukuchi, Fukuchi and Duarte 2017, PeerJ 5:e3298, CC BY 4.0; changed: joint
centres, projection, noise, looping). "Rendered clips" are pixels of rendered runners through MediaPipe with exact
truth. "Counted footage" is a real video whose steps were counted by eye.
"""
LIMITS = """## How to read this

- On real motion the joints carry modelled noise, so those figures judge the measuring, not MediaPipe.
- `landmarks` truth is the angle of the points as given; what the camera and the landmarker do to it is not in there.
- On rendered clips MediaPipe itself is judged too. Its answer to knee cave has slope 0.6 to 0.9 and a bias that differs
  by body, view and leg, and it hardly sees the pelvis drop: so the station compares a runner with their own baseline,
  and does not cue on the pelvis.
"""


def main() -> None:
    shared = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT.parent / "shared").resolve()
    if not (shared / "bench").is_dir():
        sys.exit(f"The benchmark is not in {shared}. Say where: make accuracy BENCH=FOLDER")
    with tempfile.TemporaryDirectory() as folder:
        streams = scored(shared / "bench" / "score.py", shared / "bench" / "streams", Path(folder) / "streams")
        clips = scored(shared / "bench" / "score_clips.py", shared / "bench" / "clips", Path(folder) / "clips")
        parts = [HEAD, *stream_tables(streams), *clip_table(clips), *footage(shared / "footage", Path(folder)), LIMITS]
    (ROOT / "docs" / "accuracy.md").write_text("\n".join(parts), encoding="utf-8")


def scored(scorer: Path, folder: Path, results: Path) -> dict[str, Any]:
    """Let a scorer run `station analyze` on everything in a folder."""
    environment = {**os.environ, "PATH": f"{PROGRAM}{os.pathsep}{os.environ['PATH']}"}
    results.mkdir(parents=True)
    subprocess.run([sys.executable, scorer, folder, "--results", results], check=True, env=environment, stdout=2)
    scores: dict[str, Any] = json.loads((results / "scores.json").read_text())
    return scores


def table(headings: list[str], rows: list[list[str]]) -> str:
    lines = [headings, ["---", *["---:"] * (len(headings) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def number(value: float | None, digits: int = 2) -> str:
    return "" if value is None else f"{value:.{digits}f}"


def stream_tables(scores: dict[str, Any]) -> Iterator[str]:
    groups = scores["groups"]
    yield "## Real motion: cadence and steps\n"
    rows = [cadence_row(name, group) for name, group in groups.items()]
    headings = [
        "streams",
        "n",
        "live cadence MAE, spm",
        "worst",
        "mean cadence",
        "steps found",
        "precision",
        "side right",
    ]
    yield table([*headings, "false running"], rows)
    everything = groups["all"]
    settled = everything.get("settle5_s")
    yield (
        f"Cadence is there {number(everything['first_cadence_s'], 1)} s after running begins, and within 2 spm of a "
        f"step of cadence after {number(settled, 1)} s.\n"
    )
    yield "## Real motion: instants, ms\n"
    yield table(["instant and view", "bias", "between streams", "within"], list(instant_rows(everything)))
    yield "## Real motion: mean of a leg over a stream\n"
    yield table(
        ["metric", "mean error", "worst leg", "bias", "step SD", "legs"], list(metric_rows(everything["metrics"]))
    )


def cadence_row(name: str, group: dict[str, Any]) -> list[str]:
    shares = [number(group.get(key), 3) for key in ("recall", "precision", "side_acc", "false_running")]
    errors = [number(group.get(key)) for key in ("live_mae_mean", "live_mae_worst", "mean_cad_abs_err")]
    return [name, str(group["streams"]), *errors, *shares]


def instant_rows(group: dict[str, Any]) -> Iterator[list[str]]:
    names = {"ic": "initial contact", "mid": "midstance", "to": "toe-off"}
    for short, name in names.items():
        for view in ("front", "rear", "left", "right"):
            if found := group.get(f"{short}_{view}_ms"):
                yield [f"{name}, {view}", *(number(found[key], 0) for key in ("bias", "bias_spread", "sd"))]


def metric_rows(metrics: dict[str, Any]) -> Iterator[list[str]]:
    for name, kinds in metrics.items():
        at, digits = kinds["landmarks"], 3 if name.endswith(("_m", "_frac")) else 1
        figures = [number(at[key], digits) for key in ("leg_mae", "leg_worst", "leg_bias", "step_sd")]
        yield [f"`{name}`", *figures, str(at["legs"])]


def clip_table(clips: dict[str, Any]) -> Iterator[str]:
    yield "## Rendered clips through MediaPipe\n"
    headings = ["clip", "cadence error, spm", "steps found", "precision", "side right", "contact, ms"]
    yield table(
        [*headings, "FPPA left: true, bias", "FPPA right: true, bias"], [clip_row(*item) for item in clips.items()]
    )


def clip_row(name: str, clip: dict[str, Any]) -> list[str]:
    shares = [number(clip.get(key)) for key in ("recall", "precision", "side")]
    contact = f"{number(clip.get('contact_bias_ms'), 0)} ± {number(clip.get('contact_sd_ms'), 0)}"
    knees = [clip.get(f"fppa_deg.{side}") for side in ("left", "right")]
    told = [f"{knee['true']:.1f}, {knee['bias']:+.1f}" if knee else "" for knee in knees]
    return [name, number(clip.get("cadence_err")), *shares, contact, *told]


def footage(folder: Path, results: Path) -> Iterator[str]:
    yield "## Counted footage\n"
    truth = json.loads((folder / "male_side.truth.json").read_text())
    frames = [contact["frame"] for contact in truth["contacts"]]
    counted = 60 * truth["fps"] * (len(frames) - 1) / (frames[-1] - frames[0])
    rows = [
        footage_row(folder, results, "male_side", "left", f"{counted:.2f} spm, counted"),
        footage_row(folder, results, "sports2d_demo", "left", "a woman walks"),
        footage_row(folder, results, "one_leg_balance_two_people", "front", "a man balances"),
    ]
    yield table(["clip", "what it shows", "mean cadence, spm", "steps", "frames called running"], rows)


def footage_row(folder: Path, results: Path, clip: str, view: str, shows: str) -> list[str]:
    out = results / clip
    subprocess.run(
        [PROGRAM / "station", "analyze", folder / f"{clip}.mp4", "--view", view, "--out", out], check=True, stdout=2
    )
    summary = json.loads((out / "summary.json").read_text())
    running = sum(json.loads(line)["running"] for line in (out / "live.jsonl").open())
    mean = summary["cadence_spm"]["mean"]
    return [
        clip,
        shows,
        number(mean) or "none",
        str(sum(summary["steps"].values())),
        f"{running} of {summary['frames']}",
    ]


if __name__ == "__main__":
    main()
