"""Every mistake in a lesson is told with its file, its line and the way out."""

import pytest
from attrs import evolve

from lesson_files import (
    CHINESE,
    ENGLISH,
    FILES,
    MATERIALS,
    RULEBOOK,
    edited,
    lessons,
    mistake,
    mistakes,
)
from qualflow.learn.exercises import ChooseClause, LastDay, OfStep, WriteClause
from qualflow.learn.lesson import (
    Asked,
    Heading,
    Link,
    Materials,
    Paragraph,
    Quote,
    Text,
    way,
)
from qualflow.learn.loading import read_lessons, read_materials


def lines_of(file, text, files=FILES):
    lines = files[file].decode().split("\n")
    return [number for number, line in enumerate(lines, 1) if text in line]


def test_a_lesson_has_a_head_pages_and_exercises():
    """In the order of the page, each exercise as its own value."""
    (lesson,) = lessons()

    assert (lesson.name, lesson.order, lesson.minutes) == ("01-a-first-approval", 1, 8)
    assert lesson.title == {"en": "A first approval", "zh": "第一次许可"}
    kinds = [type(exercise) for exercise in lesson.exercises.values()]
    assert kinds[0] is ChooseClause
    assert kinds[2:] == [LastDay, WriteClause]
    assert isinstance(lesson.exercises["last-approval"].of, OfStep)
    assert set(lesson.pages) == {"en", "zh"}


def test_the_blocks_of_a_page_keep_their_order():
    """Paragraphs, headings, the places of the exercises, and the last quote."""
    (lesson,) = lessons()
    page = lesson.pages["en"]

    assert isinstance(page[0], Paragraph)
    assert isinstance(page[-1], Quote)
    assert [b.exercise for b in page if isinstance(b, Asked)] == list(lesson.exercises)
    headings = [block for block in page if isinstance(block, Heading)]
    assert headings[0] == Heading(2, (Text("One step, several clauses"),))


def test_chinese_lines_are_joined_without_a_blank():
    """One sentence a line in the source, one paragraph on the page."""
    (lesson,) = lessons()
    first = lesson.pages["zh"][0].content[0].text

    assert "虚构的。谁都不可能" in first


# -- translations ----------------------------------------------------------------------


def test_a_missing_page_is_a_mistake():
    """A process in two languages has lessons in two languages."""
    english = {ENGLISH: FILES[ENGLISH]}
    chinese = {CHINESE: FILES[CHINESE]}

    assert mistakes(english) == [f"{CHINESE}: is missing: the lesson has en only"]
    assert mistakes(chinese) == [f"{ENGLISH}: is missing: the lesson has zh only"]


def test_a_paragraph_that_is_not_translated_is_a_mistake():
    """The pages are compared block by block."""
    gone = (
        "如果没有人说明由谁评估，答案并不是“不可以”。\n"
        "答案是*未知*：还有一个问题没有回答，回答之后才见分晓。\n"
    )
    (found,) = mistakes(edited(CHINESE, gone, ""))

    (line,) = lines_of(ENGLISH, "Had nobody filed")
    (there,) = lines_of(CHINESE, "```exercise open-it", edited(CHINESE, gone, ""))
    assert found == (
        f"{CHINESE}:{there}: a paragraph expected, as in {ENGLISH}:{line}, "
        "the exercise 'open-it' found"
    )


def test_an_exercise_in_another_place_is_a_mistake():
    """Both pages ask the same things in the same order."""
    found = mistake(CHINESE, "```exercise write-it", "```exercise right-it")

    assert "the exercise 'write-it' expected" in found
    assert "the exercise 'right-it' found" in found


def test_a_page_of_another_language_holds_words_only():
    """What the law is asked stands once, in the English file."""
    found = mistake(CHINESE, 'hints = ["请比较', 'kind = "choose"\nhints = ["请比较')
    (line,) = lines_of(CHINESE, 'hints = ["请比较')

    assert found == (
        f"{CHINESE}:{line}: exercise 'who-stops-it': unknown key 'kind'"
        "\n  known: ask, hints"
    )


def test_hints_are_translated_one_by_one():
    """As many in each language."""
    found = mistake(CHINESE, 'hints = ["“不少于”写作 >=。"]', "hints = []")

    assert found.endswith("'hints': 1 expected, as in English, 0 found")


