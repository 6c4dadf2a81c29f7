"""Measure: poses to steps to estimates. Pure."""
