"""Decide: estimates and targets to at most one cue. Pure.

A session begins with a baseline without cues; from it come targets relative to the runner's own running (`targets`).
Then each new step is held against them (`watch`), and at most one cue fires, by a table of priorities, and only while
the station is sure of what it sees (`coach`). A missed cue costs nothing, a false one costs trust.
"""
