"""A lesson as a value: pages of blocks, exercises in between, claims behind."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TypeAlias

from attrs import field, frozen

from qualflow.case.events import Case
from qualflow.explain.deadlines import Status
from qualflow.law.edition import Answer
from qualflow.law.facts import FiledValue, Wording
from qualflow.law.verdict import Verdict
from qualflow.learn.exercises import Exercise, Setting


@frozen
class Text:
    """Plain words; with a mark of `strong`, `emphasis` or `code` they are set apart."""

    text: str
    mark: str = ""


@frozen
class Link:
    """Words that lead somewhere.

    Attributes:
        kind: "clause", "provision", "state", "transition", "fact", "lesson", "scenario"
            or "https".
        target: The name of the kind, or the whole address.
    """

    text: str
    kind: str
    target: str


Inline: TypeAlias = tuple[Text | Link, ...]


@frozen
class Heading:
    """A heading of level 2 or 3; level 1 is the title."""

    level: int
    content: Inline


@frozen
class Paragraph:
    """A paragraph."""

    content: Inline


@frozen
class Quote:
    """A paragraph that is set apart: what to keep in mind."""

    content: Inline


@frozen
class Listing:
    """A list."""

    ordered: bool
    items: tuple[Inline, ...]


@frozen
class Rows:
    """A table with a head."""

    head: tuple[Inline, ...]
    rows: tuple[tuple[Inline, ...], ...]


@frozen
class Code:
    """Lines to be shown as they are."""

    text: str


@frozen
class Asked:
    """The place of an exercise on the page."""

    exercise: str


Block: TypeAlias = Heading | Paragraph | Quote | Listing | Rows | Code | Asked


@frozen
class ClaimsAnswer:
    """What the law answers to a request; None where nothing is claimed of clauses."""

    setting: Setting
    step: str
    answer: Answer
    failing: frozenset[str] | None = None
    unknown: frozenset[str] | None = None
    not_evaluated: frozenset[str] | None = None


@frozen
class ClaimsVerdict:
    """How a clause comes out on facts."""

    clause: str
    on: date
    facts: Mapping[str, FiledValue]
    verdict: Verdict


@frozen
class ClaimsState:
    """Where a case stands."""

    setting: Setting
    state: str


@frozen
class ClaimsDue:
    """When a period ends, and how it stands."""

    setting: Setting
    clock: str
    due: date | None = None
    status: Status | None = None


@frozen
class ClaimsShare:
    """Between which percentages a probability lies."""

    scenario: str
    question: str
    at_least: int
    at_most: int
    content: bytes = field(default=b"", repr=False)


Says: TypeAlias = ClaimsAnswer | ClaimsVerdict | ClaimsState | ClaimsDue | ClaimsShare


@frozen
class Claim:
    """Something a lesson says of the law, for the engine to check; `line` is where."""

    says: Says
    line: int = 0


@frozen
class Lesson:
    """One lesson.

    Attributes:
        name: Its file's name without the ending.
        order: Its place in the course; no two lessons share one.
        minutes: How long it takes.
        needs: The names of the lessons before it that it rests on.
        point: The one thing it teaches, in a sentence.
        pages: The text by language; the same kinds of blocks in each.
        exercises: By id, in the order of the page.
        question: What the lesson answers, if it is one to lead a newcomer to; else
            empty.
    """

    name: str
    order: int
    minutes: int
    needs: tuple[str, ...]
    title: Wording
    point: Wording
    pages: Mapping[str, tuple[Block, ...]] = field(repr=False)
    exercises: Mapping[str, Exercise] = field(repr=False)
    claims: tuple[Claim, ...] = field(default=(), repr=False)
    question: Wording = field(factory=dict)


def way(lessons: Mapping[str, Lesson], name: str) -> tuple[Lesson, ...]:
    """Return a lesson after all that it rests on, in the order of the course.

    Args:
        lessons: The course, by name in its order.
        name: Of the lesson that the way leads to.
    """
    wanted, waiting = set[str](), [name]
    while waiting:
        one = waiting.pop()
        wanted.add(one)
        waiting += set(lessons[one].needs) - wanted
    return tuple(lesson for key, lesson in lessons.items() if key in wanted)


@frozen
class Materials:
    """What exercises can name: what comes with a process beside its rulebook.

    Attributes:
        cases: By name.
        given: Sets of facts, as the examples of the rulebook declare them.
        scenarios: The files of scenarios by name.
    """

    cases: Mapping[str, Case] = field(factory=dict)
    given: Mapping[str, Mapping[str, FiledValue]] = field(factory=dict)
    scenarios: Mapping[str, bytes] = field(factory=dict, repr=False)


NO_MATERIALS = Materials()
