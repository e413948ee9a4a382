"""Shipped processes and folders anywhere, told apart and read."""

import os
import pickle
import shutil
from pathlib import Path

import pytest

from qualflow.errors import QualflowError
from qualflow.law.loading import RulebookError
from qualflow.processes import (
    MOST_BYTES,
    UnknownProcessError,
    folder,
    load,
    read_files,
    shipped,
)

NAME = "instrument-approval"
HOME = folder(NAME)


@pytest.fixture
def copy(tmp_path):
    """Return a function that copies the shipped folder under another name."""
    return lambda name="mine": shutil.copytree(HOME, tmp_path / name)


def link_to(path, other):
    """Let the process in a folder read cases of another one."""
    with (path / "process.toml").open("a", encoding="utf-8") as file:
        file.write(f'\n[link.holder]\nen = "the holder"\nprocess = "{other}"\n')
    with (path / "words/zh.toml").open("a", encoding="utf-8") as file:
        file.write('\n[link.holder]\nzh = "持有人"\n')


# Which folder ------------------------------------------------------------------------


def test_the_invented_process_is_shipped():
    """It is what tutorials and tests are about."""
    assert NAME in shipped()
    assert list(shipped()) == sorted(shipped())


def test_a_shipped_process_is_loaded_once():
    """A rulebook is a value: everybody can share it."""
    assert load(NAME) is load(NAME)
    assert load(HOME) is load(NAME)
    assert load(NAME).name == NAME


def test_examples_can_be_left_on_the_disk(copy):
    """A decision needs none; everything else is the same."""
    few = load(NAME)

    assert few.examples == ()
    assert few.clauses == load(NAME).clauses
    assert load(copy()).examples == ()
    assert load(NAME, examples=True).examples


@pytest.mark.parametrize("kind", [str, Path, os.fspath])
def test_a_folder_is_loaded_by_its_path(copy, kind):
    """Any path will do; the process has the name of its folder."""
    assert load(kind(copy())).name == "mine"


def test_a_folder_is_read_anew_every_time(copy):
    """Its author is working on it."""
    path = copy()
    first = load(path)
    facts = path / "facts.toml"
    facts.write_bytes(facts.read_bytes().replace(b"at_most = 1_000", b"at_most = 999"))

    assert first.facts["samples"].type.at_most == 1000
    assert load(path).facts["samples"].type.at_most == 999


def test_a_folder_in_the_current_directory_needs_no_separator(copy, monkeypatch):
    """`qualflow check mine`, and `qualflow check .` inside of it."""
    path = copy()
    monkeypatch.chdir(path.parent)
    assert load("mine").name == "mine"
    monkeypatch.chdir(path)
    assert load(".").name == "mine"


def test_a_shipped_name_wins_over_a_folder_of_that_name(copy, monkeypatch):
    """What a name means does not depend on where one stands; `./name` is the folder."""
    path = copy(NAME)
    monkeypatch.chdir(path.parent)

    assert folder(NAME) == HOME
    assert folder(f"./{NAME}").resolve() == path.resolve()


@pytest.mark.parametrize("name", ["instrument-aproval", "./nowhere", "", "a/b", "..."])
def test_what_is_neither_shipped_nor_a_folder_is_unknown(name):
    """With the names that would do."""
    with pytest.raises(UnknownProcessError) as caught:
        load(name)

    error = caught.value
    assert isinstance(error, QualflowError)
    assert (error.name, error.declared) == (name, shipped())
    assert str(error).startswith(f"no process named '{name}'")
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


def test_a_misspelt_name_is_guessed():
    """As everywhere."""
    with pytest.raises(UnknownProcessError, match="did you mean 'instrument-approval'"):
        folder("instrument-aproval")


# Which files -------------------------------------------------------------------------


def test_only_the_files_of_the_rulebook_are_read(copy):
    """Cases and lessons may be large, and are nobody's business here."""
    path = copy()
    for other in ("cases/C-7.json", "notes.toml", "law/notes.md", "law/old/x.toml"):
        (path / other).parent.mkdir(exist_ok=True)
        (path / other).write_text("[", encoding="utf-8")

    assert read_files(path) == read_files(HOME)
    assert "law/iaa.toml" in read_files(path)


def test_a_folder_without_process_toml_is_none(tmp_path):
    """Said at once, not as four missing files."""
    with pytest.raises(RulebookError) as caught:
        load(tmp_path)

    (mistake,) = caught.value.mistakes
    assert str(mistake) == (
        f"{tmp_path}: this is no process folder: it has no process.toml"
    )


def test_a_file_that_is_too_long_is_not_read_whole(copy):
    """One byte more than allowed is enough to see it."""
    path = copy()
    (path / "facts.toml").write_bytes(b"#" * (3 * MOST_BYTES))

    assert len(read_files(path)["facts.toml"]) == MOST_BYTES + 1
    with pytest.raises(RulebookError) as caught:
        load(path)
    assert "at most 1,000,000 bytes" in str(caught.value.mistakes[0])


def test_a_file_that_cannot_be_read_is_a_mistake(copy):
    """A directory that is called like a file, for one."""
    path = copy()
    (path / "law/zz.toml").mkdir()

    with pytest.raises(RulebookError) as caught:
        load(path)

    (mistake,) = caught.value.mistakes
    assert str(mistake).startswith("law/zz.toml: it cannot be read: ")


# Links -------------------------------------------------------------------------------


def test_a_link_finds_the_folder_beside_it_first(copy):
    """Then the shipped processes."""
    mine, beside = copy(), copy("other")
    link_to(mine, "other")
    states = (beside / "words/zh.toml").read_text("utf-8").replace("已许可", "已准许")
    (beside / "words/zh.toml").write_text(states, encoding="utf-8")

    words = load(mine).facts["holder.state"].options["approved"]

    assert words["zh"] == "已准许"


def test_a_link_finds_a_shipped_process(copy):
    """By its name."""
    mine = copy()
    link_to(mine, NAME)

    assert tuple(load(mine).facts["holder.state"].options) == tuple(load(NAME).states)


def test_a_link_to_nowhere_is_a_mistake_with_its_line(copy):
    """No path leads out of the folders."""
    for other, what in (
        ("nowhere", "no process named 'nowhere' can be found"),
        ("../other", "the name of a process expected, no path"),
    ):
        mine = copy(f"to-{other.strip('./')}")
        link_to(mine, other)

        with pytest.raises(RulebookError) as caught:
            load(mine)

        (mistake,) = caught.value.mistakes
        assert what in str(mistake)
        assert mistake.line is not None


def test_a_ring_of_links_is_a_mistake(copy):
    """Neither could be loaded before the other."""
    mine, other = copy(), copy("other")
    link_to(mine, "other")
    link_to(other, "mine")

    with pytest.raises(RulebookError) as caught:
        load(mine)

    (mistake,) = caught.value.mistakes
    assert mistake.what == (
        "the processes link to one another in a ring: mine → other → mine"
    )


def test_a_link_to_a_process_with_mistakes_shows_these(copy):
    """They are the root."""
    mine, other = copy(), copy("other")
    link_to(mine, "other")
    (other / "facts.toml").write_bytes(b"x")

    with pytest.raises(RulebookError) as caught:
        load(mine)

    assert caught.value.process == "other"
