"""Figures of a simulation as text: so many digits as their error leaves.

An error is written with one digit, with two where the first of them is a 1, and its
figure to the same place.  What nobody can say is "-".  An error below the last digit
that is written at all is left out.
"""

from __future__ import annotations

from enum import StrEnum
from math import floor, isfinite, log10

from qualflow.words.language import Language
from qualflow.words.layout import HELD

NOTHING = "-"
"""What stands for a figure that cannot be told."""

MOST_DECIMALS = 4
LARGEST = 1e12
"""From here on a figure is written with a power of ten."""


class Scale(StrEnum):
    """What a figure is counted in."""

    SHARE = "share"
    DAYS = "days"
    TIMES = "times"


_FACTOR = {Scale.SHARE: 100.0, Scale.DAYS: 1.0, Scale.TIMES: 1.0}
_ENOUGH = {Scale.SHARE: 2, Scale.DAYS: 1, Scale.TIMES: 4}
"""Decimals of a figure whose error is too small to be shown."""
_LEAST = {Scale.SHARE: 0.0005, Scale.DAYS: 0.005, Scale.TIMES: 0.00005}
"""Errors smaller than these, in the unit that is written, tell a reader nothing."""
_USUAL = {Scale.SHARE: 1, Scale.DAYS: 1, Scale.TIMES: 2}


def decimals(error: float) -> int:
    """Return how many decimals show an error with one digit, or with two from 1 to 2.

    >>> decimals(0.32), decimals(0.013), decimals(4.0), decimals(120.0)
    (1, 3, 0, 0)
    """
    if not isfinite(error) or error <= 0:
        return MOST_DECIMALS
    exponent = floor(log10(error))
    # 0.0096 is written 0.01: the digit after the one that is kept can carry over.
    first = round(error / 10.0**exponent, 6)
    kept = 1 if 1.0 <= first < 1.95 else 0
    return min(max(kept - exponent, 0), MOST_DECIMALS)


def plain(number: float, places: int) -> str:
    """Return a number with so many decimals, grouped by thousands.

    >>> plain(3650.0, 0), plain(-0.004, 2), plain(2e15, 1)
    ('3,650', '0.00', '2e+15')
    """
    if not isfinite(number):
        return NOTHING
    if abs(number) >= LARGEST:
        return f"{number:.3g}"
    written = f"{number:,.{places}f}"
    return written if _shows(written) else written.removeprefix("-")


def _shows(written: str) -> bool:
    """Return whether a number that was written is not 0."""
    return any(digit in written for digit in "123456789")


def figure(
    value: float | None,
    error: float | None,
    scale: Scale,
    language: Language,
    *,
    unit: bool = True,
) -> str:
    """Return a figure with its error, "-" if there is none.

    Args:
        value: A probability is between 0 and 1; it is written in per cent.
        error: In the same unit; None if there is none to tell.
        scale: What it is counted in.
        language: Chinese writes no space before "%" and repeats it after the error.
        unit: Whether "%" is written.

    >>> figure(0.1238, 0.0032, Scale.SHARE, Language.EN)
    '12.4 % ± 0.3'
    >>> figure(0.1238, 0.0032, Scale.SHARE, Language.ZH)
    '12.4% ± 0.3%'
    >>> figure(88.2063, 0.051, Scale.DAYS, Language.EN)
    '88.21 ± 0.05'
    """
    if value is None or not isfinite(value):
        return NOTHING
    number, margin, places = _scaled(value, error, scale, _LEAST[scale])
    sign = _percent(language) if unit and scale is Scale.SHARE else ""
    said = plain(number, places)
    if margin is None and number > 0 and not _shows(said):
        said = f"<{10.0**-places:.{places}f}"
    said += sign
    return said if margin is None else f"{said} ± {margin}{_repeated(sign)}"


