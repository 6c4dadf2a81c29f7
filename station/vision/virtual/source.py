"""The virtual runner as a camera: frames at a steady rate on a clock of its own, and a runner who hears."""

import time
from collections.abc import Iterator
from itertools import count, takewhile

import numpy as np

from station.faults import FaultKind
from station.model import Cue, Frame, Metronome, Setup, Truth, View
from station.settings import VirtualSettings
from station.vision.pace import Pace
from station.vision.stamps import TIME_DECIMALS
from station.vision.virtual.atlas import load_atlas
from station.vision.virtual.faults import away_frac, playing
from station.vision.virtual.pictures import Image, Pictures, shifted, with_somebody_behind
from station.vision.virtual.runner import Moment, VirtualRunner
from station.vision.virtual.shared import SharedRunner

JITTER_S = 0.0003  # a camera's own clock


class VirtualSource:
    """Frames of the virtual runner from t = 0, `paced` in real time (late ones skipped) or as fast as asked for.

    `hear`, `listen` and `truth` may be used from any thread.
    """

    frame_count = None

    def __init__(
        self, settings: VirtualSettings, view: View, paced: bool = True, runner: SharedRunner | None = None
    ) -> None:
        self._settings, self._paced = settings, paced
        self._runner = runner or SharedRunner(VirtualRunner(settings))
        self._rate_hz = settings.frame_rate_hz
        self._rng = np.random.default_rng(settings.seed)
        self._atlas = load_atlas(view)
        self._pictures = Pictures(self._atlas, settings.stickers)
        self._pace = Pace() if paced else None
        self._closed = False

    @property
    def setup(self) -> Setup:
        """What is known of camera and run."""
        return self._atlas.setup

    @property
    def size_px(self) -> tuple[int, int]:
        return self.setup.width_px, self.setup.height_px

    @property
    def truth(self) -> Truth | None:
        """What she really does; None while she does not run, and of the knees from the side, where they do not show."""
        truth = self._runner.truth
        return truth if truth is None or self.setup.view.frontal else Truth(truth.cadence_spm)

    def hear(self, cue: Cue) -> None:
        """Let her hear or see a cue, now."""
        self._runner.hear(cue)

    def listen(self, metronome: Metronome | None) -> None:
        """Let her hear a beat, or that there is none; at every frame."""
        self._runner.listen(metronome)

    def beside(self, view: View) -> "VirtualSource":
        """Return another look at the same runner; it hears nothing that she has not heard already."""
        return VirtualSource(self._settings, view, self._paced, self._runner)

    def frames(self) -> Iterator[Frame]:
        """Yield the frames, without end until closed."""
        for t in takewhile(lambda _: not self._closed, self._times()):
            if self._pace is not None and not self._pace.due(t):
                continue
            moment = self._runner.at(t)
            if not playing(self._runner.faults, FaultKind.DROP, t):
                yield Frame(t, self._image(moment), time.monotonic())

    def close(self) -> None:
        """End the frames, from any thread."""
        self._closed = True
        if self._pace:
            self._pace.stop()

    def _times(self) -> Iterator[float]:
        yield 0.0
        for index in count(1):
            yield round(index / self._rate_hz + abs(self._rng.normal(0, JITTER_S)), TIME_DECIMALS)

    def _image(self, moment: Moment) -> Image:
        image, empty = self._pictures.picture(moment), self._pictures.empty
        if away := away_frac(self._runner.faults, moment.t):
            image = shifted(image, empty, round(away * self.size_px[0]))
        if second := playing(self._runner.faults, FaultKind.SECOND_PERSON, moment.t):
            somebody = self._pictures.somebody(moment.t)
            image = with_somebody_behind(image, empty, somebody, second.done_frac(moment.t))
        return image
