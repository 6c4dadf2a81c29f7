"""A set-up desk for each camera, and what all of them have found."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from station.camera_desk import CameraDesk
from station.eyes import Eyes
from station.model import Command, Setup
from station.onlooker import Onlooker
from station.two_eyes import TwoEyes


def camera_desks(
    eyes: Eyes, data_dir: Path, poses_hz: Callable[[], float], post: Callable[[Command], None]
) -> tuple[CameraDesk, ...]:
    """Return the desks, the first camera's first."""
    lookouts = eyes.lookouts if isinstance(eyes, TwoEyes) else (eyes.lookout,)
    return tuple(
        CameraDesk(setup, Onlooker(lookout, poses_hz), data_dir, post, number)
        for number, (setup, lookout) in enumerate(zip(eyes.setup.cameras, lookouts, strict=True))
    )


def setup_of(desks: Sequence[CameraDesk]) -> Setup:
    """Return the set-up of all cameras, each with the aim that was found last."""
    first, *others = (desk.setup for desk in desks)
    return replace(first, second=others[0]) if others else first
