"""Pictures of what a change does: two scenarios compared, and figures moved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qualflow.draw.bars import (
    Forest,
    Interval,
    Panel,
    Swing,
    Tornado,
    forest_svg,
    tornado_svg,
)
from qualflow.law.rulebook import Rulebook
from qualflow.pictures.simulation import picture_words, time_picture
from qualflow.simulate.results import Comparison, Difference, Error, Moved
from qualflow.words.comparisons import (
    asked_first,
    by_size,
    figure_name,
    in_order,
    moved_caption,
    scale_of,
    what,
)
from qualflow.words.figures import Scale, change, count, known
from qualflow.words.language import Language
from qualflow.words.scenarios import Labels, labels

Z95 = 1.96
"""Standard errors to each side of a 95 % interval."""


def comparison_pictures(
    comparison: Comparison, rulebook: Rulebook, language: Language
) -> dict[str, str]:
    """Return the pictures of a comparison: "differences", and each time of both."""
    both = [
        (result, labels(rulebook, result.scenario, language))
        for result in (comparison.first, comparison.second)
    ]
    drawn = {"differences": forest_picture(comparison, both[0][1])}
    others = {spread.name for spread in comparison.second.times if spread.curve}
    for spread in comparison.first.times:
        if spread.curve and spread.name in others:
            drawn[f"time-{spread.name}"] = time_picture(both, spread.name)
    return drawn


def sensitivity_pictures(
    moved: Sequence[Moved], words: Labels
) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield what moves each answer that matters, as (answer, picture)."""
    for answer in asked_first(moved, words.scenario):
        if by_size(moved, answer):
            yield answer, tornado_picture(moved, answer, words)


def tornado_picture(
    moved: Sequence[Moved], answer: tuple[str, str], words: Labels
) -> str:
    """Return what moves one answer, the strongest first."""
    found = by_size(moved, answer)
    swings = tuple(
        Swing(
            figure_name(one, words),
            known(down.second.value),
            known(up.second.value),
            count(one.lower),
            count(one.upper),
            " / ".join(_change(d, words) for d in (down, up)),
        )
        for one, down, up in found
    )
    share = bool(found) and scale_of(found[0][1]) is Scale.SHARE
    base = (known(found[0][1].first.value) if found else None) or 0.0
    said = {k: words.tell(f"picture.{k}") for k in ("lower", "upper")}
    told = "; ".join(f"{swing.label}: {swing.said}" for swing in swings)
    drawn = picture_words(words, moved_caption(found, answer, words), told, said)
    written = drawn.percent if share else count
    label = "" if share else words.tell("picture.days")
    return tornado_svg(Tornado(drawn, base, swings, written, label))


def _change(difference: Difference, words: Labels) -> str:
    moved = difference.change
    return change(moved.value, moved.error, scale_of(difference), words.language)


def forest_picture(comparison: Comparison, words: Labels) -> str:
    """Return every difference with its interval, shares and days apart."""
    other = labels(words.names.rulebook, comparison.second.scenario, words.language)
    standard = comparison.first.error is Error.STANDARD
    panels = []
    for scale, label in (
        (Scale.SHARE, words.tell("picture.points")),
        (Scale.DAYS, words.tell("picture.days")),
    ):
        rows = [
            d
            for d in in_order(comparison.differences, words.scenario)
            if scale_of(d) is scale
        ]
        factor = 100.0 if scale is Scale.SHARE else 1.0
        width = factor * (Z95 if standard else 1.0)
        panels.append(
            Panel(
                label,
                tuple(_interval(d, factor, width, words) for d in rows),
                _signed,
            )
        )
    title = words.tell("picture.forest", first=words.title(), second=other.title())
    told = "; ".join(f"{i.label}: {i.said}" for p in panels for i in p.intervals)
    note = words.tell("picture.interval" if standard else "picture.bounds")
    return forest_svg(Forest(picture_words(words, title, told), tuple(panels), note))


def _interval(
    difference: Difference, factor: float, width: float, words: Labels
) -> Interval:
    value, error = known(difference.change.value), known(difference.change.error)
    return Interval(
        what(difference, words),
        None if value is None else value * factor,
        None if error is None else error * width,
        _change(difference, words),
    )


def _signed(number: float) -> str:
    """Return a number of an axis around nothing."""
    said = count(number)
    return f"+{said}" if number > 0 and said != "0" else said
