"""Fixtures for every room's tests."""

from browser import chromium, tablet

__all__ = ["chromium", "tablet"]
