"""What an audit is asked under: the day, the standings, the readings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TypeAlias

from attrs import field, frozen

from qualflow.audit.mapping import Choice, HistoryMap
from qualflow.errors import QualflowError, UnknownNameError
from qualflow.law.rules import Standing, Standings

AUDIT_STANDINGS: Standings = frozenset(
    {Standing.TEXT, Standing.PRESS, Standing.PRACTICE}
)
LONGEST_NOTICE = 3_650

Choices: TypeAlias = Mapping[str, Choice]
"""Readings that are switched, by name."""


class ReadingError(QualflowError):
    """A reading that cannot be switched in that way."""


@frozen
class Terms:
    """The terms of an audit.

    Attributes:
        day: The last day that is looked at.
        choices: Readings that are switched, by name.
        days: Readings that are a number of days, by name.
    """

    day: date
    standings: Standings = AUDIT_STANDINGS
    choices: Choices = field(factory=dict)
    days: Mapping[str, int] = field(factory=dict)

    def uses(self, standing: Standing | None, reading: str = "") -> bool:
        """Return whether something that needs a standing or a reading is in use."""
        accepted = standing is None or standing in self.standings
        return accepted and reading not in self.choices


def terms(
    mapping: HistoryMap,
    day: date,
    readings: Mapping[str, str] | None = None,
    standings: Standings = AUDIT_STANDINGS,
) -> Terms:
    """Return the terms for switched readings: a letter, or a number of days, by name.

    Raises:
        ReadingError: If a reading has no such choice.
        UnknownNameError: If there is no such reading.
    """
    choices: dict[str, Choice] = {}
    days: dict[str, int] = {}
    for name, value in (readings or {}).items():
        if name not in mapping.readings:
            raise UnknownNameError("switchable reading", name, mapping.readings)
        reading = mapping.readings[name]
        if reading.days:
            days[name] = _days(name, value)
        elif value in reading.choices:
            choices[name] = reading.choices[value]
        else:
            listed = ", ".join(reading.choices)
            found = f"'{value[:80]}' found"
            raise ReadingError(f"{name}: one of {listed} expected, {found}")
    return Terms(day, standings, choices, days)


def _days(name: str, value: str) -> int:
    plain = value.isascii() and value.isdecimal() and len(value) <= 4
    if not plain or int(value) > LONGEST_NOTICE:
        expected = f"a number of days from 0 to {LONGEST_NOTICE:,}"
        raise ReadingError(f"{name}: {expected} expected, '{value[:80]}' found")
    return int(value)
