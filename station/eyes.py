"""All that comes before the loop: a camera with its landmarkers, or a recorded pose stream, with its threads."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from station.assembly import (
    Ears,
    ears_of,
    landmarkers_wanted,
    open_frames,
    open_landmarkers,
    open_recorded,
    open_searcher,
    recorded_path,
    setup_of,
    truth_of,
)
from station.model import Frame, Setup, Truth
from station.runtime.camera import Camera
from station.runtime.pool import Feed, Pool, Sightings
from station.runtime.threads import Life
from station.settings import Settings


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
    def lookout(self) -> Lookout | None:
        """None where there are no pictures: poses were recorded."""

    def trouble(self) -> tuple[str, ...]: ...

    def dropped(self) -> int: ...

    def start(self, life: Life) -> None: ...

    def close(self) -> None: ...


def open_eyes(settings: Settings, life: Life) -> Eyes:
    """Open what the settings name as source. Raises SourceError, ModelError."""
    path = recorded_path(settings)
    return RecordedEyes(settings, path, life) if path else FilmedEyes(settings, life)


class FilmedEyes:
    """A camera (or clip, or the virtual runner), and landmarkers that take its newest frames."""

    def __init__(self, settings: Settings, life: Life) -> None:
        self.landmarkers = landmarkers_wanted(settings)
        landmarkers = open_landmarkers(settings, self.landmarkers)
        self._searcher = open_searcher(settings)
        frames = open_frames(settings, paced=True)
        self.setup = setup_of(settings, frames)
        self.ears, self.truth = ears_of(frames), truth_of(frames)
        self._camera = Camera(frames, lambda: open_frames(settings, paced=True), settings.camera.lost_retry_s)
        self._pool = Pool(self._camera.box.take, landmarkers, life)
        self.lookout: Lookout | None = self

    @property
    def sightings(self) -> Sightings:
        return self._pool.sightings

    def newest(self) -> Frame | None:
        return self._camera.newest

    def somebody(self, image: NDArray[np.uint8]) -> bool:
        return self._searcher.somebody(image)

    def trouble(self) -> tuple[str, ...]:
        return (self._camera.trouble,) if self._camera.trouble else ()

    def dropped(self) -> int:
        return self._camera.box.dropped

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
    ears: Ears | None = None
    lookout: Lookout | None = None

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

    def start(self, life: Life) -> None:
        self._feed.start()

    def close(self) -> None:
        self._source.close()
        self._feed.close()
