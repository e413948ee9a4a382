"""Figures of a scenario: numbers within bounds, distributions, delays, sources.

A source is looked for where the figure is, then on the table around it, then at the top
of the file; a figure that has none anywhere is a mistake.

Bounds keep every engine within floating point: the largest value a distribution can
take for the least or largest uniform is finite.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from math import fsum
from typing import Any

import numpy as np
from attrs import define

from qualflow.law.loading.conditions import Vocabulary
from qualflow.law.loading.tables import Table
from qualflow.law.loading.wrong import mismatch
from qualflow.law.measures import Unit
from qualflow.law.rulebook import Rulebook
from qualflow.law.rules import Interval
from qualflow.simulate.distributions import (
    Distribution,
    Empirical,
    Exponential,
    Fixed,
    Gamma,
    Lognormal,
    NothingLeftError,
    Uniform,
    Weibull,
    remaining,
    survival,
)
from qualflow.simulate.scenario import Delay, Time

NOTHING = Decimal(0)
ONE = Decimal(1)
LEAST = Decimal("0.000001")
LONGEST_DELAY = Decimal(1_000_000)
LARGEST = Decimal(10**15)
SIGMAS = LEAST, Decimal(10)
SHAPES = Decimal("0.05"), Decimal(10_000)
MOST_VALUES = 5_000
NEARLY_ONE = 1e-9
NEARLY_NEVER = 1e-6
ROUNDED_TO_NONE = 0.5
"""Whole days are rounded: up to half a day is none."""

UNITS = {"calendar day": Unit.DAY, "working day": Unit.WORKING_DAY}


@define
class Context:
    """What the readers of one scenario share.

    Attributes:
        on: The day of the beginning, None if it is wrong.
        days: From it to the horizon; always, as long as either is wrong.
        source: Of every figure that has none nearer; "" if there is none.
    """

    rulebook: Rulebook
    vocabulary: Vocabulary
    timing: Time
    on: date | None
    days: Interval
    source: str

    @property
    def rounding(self) -> float:
        """A delay of no more than this is none."""
        return ROUNDED_TO_NONE if self.timing is Time.DAYS else 0.0


# -- sources --------------------------------------------------------------------------


def near_source(table: Table, above: str) -> str:
    """Return the source of a table, which need not have one, or that around it."""
    return table.text("source") or above


def source_in(table: Table, above: str) -> str:
    """Return the source of a figure; it is a mistake if there is none."""
    found = near_source(table, above)
    if not found and "source" not in table:
        table.wrong(
            "a figure without a source: 'source' expected here, on the table around it "
            'or at the top of the file\n  "assumed" if nobody has measured it'
        )
    return found


# -- numbers --------------------------------------------------------------------------


def fitted(
    table: Table, key: str, value: object, least: Decimal, most: Decimal
) -> float | None:
    """Return a number of a file within bounds; None, and a mistake, if it is not."""
    number = value if type(value) in (int, Decimal) else None
    if not isinstance(number, int | Decimal) or not least <= number <= most:
        expected = f"a number from {least:,f} to {most:,f}"
        table.wrong(f"'{key}': " + mismatch(expected, value), key)
        return None
    return float(number)


def number_in(table: Table, key: str, least: Decimal, most: Decimal) -> float:
    """Return the number of a key that is needed; `least` if there is a mistake."""
    value = table.take(key, needed=True)
    found = None if value is None else fitted(table, key, value, least, most)
    return float(least) if found is None else found


def share_in(table: Table, key: str, *, least: Decimal = LEAST) -> float:
    """Return a share: above 0 and at most 1."""
    return number_in(table, key, least, ONE)


def check_sum(table: Table, key: str | None, shares: Sequence[float]) -> None:
    """Note a mistake if shares do not add up to 1."""
    total = fsum(shares)
    if shares and table.ok and abs(total - 1) > NEARLY_ONE:
        table.wrong(f"shares that add up to 1 expected, to {total:.10g} found", key)


# -- distributions --------------------------------------------------------------------


def _fixed(table: Table, most: Decimal) -> Distribution:
    return Fixed(number_in(table, "fixed", NOTHING, most))


def _exponential(table: Table, most: Decimal) -> Distribution:
    return Exponential(number_in(table, "exponential", LEAST, most))


def _uniform(table: Table, most: Decimal) -> Distribution | None:
    ends = _listed(table, "uniform", most)
    if table.ok and (len(ends) != 2 or ends[0] >= ends[1]):
        found = ", ".join(f"{end:g}" for end in ends[:3])
        found += ", …" if len(ends) > 3 else ""
        what = f"two numbers expected, the lower first, [{found}] found"
        table.wrong(f"'uniform': {what}", "uniform")
    return Uniform(ends[0], ends[1]) if table.ok else None


def _empirical(table: Table, most: Decimal) -> Distribution | None:
    values = _listed(table, "empirical", most)
    if len(values) > MOST_VALUES:
        what = f"at most {MOST_VALUES:,} values expected, {len(values):,} found"
        table.wrong(f"'empirical': {what}", "empirical")
    return Empirical(tuple(sorted(values))) if values else None


def _listed(table: Table, key: str, most: Decimal) -> list[float]:
    values = table.items(key, needed=True)
    found = (fitted(table, key, value, NOTHING, most) for value in values)
    return [number for number in found if number is not None]


def _lognormal(table: Table, most: Decimal) -> Distribution | None:
    return _of_two(table, "lognormal", Lognormal, median=(LEAST, most), sigma=SIGMAS)


def _gamma(table: Table, most: Decimal) -> Distribution | None:
    return _of_two(table, "gamma", Gamma, mean=(LEAST, most), shape=SHAPES)


def _weibull(table: Table, most: Decimal) -> Distribution | None:
    return _of_two(table, "weibull", Weibull, scale=(LEAST, most), shape=SHAPES)


def _of_two(
    table: Table,
    kind: str,
    make: Callable[..., Distribution],
    **parameters: tuple[Decimal, Decimal],
) -> Distribution | None:
    inner = table.inner(kind)
    if inner is None:
        return None
    inner.where = f"{table.where}, {kind}"
    found = {key: number_in(inner, key, *ends) for key, ends in parameters.items()}
    inner.close()
    table.ok = table.ok and inner.ok
    return make(**found)


LAWS: Mapping[str, Callable[[Table, Decimal], Distribution | None]] = {
    "fixed": _fixed,
    "uniform": _uniform,
    "exponential": _exponential,
    "lognormal": _lognormal,
    "gamma": _gamma,
    "weibull": _weibull,
    "empirical": _empirical,
}


def law_in(table: Table, most: Decimal) -> Distribution | None:
    """Return the distribution of a table, None if there is a mistake in it."""
    table.expect(*LAWS)
    named = [kind for kind in LAWS if kind in table]
    if len(named) != 1:
        found = " and ".join(named) if named else "none"
        table.wrong(f"one of {', '.join(LAWS)} expected, {found} found")
        table.take("elapsed")
        return None
    law = LAWS[named[0]](table, most)
    if table.take("elapsed") is None or law is None:
        return law if table.ok else None
    elapsed = number_in(table, "elapsed", NOTHING, most)
    return _left(table, law, elapsed) if table.ok else None


def _left(table: Table, whole: Distribution, elapsed: float) -> Distribution | None:
    try:
        with np.errstate(all="ignore"):
            return remaining(whole, elapsed)
    except NothingLeftError:
        table.wrong(f"'elapsed': nothing is left of it after {elapsed:g}", "elapsed")
        return None


def hardly_longer(law: Distribution, days: float) -> bool:
    """Return whether something practically never takes more than some days."""
    with np.errstate(all="ignore"):
        return survival(law, np.nextafter(days, np.inf)) < NEARLY_NEVER


# -- delays ---------------------------------------------------------------------------


def delay_in(
    context: Context, table: Table, key: str, above: str, *, needed: bool = False
) -> Delay | None:
    """Return the delay of a key; None if there is none, or a mistake in it.

    `above` is its source if it has none of its own.
    """
    table.take(key, needed=needed)
    inner = table.inner(key)
    if inner is None:
        return None
    inner.where = f"{table.where}, {key}" if table.where else f"[{key}]"
    law = law_in(inner, LONGEST_DELAY)
    unit = UNITS.get(inner.word("unit", list(UNITS)), Unit.DAY)
    if unit is Unit.WORKING_DAY:
        _working(context, inner)
    source = source_in(inner, above)
    inner.close()
    table.ok = table.ok and inner.ok
    return None if law is None else Delay(law, unit, source)


def _working(context: Context, table: Table) -> None:
    if context.timing is Time.CONTINUOUS:
        what = "continuous time has no working days: 'calendar day' expected"
        table.wrong(f"'unit': {what}", "unit")
    elif context.rulebook.calendar.first is None:
        name = context.rulebook.name
        what = f"the process {name} has no calendar: 'calendar day' expected"
        table.wrong(f"'unit': {what}", "unit")


def takes_time(context: Context, table: Table, key: str, delay: Delay | None) -> None:
    """Note a mistake if a delay that repeats itself is none."""
    if delay is not None and hardly_longer(delay.law, context.rounding):
        table.wrong(f"'{key}': more than no time at all expected", key)


# -- what stands under a name, or in a list -------------------------------------------


def tables_in(table: Table, key: str) -> list[Table]:
    """Return the tables of an array of tables."""
    values: Any = table.take(key)
    if values is None:
        return []
    shown = ".".join(str(part) for part in (*table.key, key) if type(part) is str)
    if type(values) is not list:
        table.wrong(mismatch(f"[[{shown}]]", values), key)
        return []
    return [
        made(table, (key, number), f"{table.where or key} {number + 1}", value)
        for number, value in enumerate(values)
        if _is_table(table, key, value, f"[[{shown}]]")
    ]


def _is_table(table: Table, key: str, value: object, expected: str) -> bool:
    if type(value) is dict:
        return True
    table.wrong(f"'{key}': " + mismatch(expected, value), key)
    return False


def made(
    table: Table, path: tuple[str | int, ...], where: str, data: dict[str, Any]
) -> Table:
    """Return a table inside another one."""
    return Table(table.reading, table.document, (*table.key, *path), where, data)
