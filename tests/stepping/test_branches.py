"""Whatever is assumed of whichever life: what holds in every branch."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from qualflow.case.events import StateEntered
from qualflow.case.replaying import amended
from qualflow.errors import QualflowError
from qualflow.law.edition import Answer
from qualflow.law.facts import BooleanType, ChoiceType, DayType, NumberType
from qualflow.stepping.address import address, parse
from qualflow.stepping.beside import beside
from qualflow.stepping.branch import lived
from qualflow.stepping.life import as_known
from qualflow.stepping.reforms import reform_days
from qualflow.stepping.view import applied, view
from qualflow.stepping.walk import Ask, Drop, File, Move, Reform, Walk
from qualflow.words.differences import beside_text
from qualflow.words.language import Language
from qualflow.words.stepping import facts_text, naming, path_text, place_text
from walks import LIVES, life


@st.composite
def branches(draw):
    """Draw a shipped life and a walk in a branch of it, its names the process's."""
    name = draw(st.sampled_from(sorted(LIVES)))
    rulebook, known = life(name)
    days = [event.on for event in amended(known.case.history)]
    near = st.builds(
        lambda day, days: day + timedelta(days=days),
        st.sampled_from([*days, *reform_days(rulebook)]),
        st.integers(-40, 40),
    )
    facts = st.sampled_from(list(rulebook.facts.values())).flatmap(
        lambda fact: st.builds(File, st.just(fact.name), values(fact, near), near)
    )
    numbers = st.integers(1, len(days))
    edit = st.one_of(
        facts,
        st.builds(Ask, st.sampled_from(list(rulebook.transitions)), near),
        st.builds(Drop, numbers),
        st.builds(Move, numbers, near),
        st.builds(Reform, st.sampled_from(reform_days(rulebook)), st.integers(-60, 60)),
    )
    edits = tuple(draw(st.lists(edit, min_size=1, max_size=4)))
    place = draw(st.integers(0, len(days) + 2))
    return name, Walk("life", place, None, edits, draw(st.booleans()))


def values(fact, days):
    match fact.type:
        case BooleanType():
            return st.sampled_from(["true", "false"])
        case NumberType(_, least, _):
            return st.integers(max(least, 0), 20).map(str)
        case DayType():
            return days.map(date.isoformat)
        case ChoiceType(options):
            return st.sampled_from(options)
    return st.just("somebody")


@settings(max_examples=60)
@given(branches())
def test_what_holds_in_every_branch(branch):
    name, walk = branch
    rulebook, known = life(name)
    try:
        whole = lived(rulebook, known, walk.edits, law_abiding=walk.law_abiding)
    except QualflowError:
        return

    days = [one.event.on for one in whole.happenings]
    assert days == sorted(days)
    assert whole.stops[-1] == len(whole.happenings)
    assert list(whole.stops) == sorted(set(whole.stops))
    numbers = [one.number for one in whole.happenings if one.number]
    dropped = {edit.number for edit in walk.edits if isinstance(edit, Drop)}
    assert len(numbers) == len(set(numbers))
    assert dropped.isdisjoint(numbers)
    for one in whole.happenings:
        if walk.law_abiding:
            assert not (one.happened and one.unlawful)
        if isinstance(one.edit, Ask):
            assert one.happened is (one.answer is Answer.OPEN)
    case = whole.case(whole.happenings)
    entered = [e for e in case.path if isinstance(e, StateEntered)]
    assert case.state == (entered[-1].target if entered else case.initial)


@settings(max_examples=40)
@given(branches())
def test_every_branch_can_be_shown_in_both_languages(branch):
    """No sentence lacks a value, and no place an address."""
    name, walk = branch
    rulebook, known = life(name)
    try:
        shown = view(rulebook, known, walk)
    except QualflowError:
        return
    changes = applied(rulebook, known, walk)
    both = beside(rulebook, known, walk)

    assert parse(address(shown.walk)) == shown.walk
    assert len(changes) == len(walk.edits)
    for language in Language:
        names = naming(shown.rulebook, language)
        for text in (
            place_text(shown, changes, names),
            path_text(shown, names),
            facts_text(shown, names),
            beside_text(both, names),
        ):
            assert text.strip()
            assert "None" not in text


@settings(max_examples=40)
@given(branches())
def test_acts_of_before_the_first_edit_are_those_of_the_record(branch):
    """A branch begins where something is assumed otherwise, and not before.

    Where that is later than the record, time passes up to there.
    """
    name, walk = branch
    rulebook, known = life(name)
    before = as_known(rulebook, known)
    try:
        after = lived(rulebook, known, walk.edits)
    except QualflowError:
        return
    by_number = {one.number: one.event.on for one in before.happenings}
    first = date.max
    for edit in walk.edits:
        match edit:
            case Drop(number):
                first = min(first, by_number[number])
            case Move(number, on):
                first = min(first, on, by_number[number])
            case Reform(on, by):
                first = min(first, on, on + timedelta(days=by))
            case File(on=on) | Ask(on=on):
                first = min(first, on)

    told = [one for one in before.happenings if one.event.on < first]

    so_far = [one for one in after.happenings if one.event.on < first]
    assert so_far[: len(told)] == told
    assert all(one.by_itself for one in so_far[len(told) :])
