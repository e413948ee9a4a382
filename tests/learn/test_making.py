"""A teacher's exercise is an address: whatever can be declared can be sent."""

from urllib.parse import parse_qs

import pytest

from lesson_files import GOOD, MATERIALS, RULEBOOK, exercise
from qualflow.learn.exercises import ChooseClause, LastDay, OfClock, kind_of
from qualflow.learn.making import LONGEST, MadeError, address, made
from qualflow.learn.marking import mark
from qualflow.learn.solving import solution
from qualflow.processes import lessons, load, materials, shipped
from qualflow.words.language import Language
from qualflow.words.lessons import on_file, question

STOPS = f"kind=choose_clause&step=approve&{GOOD}&fact.samples=2"

SHIPPED = [
    pytest.param(name, one, id=f"{name}/{lesson.name}/{one.head.id}")
    for name in shipped()
    for lesson in lessons(name)
    for one in lesson.exercises.values()
]


def mistakes(query):
    with pytest.raises(MadeError) as caught:
        exercise(query)
    return [str(mistake) for mistake in caught.value.mistakes]


def test_an_address_is_an_exercise():
    """With a question in the words of its kind."""
    made_one = exercise(STOPS)

    assert isinstance(made_one, ChooseClause)
    assert solution(RULEBOOK, made_one) == ["IAA 9(3)"]
    asked = question(made_one, RULEBOOK, Language.EN)
    assert (
        asked == 'Which clauses stop the step "approve the instrument" on 2029-06-01?'
    )
    assert "准予许可" in question(made_one, RULEBOOK, Language.ZH)


def test_a_teacher_may_ask_in_words_of_her_own():
    """They are kept in the address, and so are her hints."""
    made_one = exercise(f"{STOPS}&ask=What+is+wrong%3F&hints=Count.&hints=Again.")

    assert question(made_one, RULEBOOK, Language.ZH) == "What is wrong?"
    wrong = [mark(RULEBOOK, made_one, ["IAA 8"], n).hint.words["en"] for n in (0, 1)]
    assert wrong == ["Count.", "Again."]


def test_a_shipped_case_can_be_asked_about():
    """On any day of its life: the period for a decision began on 20 January 2031."""
    made_one = exercise("kind=last_day&clock=decision&case=C-7&on=2031-01-24")

    assert isinstance(made_one, LastDay)
    assert made_one.of == OfClock("decision")
    assert solution(RULEBOOK, made_one) == "2031-02-17"
    titles = [title for title, _ in on_file(made_one, RULEBOOK, Language.EN)]
    assert titles[:2] == ["The case stands at", "Day"]


@pytest.mark.parametrize(("name", "one"), SHIPPED)
def test_every_shipped_exercise_can_be_sent_as_an_address(name, one):
    """It asks the same, has the same answer, and its address is the same again."""
    rulebook, other = load(name, examples=True), materials(name)
    sent = address(one)
    back = made(sent, rulebook, other)

    assert len(sent) <= LONGEST
    assert kind_of(back) == kind_of(one)
    assert solution(rulebook, back) == solution(rulebook, one)
    assert address(back) == sent
    assert question(back, rulebook, Language.EN) == question(one, rulebook, Language.EN)


def test_an_address_can_be_written_in_chinese():
    """The question and the hints, in the language of the class."""
    (lesson,) = lessons("instrument-approval")
    sent = parse_qs(address(lesson.exercises["who-stops-it"], "zh"))

    assert sent["ask"] == ["现在请许可机关准予许可。是哪一条阻碍了许可？"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", "'kind' is missing"),
        ("kind", "a query like"),
        ("kind=%ff", "a query like"),
        ("kind=%E2%80%AE", "part 1: characters that can be shown expected"),
        ("&".join(["given=x"] * 121), "a query like"),
        ("x=" + "x" * LONGEST, "at most 4,000 characters expected"),
        ("step=approve", "'kind' is missing"),
        (f"{STOPS}&kind=choose", "'kind' stands there twice"),
        (f"{STOPS}&fact.samples=3", "'fact.samples' stands there twice"),
        (
            f"{STOPS}&fakt.samples=3",
            "unknown key 'fakt.samples'\n  did you mean 'fact'?",
        ),
        (f"{STOPS}&until=2029-07-01", "unknown key 'until'"),
        (
            f"{STOPS}&fact.error_pct=high",
            "'fact.error_pct': a number from 0.00 to 100.00",
        ),
        (
            f"{STOPS}&fact.sample=3",
            "no fact named 'sample' is declared\n  did you mean",
        ),
        (f"{STOPS}&case=C-7", "'state' is for a case of its own"),
        (f"{STOPS}&by=clerk", "no actor named 'clerk' is declared"),
        (
            f"{STOPS}&standings=rumour",
            "'standings': one of text, press, memory, practice",
        ),
        (
            f"{STOPS}&ask={'x' * 501}",
            "'ask': at most 500 characters expected, 501 found",
        ),
        (
            STOPS.replace("2029-06-01", "yesterday"),
            "'on': a day like 2019-01-10 expected",
        ),
        (STOPS.replace("2029-06-01", "3029-06-01"), "'on': a day from 1900-01-01"),
        (
            STOPS.replace("&fact.samples=2", ""),
            "no answer is right: no clause of 'approve'",
        ),
        (
            "kind=probability&scenario=x&question=y&widest=1e9",
            "'widest': a whole number",
        ),
        ("kind=probability&scenario=x&question=y", "no scenario named 'x' comes with"),
    ],
)
def test_a_hostile_address_is_a_mistake(query, expected):
    """Told with what would do; nothing else is ever raised."""
    assert any(expected in one for one in mistakes(query)), mistakes(query)


def test_all_mistakes_of_an_address_are_told_at_once():
    """A teacher corrects it once."""
    assert len(mistakes(f"{STOPS}&by=clerk&evidence=none&wanted=x")) == 3


def test_nothing_of_an_address_is_kept():
    """The same address is the same exercise, and no other address changes it."""
    first = made(STOPS, RULEBOOK, MATERIALS)
    exercise(f"{STOPS}&fact.assessor=lee")

    assert made(STOPS, RULEBOOK, MATERIALS) == first
