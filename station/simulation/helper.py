"""The human beside the belt of a simulation: takes what the station proposes, and answers that nothing hurts."""

from station.model import Advice, Command, Pain, Resume, Skip, Stage, Verdict

OPEN_RUN_S = 600.0
"""A run that only a human ends lasts so long."""
LOOK_S = 20.0
"""So long somebody looks at a runner whom the station has stopped or eased, and then lets her go on: nobody limps."""


class Helper:
    """Ask after each frame."""

    def __init__(self) -> None:
        self._stage = Stage.WAITING
        self._since = 0.0
        self._well_t = 0.0

    def says(self, advice: Advice, t: float) -> tuple[Command, ...]:
        """Return what the human says now."""
        if advice.stage is not self._stage:
            self._stage, self._since = advice.stage, t
        said: list[Command] = [Pain(0)] if advice.pain_due else []
        if advice.safety.verdict is Verdict.GO:
            self._well_t = t
        elif t - self._well_t >= LOOK_S:
            said.append(Resume())
        open_ended = advice.stage in (Stage.COACHING, Stage.SOLO) and advice.left_s is None
        if open_ended and t - self._since >= OPEN_RUN_S:
            said.append(Skip())
        return tuple(said)
