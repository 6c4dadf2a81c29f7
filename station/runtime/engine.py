"""The crank: one sighting in, one beat out. No thread, no clock; live, analysis and replay all turn this."""

from collections.abc import Sequence
from typing import Protocol

from station.model import (
    Advice,
    Beat,
    Command,
    GaitEstimate,
    Measured,
    OfSession,
    Pose,
    Retarget,
    Sighting,
    Stage,
    Targets,
)


class Analyser(Protocol):
    """Poses to measurements."""

    def update(self, pose: Pose | None, t: float) -> Measured: ...


class Fusion(Protocol):
    """Measurements of several cameras to those of one runner."""

    def update(self, camera: int, measured: Measured) -> Measured: ...


class Advisor(Protocol):
    """Estimates and commands to advice."""

    def obey(self, command: OfSession) -> None: ...

    def update(self, estimate: GaitEstimate) -> Advice: ...


class NoAdvice:
    """What advises while no session runs: nothing. It keeps in mind what the coach wishes for."""

    def __init__(self) -> None:
        self._wishes = Targets()

    def obey(self, command: OfSession) -> None:
        if isinstance(command, Retarget):
            self._wishes = command.targets

    def update(self, estimate: GaitEstimate) -> Advice:
        return Advice(Stage.WAITING, self._wishes, silence="No session is running.")


class Engine:
    """Measure, then decide. A command that came in before a sighting takes effect with it.

    Each camera has an analyser of its own; what several tell goes through `fusion`.
    """

    def __init__(
        self, analysers: Analyser | Sequence[Analyser], advisor: Advisor, fusion: Fusion | None = None
    ) -> None:
        self._analysers = analysers if isinstance(analysers, Sequence) else (analysers,)
        self._advisor = advisor
        self._fusion = fusion

    def beat(self, sighting: Sighting, commands: tuple[Command, ...] = ()) -> Beat:
        """Take in what one frame showed and the commands that came in before it."""
        for command in commands:
            if isinstance(command, OfSession):
                self._advisor.obey(command)
        measured = self._measured(sighting)
        return Beat(sighting, measured, self._advisor.update(measured.estimate), commands)

    def _measured(self, sighting: Sighting) -> Measured:
        measured = self._analysers[sighting.camera].update(sighting.pose, sighting.t)
        return self._fusion.update(sighting.camera, measured) if self._fusion else measured
