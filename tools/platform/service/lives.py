"""What must come out of a life: killed, hung, out of memory, stopped, misconfigured, without a camera."""

from collections.abc import Iterator, Mapping

from tools.platform.parts import Line

WATCHDOG_S, SLOW_S = 10.0, 25.0
"""The unit's WatchdogSec, and what a busy guest may take to be up again beside it."""
REFUSED = "exit-code 78 failed 0"
DARK = "0" * 11


def lines(found: Mapping[str, str]) -> Iterator[Line]:
    """Judge what `life.sh` found out."""
    yield from _ends(found)
    yield from _refusals(found)
    yield from _waits(found)
    yield from _timers(found)


def _ends(found: Mapping[str, str]) -> Iterator[Line]:
    killed_s = _s(found, "killed_back_s")
    dark = int(found.get("killed_dark") or 0) > 0
    came_out = f"up again after {killed_s:.1f} s, `station dark` {'ran' if dark else 'did NOT run'} in between"
    yield Line("SIGKILL", came_out, killed_s < SLOW_S and dark and found.get("killed_restarts") == "1")
    hang_s, told = _s(found, "hang_back_s"), found.get("hang_told", "")
    came_out = f"{told}; up again after {hang_s:.1f} s"
    yield Line("hang (SIGSTOP)", came_out, "Watchdog timeout" in told and hang_s < WATCHDOG_S + SLOW_S)
    hog_s, told = _s(found, "hog_back_s"), found.get("hog_told", "")
    limit_mb = int(found.get("hog_limit") or 0) / 2**20
    came_out = f"{told[-70:]} up again after {hog_s:.1f} s (at 600 MB; the unit's limit is {limit_mb:.0f} MB)"
    yield Line("memory hog in its control group", came_out, bool(told) and hog_s < 2 * SLOW_S)
    stop_s, result, lamps = _s(found, "stop_s"), found.get("stop_result", ""), found.get("stop_lamps", "")
    came_out = f"{stop_s:.1f} s, {result}; eleven output pins read {lamps}"
    yield Line("systemctl stop", came_out, result == "success 0 inactive" and lamps == DARK)


def _refusals(found: Mapping[str, str]) -> Iterator[Line]:
    wrong, told = found.get("wrong_end", ""), found.get("wrong_told", "")
    each = all(key in told for key in ("rotation_deg", "port", "colour"))
    yield Line(
        "three wrong settings: 78, no second try, each told", f"{wrong}; {told[:160]}", wrong == REFUSED and each
    )
    broken = found.get("broken_end", "")
    yield Line("settings that are no TOML", broken, broken == REFUSED)
    programme, told = found.get("programme_end", ""), found.get("programme_told", "")
    yield Line(
        "a programme of the clinic's that is wrong", f"{programme}; {told[:100]}", programme == REFUSED and bool(told)
    )
    model, told = found.get("model_end", "0 "), found.get("model_told", "")
    yield Line(
        "no pose model: told, and tried again",
        f"{model} restarts; {told[:80]}",
        int(model.split()[0]) > 0 and bool(told),
    )


def _waits(found: Mapping[str, str]) -> Iterator[Line]:
    status, page = found.get("waiting_status", ""), found.get("waiting_page", "")
    waits = status.startswith("active: waiting") and bool(page) and '"ok":false' in found.get("waiting_health", "")
    yield Line("no camera at power-on", f"{status}; page: {page}", waits)
    on = found.get("waiting_on", "")
    yield Line("the camera comes", on, on.startswith("same process") and "poses/s" in on)


def _timers(found: Mapping[str, str]) -> Iterator[Line]:
    timers = found.get("timers", "")
    yield Line("timers wait", timers, timers.split() == ["active", "active"])
    for job in ("backup", "tidy"):
        told = found.get(job, "")
        yield Line(f"station-{job}.service", told[:120], told.startswith("success") and len(told.split()) > 1)
    yield Line("runner's screen without cage and chromium: not started, no failure", found.get("kiosk", ""),
               found.get("kiosk") == "no inactive")  # fmt: skip


def _s(found: Mapping[str, str], name: str) -> float:
    return float(found.get(name) or "inf")
