"""What days and numbers can be: the bounds that facts and expressions share."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

MOST_DIGITS = 15
MOST_DECIMALS = 6
FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(2199, 12, 31)


class Unit(StrEnum):
    """What a period is counted in."""

    DAY = "day"
    WORKING_DAY = "working day"
    MONTH = "month"
    YEAR = "year"
