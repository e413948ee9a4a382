"""The tutorial notebook: executed from a clean copy, and shown as it is stored.

`pytest tests/test_notebook_tutorial.py --update-golden` stores what it shows anew.
"""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from attrs import frozen

from ipython_shell import shown, started

ROOT = Path(__file__).parents[1]
TUTORIAL = ROOT / "docs/tutorial/notebook.ipynb"
STRANGE = re.compile(r"(?<![\w.-])/(home|root|work|tmp|usr|opt|var|Users|mnt)/")
DATA = ("text/plain", "text/html", "image/svg+xml")


@frozen
class Run:
    """A cell as it is stored, and what running it shows."""

    id: str
    stored: list
    fresh: list


def outputs(cell_outputs, number):
    """Return outputs as a notebook stores them."""
    return [
        {
            "data": {kind: one.data[kind].splitlines(keepends=True)
                     for kind in sorted(one.data)},
            "execution_count": number,
            "metadata": {},
            "output_type": "execute_result",
        }
        for one in cell_outputs
    ]  # fmt: skip


@pytest.fixture(scope="module")
def runs(request, tmp_path_factory):
    """Run every cell in order, in an empty folder, with no language set."""
    notebook = json.loads(TUTORIAL.read_text(encoding="utf-8"))
    found = []
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("tutorial"))
        patch.delenv("QUALFLOW_LANG", raising=False)
        with started(tmp_path_factory.mktemp("ipython")) as shell:
            cells = [c for c in notebook["cells"] if c["cell_type"] == "code"]
            for number, cell in enumerate(cells, 1):
                fresh = outputs(shown(shell, "".join(cell["source"])), number)
                found.append(Run(cell["id"], cell["outputs"], fresh))
                cell.update(outputs=fresh, execution_count=number)
    if request.config.getoption("--update-golden"):
        written = json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"
        TUTORIAL.write_text(written, encoding="utf-8")
        pytest.skip("stored anew: look at the difference, and run it again")
    return found


def texts(cell_outputs, kind):
    return ["".join(one["data"].get(kind, "")) for one in cell_outputs]


class Seen(HTMLParser):
    """What a reader of HTML reads."""

    def __init__(self):
        super().__init__()
        self.said = []
        self.hidden = False

    def handle_starttag(self, tag, _attributes):
        self.hidden = tag == "style"

    def handle_endtag(self, _tag):
        self.hidden = False

    def handle_data(self, data):
        if not self.hidden and data.strip():
            self.said.append(data.strip())


def seen(html):
    parser = Seen()
    parser.feed(html)
    return parser.said


def test_the_tutorial_shows_the_text_that_is_stored(runs):
    """Readers on a code host see the stored outputs; they are those of today."""
    for run in runs:
        assert texts(run.fresh, "text/plain") == texts(run.stored, "text/plain"), run.id


def test_the_tutorial_shows_the_pages_that_are_stored(runs):
    """Coordinates may differ by a rounding of the machine; what is read does not."""
    for run in runs:
        for kind in ("text/html", "image/svg+xml"):
            fresh, stored = texts(run.fresh, kind), texts(run.stored, kind)
            assert list(map(seen, fresh)) == list(map(seen, stored)), run.id


def test_every_value_of_the_tutorial_is_laid_out(runs):
    """A value that ends a cell is shown as HTML; what could not be says so."""
    shown_cells = [run for run in runs if run.fresh]

    assert len(shown_cells) >= 11
    for run in shown_cells:
        (html,) = texts(run.fresh, "text/html")
        assert html.startswith("<style>"), run.id
        assert "could not be laid out" not in html, run.id


def test_the_tutorial_ends_in_chinese(runs):
    """Registered again, values speak the other language."""
    assert 'lang="zh-Hans"' in "".join(texts(runs[-1].fresh, "text/html"))
    assert "不可以" in "".join(texts(runs[-1].fresh, "text/plain"))


def test_the_stored_notebook_is_clean():
    """No path of a machine, no times of execution, no error, nothing of a widget."""
    text = TUTORIAL.read_text(encoding="utf-8")
    notebook = json.loads(text)

    assert not STRANGE.search(text)
    assert notebook["metadata"].keys() == {"kernelspec", "language_info"}
    assert notebook["metadata"]["language_info"] == {"name": "python"}
    for cell in notebook["cells"]:
        assert cell["metadata"] == {}
        for one in cell.get("outputs", ()):
            assert one["output_type"] == "execute_result"
            assert one["metadata"] == {}
            assert one["data"].keys() <= set(DATA)


def test_cells_of_the_stored_notebook_are_numbered_in_order():
    """It was run from the first cell to the last, once."""
    notebook = json.loads(TUTORIAL.read_text(encoding="utf-8"))
    numbers = [
        cell["execution_count"]
        for cell in notebook["cells"]
        if cell["cell_type"] == "code"
    ]

    assert numbers == list(range(1, len(numbers) + 1))


def test_every_link_of_the_notebook_leads_somewhere():
    """A page that is gone takes its links with it."""
    notebook = json.loads(TUTORIAL.read_text(encoding="utf-8"))
    told = "\n".join(
        "".join(cell["source"])
        for cell in notebook["cells"]
        if cell["cell_type"] == "markdown"
    )
    links = re.findall(r"\]\(([^)#]+)", told)

    assert links
    for target in links:
        assert (TUTORIAL.parent / target).exists(), target
