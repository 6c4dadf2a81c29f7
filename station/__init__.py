"""Station: live running-gait feedback from one camera."""

__version__ = "0.2.0"
