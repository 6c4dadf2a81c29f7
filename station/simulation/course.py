"""A whole programme in virtual time: enrolled and planned by the record, session after session, days apart."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time
from pathlib import Path

from station.assembly import coaching_engine
from station.errors import ConfigError, StoreError
from station.model import SessionPlan
from station.programmes import Programme, load_programmes
from station.pupils import PUPILS, PupilKind
from station.records import Enrolment, SessionRecord
from station.sessions.recording_lock import RecordingLock
from station.sessions.session_log import Begun
from station.sessions.store import Store
from station.sessions.writer import KEEP_FRAMES, Writer
from station.settings import Settings, VirtualSettings
from station.simulation.helper import Helper
from station.simulation.visit import Sight, closed_loop, record
from station.vision.virtual.atlas import load_atlas
from station.vision.virtual.mind import Mind
from station.vision.virtual.runner import VirtualRunner

OWN_PROGRAMMES = "programmes"
"""A clinic's own lie in this folder beside its record."""
MOST_VISITS = 2
"""So many times the planned visits: sessions that do not count come again, but not for ever."""
AT = time(10, 0)
SEEDS_A_PUPIL = 1000
FROM_THE_FRONT = Sight()


@dataclass(frozen=True, slots=True)
class Visited:
    """A session that was run: what the record kept of it, and the focus that the programme goes on with."""

    record: SessionRecord
    enrolment: Enrolment


@dataclass(frozen=True, slots=True)
class Simulation:
    """A pupil on a programme; the same seed gives the same run."""

    settings: Settings
    programme: Programme
    kind: PupilKind
    seed: int
    poses_kept: bool = False
    sight: Sight = FROM_THE_FRONT

    def run(self, folder: Path, told: Callable[[int, float], None]) -> Iterator[Visited]:
        """Run all sessions, recorded into a folder; `told` hears the session's number and how far it is, s."""
        store = Store(folder)
        try:
            with _lock(folder):
                yield from self._sessions(store, told)
        finally:
            store.close()

    def _sessions(self, store: Store, told: Callable[[int, float], None]) -> Iterator[Visited]:
        runner = store.add_runner(f"{self.kind} {self.seed}", load_atlas(self.sight.view).setup.runner_height_m)
        enrolled = store.enrol(runner.runner_id, self.programme)
        mind, day = Mind(PUPILS[self.kind]), enrolled.begun_at.astimezone().date()
        for visit in range(MOST_VISITS * (self.programme.planned or 1)):
            plan = store.next_plan(enrolled.enrolment_id)
            if plan is None or (self.programme.repeats and visit):
                return
            due = _enrolment(store, enrolled.enrolment_id).next_due or day
            mind.rest((due - day).days)
            day = due
            begun = self._begun(store, enrolled, plan, datetime.combine(day, AT).astimezone())
            self._session(store, begun, mind, lambda s: told(begun.plan.number, s))  # noqa: B023 (used at once)
            yield Visited(_kept(store, begun.session_id), _enrolment(store, enrolled.enrolment_id))

    def _begun(self, store: Store, enrolled: Enrolment, plan: SessionPlan, at: datetime) -> Begun:
        setup, number = load_atlas(self.sight.view).setup, store.next_session_id()
        kept = self.settings.for_the_record()
        return Begun(number, enrolled.runner_id, setup, kept, 0.0, at, plan, enrolled.enrolment_id)

    def _session(self, store: Store, begun: Begun, mind: Mind, told: Callable[[float], None]) -> None:
        seed = SEEDS_A_PUPIL * self.seed + begun.plan.number
        runner = VirtualRunner(VirtualSettings(seed=seed, reaction_s=self.settings.virtual.reaction_s), mind)
        engine = coaching_engine(self.settings, begun.setup, begun.plan)
        beats = closed_loop(engine, runner, self._sight(seed), Helper().says)
        record(beats, begun, Writer(store, keep_frames=KEEP_FRAMES if self.poses_kept else 0), told)

    def _sight(self, seed: int) -> Sight:
        return replace(self.sight, seed=seed)


def programme_named(name: str, data_dir: Path) -> Programme:
    """Return a programme. Raises ConfigError, naming those that there are, where it is none of them."""
    programmes = load_programmes(data_dir / OWN_PROGRAMMES)
    if name not in programmes:
        raise ConfigError(f"There is no programme {name!r}. There are: {', '.join(programmes)}.")
    return programmes[name]


def minutes_planned(programme: Programme) -> float:
    """Return about how long all of a programme's sessions last, min."""
    around_min = programme.warmup_min + programme.baseline_s / 60 + programme.retention_min + programme.cooldown_min
    return sum(around_min + (10.0 if session.run_min is None else session.run_min) for session in programme.session)


def _enrolment(store: Store, enrolment_id: int) -> Enrolment:
    enrolment = store.enrolment(enrolment_id)
    assert enrolment  # it was made a moment ago
    return enrolment


def _kept(store: Store, session_id: int) -> SessionRecord:
    kept = store.session(session_id)
    if kept is None:
        raise StoreError(f"Session {session_id} could not be written to {store.data_dir}. Is there room on the disk?")
    return kept


def _lock(folder: Path) -> RecordingLock:
    try:
        return RecordingLock(folder)
    except BlockingIOError:
        raise StoreError(f"A station is recording into {folder}. Keep the simulation in another folder.") from None
