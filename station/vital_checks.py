"""What machine and station say of themselves, judged: how it stands, and what to do, in the coach's words. Pure."""

from collections.abc import Iterator

from station.checked import Check, State
from station.vitals import ClockState, Throttle, Vitals

WARM_C, HOT_C = 78.0, 85.0
"""A Pi's firmware slows its processor from 80 degrees on, and hard from 85 on."""
RATE_HZ, SLOW_HZ = 20.0, 10.0
"""Poses a second: what is good, and below which steps are missed."""
LOWERED_FRAC = 0.9
"""A rate below this part of the usual one is told."""
STALE_S = 2.0
GIB, MIB = 2**30, 2**20
DISK_BYTES = (GIB, 200 * MIB)
"""Some sixteen hours of sessions, and three (a minute of poses takes a megabyte)."""
MEMORY_FRAC, MEMORY_BYTES = 0.1, 100 * MIB

NOT_TOLD = "This machine does not tell."
SUPPLY = "Use the Pi's own power supply and its own cable, and unplug what else hangs on its USB."
AIR = "Give it air."
COOLING = "Free its vents, look whether its fan turns, take it out of the sun."
CAMERA = "Look at the camera and its cable."
LIGHTER = "Close other programs, choose a smaller picture, or pose.model = lite."
CARD = "Make a backup, then clear old sessions (station tidy) or put in a larger card."
RESTART = "Close other programs; if it comes back, restart the station."
SET_CLOCK = "Connect the station to the internet for a minute, or set its clock by hand."
JOIN = "Plug in the network cable, or let the station join a Wi-Fi or make its own."
TOLD_AT_ONCE = ("Power", "Temperature", "Disk", "Memory", "Clock")
"""What the live page tells too, as soon as it is bad."""


def checks(vitals: Vitals) -> list[Check]:
    """Return all checks, what hurts measuring most first."""
    return [*_machine(vitals), _rate(vitals), _disk(vitals), _memory(vitals), _clock(vitals), _network(vitals)]


def warnings(vitals: Vitals) -> tuple[str, ...]:
    """Return what the coach must know while coaching; that a date may be wrong is told between sessions only."""
    silent = "Clock" if vitals.session else ""
    urgent = (one for one in checks(vitals) if one.state is State.BAD and one.name in TOLD_AT_ONCE)
    return tuple(f"{one.seen} {one.do}".strip() for one in urgent if one.name != silent)


def _machine(vitals: Vitals) -> Iterator[Check]:
    yield _power(vitals)
    yield _temperature(vitals)


def _power(vitals: Vitals) -> Check:
    now, before = vitals.host.throttle, vitals.host.throttled_before or Throttle(0)
    if now is None:
        return Check("Power", State.UNKNOWN, NOT_TOLD)
    if Throttle.UNDER_VOLTAGE in now:
        return Check("Power", State.BAD, "The power supply is too weak: the Pi gets too little voltage.", SUPPLY)
    if Throttle.UNDER_VOLTAGE in before:
        return Check("Power", State.LOOK, "The voltage was too low for a moment.", SUPPLY)
    return Check("Power", State.GOOD, "Enough voltage.")


def _temperature(vitals: Vitals) -> Check:
    host = vitals.host
    heat = "" if host.temperature_c is None else f"{host.temperature_c:.0f} °C"
    if not _warm(vitals):
        return Check("Temperature", State.GOOD if heat else State.UNKNOWN, f"{heat}." if heat else NOT_TOLD)
    hot = (host.temperature_c or 0.0) >= HOT_C
    state = State.BAD if hot or _lowered(vitals) else State.LOOK
    name = "The Pi" if (host.board or "").startswith("Raspberry") else "The machine"
    seen = f"{name} is {'hot' if hot else 'warm'}{f' ({heat})' if heat else ''}{_cost(vitals)}."
    return Check("Temperature", state, seen, AIR)


def _warm(vitals: Vitals) -> bool:
    return bool((vitals.host.temperature_c or 0.0) >= WARM_C or vitals.host.hot or vitals.resting)


def _lowered(vitals: Vitals) -> bool:
    """Tell whether fewer poses come than usual; that none do is the camera's fault, not the heat's."""
    return vitals.usual_hz is not None and 0 < vitals.poses_hz < LOWERED_FRAC * vitals.usual_hz


def _cost(vitals: Vitals) -> str:
    if not _lowered(vitals):
        return ""
    return f": {vitals.poses_hz:.0f} poses a second instead of {vitals.usual_hz:.0f}"


def _rate(vitals: Vitals) -> Check:
    name, now = "Pose rate", f"{vitals.poses_hz:.0f} poses a second."
    if vitals.pose_age_s is None or vitals.pose_age_s > STALE_S:
        return Check(name, State.BAD, "No poses come.", CAMERA)
    if vitals.poses_hz >= RATE_HZ and not _lowered(vitals):
        return Check(name, State.GOOD, now)
    why, do = _why_slow(vitals)
    return Check(name, State.BAD if vitals.poses_hz < SLOW_HZ else State.LOOK, f"{now} {why}", do)


def _why_slow(vitals: Vitals) -> tuple[str, str]:
    if _warm(vitals):
        return "It is warm, and slowed so that it does not get hotter.", COOLING
    if vitals.host.throttle:
        return "The Pi slows itself for its weak power supply.", SUPPLY
    usual = f" instead of {vitals.usual_hz:.0f}" if _lowered(vitals) else ""
    return f"The processor does not manage more{usual and f' now{usual}'}.", LIGHTER


def _disk(vitals: Vitals) -> Check:
    free, total = vitals.host.disk_free_bytes, vitals.host.disk_total_bytes
    if free is None or total is None:
        return Check("Disk", State.UNKNOWN, NOT_TOLD)
    state = _above(free, *DISK_BYTES)
    return Check("Disk", state, f"{_size(free)} free of {_size(total)}.", "" if state is State.GOOD else CARD)


def _memory(vitals: Vitals) -> Check:
    free, total = vitals.host.memory_free_bytes, vitals.host.memory_total_bytes
    if free is None or total is None:
        return Check("Memory", State.UNKNOWN, NOT_TOLD)
    state = _above(free, MEMORY_FRAC * total, MEMORY_BYTES)
    return Check("Memory", state, f"{_size(free)} free of {_size(total)}.", "" if state is State.GOOD else RESTART)


def _clock(vitals: Vitals) -> Check:
    if vitals.host.clock is ClockState.UNKNOWN:
        return Check("Clock", State.UNKNOWN, NOT_TOLD)
    if vitals.host.clock is ClockState.SET:
        return Check("Clock", State.GOOD, "Set since the power came on.")
    seen = "The clock was not set since the power came on: the dates of sessions may be wrong."
    return Check("Clock", State.BAD, seen, SET_CLOCK)


def _network(vitals: Vitals) -> Check:
    if not vitals.lan:
        return Check("Network", State.GOOD, "Only this machine is served (dashboard.lan is off).")
    if not vitals.host.addresses:
        return Check("Network", State.BAD, "There is no network: no tablet reaches the station.", JOIN)
    return Check("Network", State.GOOD, f"{', '.join(vitals.host.addresses)}.")


def _above(value: float, enough: float, least: float) -> State:
    return State.BAD if value < least else State.LOOK if value < enough else State.GOOD


def _size(size_bytes: float) -> str:
    return f"{size_bytes / 1e9:.1f} GB" if size_bytes >= 1e9 else f"{size_bytes / 1e6:.0f} MB"
