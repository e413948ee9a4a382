"""Lessons of the invented process, to be marked, broken and made again."""

import pytest

from qualflow.learn.loading import LessonError, read_lessons
from qualflow.learn.making import made
from qualflow.processes import folder, load, materials

NAME = "instrument-approval"
RULEBOOK = load(NAME, examples=True)
MATERIALS = materials(NAME)
HOME = folder(NAME) / "lessons"
FILES = {file.name: file.read_bytes() for file in HOME.glob("*.md")}
ENGLISH, CHINESE = "01-a-first-approval.md", "01-a-first-approval.zh.md"
GOOD = "state=under_review&given=good_file&on=2029-06-01"


def exercise(query):
    """Return an exercise of the invented process, made from an address."""
    return made(query, RULEBOOK, MATERIALS)


def lessons(files=FILES):
    """Return the lessons of some files."""
    return read_lessons(files, RULEBOOK, MATERIALS)


def edited(file, old, new, files=FILES):
    """Return the files after one edit."""
    before = files[file].decode()
    assert old in before, f"{old!r} is not in {file}"
    return {**files, file: before.replace(old, new, 1).encode()}


def mistakes(files):
    """Return what is wrong with lessons, as text."""
    with pytest.raises(LessonError) as caught:
        lessons(files)
    return [str(mistake) for mistake in caught.value.mistakes]


def mistake(file, old, new):
    """Return the one mistake an edit makes."""
    (found,) = mistakes(edited(file, old, new))
    return found
