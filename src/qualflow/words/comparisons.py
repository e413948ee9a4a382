"""What a change does, as text: two scenarios side by side, and figures moved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qualflow.law.rulebook import Rulebook
from qualflow.simulate.results import (
    Comparison,
    Difference,
    Engine,
    Error,
    Estimate,
    Moved,
)
from qualflow.simulate.scenario import ASSUMED, Scenario
from qualflow.words.figures import Scale, change, count, figure, held, known
from qualflow.words.language import Language
from qualflow.words.layout import joined, wrapped
from qualflow.words.scenarios import Labels, labels
from qualflow.words.simulation_messages import MESSAGES
from qualflow.words.simulation_method import assumed_text, repeat
from qualflow.words.tabular import Table, table_lines

SHARE = "p"
"""The figure of a difference that is a probability; the others are days."""


def scale_of(difference: Difference) -> Scale:
    """Return what a difference is counted in."""
    return Scale.SHARE if difference.figure == SHARE else Scale.DAYS


# -- two scenarios --------------------------------------------------------------------


def comparison_text(
    comparison: Comparison, rulebook: Rulebook, language: Language
) -> str:
    """Return the comparison of two scenarios as text, what was asked first."""
    words = labels(rulebook, comparison.first.scenario, language)
    sure = [
        comparison_note(comparison, words),
        assumed_text(comparison.first, words),
        words.tell("repeat", command=comparing(comparison)),
    ]
    return joined(
        [
            [line for said in leading(comparison, words) for line in wrapped(said)],
            table_lines(comparison_table(comparison, words)),
            [
                words.tell("method"),
                *(line for said in sure for line in wrapped(said, "  ", "  ")),
            ],
        ]
    )


def leading(comparison: Comparison, words: Labels) -> Iterator[str]:
    """Yield what the change does to what was asked, or else to what moves most."""
    found = [d for d in comparison.differences if known(d.change.value) is not None]
    asked = {question.name for question in words.scenario.questions}
    first = [d for d in found if d.name in asked] or sorted(found, key=_clearest)[:1]
    for difference in first:
        yield words.tell(
            "compare.answer",
            what=what(difference, words),
            first=_bare(difference.first, difference, words),
            second=_bare(difference.second, difference, words),
            change=held(_change(difference, words)),
        )
    if not first:
        yield words.tell("compare.nothing")
    yield comparison_title(comparison, words)


def _clearest(difference: Difference) -> float:
    """Return a key that puts what is clearest of its error first."""
    size, error = abs(difference.change.value or 0.0), difference.change.error or 0.0
    return -size / error if error > 0 else -size


def comparison_title(comparison: Comparison, words: Labels) -> str:
    """Return which scenarios are compared, and on how many cases."""
    first, second = comparison.first, comparison.second
    other = labels(words.names.rulebook, second.scenario, words.language)
    exact = first.engine is Engine.EXACT and second.engine is Engine.EXACT
    return words.tell(
        "compare.exact" if exact else "compare.title",
        first=words.title(),
        second=other.title(),
        n=count(first.cases),
    )


def comparison_note(comparison: Comparison, words: Labels) -> str:
    """Return what the error of a change is."""
    bound = comparison.first.error is Error.BOUND
    return words.tell("compare.bound" if bound else "compare.note")


def comparing(comparison: Comparison) -> str:
    """Return the command that compares the same again."""
    first, second = comparison.first, comparison.second
    names = f"{first.scenario.name} {second.scenario.name}"
    return repeat(first).replace(
        f"simulate {first.scenario.name}", f"simulate compare {names}", 1
    )


def what(difference: Difference, words: Labels) -> str:
    """Return which figure a difference is of."""
    key = f"of.{difference.figure}"
    said = words.answer(difference.name)
    return words.tell(key if key in MESSAGES else "of.p", what=said)


def in_order(differences: Sequence[Difference], scenario: Scenario) -> list[Difference]:
    """Return differences with those of questions first."""
    asked = {question.name for question in scenario.questions}
    return sorted(differences, key=lambda d: d.name not in asked)


def comparison_table(comparison: Comparison, words: Labels) -> Table:
    """Return every figure under both scenarios, and how it changes."""
    differences = in_order(comparison.differences, words.scenario)
    gains = any(difference.gain is not None for difference in differences)
    rows = [
        (
            what(difference, words),
            _figure(difference.first, difference, words),
            _figure(difference.second, difference, words),
            _change(difference, words),
            *((_gain(difference, words),) if gains else ()),
        )
        for difference in differences
    ]
    silent = any(known(d.change.value) is None for d in differences)
    head = ("what", "first", "second", "change", *(("gain",) if gains else ()))
    return Table(
        words.tell("differences"),
        "l" + "r" * (len(head) - 1),
        tuple(map(words.tell, head)),
        tuple(rows),
        (words.tell("no_time"),) if silent else (),
    )


def _figure(estimate: Estimate, difference: Difference, words: Labels) -> str:
    scale = scale_of(difference)
    return figure(estimate.value, estimate.error, scale, words.language)


def _bare(estimate: Estimate, difference: Difference, words: Labels) -> str:
    """Return a figure without its error, for a sentence."""
    return held(_figure(estimate, difference, words).split(" ± ")[0])


def _change(difference: Difference, words: Labels) -> str:
    moved = difference.change
    return change(moved.value, moved.error, scale_of(difference), words.language)


def _gain(difference: Difference, words: Labels) -> str:
    if difference.gain is None:
        return ""
    places = 0 if difference.gain >= 9.95 else 1
    return words.tell("gain_times", n=f"{difference.gain:,.{places}f}")


# -- figures that are moved -----------------------------------------------------------


def sensitivity_text(
    moved: Sequence[Moved],
    scenario: Scenario,
    rulebook: Rulebook,
    language: Language,
    answers: Sequence[tuple[str, str]] = (),
) -> str:
    """Return what each figure does to the answers, the strongest first.

    Args:
        moved: The figures, moved down and up.
        scenario: Whose figures they are.
        rulebook: Of its process.
        language: The language of the text.
        answers: Which answers, as (name, figure); by default those of `asked_first`.
    """
    words = labels(rulebook, scenario, language)
    if not moved:
        return joined([[words.tell("moved.nothing")]])
    shown = list(answers) or asked_first(moved, scenario)
    said = [strongest(moved, one, words) for one in shown]
    said.append(words.tell("moved.title", title=words.title()))
    tables = [sensitivity_table(moved, one, words) for one in shown]
    leading_lines = [line for one in said for line in wrapped(one)]
    return joined([leading_lines, *map(table_lines, tables)])


def asked_first(moved: Sequence[Moved], scenario: Scenario) -> list[tuple[str, str]]:
    """Return the answers that matter: to the questions, else times, else the first."""
    known = [(d.name, d.figure) for d in moved[0].down] if moved else []
    asked = {question.name for question in scenario.questions}
    times = {time.name for time in scenario.times}
    for wanted in (asked, times):
        found = [one for one in known if one[0] in wanted]
        if found:
            return found
    return known[:1]


def by_size(
    moved: Sequence[Moved], answer: tuple[str, str]
) -> list[tuple[Moved, Difference, Difference]]:
    """Return the figures that move an answer, the strongest first.

    A figure of which nothing is known for this answer is left out.
    """
    found = []
    for one in moved:
        down, up = _of(one.down, answer), _of(one.up, answer)
        if down is not None and up is not None:
            found.append((one, down, up))
    return sorted(found, key=lambda row: (-swing(row[1], row[2]), row[0].place))


def _of(
    differences: Sequence[Difference], answer: tuple[str, str]
) -> Difference | None:
    return next((d for d in differences if (d.name, d.figure) == answer), None)


def swing(down: Difference, up: Difference) -> float:
    """Return how far an answer moves, the larger of the two ways."""
    return max(abs(down.change.value or 0.0), abs(up.change.value or 0.0))


def figure_name(moved: Moved, words: Labels) -> str:
    """Return which figure was moved, with a star if nobody has measured it."""
    return words.place(moved.place) + ("*" if moved.source == ASSUMED else "")


def strongest(moved: Sequence[Moved], answer: tuple[str, str], words: Labels) -> str:
    """Return which figure moves an answer most, and how far."""
    found = by_size(moved, answer)
    if not found:
        return words.tell("moved.nothing")
    one, down, up = found[0]
    return words.tell(
        "moved.answer",
        what=what(down, words),
        figure=words.place(one.place),
        lower=count(one.lower),
        upper=count(one.upper),
        low=_bare(down.second, down, words),
        high=_bare(up.second, up, words),
    )


def sensitivity_table(
    moved: Sequence[Moved], answer: tuple[str, str], words: Labels
) -> Table:
    """Return what each figure does to one answer, the strongest first."""
    found = by_size(moved, answer)
    rows = [
        (
            figure_name(one, words),
            count(one.value),
            count(one.lower),
            _change(down, words),
            count(one.upper),
            _change(up, words),
        )
        for one, down, up in found
    ]
    head = ("figure", "value", "moved_down", "change", "moved_up", "change")
    stars = any(one.source == ASSUMED for one, _, _ in found)
    return Table(
        moved_caption(found, answer, words),
        "lrrrrr",
        tuple(map(words.tell, head)),
        tuple(rows),
        (words.tell("moved.note"),) if stars else (),
    )


def moved_caption(
    found: Sequence[tuple[Moved, Difference, Difference]],
    answer: tuple[str, str],
    words: Labels,
) -> str:
    """Return which answer is moved, and what it is as it stands."""
    if not found:
        return words.answer(answer[0])
    down = found[0][1]
    said = what(down, words)
    return words.tell("moved", what=said, p=_figure(down.first, down, words))
