"""Checked expressions in plain words.

Comparisons are said in the unit of their fact, the contrary of a comparison by the
contrary sign ("fewer than 15 sample cars").  Whatever joins conditions is bracketed
inside another, and so is a sentence that itself says "and" or "or": two trees that
differ in meaning do not read the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import Enum, auto
from itertools import pairwise
from types import MappingProxyType
from typing import TypeAlias, assert_never

from attrs import field, frozen

from qualflow.law.expression import (
    Among,
    And,
    Comparator,
    Compare,
    Day,
    Days,
    Defined,
    Expression,
    Implies,
    Known,
    Minus,
    Name,
    Not,
    Number,
    Or,
    Plus,
    Scaled,
    Shift,
    Text,
    Times,
    Truth,
    WorkingDays,
)
from qualflow.law.facts import BooleanType, Definition, Fact
from qualflow.words.language import Language, pick, say
from qualflow.words.terms import Kind, Terms
from qualflow.words.values import label

NO_DEFINITIONS: Mapping[str, Definition] = MappingProxyType({})

CONTRARY: dict[Comparator, Comparator] = {
    "<": ">=", "<=": ">", "==": "!=", "!=": "==", ">=": "<", ">": "<=",
}  # fmt: skip
MIRRORED: dict[Comparator, Comparator] = {
    "<": ">", "<=": ">=", "==": "==", "!=": "!=", ">=": "<=", ">": "<",
}  # fmt: skip

_COMMA = re.compile(r", |[，、]")
_JOINS = re.compile(r"[;:] |, | and | or | if | then |[，；：且或]")


class Form(Enum):
    """How a phrase is built, and so where it needs a bracket.

    Attributes:
        PLAIN: Nowhere.
        LOOSE: Except between "if", "then" and the end: it joins something.
        IF: Everywhere: it has an "if" of its own.
    """

    PLAIN = auto()
    LOOSE = auto()
    IF = auto()


Phrase: TypeAlias = tuple[str, Form]


def condition(
    tree: Expression,
    facts: Mapping[str, Fact],
    language: Language,
    definitions: Mapping[str, Definition] = NO_DEFINITIONS,
) -> str:
    """Return a checked condition in words, without a full stop.

    Args:
        tree: As `types.condition` returns it.
        facts: The declared facts.
        language: The language of the words.
        definitions: The declared definitions; one that is not among them, or has no
            words, is said as what it stands for.
    """
    return atom(tree, True, facts, language, definitions)


def atom(
    tree: Expression,
    wanted: bool,
    facts: Mapping[str, Fact],
    language: Language,
    definitions: Mapping[str, Definition] = NO_DEFINITIONS,
) -> str:
    """Return what has to be so for a condition to come out as `wanted`.

    >>> from qualflow.law.facts import NumberType
    >>> cars = Fact("cars", NumberType(), {"en": "sample cars"}, count=True)
    >>> enough = Compare((Name("cars"), Number(15)), (">=",))
    >>> atom(enough, False, {"cars": cars}, Language.EN)
    'fewer than 15 sample cars'
    """
    terms = Terms(facts, language)
    return _Conditions(terms, definitions).phrase(tree, wanted)[0]


@frozen
class _Conditions:
    """The words of conditions; each comes as a phrase, its form beside it."""

    terms: Terms
    definitions: Mapping[str, Definition] = field(repr=False)

    @property
    def language(self) -> Language:
        return self.terms.language

    def say(self, key: str, **values: object) -> str:
        return say(key, self.language, **values)

    def phrase(self, tree: Expression, wanted: bool = True) -> Phrase:
        match tree:
            case Truth(holds):
                return self.say("true" if holds is wanted else "false"), Form.PLAIN
            case Name(name):
                return self._sentence(
                    label(self.terms.facts[name], self.language), wanted
                )
            case Defined():
                return self._defined(tree, wanted)
            case Known(name):
                return self._known(self.terms.facts[name], wanted)
            case Not(part):
                return self.phrase(part, not wanted)
            case And() | Or() | Implies() if not wanted:
                return self._contrary(self.phrase(tree))
            case And(parts):
                return self._joined("and", map(self.phrase, parts))
            case Or(parts):
                return self._joined("or", map(self.phrase, parts))
            case Implies(left, right):
                return self._if(self.phrase(left), self.phrase(right))
            case Compare():
                return self._compared(tree, wanted)
            case Among():
                return self._among(tree, wanted)
            case Number() | Day() | Text() | Plus() | Minus() | Times() | Scaled():
                raise AssertionError(f"{tree} is no condition")
            case Shift() | Days() | WorkingDays():
                raise AssertionError(f"{tree} is no condition")
            case _:
                assert_never(tree)

    # -- how phrases are put together -----------------------------------------------

    def _closed(self, phrase: Phrase) -> str:
        """Return a phrase that nothing can run into."""
        said, form = phrase
        return said if form is Form.PLAIN else self.say("bracket", part=said)

    def _joined(self, word: str, phrases: Iterable[Phrase]) -> Phrase:
        return self.say(word).join(map(self._closed, phrases)), Form.LOOSE

    def _if(self, condition: Phrase, conclusion: Phrase) -> Phrase:
        first, second = (
            self._closed((said, form)) if form is Form.IF else said
            for said, form in (condition, conclusion)
        )
        return self.say("if", condition=first, conclusion=second), Form.IF

    def _contrary(self, phrase: Phrase) -> Phrase:
        return self.say("not", part=self._closed(phrase)), Form.LOOSE

    def _plain(self, key: str, **values: str) -> Phrase:
        """Return a message; loose if a word put in joins as "and" does."""
        loose = any(map(_JOINS.search, values.values()))
        return self.say(key, **values), Form.LOOSE if loose else Form.PLAIN

    # -- names ----------------------------------------------------------------------

    def _sentence(self, said: str, wanted: bool) -> Phrase:
        sentence = said, Form.LOOSE if _JOINS.search(said) else Form.PLAIN
        return sentence if wanted else self._contrary(sentence)

    def _defined(self, tree: Defined, wanted: bool) -> Phrase:
        definition = self.definitions.get(tree.name)
        said = "" if definition is None else pick(definition.label, self.language)
        return self._sentence(said, wanted) if said else self.phrase(tree.body, wanted)

    def _known(self, fact: Fact, wanted: bool) -> Phrase:
        key = "known.sentence" if isinstance(fact.type, BooleanType) else "known"
        said = label(fact, self.language)
        return self._plain(key if wanted else f"{key}.not", label=said)

    # -- comparisons ----------------------------------------------------------------

    def _compared(self, tree: Compare, wanted: bool) -> Phrase:
        between = self._between(tree.parts, tree.operators) if wanted else None
        if between is not None:
            return between
        pairs = zip(tree.operators, pairwise(tree.parts), strict=True)
        links = [self._link(left, sign, right, wanted)
                 for sign, (left, right) in pairs]  # fmt: skip
        # The contrary of a chain: at least one of its links does not hold.
        return (
            links[0]
            if len(links) == 1
            else self._joined("and" if wanted else "or", links)
        )

    def _link(
        self, left: Expression, sign: Comparator, right: Expression, wanted: bool
    ) -> Phrase:
        sign = sign if wanted else CONTRARY[sign]
        if _literal(left) and not _literal(right):
            left, sign, right = right, MIRRORED[sign], left
        terms, kind = self.terms, self.terms.kind(left)
        if kind is Kind.CONDITION:
            return self._equivalent(left, sign, right)
        counted = terms.counted(left, right)
        if counted is not None and isinstance(right, Number):
            figure = terms.figure(right, left)
            return self._plain(f"count.{sign}", left=counted, right=figure)
        return self._plain(
            f"{kind}.{sign}" if _literal(right) else f"{kind}s.{sign}",
            left=terms.side(left, terms.measure(right)),
            right=terms.side(right, terms.measure(left)),
        )

    def _equivalent(
        self, left: Expression, sign: Comparator, right: Expression
    ) -> Phrase:
        for one, other in ((right, left), (left, right)):
            if isinstance(one, Truth):
                return self.phrase(other, one.value is (sign == "=="))
        key = "iff" if sign == "==" else "either"
        first, second = (self._closed(self.phrase(side)) for side in (left, right))
        return self.say(key, left=first, right=second), Form.IF

    def _between(
        self, parts: tuple[Expression, ...], signs: tuple[Comparator, ...]
    ) -> Phrase | None:
        """Return `low <= middle < high` in words, None for any other comparison."""
        if set(signs) <= {">", ">="}:
            parts, signs = parts[::-1], tuple(MIRRORED[sign] for sign in signs[::-1])
        if len(signs) != 2 or not set(signs) <= {"<", "<="} or _literal(parts[1]):
            return None
        terms = self.terms
        (low, middle, high), key = parts, f"between.{signs[0]}.{signs[1]}"
        counted = terms.counted(middle, high)
        if counted is not None and isinstance(low, Number) and isinstance(high, Number):
            ends = {
                "low": terms.figure(low, middle),
                "high": terms.figure(high, middle),
            }
            return self._plain(f"count.{key}", left=counted, **ends)
        measure = terms.measure(middle)
        return self._plain(
            key,
            left=terms.side(middle, terms.measure(low) or terms.measure(high)),
            low=terms.side(low, measure),
            high=terms.side(high, measure),
        )

    def _among(self, tree: Among, wanted: bool) -> Phrase:
        if len(tree.options) == 1:
            return self._link(tree.part, "==", tree.options[0], wanted)
        measure = self.terms.measure(tree.part)
        options = [self.terms.side(option, measure) for option in tree.options]
        key = "among" if wanted else "among.not"
        comma = any(map(_COMMA.search, options))
        between = self.say("option with a comma" if comma else "option")
        left, listed = self.terms.side(tree.part), between.join(options)
        return self.say(key, left=left, options=listed), Form.LOOSE


def _literal(tree: Expression) -> bool:
    return isinstance(tree, Number | Day | Text)
