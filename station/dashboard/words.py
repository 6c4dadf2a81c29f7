"""Numbers and times as a coach reads them: the filters of the templates."""

from datetime import datetime

from station.cues import short
from station.dashboard import numbers
from station.dashboard.comparison import Compared, Row
from station.dashboard.numbers import NUMBERS, Number, lesser, needed, unit, written
from station.means import Mean
from station.model import Band, Cue, Finding, Grade, View

UNKNOWN = "\N{EN DASH}"
VIEWS = {View.FRONT: "the front", View.REAR: "behind", View.LEFT: "the left", View.RIGHT: "the right"}
METRICS = {"cadence_spm": ("cadence", "spm"), "fppa_deg": ("knee cave", "deg")}


def spm(value: float | None) -> str:
    """Write a cadence: one decimal."""
    return UNKNOWN if value is None else f"{value:.1f}"


def degrees(value: float | None) -> str:
    """Write an angle: whole degrees, for one camera is good for no more."""
    return UNKNOWN if value is None else f"{round(value)}°"


def clock(seconds: float | None) -> str:
    """Write a length of time as minutes:seconds."""
    if seconds is None:
        return UNKNOWN
    minutes, rest = divmod(max(0, round(seconds)), 60)
    return f"{minutes}:{rest:02d}"


def day(moment: datetime) -> str:
    """Write when, in the clinic's own time."""
    local = moment.astimezone()
    return f"{local:%a} {local.day} {local:%B %Y}, {local:%H:%M}"


def metres(height_m: float | None) -> str:
    """Write a height as cm."""
    return UNKNOWN if height_m is None else f"{round(height_m * 100)} cm"


def within(band: Band | None, unit: str) -> str:
    """Write a band, `unit` being spm or deg."""
    write = spm if unit == "spm" else degrees
    if band is None or band == Band():
        return "No band"
    if band.low is None:
        return f"Band up to {write(band.high)}"
    return f"Band from {write(band.low)}" + ("" if band.high is None else f" to {write(band.high)}")


def cue_name(cue: Cue) -> str:
    """Write what a cue asked for, in a few words."""
    return short(cue.kind, cue.side)


def because(finding: Finding) -> str:
    """Write what was measured against which limit; a cadence is a rate, not a mean of steps."""
    name, unit = METRICS.get(finding.metric, (finding.metric.replace("_", " "), "spm"))
    write = spm if unit == "spm" else degrees
    averaged = f", mean of {finding.steps} steps" if finding.steps else ""
    return f"{name} {write(finding.value)}, limit {write(finding.limit)}{averaged}"


def view(seen: View) -> str:
    """Write where the camera stood."""
    return VIEWS[seen]


def named(metric: str) -> Number:
    """Return how a metric is called and shown."""
    return NUMBERS[metric]


def value(mean: Mean, metric: str, sign: str = "") -> str:
    """Write a mean, without its unit."""
    return UNKNOWN if mean.value is None else written(metric, mean.value, mean.grade, sign)


def spread(mean: Mean, metric: str) -> str:
    """Write half the width of a mean's interval, with the unit."""
    return "" if mean.ci95 is None else f"± {numbers.interval(metric, mean.ci95, mean.grade)}{unit(metric)}"


def aim(row: Row) -> str:
    """Write what the camera's aim may add to every value alike."""
    return f"body and aim may add ± {numbers.interval(row.name, row.aim95, Grade.C)}{unit(row.name)}"


def meaning(grade: Grade | None) -> str:
    """Write a grade, and what it allows."""
    return "" if grade is None else f"{grade}: {numbers.MEANINGS[grade]}"


def difference(compared: Compared) -> str:
    """Write what lies between two means; within noise it is rounded toward nothing."""
    change, metric = compared.change, compared.name
    if change is None or compared.grade is None:
        return UNKNOWN
    told = change.difference if change.real else lesser(metric, change.difference, compared.grade)
    return f"{written(metric, told, compared.grade, '+')}{unit(metric)}"


def verdict(compared: Compared) -> str:
    """Write whether a number changed; nothing where one of the two is missing."""
    change = compared.change
    if change is None:
        missing = compared.before.value is None or compared.after.value is None
        return "" if missing else "not compared"
    if change.real or change.needed is None:
        return "changed" if change.real else "within noise"
    return f"within noise (needs {needed(compared.name, change.needed)})"


_WRITERS = (spm, degrees, clock, day, metres, within, cue_name, because, view)
_COMPARERS = (named, value, spread, aim, meaning, difference, verdict)
FILTERS = {f.__name__: f for f in (*_WRITERS, *_COMPARERS)}
