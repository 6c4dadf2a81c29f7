"""Two cameras as one pair of eyes: either may be lost, and the other goes on."""

from contextlib import ExitStack, closing
from dataclasses import replace

from station.assembly import landmarkers_wanted, second_of
from station.camera_pair import same_plane
from station.errors import ConfigError
from station.eyes import Eyes, open_eye
from station.model import Setup
from station.runtime.merge import Merge
from station.runtime.pool import Sightings
from station.runtime.pulse import Looking
from station.runtime.threads import Life
from station.settings import Settings
from station.vitals import Durations

LOST = "The {view} camera: {why} The {other} camera goes on; what only the {view} camera sees is missing meanwhile."
BOTH_LOST = "The {view} camera: {why}"


def open_eyes(settings: Settings, life: Life) -> Eyes:
    """Open what the settings name as sources, one or two. Raises SourceError, ModelError, ConfigError."""
    second = second_of(settings)
    if second is None:
        return open_eye(settings, life)
    with ExitStack() as opened:
        most = shares(landmarkers_wanted(settings))
        one = opened.enter_context(closing(open_eye(_sharing(settings, most[0]), life)))
        other = opened.enter_context(closing(open_eye(_sharing(second, most[1]), life, one)))
        both = TwoEyes(one, other, life)
        opened.pop_all()
    return both


class TwoEyes:
    """What both cameras see, in one stream of sightings. Raises ConfigError where they look at the same plane."""

    def __init__(self, first: Eyes, second: Eyes, life: Life) -> None:
        self.setup = together(first.setup, second.setup)
        self._both = first, second
        self._merge = Merge([first.sightings, second.sightings], life)
        self.landmarkers = first.landmarkers + second.landmarkers
        self.spare = first.spare + second.spare
        self.ears, self.lookout = first.ears, first.lookout
        self.lookouts = first.lookout, second.lookout
        self.truth = first.truth if first.setup.view.frontal else second.truth  # only from there knees are known

    @property
    def sightings(self) -> Sightings:
        return self._merge.sightings

    @property
    def looking(self) -> Looking | None:
        """How far the camera is that has not moved for longer; pictures come as long as one sends them."""
        known = [looking for eye in self._both if (looking := eye.looking)]
        if not known:
            return None
        coming = [looking.since_s for looking in known if looking.since_s is not None]
        return Looking(min(looking.moved_s for looking in known), max(coming, default=None))

    @property
    def inference(self) -> Durations:
        return _both(*(eye.inference for eye in self._both))

    def trouble(self) -> tuple[str, ...]:
        first, second = (eye.trouble() for eye in self._both)
        words = BOTH_LOST if first and second else LOST
        views = [eye.setup.view for eye in self._both]
        return tuple(
            words.format(view=view, why=why, other=other)
            for view, other, told in zip(views, reversed(views), (first, second), strict=True)
            for why in told
        )

    def dropped(self) -> int:
        return sum(eye.dropped() for eye in self._both)

    def rest(self, resting: int) -> None:
        """Let so many landmarkers rest, half of them of each camera, the odd one of the first: it has the odd one."""
        first, second = self._both
        first.rest(resting - resting // 2)
        second.rest(resting // 2)

    def start(self, life: Life) -> None:
        self._merge.start()
        for eye in self._both:
            eye.start(life)

    def close(self) -> None:
        for eye in self._both:
            eye.close()
        self._merge.close()


def shares(landmarkers: int) -> tuple[int, int]:
    """Return how many landmarkers each camera gets: at least one, the first the odd one."""
    second = max(1, landmarkers // 2)
    return max(1, landmarkers - second), second


def _sharing(settings: Settings, landmarkers: int) -> Settings:
    return settings.model_copy(update={"pose": settings.pose.model_copy(update={"landmarkers": landmarkers})})


def together(first: Setup, second: Setup) -> Setup:
    """Return both set-ups as one; what one does not know of the run, the other may.

    Raises ConfigError where they look at the same plane.
    """
    if why := same_plane(first.view, second.view):
        raise ConfigError(f"The second camera can not be used: {why}.")
    height_m = first.runner_height_m or second.runner_height_m
    speed_mps = first.belt_speed_mps or second.belt_speed_mps
    return replace(first, second=second).of_run(runner_height_m=height_m, belt_speed_mps=speed_mps)


def _both(one: Durations, other: Durations) -> Durations:
    """Return both cameras' durations as one, each of its percentiles that of the slower."""
    p50_s, p95_s = (
        max((told for told in pair if told is not None), default=None)
        for pair in ((one.p50_s, other.p50_s), (one.p95_s, other.p95_s))
    )
    return Durations(p50_s, p95_s, one.count + other.count, one.sum_s + other.sum_s)
