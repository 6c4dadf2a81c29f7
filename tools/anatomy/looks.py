"""Clothes, cameras, rooms, light and sensors, drawn at random."""

from typing import Any

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Picture = NDArray[np.uint8]


def person(rng: Generator) -> dict[str, Any]:
    """Return a look: skin of any shade, tight to loose clothes of any length and colour."""
    return {
        "skin": str(rng.choice(["pale", "light", "tan", "brown", "dark"])),
        "hair": str(rng.choice(["black", "brown", "blond", "grey", "red"])),
        "hair_style": str(rng.choice(["short", "buzz", "bald", "ponytail", "bun"])),
        "beard": bool(rng.random() < 0.15),
        "top": str(rng.choice(["tshirt", "tshirt", "tshirt", "tank", "crop", "none"])),
        "shirt": tuple(rng.uniform(0.01, 0.75, 3)),
        "shirt2": None if rng.random() < 0.4 else tuple(rng.uniform(0.02, 0.8, 3)),
        "shorts": tuple(rng.uniform(0.01, 0.35, 3)),
        "leggings": tuple(rng.uniform(0.01, 0.3, 3)) if rng.random() < 0.2 else None,
        "socks": tuple(rng.uniform(0.02, 0.8, 3)),
        "shoes": tuple(rng.uniform(0.03, 0.9, 3)),
        "sleeve": float(rng.uniform(0.3, 0.9)),
        "shorts_len": float(rng.uniform(0.25, 0.75)),
        "baggy": float(rng.uniform(0, 0.8)),
        "shirt_loose": float(rng.uniform(0, 0.8)),
    }


def camera(rng: Generator) -> dict[str, float]:
    """Return a placement: 2.4 to 3.9 m away, hip high, a few degrees off axis and off level."""
    return {
        "distance": float(rng.uniform(2.4, 3.9)),
        "height": float(rng.uniform(0.75, 1.35)),
        "look_z": float(rng.uniform(0.82, 0.95)),
        "vfov": float(rng.uniform(36, 50)),
        "yaw_off": float(rng.normal(0, 1.8)),
        "roll": float(rng.normal(0, 0.7)),
    }


def room(rng: Generator) -> dict[str, Any]:
    """Return a room and treadmill."""
    return {
        "wall": tuple(rng.uniform(0.1, 0.75, 3)),
        "accent": tuple(rng.uniform(0.02, 0.6, 3)),
        "floor": tuple(rng.uniform(0.04, 0.35, 3)),
        "clutter": bool(rng.random() < 0.6),
        "panels": bool(rng.random() < 0.5),
        "uprights": bool(rng.random() < 0.6),
        "handrails": bool(rng.random() < 0.4),
    }


def light(rng: Generator) -> dict[str, Any]:
    """Return where light comes from and how bright it is."""
    return {
        "dir": (float(rng.uniform(-0.6, 0.6)), float(rng.uniform(-0.6, 0.6)), 1.0),
        "key": float(rng.uniform(0.6, 1.9)),
        "fill": float(rng.uniform(0.1, 0.5)),
        "warm": float(rng.uniform(0, 0.8)),
        "expo": float(rng.uniform(0.45, 0.95)),
    }


def sensor(rng: Generator) -> dict[str, Any]:
    """Return a sensor's noise, exposure and softness."""
    return {
        "noise": float(rng.choice([rng.uniform(0.5, 3), rng.uniform(3, 7)], p=[0.8, 0.2])),
        "gain": float(rng.uniform(0.55, 1.15)),
        "soft": float(rng.uniform(0.3, 0.8)),
        "seed": int(rng.integers(1000)),
    }


def motion_blur(rng: Generator, picture: Picture) -> Picture:
    """Blur a third of the pictures along a random direction, up to seven pixels."""
    if rng.random() > 0.33:
        return picture
    length, angle = int(rng.integers(2, 8)), rng.uniform(0, np.pi)
    kernel = np.zeros((9, 9))
    for along in np.linspace(-length / 2, length / 2, 33):
        kernel[round(4 + along * np.sin(angle)), round(4 + along * np.cos(angle))] += 1
    return np.asarray(cv2.filter2D(picture, -1, kernel / kernel.sum()), np.uint8)
