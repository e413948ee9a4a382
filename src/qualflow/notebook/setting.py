"""In which language values are shown, and where their rulebooks are found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

from attrs import frozen

from qualflow.law.facts import BooleanType, Fact
from qualflow.law.rulebook import Rulebook
from qualflow.law.rules import Link, State, Transition
from qualflow.processes import load, shipped
from qualflow.words.language import Language

Value = TypeVar("Value")


@frozen
class Setting:
    """How values are shown.

    Attributes:
        rulebooks: Those that were given; the first of a name counts.
        namespace: What returns the variables of the notebook.
    """

    language: Language
    rulebooks: tuple[Rulebook, ...] = ()
    namespace: Callable[[], Mapping[str, object]] = dict

    def rulebook(self, process: str) -> Rulebook | None:
        """Return the rulebook of a process, None if it is not found."""
        for rulebook in (*self.rulebooks, *self.variables(Rulebook)):
            if rulebook.name == process:
                return rulebook
        # Only shipped ones: the name of any other is no path that anybody has given.
        return load(process) if process in shipped() else None

    def variables(self, kind: type[Value]) -> Iterator[Value]:
        """Yield the variables of a kind, later ones first."""
        for value in reversed(list(self.namespace().values())):
            if type(value) is kind:
                yield value


class _Any(dict[str, Value]):
    """A mapping that makes what it is asked for."""

    def __init__(self, make: Callable[[str], Value], names: Iterable[str] = ()) -> None:
        super().__init__((name, make(name)) for name in names)
        self._make = make

    def __missing__(self, name: str) -> Value:
        return self._make(name)


def stand_in(process: str, states: Iterable[str] = ()) -> Rulebook:
    """Return a rulebook that calls everything by its name and knows no law.

    Args:
        process: The name of the process.
        states: Names of states that are gone through, not only asked for.
    """
    return Rulebook(
        name=process,
        release="",
        title={},
        actors={},
        states=_Any(State, states),
        facts=_Any(lambda name: Fact(name, BooleanType())),
        instruments={},
        clauses={},
        transitions=_Any(lambda name: (Transition(name, (), "", ()),)),
        links=_Any(lambda name: Link(name, "")),
    )