def test_a_language_that_the_process_has_not_is_a_mistake():
    """Its words would have nobody to read them."""
    (found,) = mistakes({**FILES, "01-a-first-approval.fr.md": FILES[CHINESE]})

    assert found == (
        "01-a-first-approval.fr.md: a language of the process expected, 'fr' found"
        "\n  there are: en, zh"
    )


# -- heads -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        (
            ENGLISH,
            "+++\norder",
            "order",
            "1: a head between two lines of '+++' expected",
        ),
        (ENGLISH, "order = 1\n", "", "'order' is missing"),
        (ENGLISH, "order = 1", "order = 0", "'order': a whole number from 1 to 999"),
        (
            ENGLISH,
            "minutes = 8",
            "minutes = 8\nminuets = 3",
            "unknown key 'minuets'\n  did you",
        ),
        (ENGLISH, "minutes = 8", 'minutes = "8"', "'minutes': a whole number expected"),
        (ENGLISH, "minutes = 8", 'minutes = 8\nneeds = ["no"]', "no lesson named 'no'"),
        (ENGLISH, 'title = "A first approval"\n', "", "'title' is missing"),
        (CHINESE, "point =", "print =", "unknown key 'print'\n  did you mean 'point'?"),
        (ENGLISH, 'point = "An', "point = An", "no TOML"),
    ],
)
def test_a_head_is_read_strictly(file, old, new, expected):
    """By exact type, each key known, none missing."""
    found = mistakes(edited(file, old, new))

    assert any(expected in one for one in found), found
    assert all(one.startswith((ENGLISH, CHINESE)) for one in found)


def test_the_line_of_a_mistake_is_that_of_the_file():
    """Not that of the head or of the fence."""
    edit = ENGLISH, 'on = 2029-06-01\nask = "The', 'on = 5\nask = "The'
    (line,) = lines_of(ENGLISH, "on = 5", edited(*edit))
    found = mistake(*edit)

    assert found.startswith(f"{ENGLISH}:{line}: exercise 'who-stops-it': 'on': a day")


def two_lessons(second):
    """Return the lesson twice, the head of the second changed."""
    head = b"+++\norder = 1\n"
    assert FILES[ENGLISH].startswith(head)
    other = b"+++\n" + second + FILES[ENGLISH].removeprefix(head)
    return {**FILES, "02-second.md": other, "02-second.zh.md": FILES[CHINESE]}


def test_two_lessons_in_one_place_are_a_mistake():
    """A course has one order."""
    (found,) = mistakes(two_lessons(b"order = 1\n"))

    assert found == "02-second.md: 'order': 1 is the place of 01-a-first-approval"


def test_a_lesson_rests_on_earlier_ones():
    """Nobody could take it otherwise."""
    second = b'order = 2\nneeds = ["02-second"]\n'
    (found,) = mistakes(two_lessons(second))

    assert (
        found == "02-second.md: 'needs': an earlier lesson expected, '02-second' found"
    )


def test_lessons_come_in_the_order_of_the_course():
    """Whatever their names are."""
    moved = {**two_lessons(b"order = 7\n")}
    moved["00-last.md"] = moved.pop("02-second.md")
    moved["00-last.zh.md"] = moved.pop("02-second.zh.md")

    names = [lesson.name for lesson in lessons(moved)]
    assert names == ["01-a-first-approval", "00-last"]


# -- pages -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# Title", "a heading of '##' or '###' expected, '#' found"),
        ("![a picture](x.png)", "words expected, a picture found"),
        ("<b>bold</b>", "words expected, HTML found: '<b>bold</b>'"),
        ("a *stray sign", "'*' stands alone"),
        ("[words](page.html)", "a link to one of clause, provision, state,"),
        ("[words](http://x.y)", "'http://x.y' found"),
        ("[words](javascript:alert(1))", "'javascript:alert(1)' found"),
        ("[words](clause:IAA 99)", "no clause named 'IAA 99' is declared"),
        ("[words](transition:aprove)", "no transition named 'aprove' is declared"),
        ("[words](scenario:none)", "no scenario named 'none' is declared"),
        ("[words](lesson:02-none)", "no lesson named '02-none' is there"),
        ("    indented code", "a line that begins with a sign expected"),
        ("```python\nx\n```", "'check', 'text' or 'toml' expected, 'python' found"),
        ("```exercise\nx = 1\n```", "'exercise NAME' expected"),
        ("```exercise Two Words\nx = 1\n```", "'exercise NAME' expected"),
        ("| a | b |", "below the head of a table expected"),
        ("| a | b |\n| --- | --- |\n| c |", "2 cells expected, 1 found"),
    ],
)
def test_a_page_knows_a_small_part_of_markdown(text, expected):
    """What else there is would look otherwise than it was meant."""
    before = "This lesson is set in a country"
    files = edited(ENGLISH, before, f"{text}\n\n{before}")
    found = mistakes(files)

    assert any(expected in one for one in found), found


