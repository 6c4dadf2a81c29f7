"""Clockwork: threads, order, health."""
