"""Break one thing in the instrument-approval folder and see what loading says.

An edit replaces the first occurrence of a text in a file.  `¶` in the new text marks a
line, and is removed before the folder is read.
"""

import pytest

from qualflow.law.loading import RulebookError, read
from qualflow.processes import folder, read_files

NAME = "instrument-approval"
FILES = read_files(folder(NAME))


def marked(files, file, old, new):
    """Return the files after one edit, marks and all."""
    before = files[file].decode()
    assert old in before, f"{old!r} is not in {file}"
    return {**files, file: before.replace(old, new, 1).encode()}


def unmarked(files):
    """Return the files without marks, and the places where these were."""
    places = [
        (file, number)
        for file in sorted(files)
        for number, line in enumerate(files[file].split(b"\n"), 1)
        if "¶".encode() in line
    ]
    clean = {file: text.replace("¶".encode(), b"") for file, text in files.items()}
    return clean, places


def edited(file, old, new, files=FILES):
    """Return the files after one edit."""
    return unmarked(marked(files, file, old, new))[0]


def mistakes(files, linked=None):
    """Return what is wrong with a folder, as text."""
    with pytest.raises(RulebookError) as caught:
        read(files, NAME, linked or {})
    return [str(mistake) for mistake in caught.value.mistakes]


def mistake(file, old, new, files=FILES):
    """Return the one mistake an edit makes; without the place if that is the mark."""
    files, places = unmarked(marked(files, file, old, new))
    (found,) = mistakes(files)
    for place, line in places:
        found = found.removeprefix(f"{place}:{line}: ")
    return found
