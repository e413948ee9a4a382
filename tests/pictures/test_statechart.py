"""State charts of shipped processes: their words, and that all of it can be read."""

from datetime import date, timedelta
from itertools import combinations, pairwise
from xml.etree import ElementTree

import pytest
from attrs import evolve

from qualflow import Request, load, open_case
from qualflow.case.life import decide
from qualflow.case.replaying import replay
from qualflow.cli.cases import open_named
from qualflow.draw.statechart import Kind, Scope, positions
from qualflow.draw.statechart_cards import WIDTH, faces, pairs
from qualflow.draw.statechart_svg import statechart_svg
from qualflow.draw.svg import width_of
from qualflow.draw.wires import plan
from qualflow.explain.why import explain
from qualflow.pictures.statechart import case_chart, law_chart
from qualflow.processes import folder, shipped

SVG = "{http://www.w3.org/2000/svg}"
IAA = "instrument-approval"
DAYS = {
    "cn-automaker": ["2014-07-01", "2016-06-01", "2018-06-01", "2020-06-01",
                     "2024-06-01"],
    "eu-novel-food": ["2020-01-01"],
    IAA: ["2029-01-01", "2031-03-04"],
    "reference": ["2026-11-01"],
}  # fmt: skip
LAWS = [
    (name, date.fromisoformat(day)) for name, days in DAYS.items() for day in days
] + [(name, None) for name in DAYS]
LIVES = [
    ("cn-automaker/histories/xiaomi.json", "2024-06-01"),
    ("cn-automaker/histories/baowo.json", "2018-06-01"),
    ("eu-novel-food/histories/mealworm.json", "2019-06-01"),
    ("instrument-approval/cases/C-7.json", "2031-02-03"),
]


def opened(place, day):
    name, rest = place.split("/", 1)
    found = open_named(str(folder(name) / rest), None, date.fromisoformat(day))
    return found.rulebook, found.case, date.fromisoformat(day)


def case_of(language="en", **more):
    rulebook, case, day = opened(*LIVES[3])
    return case_chart(rulebook, case, day, language, **more)


def laws(language):
    for name, day in LAWS:
        yield law_chart(load(name), day, language)


# What is said -------------------------------------------------------------------------


@pytest.mark.parametrize(("place", "day"), LIVES)
def test_what_is_open_is_what_the_law_says_of_asking(place, day):
    """The picture is the explanation: one judgment, in two forms."""
    rulebook, case, on = opened(place, day)
    for link in case_chart(rulebook, case, on).links:
        if link.source == case.state and link.kind is not Kind.BY_ITSELF:
            why = explain(rulebook, case, Request(link.name, on))
            assert link.kind.value == why.answer.value
            barring = [f.clause.ref for f in why.findings if f.verdict.value == "unmet"]
            for ref in barring if link.kind is Kind.CLOSED else ():
                assert any(ref in reason for reason in link.why)


@pytest.mark.parametrize(("place", "day"), LIVES)
def test_the_way_taken_leads_from_the_first_state_to_the_current_one(place, day):
    rulebook, case, on = opened(place, day)
    drawn = case_chart(rulebook, case, on)
    taken = {(k.source, k.name, k.target) for k in drawn.links if k.taken}
    states = [case.initial, *(step.target for step in case.path)]
    way = zip(states, (s.transition for s in case.path), states[1:], strict=False)

    assert taken == set(way)
    assert {n.name for n in drawn.nodes if n.visited} == set(states)
    assert [n.name for n in drawn.nodes if n.current] == [case.state]


def test_a_step_of_a_law_that_is_gone_is_still_on_the_way():
    """A project approved before 10 January 2019 (O22) was approved all the same."""
    found = opened("cn-automaker/histories/qiantu.json", "2020-06-01")
    drawn = case_chart(*found)
    gone = {link.name for link in drawn.links} - {*found[0].on(found[2]).transitions}

    assert gone
    for link in drawn.links:
        if link.name in gone:
            assert link.taken
            assert "not in the law of this day" in link.told


def test_what_bars_a_step_stands_in_its_name_in_both_languages():
    for language, said in (("en", "not met, IAA 14(2)"), ("zh", "不满足，IAA 14(2)")):
        (link,) = [k for k in case_of(language).links if k.name == "approve"]
        assert said in link.told
        assert any(reason.startswith(said) for reason in link.why)


def test_who_may_not_ask_is_told_who_may():
    (link,) = [k for k in case_of(by="applicant").links if k.name == "refuse"]

    assert link.kind is Kind.CLOSED
    assert link.note == "only for the approval office"


def test_time_passes_before_the_picture():
    """RP 3(1): an approval that nobody uses lapses after 730 days."""
    rulebook = load("reference")
    case = open_case(rulebook, "R-1")
    day = date(2026, 1, 5)
    for name in ("take_up", "evaluate", "approve"):
        outcome = decide(rulebook, case, Request(name, day))
        case = replay(outcome.events, start=case)

    def here(on):
        return [n.name for n in case_chart(rulebook, case, on).nodes if n.current]

    assert here(day + timedelta(days=730)) == ["approved"]
    assert here(day + timedelta(days=731)) == ["lapsed"]


