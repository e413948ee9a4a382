"""What the pages are about: processes with their cases, histories, readings, examples.

Loaded once, from disk, when the server starts; what takes longer is made when it is
first asked for and kept.  Nothing of a reader is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from pathlib import Path

from attrs import field, frozen

from qualflow.audit.audit import Audit, TooManyLivesError, audit
from qualflow.audit.history import LARGEST_FILE as LARGEST_HISTORY
from qualflow.audit.history import History, HistoryError, read_history
from qualflow.audit.lives import life_case
from qualflow.audit.mapping import HistoryMap
from qualflow.audit.terms import terms
from qualflow.case.casefile import LARGEST_FILE, CaseFileError, read
from qualflow.case.events import Case
from qualflow.case.replaying import as_of
from qualflow.errors import QualflowError, UnknownNameError
from qualflow.explain.deadlines import Window
from qualflow.law.examples import Example
from qualflow.law.facts import Wording
from qualflow.law.rulebook import Rulebook
from qualflow.learn.lesson import Lesson, Materials
from qualflow.processes import (
    folder,
    histories,
    history_map,
    lessons,
    load,
    materials,
    shipped,
)
from qualflow.web.searching import Index, Searched, indexed
from qualflow.web.sources import ReadingOfLaw, Sources, readings, sources
from qualflow.web.stopping import Stopped, stops


class LibraryError(QualflowError):
    """Processes that cannot be shown together, or a case of one that cannot be read."""


@frozen
class Told:
    """The life of a case as it is known on a day.

    Attributes:
        windows: Of a history, the days on which each step can lie.
    """

    case: Case
    windows: tuple[Window, ...] = ()


@frozen(slots=False, eq=False)
class Process:
    """One process and all that comes with it.

    Attributes:
        home: Its folder, or the name of a shipped one.
        cases: The case files that come with it, read.
        histories: The histories that come with it, read.
    """

    name: str
    home: str
    rulebook: Rulebook = field(repr=False)
    cases: Mapping[str, Case] = field(repr=False)
    histories: Mapping[str, History] = field(repr=False)
    readings: Mapping[str, ReadingOfLaw] = field(repr=False)
    sources: Sources = field(repr=False)
    mapping: HistoryMap | None = field(default=None, repr=False)

    @cached_property
    def examples(self) -> tuple[Example, ...]:
        """The rulebook's own tests, read when they are first asked for."""
        return self.tested.examples

    @cached_property
    def tested(self) -> Rulebook:
        """The rulebook with its examples."""
        return load(self.home, examples=True)

    @cached_property
    def lessons(self) -> Mapping[str, Lesson]:
        """The lessons that come with it by name, in the order of the course."""
        return {lesson.name: lesson for lesson in lessons(self.home)}

    @cached_property
    def materials(self) -> Materials:
        """What exercises can name."""
        return materials(self.home)

    @property
    def lives(self) -> tuple[str, ...]:
        """The names of cases and of histories that are no cases too, in order."""
        return tuple(sorted({*self.cases, *self.histories}))

    @property
    def titles(self) -> Mapping[str, Wording]:
        """What each of `lives` is called: the company, if a history names one."""
        named = {name: one.company for name, one in self.histories.items()}
        return {name: named.get(name, {}) for name in self.lives}

    def told(self, name: str, on: date | None = None) -> Told:
        """Return a case by its name; a history as the life that an audit chooses.

        Args:
            name: One of `lives`; a case is meant before a history of the same name.
            on: The day that is asked about; None for all that is known.

        Raises:
            UnknownNameError: If there is no such case.
        """
        if name in self.cases:
            case = self.cases[name]
            return Told(case if on is None else as_of(case, on))
        if name not in self.histories:
            raise UnknownNameError("case", name, self.lives)
        history = self.histories[name]
        day = history.as_of if on is None else min(on, history.as_of)
        told = self._told(history, day)
        return told if on is None else Told(as_of(told.case, on), told.windows)

    def last_day(self, name: str) -> date:
        """Return the last day that is known of a case."""
        if name in self.cases:
            return self.cases[name].history[-1].on
        return self.histories[name].as_of

    @cached_property
    def stopped(self) -> tuple[Stopped, ...]:
        """Which clauses stood in the way of which cases."""
        found: list[Stopped] = []
        for name in self.lives:
            if name in self.cases:
                case, kept = self.cases[name], True
            else:
                case, kept = self._told(self.histories[name], None).case, False
            others = {
                other: self.cases[other]
                for other in self.cases
                if kept and other != name
            }
            last = self.last_day(name)
            found += stops(self.rulebook, name, case, last, others, kept=kept)
        return tuple(found)

    def _told(self, history: History, day: date | None) -> Told:
        assert self.mapping is not None
        under = terms(self.mapping, day or history.as_of)
        judged = audit(self.rulebook, self.mapping, history, under)
        case = life_case(self.rulebook, self.mapping, judged)
        return Told(case, _windows(case, judged))


