"""What goes from the coach to the runner: commands, taking effect between two poses."""

from dataclasses import dataclass

from station.model.plan import FREE_RUN, SessionPlan
from station.model.safety import PainTime, Symptom
from station.model.scene import Aim, Standing
from station.model.targets import Focus, Targets


@dataclass(frozen=True, slots=True)
class Start:
    """Begin a session for a runner of the register (None = a guest)."""

    runner_id: int | None = None
    plan: SessionPlan = FREE_RUN
    enrolment_id: int | None = None
    """Which of the runner's programmes it belongs to."""


@dataclass(frozen=True, slots=True)
class Stop:
    """End the session."""


@dataclass(frozen=True, slots=True)
class Mute:
    """Silence the buzzer and darken the lamps, or let them speak again; measuring goes on."""

    muted: bool


@dataclass(frozen=True, slots=True)
class Retarget:
    """Replace what the coach wishes for; a field left None goes back to the runner's own baseline."""

    targets: Targets


@dataclass(frozen=True, slots=True)
class Pick:
    """Train this, whatever the station proposed."""

    focus: Focus


@dataclass(frozen=True, slots=True)
class Skip:
    """Go on to the next phase."""


@dataclass(frozen=True, slots=True)
class Extend:
    """Let this phase last longer."""

    seconds: float = 60.0


@dataclass(frozen=True, slots=True)
class Halt:
    """Silence everything at once and cue no more; the session goes on being measured."""


@dataclass(frozen=True, slots=True)
class Resume:
    """Let a halted session go on: a human has looked after the runner."""


@dataclass(frozen=True, slots=True)
class Pain:
    """The runner's pain, 0 to 10."""

    score: int
    when: PainTime = PainTime.DURING


@dataclass(frozen=True, slots=True)
class Felt:
    """The runner feels what ends a run."""

    symptom: Symptom


@dataclass(frozen=True, slots=True)
class Speed:
    """The belt's speed is being changed; nothing is said until the runner has settled."""

    mps: float | None = None


@dataclass(frozen=True, slots=True)
class Aimed:
    """A camera was set up: measure with this aim from now on; a session that runs keeps its own."""

    aim: Aim
    camera: int = 0
    """0 = the first."""


@dataclass(frozen=True, slots=True)
class Stood:
    """The runner stood still: keep their zero with the session, this one or the next."""

    standing: Standing


OfSession = Retarget | Pick | Skip | Extend | Halt | Resume | Pain | Felt | Speed
"""What the coach of a session is told."""
Command = Start | Stop | Mute | Aimed | Stood | OfSession
