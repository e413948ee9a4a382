"""The words of the pages are those of the documentation."""

import re
from pathlib import Path

from qualflow.processes import folder
from qualflow.web.sources import readings
from qualflow.words.endings import ENDINGS
from qualflow.words.glossary import TERMS

DOCS = Path(__file__).parents[2] / "docs"
LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


def rows(page: str, cells: int) -> list[tuple[str, ...]]:
    """Return the rows of the tables of a page that have so many cells."""
    text = LINK.sub(r"\1", (DOCS / page).read_text(encoding="utf-8"))
    found = [
        tuple(cell.strip() for cell in line.strip("|").split("|"))
        for line in text.splitlines()
        if line.startswith("| ") and not line.startswith("| ---")
    ]
    return [row for row in found if len(row) == cells]


def test_the_glossary_of_the_pages_is_that_of_the_documentation():
    shown = [(t.word["en"], t.word["zh"], t.meaning["en"]) for t in TERMS]
    endings = [(e.chinese, e.here["en"], e.meaning["en"]) for e in ENDINGS]

    told = rows("reference/glossary.md", 3)

    assert [*shown, *endings] == [row for row in told if row[1] not in ("中文", "here")]


def test_a_word_has_an_anchor_of_its_own():
    anchors = [term.anchor for term in TERMS]

    assert len(set(anchors)) == len(anchors)
    assert all(re.fullmatch(r"[a-z-]+", anchor) for anchor in anchors)


def test_the_readings_of_the_pages_are_those_of_the_documentation():
    shown = [
        (name, found.question["en"], found.ours["en"], found.other["en"])
        for name, found in readings(folder("cn-automaker")).items()
    ]
    told = rows("explanation/readings.md", 4)

    assert shown == [row for row in told if row[0].startswith("R")]
