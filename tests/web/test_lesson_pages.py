"""Lessons as pages: every exercise solved and failed, and nothing hostile passes."""

import re
import shutil
from html import unescape
from urllib.parse import urlencode, urljoin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualflow.law.expression import facts_read
from qualflow.law.loading import RulebookError
from qualflow.law.parsing import parse
from qualflow.learn.answers import AnswerError
from qualflow.learn.asking import facts_to_file, findings
from qualflow.learn.exercises import (
    Choose,
    ChooseClause,
    FileFacts,
    LastDay,
    OrderSteps,
    Probability,
    WriteClause,
    kind_of,
)
from qualflow.learn.making import address
from qualflow.learn.marking import mark
from qualflow.learn.solving import solution
from qualflow.processes import folder
from qualflow.web.library import library
from qualflow.words.lesson_pages import MESSAGES
from sites import Page, misparsed, mistakes, shipped

LESSONS = [
    (process.name, lesson.name)
    for process in shipped().processes.values()
    for lesson in process.lessons.values()
]
EXERCISES = [
    (process.name, lesson.name, name)
    for process in shipped().processes.values()
    for lesson in process.lessons.values()
    for name in lesson.exercises
]
RIGHT, WRONG = "is-right", "is-wrong"

every_lesson = pytest.mark.parametrize(("process", "lesson"), LESSONS)
every_exercise = pytest.mark.parametrize(("process", "lesson", "name"), EXERCISES)


def exercise_of(process, lesson, name):
    return shipped().processes[process].lessons[lesson].exercises[name]


def book(process):
    return shipped().processes[process].tested


def sent(answer):
    """Return an answer as the fields of its form send it."""
    if isinstance(answer, dict):
        said = {True: "true", False: "false"}
        return [
            (f"a.{name}", said[value] if isinstance(value, bool) else str(value))
            for name, value in answer.items()
        ]
    listed = answer if isinstance(answer, list) else [answer]
    return [("a", str(one)) for one in listed]


def answered(client, process, lesson, name, answer, tries=0, **more):
    """Return the page after an answer, and the part of it that is the exercise."""
    query = [("x", name), ("tries", str(tries)), *sent(answer), *more.items()]
    page = client.get(f"/learn/{process}/{lesson}?{urlencode(query)}")
    assert page.status_code == 200, page.text[:500]
    start = page.text.index(f'id="ex-{name}"')
    return page.text, page.text[start : page.text.index("</section>", start)]


def wrong_answer(process, exercise):
    """Return an answer that is no right one, as far as the form lets one be given."""
    right = solution(book(process), exercise)
    match exercise:
        case Choose(options=options):
            return [next(one for one in options if one not in right)]
        case ChooseClause():
            found = findings(book(process), exercise)
            return [next(ref for ref in found if ref not in right)]
        case LastDay():
            return "2018-01-02" if right != "2018-01-02" else "2018-01-03"
        case OrderSteps():
            return [*reversed(right)]
        case FileFacts():
            return _not_enough(process, exercise, right)
        case WriteClause():
            return f"not ({right})"
        case Probability():
            low, _ = right
            return [0, 1] if low > 1 else [99, 100]
    raise AssertionError(kind_of(exercise))


def _not_enough(process, exercise, right):
    """Return one filing after which the step is not open."""
    rulebook = book(process)
    for name in facts_to_file(rulebook, exercise.setting, exercise.step):
        for value in (True, False, 5):
            try:
                found = mark(rulebook, exercise, {name: value})
            except AnswerError:
                continue
            if not found.right:
                return {name: value}
    raise AssertionError(f"every filing is right, like {right}")


# -- pages ----------------------------------------------------------------------------


@every_lesson
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_lesson_is_sound_html(client, process, lesson, language):
    for path in ("", "/sheet", "/sheet?answers=1"):
        sign = "&" if "?" in path else "?"
        page = client.get(f"/learn/{process}/{lesson}{path}{sign}lang={language}")

        assert page.status_code == 200
        assert mistakes(page.text) == []
        assert misparsed(page.text) == []


@every_lesson
def test_every_exercise_of_a_lesson_stands_on_its_page(client, process, lesson):
    page = Page(client.get(f"/learn/{process}/{lesson}").text)
    exercises = shipped().processes[process].lessons[lesson].exercises

    shown = [
        one["id"][3:] for one in page.of("section") if one.get("id", "")[:3] == "ex-"
    ]
    assert shown == list(exercises)


