"""All that comes before the loop: a camera with its landmarkers, or a recorded pose stream, with its threads."""

from collections.abc import Callable
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from station.assembly import (
    Ears,
    Frames,
    ears_of,
    landmarkers_wanted,
    open_frames,
    open_landmarkers,
    open_recorded,
    open_searcher,
    recorded_path,
    second_of,
    setup_of,
    truth_of,
)
from station.model import Frame, Setup, Truth
from station.runtime.camera import Camera
from station.runtime.pool import Feed, Pool, Sightings
from station.runtime.pulse import Looking
from station.runtime.threads import Life
from station.settings import Settings
from station.vitals import Durations


class Lookout(Protocol):
    """What a look at the picture needs, now and then, beside the landmarkers."""

    def newest(self) -> Frame | None:
        """Return the newest frame; None where there is none."""

    def somebody(self, image: NDArray[np.uint8]) -> bool:
        """Tell whether there is somebody in a picture; takes as long as two poses."""


class Eyes(Protocol):
    """Sightings, and what the loop and the page ask about them."""

    @property
    def setup(self) -> Setup: ...

    @property
    def ears(self) -> Ears | None:
        """None where the runner hears with their own."""

    @property
    def truth(self) -> Callable[[], Truth | None]: ...

    @property
    def sightings(self) -> Sightings: ...

    @property
    def landmarkers(self) -> int: ...

    @property
    def spare(self) -> int:
        """How many landmarkers may rest: of each camera one always works."""

    @property
    def lookout(self) -> Lookout | None:
        """None where there are no pictures: poses were recorded."""

    @property
    def looking(self) -> Looking | None:
        """How far the camera is; None where no pictures are owed."""

    @property
    def inference(self) -> Durations:
        """One landmarker's time for one frame."""

    def trouble(self) -> tuple[str, ...]: ...

    def dropped(self) -> int: ...

    def rest(self, resting: int) -> None:
        """Let so many landmarkers rest, the spare ones at most."""

    def start(self, life: Life) -> None: ...

    def close(self) -> None: ...


def look_once(settings: Settings) -> None:
    """Open each camera's source and close it again, without landmarkers. Raises SourceError."""
    for one in filter(None, (settings, second_of(settings))):
        path = recorded_path(one)
        source = open_recorded(one, path, paced=True)[0] if path else open_frames(one, paced=True)
        source.close()


def open_eye(settings: Settings, life: Life, beside: Eyes | None = None) -> Eyes:
    """Open the source of the settings, `beside` another camera if there is one. Raises SourceError, ModelError."""
    path = recorded_path(settings)
    return RecordedEyes(settings, path, life) if path else FilmedEyes(settings, life, beside)


class FilmedEyes:
    """A camera (or clip, or the virtual runner), and landmarkers that take its newest frames."""

    def __init__(self, settings: Settings, life: Life, beside: Eyes | None = None) -> None:
        self.landmarkers = landmarkers_wanted(settings)
        self.spare = self.landmarkers - 1
        with ExitStack() as opened:  # where there is no camera, the station goes on without these
            landmarkers = open_landmarkers(settings, self.landmarkers)
            for landmarker in landmarkers:
                opened.callback(landmarker.close)
            self._searcher = opened.enter_context(closing(open_searcher(settings)))
            frames = open_frames(settings, paced=True, beside=beside.frames if isinstance(beside, FilmedEyes) else None)
            opened.pop_all()
        self.frames: Frames = frames
        self.setup = setup_of(settings, frames)
        self.ears, self.truth = ears_of(frames), truth_of(frames)
        number = "" if beside is None else "-2"
        reopen = partial(open_frames, settings, paced=True)
        self._camera = Camera(frames, reopen, settings.camera.lost_retry_s, f"camera{number}")
        self._pool = Pool(self._camera.box.take, landmarkers, life, f"pose{number}")
        self.lookout: Lookout | None = self

    @property
    def sightings(self) -> Sightings:
        return self._pool.sightings

    @property
    def looking(self) -> Looking | None:
        return self._camera.looking

    def newest(self) -> Frame | None:
        return self._camera.newest

    def somebody(self, image: NDArray[np.uint8]) -> bool:
        return self._searcher.somebody(image)

    def trouble(self) -> tuple[str, ...]:
        return (self._camera.trouble,) if self._camera.trouble else ()

    @property
    def inference(self) -> Durations:
        return self._pool.took.told

    def dropped(self) -> int:
        return self._camera.box.dropped

    def rest(self, resting: int) -> None:
        self._pool.rest(resting)

    def start(self, life: Life) -> None:
        self._pool.start()
        self._camera.start(life)

    def close(self) -> None:
        self._camera.close()
        self._pool.close()
        self._searcher.close()


class RecordedEyes:
    """A recorded pose stream, at its own pace."""

    landmarkers = 0
    spare = 0
    ears: Ears | None = None
    lookout: Lookout | None = None
    looking: Looking | None = None
    inference = Durations()

    def __init__(self, settings: Settings, path: Path, life: Life) -> None:
        self._source, self.setup = open_recorded(settings, path, paced=True)
        self._feed = Feed(self._source.sightings(), life)
        self.truth: Callable[[], Truth | None] = lambda: None

    @property
    def sightings(self) -> Sightings:
        return self._feed.sightings

    def trouble(self) -> tuple[str, ...]:
        return ("The recording is over.", *self._source.sieve.remarks()) if self._feed.ended else ()

    def dropped(self) -> int:
        return 0

    def rest(self, resting: int) -> None:
        """Nobody works here who could."""

    def start(self, life: Life) -> None:
        self._feed.start()

    def close(self) -> None:
        self._source.close()
        self._feed.close()
