"""The guided camera set-up, wired: taps become a place that is kept and measured with, and the runner stands still."""

import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import monotonic

from station import camera_place
from station.camera_place import Pixel, Place
from station.dashboard.camera_words import opening
from station.errors import AimError
from station.gait.framing import seen_view
from station.gait.standing import standing
from station.looks import Look, Stillness
from station.model import Aimed, Beat, Command, Setup, Standing, Start, Stood
from station.onlooker import Onlooker

log = logging.getLogger(__name__)

LOOK_EVERY_S = 1.0
STAND_S = 3.0
OPENING_S = 2.0  # of a session, before the camera is looked at: the runner must be seen


class CameraDesk:
    """What the set-up page asks for, and the look after the camera at the start of each session."""

    def __init__(
        self, setup: Setup, onlooker: Onlooker, data_dir: Path, post: Callable[[Command], None], number: int = 0
    ) -> None:
        self._number = number
        self._onlooker, self._data_dir, self._post = onlooker, data_dir, post
        self._busy = threading.Lock()
        self._look: tuple[float, Look | None] = (-LOOK_EVERY_S, None)
        self._stand_t: float | None = None
        self._stillness: Stillness | None = None
        self._opened_t: float | None = None
        self.setup = setup
        """With the aim that was found last."""
        self.place: Place | None = None
        self.warnings: tuple[str, ...] = ()
        """What must be known of the camera, since the station or the last session began."""
        self._take_up()

    def picture(self) -> bytes | None:
        """Return the newest picture as a JPEG, None where there is none."""
        return self._onlooker.picture()

    def found(
        self,
        corners_px: tuple[Pixel, Pixel, Pixel, Pixel],
        belt_m: tuple[float, float],
        upright_px: tuple[Pixel, Pixel] | None,
    ) -> Place:
        """Return the place that taps tell. Raises AimError."""
        size_px = self.setup.width_px, self.setup.height_px
        edges_px = self._onlooker.upright_edges()
        return Place.found(self.setup.view, size_px, corners_px, belt_m, upright_px=upright_px, edges_px=edges_px)

    def keep(self, place: Place) -> None:
        """Keep a place and let it be measured with from now on. Raises AimError where it can not be written."""
        place = place.model_copy(update={"fingerprint": self._onlooker.print()})
        try:
            camera_place.keep(self._data_dir, place, self._number)
        except OSError as error:
            raise AimError(f"The set-up can not be kept: {error.strerror or error}. Look at the disk.") from None
        self._use(place)
        self.warnings, self._look = (), (-LOOK_EVERY_S, None)
        self._post(Aimed(place.aim, self._number))

    def look(self) -> Look | None:
        """Take a look, or return the last one where it is not a second old; None where there is no picture."""
        with self._busy:
            if monotonic() - self._look[0] >= LOOK_EVERY_S:
                self._look = (monotonic(), self._onlooker.look(self.setup, self.place))
            return self._look[1]

    def stand(self) -> None:
        """Begin to measure quiet standing, with the next pose."""
        with self._busy:
            seen = self._onlooker.seen
            self._stillness, self._stand_t = None, seen[-1].t if seen else 0.0

    def stillness(self) -> Stillness | None:
        """Return how far the measuring of quiet standing is; None where it was not asked for."""
        with self._busy:
            if self._stand_t is not None and (self._stillness is None or self._stillness.result is None):
                self._stillness = self._stood(self._stand_t)
                if isinstance(self._stillness.result, Standing):
                    self._post(Stood(self._stillness.result))
            return self._stillness

    def watch(self, beat: Beat) -> None:
        """Take note of a beat; once a session has begun and somebody is seen, look after the camera."""
        if any(isinstance(command, Start) for command in beat.commands):
            self._opened_t, self.warnings = beat.sighting.t, ()
        if beat.sighting.camera != self._number:
            return
        self._onlooker.seen.append(beat.sighting)
        if self._opened_t is not None and beat.sighting.pose and beat.sighting.t >= self._opened_t + OPENING_S:
            self._opened_t = None
            threading.Thread(target=self._look_after_the_camera, name="look", daemon=True).start()

    def _take_up(self) -> None:
        try:
            place = camera_place.load(self._data_dir, self._number)
        except AimError as error:
            self.warnings = (str(error),)
            return
        if place and (why := place.misfit(self.setup)):
            self.warnings = (why,)
        elif place:
            self._use(place)

    def _use(self, place: Place) -> None:
        self.place, self.setup = place, replace(self.setup, aim=place.aim)

    def _stood(self, from_t: float) -> Stillness:
        seen = [s for s in tuple(self._onlooker.seen) if s.t > from_t]
        done_frac = (seen[-1].t - from_t) / STAND_S if seen else 0.0
        if done_frac < 1.0:
            return Stillness(done_frac)
        return Stillness(1.0, standing([s.pose for s in seen if s.t <= from_t + STAND_S], self.setup))

    def _look_after_the_camera(self) -> None:
        try:
            moved_px = self._onlooker.moved_px(self.place)
            self.warnings = opening(self.setup.view, seen_view(self._onlooker.poses()), moved_px)
        except Exception:  # the top of the thread: coaching goes on
            log.exception("The camera could not be looked after.")
