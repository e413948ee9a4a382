"""A simulation as pictures and as one page: offline, well-formed, nothing executed."""

import re
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from attrs import evolve

from qualflow.draw.page import VOID, element, figure, page, table
from qualflow.draw.svg import Drawing
from qualflow.pictures.changes import comparison_pictures, sensitivity_pictures
from qualflow.pictures.report import report
from qualflow.pictures.simulation import pictures
from qualflow.simulate.results import Estimate, Flow, Visit
from qualflow.words.language import Language
from qualflow.words.scenarios import labels
from simulate_results import (
    COMPARED,
    EXACT,
    MOVED,
    RULEBOOK,
    SAMPLED,
    SCENARIO,
    hostile,
    nobody,
)

EN, ZH = Language.EN, Language.ZH
BOTH = pytest.mark.parametrize("language", Language)
HTML, SVG = "{http://www.w3.org/1999/xhtml}", "{http://www.w3.org/2000/svg}"


def full(language=EN):
    return report(SAMPLED, RULEBOOK, language, comparison=COMPARED, moved=MOVED)


def parsed(text):
    return ElementTree.fromstring(text.encode())


class Balance(HTMLParser):
    """Reads a page as a browser does and notes what is not closed."""

    def __init__(self):
        super().__init__()
        self.open = []

    def handle_starttag(self, tag, _attributes):
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.open.pop() == tag


# -- pictures -------------------------------------------------------------------------


@BOTH
@pytest.mark.parametrize(
    "name", ["time-decision", "time-production", "standing", "flow", "waiting"]
)
def test_a_picture_is_as_it_was_looked_at(name, language, golden):
    golden(
        pictures(SAMPLED, RULEBOOK, language)[name], f"simulate/{name}.{language}.svg"
    )


@BOTH
@pytest.mark.parametrize("name", ["differences", "time-decision"])
def test_a_comparison_is_drawn_as_it_was_looked_at(name, language, golden):
    drawn = comparison_pictures(COMPARED, RULEBOOK, language)[name]

    golden(drawn, f"simulate/comparison-{name}.{language}.svg")


@BOTH
def test_a_sensitivity_is_drawn_as_it_was_looked_at(language, golden):
    words = labels(RULEBOOK, SCENARIO, language)
    ((answer, drawn),) = sensitivity_pictures(MOVED, words)

    assert answer == ("production_2032", "p")
    golden(drawn, f"simulate/sensitivity.{language}.svg")


def test_nothing_is_drawn_of_a_run_without_cases():
    assert pictures(nobody(), RULEBOOK, EN) == {}


@BOTH
def test_every_picture_says_in_words_what_it_shows(language):
    for name, drawn in pictures(SAMPLED, RULEBOOK, language).items():
        root = parsed(drawn)
        assert root.find(f"{SVG}title").text, name
        assert root.find(f"{SVG}desc").text, name


def test_the_bands_of_all_moments_hold_all_cases():
    """Outcomes and open states together: the highest edge is 100 % everywhere."""
    root = parsed(pictures(SAMPLED, RULEBOOK, EN)["standing"])
    *_, highest = root.iter(f"{SVG}polygon")
    pairs = [tuple(map(float, p.split(","))) for p in highest.get("points").split()]
    upper = {y for _, y in pairs[: len(SAMPLED.grid)]}

    assert max(upper) - min(upper) < 1
    assert min(upper) == 48


def test_states_that_hardly_any_case_is_in_are_drawn_as_one():
    small = tuple(
        evolve(v, at=(0.001,) * len(SAMPLED.grid)) if v.state == "returned" else v
        for v in SAMPLED.visits
    )
    drawn = pictures(evolve(SAMPLED, visits=small), RULEBOOK, EN)["standing"]

    assert "other states" in drawn
    assert "returned for completion" not in drawn


def test_states_where_cases_end_are_not_waited_in():
    drawn = pictures(SAMPLED, RULEBOOK, EN)["waiting"]

    assert "under evaluation" in drawn
    assert "refused" not in drawn


def test_steps_that_stay_in_a_state_are_one_loop():
    loops = [Flow("applied", step, "applied", 0.25) for step in ("accept", "return")]
    flows = (*SAMPLED.flows, *loops)
    drawn = pictures(evolve(SAMPLED, flows=flows), RULEBOOK, EN)["flow"]

    assert drawn.count("accept the file, return the file: 50.0 %") == 1


def test_a_time_between_two_states_has_no_dates():
    """Day 0 is another for every case."""
    times = (evolve(SCENARIO.times[1], since=("approved",)),)
    scenario = evolve(SCENARIO, times=times)
    result = evolve(SAMPLED, scenario=scenario, times=SAMPLED.times[1:])
    drawn = pictures(result, RULEBOOK, EN)["time-production"]

    assert "2032-" not in drawn
    assert ">days<" in drawn


# -- the page -------------------------------------------------------------------------


@BOTH
def test_the_page_is_as_it_was_looked_at(language, golden):
    golden(full(language), f"simulate/report.{language}.html")


@BOTH
def test_the_page_is_well_formed_for_xml_and_for_a_browser(language):
    text = full(language)
    root = parsed(text)
    balance = Balance()
    balance.feed(text)

    assert balance.open == []
    assert root.tag == f"{HTML}html"
    assert root.get("lang") == {EN: "en", ZH: "zh-Hans"}[language]
    assert text.startswith("<!DOCTYPE html>\n")


