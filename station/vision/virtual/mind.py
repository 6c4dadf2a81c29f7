"""A runner's mind: her habits, what a cue makes her change, and how she runs to a beat.

What lasts from visit to visit is here; what a body does step by step is in `runner`. The knees' habit is the FPPA that
her picture shows. The rest of a leg moves with it, as in the rendered body: a cue on hip or pelvis is answered there.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from station.model import Cue, CueKind, Metronome, Side
from station.pupils import Pupil
from station.vision.virtual.habits import Habit

EFFORT_FRAC = (0.6, 1.0)  # of the way to what a cue asks
OVERCORRECTION_FRAC, OVERCORRECTION_ODDS = 1.3, 0.1
STRIDES_LATE = (1.0, 2.0)  # from the reaction until the steps change
MARGIN = 1.5  # steps/min or degrees beyond the limit: one who is told "quicker" does not aim at the edge

CADENCE_SPM = (125.0, 210.0)
STRAIGHTEST_DEG, MOST_CAVED_DEG, BOWED_BY_DEG = 2.5, 16.5, 3.0  # FPPA; whoever is bow-legged can bow so much more
OVERSTRIDE_FRAC = (0.10, 0.36)
OVERSTRIDE_PER_SPM = -0.004  # at one belt speed quicker steps are shorter ones

FPPA_PER_DEG: Mapping[str, float] = MappingProxyType(
    {
        "fppa_deg": 1.0,
        "femoral_adduction_deg": 1 / 0.45,
        "hip_adduction_deg": 1 / 0.73,
        "pelvic_drop_deg": 1 / 0.28,
    }
)
"""How far her knee moves with a degree of each angle, as measured on the rendered body from front and rear."""
OVERSTRIDE_PER_DEG = 0.014
"""And her foot, in leg lengths, with a degree of the shin at contact."""
MOST_DEG = 8.0  # of a knee at once, whatever is asked
_OF_CADENCE = {CueKind.CADENCE_UP: 1.0, CueKind.CADENCE_DOWN: -1.0}
_OF_KNEES = (CueKind.KNEE_OUT, CueKind.HIP_STEADY, CueKind.HIPS_LEVEL)


@dataclass(slots=True)
class _Intention:
    due_s: float
    habit: Habit
    change: float


class Mind:
    """Ask what is `now`; tell `hear`, `listen`, `live` and `rest`."""

    def __init__(self, pupil: Pupil) -> None:
        self.cadence = Habit(pupil.cadence_spm, *CADENCE_SPM, tires_per_min=pupil.slows_spm)
        self.knees = {
            Side.LEFT: _knee(pupil.left_fppa_deg, pupil.caves_deg),
            Side.RIGHT: _knee(pupil.right_fppa_deg, pupil.caves_deg),
        }
        self._foot = Habit(pupil.overstride_frac, *OVERSTRIDE_FRAC)
        self._first_spm = pupil.cadence_spm
        self._intentions: list[_Intention] = []
        self._beat: Metronome | None = None
        self._beat_due_s = math.inf

    @property
    def overstride_frac(self) -> float:
        return self._foot.now + OVERSTRIDE_PER_SPM * (self.cadence.now - self._first_spm)

    def beat(self, t: float) -> Metronome | None:
        """Return the beat that she runs to by now; None while she hears none, or has only just heard it."""
        return self._beat if t >= self._beat_due_s else None

    def hear(self, cue: Cue, t: float, reaction_s: float, chance: np.random.Generator) -> None:
        """Take in a cue; steps change after a reaction and one or two strides."""
        answers = self._answers(cue)
        if not answers:
            return
        effort = _effort(chance)
        due_s = t + self._late_s(reaction_s, chance)
        self._intentions += [_Intention(due_s, habit, effort * change) for habit, change in answers]

    def listen(self, metronome: Metronome | None, t: float, reaction_s: float, chance: np.random.Generator) -> None:
        """Hear a beat, or that it has stopped; asked at every frame."""
        if metronome and self._beat is None:
            self._beat_due_s = t + self._late_s(reaction_s, chance)
        self._beat = metronome

    def live(self, dt_s: float, t: float, run_s: float) -> None:
        """Let the step that ends at `t` pass."""
        for intention in [intention for intention in self._intentions if intention.due_s <= t]:
            intention.habit.intend(intention.change)
            self._intentions.remove(intention)
        if beat := self.beat(t):
            self.cadence.follow(beat.spm)
        for habit in self._habits():
            habit.live(dt_s, run_s)

    def rest(self, days: float) -> None:
        """Let days pass until the next visit."""
        self._intentions.clear()
        self._beat = None
        for habit in self._habits():
            habit.rest(days)

    def _habits(self) -> tuple[Habit, ...]:
        return self.cadence, *self.knees.values(), self._foot

    def _late_s(self, reaction_s: float, chance: np.random.Generator) -> float:
        return reaction_s + chance.uniform(*STRIDES_LATE) * 120 / self.cadence.now

    def _answers(self, cue: Cue) -> list[tuple[Habit, float]]:
        """Return what changes by how much; nothing where this body has no such freedom (step width, trunk)."""
        asked = abs(cue.finding.limit - cue.finding.value) + MARGIN
        if cue.kind in _OF_CADENCE:
            return [(self.cadence, _OF_CADENCE[cue.kind] * asked)]
        if cue.kind is CueKind.LAND_CLOSER:
            return [(self._foot, -OVERSTRIDE_PER_DEG * asked)]
        if cue.kind not in _OF_KNEES:
            return []
        change = min(MOST_DEG, FPPA_PER_DEG.get(cue.finding.metric, 1.0) * asked)
        return [(self.knees[side], -change) for side in Side if cue.side in (side, None)]


def _knee(fppa_deg: float, caves_deg: float) -> Habit:
    straightest_deg = min(STRAIGHTEST_DEG, fppa_deg - BOWED_BY_DEG)
    return Habit(fppa_deg, straightest_deg, MOST_CAVED_DEG, tires_per_min=caves_deg)


def _effort(chance: np.random.Generator) -> float:
    if chance.random() < OVERCORRECTION_ODDS:
        return OVERCORRECTION_FRAC
    return float(chance.uniform(*EFFORT_FRAC))
