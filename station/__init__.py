"""Station: live running-gait feedback from one camera."""

__version__ = "0.1.0"
