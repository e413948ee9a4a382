"""Pictures of what an engine answers, in the words of its scenario."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from qualflow.draw.bars import Bar, Bars, bars_svg
from qualflow.draw.curves import (
    Band,
    Curve,
    Mark,
    Standing,
    Times,
    no_date,
    standing_svg,
    times_svg,
)
from qualflow.draw.flow import Edge, Flow, Node, flow_svg
from qualflow.draw.plot import Words, mixed
from qualflow.draw.svg import PHASE_COLOURS
from qualflow.law.facts import NO_WORDS
from qualflow.law.rulebook import Rulebook
from qualflow.simulate.results import Flow as Step
from qualflow.simulate.results import Result, Spread, Visit
from qualflow.simulate.scenario import TimeAsked
from qualflow.words.figures import Scale, count, figure, known, level, roughly
from qualflow.words.language import Language
from qualflow.words.scenarios import Labels, labels
from qualflow.words.simulation import lived_in

LEAST_SHOWN, MOST_OPEN = 0.005, 8
"""States that fewer cases are ever in, and more than so many, are drawn as one."""


def pictures(result: Result, rulebook: Rulebook, language: Language) -> dict[str, str]:
    """Return every picture of a result that can be drawn, by the name of its file.

    "time-decision" for each time, "standing", "flow" and "waiting".
    """
    words = labels(rulebook, result.scenario, language)
    drawn = {
        f"time-{spread.name}": time_picture([(result, words)], spread.name)
        for spread in result.times
        if spread.curve
    }
    if result.grid and result.visits:
        drawn["standing"] = standing_picture(result, words)
    if result.flows:
        drawn["flow"] = flow_picture(result, words)
    if lived_in(result.visits):
        drawn["waiting"] = waiting_picture(result, words)
    return drawn


def picture_words(
    words: Labels, title: str, description: str, said: Mapping[str, str] = NO_WORDS
) -> Words:
    """Return the words of a picture, numbers written as the language writes them."""
    share: Callable[[float], str] = partial(_percent, language=words.language)
    return Words(title, description, share, count, said)


def _percent(share: float, language: Language) -> str:
    """Return a share of an axis: no more than three digits."""
    return level(float(f"{share:.3g}") if share > 1e-9 else 0.0, language)


# -- times ----------------------------------------------------------------------------


def time_picture(results: Sequence[tuple[Result, Labels]], name: str) -> str:
    """Return the distribution of a time, of several scenarios where there are some."""
    first, words = results[0]
    asked = next((t for t in words.scenario.times if t.name == name), None)
    from_start = asked is not None and _from_start(asked, words)
    found = [
        (r, w, s) for r, w in results if (s := _found(r, name)) is not None and s.curve
    ]
    title = words.tell("picture.time", what=words.time(name))
    ending = _horizon_label([spread for _, _, spread in found], words)
    horizon = Mark(first.scenario.horizon, ending)
    times = Times(
        picture_words(words, title, "; ".join(_told(s, w) for _, w, s in found)),
        tuple(_curve(s, w, several=len(found) > 1) for _, w, s in found),
        horizon,
        words.tell("picture.days_since" if from_start else "picture.days"),
        _asked_marks([r for r, _, _ in found], asked, words) if from_start else (),
        _dated(words) if from_start else no_date,
    )
    return times_svg(times)


def _found(result: Result, name: str) -> Spread | None:
    return next((spread for spread in result.times if spread.name == name), None)


def _from_start(asked: TimeAsked, words: Labels) -> bool:
    """Return whether a time counts from the first day of a case."""
    return not asked.since or words.scenario.start in asked.since


def _curve(spread: Spread, words: Labels, *, several: bool) -> Curve:
    label = words.title() if several else words.time(spread.name)
    marks: tuple[Mark, ...] = ()
    median = next((q.time for q in spread.quantiles if q.level == 0.5), None)
    at = None if median is None else known(median.value)
    if median is not None and at is not None:
        said = figure(at, median.error, Scale.DAYS, words.language)
        key = "picture.median_of" if several else "picture.median"
        told = words.tell(key, title=label, n=said.split(" ± ")[0])
        marks = (Mark(at, told),)
    return Curve(label, spread.curve, marks)


def _told(spread: Spread, words: Labels) -> str:
    """Return a distribution in a sentence, for who cannot see the picture."""
    label = _horizon_label([spread], words)
    marks = _curve(spread, words, several=False).marks
    return words.names.listed([words.title(), *(m.label for m in marks), label])


def _horizon_label(spreads: Sequence[Spread], words: Labels) -> str:
    """Return how many got there by the horizon, of each scenario."""
    reached = [
        figure(spread.reached.value, spread.reached.error, Scale.SHARE, words.language)
        for spread in spreads
    ]
    bare = " / ".join(p.split(" ± ")[0] for p in reached)
    return words.tell("picture.horizon", end=words.horizon(), p=bare)


def _asked_marks(
    results: Sequence[Result], asked: TimeAsked | None, words: Labels
) -> tuple[Mark, ...]:
    """Return the days of questions that ask about the end of this time."""
    marks = []
    for question in words.scenario.questions:
        if asked is not None and set(question.states) == set(asked.until):
            shares = [
                share.p
                for result in results
                for share in result.questions
                if share.name == question.name
            ]
            p = " / ".join(
                figure(p.value, p.error, Scale.SHARE, words.language) for p in shares
            )
            label = words.tell("picture.asked", by=words.day(question.by), p=p)
            marks.append(Mark(question.by, label))
    return tuple(sorted(marks, key=lambda mark: mark.x))


def _dated(words: Labels) -> Callable[[float], str | None]:
    def day(offset: float) -> str | None:
        found = words.date_of(offset)
        return None if found is None else words.names.day(found)

    return day


# -- where cases stand ----------------------------------------------------------------


def standing_picture(result: Result, words: Labels) -> str:
    """Return the outcomes over time, and where the open cases stand."""
    told = [
        words.tell("answer", what=words.outcome(s.name), p=_bare(s.p.value, words))
        for s in result.outcomes
    ]
    standing = Standing(
        picture_words(words, words.tell("picture.standing"), "; ".join(told)),
        tuple(_bands(result, words)),
        result.grid,
        words.tell("picture.end"),
        words.tell("picture.days_since"),
        _dated(words),
    )
    return standing_svg(standing)


def _bare(share: float | None, words: Labels) -> str:
    return figure(share, None, Scale.SHARE, words.language)


def _bands(result: Result, words: Labels) -> Iterator[Band]:
    """Yield outcomes from below, then what is open, the latest states lowest."""
    at = {visit.state: visit.at for visit in result.visits if visit.at}
    used: set[str] = set()
    shades: dict[str, int] = {}
    for asked in result.scenario.outcomes:
        shares = _together([at[s] for s in asked.states if s in at], result.grid)
        used.update(asked.states)
        if max(shares, default=0.0) > 0:
            state = asked.states[0] if asked.states else ""
            fill = _fill(state, words, shades)
            yield _band(words.outcome(asked.name), shares, fill, words)
    left = [visit for visit in result.visits if visit.at and visit.state not in used]
    shown = _largest(left)
    for visit in reversed(left):
        if visit.state in shown:
            label = words.names.state(visit.state)
            fill = _fill(visit.state, words, shades)
            yield _band(label, visit.at, fill, words, still=True)
    rest = _together([v.at for v in left if v.state not in shown], result.grid)
    if max(rest, default=0.0) > 0:
        others = words.tell("picture.others")
        yield _band(others, rest, PHASE_COLOURS[None], words, still=True)


def _band(
    label: str,
    shares: tuple[float, ...],
    fill: str,
    words: Labels,
    *,
    still: bool = False,
) -> Band:
    said = roughly(shares[-1], words.language)
    return Band(label, shares, fill, said, open=still)


def _largest(left: Sequence[Visit]) -> set[str]:
    """Return the open states that are drawn by themselves."""
    known = [visit for visit in left if max(visit.at) >= LEAST_SHOWN]
    known.sort(key=lambda visit: (-sum(visit.at), visit.state))
    return {visit.state for visit in known[:MOST_OPEN]}


def _together(
    rows: Sequence[tuple[float, ...]], grid: Sequence[float]
) -> tuple[float, ...]:
    together = tuple(sum(shares) for shares in zip(*rows, strict=True))
    return together or (0.0,) * len(grid)


def _fill(state: str, words: Labels, shades: dict[str, int]) -> str:
    """Return the colour of a state's phase, another shade for each state of it."""
    known = words.names.rulebook.states
    colour = PHASE_COLOURS[known[state].phase if state in known else None]
    number = shades.get(colour, 0)
    shades[colour] = number + 1
    steps = (0.0, 0.45, -0.15, 0.7, 0.25)
    part = steps[number % len(steps)]
    return mixed(colour, "#ffffff" if part > 0 else "#000000", abs(part))


