"""The folder of pages: whole, closed in itself, and as right as the engine."""

import json
from datetime import date
from itertools import permutations
from pathlib import Path
from random import Random
from urllib.parse import unquote, urlsplit

import pytest
from markupsafe import Markup

from qualflow.learn.exercises import Choose, ChooseClause, LastDay, OrderSteps
from qualflow.learn.marking import mark
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
from shell import answer, run
from sites import Page, misparsed, shipped

FINITE = (Choose, ChooseClause, LastDay, OrderSteps)
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


# -- the tables -----------------------------------------------------------------------


def table_of(process, exercise):
    links = FolderLinks(Place(), Language.EN, frozenset())
    view = View(shipped(), links)
    made = table(view, process, exercise)
    return json.loads(made) if made else None


def looked_up(made, answer):
    """Return whether an answer is right by a table: what the script does."""
    if made["kind"] == "day":
        return answer == made["answer"]
    if made["kind"] == "order":
        numbers = [made["answer"].index(name) for name in answer]
        return not any(
            ",".join(map(str, numbers[:n])) in made["why"]
            for n in range(1, len(numbers) + 1)
        )
    wrong = set(answer) - set(made["answer"])
    missed = made["kind"] == "all" and set(made["answer"]) - set(answer)
    return bool(answer) and not wrong and not missed


@pytest.mark.parametrize(
    ("process", "exercise"),
    [(p, e) for p, e in EXERCISES if isinstance(e, FINITE)],
    ids=lambda one: getattr(one, "name", None) or one.head.id,
)
def test_a_table_says_what_the_engine_says(process, exercise):
    made = table_of(process, exercise)
    right = solution(process.tested, exercise)

    assert looked_up(made, right)
    for given in some_answers(exercise, made, right):
        found = mark(process.tested, exercise, given).right
        assert looked_up(made, given) is found, given
        if isinstance(given, str):
            assert found or made["why"].get(given) or days_between(given, right) > 30


def days_between(one, other):
    return abs((date.fromisoformat(one) - date.fromisoformat(other)).days)


def some_answers(exercise, made, right):
    """Return answers of the form of an exercise: all near the right one, and others."""
    chance = Random(exercise.head.id)
    match exercise:
        case LastDay():
            return [*made["why"], "1999-12-31", "2100-01-01"]
        case OrderSteps(moves=moves):
            every = list(map(list, permutations(moves)))
            return chance.sample(every, min(len(every), 150))
    options = [*dict.fromkeys([*made["answer"], *made["why"]])]
    alone = [[one] for one in options]
    more = [chance.sample(options, chance.randint(1, len(options))) for _ in range(30)]
    return [*alone, *more, right]


def test_a_wrong_choice_has_a_reason_and_never_the_number_that_is_missing():
    for process, exercise in EXERCISES:
        made = table_of(process, exercise)
        if made is not None and made["kind"] != "order":
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