def test_the_course_names_every_lesson_in_order(client):
    page = Page(client.get("/learn").text)
    links = [given["href"] for given in page.of("a")]
    wanted = [f"learn/{process}/{lesson}" for process, lesson in LESSONS]

    named = [link for link in links if link in wanted]
    assert named[-len(wanted) :] == wanted  # below the way that begins with some
    assert len(LESSONS) >= 9


@pytest.mark.parametrize("address", ["/", "/learn", "/learn/cn-automaker"])
def test_a_newcomer_is_led_to_the_question_over_what_it_rests_on(client, address):
    page = client.get(address)
    (asked,) = [one for one in Page(page.text).links() if "10-take-over" in one[1]][:1]
    rows = re.search(r'<section class="question">(.*?)</section>', page.text, re.S)[1]

    assert "Why could Xiaomi not simply take over Baowo" in rows
    assert "4 lessons lead to the answer, 20 minutes in all." in rows
    assert re.findall(r"/(\d\d)-", rows) == ["01", "03", "09", "10"]
    assert client.get(urljoin(address, asked[1])).status_code == 200


def test_a_lesson_on_the_way_leads_on_to_the_next_of_it(client):
    first = client.get("/learn/cn-automaker/01-two-gates").text
    ninth = client.get("/learn/cn-automaker/09-given-up-is-gone").text

    assert "On the way to “Why could Xiaomi" in unescape(first)
    assert "On the way to" not in ninth  # the next lesson is the last of the way


def test_every_sentence_is_said_in_both_languages():
    for key, (english, chinese) in MESSAGES.items():
        holes = re.compile(r"\{+\w+\}+")
        assert sorted(holes.findall(english)) == sorted(holes.findall(chinese)), key
        assert english
        assert re.search("[一-鿿]", chinese), key


# -- answers --------------------------------------------------------------------------


@every_exercise
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_solution_of_an_exercise_is_right_on_its_page(
    client, process, lesson, name, language
):
    exercise = exercise_of(process, lesson, name)
    answer = solution(book(process), exercise)

    page, shown = answered(client, process, lesson, name, answer, lang=language)

    assert RIGHT in shown
    assert f'data-solved="{process}/{lesson}/{name}"' in page
    assert mistakes(page) == []


@every_exercise
def test_a_wrong_answer_gets_a_reason_and_a_hint(client, process, lesson, name):
    exercise = exercise_of(process, lesson, name)

    page, shown = answered(
        client, process, lesson, name, wrong_answer(process, exercise)
    )

    assert WRONG in shown
    assert "data-solved" not in page
    assert '<input type="hidden" name="tries" value="1">' in shown
    said = shown.split("data-announce")[1].split("</div>")[0]
    assert len(re.findall("<li>|<p", said)) >= 2  # the verdict and why
    assert shown.count('<details class="hint">') == 1
    assert mistakes(page) == []


@every_exercise
def test_hints_come_one_by_one_and_then_a_right_answer(client, process, lesson, name):
    exercise = exercise_of(process, lesson, name)
    wrong = wrong_answer(process, exercise)
    folded = [
        answered(client, process, lesson, name, wrong, tries)[1].count("<details class")
        for tries in range(3)
    ]
    last = answered(client, process, lesson, name, wrong, 2)[1]

    assert folded == sorted(folded)
    assert MESSAGES["give_up"][0] in last
    assert (
        MESSAGES["give_up"][0]
        not in answered(client, process, lesson, name, wrong, 1)[1]
    )


def test_an_equal_answer_again_is_announced_otherwise(client):
    """Or who hears the page would hear nothing of it."""
    place = ("cn-automaker", "01-two-gates", "plant")
    first, second = (
        answered(client, *place, ["M50 5"], tries)[1].split("data-announce")[1]
        for tries in (0, 1)
    )

    assert "Wrong answers so far: 1." in first.split("</div>")[0]
    assert "Wrong answers so far: 2." in second.split("</div>")[0]


def test_the_number_of_tries_never_leaves_what_an_address_may_say(client):
    place = ("cn-automaker", "01-two-gates", "who-files")

    shown = answered(client, *place, ["company"], 99)[1]

    assert 'name="tries" value="99"' in shown


