"""Values show themselves in a notebook: laid out, escaped, in either language."""

import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from attrs import evolve

import qualflow
import simulate_results as simulated
from notebook_values import (
    CASE,
    LAW,
    NOWHERE,
    TODAY,
    VALUES,
    of_nowhere,
    setting,
)
from qualflow import Request, deadlines, explain, next_steps, timeline
from qualflow.draw.page import VOID
from qualflow.notebook.fragment import DARK_HOSTS, ROOT, style
from qualflow.notebook.showing import html, svg, text
from qualflow.pictures.statechart import case_chart
from qualflow.words.language import Language
from rulebooks import a_case, a_rulebook, a_step
from rulebooks import text as a_text

SOURCES = Path(qualflow.__file__).parent
BOTH = pytest.mark.parametrize("language", Language)
EVERY = pytest.mark.parametrize("name", VALUES)
PICTURE = re.compile(r"<svg .*?</svg>", re.S)
STYLE = re.compile(r"<style>.*?</style>", re.S)
ALLOWED = set(
    "style div p span small code pre table caption thead tbody tr th td details "
    "summary figure svg title desc g defs pattern rect line circle polygon polyline "
    "path text tspan".split()
)
"""Elements that neither fetch nor do anything."""


def root(shown):
    """Return a fragment as a tree; it is well-formed."""
    return ElementTree.fromstring(f"<body>{shown}</body>")


def names(tree):
    return {element.tag.rpartition("}")[2] for element in tree.iter()} - {"body"}


class Balance(HTMLParser):
    """Reads a fragment as a browser does and notes what is not closed."""

    def __init__(self):
        super().__init__()
        self.open = []

    def handle_starttag(self, tag, _attributes):
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def laid_out(shown):
    return shown is not None and "could not be laid out" not in shown


# -- what it looks like ---------------------------------------------------------------


@BOTH
@EVERY
def test_a_value_is_shown_as_it_was_looked_at(name, language, golden):
    """Pictures and the style have golden files of their own."""
    shown = html(VALUES[name], setting(language))
    shown = PICTURE.sub("<svg/>", STYLE.sub("", shown))

    golden(shown.replace("><", ">\n<") + "\n", f"notebook/{name}.{language}.html")


def test_the_style_is_as_it_was_looked_at(golden):
    golden(style(), "notebook/style.css")


@BOTH
@EVERY
def test_a_fragment_is_well_formed_and_says_its_language(name, language):
    """It stands among others, in hosts that read it as HTML and as XML."""
    shown = html(VALUES[name], setting(language))

    tree = root(shown)
    balance = Balance()
    balance.feed(shown)

    assert [child.tag for child in tree] == ["style", "div"]
    assert tree[1].get("lang") == {"en": "en", "zh": "zh-Hans"}[language]
    assert tree[1].get("class") == "qf"
    assert balance.open == []


@EVERY
def test_a_fragment_fetches_nothing_and_runs_nothing(name):
    """A notebook is mailed around; what it shows must not call home."""
    tree = root(html(VALUES[name], setting()))

    assert names(tree) <= ALLOWED
    for element in tree.iter():
        for attribute in element.attrib:
            assert not attribute.lower().startswith("on"), attribute
            assert attribute not in {"href", "src", "srcset", "action"}, attribute
    assert "@import" not in style(chart=True)
    assert "url(" not in style(chart=True)


@EVERY
def test_nothing_of_a_fragment_is_a_heading_of_the_notebook(name):
    """Contents made of headings are those of the author, not of the outputs."""
    tree = root(html(VALUES[name], setting()))

    assert names(tree).isdisjoint({"h1", "h2", "h3", "h4", "h5", "h6"})


@EVERY
def test_every_table_scrolls_by_keyboard_and_has_a_name(name):
    """A table wider than the notebook is reached without a mouse."""
    tree = root(html(VALUES[name], setting()))

    for box in tree.iter("div"):
        if box.find("table") is not None:
            assert (box.get("class"), box.get("tabindex")) == ("qf-wide", "0")
            assert box.get("aria-label")


def test_every_rule_of_the_style_begins_with_the_class_of_fragments():
    """The style of an output must not reach the rest of the notebook."""
    rules = re.sub(r"@media[^{]*\{", "", style(chart=True))
    rules = re.sub(r":is\([^{}]*?\) ", "", rules)
    selectors = [
        one.strip()
        for found in re.findall(r"([^{}]+)\{", rules)
        for one in found.split(",")
    ]

    assert len(selectors) > 60
    for one in selectors:
        assert one.startswith(ROOT), one


