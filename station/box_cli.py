"""Commands of the box in the clinic, beside those of the program itself."""

import click


@click.group()
def box() -> None:
    """Hold the box's commands; `cli` adds them to its own."""
