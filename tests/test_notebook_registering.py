"""IPython is told how values show themselves, and told to forget it again."""

import subprocess
import sys
from collections import namedtuple

import pytest

from ipython_shell import shown, started
from notebook_values import CASE, LAW, NOWHERE, TODAY, VALUES
from qualflow import deadlines
from qualflow.errors import QualflowError
from qualflow.notebook import (
    PICTURES,
    TYPES,
    NoNotebookError,
    load_ipython_extension,
    register,
    unload_ipython_extension,
    unregister,
)
from simulate_results import MOVED

DUE = deadlines(LAW, CASE, TODAY)
HTML, SVG, TEXT = "text/html", "image/svg+xml", "text/plain"
EVERY = pytest.mark.parametrize("name", VALUES)
Pair = namedtuple("Pair", "first second")


class Marked(tuple):
    """A tuple of somebody else's."""

    __slots__ = ()


@pytest.fixture
def shell(tmp_path, monkeypatch):
    monkeypatch.delenv("QUALFLOW_LANG", raising=False)
    with started(tmp_path) as found:
        yield found


def formatted(shell, value):
    """Return what a shell shows of a value, by kind."""
    data, _ = shell.display_formatter.format(value)
    return data


def printers(shell):
    """Return everything that formatters know, by kind."""
    return {
        kind: (dict(found.type_printers), dict(found.deferred_printers))
        for kind, found in shell.display_formatter.formatters.items()
    }


# -- registered -----------------------------------------------------------------------


@EVERY
def test_a_value_is_shown_as_html_and_as_text(shell, name):
    """Each type is found by its name, once a value of it is there."""
    register(shell=shell)

    data = formatted(shell, VALUES[name])

    assert data[HTML].startswith("<style>")
    assert 'lang="en"' in data[HTML]
    assert data[TEXT]
    assert (SVG in data) == (name in ("timeline", "statechart"))


def test_the_text_of_a_value_is_that_of_the_command_line(shell):
    """In a terminal, IPython answers as `qualflow replay` does."""
    register(shell=shell)

    told = formatted(shell, CASE)[TEXT]

    assert told.startswith("The case C-7 is at: under review")
    assert "\n  1  2031-01-15  filed: applicant: lee" in told


def test_a_rulebook_keeps_its_line_of_text(shell):
    register(shell=shell)

    assert formatted(shell, LAW)[TEXT] == repr(LAW)


def test_a_value_within_others_is_written_as_it_is(shell):
    """A page of words for each of a list would hide the list."""
    register(shell=shell)

    assert formatted(shell, [CASE])[TEXT] == f"[{CASE!r}]"
    assert HTML not in formatted(shell, [CASE])


def test_the_language_can_be_changed(shell):
    """Registered again, everything speaks the other language."""
    register(shell=shell)
    formatted(shell, CASE)
    register("zh", shell=shell)

    data = formatted(shell, CASE)

    assert 'lang="zh-Hans"' in data[HTML]
    assert data[TEXT].startswith("案件 C-7")


def test_an_unknown_language_is_named(shell):
    before = printers(shell)

    with pytest.raises(QualflowError, match=r"no language 'fr'; there are: en, zh"):
        register("fr", shell=shell)
    assert printers(shell) == before


def test_the_extension_speaks_the_language_of_the_environment(shell, monkeypatch):
    monkeypatch.setenv("QUALFLOW_LANG", "zh")
    load_ipython_extension(shell)

    assert 'lang="zh-Hans"' in formatted(shell, CASE)[HTML]


def test_the_extension_is_loaded_and_unloaded_by_name(shell):
    """The usual way in, and out."""
    shell.user_ns["case"] = CASE

    assert shown(shell, "%load_ext qualflow.notebook") == []
    (laid_out,) = shown(shell, "case")
    assert shown(shell, "%unload_ext qualflow.notebook") == []
    (plain,) = shown(shell, "case")

    assert laid_out.data.keys() == {HTML, TEXT}
    assert plain.data == {TEXT: repr(CASE)}


def test_a_variable_of_the_notebook_tells_the_law(shell):
    """A process of one's own has been loaded into a variable."""
    shell.user_ns["case"] = CASE
    source = f"""
    from attrs import evolve
    from qualflow import load
    from qualflow.notebook import register
    register()
    own = evolve(load("instrument-approval"), name="{NOWHERE}")
    evolve(case, process="{NOWHERE}")
    """
    (known,) = shown(shell, source)
    (unknown,) = shown(shell, f'del own; evolve(case, process="{NOWHERE}")')

    assert "under review" in known.data[HTML]
    assert "cannot be found" in unknown.data[HTML]


