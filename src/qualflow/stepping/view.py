"""Everything there is to see at one place of a walk.

A view stands at the end of its day where nothing more is told of that day, and answers
then what `explain`, `deadlines` and `replay` answer of it; in the middle of a day it
shows the case as the place has it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cached_property

from attrs import evolve, field, frozen

from qualflow.case.commands import CommandError
from qualflow.case.events import Case, LinkRead, Plain, Source
from qualflow.explain.deadlines import Deadline, Window, deadlines
from qualflow.law.edition import Finding
from qualflow.law.facts import FiledValue, outside
from qualflow.law.rulebook import Rulebook
from qualflow.law.rules import Phase
from qualflow.law.verdict import Verdict
from qualflow.stepping.arrows import Arrow, arrows
from qualflow.stepping.branch import lived
from qualflow.stepping.comparing import Difference, first_difference
from qualflow.stepping.life import Happening, Life, Lived
from qualflow.stepping.walk import Drop, Edit, File, Walk


@frozen
class Reader:
    """A clause that reads a fact, and how it stands."""

    transition: str
    clause: str
    verdict: Verdict


@frozen
class FactRow:
    """A fact on file, or one that a clause of an arrow asks for.

    Attributes:
        value: As it is filed; None for one that is not on file.
        source: The event that its value comes from: who, when, how well it is known.
        edited: Whether the branch has filed it.
        readers: The clauses of the arrows that read it, in order.
    """

    name: str
    value: FiledValue | None
    source: Source | None
    edited: bool
    readers: tuple[Reader, ...]


@frozen
class Applied:
    """An edit, and the first thing that it changes beside itself.

    Attributes:
        event: What it adds, leaves out or moves; None for a reform.
        change: Compared with the branch without it; None if nothing is otherwise.
        counts: For a filing: whether it counts on its day, neither a step nor a link
            having written the fact.
        granted: For a step that is asked for: whether the law lets it happen.
        findings: For one that is refused: what the law says, clause by clause.
    """

    edit: Edit
    event: Plain | None
    change: Difference | None
    counts: bool = True
    granted: bool = True
    findings: tuple[Finding, ...] = ()


@frozen(slots=False, eq=False)
class View:
    """What is seen at a place.

    Attributes:
        walk: As it was asked for, its place brought within the life.
        lived: The whole life.
        on: The day: that of the last event told, or the one asked for; before the
            first event the day of that.
        place: Which place it is, of `lived.places`.
        told: What has been told so far, acts that did not happen included.
        coming: What the next place tells; empty at the end.
        passed: What time has made happen since then, up to the day.
        case: The case as it stands.
    """

    walk: Walk
    lived: Lived
    on: date
    place: int
    told: tuple[Happening, ...]
    coming: tuple[Happening, ...]
    passed: tuple[Plain, ...]
    case: Case = field(repr=False)

    @property
    def rulebook(self) -> Rulebook:
        """The law of the branch, reforms moved."""
        return self.lived.rulebook

    @property
    def state(self) -> str:
        """Where the case stands."""
        return self.case.state

    @property
    def phase(self) -> Phase | None:
        """The phase of the state, None before the first."""
        return self.rulebook.phase(self.state)

    @property
    def since(self) -> date | None:
        """The day the state was entered, None if it never left the first."""
        return self.case.since

    @property
    def ends_day(self) -> bool:
        """Whether nothing more is told of the day."""
        return not self.coming or self.coming[0].event.on > self.on

    @property
    def beside(self) -> tuple[LinkRead, ...]:
        """What the cases beside it were read to be on the day, in their order."""
        read = {
            source.link: source
            for source in self.case.sources.values()
            if isinstance(source, LinkRead)
        }
        return tuple(read[link] for link, _ in self.lived.life.links if link in read)

    @cached_property
    def arrows(self) -> tuple[Arrow, ...]:
        """The transitions from the state, in the order of the process."""
        return arrows(self.rulebook, self.case, self.on)

    @cached_property
    def facts(self) -> tuple[FactRow, ...]:
        """The facts on file, in the order of filing, then those that are asked for."""
        readers: dict[str, list[Reader]] = {name: [] for name in self.case.facts}
        for arrow in self.arrows:
            for one in arrow.why.findings:
                read = Reader(arrow.why.transition, one.clause.ref, one.verdict)
                for name in one.values:
                    readers.setdefault(name, []).append(read)
        return tuple(self._row(name, tuple(found)) for name, found in readers.items())

    @cached_property
    def deadlines(self) -> tuple[Deadline, ...]:
        """The periods as they stand on the day, as `explain.deadlines` has them."""
        ahead = self.lived.happenings[len(self.told) :]
        known = (*self.told, *(one for one in ahead if one.event.on > self.on))
        lived = self.lived
        case, windows = lived.case(known), lived.windows(known)
        return deadlines(self.rulebook, case, self.on, windows)

    @cached_property
    def windows(self) -> tuple[Window, ...]:
        """Of a history, the days on which each step told so far can lie."""
        return self.lived.windows(self.told)

    def _row(self, name: str, readers: tuple[Reader, ...]) -> FactRow:
        value, source = self.case.facts.get(name), self.case.sources.get(name)
        shown = None if value is None else outside(self.rulebook.facts[name], value)
        edits = [one.event for one in self.told if isinstance(one.edit, File)]
        edited = any(source is event for event in edits)
        return FactRow(name, shown, source, edited, readers)


def view(rulebook: Rulebook, life: Life, walk: Walk) -> View:
    """Return what is seen at the place of a walk.

    Args:
        rulebook: The law as it was.
        life: What is known of the life that the walk names.
        walk: Where in it, and the branch.

    Raises:
        QualflowError: If an edit names what there is not, a reform cannot be moved so,
            or nothing ever happened and no day is given.
    """
    whole = lived(rulebook, life, walk.edits, law_abiding=walk.law_abiding)
    if walk.day is not None:
        place, on = whole.place_on(walk.day), walk.day
    else:
        place = min(walk.place, whole.places)
        walk = evolve(walk, place=place)
        on = _day_of(whole, place)
    stop = whole.stops[place]
    after = whole.stops[place + 1] if place < whole.places else stop
    told = whole.happenings[:stop]
    case, passed = whole.stands(stop, on)
    coming = whole.happenings[stop:after]
    return View(walk, whole, on, place, told, coming, passed, case)


def _day_of(whole: Lived, place: int) -> date:
    """Return the day of a place; before the first event the day of that."""
    if not whole.happenings:
        raise CommandError(
            f"case {whole.life.case.id}: nothing has happened; "
            "which day is asked about? give one"
        )
    return whole.happenings[max(whole.stops[place] - 1, 0)].event.on


def applied(rulebook: Rulebook, life: Life, walk: Walk) -> tuple[Applied, ...]:
    """Return the edits of a walk with what each of them changes, in order."""
    return tuple(_applied(rulebook, life, walk))


def _applied(rulebook: Rulebook, life: Life, walk: Walk) -> Iterator[Applied]:
    abiding = walk.law_abiding
    before = lived(rulebook, life, law_abiding=abiding)
    for count, edit in enumerate(walk.edits, 1):
        after = lived(rulebook, life, walk.edits[:count], law_abiding=abiding)
        change = first_difference(before, after)
        own = next((one for one in after.happenings if one.edit is edit), None)
        if own is None:
            yield Applied(edit, _left_out(before, edit), change)
        else:
            findings = () if own.ruling is None else own.ruling.findings
            counts = _counts(after, own)
            yield Applied(edit, own.event, change, counts, own.happened, findings)
        before = after


def _left_out(before: Lived, edit: Edit) -> Plain | None:
    """Return the event that an edit leaves out, if it was still there."""
    number = edit.number if isinstance(edit, Drop) else 0
    found = (one.event for one in before.happenings if number and one.number == number)
    return next(found, None)


def _counts(whole: Lived, own: Happening) -> bool:
    """Return whether a filing of a branch counts once it is made."""
    if not isinstance(own.edit, File):
        return True
    places = (n for n, one in enumerate(whole.happenings, 1) if one.edit is own.edit)
    case = whole.case(whole.happenings[: next(places)])
    return case.sources.get(own.edit.fact) is own.event