# -- flow -----------------------------------------------------------------------------


def flow_picture(result: Result, words: Labels) -> str:
    """Return the flow of cases over the states that any case was in."""
    scenario, known = result.scenario, words.names.rulebook.states
    flows = [flow for flow in result.flows if flow.each > 0]
    touched = {scenario.start}.union(*({f.source, f.target} for f in flows))
    order = [scenario.start, *(s for s in known if s != scenario.start)]
    ends = {visit.state: visit.at[-1] for visit in result.visits if visit.at}
    nodes = tuple(
        Node(
            state,
            words.names.state(state),
            PHASE_COLOURS[known[state].phase],
            _at_end(ends.get(state, 0.0), words),
            start=state == scenario.start,
        )
        for state in order
        if state in touched
    )
    edges = tuple(_edges(flows, words))
    told = "; ".join(f"{edge.label} {edge.said}" for edge in edges)
    drawn = picture_words(words, words.tell("picture.flow"), told)
    return flow_svg(Flow(drawn, nodes, edges, words.tell("picture.flow_note")))


def _edges(flows: Sequence[Step], words: Labels) -> Iterator[Edge]:
    """Yield the edges of steps; those that stay in one state are one loop."""
    loops: dict[str, list[Step]] = {}
    for flow in flows:
        if flow.source == flow.target:
            loops.setdefault(flow.source, []).append(flow)
        else:
            yield _edge([flow], words)
    for found in loops.values():
        yield _edge(found, words)