# -- tuples ---------------------------------------------------------------------------


@pytest.mark.parametrize("value", [DUE, DUE * 2, MOVED], ids=["1", "2", "moved"])
def test_a_tuple_of_what_is_shown_is_laid_out(shell, value):
    """`deadlines` and `sensitivity` return tuples."""
    register(shell=shell)

    assert formatted(shell, value)[HTML].startswith("<style>")


OTHERS = {
    "empty": (),
    "of something else": (1, "a"),
    "mixed": (*DUE, 1),
    "of two kinds": (*DUE, *MOVED),
    "of cases": (CASE,),
    "nested": (DUE,),
    "named": Pair(1, 2),
    "named, of ours": Pair(*DUE * 2),
    "a type of its own": Marked((1,)),
    "a type of its own, of ours": Marked(DUE),
}


@pytest.mark.parametrize("value", OTHERS.values(), ids=OTHERS)
def test_any_other_tuple_is_shown_as_ever(shell, value):
    """What is not ours is none of our business."""
    before = formatted(shell, value)
    register(shell=shell)

    assert formatted(shell, value) == before


def test_a_tuple_that_somebody_else_lays_out_stays_theirs(shell):
    """Another package may have registered tuples first."""
    theirs = shell.display_formatter.formatters[HTML]
    theirs.for_type(tuple, lambda value: f"<b>{len(value)}</b>")
    register(shell=shell)

    assert formatted(shell, (1, 2))[HTML] == "<b>2</b>"
    assert formatted(shell, DUE)[HTML].startswith("<style>")

    unregister(shell)
    assert formatted(shell, DUE)[HTML] == f"<b>{len(DUE)}</b>"


# -- forgotten ------------------------------------------------------------------------


def test_unregistering_leaves_nothing_behind(shell):
    """Types that were shown, and those that were not."""
    before = printers(shell)
    register(shell=shell)
    register("zh", shell=shell)
    for value in (CASE, DUE, VALUES["timeline"]):
        formatted(shell, value)

    unload_ipython_extension(shell)

    assert printers(shell) == before
    assert formatted(shell, CASE) == {TEXT: repr(CASE)}


def test_unregistering_what_was_never_registered_does_nothing(shell):
    before = printers(shell)
    unregister(shell)

    assert printers(shell) == before


# -- lightness ------------------------------------------------------------------------

FRESH = """
import sys
from qualflow.notebook import TYPES, NoNotebookError, register

class Formatter(dict):
    def __init__(self):
        self.type_printers = {}
        self.deferred_printers = {}
    def for_type_by_name(self, module, name, shown):
        self.deferred_printers[module, name] = shown
    def for_type(self, kind, shown=None):
        before = self.type_printers.get(kind)
        if shown is not None:
            self.type_printers[kind] = shown
        return before
    def pop(self, kind, default=None):
        return self.type_printers.pop(kind, default)

class Display:
    formatters = {kind: Formatter() for kind in
                  ("text/html", "image/svg+xml", "text/plain")}

class Shell:
    display_formatter = Display()
    user_ns = {}

try:
    register()
except NoNotebookError as error:
    assert "no IPython runs here" in str(error)
else:
    raise AssertionError
register(shell=Shell())
assert len(Display.formatters["text/html"].deferred_printers) == len(TYPES)
loaded = [name for name in sys.modules if name.startswith("qualflow")]
print(sorted(loaded), [n for n in ("numpy", "attrs", "IPython") if n in sys.modules])
"""


def test_registering_loads_nothing_but_itself():
    """A notebook starts as fast as before; the rest comes with the first value."""
    ran = subprocess.run(
        [sys.executable, "-c", FRESH], capture_output=True, text=True, check=True
    )

    loaded = ["qualflow", "qualflow.errors", "qualflow.notebook"]
    assert ran.stdout.strip() == f"{loaded} []"


def test_without_ipython_it_is_said_what_is_missing(monkeypatch):
    monkeypatch.delitem(sys.modules, "IPython", raising=False)

    with pytest.raises(NoNotebookError, match="no IPython runs here"):
        register()
    with pytest.raises(NoNotebookError, match="no IPython runs here"):
        unregister()


@pytest.mark.parametrize(("module", "name"), TYPES)
def test_every_registered_type_is_where_its_name_says(module, name):
    """A type that moves would silently be shown as it is."""
    found = getattr(__import__(module, fromlist=[name]), name)

    assert (found.__module__, found.__qualname__) == (module, name)
    assert ((module, name) in PICTURES) == module.startswith("qualflow.draw")
