"""Marks as a person reads them, the same for a page and a terminal."""

import string
from typing import get_args

import pytest

from qualflow.learn import marks
from qualflow.learn.marking import mark
from qualflow.learn.solving import solution
from qualflow.processes import lessons, load
from qualflow.words.language import Language
from qualflow.words.lesson_conditions import PARSER
from qualflow.words.lesson_marks import marked
from qualflow.words.lesson_messages import MESSAGES
from qualflow.words.lessons import answer, choices, on_file, question

RULEBOOK = load("cn-automaker", examples=True)
EXERCISES = {
    f"{lesson.name}/{exercise.head.id}": exercise
    for lesson in lessons("cn-automaker")
    for exercise in lesson.exercises.values()
}


def sheet(exercise, given, language):
    """Return an exercise, an answer's mark and the solution as one text."""
    names = question(exercise, RULEBOOK, language)
    lines = [names, ""]
    lines += [
        f"{title}: {words}" for title, words in on_file(exercise, RULEBOOK, language)
    ]
    lines += ["", *(f"( ) {v}: {w}" for v, w in choices(exercise, RULEBOOK, language))]
    said = marked(mark(RULEBOOK, exercise, given), exercise, RULEBOOK, language)
    lines += ["", f"> {given}", said.verdict, *said.reasons, said.hint, ""]
    right = solution(RULEBOOK, exercise)
    lines += answer(right, exercise, RULEBOOK, language)
    return "\n".join(line.rstrip() for line in lines) + "\n"


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("10-take-over/two-months-later", ["ALL 9"]),
        ("02-fourteen-cars/write-samples", "sample_cars >= 15"),
    ],
)
def test_a_wrong_answer_as_a_student_reads_it(name, given, language, golden):
    """The question, the file, the mark with its reasons and a hint, the solution."""
    text = sheet(EXERCISES[name], given, language)

    golden(text, f"learn/{name.rpartition('/')[2]}.{language}.txt")


def test_every_sentence_takes_the_same_values_in_both_languages():
    """A value that one of them leaves out would be lost on its readers."""

    def fields(sentence):
        return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}

    different = [key for key, (en, zh) in MESSAGES.items() if fields(en) != fields(zh)]
    assert different == []


def test_every_word_of_the_reader_of_expressions_has_chinese():
    """At least those a student is likely to meet."""
    assert all(any(char > "\u2000" for char in words) for words in PARSER.values())


def test_a_reason_without_words_would_be_found():
    """`marked` refuses what it does not know; so each reason is one it was tried on."""
    tried = {
        "ClauseIs", "More", "NothingChosen", "Opens", "NotByFiling", "Refused",
        "Ordered", "StepIsOpen", "OutsideDays", "DayIs", "DueOn", "Unreadable",
        "IllTyped", "NoSuchFact", "SameOn", "Likely", "Beyond", "TooWide", "OptionIs",
        "NotThere", "LeftOut", "ClausesAre", "NoSuchStep", "LastStep", "Reads",
        "ComesFrom", "StandsIn", "NeedsPackages",
    }  # fmt: skip
    assert {kind.__name__ for kind in get_args(marks.Reason)} == tried


@pytest.mark.parametrize(
    ("day", "english", "chinese"),
    [
        ("2018-03-01", "is day 0", "是第0日"),
        ("2018-03-28", "is day 19 of 20", "是第19日，共20日"),
        ("2018-03-25", "does not count (a weekend); 16 of 20", "不计入（周末）"),
        ("2018-03-30", "is too late", "过晚"),
    ],
)
def test_a_wrong_last_day_is_told_where_it_stands(day, english, chinese):
    """In the count of the period, or after it."""
    exercise = EXERCISES["06-counting-days/plain"]
    found = mark(RULEBOOK, exercise, day)

    said = [marked(found, exercise, RULEBOOK, lang).reasons[0] for lang in Language]
    assert english in said[0]
    assert chinese in said[1]


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize(
    ("reason", "name"),
    [
        (marks.NotByFiling("filed_on"), "10-take-over/the-other-door"),
        (marks.Opens(1, 1), "10-take-over/the-other-door"),
        (marks.Opens(5, 2), "10-take-over/the-other-door"),
        (marks.Likely(6.07), "11-how-likely/by-march"),
        (marks.TooWide(50, 15), "11-how-likely/by-march"),
        (marks.NeedsPackages("simulate"), "11-how-likely/by-march"),
        (marks.SameOn(1), "02-fourteen-cars/write-samples"),
        (
            marks.Unreadable("a =", 3, "the end", "'=='"),
            "02-fourteen-cars/write-samples",
        ),
        (
            marks.LastStep("", EXERCISES["08-whose-car/where-it-stands"].setting.on),
            "08-whose-car/where-it-stands",
        ),
        (marks.ClausesAre(()), "08-whose-car/own-access"),
    ],
)
def test_a_rare_reason_has_words_too(reason, name, language):
    """In both languages, with nothing left to be filled in."""
    found = marked(marks.Mark(False, (reason,)), EXERCISES[name], RULEBOOK, language)

    (said,) = found.reasons
    assert said
    assert "{" not in said


