"""The shipped lessons: every claim holds, every exercise can be solved and failed."""

import re
from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest

from qualflow.learn.asking import (
    facts_that_matter,
    facts_to_file,
    findings,
    least_changes,
)
from qualflow.learn.checking import faults
from qualflow.learn.exercises import (
    KINDS,
    Choose,
    ChooseClause,
    FileFacts,
    LastDay,
    OrderSteps,
    Probability,
    WriteClause,
    kind_of,
)
from qualflow.learn.lesson import Heading, Link, Listing, Paragraph, Quote, Rows
from qualflow.learn.marking import mark
from qualflow.learn.solving import solution
from qualflow.processes import lessons, load, shipped
from qualflow.words.language import Language
from qualflow.words.lesson_marks import marked
from qualflow.words.lessons import answer, choices, on_file, question

RULEBOOKS = {name: load(name, examples=True) for name in shipped()}
LESSONS = [(name, lesson) for name in shipped() for lesson in lessons(name)]
EXERCISES = [
    pytest.param(
        RULEBOOKS[name], exercise, id=f"{name}/{lesson.name}/{exercise.head.id}"
    )
    for name, lesson in LESSONS
    for exercise in lesson.exercises.values()
]
CARS = {lesson.name: lesson for lesson in lessons("cn-automaker")}
OFFICIAL = {"www.ndrc.gov.cn", "www.miit.gov.cn"}
CHINESE = re.compile(r"[\u4e00-\u9fff]")

every_exercise = pytest.mark.parametrize(("rulebook", "exercise"), EXERCISES)
every_lesson = pytest.mark.parametrize(
    "lesson", [pytest.param(one, id=f"{name}/{one.name}") for name, one in LESSONS]
)


@pytest.mark.parametrize(
    ("name", "lesson"), [pytest.param(n, one, id=one.name) for n, one in LESSONS]
)
def test_the_law_bears_out_what_a_lesson_says(name, lesson):
    """Each claim is asked of the engine, and each exercise has a solution."""
    assert [str(fault) for fault in faults(RULEBOOKS[name], lesson)] == []


@every_lesson
def test_a_lesson_is_short_and_is_practised(lesson):
    """A point of its own, at most eight minutes, two exercises or more."""
    assert 2 <= len(lesson.exercises) <= 5
    assert lesson.minutes <= 8
    assert lesson.claims


def test_a_course_has_points_of_its_own():
    """At least eight lessons for makers of cars, and every kind of exercise in them."""
    points = {lesson.point["en"] for lesson in CARS.values()}
    kinds = {kind_of(e) for lesson in CARS.values() for e in lesson.exercises.values()}

    assert len(CARS) >= 8
    assert len(points) == len(CARS)
    assert kinds == set(KINDS)


def test_the_way_to_the_question_of_baowo_takes_twenty_minutes():
    """With every lesson that it needs, and those that these need."""
    waiting, needed = ["10-take-over"], set()
    while waiting:
        name = waiting.pop()
        needed.add(name)
        waiting += set(CARS[name].needs) - needed

    assert sum(CARS[name].minutes for name in needed) <= 20


def inlines(block):
    match block:
        case Heading(_, content) | Paragraph(content) | Quote(content):
            return [content]
        case Listing(_, items):
            return items
        case Rows(head, rows):
            return [*head, *(cell for row in rows for cell in row)]
    return []


@every_lesson
def test_links_lead_to_the_rulebook_or_to_an_authority(lesson):
    """No press and no mirror: of the web only official hosts."""
    parts = [
        part
        for page in lesson.pages.values()
        for block in page
        for content in inlines(block)
        for part in content
    ]
    links = [part for part in parts if isinstance(part, Link)]

    assert links
    for link in links:
        if link.kind == "https":
            assert urlsplit(link.target).hostname in OFFICIAL


@every_lesson
def test_a_lesson_is_in_chinese_too(lesson):
    """Its title, its point, each question, each hint and each paragraph."""
    said = [lesson.title["zh"], lesson.point["zh"]]
    for exercise in lesson.exercises.values():
        said += [exercise.head.ask["zh"], *(hint["zh"] for hint in exercise.head.hints)]
    for block in lesson.pages["zh"]:
        if isinstance(block, Paragraph | Quote):
            said.append("".join(part.text for part in block.content))

    assert [words for words in said if not CHINESE.search(words)] == []


@every_exercise
def test_the_computed_solution_is_right(rulebook, exercise):
    """Whatever the kind: the engine accepts what it has found."""
    assert mark(rulebook, exercise, solution(rulebook, exercise)).right is True


