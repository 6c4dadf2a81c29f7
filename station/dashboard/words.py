"""Numbers and times as a coach reads them: the filters of the templates."""

from datetime import datetime

from station.cues import short
from station.dashboard import numbers
from station.dashboard.comparison import Row
from station.dashboard.numbers import lesser, needed, unit, written
from station.learning import Compared
from station.means import Mean
from station.model import Band, Cue, Finding, Grade, View
from station.names import CADENCE, Number, number

UNKNOWN = "\N{EN DASH}"
NOT_SEEN = "not seen well enough"
VIEWS = {View.FRONT: "the front", View.REAR: "behind", View.LEFT: "the left", View.RIGHT: "the right"}


def spm(value: float | None) -> str:
    """Write a cadence: one decimal."""
    return UNKNOWN if value is None else f"{value:.1f}"


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


def within(band: Band | None, metric: str) -> str:
    """Write a band of a metric."""
    if band is None or band == Band():
        return "No band"
    low, high = (None if edge is None else edge_of(metric, edge) for edge in (band.low, band.high))
    if low is None:
        return f"Band up to {high}"
    return f"Band from {low}" + ("" if high is None else f" to {high}")


def edge_of(metric: str, value: float) -> str:
    """Write a value or a limit of a metric, as coarse as the coarsest grade."""
    return spm(value) if metric == CADENCE else f"{written(metric, value, Grade.C)}{unit(metric)}"


def cue_name(cue: Cue) -> str:
    """Write what a cue asked for, in a few words."""
    return short(cue.kind, cue.side)


def because(finding: Finding) -> str:
    """Write what was measured against which limit; a cadence is a rate, not a mean of steps."""
    metric, unsure = finding.metric, ""
    if finding.ci95 is not None:
        unsure = f" ± {numbers.interval(metric, finding.ci95, Grade.A if metric == CADENCE else Grade.C)}"
    averaged = f", mean of {finding.steps} steps" if finding.steps else ""
    name = number(metric).words.lower()
    return f"{name} {edge_of(metric, finding.value)}{unsure}, limit {edge_of(metric, finding.limit)}{averaged}"


def view(seen: View) -> str:
    """Write where the camera stood."""
    return VIEWS[seen]


def named(metric: str) -> Number:
    """Return how a metric is called and shown."""
    return number(metric)


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
    """Write whether a number changed, or why that can not be said; nothing where one of the two is missing."""
    change = compared.change
    if compared.before.value is None or compared.after.value is None:
        return ""
    if change is None:
        return f"not comparable: {compared.barrier or NOT_SEEN}"
    if change.real or change.needed is None:
        return "changed" if change.real else "within noise"
    return f"within noise (needs {needed(compared.name, change.needed)})"


_WRITERS = (spm, clock, day, metres, within, cue_name, because, view)
_COMPARERS = (named, value, spread, aim, meaning, difference, verdict)
FILTERS = {f.__name__: f for f in (*_WRITERS, *_COMPARERS)}
