"""The command line: run, analyze, replay, bench, model."""

import click


@click.group()
def main() -> None:
    """Station: live running-gait feedback from one camera."""
