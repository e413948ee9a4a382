"""Lessons are found where their process is: shipped, or a folder of one's own."""

import shutil

import pytest

from qualflow.law.loading import RulebookError
from qualflow.processes import (
    UnknownProcessError,
    folder,
    lessons,
    load,
    materials,
    shipped,
)


@pytest.fixture
def own(tmp_path):
    """A copy of the invented process under another name."""
    path = tmp_path / "my-process"
    shutil.copytree(folder("instrument-approval"), path)
    case = path / "cases" / "C-7.json"
    text = case.read_text().replace('"instrument-approval"', '"my-process"')
    case.write_text(text)
    return path


def test_a_folder_of_ones_own_has_lessons(own):
    """Its exercises are about its own rulebook."""
    (lesson,) = lessons(own)

    exercise = lesson.exercises["who-stops-it"]
    assert exercise.setting.case.process == "my-process"
    assert list(materials(own).cases) == ["C-7"]


def test_a_folder_need_not_have_lessons(own):
    """Nor cases or scenarios."""
    shutil.rmtree(own / "lessons")
    shutil.rmtree(own / "cases")

    assert lessons(own) == ()
    assert materials(own).cases == {}


def test_a_mistake_in_a_lesson_names_the_file(own):
    """As a mistake in the law does."""
    page = own / "lessons" / "01-a-first-approval.md"
    page.write_text(page.read_text().replace("order = 1", "order = 0"))

    with pytest.raises(RulebookError) as caught:
        lessons(own)

    (told,) = caught.value.mistakes
    assert str(told).startswith("01-a-first-approval.md:2: 'order': ")


def test_a_file_that_cannot_be_read_is_a_mistake(own):
    """A folder in the place of a file, for one."""
    (own / "lessons" / "02-folder.md").mkdir()

    with pytest.raises(RulebookError) as caught:
        lessons(own)

    (told,) = caught.value.mistakes
    assert str(told).startswith("lessons/02-folder.md: it cannot be read: ")


def test_shipped_lessons_are_read_once():
    """They are values; whoever asks again is given the same."""
    for name in shipped():
        assert lessons(name) is lessons(name)
        assert materials(name) is materials(name)


def test_lessons_rest_on_the_rulebook_that_is_loaded():
    """A written clause is the clause of the law, whoever loads it."""
    every = [e for one in lessons("cn-automaker") for e in one.exercises.values()]
    written = [e for e in every if hasattr(e, "clause")]

    assert written
    for exercise in written:
        versions = load("cn-automaker").clauses[exercise.clause.ref]
        assert exercise.clause in versions


def test_an_unknown_process_has_no_lessons():
    """The error names those there are."""
    with pytest.raises(UnknownProcessError, match="cn-automaker"):
        lessons("cn-automakr")
