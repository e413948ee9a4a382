"""A walk as somebody takes it: lines that are typed, and what they are answered."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from datetime import date

from attrs import evolve

from qualflow.case.commands import CommandError, Request
from qualflow.case.events import Case
from qualflow.cli import step_forms
from qualflow.cli.forms import Object
from qualflow.errors import QualflowError, UnknownNameError
from qualflow.explain.deadlines import OPEN
from qualflow.explain.why import Explanation, explain
from qualflow.law.measures import FIRST_DAY, LAST_DAY
from qualflow.law.rulebook import Rulebook
from qualflow.stepping.address import address
from qualflow.stepping.beside import beside
from qualflow.stepping.branch import lived
from qualflow.stepping.comparing import first_difference
from qualflow.stepping.life import Life, Lived
from qualflow.stepping.view import View, applied, view
from qualflow.stepping.walk import Ask, Drop, Edit, File, Move, Reform, Walk
from qualflow.words.answers import explanation
from qualflow.words.deadlines import Listing, listing
from qualflow.words.deadlines import naming as deadline_naming
from qualflow.words.differences import beside_text
from qualflow.words.language import Language
from qualflow.words.layout import joined, wrapped
from qualflow.words.paragraphs import paragraph, versions_of
from qualflow.words.stepping import (
    COMMANDS,
    facts_text,
    help_text,
    naming,
    path_text,
    place_text,
)

QUIT = ("quit", "q", "exit")
IN_WORDS = ("help", "law", "path")
"""What is answered in words alone: no place says it."""
_SHORT = {"n": "next", "b": "back", "?": "help"}


class Session:
    """A walk that goes on with every line that is typed.

    Args:
        rulebook: The law as it was.
        life: What is known.
        walk: Where it begins.
        language: Of the answers.
        process: What was given as --process, for the line that opens it again.
        other: Opens the case that a link reads, by the link and the name of the case.

    Attributes:
        walk: Where it stands.
    """

    def __init__(
        self,
        rulebook: Rulebook,
        life: Life,
        walk: Walk,
        language: Language,
        process: str | None = None,
        other: Callable[[str, str], Case] | None = None,
    ) -> None:
        self.walk = walk
        self._rulebook = rulebook
        self._life = life
        self._language = language
        self._process = process
        self._other = other
        self._earlier: list[Walk] = []
        self._asked: Explanation | None = None
        self._commands: dict[str, Callable[[list[str]], str]] = {
            "next": self._next,
            "back": self._back,
            "go": self._go,
            "day": self._day,
            "show": self._show,
            "path": self._path,
            "facts": self._facts,
            "deadlines": self._deadlines,
            "law": self._law,
            "ask": self._ask,
            "link": self._link,
            "file": self._file,
            "drop": self._drop,
            "move": self._move,
            "reform": self._reform,
            "abide": self._abide,
            "undo": self._undo,
            "compare": self._compare,
            "address": self._address,
            "help": self._help,
        }

    def typed(self, line: str) -> str:
        """Do what a line says and return the answer, "" to an empty line.

        Raises:
            QualflowError: If it cannot be understood or done; nothing has changed then.
        """
        words = line.split()
        if not words:
            return ""
        name = _name(words[0])
        self._asked = None
        return self._commands[name](words[1:])

    def shown(self) -> str:
        """Return the place as text."""
        shown = self._view(self.walk)
        return self._place(shown)

    def typed_for_form(self, line: str) -> Object | None:
        """Do what a line says and return the place then, None to an empty line.

        Raises:
            QualflowError: As `typed`; also for what is answered in words alone.
        """
        words = line.split()
        if not words:
            return None
        name = _name(words[0])
        if name in IN_WORDS:
            raise CommandError(f"{name}: answered in words alone; leave --json out")
        self.typed(line)
        return self.form(line)

    def form(self, line: str | None = None) -> Object:
        """Return the place as JSON, with the line that led there if one was typed."""
        rulebook, life, walk = self._rulebook, self._life, self.walk
        shown = self._view(walk)
        changes = applied(rulebook, life, walk) if walk.edits else ()
        first = None
        if walk.branched:
            first = first_difference(lived(rulebook, life), shown.lived)
        names = naming(shown.rulebook, self._language)
        return {
            "line": None if line is None else " ".join(line.split()),
            **step_forms.place(shown, changes, first, names),
            "asked": step_forms.asked(self._asked, names),
        }

    def _place(self, shown: View) -> str:
        walk = shown.walk
        changes = applied(self._rulebook, self._life, walk) if walk.edits else ()
        return place_text(shown, changes, naming(shown.rulebook, self._language))

    def _view(self, walk: Walk) -> View:
        return view(self._rulebook, self._life, walk)

    def _to(self, walk: Walk) -> str:
        """Go somewhere and show it; an address for it has to exist."""
        shown = self._view(walk)
        address(shown.walk)
        text = self._place(shown)
        self.walk = shown.walk
        return text

    # -- where ------------------------------------------------------------------------

    def _next(self, words: list[str]) -> str:
        _none(words, "next")
        return self._to(self.walk.at(self._view(self.walk).place + 1))

    def _back(self, words: list[str]) -> str:
        _none(words, "back")
        return self._to(self.walk.at(self._view(self.walk).place - 1))

    def _go(self, words: list[str]) -> str:
        return self._to(self.walk.at(_whole(_only(words, "go"), "go")))

    def _day(self, words: list[str]) -> str:
        return self._to(self.walk.to(_day(_only(words, "day"))))

    def _show(self, words: list[str]) -> str:
        _none(words, "show")
        return self.shown()

    # -- what is there ----------------------------------------------------------------

    def _path(self, words: list[str]) -> str:
        _none(words, "path")
        shown = self._view(self.walk)
        return path_text(shown, naming(shown.rulebook, self._language))

    def _facts(self, words: list[str]) -> str:
        _none(words, "facts")
        shown = self._view(self.walk)
        return facts_text(shown, naming(shown.rulebook, self._language))

    def _deadlines(self, words: list[str]) -> str:
        _none(words, "deadlines")
        shown = self._view(self.walk)
        found = tuple(one for one in shown.deadlines if one.status in OPEN)
        told = Listing(shown.case.id, shown.on, found)
        return listing(told, deadline_naming(shown.rulebook, self._language))

    def _law(self, words: list[str]) -> str:
        """Return a paragraph as of the day, or every version if none is in force."""
        ref = " ".join(words).strip("\"'") or _missing("law")
        shown = self._view(self.walk)
        versions = versions_of(shown.rulebook, ref)
        here = tuple(found for found in versions if shown.on in found.in_force)
        return paragraph(shown.rulebook, ref, here or versions, self._language)

    def _compare(self, words: list[str]) -> str:
        _none(words, "compare")
        both = beside(self._rulebook, self._life, self.walk)
        return beside_text(both, naming(both.after.rulebook, self._language))

    def _address(self, words: list[str]) -> str:
        _none(words, "address")
        line = f"qualflow step --walk {shlex.quote(address(self.walk))}"
        if self._process is not None:
            line += f" --process {shlex.quote(self._process)}"
        return f"{line}\n"

    def _help(self, words: list[str]) -> str:
        _none(words, "help")
        return help_text(naming(self._rulebook, self._language))

    # -- what if ----------------------------------------------------------------------

    def _ask(self, words: list[str]) -> str:
        """Return whether a step is open; take it in a branch if it is."""
        step = _only(words, "ask")
        shown = self._view(self.walk)
        names = naming(shown.rulebook, self._language)
        why = explain(shown.rulebook, shown.case, Request(step, shown.on))
        self._asked = why
        text = explanation(why, shown.rulebook, self._language)
        if not why.open:
            return text
        if not shown.ends_day:
            said = names.tell("session.not_entered", command=f"day {shown.on}")
            return f"{text}\n{joined([wrapped(said)])}"
        return f"{text}\n{self._assume(Ask(step, shown.on))}"

    def _link(self, words: list[str]) -> str:
        """Read another case beside this one, or that of the link no more."""
        if len(words) == 1:
            words = words[0].split("=", 1)  # as --link has it
        link, name = _one_or_two(words, "link")
        self._rulebook.link(link)
        before = self._life
        beside = tuple(one for one in before.links if one[0] != link)
        if name:
            if self._other is None:
                raise CommandError("link: no other case can be opened here")
            beside += ((link, self._other(link, name)),)
        self._life = evolve(before, links=beside)
        try:
            return self._to(self.walk.reading(link, name))
        except QualflowError:
            self._life = before
            raise

    def _file(self, words: list[str]) -> str:
        if len(words) < 2:
            _missing("file")
        fact, *value = words
        on = self._view(self.walk).on
        if len(value) > 1 and _is_day(value[-1]):
            on = _day(value.pop())
        return self._assume(File(fact, " ".join(value).strip("\"'"), on))

    def _drop(self, words: list[str]) -> str:
        return self._assume(Drop(_whole(_only(words, "drop"), "drop")))

    def _move(self, words: list[str]) -> str:
        number, on = _two(words, "move")
        return self._assume(Move(_whole(number, "move"), _day(on)))

    def _reform(self, words: list[str]) -> str:
        on, by = _two(words, "reform")
        return self._assume(Reform(_day(on), _whole(by.removeprefix("+"), "reform")))

    def _abide(self, words: list[str]) -> str:
        _none(words, "abide")
        abiding = not self.walk.law_abiding
        return self._branch(evolve(self.walk, law_abiding=abiding))

    def _undo(self, words: list[str]) -> str:
        _none(words, "undo")
        if not self.walk.branched:
            raise CommandError("nothing is assumed that could be undone")
        earlier = self._earlier[-1] if self._earlier else self.walk.undone()
        text = self._otherwise(
            evolve(self.walk, edits=earlier.edits, law_abiding=earlier.law_abiding)
        )
        del self._earlier[-1:]
        return text

    def _assume(self, edit: Edit) -> str:
        return self._branch(self.walk.adding(edit))

    def _branch(self, walk: Walk) -> str:
        """Go on in another branch, and remember the one before."""
        before = self.walk
        text = self._otherwise(walk)
        self._earlier.append(before)
        return text

    def _otherwise(self, walk: Walk) -> str:
        """Go on in another branch, at the same place of it as far as it has it."""
        before = self._view(self.walk)
        after = self._view(walk.to(before.on))
        if walk.day is None:
            walk = walk.at(_same_place(before, after.lived))
        return self._to(walk)


def _same_place(before: View, lived: Lived) -> int:
    """Return the place in another branch: after the last event told, or its day."""
    if before.ends_day:
        return lived.place_on(before.on)
    if not before.told:
        return 0
    last = before.told[-1]
    for count, one in enumerate(lived.happenings, 1):
        same = one.number == last.number if last.number else one.event == last.event
        if same:
            return next(n for n, stop in enumerate(lived.stops) if stop >= count)
    return lived.place_on(before.on)


def _name(word: str) -> str:
    """Return the command that a word stands for."""
    name = _SHORT.get(word, word)
    if name not in COMMANDS or name in QUIT:
        raise UnknownNameError("command", name, COMMANDS)
    return name


# -- arguments ------------------------------------------------------------------------


def _missing(name: str) -> str:
    raise CommandError(f"{name}: '{COMMANDS[name]}' expected")


def _none(words: list[str], name: str) -> None:
    if words:
        _missing(name)


def _only(words: list[str], name: str) -> str:
    if len(words) != 1:
        _missing(name)
    return words[0]


def _two(words: list[str], name: str) -> tuple[str, str]:
    if len(words) != 2:
        _missing(name)
    return words[0], words[1]


def _one_or_two(words: list[str], name: str) -> tuple[str, str]:
    if len(words) not in (1, 2):
        _missing(name)
    return words[0], words[1] if len(words) == 2 else ""


def _whole(text: str, name: str) -> int:
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 6):
        raise CommandError(f"{name}: a whole number expected, {text[:80]!r} found")
    return int(text)


def _is_day(text: str) -> bool:
    try:
        return len(text) == 10 and date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _day(text: str) -> date:
    day = date.fromisoformat(text) if _is_day(text) else None
    if day is None or not FIRST_DAY <= day <= LAST_DAY:
        days = f"a day from {FIRST_DAY} to {LAST_DAY}, like 2019-01-10"
        raise CommandError(f"{days}, expected; {text[:80]!r} found")
    return day