def test_a_fence_is_closed():
    """Otherwise the rest of the page would be inside of it."""
    files = {**FILES, ENGLISH: FILES[ENGLISH] + b"\n```text\nno end\n"}
    (line,) = lines_of(ENGLISH, "```text", files)

    assert f"{ENGLISH}:{line}: a closing line of '```' expected, the end found" in (
        mistakes(files)
    )


def test_a_sign_can_be_meant_as_it_is():
    """Behind a backslash."""
    files = edited(ENGLISH, "This lesson is", r"This \*lesson\* is")
    (lesson,) = lessons(files)

    assert lesson.pages["en"][0].content[0].text.startswith("This *lesson* is")


# -- exercises -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            'kind = "choose_clause"',
            'kind = "choose_claus"',
            "'kind': one of choose_clause",
        ),
        (
            'step = "approve"\nstate',
            'step = "aprove"\nstate',
            "did you mean 'approve'?",
        ),
        ('state = "under_review"', 'state = "review"', "no state named 'review'"),
        ('given = ["good_file"]', 'given = ["god_file"]', "did you mean 'good_file'?"),
        (
            'facts = { assessor = "lee" }',
            "facts = { assessor = 5 }",
            "'assessor': a text",
        ),
        (
            'facts = { assessor = "lee" }',
            'facts = { lee = "x" }',
            "no fact named 'lee'",
        ),
        (
            'without = ["assessor"]',
            'without = ["error_pct", "applied_on"]',
            "not among",
        ),
        (
            'kind = "file_facts"\nstep',
            'kind = "file_facts"\ncase = "C-7"\nstep',
            "'state'",
        ),
        ('state = "under_review"\ngiven', 'case = "C-8"\ngiven', "no case named 'C-8'"),
        ('kind = "file_facts"\n', "", "'kind' is missing"),
        ("until = 2031-06-01", "until = 2039-06-01", "at most 1,100 days later"),
        (
            "until = 2031-06-01",
            'until = 2031-06-01\nclock = "decision"',
            "one of 'step'",
        ),
        ('clause = "IAA 9(3)"', 'clause = "IAA 9"', "no clause named 'IAA 9'"),
        ('answer = "closed"', 'answer = "shut"', "'answer': one of open, closed"),
        ('verdict = "met"', "verdict = true", "'verdict': a text expected"),
        (
            'kind = "choose_clause"',
            'kind = "choose"\nasks = "state"',
            "'options': 2 to 12",
        ),
        ('kind = "file_facts"', 'kind = "probability"', "'scenario' is missing"),
        (
            'kind = "file_facts"',
            'kind = "order_steps"\nmoves = ["x y", "apply"]',
            "a step",
        ),
    ],
)
def test_an_exercise_is_read_strictly(old, new, expected):
    """Names are looked up, values have the types of their facts."""
    found = mistakes(edited(ENGLISH, old, new))

    assert any(expected in one for one in found), found


def test_all_mistakes_are_told_at_once():
    """A teacher corrects a file once."""
    files = edited(ENGLISH, 'kind = "choose_clause"', 'kind = "guess"')
    files = edited(ENGLISH, "samples = 2", "samples = -1", files)
    files = edited(CHINESE, "+++\ntitle", "+++\ntilte", files)

    assert len(mistakes(files)) >= 3


def test_acts_are_told_line_by_line():
    """A day and a step, or a day and a fact."""
    old = 'state = "under_review"\ngiven = ["good_file"]\nwithout = ["assessor"]\nfacts'
    acts = 'acts = ["2029-05-01 apply", "accept", "2029-05-02 samples = x"]\nfacts'
    found = mistakes(edited(ENGLISH, old, acts))

    assert any(
        "'acts': a line like \"2030-03-01 accept by office\" expected" in f
        for f in found
    )
    assert any(
        "fact 'samples': a whole number from 0 to 1,000 expected" in f for f in found
    )