def test_every_right_answer_is_accepted_not_one_alone(client):
    """`which = any` and the range of a probability have many."""
    place = ("cn-automaker", "11-how-likely", "by-december")
    low, high = solution(book(place[0]), exercise_of(*place))

    for answer in ([low, high], [low + 1, high], [low + 2.5, high]):
        assert RIGHT in answered(client, *place, answer)[1]


def test_a_written_clause_may_be_put_otherwise(client):
    place = ("cn-automaker", "02-fourteen-cars", "write-samples")

    other = "not (sample_cars < 15) and sample_cars_same_type"
    assert RIGHT in answered(client, *place, other)[1]


def test_a_wrong_clause_is_answered_by_a_case(client):
    place = ("cn-automaker", "02-fourteen-cars", "write-samples")

    shown = answered(client, *place, "sample_cars > 15 and sample_cars_same_type")[1]

    assert WRONG in shown
    assert "15" in shown.split("data-announce")[1].split("</div>")[0]


def test_the_example_of_a_condition_is_of_the_facts_of_its_process(client):
    """And gives nothing of the answer away."""
    for process, lesson, name in EXERCISES:
        exercise = exercise_of(process, lesson, name)
        if not isinstance(exercise, WriteClause):
            continue
        page = client.get(f"/learn/{process}/{lesson}").text
        start = page.index(f'id="ex-{name}-help"')
        example = unescape(page[start : page.index("</p>", start)])
        tree = parse(example.rpartition("For example: ")[2])
        read = set(facts_read(tree))

        assert read
        assert read <= set(book(process).facts)
        assert read.isdisjoint(facts_read(exercise.clause.when))


def test_a_standing_is_shown_beside_each_clause_where_it_decides(client):
    page = client.get("/learn/cn-automaker/04-who-may-act").text
    start = page.index('id="ex-not-asked"')
    shown = page[start : page.index("</section>", start)]

    options = shown.count('class="option"')
    noted = re.findall(r'class="more">\((text|press|memory|practice)\)', shown)
    assert len(noted) == options > 4
    assert {"memory", "practice"} <= set(noted)


def test_other_right_answers_are_spoken_of_only_where_there_are_any(client):
    other = MESSAGES["other_right"][0]

    sheet = client.get("/learn/cn-automaker/06-counting-days/sheet?answers=1").text
    assert other not in sheet
    sheet = client.get("/learn/cn-automaker/02-fourteen-cars/sheet?answers=1").text
    assert sheet.count(other) == 3  # not of the one clause to be chosen


def test_a_right_range_leads_on_to_its_scenario(client):
    place = ("cn-automaker", "11-how-likely", "by-december")
    answer = solution(book(place[0]), exercise_of(*place))

    shown = answered(client, *place, answer)[1]
    assert 'simulate/cn-automaker/xiaomi-2024"' in shown
    page = client.get("/learn/cn-automaker/11-how-likely").text
    assert 'simulate/cn-automaker/xiaomi-2024"' in page  # and the lesson's last words


def test_an_answer_stays_in_its_fields(client):
    place = ("cn-automaker", "02-fourteen-cars", "write-samples")

    shown = answered(client, *place, "sample_cars > <b>")[1]

    assert "sample_cars &gt; &lt;b&gt;</textarea>" in shown


@pytest.mark.parametrize(
    ("lesson", "name", "answer", "key"),
    [
        ("06-counting-days", "plain", "", "nothing_yet"),
        ("01-two-gates", "who-files", [], "nothing_chosen"),
        ("01-two-gates", "plant", [], "nothing_chosen"),
        ("02-fourteen-cars", "write-samples", "sample_cars at least 15", None),
        ("02-fourteen-cars", "write-samples", "samples >= 15", None),
        ("01-two-gates", "the-way", ["submit", "submit", "", "", "", ""], None),
        ("02-fourteen-cars", "two-faults", {"sample_cars": "many"}, None),
        ("02-fourteen-cars", "two-faults", {}, "nothing_yet"),
        ("02-fourteen-cars", "write-samples", " ", "nothing_yet"),
        ("11-how-likely", "by-march", ["20", "x"], "no_range"),
        ("11-how-likely", "by-march", ["20", "10"], "no_range"),
    ],
)
def test_what_a_reader_forgot_is_said_and_costs_no_try(
    client, lesson, name, answer, key
):
    page, shown = answered(client, "cn-automaker", lesson, name, answer, 1)

    assert "is-open" in shown
    assert key is None or MESSAGES[key][0] in shown
    assert 'name="tries" value="1"' in shown
    assert '<details class="hint">' not in shown
    assert mistakes(page) == []


