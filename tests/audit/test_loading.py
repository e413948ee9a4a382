"""Reading `history.toml`: every mistake at once, each with its line and a way out."""

from __future__ import annotations

import tomllib

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from histories import CN, FOLDER, MAPPING
from qualflow.audit.loading import grounds_of, read_mapping
from qualflow.audit.mapping import HistoryMap
from qualflow.law.facts import Evidence
from qualflow.law.loading import RulebookError
from qualflow.processes import folder, load, shipped

TEXT = (FOLDER / "history.toml").read_text(encoding="utf-8")


def mistakes(text: str | bytes) -> list[str]:
    """What is wrong, line by line."""
    content = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(RulebookError) as caught:
        read_mapping(content, CN)
    return [str(mistake) for mistake in caught.value.mistakes]


def edited(old: str, new: str) -> list[str]:
    """What one edit makes wrong; `¶` in the new text marks the line it is wrong in."""
    assert old in TEXT
    text = TEXT.replace(old, new, 1)
    lines = [n for n, line in enumerate(text.split("\n"), 1) if "¶" in line]
    return [
        mistake.removeprefix("".join(f"history.toml:{line}: " for line in lines))
        for mistake in mistakes(text.replace("¶", ""))
    ]


@pytest.mark.parametrize("name", shipped())
def test_the_shipped_maps_can_be_read(name: str):
    """Every shipped process that takes histories."""
    file = folder(name) / "history.toml"
    if file.exists():
        assert read_mapping(file.read_bytes(), load(name)).claims


