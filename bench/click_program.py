"""A bare click program with two commands: what `--help` costs at the least."""

import click


@click.group()
def main() -> None:
    """Do one of two things."""


@main.command()
def one() -> None:
    """Do one thing."""


@main.command()
def two() -> None:
    """Do another thing."""
