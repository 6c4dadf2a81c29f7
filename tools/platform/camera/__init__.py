"""The real libcamera under the real picamera2, with our own pictures in front of the lens."""