def test_answers_that_are_known_are_not_asked_for_again():
    rulebook, case, day = opened(*LIVES[3])
    why = explain(rulebook, case, Request("approve", day))
    answers = {"approve": evolve(why, findings=()), "withdraw": why}
    drawn = case_chart(rulebook, case, day, answers=answers)
    kinds = {k.name: (k.kind, k.why) for k in drawn.links if k.source == case.state}

    assert kinds["approve"] == (Kind.CLOSED, ())
    assert kinds["withdraw"][0] is Kind.CLOSED


def test_the_law_of_a_day_has_its_steps_and_counts_their_clauses():
    links = {k.name: k for k in law_chart(load(IAA), date(2031, 3, 4)).links}

    assert links["approve"].note == "7 clauses"
    assert links["approve"].kind is Kind.PLAIN
    assert "IAA\N{NO-BREAK SPACE}9(1)" in links["approve"].why[0]


def test_without_a_day_every_version_is_shown():
    """Filing came with O22, approval went with it: both are somewhere."""
    names = {link.name for link in law_chart(load("cn-automaker"), None).links}

    assert names == set(load("cn-automaker").transitions)


def test_every_process_says_where_its_states_stand():
    for name in shipped():
        assert all(state.at for state in load(name).states.values())


def test_every_word_of_a_chart_is_in_both_languages():
    english, chinese = case_of("en"), case_of("zh")

    assert english.said.keys() == chinese.said.keys()
    for key, word in english.said.items():
        assert word != chinese.said[key]
    for one, other in zip(english.links, chinese.links, strict=True):
        assert one.label != other.label
        assert one.told != other.told


# What is seen -------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_two_texts_lie_on_each_other(language):
    drawn = [*laws(language), *(case_of(language, scope=scope) for scope in Scope)]
    for chart in drawn:
        for narrow in (False, True):
            boxes = list(texts(statechart_svg(chart, narrow=narrow)))
            for one, other in combinations(boxes, 2):
                assert not touch(one[:4], other[:4]), (chart.subtitle, one, other)


def texts(svg):
    """Yield the box of each text that is always seen, with the text."""
    root = ElementTree.fromstring(svg.encode())
    width = float(root.get("width"))
    for found in root.iter(f"{SVG}text"):
        look = found.get("class")
        if look is None or "sc-halo" in look or not found.text:
            continue
        x, y, size = (float(found.get(key)) for key in ("x", "y", "font-size"))
        wide = width_of(found.text, size)
        assert x + wide <= width + 1, found.text
        # A letter reaches neither the line above nor the one below.
        yield x, y - 0.75 * size, x + wide, y + 0.2 * size, found.text


def touch(one, other):
    return (
        one[0] < other[2] and other[0] < one[2]
        and one[1] < other[3] and other[1] < one[3]
    )  # fmt: skip


@pytest.mark.parametrize("name", sorted(DAYS))
def test_no_line_lies_on_another_and_none_crosses_a_card(name):
    """Whatever state is the current one, and placed by hand or not."""
    for day in (date.fromisoformat(DAYS[name][-1]), None):
        chart = law_chart(load(name), day)
        for here in ("", *(node.name for node in chart.nodes)):
            nodes = tuple(evolve(n, current=n.name == here) for n in chart.nodes)
            bare = tuple(evolve(n, at=None) for n in nodes)
            for placed in (nodes, bare):
                check_lines(evolve(chart, nodes=placed, listed=not here))


def check_lines(chart):
    at = positions(chart)
    cards = tuple(face.card(at[name]) for name, face in faces(chart).items())
    links = tuple(pair for pair in pairs(chart) if pair[0] != pair[1])
    found = plan(cards, links, WIDTH)
    boxes = [
        (x + 0.1, y + 0.1, x + WIDTH - 0.1, y + card.height - 0.1)
        for card, (x, y) in ((c, found.places[c.name]) for c in cards)
    ]
    stretches = [
        (pair[1], (min(a, c) - 1, min(b, d) - 1, max(a, c) + 1, max(b, d) + 1))
        for pair, points in found.routes.items()
        for (a, b), (c, d) in pairwise(points)
    ]
    for _, (left, top, right, low) in stretches:
        inner = (left + 1, top + 1, right - 1 + 1e-9, low - 1 + 1e-9)
        assert not any(touch(inner, box) for box in boxes)
    for (one, a), (other, b) in combinations(stretches, 2):
        along = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
        assert one == other or min(along) <= 0 or max(along) <= 8, (one, other, a, b)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    ("name", "more"),
    [("case", {}), ("near", {"scope": Scope.NEAR, "hrefs": {"approve": "/step?a=1"}})],
)
def test_a_case_looks_as_it_did(name, more, language, golden):
    chart = case_of(language, **more)
    svg = statechart_svg(chart, styled=False, narrow=name == "near")

    golden(svg, f"pictures/statechart-{name}.{language}.svg")


def test_a_law_looks_as_it_did(golden):
    svg = statechart_svg(law_chart(load(IAA), date(2031, 3, 4)))

    golden(svg, "pictures/statechart-law.en.svg")
