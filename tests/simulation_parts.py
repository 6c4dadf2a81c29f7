"""Stories in virtual time: a virtual pupil before the real measuring and coaching, and what came of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from station.assembly import coaching_engine
from station.model import FREE_RUN, Advice, Beat, Command, Cue, SessionPlan, Side, Stage
from station.pupils import PUPILS, Pupil, PupilKind
from station.settings import Settings, VirtualSettings
from station.simulation.visit import Sight, closed_loop
from station.vision.virtual.atlas import load_atlas
from station.vision.virtual.mind import Mind
from station.vision.virtual.runner import VirtualRunner

SHORT = replace(FREE_RUN, baseline_s=20.0, baseline_steps=20, run_s=240.0)
"""A short baseline, then four minutes with feedback."""


@dataclass
class Story:
    """One session; `says` is what a human says after each frame, `deaf` a pupil who does not answer."""

    pupil: Pupil
    plan: SessionPlan = SHORT
    seed: int = 1
    deaf: bool = False
    sight: Sight = field(default_factory=Sight)
    faults: tuple[str, ...] = ()
    says: Callable[[Advice, float], tuple[Command, ...]] = lambda _advice, _t: ()
    settings: Settings = field(default_factory=Settings)

    def __post_init__(self) -> None:
        self.mind = Mind(self.pupil)
        virtual = VirtualSettings(seed=self.seed, faults=self.faults, reaction_s=10.0 if self.deaf else 1.2)
        self.runner = _Deaf(virtual, self.mind) if self.deaf else VirtualRunner(virtual, self.mind)
        self.setup = load_atlas(self.sight.view).setup

    def beats(self, longest_s: float = 900.0) -> Iterator[Beat]:
        engine = coaching_engine(self.settings, self.setup, self.plan)
        return closed_loop(engine, self.runner, replace(self.sight, seed=self.seed), self.says, longest_s)

    def run(self, longest_s: float = 900.0) -> list[Beat]:
        return list(self.beats(longest_s))


class _Deaf(VirtualRunner):
    def hear(self, cue: Cue, t: float) -> None:
        pass


def kind(name: str) -> Pupil:
    return PUPILS[PupilKind(name)]


def cues(beats: list[Beat], stage: Stage | None = None) -> list[Cue]:
    return [beat.advice.cue for beat in beats if beat.advice.cue and stage in (None, beat.advice.stage)]


def steps_between(beats: list[Beat], t_from: float, t_to: float) -> int:
    return sum(t_from < step.t_midstance_s <= t_to for beat in beats for step in beat.measured.steps)


def notices(beats: list[Beat]) -> list[str]:
    return [notice.kind.value for beat in beats for notice in beat.advice.notices]


__all__ = ["SHORT", "Side", "Story", "cues", "kind", "notices", "steps_between"]
