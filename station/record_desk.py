"""The record as the pages want it: the store, the programmes there are, and plots drawn."""

from collections.abc import Mapping, Sequence

from station.model import Focus, PainPreset, PainTime, SessionPlan
from station.programmes import Programme
from station.records import Enrolment, Runner, SessionRecord, SessionSummary
from station.sessions.store import Store
from station.sessions.trends import Trends
from station.trend import trend
from station.visits import Visit


class RecordDesk:
    """Answer what the pages ask about runners, sessions and courses of training."""

    def __init__(self, store: Store, programmes: Mapping[str, Programme]) -> None:
        self._store = store
        self._programmes = programmes
        self._trends = Trends(store)

    def runners(self) -> Sequence[Runner]:
        return self._store.runners()

    def add_runner(self, name: str, height_m: float | None) -> Runner:
        return self._store.add_runner(name, height_m)

    def sessions(self, runner_id: int | None, before: int, most: int) -> Sequence[SessionSummary]:
        return self._store.sessions(runner_id, before, most)

    def session(self, session_id: int) -> SessionRecord | None:
        return self._store.session(session_id)

    def add_note(self, session_id: int, text: str) -> None:
        self._store.add_note(session_id, text)

    def plot(self, session_id: int, name: str) -> bytes | None:
        from station.sessions.plots import PLOTS  # noqa: PLC0415 (matplotlib is slow to import)

        record = self._store.session(session_id)
        return PLOTS[name](record) if record and name in PLOTS else None

    def programmes(self) -> Mapping[str, Programme]:
        return self._programmes

    def enrolments(self, runner_id: int) -> Sequence[Enrolment]:
        return self._store.enrolments(runner_id)

    def enrol(
        self,
        runner_id: int,
        programme: Programme,
        focus: Focus | None,
        pain_preset: PainPreset,
        trunk_lean_allowed: bool,
    ) -> Enrolment:
        return self._store.enrol(runner_id, programme, focus, pain_preset, trunk_lean_allowed)

    def next_plan(self, enrolment_id: int) -> SessionPlan | None:
        return self._store.next_plan(enrolment_id)

    def enrolment(self, enrolment_id: int) -> Enrolment | None:
        return self._store.enrolment(enrolment_id)

    def end_enrolment(self, enrolment_id: int) -> None:
        self._store.end_enrolment(enrolment_id)

    def visits(self, session_ids: Sequence[int]) -> Sequence[Visit]:
        return self._trends.visits(session_ids)

    def trend_plot(self, enrolment_id: int) -> bytes | None:
        from station.sessions.trend_plots import trend_svg  # noqa: PLC0415 (matplotlib is slow to import)

        enrolment = self._store.enrolment(enrolment_id)
        return trend_svg(trend(self._trends.visits(enrolment.session_ids))) if enrolment else None

    def add_pain(self, session_id: int, when: PainTime, score: int) -> None:
        self._store.add_pain(session_id, when, score)
        self._trends.forget(session_id)