# -- exercises by themselves ----------------------------------------------------------


@every_exercise
def test_an_exercise_opens_at_its_address(client, process, lesson, name):
    exercise = exercise_of(process, lesson, name)
    for language in ("en", "zh"):
        query = address(exercise, language)
        right = urlencode([("tries", "0"), *sent(solution(book(process), exercise))])
        asked = client.get(f"/exercise/{process}?{query}&lang={language}")
        solved = client.get(f"/exercise/{process}?{query}&{right}&lang={language}")

        assert asked.status_code == 200
        assert mistakes(asked.text) == mistakes(solved.text) == []
        assert RIGHT not in asked.text
        assert RIGHT in solved.text


# -- sheets ---------------------------------------------------------------------------


@every_lesson
def test_a_sheet_has_answers_only_if_asked(client, process, lesson):
    without = client.get(f"/learn/{process}/{lesson}/sheet").text
    same = client.get(f"/learn/{process}/{lesson}/sheet?answers=0").text
    answers = client.get(f"/learn/{process}/{lesson}/sheet?answers=1").text
    exercises = shipped().processes[process].lessons[lesson].exercises

    said = MESSAGES["sheet_right"][0]
    assert said not in without
    assert said not in same
    assert answers.count(said) == len(exercises)


def printed(client, lesson, answers=0):
    return client.get(f"/learn/cn-automaker/{lesson}/sheet?answers={answers}").text


def test_a_sheet_prints_no_facts_that_nothing_asked_about_reads(client):
    """And the same file only once, with what is otherwise."""
    whole = client.get("/learn/cn-automaker/02-fourteen-cars").text
    paper = printed(client, "02-fourteen-cars")

    assert "What is known: as in exercise 1, but" in paper
    assert paper.count("own funds of the investor") < whole.count(
        "own funds of the investor"
    )
    second = paper[paper.index('id="ex-two-faults-h"') :]
    assert re.search(r"<dd>90\s*km</dd>", second)
    assert "<dd>305" not in second


def test_a_sheet_of_facts_to_file_has_a_box_for_each(client):
    process, *place = "cn-automaker", "03-not-known", "answer-them"
    exercise = exercise_of(process, *place)
    paper = printed(client, "03-not-known")
    part = paper[paper.index('id="ex-answer-them-h"') :]
    part = part[: part.index("</section>")]

    fields = facts_to_file(book(process), exercise.setting, exercise.step)
    assert part.count('class="box"') == len(fields) > 3
    assert "the plant is built" in part


def test_a_sheet_with_answers_says_why(client):
    for lesson in ("01-two-gates", "05-the-night-of-9-january", "06-counting-days"):
        paper = printed(client, lesson, 1)
        exercises = shipped().processes["cn-automaker"].lessons[lesson].exercises
        assert paper.count("Why: ") >= len(exercises)
        assert "Why: " not in printed(client, lesson)


# -- a process of one's own -----------------------------------------------------------


def test_a_mistake_in_a_lesson_is_told_before_anything_is_shown(tmp_path):
    home = tmp_path / "instrument-approval"
    shutil.copytree(folder("instrument-approval"), home)
    lesson = next((home / "lessons").glob("*[!h].md"))
    lesson.write_text(lesson.read_text(encoding="utf-8").replace("+++", "---"))

    with pytest.raises(RulebookError) as raised:
        library([str(home)])
    assert any(lesson.name in one.file for one in raised.value.mistakes)


# -- hostile addresses ----------------------------------------------------------------

