"""What can go wrong, as one family. Every message tells the reader what to do next.

StationError                 exit 1    anything the user can act on
  ConfigError                exit 78   the settings: every problem at once
  SourceError                          no such clip, no video, a broken pose stream
    CameraLost                         a camera that was there and is gone: wait, it may come back
  ModelError                           the pose model is missing or not what it should be
  StoreError                           the record: newer than this program, not writable
  OutputError                          lamps, buzzer or button can not be driven
  WebError                             the dashboard can not be served (port in use)
  AimError                             taps that make no belt, or a kept camera set-up that can not be used
  UpdateError                          a release that is not used, and why the box runs what it ran before
  NetworkError                         the box's own access point can not be opened or closed
"""


class StationError(Exception):
    """Something the user can act on; the message says how."""

    exit_code = 1


class ConfigError(StationError):
    """The settings can not be used; the message lists every problem."""

    exit_code = 78  # EX_CONFIG: systemd must not try again


class SourceError(StationError):
    """No frames or poses can be had from where the user pointed."""


class CameraLost(SourceError):
    """A camera that delivered frames has stopped."""


class ModelError(StationError):
    """The pose model is missing, damaged or can not be provided."""


class StoreError(StationError):
    """The record can not be opened or written."""


class OutputError(StationError):
    """Lamps, buzzer or button can not be driven."""


class WebError(StationError):
    """The dashboard can not be served."""


class AimError(StationError):
    """The camera's aim can not be found from what was tapped, or what was kept of it can not be read."""


class UpdateError(StationError):
    """A release can not be used; the one that runs goes on."""


class NetworkError(StationError):
    """The box's network can not be told what was asked."""
