"""The answers to the question whether a clause is met."""

from __future__ import annotations

from enum import StrEnum


class Verdict(StrEnum):
    """Strong Kleene logic, and one word for what was not asked.

    `UNKNOWN` is what a fact nobody filed leads to; `NOT_EVALUATED` a clause whose
    standing is not accepted, so that it is listed and never silently passed.
    """

    MET = "met"
    UNMET = "unmet"
    UNKNOWN = "unknown"
    NOT_EVALUATED = "not_evaluated"


VERDICTS = {True: Verdict.MET, False: Verdict.UNMET, None: Verdict.UNKNOWN}
"""What the evaluators' True, False and None mean."""
