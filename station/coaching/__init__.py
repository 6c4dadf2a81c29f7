"""Decide: estimates and targets to at most one cue. Pure."""
