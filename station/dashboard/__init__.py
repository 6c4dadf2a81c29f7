"""Show: the coach's pages, live streams, commands in."""
