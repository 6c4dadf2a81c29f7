"""Act: a cue to light and sound; off by default."""