def test_what_the_reader_of_expressions_expects_is_said_in_chinese():
    """The place, what stands there, and what would do."""
    exercise = EXERCISES["02-fourteen-cars/write-samples"]
    found = mark(RULEBOOK, exercise, "sample_cars => 15")

    told = marked(found, exercise, RULEBOOK, Language.ZH)
    assert told.verdict == "这还读不懂。"
    assert told.reasons == ("第13个字符“=> 15”处无法读懂。此处应为：“==”（等于）。",)


# -- what a choice is told -------------------------------------------------------------


def said(name, given, tries=0, language=Language.EN):
    """Return what is said of an answer to an exercise of the lessons."""
    exercise = EXERCISES[name]
    found = mark(RULEBOOK, exercise, given, tries)
    return marked(found, exercise, RULEBOOK, language)


def test_a_right_choice_hears_what_it_rests_on():
    """Who guessed learns the reason as well."""
    told = said("01-two-gates/who-files", ["province"])

    assert told.verdict == "Right."
    assert "O22 authority" in " ".join(told.reasons)
    assert "provincial commission" in told.reasons[-1]


def test_the_first_wrong_choice_hears_of_itself_and_the_second_of_the_source():
    """The paragraph nearly names the right one."""
    first = said("01-two-gates/who-files", ["company"])
    second = said("01-two-gates/who-files", ["company"], 1)

    (alone,) = first.reasons
    assert "is not among those who may take the step" in alone
    assert "O22 authority" not in " ".join(first.reasons)
    assert "O22 authority" in " ".join(second.reasons)


def test_where_the_case_stands_is_not_shown_where_it_says_nothing():
    """Who may act, how well a clause is known: neither asks where the case stands."""
    for name in ("01-two-gates/who-files", "04-who-may-act/standing-of-consent"):
        titles = [t for t, _ in on_file(EXERCISES[name], RULEBOOK, Language.EN)]
        assert titles == ["Day"]


def test_a_wrong_state_is_told_whether_the_case_ever_stood_there():
    """Past is not the same as never."""
    name = "08-whose-car/where-it-stands"

    assert "has never come to" in said(name, ["access_granted"]).reasons[0]
    passed = said("05-the-night-of-9-january/the-pending-case", ["under_review"])
    assert "no more" in passed.reasons[0]


@pytest.mark.parametrize("language", list(Language))
def test_a_clause_that_is_not_evaluated_is_told_why(language):
    """The exercise asks for text and press; this one is quoted from memory."""
    told = said("04-who-may-act/not-asked", ["O22 18", "P1"], 0, language)

    assert ("from memory" if language is Language.EN else "仅凭记忆") in told.reasons[0]
    assert ("practice" if language is Language.EN else "惯例") in told.reasons[1]


@pytest.mark.parametrize(
    ("range_", "words"),
    [([20, 25], "lower than your range"), ([0, 1], "higher than your range")],
)
def test_a_range_beside_the_probability_is_told_the_direction(range_, words):
    """6 % lies above the one and below the other."""
    assert words in said("11-how-likely/by-march", range_).reasons[0]


def test_a_name_that_is_no_fact_is_told_the_one_that_may_be_meant():
    """In words of the exercise, not of the reader of expressions."""
    told = said("02-fourteen-cars/write-samples", "samples >= 15")

    assert told.verdict == "This cannot be read yet."
    (reason,) = told.reasons
    assert reason == "There is no fact called samples here. Did you mean sample_cars?"