def wrong_answers(rulebook, exercise):
    """Return answers that are wrong, made from the right one."""
    right = solution(rulebook, exercise)
    match exercise:
        case ChooseClause():
            others = [ref for ref in findings(rulebook, exercise) if ref not in right]
            return [others[:1], [*right, others[0]]]
        case FileFacts():
            less = dict(list(right.items())[:-1])
            useless = ("brand_owned", "workshop_visited")
            beside = next(name for name in useless if name in rulebook.facts)
            return [*([less] if less else []), {**right, beside: True}]
        case LastDay():
            day = date.fromisoformat(right)
            return [str(day + timedelta(days=n)) for n in (-2, -1, 1, 40)]
        case OrderSteps():
            return [list(exercise.moves), right[::-1]]
        case WriteClause():
            return ["true", f"not ({right})", f"({right}) or today > 2000-01-01"]
        case Probability():
            return [[0, 1], [98, 100], [0, 100]]
        case Choose():
            others = [option for option in exercise.options if option not in right]
            return [others[:1], list(exercise.options)]


@every_exercise
def test_a_wrong_answer_is_told_why_in_both_languages(rulebook, exercise):
    """A reason and a hint; never only "wrong"."""
    for wrong in wrong_answers(rulebook, exercise):
        found = mark(rulebook, exercise, wrong)
        assert found.right is False, wrong
        for language in Language:
            said = marked(found, exercise, rulebook, language)
            assert said.reasons, wrong
            assert all(said.reasons)
            assert said.hint


@every_exercise
def test_hints_come_in_steps_and_then_one_is_computed(rulebook, exercise):
    """The author's own first, each once; after them the engine's."""
    wrong = wrong_answers(rulebook, exercise)[0]
    own = len(exercise.head.hints)
    hints = [mark(rulebook, exercise, wrong, tries).hint for tries in range(own + 2)]

    assert [hint.words for hint in hints[:own]] == list(exercise.head.hints)
    assert hints[own] == hints[own + 1]
    assert hints[own] not in hints[:own]


@every_exercise
def test_every_least_set_of_filings_lies_among_the_facts_that_matter(
    rulebook, exercise
):
    """A table for pages without a server goes through no others."""
    if isinstance(exercise, FileFacts):
        asked = rulebook, exercise.setting, exercise.step
        changes = least_changes(*asked)
        matter = facts_that_matter(*asked)

        assert changes
        assert {name for change in changes for name in change.values} <= set(matter)
        assert set(matter) <= set(facts_to_file(*asked))


def test_the_last_hint_of_a_probability_says_between_which_figures_it_lies():
    """Three ranges side by side, not which of them."""
    rulebook = RULEBOOKS["cn-automaker"]
    for exercise in CARS["11-how-likely"].exercises.values():
        if not isinstance(exercise, Probability):
            continue
        right = mark(rulebook, exercise, solution(rulebook, exercise)).reasons[0]
        hint = mark(rulebook, exercise, [99, 100], 9).hint

        assert hint.low <= right.percent <= hint.high
        assert 2 * exercise.widest <= hint.high - hint.low <= 3 * exercise.widest


@every_exercise
def test_a_sheet_has_words_for_everything(rulebook, exercise):
    """The question, what is on file, what can be chosen, and the answer."""
    right = solution(rulebook, exercise)
    for language in Language:
        pairs = (
            *on_file(exercise, rulebook, language),
            *choices(exercise, rulebook, language),
        )
        assert question(exercise, rulebook, language)
        assert all(title and words for title, words in pairs)
        assert all(answer(right, exercise, rulebook, language))


@pytest.mark.parametrize(
    ("lesson", "exercise", "right"),
    [
        ("02-fourteen-cars", "two-faults", {"sample_cars": 40, "sample_range_km": 305}),
        (
            "02-fourteen-cars",
            "write-samples",
            "sample_cars_same_type and sample_cars > 14",
        ),
        (
            "02-fourteen-cars",
            "write-annex",
            "not (sample_range_km < 100 or sample_0_50_s > 5) "
            "and sample_top_speed_kmh >= 101",
        ),
        ("04-who-may-act", "not-asked", ["P1", "O22 18(b)", "O22 18", "O22 18(a)"]),
        ("11-how-likely", "by-march", [1.5, 9.5]),
        ("11-how-likely", "by-december", [29, 38.5]),
    ],
)
def test_another_right_answer_is_as_good(lesson, exercise, right):
    """No answer is compared with a stored one."""
    asked = CARS[lesson].exercises[exercise]
    rulebook = RULEBOOKS["cn-automaker"]

    assert right != solution(rulebook, asked)
    assert mark(rulebook, asked, right).right is True


def test_baowo_could_be_taken_over_until_the_day_before_the_entry():
    """The lesson's answer, and the clause that stops it from the 25th on."""
    rulebook = RULEBOOKS["cn-automaker"]
    exercises = CARS["10-take-over"].exercises

    assert solution(rulebook, exercises["the-last-chance"]) == "2023-06-24"
    assert solution(rulebook, exercises["two-months-later"]) == ["ALL 49"]
