"""The folder of pages: whole, closed in itself, and as right as the engine."""

import json
from datetime import date
from itertools import permutations
from pathlib import Path
from random import Random
from urllib.parse import unquote, urlsplit

import pytest
from attrs import evolve
from markupsafe import Markup

from qualflow.law.facts import BooleanType
from qualflow.learn.asking import facts_to_file
from qualflow.learn.exercises import (
    Choose,
    ChooseClause,
    FileFacts,
    LastDay,
    OrderSteps,
    Probability,
)
from qualflow.learn.marking import mark
from qualflow.learn.marks import More
from qualflow.learn.solving import solution
from qualflow.web.exporting import (
    LISTED,
    NEEDS_SERVER,
    ExportError,
    export,
    rendered,
)
from qualflow.web.library import library
from qualflow.web.pages.lesson import lesson
from qualflow.web.pages.lesson_tables import table
from qualflow.web.places import FolderLinks, Place, place
from qualflow.web.view import View
from qualflow.words.language import Language
from qualflow.words.lesson_marks import marked
from shell import answer, run
from sites import Page, misparsed, shipped

ALWAYS = (Choose, ChooseClause, LastDay, OrderSteps, Probability)
EXERCISES = [
    (process, exercise)
    for process in shipped().processes.values()
    for lesson in process.lessons.values()
    for exercise in lesson.exercises.values()
]
SMALL = "instrument-approval"


@pytest.fixture(scope="module")
def folder():
    """Every file of the folder of a small process with lessons."""
    return rendered(library([SMALL])).files


@pytest.fixture(scope="module")
def pages(folder):
    return {
        name: content.decode()
        for name, content in folder.items()
        if name.endswith(".html")
    }


# -- pages ----------------------------------------------------------------------------


def test_every_link_leads_to_a_file_of_the_folder(folder, pages):
    anchors = {name: set(Page(text).ids) for name, text in pages.items()}
    for name, text in pages.items():
        for tag, link in Page(text).links():
            parts = urlsplit(link)
            if parts.scheme:
                assert parts.scheme == "https", (name, link)
                assert tag == "a"
                continue
            assert not parts.query, (name, link)
            there = _resolved(name, unquote(parts.path))
            assert there in folder, (name, link)
            if parts.fragment:
                assert unquote(parts.fragment) in anchors[there], (name, link)


def _resolved(name, path):
    assert not path.startswith("/"), path
    if not path:
        return name
    parts = name.split("/")[:-1]
    for part in path.split("/"):
        if part == "..":
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


def test_every_page_can_be_reached_from_the_first(pages):
    reached, waiting = set(), ["index.html"]
    while waiting:
        name = waiting.pop()
        if name in reached:
            continue
        reached.add(name)
        links = (
            urlsplit(link) for tag, link in Page(pages[name]).links() if tag == "a"
        )
        waiting += [
            _resolved(name, unquote(one.path)) for one in links if not one.scheme
        ]

    assert reached == set(pages)


def test_each_page_is_there_in_both_languages(pages):
    english = {name[3:] for name in pages if name.startswith("en/")}
    chinese = {name[3:] for name in pages if name.startswith("zh/")}

    assert english == chinese
    assert any(name.startswith("learn/") for name in english)
    assert any(name.startswith("law/") for name in english)


def test_a_browser_mends_nothing_on_a_page_of_the_folder(pages):
    for name in (n for n in pages if "/learn" in n or n == "index.html"):
        assert misparsed(pages[name]) == [], name


def test_nothing_that_needs_the_engine_is_offered(pages):
    for name, text in pages.items():
        for _, link in Page(text).links():
            assert not NEEDS_SERVER & set(urlsplit(link).path.split("/")), (name, link)


def test_what_a_table_does_not_hold_is_said_to_need_the_server():
    where = place("learn", "cn-automaker", "02-fourteen-cars")
    view = View(shipped(), FolderLinks(where, Language.EN, frozenset([where])))

    page = lesson(view, *where.path[1:], pairs=[])

    forms = [given for given in Page(page).of("form") if "data-answers" in given]
    assert len(forms) == 1
    assert page.count("start qualflow serve") == 3
    fields = [given["name"] for given in Page(page).of("input") if "name" in given]
    assert "a.sample_cars" in fields  # one can think it through
    assert page.count("<textarea") == 2


# -- the tables -----------------------------------------------------------------------


def table_of(process, exercise):
    links = FolderLinks(Place(), Language.EN, frozenset())
    view = View(shipped(), links)
    made = table(view, process, exercise)
    return json.loads(made) if made else None


