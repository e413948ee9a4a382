"""A scenario as the file that it would be read from."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby

from qualflow.law.facts import Evidence, FiledValue, Wording
from qualflow.law.loading.clocks import UNITS
from qualflow.law.measures import Unit
from qualflow.law.rules import DEFAULT_STANDINGS
from qualflow.simulate.distributions import (
    Distribution,
    Empirical,
    Exponential,
    Fixed,
    Gamma,
    Lognormal,
    Remaining,
    Uniform,
    Weibull,
)
from qualflow.simulate.scenario import (
    ASSUMED,
    Chosen,
    Coming,
    Delay,
    Drawn,
    DrawnFact,
    Exit,
    Given,
    Resource,
    Scenario,
    Stay,
    Time,
)

A_LINE = 8
"""So many values stand on a line."""

_BARE = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
_WORDS = {unit: word for word, unit in UNITS.items()}


def written(scenario: Scenario) -> str:
    """Return the file of a scenario: read again, it is the same scenario.

    That is so for every scenario that `read_scenario` can return; a value made in code
    may have what no file can (an outcome of several states without words).
    """
    return _Writer(scenario).text()


class _Writer:
    """Writes what is said once for all figures first: `source`, if any is assumed."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        places = (place for place, source in scenario.figures() if source == ASSUMED)
        self.top = ASSUMED if any(place != "law" for place in places) else ""

    def text(self) -> str:
        blocks = [
            self._top(),
            *map(self._stay, self.scenario.stays.values()),
            *self._facts(),
            *self._clocks(),
            *map(self._resource, self.scenario.resources),
            *self._asked(),
        ]
        return "\n\n".join("\n".join(block) for block in blocks) + "\n"

    def _top(self) -> list[str]:
        s = self.scenario
        lines = ["scenario = 1", f"process = {_text(s.process)}"]
        lines += _dotted("title", s.title)
        lines += _dotted("note", s.note)
        if self.top:
            lines.append(f"source = {_text(self.top)}")
        if s.time is not Time.DAYS:
            lines.append(f"timing = {_text(s.time)}")
        if not s.judges:
            lines.append('law = "assumed"')
        if s.standings != DEFAULT_STANDINGS:
            listed = ", ".join(_text(word) for word in sorted(s.standings))
            lines.append(f"standings = [{listed}]")
        if s.evidence is not Evidence.RUMOURED:
            lines.append(f"evidence = {_text(s.evidence.word)}")
        lines.append(f"start = {{ state = {_text(s.start)}, on = {s.on} }}")
        lines.append(f"horizon = {_number(s.horizon)}")
        if s.arrivals is not None:
            lines.append(f"arrivals = {self._delay(s.arrivals)}")
        return lines

    # -- figures ----------------------------------------------------------------------

    def _source(self, source: str, above: str | None = None) -> list[str]:
        """Return the line of a source, none if it is that of the table around it."""
        around = self.top if above is None else above
        return [] if source == around else [f"source = {_text(source)}"]

    def _delay(self, delay: Delay, above: str | None = None) -> str:
        parts = [_law(delay.law)]
        if delay.unit is not Unit.DAY:
            parts.append(f"unit = {_text(_WORDS[delay.unit])}")
        parts += self._source(delay.source, above)
        return f"{{ {', '.join(parts)} }}"

    # -- tables -----------------------------------------------------------------------

    def _stay(self, stay: Stay) -> list[str]:
        above = stay.source or self.top
        lines = [f"[state.{_key(stay.state)}]"]
        if stay.source:
            lines += self._source(stay.source)
        if stay.delay is not None:
            lines.append(f"delay = {self._delay(stay.delay, above)}")
        apart = stay.races or any(way.delay is not None for way in stay.exits)
        if not apart:
            lines.append(_then(stay.exits))
        if stay.retry is not None:
            lines.append(f"retry = {self._delay(stay.retry, above)}")
        for way in stay.exits if apart else ():
            lines += self._way(stay, way, above)
        return lines

    def _way(self, stay: Stay, way: Exit, above: str) -> Iterator[str]:
        yield f"[[state.{_key(stay.state)}.{'race' if stay.races else 'way'}]]"
        yield f"step = {_text(way.step)}"
        if not stay.races:
            yield f"share = {_number(way.share)}"
        if way.delay is not None:
            yield f"delay = {self._delay(way.delay, above)}"

    def _facts(self) -> Iterator[list[str]]:
        facts = self.scenario.facts
        count = next(
            (n for n, fact in enumerate(facts) if not isinstance(fact, Given)),
            len(facts),
        )
        first = [fact for fact in facts[:count] if isinstance(fact, Given)]
        for source, group in groupby(first, key=lambda fact: fact.source):
            lines = ["[[given]]", *self._source(source)]
            lines += [f"facts.{_key(f.fact)} = {_value(f.value)}" for f in group]
            yield lines
        rest = facts[count:]
        several = {f.fact for f in rest if sum(g.fact == f.fact for g in rest) > 1}
        for fact in rest:
            header = f"fact.{_key(fact.fact)}"
            header = f"[[{header}]]" if fact.fact in several else f"[{header}]"
            yield [header, *self._fact(fact)]

    def _fact(self, fact: DrawnFact) -> list[str]:
        match fact:
            case Given(value=value, source=source):
                return [f"value = {_value(value)}", *self._source(source)]
            case Drawn(law=law, source=source):
                return [f"drawn = {{ {_law(law)} }}", *self._source(source)]
            case Chosen(options=options, source=source):
                listed = [f"    {_option(*option)}," for option in options]
                return ["chosen = [", *listed, "]", *self._source(source)]
            case Coming(state=state, delay=delay, value=value):
                lines = [f"after = {_text(state)}", f"delay = {self._delay(delay)}"]
                return [
                    *lines,
                    *([] if value is None else [f"value = {_value(value)}"]),
                ]

    def _clocks(self) -> Iterator[list[str]]:
        for name, extended in self.scenario.extended.items():
            share = f"extended = {_number(extended.share)}"
            yield [f"[clock.{_key(name)}]", share, *self._source(extended.source)]

    def _resource(self, resource: Resource) -> list[str]:
        lines = [
            f"[resource.{_key(resource.name)}]",
            f"count = {resource.count}",
            f"held_in = {_texts(resource.held_in)}",
        ]
        if resource.priority:
            lines.append(f"priority = {_text(resource.priority)}")
        return [*lines, *self._source(resource.source)]

    def _asked(self) -> Iterator[list[str]]:
        for outcome in self.scenario.outcomes:
            states = f"states = {_texts(outcome.states)}"
            yield [f"[outcome.{_key(outcome.name)}]", states, *_words(outcome.label)]
        for time in self.scenario.times:
            lines = [f"[time.{_key(time.name)}]"]
            if time.since:
                lines.append(f"since = {_texts(time.since)}")
            yield [*lines, f"until = {_texts(time.until)}", *_words(time.label)]
        for question in self.scenario.questions:
            states = f"states = {_texts(question.states)}"
            by = f"by = {self._moment(question.by)}"
            head = f"[question.{_key(question.name)}]"
            yield [head, states, by, *_words(question.label)]

    def _moment(self, days: float) -> str:
        if self.scenario.time is Time.DAYS and days == int(days):
            return str(self.scenario.on + timedelta(days=int(days)))
        return _number(days)