HOSTILE = [
    "/learn/nowhere",
    "/learn/cn-automaker/nowhere",
    "/learn/cn-automaker/01-two-gates?a=company",
    "/learn/cn-automaker/01-two-gates?x=nothing&a=company",
    "/learn/cn-automaker/01-two-gates?x=plant&x=plant",
    "/learn/cn-automaker/01-two-gates?x=who-files&a=king",
    "/learn/cn-automaker/01-two-gates?x=who-files&a=company&a=company",
    "/learn/cn-automaker/01-two-gates?x=who-files&tries=-1",
    "/learn/cn-automaker/01-two-gates?x=who-files&tries=100",
    "/learn/cn-automaker/01-two-gates?x=who-files&tries=1&tries=2",
    "/learn/cn-automaker/01-two-gates?x=who-files&a.sample_cars=1",
    "/learn/cn-automaker/01-two-gates?x=the-way&a=nonsense",
    "/learn/cn-automaker/01-two-gates?colour=red",
    "/learn/cn-automaker/01-two-gates?x=%ff",
    "/learn/cn-automaker/01-two-gates/sheet?answers=2",
    "/learn/cn-automaker/01-two-gates/sheet?answers=1&answers=1",
    "/learn/cn-automaker/02-fourteen-cars?x=two-faults&a=1",
    "/learn/cn-automaker/02-fourteen-cars?x=two-faults&a.state=filed",
    "/learn/cn-automaker/02-fourteen-cars?x=two-faults&a.sample_cars=1&a.sample_cars=2",
    "/learn/cn-automaker/02-fourteen-cars?x=write-samples&a=%00",
    "/learn/cn-automaker/02-fourteen-cars?x=write-samples&a=" + "(" * 2_001,
    "/learn/cn-automaker/06-counting-days?x=plain&a=2018-02-30",
    "/learn/cn-automaker/06-counting-days?x=plain&a=0001-01-01",
    "/learn/cn-automaker/11-how-likely?x=by-march&a=1&a=2&a=3",
    "/teach/nowhere",
    "/teach/cn-automaker?kind=riddle",
    "/teach/cn-automaker?kind=last_day&colour=red",
    "/teach/cn-automaker?kind=last_day&on=2018-01-01&on=2018-01-02",
    "/teach/cn-automaker?kind=last_day&ask=%00",
    "/exercise/cn-automaker",
    "/exercise/nowhere?kind=choose",
    "/exercise/cn-automaker?kind=choose",
    "/exercise/cn-automaker?kind=riddle&on=2018-01-01",
    "/exercise/cn-automaker?kind=choose&asks=actors&step=file&on=2024-03-01&sheet=2",
    "/exercise/cn-automaker?kind=choose&asks=actors&step=file&on=2024-03-01&sheet=1"
    "&sheet=1",
    "/teach/cn-automaker?kind=last_day&fact.nothing=1",
    "/teach/cn-automaker?kind=last_day&link.nobody=xiaomi",
    "/teach/cn-automaker?kind=last_day&fact.sample_cars=1&fact.sample_cars=2",
    "/exercise/cn-automaker?kind=choose&asks=state&on=2018-01-01&case=../xiaomi",
]


@pytest.mark.parametrize("where", HOSTILE)
def test_an_address_that_no_form_sends_is_refused(client, where):
    page = client.get(where)

    assert 400 <= page.status_code < 500, page.status_code
    assert mistakes(page.text) == []


KEYS = [
    "x", "a", "a.sample_cars", "a.x", "tries", "kind", "on", "make", "lang", "case",
    "fact.sample_cars", "fact.x", "link.holder", "add", "acts", "moves", "step",
    "sheet",
]  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["1", "-1", "1e400", "nan", "0x1", "2018-01-01", "true", "two-faults", "plant",
         "write-samples", "plain", "by-march", "choose", "last_day", "((((", "a" * 900,
         "xiaomi", "beijing-ev", "approve", "choose.state", "order_steps",
         "2018-01-01 x"]
    ),
)  # fmt: skip
PATHS = [
    "/learn/cn-automaker/02-fourteen-cars",
    "/learn/cn-automaker/11-how-likely",
    "/learn/cn-automaker/06-counting-days",
    "/teach/cn-automaker",
    "/exercise/cn-automaker",
]


@settings(max_examples=60)
@given(
    path=st.sampled_from(PATHS),
    pairs=st.lists(st.tuples(st.sampled_from(KEYS), TEXTS), max_size=5),
)
def test_no_address_breaks_a_page(client, path, pairs):
    page = client.get(f"{path}?{urlencode(pairs, errors='surrogatepass')}")

    assert page.status_code < 500
