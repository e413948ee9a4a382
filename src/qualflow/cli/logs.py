"""Logging for `--verbose`: structlog to stderr, imported only then."""

from __future__ import annotations

import sys

import click


def log(event: str, **subject: object) -> None:
    """Log an event with what it is about, if the main command was given --verbose."""
    context = click.get_current_context(silent=True)
    if context is None or not context.find_root().params.get("verbose"):
        return
    import structlog

    logger = structlog.wrap_logger(
        structlog.PrintLogger(sys.stderr),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.KeyValueRenderer(
                key_order=["timestamp", "level", "event"]
            ),
        ],
    )
    logger.info(event, **subject)