def _windows(case: Case, judged: Audit) -> tuple[Window, ...]:
    """Return the window of each step that a case has made, in order."""
    windows: list[Window] = []
    made = list(case.path)
    for step in judged.steps:
        if len(windows) == len(made):
            break
        entered = made[len(windows)]
        if (entered.transition, entered.on) == (step.transition, step.latest):
            days = (step.earliest, step.latest)
            windows.append(Window(step.transition, *days, step.observed))
    return tuple(windows)


@frozen(slots=False, eq=False)
class Library:
    """The processes that are shown, by name."""

    processes: Mapping[str, Process]

    @cached_property
    def index(self) -> Index:
        """What can be searched."""
        return indexed(
            Searched(
                one.name,
                one.rulebook,
                one.readings.values(),
                one.lessons.values(),
                one.titles,
            )
            for one in self.processes.values()
        )

    def warm(self) -> None:
        """Make everything that would make the first who asks for it wait."""
        for process in self.processes.values():
            assert process.examples is not None
            assert process.lessons is not None
            assert process.materials is not None
            assert process.stopped is not None
        assert self.index is not None


def library(processes: Iterable[str] = ()) -> Library:
    """Return the processes that are named, all that are shipped if none is.

    Raises:
        UnknownProcessError: If one is neither shipped nor a folder.
        RulebookError: If one has mistakes, with all of them.
        LibraryError: If two have the same name, or a case cannot be read.
    """
    made: dict[str, Process] = {}
    for home in tuple(processes) or shipped():
        process = _process(home)
        if process.name in made:
            other = made[process.name].home
            raise LibraryError(
                f"two processes are called '{process.name}': {other} and {home}; "
                "rename one of the folders"
            )
        made[process.name] = process
    return Library(made)


def _process(home: str) -> Process:
    path = folder(home)
    rulebook = load(home)
    known = {name: _history(file) for name, file in histories(home).items()}
    made = Process(
        rulebook.name,
        home,
        rulebook,
        _cases(path, rulebook),
        known,
        readings(path),
        sources(path),
        history_map(home) if known else None,
    )
    if home not in shipped():  # whose lessons were checked
        assert made.lessons is not None
    return made


def _cases(path: Path, rulebook: Rulebook) -> dict[str, Case]:
    cases = {}
    for file in sorted((path / "cases").glob("*.json")):
        with file.open("rb") as opened:
            content = opened.read(LARGEST_FILE + 1)
        try:
            cases[file.stem] = read(content, rulebook)
        except CaseFileError as error:
            raise LibraryError(f"{file}: {error}") from None
    return {name: case for name, case in cases.items() if case.history}


def _history(file: Path) -> History:
    with file.open("rb") as opened:
        content = opened.read(LARGEST_HISTORY + 1)
    try:
        return read_history(content)
    except HistoryError as error:
        raise LibraryError(f"{file}: {error}") from None


__all__ = ["Library", "LibraryError", "Process", "Told", "TooManyLivesError", "library"]