def test_a_day_of_an_act_cannot_run_backwards():
    """What the case would refuse is a mistake in the file."""
    old = 'state = "under_review"\ngiven = ["good_file"]\nwithout = ["assessor"]\nfacts'
    acts = 'acts = ["2029-05-02 apply", "2029-05-01 accept"]\nfacts'
    found = mistakes(edited(ENGLISH, old, acts))

    assert any("comes too late" in one for one in found)


# -- claims ----------------------------------------------------------------------------


def test_a_claim_says_one_thing():
    """Of a step, a clause, a state, a period or a probability."""
    found = mistakes(
        edited(ENGLISH, 'verdict = "met"', 'verdict = "met"\nstep = "approve"')
    )

    assert any(
        "one of step, clause, stands, clock, scenario expected" in f for f in found
    )


def test_checks_stand_on_the_english_page():
    """Once, beside the words they are about."""
    check = '```check\nclause = "IAA 9(3)"\nverdict = "met"\non = 2029-01-01\n```\n'
    found = mistake(CHINESE, "```exercise write-it", f"{check}```exercise write-it")

    assert "checks stand on the English page" in found


# -- materials -------------------------------------------------------------------------


def test_materials_are_cases_sets_of_facts_and_scenarios():
    """By the names that exercises use."""
    assert list(MATERIALS.cases) == ["C-7"]
    assert MATERIALS.given["good_file"]["samples"] == 3


def test_a_broken_case_is_a_mistake_with_its_file():
    """Beside what is wrong with a set of facts."""
    files = {"cases/x.json": b"{}", "examples/g.toml": b"[given.x]\nsamples = -1\n"}
    with pytest.raises(ExceptionGroup) as caught:
        read_materials(files, RULEBOOK)

    first, second = map(str, caught.value.exceptions)
    assert first.startswith("cases/x.json: case file: ")
    assert second.startswith("examples/g.toml:2: given 'x': 'samples': ")


def test_a_process_without_lessons_has_none():
    """A folder need not have any."""
    assert read_lessons({}, RULEBOOK, MATERIALS) == ()


def test_a_lesson_may_say_what_it_answers_in_every_language():
    files = edited(ENGLISH, "order = 1\n", 'order = 1\nquestion = "Who approves?"\n')
    files = edited(CHINESE, "+++\n", '+++\nquestion = "谁批准？"\n', files)
    (lesson,) = lessons(files)

    assert lesson.question == {"en": "Who approves?", "zh": "谁批准？"}
    assert lessons()[0].question == {}


def test_a_question_in_one_language_alone_is_a_mistake_of_the_other():
    files = edited(ENGLISH, "order = 1\n", 'order = 1\nquestion = "Who approves?"\n')
    (found,) = mistakes(files)

    assert found.startswith(f"{CHINESE}:")
    assert "'question' is missing: another language of the lesson asks" in found


def test_the_way_to_a_lesson_is_all_that_it_rests_on_in_the_order_of_the_course():
    (one,) = lessons()
    needs = {"a": (), "b": (), "c": ("a",), "d": ("c", "b"), "e": ("d",)}
    course = {name: evolve(one, name=name, needs=n) for name, n in needs.items()}

    assert [lesson.name for lesson in way(course, "d")] == ["a", "b", "c", "d"]
    assert [lesson.name for lesson in way(course, "b")] == ["b"]


def test_a_link_may_lead_to_a_scenario_of_the_process():
    """So that a lesson on a probability ends where its assumptions can be moved."""
    before = "This lesson is set in a country"
    files = edited(ENGLISH, before, f"[words](scenario:crowd) lead on.\n\n{before}")
    files = edited(CHINESE, "本课的", "[词](scenario:crowd)。\n\n本课的", files)
    scenarios = Materials(MATERIALS.cases, MATERIALS.given, {"crowd": b""})

    (lesson,) = read_lessons(files, RULEBOOK, scenarios)
    parts = [
        part
        for block in lesson.pages["en"]
        if isinstance(block, Paragraph)
        for part in block.content
    ]
    assert Link("words", "scenario", "crowd") in parts
