"""Fixtures for every room's tests."""

from browser import chromium, tablet
from vision_parts import pose_model

__all__ = ["chromium", "pose_model", "tablet"]
