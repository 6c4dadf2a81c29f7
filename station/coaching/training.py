"""One focus in training: its targets, its rules watched, and when it asks too much."""

from collections.abc import Iterator

from station.coaching.restraint import Overload
from station.coaching.rules import RULES, scale
from station.coaching.targets import eased
from station.coaching.watch import Measure, Watch
from station.model import Finding, Focus, GaitEstimate, Reference, Side, Tally, Targets


class Training:
    """Hold steps against the targets of a focus."""

    def __init__(self, focus: Focus, targets: Targets, own: Reference, margin_frac: float) -> None:
        self.focus = focus
        self._asked, self._own, self._margin_frac = targets, own, margin_frac
        self._watches = [Watch(rule) for rule in RULES[focus] if rule.limit(targets) is not None]
        self._scales = [scale(watch.rule, own) for watch in self._watches]
        self.overload = Overload()
        self.targets = targets
        """In force: what was asked for, or less of it once that was too hard."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        return tuple(watch.finding for watch in self._watches if watch.finding)

    def forget(self) -> None:
        """Begin anew: what comes next is other running."""
        for watch in self._watches:
            watch.forget()
        self.overload.forget()

    def see(self, estimate: GaitEstimate) -> Tally:
        """Judge the steps of this estimate; return how many were judged and how many of them were in their band."""
        for watch, whole in zip(self._watches, self._scales, strict=True):
            watch.see(estimate, Measure(self.targets, whole, self._margin_frac))
        judged = [watch for watch in self._watches if watch.judged]
        if not judged:
            return Tally()
        return Tally(1, 0 if any(watch.firing for watch in judged) else 1)

    def strain(self, t: float, seen: Tally) -> bool:
        """Take in a judged step that feedback was given on; tell whether the target has just shown itself too hard."""
        if not self.overload.judge(t, out=not seen.met):
            return False
        self.targets = eased(self._asked, self._own, self.overload.asked_frac)
        return True

    def confirmed(self, steps: int, told: Side | None) -> Iterator[tuple[str, Finding]]:
        """Yield the rules that may speak: out for so many steps, and none of another kind before them is out.

        Where both legs are out, not the one that was `told` last: a steady rhythm would speak of the same one forever.
        """
        out = [watch for watch in self._watches if watch.steps_out >= steps]
        waits = told if {watch.rule.side for watch in out} >= set(Side) else None
        for watch in out:
            its_turn = watch.rule.side is None or watch.rule.side is not waits
            if watch.firing and its_turn and self._goes_first(watch):
                yield watch.rule.name, watch.firing

    def _goes_first(self, watch: Watch) -> bool:
        before = self._watches[: self._watches.index(watch)]
        return all(one.rule.kind is watch.rule.kind for one in before if one.finding)