# -- values ---------------------------------------------------------------------------


def _law(law: Distribution) -> str:
    match law:
        case Fixed(value):
            return f"fixed = {_number(value)}"
        case Uniform(low, high):
            return f"uniform = [{_number(low)}, {_number(high)}]"
        case Exponential(mean):
            return f"exponential = {_number(mean)}"
        case Lognormal(median, sigma):
            return f"lognormal = {_pair('median', median, 'sigma', sigma)}"
        case Gamma(mean, shape):
            return f"gamma = {_pair('mean', mean, 'shape', shape)}"
        case Weibull(scale, shape):
            return f"weibull = {_pair('scale', scale, 'shape', shape)}"
        case Empirical(values):
            return f"empirical = {_numbers(values)}"
        case Remaining(whole, elapsed):
            return f"{_law(whole)}, elapsed = {_number(elapsed)}"


def _pair(first: str, one: float, second: str, other: float) -> str:
    return f"{{ {first} = {_number(one)}, {second} = {_number(other)} }}"


def _numbers(values: tuple[float, ...]) -> str:
    """Return a list, over several lines if it is long."""
    shown = [_number(value) for value in values]
    rows = [shown[n : n + A_LINE] for n in range(0, len(shown), A_LINE)]
    if len(rows) == 1:
        return f"[{', '.join(shown)}]"
    return "[\n" + "".join(f"    {', '.join(row)},\n" for row in rows) + "]"


def _then(exits: tuple[Exit, ...]) -> str:
    if len(exits) == 1:
        return f"then = {_text(exits[0].step)}"
    listed = (f"{_key(way.step)} = {_number(way.share)}" for way in exits)
    return f"then = {{ {', '.join(listed)} }}"


def _option(value: FiledValue | None, share: float) -> str:
    told = "" if value is None else f"value = {_value(value)}, "
    return f"{{ {told}share = {_number(share)} }}"


def _value(value: FiledValue) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return _text(value)
        case int() | Decimal() | date():
            return str(value)


def _number(value: float) -> str:
    whole = abs(value) < 10**15 and value == int(value)
    return str(int(value)) if whole else repr(float(value))


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _texts(texts: Iterable[str]) -> str:
    return f"[{', '.join(map(_text, texts))}]"


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _text(name)


def _dotted(key: str, words: Wording) -> list[str]:
    return [f"{key}.{language} = {_text(word)}" for language, word in words.items()]


def _words(words: Wording) -> list[str]:
    return [f"{language} = {_text(word)}" for language, word in words.items()]
