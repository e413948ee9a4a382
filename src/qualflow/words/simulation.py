"""What an engine answers, as text: the answer first, then figures, then how sure.

Every table is a value, so that a terminal and a page say the same.  "Open at the
horizon" is an outcome everywhere, and figures that nobody has measured are counted
where the result is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from qualflow.law.rulebook import Rulebook
from qualflow.simulate.results import (
    LEVELS,
    Engine,
    Error,
    Estimate,
    Result,
    Share,
    Spread,
    Stopped,
    Visit,
)
from qualflow.simulate.scenario import OPEN
from qualflow.words.figures import (
    NOTHING,
    Scale,
    count,
    figure,
    held,
    known,
    level,
    span,
)
from qualflow.words.language import Language
from qualflow.words.layout import clean, joined, wrapped
from qualflow.words.scenarios import Labels, figures, labels
from qualflow.words.simulation_method import method
from qualflow.words.tabular import Table, table_lines

CONFIDENCE = 3.0
"""Of n cases that never show something, at most 3 / n is its 95 % upper bound."""


def result_text(
    result: Result,
    rulebook: Rulebook,
    language: Language,
    *,
    assumptions: bool = False,
) -> str:
    """Return the answer of an engine as text.

    Args:
        result: The answer.
        rulebook: Of the scenario's process.
        language: The language of the text.
        assumptions: Whether every figure of the scenario is listed with its source.
    """
    words = labels(rulebook, result.scenario, language)
    tables = [*result_tables(result, words)]
    if assumptions:
        tables.append(figures_table(words))
    return joined(
        [
            [line for said in headline(result, words) for line in wrapped(said)],
            *map(table_lines, tables),
            [words.tell("method"), *_indented(method(result, words))],
        ]
    )


def _indented(sentences: Iterable[str]) -> list[str]:
    return [line for said in sentences for line in wrapped(said, "  ", "  ")]


# -- the answer -----------------------------------------------------------------------


def title(result: Result, words: Labels) -> str:
    """Return what was computed, from when to when."""
    scenario = result.scenario
    key = "title.exact" if result.engine is Engine.EXACT else "title.sampled"
    if result.cases == 1:
        key = "title.sampled_1"
    return words.tell(
        key,
        title=words.title(),
        n=count(result.cases),
        on=words.day(0),
        end=words.day(scenario.horizon),
    )


def headline(result: Result, words: Labels) -> Iterator[str]:
    """Yield the answer: what was asked, or else the likeliest outcome."""
    yield from answers(result, words)
    yield title(result, words)
    if cut := cut_text(result, words):
        yield cut


def cut_text(result: Result, words: Labels) -> str:
    """Return that a run was cut short, "" if it was not."""
    if result.asked_for <= result.cases:
        return ""
    done, wanted = count(result.cases), count(result.asked_for)
    return words.tell("cut", n=done, all=wanted)


def answers(result: Result, words: Labels) -> Iterator[str]:
    """Yield a sentence for each question; without any, for the likeliest outcome."""
    for share in result.questions:
        what = words.question_by(share.name)
        yield words.tell("answer", what=what, p=held(_p(share, words)))
    told = [s for s in result.outcomes if known(s.p.value) is not None]
    decided = [share for share in told if share.name != OPEN]
    if decided and not result.questions:
        likely = max(decided, key=lambda share: share.p.value or 0.0)
        what = words.outcome(likely.name)
        yield words.tell("answer.likely", what=what, p=held(_p(likely, words)))
    if any(share.name == OPEN for share in result.outcomes):
        still = result.share(OPEN)
        yield words.tell("answer.open", end=words.horizon(), p=held(_p(still, words)))


def _p(share: Share, words: Labels) -> str:
    return figure(share.p.value, share.p.error, Scale.SHARE, words.language)


# -- tables ---------------------------------------------------------------------------


def result_tables(result: Result, words: Labels) -> Iterator[Table]:
    """Yield the tables of a result, those without rows left out."""
    tables = (
        questions_table(result, words),
        outcomes_table(result, words),
        times_table(result, words),
        visits_table(result, words),
        stopped_table(result, words),
    )
    yield from (table for table in tables if table.rows)


def questions_table(result: Result, words: Labels) -> Table:
    """Return what was asked, by when, how likely it is."""
    rows = [
        (words.question(share.name), words.by(share.name), *_share(share, words))
        for share in result.questions
    ]
    return Table(
        words.tell("questions"),
        "llr" + _counted(result.questions, "r"),
        (
            words.tell("question"),
            words.tell("by_day"),
            words.tell("p"),
            *_head_of_counts(result.questions, words),
        ),
        tuple(rows),
        tuple(_bounds(result, result.questions, words)),
    )


def outcomes_table(result: Result, words: Labels) -> Table:
    """Return where cases stand at the horizon; what is open is the last row."""
    rows = [
        (words.outcome(share.name), *_share(share, words)) for share in result.outcomes
    ]
    return Table(
        words.tell("outcomes", end=words.horizon()),
        "lr" + _counted(result.outcomes, "r"),
        (
            words.tell("outcome"),
            words.tell("p"),
            *_head_of_counts(result.outcomes, words),
        ),
        tuple(rows),
        tuple(_bounds(result, result.outcomes, words)),
    )


def _share(share: Share, words: Labels) -> tuple[str, ...]:
    counted = () if share.count is None else (count(share.count),)
    return (_p(share, words), *counted)


def _counted(shares: Sequence[Share], letter: str) -> str:
    return letter if any(share.count is not None for share in shares) else ""


def _head_of_counts(shares: Sequence[Share], words: Labels) -> tuple[str, ...]:
    return (words.tell("of_cases"),) if _counted(shares, "r") else ()


def _bounds(result: Result, shares: Sequence[Share], words: Labels) -> Iterator[str]:
    """Yield what is said of 0 or all of n cases, whose standard error is no error."""
    n = result.cases
    if any(known(share.p.value) is None for share in shares):
        yield words.tell("no_share")
        return
    if n <= CONFIDENCE or result.error is Error.BOUND:
        return
    bound = CONFIDENCE / n
    for key, seen, limit in (("none_of", 0, bound), ("all_of", n, 1 - bound)):
        if any(share.count == seen for share in shares):
            shown = figure(limit, None, Scale.SHARE, words.language)
            yield words.tell(key, n=count(n), bound=shown)


def times_table(result: Result, words: Labels) -> Table:
    """Return how long it takes, among the cases that get there."""
    language = words.language
    rows = tuple(_time(spread, words) for spread in result.times)
    nobody = any(NOTHING in row for row in rows)
    low, high = level(LEVELS[0], language), level(0.95, language)
    return Table(
        words.tell("times"),
        "lrrrrr",
        (
            words.tell("time"),
            words.tell("reached"),
            words.tell("mean"),
            words.tell("median"),
            words.tell("range", low=low, high=high),
            words.tell("quantile", level=level(0.99, language)),
        ),
        rows,
        (words.tell("no_time"),) if nobody else (),
    )


def _time(spread: Spread, words: Labels) -> tuple[str, ...]:
    language = words.language
    reached = spread.reached
    low, high = _quantile(spread, 0.05), _quantile(spread, 0.95)
    return (
        words.time(spread.name),
        figure(reached.value, reached.error, Scale.SHARE, language),
        days(spread.mean, language),
        days(_quantile(spread, 0.5), language),
        span(low.value, high.value, high.error, language),
        days(_quantile(spread, 0.99), language),
    )


def days(estimate: Estimate, language: Language) -> str:
    """Return a number of days with its error."""
    return figure(estimate.value, estimate.error, Scale.DAYS, language)


def _quantile(spread: Spread, at: float) -> Estimate:
    """Return a quantile; nothing if the engine did not compute it."""
    try:
        return spread.quantile(at)
    except KeyError:
        return Estimate(None)


def visits_table(result: Result, words: Labels) -> Table:
    """Return where the time goes: entries and days of each state, on the average."""
    waits = any(visit.waiting > 0 for visit in result.visits)
    rows = [
        (
            words.names.state(visit.state),
            _average(visit.visits),
            _average(visit.days),
            _average(visit.days / visit.visits) if visit.visits > 0 else NOTHING,
            *((_average(visit.waiting),) if waits else ()),
        )
        for visit in lived_in(result.visits)
    ]
    return Table(
        words.tell("visits"),
        "lrrr" + ("r" if waits else ""),
        (
            words.tell("state"),
            words.tell("entries"),
            words.tell("days"),
            words.tell("days_each"),
            *((words.tell("waiting"),) if waits else ()),
        ),
        tuple(rows),
    )


def lived_in(visits: Sequence[Visit]) -> list[Visit]:
    """Return the states that any case was in."""
    return [visit for visit in visits if visit.days > 0 or visit.visits > 0]


def _average(number: float) -> str:
    return figure(number, None, Scale.TIMES, Language.EN)  # the same in Chinese


def stopped_table(result: Result, words: Labels) -> Table:
    """Return what the law refused, what stops most first."""
    found = sorted(result.stopped, key=lambda s: (-s.each, s.state, s.step, s.clause))
    rows = [
        (
            _stopped_step(stopped, words),
            clean(stopped.clause) or words.tell("no_clause"),
            _average(stopped.each),
            _average(stopped.unknown),
        )
        for stopped in found
        if stopped.each > 0
    ]
    return Table(
        words.tell("stopped"),
        "llrr",
        (
            words.tell("step"),
            words.tell("clause"),
            words.tell("refusals"),
            words.tell("unknown"),
        ),
        tuple(rows),
    )


def _stopped_step(stopped: Stopped, words: Labels) -> str:
    step, state = words.names.transition(stopped.step), words.names.state(stopped.state)
    return words.tell("step_from", step=step, state=state)


def flows_table(result: Result, words: Labels) -> Table:
    """Return how often each step is made, in the order of the result."""
    rows = []
    for flow in result.flows:
        step = words.names.transition(flow.step)
        said = words.tell("by_itself", step=step) if flow.by_itself else step
        source, target = map(words.names.state, (flow.source, flow.target))
        rows.append((said, source, target, _average(flow.each)))
    return Table(
        words.tell("flows"),
        "lllr",
        (
            words.tell("step"),
            words.tell("from"),
            words.tell("to"),
            words.tell("each"),
        ),
        tuple(rows),
    )


def figures_table(words: Labels) -> Table:
    """Return every figure of the scenario, what it is and where it comes from."""
    rows = [
        (
            found.said,
            found.value,
            words.tell("is_assumed") if found.assumed else found.source,
        )
        for found in figures(words)
    ]
    return Table(
        words.tell("figures"),
        "lll",
        (words.tell("figure"), words.tell("value"), words.tell("source")),
        tuple(rows),
    )
