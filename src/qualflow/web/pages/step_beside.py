"""Two branches of one life side by side, the first difference of them marked."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from qualflow.case.events import Plain, StateEntered
from qualflow.errors import QualflowError
from qualflow.stepping.beside import Beside, beside
from qualflow.stepping.life import Happening
from qualflow.stepping.view import View, applied
from qualflow.web.pages.step_asked import Ways
from qualflow.web.pages.step_lives import Opened, WalkError
from qualflow.web.pages.step_rows import Row
from qualflow.words.deadlines import standing, whose
from qualflow.words.differences import arrow_change, difference
from qualflow.words.naming import Naming
from qualflow.words.stepping import edit_effects, edit_sentence, said_of


def branch_rows(
    opened: Opened, shown: View, ways: Ways, names: Naming
) -> Iterator[Row]:
    """Yield what a branch assumes, and what each assumption changes."""
    walk = shown.walk
    try:
        changes = applied(opened.process.rulebook, opened.life, walk)
    except QualflowError as error:
        raise WalkError(str(error)) from None
    for number, change in enumerate(changes):
        kept = (*walk.edits[:number], *walk.edits[number + 1 :])
        yield {
            "said": edit_sentence(change, names),
            "effects": list(edit_effects(change, names)),
            "href": ways.to(evolve(walk, edits=kept)),
        }


def both_of(opened: Opened, shown: View, *, before: bool) -> Beside:
    """Return a branch beside another one, at the end of its day.

    Args:
        opened: The life.
        shown: The branch.
        before: Whether the other one is that without its last assumption; else it is
            the life as it is known.
    """
    other = shown.walk.undone() if before else None
    try:
        return beside(opened.process.rulebook, opened.life, shown.walk, other)
    except QualflowError as error:
        raise WalkError(str(error)) from None


def beside_values(both: Beside, names: Naming, *, before: bool) -> Row:
    """Return what a page shows of two branches; `before` as in `both_of`."""
    said = names.tell("beside.same")
    if both.first is not None:
        key = "beside.first" if both.first.on <= both.on else "beside.ahead"
        said = names.tell(key, change=difference(both.first, names))
    return {
        "head": names.tell(
            "pages.before_head" if before else "beside.head", on=both.on
        ),
        "other": names.tell("pages.before" if before else "beside.known"),
        "first": said,
        "states": [_state(one, names) for one in (both.before, both.after)],
        "steps": [
            (names.transition(change.transition), arrow_change(change, names))
            for change in both.arrows
        ],
        "facts": [
            (
                names.fact(change.name),
                names.value(change.name, change.before),
                names.value(change.name, change.after),
            )
            for change in both.facts
        ],
        "deadlines": list(_deadlines(both, names)),
        "events": list(_events(both, names)),
    }


def _state(shown: View, names: Naming) -> str:
    state = names.state(shown.state)
    if shown.since is None:
        return state
    return names.tell("beside.stands", state=state, since=shown.since)


def _deadlines(both: Beside, names: Naming) -> Iterator[tuple[str, str, str]]:
    for before, after in both.deadlines:
        known = before or after
        assert known is not None
        told = [
            names.tell("beside.no_period")
            if one is None
            else standing(one, both.on, names)
            for one in (before, after)
        ]
        yield whose(known, names), told[0], told[1]


# -- the whole way in both ------------------------------------------------------------

_Pair = tuple[Happening | None, Happening | None]


def _events(both: Beside, names: Naming) -> Iterator[Row]:
    """Yield the events of both lives, in the order of their days."""
    for before, after in _paired(both):
        first = both.first is not None and _is_first(both, before, after)
        yield {
            "before": _cell(before, names),
            "after": _cell(after, names),
            "same": _key(before) == _key(after),
            "first": first,
        }


def _paired(both: Beside) -> list[_Pair]:
    """Return the events of the record, and those of time, beside each other."""
    here, there = (
        {one.number or (one.event, one.edit): one for one in shown.lived.happenings}
        for shown in (both.before, both.after)
    )
    order = {
        key: place
        for life in (here, there)
        for place, key in enumerate(life)
    }  # fmt: skip
    found = [(key, (here.get(key), there.get(key))) for key in {**here, **there}]
    found.sort(key=lambda one: (_day(one[1]), order[one[0]]))
    return [pair for _, pair in found]


def _day(pair: _Pair) -> object:
    return min(one.event.on for one in pair if one is not None)


def _is_first(both: Beside, before: Happening | None, after: Happening | None) -> bool:
    first = both.first
    assert first is not None
    known = [one for one in (first.before, first.after) if one is not None]
    return any(one is before or one is after for one in known)


def _key(one: Happening | None) -> object:
    """Return what makes two events the same for a reader."""
    if one is None:
        return None
    event: Plain = one.event
    target = event.target if isinstance(event, StateEntered) else ""
    return type(event), event.on, target, one.happened, one.answer


def _cell(one: Happening | None, names: Naming) -> str:
    if one is None:
        return names.tell("pages.absent")
    told = {"on": one.event.on, "event": said_of(one, names)[0]}
    return names.tell("pages.told_last", **told)