def change(
    value: float | None, error: float | None, scale: Scale, language: Language
) -> str:
    """Return a difference with its sign and its error.

    >>> change(0.065, 0.0021, Scale.SHARE, Language.EN)
    '+6.5 ± 0.2 points'
    >>> change(-3.21, 0.14, Scale.DAYS, Language.ZH)
    '-3.21 ± 0.14日'
    """
    if value is None or not isfinite(value):
        return NOTHING
    # Paired differences are known far better than what they are the difference of.
    least = 0.5 * 10.0**-MOST_DECIMALS
    number, margin, places = _scaled(value, error, scale, least)
    said = plain(abs(number), places)
    if _shows(said):
        said = ("-" if number < 0 else "+") + said
    if margin is not None:
        said = f"{said} ± {margin}"
    return said + _UNITS[language].get(scale, "")


_UNITS = {
    Language.EN: {Scale.SHARE: " points", Scale.DAYS: " days"},
    Language.ZH: {Scale.SHARE: "个百分点", Scale.DAYS: "日"},
}


def span(
    low: float | None, high: float | None, error: float | None, language: Language
) -> str:
    """Return a range of days, to the digit that the larger error leaves.

    >>> span(38.4, 163.97, 0.4, Language.EN)
    '38.4 to 164.0'
    """
    if low is None or high is None or not (isfinite(low) and isfinite(high)):
        return NOTHING
    _, _, places = _scaled(high, error, Scale.DAYS, _LEAST[Scale.DAYS])
    joint = "～" if language is Language.ZH else " to "
    return f"{plain(low, places)}{joint}{plain(high, places)}"


def known(value: float | None) -> float | None:
    """Return a figure, None if nothing can be said of it."""
    return value if value is not None and isfinite(value) else None


def roughly(share: float, language: Language) -> str:
    """Return a share in per cent with one decimal.

    >>> roughly(0.1706, Language.EN), roughly(0.00002, Language.ZH)
    ('17.1 %', '<0.1%')
    """
    if 0 < share < 0.0005:
        return f"<0.1{_percent(language)}"
    return plain(share * 100.0, 1 if share > 0 else 0) + _percent(language)


def held(said: str) -> str:
    """Return a figure within which no line ends."""
    return said.replace(" ", HELD)


def percent(share: float, language: Language, places: int = 0) -> str:
    """Return a share in per cent.

    >>> percent(0.4, Language.EN), percent(0.056, Language.ZH, 1)
    ('40 %', '5.6%')
    """
    return plain(share * 100.0, places) + _percent(language)


def level(share: float, language: Language) -> str:
    """Return which quantile it is: "5 %"; no more decimals than there are."""
    return f"{share * 100:g}" + _percent(language)


def count(number: float) -> str:
    """Return a number of things, grouped by thousands; decimals only if it has any.

    >>> count(100000.0), count(2.5)
    ('100,000', '2.5')
    """
    if not isfinite(number):
        return NOTHING
    if abs(number) >= LARGEST:
        return f"{number:.3g}"
    return f"{number:,.4f}".rstrip("0").rstrip(".")


def _scaled(
    value: float, error: float | None, scale: Scale, least: float
) -> tuple[float, str | None, int]:
    """Return the number, its error as text if it is to be shown, and the decimals.

    An error below `least`, in the unit that is written, is not shown.
    """
    factor = _FACTOR[scale]
    number = value * factor
    margin = 0.0 if error is None or not isfinite(error) else abs(error) * factor
    if margin == 0:
        return number, None, _usual(number, scale)
    if margin < least:
        return number, None, _ENOUGH[scale] if number else 0
    places = decimals(margin)
    return number, plain(margin, places), places


def _usual(number: float, scale: Scale) -> int:
    """Return the decimals of a figure that has no error: more for a small one."""
    usual = _USUAL[scale]
    if number == 0 or abs(number) >= 1:
        return max(0, usual - (abs(number) >= 100)) if number else 0
    return min(MOST_DECIMALS, max(usual, 1 - floor(log10(abs(number)))))


def _percent(language: Language) -> str:
    return "%" if language is Language.ZH else " %"


def _repeated(sign: str) -> str:
    """Return the sign after an error: English does not repeat it."""
    return "" if sign.startswith(" ") else sign
