"""What comes next in a programme: which session, with how much feedback, and when. Arithmetic on what was done."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

from station.model import SessionPlan, Tally
from station.programmes import Programme

KEEP_BELOW_FRAC, FADE_FROM_FRAC = 0.5, 0.8
"""Off blocks in which the target was met less than this keep the feedback; as often as that and more fade it."""

ENOUGH_FRAC = 0.5
"""Part of its training that a session must have run to count as done; this project's choice."""

WEEK_DAYS = 7

NONE_JUDGED = Tally()


@dataclass(frozen=True, slots=True)
class Past:
    """What came of one visit of a programme."""

    on: date
    plan: SessionPlan
    trained_s: float = 0.0
    """Running in its training, feedback on and off together."""
    baseline_done: bool = False
    solo: Tally = NONE_JUDGED
    """Of its blocks without feedback."""
    ended: bool = True

    @property
    def counts(self) -> bool:
        """True for a session that is done: its training ran long enough, or it had none and its baseline was taken."""
        planned_s = self.plan.run_s
        enough = self.trained_s >= ENOUGH_FRAC * planned_s if planned_s else self.baseline_done
        return self.ended and enough


def done(programme: Programme, visits: Iterable[Past]) -> list[Past]:
    """Return the visits that count, oldest first, one for each session of the programme."""
    counting = {visit.plan.number: visit for visit in _of(programme, visits) if visit.counts}
    return sorted(counting.values(), key=lambda visit: (visit.on, visit.plan.number))


def next_number(programme: Programme, visits: Iterable[Past]) -> int | None:
    """Return the number of the first session that is not done; None when all are."""
    had = {visit.plan.number for visit in done(programme, visits)}
    number = next(number for number in count(1) if number not in had)
    return number if programme.planned is None or number <= programme.planned else None


def next_frac(programme: Programme, visits: Iterable[Past]) -> float | None:
    """Return in which part of the next session's training there is feedback; None when all are done.

    A session that was broken off comes again as it was: only those that are done move the feedback.
    """
    visits = list(visits)
    number, had = next_number(programme, visits), done(programme, visits)
    if number is None:
        return None
    planned = programme.at(number).feedback_frac
    return _adapted(programme.ladder, had[-1], planned) if programme.adaptive and had else planned


def next_due(programme: Programme, begun: date, visits: Iterable[Past]) -> date | None:
    """Return the first day for the next session; None when all are done, and where any visit repeats the one.

    So many a week at most, spread over it, and never on a day on which the runner was here already.
    """
    visits = list(visits)
    if programme.repeats or next_number(programme, visits) is None:
        return None
    here = [visit.on for visit in visits]
    days = [visit.on for visit in done(programme, visits)]
    return max([begun, *(day + timedelta(1) for day in here), *_spread(days, programme.sessions_per_week)])


def follow_ups(programme: Programme, visits: Iterable[Past]) -> tuple[date, ...]:
    """Return the days on which to look again; none before the last session is done."""
    visits = list(visits)
    if next_number(programme, visits) is not None:
        return ()
    last = done(programme, visits)[-1].on
    return tuple(last + timedelta(days) for days in programme.follow_up_days)


def _of(programme: Programme, visits: Iterable[Past]) -> Iterable[Past]:
    """Leave out what was run beside the programme, an assessment for instance."""
    return (visit for visit in visits if visit.plan.programme == programme.name)


def _adapted(ladder: Sequence[float], last: Past, planned: float) -> float:
    """Move along the ladder, a step at most, by how often the target was met without feedback."""
    was = _step(ladder, last.plan.feedback_frac)
    met = last.solo.met_frac
    wanted = _step(ladder, planned)
    if met is not None and last.plan.feedback_frac < 1:
        wanted = was if met < KEEP_BELOW_FRAC else was + 1 if met >= FADE_FROM_FRAC else wanted
    return ladder[min(max(wanted, was - 1), was + 1, len(ladder) - 1)]


def _step(ladder: Sequence[float], frac: float) -> int:
    """Return which step of the ladder is nearest."""
    return min(range(len(ladder)), key=lambda step: abs(ladder[step] - frac))


def _spread(days: Sequence[date], per_week: int) -> Iterable[date]:
    """Yield the days before which so many a week forbid another, the days of those that are done being given."""
    if len(days) >= per_week:
        yield days[-per_week] + timedelta(WEEK_DAYS)
    if of_this_round := len(days) % per_week:
        yield days[-of_this_round] + timedelta(of_this_round * WEEK_DAYS // per_week)