def test_dark_is_what_the_host_marks_as_dark():
    """A light notebook on a dark desktop stays light."""
    sheet = style(chart=True)

    assert "prefers-color-scheme" not in sheet
    assert 'body[data-jp-theme-light="false"]' in DARK_HOSTS
    assert "body.vscode-dark" in DARK_HOSTS
    assert all(host in sheet for host in DARK_HOSTS)


def test_names_within_pictures_are_those_of_one_output():
    """The same value shown twice is two outputs of one document."""
    both = [html(VALUES["timeline"], setting()) for _ in range(2)]
    found = [set(re.findall(r'id="([^"]+)"', shown)) for shown in both]
    used = [set(re.findall(r"url\(#([^)]+)\)", shown)) for shown in both]

    assert found[0]
    assert found[0].isdisjoint(found[1])
    assert used[0] <= found[0]
    assert used[1] <= found[1]


# -- what it says ---------------------------------------------------------------------


def test_an_explanation_says_verdict_wording_and_what_to_do():
    """The same words as the command line, each clause in a row."""
    shown = html(VALUES["explanation"], setting())

    assert "No: on 2031-03-04 the approval office cannot approve" in shown
    assert "✗</span> not met" in shown
    assert "next: assign another assessor" in shown
    assert "?</span> not known, no bar" in shown
    assert "–</span> not evaluated (practice)" in shown
    assert "met (presumed)" in shown


def test_a_value_of_a_fact_is_shown_as_it_was_filed():
    """Inside, a day is an ordinal and a number has no point."""
    shown = html(CASE, setting())

    assert "2028-12-12" in shown
    assert "0.4%" in shown


@BOTH
def test_text_is_what_the_command_line_prints(language):
    """Where HTML is not shown, the answer is still in words."""
    said = {name: text(value, setting(language)) for name, value in VALUES.items()}

    assert said.pop("rulebook") is None
    first = {name: told.splitlines()[0] for name, told in said.items()}
    if language is Language.EN:
        assert first["case"].startswith("The case C-7 is at: under review")
        assert first["explanation"].startswith("No: on 2031-03-04")
        assert first["deadlines"] == "On 2031-03-04 in the case C-7: 1 overdue."
        assert first["next-steps"].startswith("On 2031-03-04 the case C-7 is at")
        assert first["timeline"] == "Instrument approval: case C-7"
    else:
        assert first["explanation"].startswith("不可以")
    assert all(first.values())


def test_pictures_are_files_of_their_own_too():
    """Hosts without HTML show the picture."""
    for name in ("timeline", "statechart"):
        assert ElementTree.fromstring(svg(VALUES[name])).tag.endswith("svg")
    assert svg(CASE) is None


def test_moved_figures_are_those_of_the_scenario_in_a_variable():
    """They do not name it; their places and answers do."""
    known = html(simulated.MOVED, setting())
    other = evolve(simulated.SCENARIO, stays={}, name="other")
    unknown = html(simulated.MOVED, setting(scenario=other))

    assert "length of &quot;approved, building&quot;, median" in known
    assert "state.approved.delay.median" in unknown
    assert laid_out(unknown)


def test_the_scenario_of_a_pair_is_found():
    """`load_scenario` returns the rulebook and the scenario together."""
    pair = simulated.RULEBOOK, simulated.SCENARIO
    shown = html(simulated.MOVED, setting(scenario=None, pair=pair))

    assert "length of &quot;approved, building&quot;, median" in shown


# -- where the law is not found -------------------------------------------------------


@BOTH
@pytest.mark.parametrize("name", of_nowhere())
def test_a_value_without_its_law_is_shown_with_plain_names(name, language):
    """A case file outlives the folder of its process."""
    shown = html(of_nowhere()[name], setting(language))

    assert laid_out(shown)
    assert NOWHERE in shown
    assert {"en": "cannot be found", "zh": "找不到流程"}[language] in shown


def test_plain_names_are_those_of_the_files():
    shown = html(of_nowhere()["case"], setting())

    assert "is at: under_review" in shown
    assert ">report_issued_on</th><td>2028-12-12<" in shown
    assert text(of_nowhere()["case"], setting()) is None


@pytest.mark.parametrize("name", of_nowhere())
def test_a_rulebook_in_a_variable_is_found(name):
    """Whoever works with a process of their own has loaded it."""
    of = simulated.RULEBOOK if name in ("result", "comparison") else LAW
    shown = html(of_nowhere()[name], setting(law=evolve(of, name=NOWHERE)))

    assert "cannot be found" not in shown


