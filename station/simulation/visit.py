"""One session in virtual time: what the pupil shows is measured and coached, and she hears what is said."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from station.model import Advice, Beat, Command, Cue, Stage, View
from station.runtime.engine import Engine
from station.sessions.session_log import Begun, Ended
from station.sessions.writer import Played, Writer
from station.vision.virtual.poses import sightings
from station.vision.virtual.runner import VirtualRunner

LONGEST_S = 4 * 3600.0
WRITE_EVERY_S = 60.0

Says = Callable[[Advice, float], tuple[Command, ...]]
"""What a human says after a frame, by the advice and the time."""


@dataclass(frozen=True, slots=True)
class Sight:
    """How the camera and a landmarker without pixels see her."""

    view: View = View.FRONT
    rate_hz: float = 12.5
    """Less than half the work of 30, and as good: a session's cadence within 0.1, its angles within 0.2 degrees."""
    noise_px: float = 2.0
    lost_frac: float = 0.0
    seed: int = 0


def nothing_said(_advice: Advice, _t: float) -> tuple[Command, ...]:
    """Say nothing at all."""
    return ()


def closed_loop(
    engine: Engine, runner: VirtualRunner, sight: Sight, says: Says = nothing_said, longest_s: float = LONGEST_S
) -> Iterator[Beat]:
    """Yield what each frame leads to, until the session is done; cues and beats reach the runner when they are due."""
    commands: tuple[Command, ...] = ()
    mouth = Mouth()
    for sighting in sightings(
        runner,
        sight.view,
        longest_s,
        rate_hz=sight.rate_hz,
        noise_px=sight.noise_px,
        lost_frac=sight.lost_frac,
        seed=sight.seed,
    ):
        beat = engine.beat(sighting, commands)
        runner.listen(beat.advice.metronome, sighting.t)
        if said := mouth.says(beat):
            runner.hear(*said)
        yield beat
        if beat.advice.stage is Stage.DONE:
            return
        commands = says(beat.advice, sighting.t)


class Mouth:
    """What plays the cues: each at its instant, unless there is a reason to be silent before (`runtime.voice`)."""

    def __init__(self) -> None:
        self._waiting: Cue | None = None

    def says(self, beat: Beat) -> tuple[Cue, float] | None:
        """Return the cue that has been played since the last beat, and when."""
        self._waiting = None if beat.advice.silence else beat.advice.cue or self._waiting
        cue, t = self._waiting, beat.sighting.t
        if cue is None or (cue.due_t is not None and cue.due_t > t):
            return None
        self._waiting = None
        return cue, cue.t if cue.due_t is None else cue.due_t


def record(beats: Iterator[Beat], begun: Begun, writer: Writer, told: Callable[[float], None]) -> None:
    """Write a session as it runs, through the recorder's own hands; `told` hears how far it is, s."""
    writer.take(begun)
    t, written_t = begun.t, begun.t
    mouth = Mouth()
    for beat in beats:
        t = beat.sighting.t
        writer.take(beat)
        if said := mouth.says(beat):
            writer.take(Played(begun.session_id, *said))
        if t - written_t >= WRITE_EVERY_S:
            written_t = t
            writer.write()
            told(t - begun.t)
    writer.take(Ended(t, begun.at + timedelta(seconds=t - begun.t)))
    writer.write()
    told(t - begun.t)
