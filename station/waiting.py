"""While the camera can not be opened: a page that says so, and the station as soon as it can.

On a console a missing camera ends the program with a sentence; a box in a clinic has nobody who would start it again.
"""

import logging
import time
from contextlib import closing

from station.appliance.notify import Supervisor
from station.assembly import second_of, without_second
from station.dashboard.server import WebServer
from station.dashboard.waiting import create_waiting_app
from station.enough import Enough
from station.errors import SourceError
from station.eyes import look_once
from station.live import Station
from station.settings import Settings

log = logging.getLogger(__name__)

RETRY_S, LOOK_EVERY_S = 3.0, 0.1
OPENING_S = 180.0
"""How long opening may take: a record that is brought up to date, a slow card, a driver that thinks it over."""
SECOND_MISSING = (
    "The second camera is not there, the station goes on with the first: {why} Once it is connected, switch the "
    "station off and on."
)
STATUS = "waiting for the camera: the coach's page says what to do"


def opened(settings: Settings, supervisor: Supervisor) -> tuple[Station | None, Enough]:
    """Return the station, opened, and who hears that it is enough; None where that came before the camera did.

    Where somebody supervises, or the settings say so, a source that can not be opened is waited for; else raises
    SourceError. Raises any other StationError.
    """
    supervisor.opening(OPENING_S, "opening the record, the pose model and the camera")
    enough: Enough | None = None
    remarks: tuple[str, ...] = ()
    while enough is None or not enough.said:
        try:
            return Station(settings, remarks=remarks), enough or Enough()
        except SourceError as error:
            if not (supervisor.there or settings.camera.awaited):
                raise
            enough = enough or Enough()
            if _only_the_second_is_missing(settings):
                settings, remarks = without_second(settings), (SECOND_MISSING.format(why=error),)
                continue
            _wait_for_the_camera(settings, error, supervisor, enough)
    return None, enough


def _only_the_second_is_missing(settings: Settings) -> bool:
    if second_of(settings) is None:
        return False
    try:
        look_once(without_second(settings))
    except SourceError:
        return False
    return True


def _wait_for_the_camera(settings: Settings, why: SourceError, supervisor: Supervisor, enough: Enough) -> None:
    """Serve the page until the camera can be opened, or it is enough."""
    log.error("%s", why)
    trouble = str(why)
    with closing(WebServer(create_waiting_app(lambda: trouble), settings.dashboard)) as page:
        page.start()
        supervisor.bear_with(OPENING_S)
        supervisor.ready(STATUS)
        while not _enough_within(RETRY_S, enough):
            try:
                look_once(settings)
            except SourceError as error:
                trouble = str(error)
            else:
                log.warning("The camera is there.")
                break
            finally:
                supervisor.bear_with(OPENING_S)


def _enough_within(seconds: float, enough: Enough) -> bool:
    until_s = time.monotonic() + seconds
    while not enough.said and time.monotonic() < until_s:
        time.sleep(LOOK_EVERY_S)
    return enough.said is not None
