"""What is asked: `[outcome.NAME]`, `[time.NAME]`, `[question.NAME]`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from attrs import define, field

from qualflow.law.facts import NO_WORDS, Wording
from qualflow.law.loading.names import illegal
from qualflow.law.loading.tables import Table
from qualflow.law.loading.wrong import mismatch, short
from qualflow.simulate.loading.figures import Context, fitted, made
from qualflow.simulate.scenario import (
    OPEN,
    OutcomeAsked,
    Question,
    Time,
    TimeAsked,
)

LANGUAGES = ("en", "zh")


def words_in(table: Table, *, needed: bool = True) -> Wording:
    """Return the words of a table in every language, none if it need not have any."""
    needed = needed or any(language in table for language in LANGUAGES)
    found = {language: table.text(language, needed=needed) for language in LANGUAGES}
    return MappingProxyType(found) if needed else NO_WORDS


def moment_in(
    context: Context, table: Table, key: str, least: float, most: float
) -> float | None:
    """Return days after the start, told as such or as a day; None if it is wrong."""
    value = table.take(key, needed=True)
    if value is None:
        return None
    if type(value) is date:
        return _day_in(context, table, key, value, least, most)
    days = fitted(table, key, value, _exactly(least), _exactly(most))
    if days is None or context.timing is Time.CONTINUOUS or days == int(days):
        return days
    table.wrong(f"'{key}': a whole number of days expected, {value} found", key)
    return None


def _day_in(
    context: Context, table: Table, key: str, day: date, least: float, most: float
) -> float | None:
    if context.on is None:
        return None
    days = float((day - context.on).days)
    if least <= days <= most:
        return days
    what = f"a day {least:,.10g} to {most:,.10g} days after the start expected"
    table.wrong(f"'{key}': {what}, {day} found", key)
    return None


def _exactly(days: float) -> Decimal:
    return Decimal(f"{days:.15g}")


@define
class Asked:
    """Reads what is asked; no two things may have one name."""

    context: Context
    root: Table
    horizon: float
    _names: dict[str, str] = field(factory=dict)
    _placed: dict[str, str] = field(factory=dict)

    def outcomes(self) -> tuple[OutcomeAsked, ...]:
        """Return the outcomes; one state stands in one of them at most."""
        found = []
        if not self.root.mapping("outcome"):
            self.root.wrong(
                "[outcome.NAME] is missing: where cases can stand in the end"
            )
        for name, table in self._tables("outcome"):
            states = table.names("states", "state", needed=True)
            one = states[0] if len(states) == 1 else None
            words = words_in(table, needed=one is None)
            if one is not None and not words:
                words = self.context.rulebook.states[one].label
            if name == OPEN:
                what = f"'{OPEN}' is what no outcome names: another name expected"
                table.wrong(what)
            for state in states:
                self._place(table, name, state)
            found.append(OutcomeAsked(name, states, words))
        return tuple(found)

    def _place(self, table: Table, outcome: str, state: str) -> None:
        other = self._placed.setdefault(state, outcome)
        if other != outcome:
            table.wrong(f"'{state}' stands in outcome '{other}' already", "states")

    def times(self) -> tuple[TimeAsked, ...]:
        """Return the times that are asked for."""
        return tuple(
            TimeAsked(
                name=name,
                until=table.names("until", "state", needed=True),
                since=table.names("since", "state"),
                label=words_in(table),
            )
            for name, table in self._tables("time")
        )

    def questions(self) -> tuple[Question, ...]:
        """Return the questions."""
        found = []
        for name, table in self._tables("question"):
            states = table.names("states", "state", needed=True)
            by = moment_in(self.context, table, "by", 0, self.horizon)
            found.append(Question(name, states, by or 0.0, words_in(table)))
        return tuple(found)

    def _tables(self, kind: str) -> Iterator[tuple[str, Table]]:
        for name, data in self.root.mapping(kind).items():
            where = f"{kind} '{short(name)}'"
            # `refused = ["refused"]` says as much as a table with nothing but states.
            data = {"states": data} if type(data) is list else data
            if type(data) is not dict:
                expected = "a table, or a list of states"
                self.root.wrong(f"{where}: " + mismatch(expected, data), kind)
                continue
            table = made(self.root, (kind, name), where, data)
            self._check_name(table, kind, name)
            yield name, table
            table.close()

    def _check_name(self, table: Table, kind: str, name: str) -> None:
        other = self._names.setdefault(name, kind)
        if what := illegal("property", name):
            table.wrong(what)
        elif other != kind:
            table.wrong(
                f"'{name}' is the name of the {other} already: another expected"
            )
