"""The crank: one sighting in, one beat out. No thread, no clock; live, analysis and replay all turn this."""

from typing import Protocol

from station.model import (
    Advice,
    Beat,
    Command,
    GaitEstimate,
    Measured,
    Pose,
    Retarget,
    Sighting,
    Stage,
    Targets,
)


class Analyser(Protocol):
    """Poses to measurements."""

    def update(self, pose: Pose | None, t: float) -> Measured: ...


class Advisor(Protocol):
    """Estimates and wishes to advice."""

    def update(self, estimate: GaitEstimate, wishes: Targets) -> Advice: ...


class NoAdvice:
    """What advises while no session runs: nothing."""

    def update(self, estimate: GaitEstimate, wishes: Targets) -> Advice:
        return Advice(Stage.WAITING, wishes, silence="No session is running.")


class Engine:
    """Measure, then decide. A command that came in before a sighting takes effect with it."""

    def __init__(self, analyser: Analyser, advisor: Advisor) -> None:
        self._analyser = analyser
        self._advisor = advisor
        self.wishes = Targets()

    def beat(self, sighting: Sighting, commands: tuple[Command, ...] = ()) -> Beat:
        """Take in what one frame showed and the commands that came in before it."""
        for command in commands:
            if isinstance(command, Retarget):
                self.wishes = command.targets
        measured = self._analyser.update(sighting.pose, sighting.t)
        advice = self._advisor.update(measured.estimate, self.wishes)
        return Beat(sighting, measured, advice, commands)