def looked_up(made, answer, tries=0):
    """Return whether an answer is right by a table, and why: what the script does."""
    match made["kind"]:
        case "day":
            far = "too_early" if answer < made["answer"] else "too_late"
            right = answer == made["answer"]
            reasons = made["why"].get(answer, [made["words"][far]])
            return right, made["yes"] if right else reasons
        case "order":
            numbers = [str(made["answer"].index(name)) for name in answer]
            for n in range(1, len(numbers) + 1):
                why = made["why"].get(",".join(numbers[:n]))
                if why:
                    return False, why
            return True, made["yes"]
        case "facts":
            return looked_up_facts(made, answer)
        case "range":
            low, high = answer
            likely = made["answer"]
            if high - low > made["widest"]:
                return False, [made["wide"].replace("{width}", f"{high - low:g}")]
            side = "above" if likely > high else "below" if likely < low else ""
            return not side, made["why"][side] if side else made["yes"]
    good = [one for one in answer if one in made["answer"]]
    bad = [one for one in answer if one not in made["answer"]]
    reasons = [why for one in bad for why in made["why"][one]]
    reasons += [why for one in good for why in made["is"][one]]
    missed = made["kind"] == "all" and len(good) < len(made["answer"])
    if missed and good:
        reasons.append(made["words"]["some_more"])
    right = bool(answer) and not bad and not missed
    return right, reasons + (made["yes"] if right else made["ground"] if tries else [])


def looked_up_facts(made, answer):
    values = {
        name: {True: "true", False: "false"}.get(value, value)
        for name, value in answer.items()
    }
    key = "|".join(values.get(name, "") for name in made["names"])
    needless = [name for name in values if name not in made["names"]]
    right = key in made["answer"]
    reasons = made["said"][made["why"][key]] if key.strip("|") else []
    if needless:
        sentence = made["words"]["needless"]
        more = [sentence.replace("{fact}", made["labels"][name]) for name in needless]
        return False, ([] if right else reasons) + more
    return right, reasons


@pytest.mark.parametrize(
    ("process", "exercise"),
    [(p, e) for p, e in EXERCISES if table_of(p, e) is not None],
    ids=lambda one: getattr(one, "name", None) or one.head.id,
)
def test_a_table_says_what_the_engine_says(process, exercise):
    """Right or not, and why, of the first try and of the second."""
    made = table_of(process, exercise)
    right = solution(process.tested, exercise)

    assert looked_up(made, right)[0]
    for tries in (0, 1):
        for given in some_answers(process, exercise, made, right):
            found = mark(process.tested, exercise, given, tries)
            is_right, reasons = looked_up(made, given, tries)
            assert is_right is bool(found.right), given
            if isinstance(given, str) and days_between(given, right) > 30:
                continue
            if made["kind"] == "facts" and set(given) - set(made["names"]):
                continue  # that something is needless is said instead
            assert reasons == as_told(process, exercise, made, found), given


def as_told(process, exercise, made, found):
    """Return the reasons of a mark as a folder has them: no number is told."""
    more = made["words"].get("some_more")
    reasons = []
    for one in found.reasons:
        shown = evolve(found, reasons=(one,))
        (said,) = marked(shown, exercise, process.tested, Language.EN).reasons
        reasons.append(more if isinstance(one, More) else said)
    return reasons


def test_every_exercise_but_some_facts_and_written_clauses_has_a_table():
    for process, exercise in EXERCISES:
        if isinstance(exercise, ALWAYS):
            assert table_of(process, exercise) is not None, exercise.head.id


def test_facts_have_a_table_where_yes_or_no_can_be_all_it_takes():
    """A number could be any of many; and so the key exercise of the course has one."""
    tables = {
        exercise.head.id: table_of(process, exercise) is not None
        for process, exercise in EXERCISES
        if isinstance(exercise, FileFacts)
    }

    assert tables["the-other-door"]
    assert not tables["two-faults"]
    assert not tables["open-it"]


def days_between(one, other):
    return abs((date.fromisoformat(one) - date.fromisoformat(other)).days)


def some_answers(process, exercise, made, right):
    """Return answers of the form of an exercise: all near the right one, and others."""
    chance = Random(exercise.head.id)
    match exercise:
        case LastDay():
            return [*made["why"], "1999-12-31", "2100-01-01"]
        case OrderSteps(moves=moves):
            every = list(map(list, permutations(moves)))
            return chance.sample(every, min(len(every), 150))
        case Probability(widest=widest):
            low, _ = right
            others = [[0, 0], [100, 100], [0, 100], [low, low + widest + 0.5]]
            return [right, *others, [made["answer"], made["answer"]]]
    if isinstance(exercise, FileFacts):
        return list(some_filings(process, exercise, made, chance))
    options = [*dict.fromkeys([*made["answer"], *made["why"]])]
    alone = [[one] for one in options]
    more = [chance.sample(options, chance.randint(1, len(options))) for _ in range(30)]
    return [*alone, *more, right]


