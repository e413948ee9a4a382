"""Lessons as pages: every exercise solved and failed, and nothing hostile passes."""

import re
import shutil
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualflow.law.loading import RulebookError
from qualflow.learn.answers import AnswerError
from qualflow.learn.asking import facts_to_file
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
            return []
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

    assert [link for link in links if link in wanted] == wanted
    assert len(LESSONS) >= 9


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


def test_an_answer_stays_in_its_fields(client):
    place = ("cn-automaker", "02-fourteen-cars", "write-samples")

    shown = answered(client, *place, "sample_cars > <b>")[1]

    assert "sample_cars &gt; &lt;b&gt;</textarea>" in shown


@pytest.mark.parametrize(
    ("lesson", "name", "answer", "key"),
    [
        ("06-counting-days", "plain", "", "nothing_yet"),
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

    assert "is-open" in shown or not answer
    assert key is None or MESSAGES[key][0] in shown
    assert 'name="tries" value="1"' in shown
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


def made_by(client, process, form):
    page = client.get(f"/teach/{process}?{urlencode(form)}")
    assert page.status_code == 200
    assert mistakes(page.text) == []
    return page.text


def test_a_teacher_makes_an_exercise_and_gets_its_link(client):
    form = {
        "kind": "choose_clause",
        "case": "",
        "state": "filed",
        "given": "good_access_2024",
        "facts": "construction_completed = false\nis_legal_person = true\n",
        "on": "2024-03-01",
        "step": "request_access",
        "wanted": "unmet",
        "which": "all",
        "ask": "What is missing?",
        "hints": "walls\nroofs",
        "make": "1",
    }

    page = made_by(client, "cn-automaker", form)

    link = next(a["href"] for a in Page(page).of("a") if a.get("class") == "go")
    where = "/exercise/" + link.partition("exercise/")[2]
    opened = client.get(where).text
    assert "What is missing?" in opened
    wrong = client.get(f"{where}&tries=0&a=M50+5").text
    assert WRONG in wrong
    assert "<p>walls</p>" in wrong
    assert "<p>roofs</p>" not in wrong
    assert RIGHT in client.get(f"{where}&tries=1&a=M50+5%28a%29").text


@pytest.mark.parametrize("kind", ["choose.state", "last_day", "order_steps"])
def test_the_form_of_a_kind_says_all_that_is_wrong(client, kind):
    page = made_by(client, "cn-automaker", {"kind": kind, "make": "1"})

    assert MESSAGES["teach_wrong"][0] in page
    assert 'class="go"' not in page


@every_exercise
def test_whatever_a_lesson_asks_a_teacher_can_make(client, process, lesson, name):
    """The form of its kind, filled in as the lesson declares it, makes it again."""
    exercise = exercise_of(process, lesson, name)
    form = as_form(parse_qsl(address(exercise)))

    page = made_by(client, process, [*form, ("make", "1")])

    assert 'class="go"' in page


def as_form(pairs):
    given = {}
    for key, text in pairs:
        given.setdefault(key, []).append(text)
    kind = given.pop("kind")[0]
    asks = given.pop("asks", [])
    yield "kind", ".".join([kind, *asks])
    if "question" in given:
        yield "scenario", f"{given.pop('scenario')[0]}/{given.pop('question')[0]}"
    for prefix, name in (("fact.", "facts"), ("link.", "links")):
        lines = [
            f"{key.removeprefix(prefix)} = {given[key][0]}"
            for key in given
            if key.startswith(prefix)
        ]
        if lines:
            yield name, "\n".join(lines)
    for key, texts in given.items():
        if key in ("without", "acts", "moves", "hints"):
            yield key, "\n".join(texts)
        elif "." not in key:
            yield from ((key, text) for text in texts)


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
    "/exercise/cn-automaker?kind=choose&asks=state&on=2018-01-01&case=../xiaomi",
]


@pytest.mark.parametrize("where", HOSTILE)
def test_an_address_that_no_form_sends_is_refused(client, where):
    page = client.get(where)

    assert 400 <= page.status_code < 500, page.status_code
    assert mistakes(page.text) == []


KEYS = ["x", "a", "a.sample_cars", "a.x", "tries", "kind", "on", "make", "lang", "case"]
TEXTS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["1", "-1", "1e400", "nan", "0x1", "2018-01-01", "true", "two-faults", "plant",
         "write-samples", "plain", "by-march", "choose", "last_day", "((((", "a" * 900]
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