def _edge(steps: Sequence[Step], words: Labels) -> Edge:
    first, each = steps[0], sum(step.each for step in steps)
    return Edge(
        first.source,
        first.target,
        words.names.listed(words.names.transition(step.step) for step in steps),
        each,
        _percent_of(each, words),
        all(step.by_itself for step in steps),
    )


def _percent_of(each: float, words: Labels) -> str:
    return figure(each, None, Scale.SHARE, words.language)


def _at_end(share: float, words: Labels) -> str:
    if share < 0.0005:
        return ""
    return words.tell("picture.at_end", p=_bare(share, words))


# -- bars -----------------------------------------------------------------------------


def waiting_picture(result: Result, words: Labels) -> str:
    """Return the days in each state, those spent waiting for people hatched.

    States in which cases end are left out: nothing is waited for there.
    """
    left = {flow.source for flow in result.flows if flow.each > 0}
    visits = [v for v in lived_in(result.visits) if not left or v.state in left]
    waits = any(visit.waiting > 0 for visit in visits)
    bars = tuple(
        Bar(words.names.state(v.state), v.days, v.waiting, _days_said(v, words))
        for v in visits
    )
    told = "; ".join(f"{bar.label} {bar.said}" for bar in bars)
    part = words.tell("picture.part") if waits else ""
    drawn = picture_words(words, words.tell("picture.visits"), told)
    whole, days = words.tell("picture.whole"), words.tell("picture.days")
    return bars_svg(Bars(drawn, bars, whole, part, days))


def _days_said(visit: Visit, words: Labels) -> str:
    said = figure(visit.days, None, Scale.DAYS, words.language)
    if visit.waiting <= 0:
        return said
    part = figure(visit.waiting, None, Scale.DAYS, words.language)
    return words.tell("picture.with_wait", n=said, part=part)
