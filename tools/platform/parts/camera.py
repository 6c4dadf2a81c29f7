"""The camera: real libcamera and picamera2 with rendered pictures, through to cadence and cues; and the kernel's own.

On this machine's kernel, for speed, libcamera's virtual pipeline shows a loop whose cadence is known. In the guest the
kernel's vimc and vivid deliver frames that are stamped by their drivers.
"""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from station.settings import StoreSettings
from tools.platform.bed import REPO, Bed
from tools.platform.camera.film import cadence_spm, shoot
from tools.platform.guest import Guest
from tools.platform.parts import Line

HERE = Path(__file__).resolve().parent.parent / "camera"
RATE_HZ = 120  # each picture is shown four times: the runner has 30 a second
PI_HZ = 60  # what a Pi's sensor gives: as many must be taken however busy this machine is
TRUE_CUES = ("knee_out left", "cadence_up")
"""She caves on the left and keeps her cadence when asked for more: either may be said first."""

FEW_HZ = 12  # poses a second with which nothing is sure enough for a cue
WITHIN_SPM = 2.0
LONGEST_DARK_S, LONGEST_WORDS_S, LONGEST_BACK_S = 2.0, 5.0, 10.0

IN_GUEST = """
export LD_LIBRARY_PATH=/opt/libcamera/lib/x86_64-linux-gnu PYTHONPATH=/src:/opt/libcamera/lib/python3/dist-packages
export PYTHONDONTWRITEBYTECODE=1
cd /run && /opt/station/venv/bin/python -m tools.platform.camera.guest
"""


def check(bed: Bed, out: Path) -> Iterator[Line]:
    """Lay out film and lens, run each scene, judge what it tells."""
    _lay_out(bed, out)
    yield from _frames(_scene(bed, out, "frames"))
    contract = _scene(bed, out, "contract")
    yield from _promises("picamera2 on libcamera's virtual camera", contract)
    unread = contract.get("unreadable", 0)
    yield Line(
        "four buffers go back though pictures can not be read", f"{unread} asked for, and more came", unread == 12
    )
    yield from _session(_scene(bed, out, "session", timeout_s=180))
    yield from _stuck(_scene(bed, out, "stuck", timeout_s=40))
    yield from _kernels_own(bed, out)


def _lay_out(bed: Bed, out: Path) -> None:
    (out / "pipeline").mkdir()
    shutil.copy(HERE / "virtual.yaml", out / "pipeline")
    shutil.copytree(StoreSettings().data_dir / "models", out / "data/models")
    shoot(out / "film")
    source = bed.root / "tmp/lens.c"
    shutil.copy(HERE / "lens.c", source)
    bed.chroot("gcc", "-shared", "-fPIC", "-O2", "-o", "/tmp/lens.so", "/tmp/lens.c").check_returncode()
    shutil.move(bed.root / "tmp/lens.so", out / "lens.so")
    source.unlink()


def _scene(bed: Bed, out: Path, scene: str, timeout_s: float = 120) -> dict[str, Any]:
    """Run a scene and return what it told; {} where it told nothing. One that does not end is killed, and marked so."""
    log = out / f"{scene}.log"
    inside = ["bash", str(HERE / "inside.sh"), str(bed.root), str(REPO), str(out.resolve())]
    program = ["/opt/station/venv/bin/python", "-m", "tools.platform.camera.watch", scene]
    killed = False
    with open(log, "w") as said, open(out / f"{scene}.json", "w") as told:
        process = subprocess.Popen(
            ["unshare", "--mount", "--propagation", "private", *inside, *program], stdout=told, stderr=said
        )
        try:
            process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            killed = True
    found = (out / f"{scene}.json").read_text()
    return dict(json.loads(found)[scene]) | {"killed": killed} if found else {}


def _frames(told: dict[str, Any]) -> Iterator[Line]:
    if not told:
        yield Line("frames from libcamera through picamera2", "nothing came: see frames.log", good=False)
        return
    came = f"{told['taken_hz']:.1f} of {told['sent_hz']:.1f} a second, {told['missed']} missed, {told['format']}"
    yield Line("frames from libcamera through picamera2", came, told["taken_hz"] > PI_HZ)
    least, middle, most = told["step_ms"]
    steps = f"{least:.2f} / {middle:.2f} / {most:.1f} ms apart, {told['age_ms']:.0f} ms old on arrival"
    yield Line("their times rise, on the monotonic clock", steps, least > 0 and 0 < told["age_ms"] < 500)


def _promises(who: str, told: dict[str, Any]) -> Iterator[Line]:
    yield Line(f"every source's promises: {who}", f"{told.get('promises', 'not all')} kept", bool(told))


def _session(told: dict[str, Any]) -> Iterator[Line]:
    truth = cadence_spm(RATE_HZ)
    if not told or not told["cadence_spm"]:
        yield Line("a session before the camera", "no cadence was measured: see session.log", good=False)
        return
    least, middle, most = told["cadence_spm"]
    came = f"{middle:.1f} ({least:.1f} to {most:.1f}) of {truth:.1f} steps/min at {told['poses_hz']:.0f} poses/s"
    yield Line("cadence", came, abs(middle - truth) <= WITHIN_SPM)
    starved = told["cue"] is None and told["poses_hz"] < FEW_HZ  # the station is then right to say nothing
    came = "too few poses on so busy a machine" if starved else str(told["cue"])
    yield Line("a cue is given and lights the lamps", came, None if starved else told["cue"] in TRUE_CUES)
    dark, words, back = (told[name] for name in ("dark_s", "words_s", "back_s"))
    yield Line("no more pictures: the lamps are dark", f"after {dark} s", dark is not None and dark < LONGEST_DARK_S)
    yield Line("and the page says why", f"after {words} s: {told['words']}", bool(words and words < LONGEST_WORDS_S))
    came = f"after {back} s, without a restart; {told['cadence_after_spm']} steps/min; threads {told['threads']}"
    whole = told["silent"] and told["session_goes_on"] and told["cadence_after_spm"] is not None
    yield Line("pictures again: the session goes on", came, bool(whole and back and back < LONGEST_BACK_S))


def _stuck(told: dict[str, Any]) -> Iterator[Line]:
    end = "then it stood still until it was killed" if told.get("killed") else "and it ended by itself"
    came = f"dark after {told.get('dark_s')} s, words after {told.get('words_s')} s, {end}"
    yield Line("a driver that hangs holds the program: dark and told before", came, bool(told and told["words"]))


def _kernels_own(bed: Bed, out: Path) -> Iterator[Line]:
    ran = Guest(bed).run(IN_GUEST, out / "guest", timeout_s=240)
    line = next((line for line in ran.said.splitlines() if line.startswith("{")), "{}")
    for who, name in (("vimc", "vimc through V4L2, libcamera, picamera2"), ("vivid", "vivid through V4L2, OpenCV")):
        told = json.loads(line).get(who)
        yield from _promises(f"{name} (guest)", told or {})
        if told:
            came = f"{told['rate_hz']:.1f} a second, {told['age_ms']:.1f} ms after the driver's stamp, {told['shape']}"
            yield Line(f"{name} (guest)", came, told["shape"][0] > told["shape"][1])
