"""Settings in, wired station out: the only module that knows every room."""
