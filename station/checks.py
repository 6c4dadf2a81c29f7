"""`station check`: camera, model, pins and the machine itself, each in plain words with what to do.

A station that runs has camera and pins: it is asked how it does, and they are left alone.
"""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import IO

from station.appliance.probes import Probes
from station.assembly import open_frames, recorded_path, second_of
from station.checked import Check, State
from station.errors import ModelError, OutputError, SourceError, StoreError
from station.model import Frame
from station.sessions.recording_lock import RecordingLock
from station.settings import Settings
from station.signals.devices import open_devices
from station.signals.pins import factory
from station.vision.look import light
from station.vision.model_store import require
from station.vital_checks import CAMERA, RATE_HZ
from station.vital_checks import checks as machine_checks
from station.vitals import Vitals

LOOK_S = 2.0
"""How long the camera is watched."""
ASK_S = 5.0
BLACK_FRAC = 0.98
"""Of the picture that is black when a lens is covered."""
DARK = "Take the cap off the lens; light the room."
SLOWER = "Choose a smaller picture (camera.width_px, camera.height_px), or a camera that is faster."
WIRE = "Once they are wired (hardware/README.md), set signals.gpio = true."
LIGHT_THEM = "`station check --lamps` lights each in turn."
NOT_YOURS = "This user may not look into {folder}. Put `sudo` before the command."
JOURNAL = "Look into its journal: journalctl -u station -n 50"


def checks(settings: Settings, probes: Probes) -> Iterator[Check]:
    """Yield each check as soon as it is done; the camera's takes some seconds."""
    vitals = Vitals(host=probes.look(), lan=settings.dashboard.lan)
    if runs(settings.store.data_dir):
        yield _station(_asked(settings.dashboard.port))
    else:
        yield _camera(settings, "Camera")
        if second := second_of(settings):
            yield _camera(second, "Second camera")
        yield _pins(settings)
    yield _model(settings)
    yield from (one for one in machine_checks(vitals) if one.name != "Pose rate")  # a running station tells its own


def runs(data_dir: Path) -> bool:
    """Tell whether a station records into this folder now. Raises StoreError where this user may not look."""
    try:
        RecordingLock(data_dir).close()
    except BlockingIOError:
        return True
    except PermissionError:
        raise StoreError(NOT_YOURS.format(folder=data_dir)) from None
    except OSError:  # no folder yet: nobody has ever run here
        return False
    return False


def _asked(port: int) -> Mapping[str, object] | None:
    """Return what the station that runs says of itself; None where it does not answer."""
    try:
        return dict(json.load(_answer(f"http://127.0.0.1:{port}/healthz")))
    except (OSError, ValueError, TypeError):  # TypeError: something else answers there, in a JSON of its own
        return None


def _answer(address: str) -> IO[bytes]:
    """Return what is answered, of a station that is not well too. Asks no proxy. Raises OSError."""
    try:
        answer: IO[bytes] = urllib.request.build_opener(urllib.request.ProxyHandler({})).open(address, timeout=ASK_S)
    except urllib.error.HTTPError as error:
        return error
    return answer


def _station(health: Mapping[str, object] | None) -> Check:
    if health is None:
        return Check("Station", State.BAD, "A station runs, but its page does not answer.", JOURNAL)
    if health.get("ok") is not True:
        return Check("Station", State.BAD, "A station runs, but no poses come.", CAMERA)
    return Check("Station", State.GOOD, f"It runs: {health.get('poses_hz')} poses a second. It has camera and pins.")


def _camera(settings: Settings, name: str) -> Check:
    if recorded_path(settings):
        return Check(name, State.UNKNOWN, "A recording is played: there is no camera.")
    try:
        with closing(open_frames(settings, paced=True)) as source:
            return _seen(name, *_watched(source.frames()))
    except SourceError as error:
        return Check(name, State.BAD, str(error))


def _watched(coming: Iterator[Frame]) -> tuple[Frame, float]:
    """Return the last frame of two seconds, and how many came a second."""
    frame, number = next(coming), 0
    began_s = time.monotonic()
    for number, frame in enumerate(coming, 1):  # noqa: B007 (the last of each is wanted)
        if time.monotonic() >= began_s + LOOK_S:
            break
    return frame, number / (time.monotonic() - began_s)


def _seen(name: str, frame: Frame, rate_hz: float) -> Check:
    height, width = frame.image.shape[:2]
    seen = f"{width} x {height} px, {rate_hz:.0f} pictures a second."
    if light(frame.image, None).black_frac > BLACK_FRAC:
        return Check(name, State.BAD, f"The pictures are black. {seen}", DARK)
    if rate_hz < RATE_HZ:
        return Check(name, State.LOOK, seen, SLOWER)
    return Check(name, State.GOOD, seen)


def _model(settings: Settings) -> Check:
    try:
        path = require(settings.store.data_dir, settings.pose.model)
    except ModelError as error:
        return Check("Model", State.BAD, str(error))
    return Check("Model", State.GOOD, f"{path.name} is whole.")


def _pins(settings: Settings) -> Check:
    if not settings.signals.gpio:
        return Check("Pins", State.UNKNOWN, "Lamps, buzzer and button are off in the settings.", WIRE)
    try:
        with closing(factory(gpio=True)) as pins, closing(open_devices(settings.signals, pins)):
            return Check("Pins", State.GOOD, "All can be driven; what hangs on them is seen by eye.", LIGHT_THEM)
    except OutputError as error:
        return Check("Pins", State.BAD, str(error))