def some_filings(process, exercise, made, chance):
    """Yield sets of filings: all of a table, and some with another fact besides."""
    facts = process.tested.facts
    fields = facts_to_file(process.tested, exercise.setting, exercise.step)
    others = [
        name
        for name in fields
        if name not in made["names"] and isinstance(facts[name].type, BooleanType)
    ]
    typed = {"true": True, "false": False}
    for key in made["why"]:
        pairs = zip(made["names"], key.split("|"), strict=True)
        filed = {name: typed.get(value, value) for name, value in pairs if value}
        yield filed
        if others:
            yield {**filed, chance.choice(others): chance.random() < 0.5}


def test_a_wrong_choice_has_a_reason_and_never_the_number_that_is_missing():
    for process, exercise in EXERCISES:
        made = table_of(process, exercise)
        if made is not None and made["kind"] not in ("order", "facts"):
            assert all(made["why"].values()), exercise.head.id


def test_a_table_cannot_end_its_script():
    for process, exercise in EXERCISES:
        made = table_of(process, exercise)
        if made is not None:
            links = FolderLinks(Place(), Language.ZH, frozenset())
            text = table(View(shipped(), links), process, exercise)
            assert isinstance(text, Markup)
            assert "<" not in text


# -- the command ----------------------------------------------------------------------


def written(folder: Path):
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file()
    }


def test_the_command_writes_the_folder_and_says_so(tmp_path, folder):
    target = tmp_path / "pages"

    result = run("learn", "export", str(target), "--process", SMALL)

    assert result.exit_code == 0
    assert str(target / "index.html") in result.stdout
    assert written(target) == folder
    assert list(tmp_path.iterdir()) == [target]


def test_the_command_answers_as_json_in_either_language(tmp_path):
    target = tmp_path / "pages"

    made = answer(
        "learn", "export", str(target), "--process", SMALL, "--lang", "zh", code=0
    )

    assert set(made["files"]) == set(written(target))
    index = (target / "index.html").read_text(encoding="utf-8")
    assert index.index("zh/index.html") < index.index("en/index.html")


def test_a_folder_that_was_written_so_is_written_anew(tmp_path, folder):
    target = tmp_path / "pages"
    export(library([SMALL]), target)
    (target / "en" / "index.html").write_text("old")

    export(library([SMALL]), target)

    assert written(target) == folder
    assert list(tmp_path.iterdir()) == [target]


def test_an_empty_folder_will_do(tmp_path):
    export(library([SMALL]), tmp_path)

    assert (tmp_path / LISTED).is_file()


@pytest.mark.parametrize("name", ["mine.txt", "en/mine.html", ".git/config"])
def test_a_folder_with_something_foreign_is_left_alone(tmp_path, name):
    target = tmp_path / "pages"
    export(library([SMALL]), target)
    (target / name).parent.mkdir(exist_ok=True)
    (target / name).write_text("mine")
    before = written(target)

    result = run("learn", "export", str(target), "--process", SMALL)

    assert result.exit_code == 2
    assert Path(name).name in result.stderr
    assert written(target) == before


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"qualflow": 1}', "[" * 9_000])
def test_a_list_that_is_none_names_nothing_as_ours(tmp_path, content):
    (tmp_path / LISTED).write_text(content)

    with pytest.raises(ExportError):
        export(library([SMALL]), tmp_path)

    assert written(tmp_path) == {LISTED: content.encode()}


def test_a_file_in_the_way_and_a_missing_parent_are_said(tmp_path):
    (tmp_path / "file").write_text("x")

    for target in (tmp_path / "file", tmp_path / "no" / "pages"):
        result = run("learn", "export", str(target), "--process", SMALL)
        assert result.exit_code == 2
        assert str(target.parent) in result.stderr


def test_nothing_is_left_behind_if_the_writing_fails(tmp_path, monkeypatch):
    target = tmp_path / "pages"
    export(library([SMALL]), target)
    before = written(target)
    write = Path.write_bytes

    def full(path, content):
        if path.name == "files.json":
            raise OSError(28, "No space left on device")
        return write(path, content)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space"):
        export(library([SMALL]), target)

    assert written(target) == before
    assert list(tmp_path.iterdir()) == [target]
