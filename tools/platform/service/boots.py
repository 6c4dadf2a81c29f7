"""What must come out of a boot."""

from collections.abc import Iterator, Mapping, Sequence

from tools.platform.parts import Line

READY_S = 20.0
EXPOSURE = 2.0
USERS = ("station", "gpio", "video", "render", "spi", "station-screen")
FOLDERS = (
    "/etc/station root 750", "/etc/station/station.toml root 640", "/var/lib/station station 700",
    "/var/backups/station station 700", "/run/station station 700", "/var/cache/station station 700",
)  # fmt: skip
KERNEL = "80 33554432 8388608 10 10"


def lines(found: Mapping[str, str]) -> Iterator[Line]:
    """Judge what `boot.sh` found out."""
    yield from _up(found)
    yield from _sandbox(found)
    yield from _surroundings(found)


def ready(boots: Sequence[Mapping[str, str]]) -> Line:
    """Judge how long it took from the kernel's start to READY, its camera open: the median counts."""
    took = sorted((_seconds(found, "ready_s"), _seconds(found, "began_s")) for found in boots)
    (ready_s, began_s), all_s = took[len(took) // 2], ", ".join(f"{each:.1f}" for each, _ in took)
    came_out = f"{ready_s:.1f} s of guest time, {ready_s - began_s:.1f} s of them the station's own (boots: {all_s})"
    seen = all(found.get("in_vain") == "0" for found in boots)
    what = f"kernel to READY with pose model and camera, under {READY_S:.0f} s"
    return Line(what, came_out if seen else f"{came_out}; its camera was not there yet", seen and ready_s < READY_S)


def _seconds(found: Mapping[str, str], name: str) -> float:
    told_ms = float(found.get(name) or 0)
    return told_ms / 1000 if told_ms else float("inf")


def _up(found: Mapping[str, str]) -> Iterator[Line]:
    well = found.get("well", "")
    yield Line("/healthz after the boot", well[:100], '"ok":true' in well)
    session, edges = found.get("session", ""), int(found.get("lamp_edges") or 0)
    works = '"session":true' in session and edges > 0
    yield Line("pins inside the sandbox: button begins, lamps follow", f"{edges} edges of lamp pins", works)
    yield Line("units that failed", found.get("failed") or "none", "failed" in found and not found["failed"])


def _sandbox(found: Mapping[str, str]) -> Iterator[Line]:
    exposure = found.get("exposure", "")
    yield Line("systemd-analyze security", exposure, bool(exposure) and float(exposure.split()[0]) <= EXPOSURE)
    verify = found.get("verify", "never asked")
    yield Line("systemd-analyze verify", verify[:120] or "nothing to say", verify == "")
    pins, other = found.get("open_pins"), found.get("open_other", "")
    yield Line(
        "devices: pins yes, the kernel's log no", f"{pins}; {other[-60:]}", pins == "yes" and "permitted" in other
    )
    none = int(found.get("capabilities") or "f", 16) == 0
    yield Line("capabilities", found.get("capabilities", ""), none)
    threads, memory = found.get("threads"), found.get("memory_mb")
    came_out = f"weight {found.get('weight')} of 100, {threads} threads, {memory}"
    yield Line("share of the machine", came_out, found.get("weight") == "1000")


def _surroundings(found: Mapping[str, str]) -> Iterator[Line]:
    users, folders = found.get("users", ""), found.get("folders", "")
    yield Line("users and groups made at boot", users[:120], all(f"({name})" in users for name in USERS))
    yield Line("folders, whose and how open", "as written" if folders else "", all(one in folders for one in FOLDERS))
    yield Line("pin chip through udev", found.get("pin_chip", ""), found.get("pin_chip") == "gpio 660")
    yield Line("kernel settings", found.get("kernel", ""), " ".join(found.get("kernel", "").split()) == KERNEL)
    watchdog = found.get("watchdog", "")
    yield Line("hardware watchdog held by systemd", watchdog, watchdog.split() == ["/dev/watchdog0", "15s"])
    journal = found.get("journal", "")
    yield Line("journal", journal, "SystemMaxUse=64M" in journal)
