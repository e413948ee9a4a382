"""Which life is walked through, where in it, and what is assumed otherwise.

A walk is a small value: it can be written as an address and sent to a class.  Names and
values are those that somebody typed; they are checked against a rulebook when the life
is told (`life.lived`).
"""

from __future__ import annotations

from datetime import date
from typing import TypeAlias

from attrs import evolve, frozen


@frozen
class File:
    """A fact is filed on a day, before whatever else is told of that day.

    Its evidence is official: only another official filing counts for more later, and
    what a step or a link writes.

    Attributes:
        value: As it is written on the command line: "14", "true", "2016-03-31".
    """

    fact: str
    value: str
    on: date


@frozen
class Ask:
    """Somebody who may asks for a step at the end of a day; it may be refused."""

    transition: str
    on: date


@frozen
class Drop:
    """An event does not happen.

    Attributes:
        number: Its number in the record, from 1, as `qualflow replay` shows it.
    """

    number: int


@frozen
class Move:
    """An event happens on another day; of one day events keep the order they had."""

    number: int
    on: date


@frozen
class Reform:
    """A day on which the law changed lies `by` days later, or earlier if negative."""

    on: date
    by: int


Edit: TypeAlias = File | Ask | Drop | Move | Reform


@frozen
class Walk:
    """Which life, the place in it, and the branch.

    Attributes:
        life: The name of the life; whoever opens it knows what it stands for.
        place: How many places forward, 0 before anything happened; past the end is the
            end.
        day: The end of a day instead of a place, all that happened by then being told;
            None to go by `place`, which is 0 otherwise.
        edits: What is otherwise in the branch, in the order in which it was said; none
            for the life as it is known.
        law_abiding: Whether acts that the law forbids do not happen.
        links: The lives that are read beside it, as (link of the process, name of the
            life): each link once, in the order in which they were said.
    """

    life: str
    place: int = 0
    day: date | None = None
    edits: tuple[Edit, ...] = ()
    law_abiding: bool = False
    links: tuple[tuple[str, str], ...] = ()

    @property
    def branched(self) -> bool:
        """Whether anything is assumed otherwise."""
        return bool(self.edits) or self.law_abiding

    def at(self, place: int) -> Walk:
        """Return the walk at a place; below 0 is the beginning."""
        return evolve(self, place=max(place, 0), day=None)

    def to(self, day: date) -> Walk:
        """Return the walk at the end of a day."""
        return evolve(self, place=0, day=day)

    def reading(self, link: str, life: str) -> Walk:
        """Return the walk with a life read through a link; with none for ""."""
        others = tuple(one for one in self.links if one[0] != link)
        return evolve(self, links=(*others, (link, life)) if life else others)

    def adding(self, edit: Edit) -> Walk:
        """Return the walk with one more edit."""
        return evolve(self, edits=(*self.edits, edit))

    def undone(self) -> Walk:
        """Return the walk without the last edit; without any, law-abiding no more."""
        if self.edits:
            return evolve(self, edits=self.edits[:-1])
        return evolve(self, law_abiding=False)

    def straight(self) -> Walk:
        """Return the walk through the life as it is known, at the same day or place."""
        return evolve(self, edits=(), law_abiding=False)