def test_the_map_says_what_the_file_says():
    """One look at each table."""
    assert MAPPING.claims[0] == "ndrc-miit-order-27-2015"
    assert MAPPING.certainty["press"] is Evidence.REPORTED
    assert MAPPING.actor("ndrc") == "ndrc"
    assert MAPPING.actor("jiangsu_drc") == "province"
    assert MAPPING.actor("somebody") == ""
    assert MAPPING.given == {"category": "passenger"}
    assert MAPPING.supplies["move_to_filing"].recorded == {"track": "approval"}
    assert MAPPING.supplies["stop_production"].before == ("resume_production",)
    assert MAPPING.hosting is not None
    assert MAPPING.hosting.told_as == "access_holder"
    assert grounds_of(MAPPING)["reading:R6"].routes == ("existing",)
    assert list(MAPPING.readings) == ["R4", "R13", "R16", "R21", "R22", "R25"]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("language = 1", "language = 2¶",
         "'language': a whole number from 1 to 1 expected"),
        ("[certainty]", "[certaintie]¶",
         "unknown key 'certaintie'\n  did you mean 'certainty'?"),
        ('text = "official"', 'text = "offical"¶',
         "[certainty]: 'text': one of rumoured, reported, documented, official"),
        ('ndrc = "ndrc"', 'ndrc = "nrdc"¶',
         "[actor]: no actor named 'nrdc' is declared\n  did you mean 'ndrc'?"),
        ('category = "passenger"', 'category = "passengers"¶',
         "'category': one of"),
        ("confirmed_by_authority = false", "confirmed_by_authority = 1979-05-27¶",
         "'weakened': a text, number or truth expected"),
        ('kind = "filed"\nsteps', 'kind = "files"¶\nsteps',
         "line 1: 'kind': one of filed, accepted,"),
        ('steps = ["submit"]', 'steps = ["submitt"]¶',
         "line 1: no transition named 'submitt' is declared\n  did you mean 'submit'?"),
        ('steps = ["submit"]', 'step = ["submit"]¶',
         "line 1: unknown key 'step'\n  did you mean 'steps'?"),
        ('hosting = "start"', 'hosting = "begin"¶',
         "'hosting': one of start, end expected"),
        ('actor = "miit"\nsteps', 'actor = "draft"¶\nsteps',
         "'draft' is a state, not an actor"),
        ("in_force_until = 2019-01-10", "in_force_until = 1066-01-10¶",
         "'in_force_until': a day from 1900-01-01 to 2199-12-31 expected"),
        ('standing = "practice"', 'standing = "habit"¶',
         "'standing': one of text, press, memory, practice expected"),
        ('has_kind = "special_publicity"', 'has_kind = "special"¶',
         "'has_kind': one of filed"),
        ('without = ["ground"]', "without = [7]¶", "'without': texts expected"),
        ("[step.accept]", "[step.acept]¶",
         "step 'acept': no transition named 'acept' is declared\n"
         "  did you mean 'accept'?"),
        ('shown_by = ["filed"]', 'shown_by = ["file"]¶',
         "step 'submit': 'shown_by': no kind named 'file'"),
        ('recorded = { track = "approval" }', 'recorded = { track = "long" }¶',
         "'track': one of approval, filing expected"),
        ("supplied_from = 2015-07-10", "supplied_from = 2015¶",
         "'supplied_from': a day"),
        ('supplied_before = ["strike_off"]', 'supplied_before = ["strike_out"]¶',
         "no transition named 'strike_out' is declared\n  did you mean 'strike_off'?"),
        ("[fact.ground]", "[fact.grounds]¶",
         "no fact named 'grounds' is declared\n  did you mean 'ground'?"),
        ("years = 2", "years = 101¶",
         "distance 1: 'years': a whole number from 0 to 100 expected"),
        ("after_until = 2017-07-01", 'after_until = "soon"¶',
         "'after_until': a day"),
        ("[closing.K1]\nstep", "[closing.K1]\nstop¶",
         "closing 'K1': unknown key 'stop'\n  did you mean 'step'?"),
        ("supplied = true\nafter", 'supplied = "yes"¶\nafter',
         "ground 'practice:R16': 'supplied': true or false expected"),
        ('phase = "approved"', 'phase = "aproved"¶',
         "flag 'no_production_found': 'phase': one of"),
        ('told_by = ["production_started", "earlier_access_holder"]',
         'told_by = ["production_started"]¶', "'told_by': a kind and a fact expected"),
        ('told_by = ["production_started", "earlier_access_holder"]',
         'told_by = ["started", "earlier_access_holder"]¶',
         "'told_by': a kind and a fact expected"),
        ('hosting_before = "access_granted"', 'hosting_before = "granted"¶',
         "no state named 'granted' is declared\n  did you mean 'access_granted'?"),
        ('without_clauses = ["M39 23"]', 'without_clauses = ["M39 99"]¶',
         "reading 'R13', choice 'b': no clause named 'M39 99' is declared"),
        ("without_tagged = true", "without_tagged = 1¶",
         "'without_tagged': true or false expected"),
        ('name = "host.name"', 'name = "host.nam"¶',
         "[hosting]: no fact named 'host.nam' is declared\n"
         "  did you mean 'host.name'?"),
        ('narrow = ["approve"]', 'narrow = ["aprove"]¶',
         "[consents]: no transition named 'aprove' is declared\n"
         "  did you mean 'approve'?"),
        ("claims = [", "claim = [¶", "unknown key 'claim'\n  did you mean 'claims'?"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_line_and_a_way_out(old: str, new: str, says: str):
    """What was found, what would do, and the likely right name."""
    found = edited(old, new)

    assert any(says in mistake for mistake in found), found


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("ending = 2019-01-10", "", "'ending' is missing"),
        ('hosting = "start"', "", "either 'steps' or 'hosting' expected"),
        ('hosting = "start"', 'hosting = "start"\nsteps = ["submit"]',
         "either 'steps' or 'hosting' expected"),
        ('en = "cases pending on 2019-01-10"', "", "'en' is missing"),
        ('told_as = "access_holder"', "", "'told_as' is missing"),
        ('since = "host.from"', "", "'since' is missing"),
    ],
)  # fmt: skip
def test_what_is_missing_is_told_of_its_table(old: str, new: str, says: str):
    """There is no line of what is not there."""
    assert [m for m in edited(old, new) if says in m]


