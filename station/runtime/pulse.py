"""Whether the station still works, judged from when each link last moved: what the supervisor's watchdog is fed by.

A lost camera is no fault of the process: as long as somebody tries to get it back, starting afresh would gain nothing
and take the page from the coach. A thread that hangs is one, and only a fresh start ends it.

    moved                         longest     why so long
    the loop turned               6 s         it turns four times a second; the begin of a session waits for the disk
    a picture came, or the lost   90 s        between two attempts lie up to 60 s (camera.lost_retry_s), and a driver
      camera was tried                        may need some more to say that there is no camera
    a pose came of the pictures   15 s        the loop itself gives a landmarker up after 10 s, and says so
"""

from dataclasses import dataclass

LOOP_S, CAMERA_S, POSE_S = 6.0, 90.0, 15.0


@dataclass(frozen=True, slots=True)
class Looking:
    """How far the camera thread is."""

    moved_s: float
    """When the last picture came or the lost camera was last tried."""
    since_s: float | None = None
    """Since when pictures come without a break; None while none come."""


@dataclass(frozen=True, slots=True)
class Pulse:
    """When each link last moved, on one clock, s."""

    loop_s: float
    pose_s: float
    """When what a picture shows was last known, be it nobody."""
    looking: Looking | None
    """None where no pictures are owed: poses were recorded, or the clip is over."""


def fault(pulse: Pulse, now_s: float) -> str | None:
    """Return what hangs, in words for the journal; None while the station works or honestly waits for its camera."""
    if now_s - pulse.loop_s > LOOP_S:
        return f"The loop has not turned for {now_s - pulse.loop_s:.0f} s."
    return _blind(pulse.looking, pulse.pose_s, now_s) if pulse.looking else None


def _blind(looking: Looking, pose_s: float, now_s: float) -> str | None:
    if now_s - looking.moved_s > CAMERA_S:
        return f"No picture came for {now_s - looking.moved_s:.0f} s, and the camera was not tried again."
    if looking.since_s is None:
        return None
    owed_s = looking.moved_s - max(pose_s, looking.since_s)
    return f"Pictures come, but for {owed_s:.0f} s no pose of them." if owed_s > POSE_S else None
