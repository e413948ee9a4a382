"""Errors as messages: what is wrong, where, and the likely way out."""

from __future__ import annotations

from qualflow.errors import QualflowError
from qualflow.law.loading import RulebookError
from qualflow.words.layout import clean

MOST_SHOWN = 200


def described(error: Exception) -> str:
    """Return the message for an error of ours or of the system, without controls."""
    if isinstance(error, RulebookError):
        return _all_mistakes(error)
    if isinstance(error, OSError) and not isinstance(error, QualflowError):
        return _system(error)
    return _clean_lines(str(error))


def _all_mistakes(error: RulebookError) -> str:
    lines = [str(error)]
    lines += [str(mistake) for mistake in error.mistakes[:MOST_SHOWN]]
    left = len(error.mistakes) - MOST_SHOWN
    if left > 0:
        lines.append(f"and {left} more")
    return "\n".join(_clean_lines(line) for line in lines)


def _system(error: OSError) -> str:
    what = error.strerror or type(error).__name__
    where = "" if error.filename is None else f"{clean(str(error.filename))}: "
    return f"{where}{what[:1].lower()}{what[1:]}"


def _clean_lines(text: str) -> str:
    return "\n".join(clean(line) for line in text.split("\n"))