def test_tables_of_the_wrong_shape_are_told():
    """A list where a table belongs, and the other way round."""
    (found,) = mistakes("language = 1\nclaims = ['a']\nkinds = ['b']\ncertainty = 3")
    assert found.startswith("history.toml:4: 'certainty': a table expected")
    shapes = """
language = 1
claims = ["a"]
kinds = ["filed"]
line = { kind = "filed" }
distance = [3]
ground = { evidence = 5 }
[certainty]
text = "official"
"""
    assert mistakes(shapes) == [
        "history.toml:5: [[line]] expected, a table found",
        "history.toml:6: [[distance]] expected",
        "history.toml:7: ground 'evidence': a table expected",
    ]


def test_every_mistake_is_in_one_report():
    """Whoever writes the file mends it once."""
    text = TEXT
    for old, new in (
        ('text = "official"', 'text = "oficial"'),
        ('steps = ["accept"]', 'steps = ["acept"]'),
        ("[step.approve]", "[step.aprove]"),
        ("years = 2", "years = -2"),
        ("[closing.K2]", "[closing.K2]\nnonsense = 1"),
        ('states = ["access_granted"]', 'states = ["granted"]'),
    ):
        text = text.replace(old, new, 1)
    lines = [int(found.split(":")[1]) for found in mistakes(text)]

    assert len(lines) == 6
    assert lines == sorted(lines)


def test_an_empty_file_says_what_is_missing():
    """A map has claims, kinds and certainties at least."""
    assert sorted(mistakes("")) == [
        "history.toml: 'claims' is missing",
        "history.toml: 'kinds' is missing",
        "history.toml: 'language' is missing",
        "history.toml: [certainty] is missing",
    ]


def test_the_least_map_is_one():
    """Histories of a process without lines: every event is a wrong actor's."""
    least = (
        'language = 1\nclaims = ["a"]\nkinds = ["b"]\n[certainty]\ntext = "official"'
    )
    found = read_mapping(least.encode(), CN)

    assert found.hosting is None
    assert found.consents is None
    assert evolve(found, kinds=("b",)).lines == ()


@pytest.mark.parametrize("content", [b"a = ", b"\xff", b"a = 1\na = 2"])
def test_what_is_no_toml_is_one_mistake(content: bytes):
    """With its line."""
    (found,) = mistakes(content)

    assert found.startswith("history.toml")


# -- anything ------------------------------------------------------------------------


def reads_or_reports(content: bytes) -> None:
    """Nothing but a map or a report that can be printed comes out."""
    said = "a map"
    try:
        assert isinstance(read_mapping(content, CN), HistoryMap)
    except RulebookError as error:
        said = "\n".join(map(str, error.mistakes))
    assert said
    assert said.encode()


@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_any_bytes_are_read_or_reported(content: bytes):
    """A file may be anything."""
    reads_or_reports(content)


LINES = TEXT.split("\n")
VALUES = st.sampled_from(
    ("7", '"x"', "[]", '["x"]', "true", "2019-01-10", "{}", "{ x = 1 }", "[[1]]", "1.5")
)


@given(st.integers(0, len(LINES) - 1), VALUES)
@settings(max_examples=60)
def test_a_line_with_any_value_is_read_or_reported(at: int, value: str):
    """Each key is given what it was not made for."""
    key, equals, _ = LINES[at].partition(" = ")
    line = f"{key} = {value}" if equals else LINES[at]

    reads_or_reports("\n".join([*LINES[:at], line, *LINES[at + 1 :]]).encode())


@given(st.integers(0, len(LINES) - 1), st.integers(0, len(LINES) - 1))
@settings(max_examples=40)
def test_lines_in_other_places_are_read_or_reported(at: int, to: int):
    """Lines get lost and turn up elsewhere."""
    lines = [*LINES]
    lines.insert(to, lines.pop(at))

    reads_or_reports("\n".join(lines).encode())


def test_the_file_is_plain_toml():
    """Any program can read it."""
    assert tomllib.loads(TEXT)["language"] == 1
