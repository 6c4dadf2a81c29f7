"""The virtual runner: a rendered human on a treadmill who answers the cues; it closes the loop on any laptop."""
