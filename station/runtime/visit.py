"""What changes between two poses: the coach's commands, and with them the session and its engine.

A session that nobody stops ends by itself once nobody has been seen for a while: else it would record for days.
"""

from dataclasses import replace

from station.model import (
    FREE_RUN,
    Activity,
    Aimed,
    Beat,
    Command,
    Cue,
    Halt,
    Mute,
    Notice,
    Resume,
    Retarget,
    SessionPlan,
    SessionState,
    Setup,
    Stage,
    Start,
    Stood,
    Stop,
    Targets,
)
from station.runtime.lag import Lag
from station.runtime.voice import Voice
from station.runtime.wiring import Wiring

LEFT = "The session of {name} has ended by itself: nobody was seen for {minutes:.0f} minutes. Nothing is recorded now."


KEPT_NOTICES = 5


class Visit:
    """The engine in use, the session that runs (None = none does), and what the coach has set."""

    def __init__(self, wiring: Wiring, muted: bool) -> None:
        self._to = wiring
        self._seen_s = 0.0
        self._t_step: float | None = None
        self._obeyed: list[Command] = []
        self._wishes = Targets()
        self._standing: Stood | None = None
        self._place = wiring.setup
        self.setup = self._place
        """What is measured with: a session keeps its own, whatever is set up while it runs."""
        self.engine = wiring.idle_engine(self.setup)
        self.session: SessionState | None = None
        self.muted = muted
        self.lag = Lag()
        self._voice = Voice(wiring.outputs, self.lag)
        self.last_cue: Cue | None = None
        self.notices: tuple[Notice, ...] = ()
        """The session's last few."""
        self.warnings: tuple[str, ...] = ()
        """That a session ended by itself, until the next begins."""
        wiring.outputs.mute(muted)

    def obey(self, command: Command, t: float) -> None:
        """Let a command take effect; `t` is the newest frame's time."""
        match command:
            case Start():
                held_over = self._held_over()
                self._begin(command, t)
                self._obeyed = held_over
            case Stop():
                self.end(t)
            case Mute(muted):
                self.muted = muted
                self._to.outputs.mute(muted)
            case Retarget(targets):
                self._wishes = targets
            case Halt():
                self._to.outputs.hush()
            case Resume():
                self._to.outputs.unhush()
            case Aimed(aim, camera):
                self._place = self._place.aimed(aim, camera)
                if self.session is None:
                    self._idle()
            case Stood() if self.session is None:
                self._standing = command
            case _:
                pass  # the coach of the session that runs is told, and its record
        self._obeyed.append(command)

    def take_obeyed(self) -> tuple[Command, ...]:
        """Return what the next beat has to be told, once."""
        obeyed, self._obeyed = tuple(self._obeyed), []
        return obeyed

    def follow(self, beat: Beat) -> None:
        """Play and record what a beat led to, and note when the runner was last there."""
        self.lag.see(beat.sighting.t, beat.sighting.arrived_s)
        self._voice.tell(beat.advice)
        self.last_cue = beat.advice.cue or self.last_cue
        self.notices = (self.notices + beat.advice.notices)[-KEPT_NOTICES:]
        if self.session:
            self._to.recorder.record(beat)
        for step in beat.measured.steps:
            self._t_step = step.t_midstance_s if step.t_toe_off_s is None else step.t_toe_off_s
        if beat.measured.estimate.activity is not Activity.NOBODY:
            self._seen_s = self._to.clock()
        if beat.advice.stage is Stage.DONE:
            self.end(beat.sighting.t)

    def end_if_forgotten(self) -> None:
        """End the session at its last step (where it began, without one) once everybody has long left."""
        if self.session is None or self._to.clock() - self._seen_s < self._to.forgotten_s:
            return
        self.warnings = (LEFT.format(name=self.session.runner_name, minutes=self._to.forgotten_s / 60),)
        self.end(self.session.t_start if self._t_step is None else self._t_step)

    def end(self, t: float) -> None:
        """End the session, if one runs, and what its last cue still plays."""
        if self.session:
            self._to.recorder.end(t)
            self._voice.end()
            self._to.outputs.unhush()
            self.session, self._wishes = None, Targets()
            self._idle()
            self._obeyed = []  # what was set for this runner is not for the next

    def _held_over(self) -> list[Command]:
        """Return what was set before a session and holds in it. A wish of the last runner's does not: it was theirs."""
        wishes = Targets() if self.session else self._wishes
        muted: list[Command] = [Mute(muted=True)] if self.muted else []
        stood: list[Command] = [self._standing] if self._standing else []
        return muted + stood + ([Retarget(wishes)] if wishes != Targets() else [])

    def _idle(self) -> None:
        """Measure as the camera stands now, without a session."""
        self.setup = self._place
        self.engine = self._to.idle_engine(self.setup)
        if self._wishes != Targets():
            self._obeyed.append(Retarget(self._wishes))

    def _begin(self, start: Start, t: float) -> None:
        self.end(t)
        plan = self._as_set(start.plan)
        self.setup = self._setup_for(start.runner_id)
        self.engine = self._to.session_engine(self.setup, plan)
        self.last_cue, self._standing, self.warnings, self.notices = None, None, (), ()
        self._t_step, self._seen_s = None, self._to.clock()
        self._to.outputs.unhush()
        self.session = self._to.recorder.begin(
            self.setup, start.runner_id, t, self._to.settings_json, plan=plan, enrolment_id=start.enrolment_id
        )

    def _as_set(self, plan: SessionPlan) -> SessionPlan:
        """Return a plan as it is; where it is the free run that comes with the station, as the settings have it."""
        comes = replace(plan, focus=None, pain_preset=FREE_RUN.pain_preset, pain_before=None, trunk_lean_allowed=False)
        if comes != FREE_RUN:
            return plan
        free = self._to.free_run
        return replace(
            plan,
            baseline_s=free.baseline_s,
            baseline_steps=free.baseline_steps,
            cadence_factor=free.cadence_factor,
        )

    def _setup_for(self, runner_id: int | None) -> Setup:
        """Return the set-up with the runner's own height, if the register has it: metres are made of it."""
        height_m = None if runner_id is None else self._to.height_of(runner_id)
        return self._place.of_run(runner_height_m=height_m) if height_m else self._place