def test_the_rulebook_that_was_given_counts_before_a_variable():
    """An explicit word is stronger than a variable of the same name."""
    titles = {
        name: evolve(LAW, name=NOWHERE, title={"en": name}) for name in ("own", "other")
    }
    where = setting(rulebooks=(titles["own"],), law=titles["other"])

    assert where.rulebook(NOWHERE) is titles["own"]


def test_of_two_variables_the_later_counts():
    first, last = (evolve(LAW, name=NOWHERE) for _ in range(2))

    assert setting(first=first, last=last).rulebook(NOWHERE) is last


def test_the_name_of_a_process_is_never_a_path(tmp_path, monkeypatch):
    """A case file must not choose which folder is read."""
    (tmp_path / NOWHERE).mkdir()
    (tmp_path / NOWHERE / "process.toml").write_text("broken", encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    assert setting().rulebook(NOWHERE) is None


# -- hostile and broken ---------------------------------------------------------------

EVIL = simulated.EVIL


def evil_values():
    """Return values whose every word tries to be something else."""
    words = {"en": EVIL, "zh": EVIL}
    law = a_rulebook(
        facts=(a_text("note", label=words, question=words),),
        clauses=(("IAA 1", 'note == "fine"', {"remedy": words}),),
        transitions=(a_step(clauses=("IAA 1",), label=words),),
    )
    (clause,) = law.clauses["IAA 1"]
    said = {"IAA 1": (evolve(clause, text=words),)}
    law = evolve(law, name=NOWHERE, title=words, clauses=said)
    case = a_case(law, case_id=EVIL, note=EVIL)
    why = explain(law, case, Request("approve", TODAY))
    return law, {
        "rulebook": law,
        "case": case,
        "explanation": why,
        "next-steps": next_steps(law, case, TODAY),
        "timeline": timeline(law, case, TODAY),
        "statechart": case_chart(law, case, TODAY),
        "audit": evolve(
            VALUES["audit"],
            history=evolve(VALUES["audit"].history, company=words),
        ),
    }


@BOTH
@pytest.mark.parametrize("known", [True, False])
def test_hostile_words_stay_words(known, language):
    """Whoever wrote the case file is not whoever runs the notebook."""
    law, found = evil_values()
    where = setting(language, (law,) if known else ())

    for name, value in found.items():
        shown = html(value, where)
        assert laid_out(shown), name
        tree = root(shown)
        assert names(tree) <= ALLOWED, name
        assert '<script>alert("1")</script>' in "".join(tree.itertext()), name
        assert "\x1b" not in shown
        assert "\u202e" not in shown


@BOTH
def test_a_hostile_simulation_stays_words(language):
    law, result = simulated.hostile()
    shown = html(result, setting(language, (law,)))

    assert laid_out(shown)
    assert names(root(shown)) <= ALLOWED


def broken():
    """Return values that their rulebook, which is known, does not know."""
    step = evolve(CASE.path[0], target="<nowhere>")
    return {
        "case": evolve(CASE, path=(step,)),
        "explanation": evolve(VALUES["explanation"], transition="<nowhere>"),
        "result": evolve(
            simulated.SAMPLED,
            scenario=evolve(simulated.SCENARIO, start="<nowhere>"),
        ),
    }


@BOTH
@pytest.mark.parametrize("name", broken())
def test_what_cannot_be_laid_out_is_shown_as_it_is(name, language):
    """A cell that has computed something shows it, whatever is wrong with it."""
    value = broken()[name]
    where = setting(language)

    shown = html(value, where)
    tree = root(shown)

    assert tree.find("./div/pre").text[:30] == repr(value)[:30]
    told = "".join(tree.itertext())
    assert {"en": "could not be laid out", "zh": "无法排版"}[language] in told
    assert "<nowhere>" in told
    assert names(tree) <= ALLOWED


def test_a_text_that_cannot_be_told_is_left_to_the_value_itself():
    assert text(broken()["case"], setting()) is None


def test_what_cannot_even_be_written_is_left_to_the_host():
    class Rulebook:
        def __repr__(self):
            raise RuntimeError("broken")

    assert html(Rulebook(), setting()) is None
    assert text(Rulebook(), setting()) is None
    assert svg(Rulebook()) is None


def test_the_core_knows_nothing_of_html():
    """Formatters are registered; values carry no way to show themselves as HTML."""
    named = [
        path.relative_to(SOURCES)
        for path in SOURCES.rglob("*.py")
        if "def _repr_html_" in path.read_text(encoding="utf-8")
    ]

    assert named == []


def test_one_deadline_is_shown_like_several():
    (one,) = deadlines(LAW, CASE, TODAY)

    assert STYLE.sub("", html(one, setting())) == STYLE.sub("", html((one,), setting()))
