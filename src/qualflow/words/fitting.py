"""A fit as text: what was fitted, with its errors, and what could not be."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, floor

from attrs import evolve

from qualflow.law.facts import Wording
from qualflow.law.rulebook import Rulebook
from qualflow.law.rules import Phase
from qualflow.simulate.distributions import parameters
from qualflow.simulate.drafting import as_good
from qualflow.simulate.families import LEAST_ENDED, Fitted, Reason
from qualflow.simulate.fitting import DelayFit, Fit, StateFit, Way
from qualflow.words.fitting_messages import MESSAGES
from qualflow.words.language import Language
from qualflow.words.layout import clean, joined, table, wrapped
from qualflow.words.naming import Naming

Block = list[str]


def naming(rulebook: Rulebook, language: Language) -> Naming:
    """Return the names of a rulebook with the sentences of fits."""
    return evolve(Naming(rulebook, language), table=MESSAGES)


def fit_text(fit: Fit, names: Naming) -> str:
    """Return what lives tell of a process, and what they do not."""
    return joined(
        [
            _head(fit, names),
            _delays(fit, names),
            _shares(fit, names),
            _refused(fit, names),
            _unseen(fit, names),
        ]
    )


def draft_note(fit: Fit, rulebook: Rulebook) -> tuple[Wording, Wording]:
    """Return the title and the note of a fit written as a scenario, by language."""
    title, note = {}, {}
    for language in Language:
        names = naming(rulebook, language)
        count = len(fit.lives)
        title[language.value] = names.counted("draft_title", count)
        note[language.value] = names.tell("draft_note")
    return title, note


def phase_words(rulebook: Rulebook) -> dict[Phase, Wording]:
    """Return what the phases are called, by language."""
    spoken = [(language.value, naming(rulebook, language)) for language in Language]
    return {phase: {key: n.phase(phase) for key, n in spoken} for phase in Phase}


# -- what was fitted -------------------------------------------------------------------


def _head(fit: Fit, names: Naming) -> Block:
    lines = wrapped(
        names.counted(
            "fit_head",
            len(fit.lives),
            process=fit.process,
            since=fit.since,
            until=fit.until,
            fitted=names.counted("delays", fit.fitted),
            refused=fit.refused,
        )
    )
    if fit.left_out:
        listed = names.listed(clean(case) for case in fit.left_out)
        lines += wrapped(names.tell("left_out", cases=listed))
    return lines + wrapped(names.tell("selection"))


def _delays(fit: Fit, names: Naming) -> Block:
    found = [state.delay for state in fit.states if state.delay is not None]
    if not found:
        return []
    columns = ("state", "n", "median", "within")
    head = [names.tell(f"column_{column}") for column in columns]
    lines = table([head, *(_delay(delay, names) for delay in found)])
    block = [names.tell("delays_title"), lines[0]]
    for line, delay in zip(lines[1:], found, strict=True):
        block += [line, *wrapped(_told(delay, names), "      ", "      ")]
    return block


def _delay(delay: DelayFit, names: Naming) -> list[str]:
    median = delay.curve.median
    return [
        names.tell("then").join(names.state(state) for state in delay.states),
        names.tell("ended_open", n=delay.curve.ended, open=delay.censored),
        _ends(median.low, median.high),
        names.tell("within", low=_day(median.lower, up=True), high=_day(median.upper)),
    ]


def _told(delay: DelayFit, names: Naming) -> str:
    """Return the distribution, and those that are as good."""
    if delay.fixed is not None:
        return names.tell("fixed", n=delay.fixed)
    told = [_law(delay.fits[0], names)]
    others = [names.tell(f"family_{fit.family}") for fit in as_good(delay)]
    if others:
        told.append(names.tell("as_good", families=names.listed(others)))
    return names.listed(told, "series")


def _law(fit: Fitted, names: Naming) -> str:
    errors = dict(fit.errors)
    told = [
        names.tell(
            "parameter",
            name=names.tell(f"parameter_{name}"),
            value=number(value),
            error=number(errors[name], 2),
        )
        for name, value in parameters(fit.law)
    ]
    family = names.tell(f"family_{fit.family}")
    return names.tell("law", family=family, told=names.listed(told))


def number(value: float, digits: int = 3) -> str:
    """Return a number of some significant digits, never with an exponent.

    >>> number(2255.4), number(0.4731, 2)
    ('2,260', '0.47')
    """
    rounded = float(f"{value:.{digits}g}")
    return f"{rounded:,.0f}" if abs(rounded) >= 100 else f"{rounded:.{digits}g}"


def _day(end: float | None, *, up: bool = False) -> str:
    return "–" if end is None else f"{(ceil if up else floor)(end):,}"


def _ends(low: float | None, high: float | None) -> str:
    first, last = _day(low, up=True), _day(high)
    return first if first == last else f"{first}–{last}"


def _shares(fit: Fit, names: Naming) -> Block:
    lines: Block = []
    for found in fit.states:
        rows = [[names.transition(way.step), _share(way, names)] for way in found.ways]
        if rows:
            lines += [f"  {names.state(found.state)}", *table(rows, "    ")]
    return [*wrapped(names.tell("ways_title")), *lines] if lines else []


def _share(way: Way, names: Naming) -> str:
    said = names.tell(
        "share_few" if way.of < LEAST_ENDED else "share",
        n=way.count,
        of=way.of,
        share=f"{way.share:.0%}",
        low=f"{way.low:.0%}",
        high=f"{way.high:.0%}",
    )
    if way.seen == way.count:
        return said
    return said + names.tell("not_seen", n=way.count - way.seen)


# -- what could not be -----------------------------------------------------------------


def _refused(fit: Fit, names: Naming) -> Block:
    rows = [
        [names.state(found.state), why]
        for found in fit.states
        for why in _why(found, names)
    ]
    return [names.tell("refused_title"), *table(rows)] if rows else []


def _why(found: StateFit, names: Naming) -> Iterator[str]:
    """Yield why a state has no delay of its own, if it has none."""
    own = found.own
    if own is None:
        yield names.tell("no_begin")
        return
    if own.known:
        return
    assert own.reason is not None
    if found.joined is not None:
        yield names.tell("joined", n=own.curve.ended)
        return
    if found.counted_in:
        yield names.tell("counted_in", state=names.state(found.counted_in))
        return
    said = names.tell(
        own.reason.value, n=own.curve.n, ended=own.curve.ended, least=LEAST_ENDED
    )
    yield said + _allowed(own, names)


def _allowed(own: DelayFit, names: Naming) -> str:
    """Return which fixed delay fits every stay, if one does."""
    if own.common is None or own.reason is Reason.NO_MAXIMUM:
        return ""
    low, high = own.common
    key = "allowed_most" if low == 0 else "allowed"
    return names.tell(key, low=_day(low, up=True), high=_day(high))


def _unseen(fit: Fit, names: Naming) -> Block:
    rows = [
        [names.state(found.state), names.tell("of_ended", n=of), steps]
        for found in fit.states
        for of, steps in _by_count(found, names)
    ]
    return [*wrapped(names.tell("unseen_title")), *table(rows)] if rows else []


def _by_count(found: StateFit, names: Naming) -> Iterator[tuple[int, str]]:
    for of in sorted({way.of for way in found.unseen}, reverse=True):
        steps = (names.transition(way.step) for way in found.unseen if way.of == of)
        yield of, names.listed(steps, "series")
