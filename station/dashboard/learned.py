"""What a programme taught, number by number, as a coach reads it: sentences and the rows of its tables. Pure.

"Changed" is said only beyond what two measurements tell apart; never more than that, for running otherwise is not
running better.
"""

from collections.abc import Mapping
from types import MappingProxyType

from station.dashboard.numbers import needed
from station.dashboard.pain_words import warning
from station.dashboard.words import difference, verdict, within
from station.learning import Compared, Direction, Part
from station.names import number
from station.trend import Line, Outcome, Point
from station.visits import Dose, Visit

SENTENCES: Mapping[Outcome, str] = MappingProxyType(
    {
        Outcome.NOTHING_YET: "Nothing to tell yet: no running without feedback was measured so far.",
        Outcome.NOT_COMPARABLE: "Without feedback at the last visit: {verdict}.",
        Outcome.WITHIN_NOISE: "{change} without feedback: {verdict}.",
        Outcome.CHANGED: "Changed by {change} without feedback{toward}. The next visit tells whether it lasts.",
        Outcome.NOT_KEPT: "Changed by {change} without feedback{toward}, but not kept: within noise again when a later"
        " visit began.",
        Outcome.KEPT: "Changed by {change} without feedback{toward}, and kept: still changed when a later visit began.",
    }
)
MARKS: Mapping[Outcome, str] = MappingProxyType(
    {
        Outcome.NOTHING_YET: "not known yet",
        Outcome.NOT_COMPARABLE: "not comparable",
        Outcome.WITHIN_NOISE: "within noise",
        Outcome.CHANGED: "changed",
        Outcome.NOT_KEPT: "changed, not kept",
        Outcome.KEPT: "changed and kept",
    }
)
"""The same in a word, for a badge."""


def title(line: Line) -> str:
    """Write which number it is, of which leg."""
    words = number(line.measure.metric).words
    return f"{line.measure.side.capitalize()} {words.lower()}" if line.measure.side else words


def mark(line: Line) -> str:
    """Write a number's outcome in a word or two."""
    return MARKS[line.outcome]


def sentence(line: Line) -> str:
    """Say what may be said of a number so far."""
    toward = {Direction.TOWARD: ", toward the target", Direction.AWAY: ", away from the target"}
    parts = {"toward": toward.get(line.direction, "") if line.direction else "", "change": "", "verdict": ""}
    if line.told:
        compared = line.told.without
        parts |= {"change": f"{difference(compared)}{_unit(line)}", "verdict": verdict(compared)}
    return SENTENCES[line.outcome].format(**parts)


def footnote(line: Line) -> str:
    """Say what was aimed at, how much a change needs, and what was taken for granted."""
    change = line.told.without.change if line.told else None
    least = change.needed if change else None
    said = [within(line.band, line.measure.metric)]
    said += [f"A change needs more than {needed(line.measure.metric, least)}"] if least else []
    said += [line.doubt[0].upper() + line.doubt[1:]] if line.doubt else []
    return ". ".join(said) + "."


def short_verdict(compared: Compared) -> str:
    """Write whether a number changed, without how much that would need."""
    return verdict(compared).partition(" (")[0]


def day_of(visit: Visit) -> str:
    """Write the day of a visit."""
    day = visit.began.astimezone()
    return f"{day.day} {day:%B}"


def transfer(point: Point) -> str:
    """Write whether running without feedback stays as with it."""
    return _staying(point.transfer, "stays", "does not stay")


def kept(point: Point) -> str:
    """Write whether the baseline was still as the last visit ended without feedback."""
    return _staying(point.kept, "stayed", "did not stay") if point.kept else ""


def minutes(seconds: float) -> str:
    """Write minutes: whole ones from ten on."""
    return f"{seconds / 60:.{int(seconds < 599)}f}"


def dose(taken: Dose) -> str:
    """Write how long somebody ran, and how long with feedback, against what was planned."""
    run = _against(taken.run_s, taken.planned_run_s)
    return f"{run} of training run, {_against(taken.feedback_s, taken.planned_feedback_s)} of it with feedback"


def share(parts: Mapping[Part, float], part: str) -> str:
    """Write the share of steps in the band, nothing where none was judged."""
    told = parts.get(Part(part))
    return "" if told is None else f"{told * 100:.0f} %"


def _staying(compared: Compared, stays: str, not_so: str) -> str:
    if compared.change is None:
        return short_verdict(compared)
    if compared.direction is Direction.TOWARD:
        return f"went on {Direction.TOWARD}"
    return not_so if compared.real else stays


def _against(seconds: float, planned_s: float | None) -> str:
    planned = "" if planned_s is None else f" of {minutes(planned_s)}"
    return f"{minutes(seconds)}{planned} min"


def _unit(line: Line) -> str:
    return " steps/min" if line.measure.side is None else ""


_WRITERS = (title, mark, sentence, footnote, transfer, kept, minutes, dose, share)
_SHORT = {"learned_verdict": short_verdict, "learned_day": day_of}
FILTERS = {f"learned_{f.__name__}": f for f in _WRITERS} | _SHORT | {"pain_warning": warning}
"""For the templates, under names of their own."""
