"""Exercises in words: what is asked, what is on file, what can be chosen."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from qualflow.explain.turning import ANY_TEXT
from qualflow.law.expression import Facts
from qualflow.law.facts import filed, outside
from qualflow.law.rulebook import Rulebook
from qualflow.law.rules import END, FINDING
from qualflow.learn.asking import findings, standing
from qualflow.learn.exercises import (
    Act,
    Asks,
    Choose,
    ChooseClause,
    Exercise,
    FileFacts,
    LastDay,
    Move,
    OfClock,
    OfStep,
    OrderSteps,
    Probability,
    Setting,
    Wanted,
    WriteClause,
)
from qualflow.strict_json import Json
from qualflow.words.language import Language
from qualflow.words.layout import clean
from qualflow.words.lesson_messages import MESSAGES
from qualflow.words.naming import Naming

Pair = tuple[str, str]

_WHEREVER = (Asks.STATE, Asks.ACTORS, Asks.STANDING, Asks.EXPIRY)
"""Choices that say nothing of where the case stands, or would give it away."""


def naming(rulebook: Rulebook, language: Language) -> Naming:
    """Return the names of a rulebook with the sentences of exercises."""
    return Naming(rulebook, language, MESSAGES)


# -- what is asked ---------------------------------------------------------------------


def question(exercise: Exercise, rulebook: Rulebook, language: Language) -> str:
    """Return what an exercise asks, in the words of its author if it has any."""
    names = naming(rulebook, language)
    own = names.of(exercise.head.ask)
    return own or _question(exercise, names)


def _question(exercise: Exercise, names: Naming) -> str:
    match exercise:
        case ChooseClause(setting=setting, step=step, wanted=wanted):
            key = f"ask.choose_clause.{wanted.value}"
            return names.tell(key, act=names.transition(step), on=setting.on)
        case FileFacts(setting=setting, step=step):
            act = names.transition(step)
            return names.tell("ask.file_facts", act=act, on=setting.on)
        case LastDay(of=OfClock(clock)):
            return names.tell("ask.last_day.clock", clock=_clock(clock, names))
        case LastDay(of=OfStep(step)):
            return names.tell("ask.last_day.step", act=names.transition(step))
        case OrderSteps():
            return names.tell("ask.order_steps")
        case WriteClause(clause=clause):
            text = names.of(clause.text)
            return names.tell("ask.write_clause", ref=clause.ref, text=text)
        case Probability(question=name, asked=asked):
            return names.tell("ask.probability", question=names.of(asked, name))
        case Choose():
            return _choice_question(exercise, names)
    raise AssertionError(exercise)


def _choice_question(exercise: Choose, names: Naming) -> str:
    about, key = exercise.about, f"ask.choose.{exercise.asks.value}"
    match exercise.asks:
        case Asks.ANSWER | Asks.ACTORS:
            about = names.transition(about)
        case Asks.EXPIRY:
            about = _clock(about, names)
    return names.tell(key, on=exercise.setting.on, act=about, ref=about, clock=about)


def _clock(name: str, names: Naming) -> str:
    return names.of(names.rulebook.clocks[name].label, name)


def on_file(
    exercise: Exercise,
    rulebook: Rulebook,
    language: Language,
    only: Collection[str] | None = None,
) -> tuple[Pair, ...]:
    """Return what a reader must know of the case: pairs of a title and what it is.

    Where it stands, the day, who asks, other cases, and then every fact on file, or
    only some.
    """
    match exercise:
        case WriteClause() | Probability():
            return ()
    setting: Setting = exercise.setting
    names = naming(rulebook, language)
    return tuple(_on_file(exercise, setting, names, only))


def _on_file(
    exercise: Exercise,
    setting: Setting,
    names: Naming,
    only: Collection[str] | None,
) -> Iterator[Pair]:
    case = standing(names.rulebook, setting)
    if not (isinstance(exercise, Choose) and exercise.asks in _WHEREVER):
        yield names.tell("setting.stands"), names.state(case.state)
    yield names.tell("setting.on"), names.day(setting.on)
    if setting.by:
        yield names.tell("setting.asks"), names.actor(setting.by)
    if setting.evidence.value > 1:
        yield names.tell("setting.evidence"), names.evidence(setting.evidence)
    for name, _ in setting.links:
        yield names.link(name), _where(name, case.facts, names)
    linked = {f"{name}.{part}" for name, _ in setting.links
              for part in ("state", "since", "through")}  # fmt: skip
    for name, value in case.facts.items():
        if name not in linked and (only is None or name in only):
            fact = names.rulebook.facts[name]
            yield names.fact(name), names.value(name, outside(fact, value))


def _where(link: str, facts: Facts, names: Naming) -> str:
    """Return where another case stood on the day, as the case at hand has read it."""
    since = facts.get(f"{link}.since")
    said = names.value(f"{link}.state", str(facts[f"{link}.state"]))
    if since is None:
        return said
    fact = names.rulebook.facts[f"{link}.since"]
    day = names.value(f"{link}.since", outside(fact, since))
    return names.tell("setting.at_the_end", state=said, since=day)


def choices(
    exercise: Exercise, rulebook: Rulebook, language: Language
) -> tuple[Pair, ...]:
    """Return what can be chosen or ordered: pairs of a value of the answer and words.

    Empty for exercises that are answered otherwise.
    """
    names = naming(rulebook, language)
    match exercise:
        case ChooseClause():
            found = findings(rulebook, exercise)
            return tuple((r, names.of(one.clause.text)) for r, one in found.items())
        case OrderSteps(moves=moves):
            return tuple((name, move(one, names)) for name, one in moves.items())
        case Choose(options=options):
            return tuple((o, option(exercise, o, names)) for o in options)
    return ()


def notes(exercise: Exercise, rulebook: Rulebook, language: Language) -> dict[str, str]:
    """Return what to know of choices: the standings of clauses, where these decide."""
    if not isinstance(exercise, ChooseClause):
        return {}
    if exercise.wanted is not Wanted.NOT_EVALUATED:
        return {}
    names = naming(rulebook, language)
    found = findings(rulebook, exercise)
    return {ref: names.standing(one.clause.standing) for ref, one in found.items()}


def move(one: Move, names: Naming) -> str:
    """Return the words of one act of an order."""
    if isinstance(one, Act):
        versions = names.rulebook.transitions[one.step]
        who = [one.by] if one.by else versions[-1].by
        listed = names.listed(map(names.actor, who), "or_list")
        return names.tell("move.act", act=names.transition(one.step), who=listed)
    fact = names.fact_value(one.fact, one.value)
    return names.tell("move.file", fact=fact)


def option(exercise: Choose, name: str, names: Naming) -> str:
    """Return the words of one option of a choice."""
    match exercise.asks:
        case Asks.STATE:
            return names.state(name)
        case Asks.ACTORS:
            return names.actor(name)
        case Asks.OPEN:
            return names.transition(name)
        case Asks.VERDICT:
            return names.tell(f"verdict.{name}")
        case Asks.EXPIRY if name not in (FINDING, END):
            return names.tell("option.expiry", act=names.transition(name))
    return names.tell(f"option.{name}")


# -- answers ---------------------------------------------------------------------------


def answer(
    value: Json, exercise: Exercise, rulebook: Rulebook, language: Language
) -> tuple[str, ...]:
    """Return an answer in words, a line for each part: for the sheet with answers."""
    names = naming(rulebook, language)
    match exercise, value:
        case ChooseClause(), list(refs):
            words = dict(choices(exercise, rulebook, language))
            return tuple(f"{ref}: {words[str(ref)]}" for ref in refs)
        case FileFacts(), dict(facts):
            return tuple(_filed(name, found, names) for name, found in facts.items())
        case OrderSteps() | Choose(), list(items):
            words = dict(choices(exercise, rulebook, language))
            return tuple(words[str(item)] for item in items)
        case Probability(), [low, high]:
            return (names.tell("answer.percents", low=low, high=high),)
        case WriteClause(clause=clause), str(text):
            return clean(text), names.condition(clause.when)
        case LastDay(), str(day):
            return (names.day(date.fromisoformat(day)),)
    raise AssertionError(f"{value!r} is no answer to {exercise.head.id}")


def _filed(name: str, value: Json, names: Naming) -> str:
    if value in ANY_TEXT:
        words = names.tell("any_text")
        return names.tell("fact_value", fact=names.fact(name), value=words)
    return names.fact_value(name, filed(names.rulebook.facts[name], value))