@BOTH
def test_the_page_needs_no_network_and_no_script(language):
    root = parsed(full(language))
    tags = {found.tag.split("}")[1] for found in root.iter()}

    assert not {"script", "link", "img", "iframe", "object"} & tags
    for found in root.iter():
        for key, value in found.attrib.items():
            assert not key.startswith("on"), key
            assert key not in ("src", "href"), key
            assert "url(" not in value or value.startswith("url(#"), value
    style = root.find(f".//{HTML}style").text
    assert "url(" not in style
    assert "@import" not in style


def test_the_page_follows_a_dark_screen_and_prints_on_white():
    style = parsed(full()).find(f".//{HTML}style").text

    assert "prefers-color-scheme: dark" in style
    assert "@media print" in style


def test_every_part_is_there_in_its_order():
    ids = [found.get("id") for found in parsed(full()).iter(f"{HTML}section")]

    assert ids == [
        "answer", "outcomes", "times", "flow", "standing", "waiting", "stopped",
        "comparison", "sensitivity", "figures", "method",
    ]  # fmt: skip


def test_what_was_not_asked_is_not_there():
    ids = [
        s.get("id") for s in parsed(report(EXACT, RULEBOOK, EN)).iter() if s.get("id")
    ]

    assert "comparison" not in ids
    assert "sensitivity" not in ids
    assert "stopped" not in ids


def test_every_table_has_a_caption_and_heads_with_their_scope():
    for found in parsed(full()).iter(f"{HTML}table"):
        assert found.find(f"{HTML}caption").text
        heads = list(found.iter(f"{HTML}th"))
        assert {head.get("scope") for head in heads} == {"col", "row"}


def test_every_figure_stands_there_with_its_source():
    text = full()

    for _, source in SCENARIO.figures():
        assert source in text
    assert "9 of 12 figures are assumed" in text


def test_a_page_about_the_second_scenario_names_the_first_by_its_own_title():
    text = report(COMPARED.second, RULEBOOK, EN, comparison=COMPARED)

    assert "Instrument approval, as it is → Fewer returns, longer validity" in text
    assert "<h1>Fewer returns, longer validity</h1>" in text


def test_the_seed_and_the_command_stand_there():
    text = full()

    assert "seed 7" in text
    assert "qualflow simulate compare reference fewer-returns" in text


def test_two_pictures_share_no_hatching():
    text = full()
    defined = re.findall(r'<pattern id="([^"]+)"', text)
    used = set(re.findall(r"url\(#([^)]+)\)", text))

    assert len(defined) == len(set(defined))
    assert used == set(defined)


def test_a_run_without_cases_has_a_page():
    text = report(nobody(), RULEBOOK, EN)

    assert parsed(text).tag == f"{HTML}html"
    assert "Cut short: 0 of 100,000 cases" in text


@BOTH
def test_hostile_words_stay_words(language):
    rulebook, result = hostile()
    text = report(result, rulebook, language)
    root = parsed(text)

    assert not list(root.iter(f"{HTML}script"))
    assert not list(root.iter(f"{HTML}b"))
    assert "<script" not in text
    assert not set("\x1b\u202e") & set(text)
    assert '<script>alert("1")</script>' in root.find(f".//{HTML}title").text


def test_numbers_that_are_none_are_never_drawn():
    nan = float("nan")
    result = evolve(
        SAMPLED,
        times=tuple(evolve(t, mean=Estimate(nan, nan)) for t in SAMPLED.times),
        visits=(Visit("applied", nan, 3.0, at=(nan,) * len(SAMPLED.grid)),
                *SAMPLED.visits[1:]),
    )  # fmt: skip
    text = report(result, RULEBOOK, EN)

    assert not re.search(r"\bnan\b", text)


# -- pieces of a page -----------------------------------------------------------------


def test_what_is_text_is_escaped_and_what_is_an_element_is_not():
    made = element("p", "a < b & ", element("b", "c"), title='"')

    assert made == '<p title="&quot;">a &lt; b &amp; <b>c</b></p>'


def test_a_table_sets_numbers_to_the_right():
    made = table("Shares", ("state", "p"), [("refused", "5")], "lr", ["a note"])

    assert '<td class="n">5</td>' in made
    assert '<th scope="row">refused</th>' in made
    assert made.endswith('<p class="note">a note</p>')


def test_a_picture_takes_the_colours_of_the_page_but_no_word_is_changed():
    drawing = Drawing(10, "t", 10, patterns={"still": ("#ffffff", "#2b6cb0")})
    drawing.rect(0, 0, 5, 5, fill="url(#still)", stroke="#1f2933")
    drawing.text(0, 0, 'fill="#1f2933" url(#still)')
    made = figure(drawing.svg(), "p")

    assert 'stroke="var(--ink)"' in made
    assert 'fill="url(#p-still)"' in made
    assert '<pattern id="p-still"' in made
    assert "fill=&quot;#1f2933&quot; url(#still)" in made


def test_a_page_is_the_same_for_the_same_parts():
    assert page("en", "t", ["a"]) == page("en", "t", ["a"])
