"""Every check of loading: one edit to a sound folder, and the one mistake it makes.

`¶` marks the line where the mistake is expected; see editing.py.
"""

from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editing import FILES, NAME, edited, marked, mistake, mistakes, unmarked
from qualflow.case.machine import CaseModel
from qualflow.law.loading import read
from qualflow.law.loading.names import RESERVED
from qualflow.law.loading.wrong import SHOWN, short, unfit

PROCESS, FACTS, CALENDAR = "process.toml", "facts.toml", "calendar.toml"
IAA, IARA, OP, ZH = "law/iaa.toml", "law/iara.toml", "law/op.toml", "words/zh.toml"
APPROVE, CLAUSES = "examples/approve.toml", "examples/clauses.toml"

WITHDRAW = """\
source = ["applied", "under_review"]
target = "withdrawn"
by = ["applicant"]
records = { ended_on = "today" }
"""
RECORDS = 'records = { applied_on = "today" }'
LENGTH = "length = 20\n"
SAMPLES = 'when = "samples >= 3"'
EXTEND = 'extend = { by = "extend_review", at_most = 10, times = 1 }'
OFFICE = '[actor.office]\nzh = "许可机关"\n'
OLD = "an assessor of one's own is refused, and so is an old report"
FIRST = "a complete file is approved"


def table(*rows):
    """Parametrize over rows of name, file, old text, new text, mistake."""
    params = [pytest.param(*row, id=name) for name, *row in rows]
    return pytest.mark.parametrize(("file", "old", "new", "what"), params)


# The file -----------------------------------------------------------------------------


@table(
    ("a byte order mark", FACTS, "# What can", "\ufeff# What can",
     "facts.toml:1: UTF-8 without a byte order mark expected, one found"),
    ("a control character", FACTS, '"Who applies?"', '¶"Who \0 applies?"',
     "no TOML: Illegal character '\\x00'"),
    ("a text without quotes", FACTS, 'type = "text"', "¶type = text",
     "no TOML: Invalid value"),
    ("a table twice", FACTS, "[fact.assessor]", "¶[fact.applicant]",
     "no TOML: Cannot declare ('fact', 'applicant') twice"),
    ("a key twice", FACTS, 'type = "text"', 'type = "text"\n¶type = "text"',
     "no TOML: Cannot overwrite a value"),
    ("an impossible day", CALENDAR, "off = [2029-01-01", "¶off = [2029-02-29",
     "no TOML: Invalid date or datetime"),
    ("a long line", FACTS, "# What can", "¶#" + "x" * 4000 + "\n#",
     "a line of at most 4,000 characters expected, one of 4,001 found"),
    ("a key of many parts", FACTS, "[fact.applicant]", "¶[" + ".".join("a" * 22) + "]",
     "too many dots: keys are short here"),
    ("brackets in brackets", CALENDAR, "[2029-09-29]", "¶" + "[" * 21 + "]" * 21,
     "brackets are nested too deeply"),
    ("brackets over many lines", CALENDAR, "[2029-09-29]", "[\n" * 2000,
     "calendar.toml: brackets are nested too deeply"),
)  # fmt: skip
def test_a_file_is_toml_within_limits(file, old, new, what):
    """It is measured before it is parsed, so that no file takes long."""
    assert mistake(file, old, new) == what


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"a\nb\xff", "2: text in UTF-8 expected, the byte 0xff found"),
        (b"\xed\xa0\x80", "1: text in UTF-8 expected, the byte 0xed found"),
        (b"#" * 1_000_001,
         " a file of at most 1,000,000 bytes expected, a longer one found"),
    ],
)  # fmt: skip
def test_bytes_are_text_of_limited_length(content, what):
    """A broken facts.toml leaves every fact unknown, and makes no other mistake."""
    assert mistakes({**FILES, FACTS: content}) == [f"facts.toml:{what}"]


def test_a_text_that_is_not_closed_ends_with_the_file():
    """There is no better line."""
    files = {**FILES, FACTS: FILES[FACTS] + b'\nx = "abc'}
    last = FILES[FACTS].count(b"\n") + 2

    assert mistakes(files) == [f"facts.toml:{last}: no TOML: Unterminated string"]


def test_limits_are_not_reached_before_their_number():
    """20 dots in a line and 20 brackets are fine, for the reader at least."""
    key = "[" + ".".join("a" * 21) + "]\n[fact.applicant]"
    dots = edited(FACTS, "[fact.applicant]", key)
    brackets = edited(CALENDAR, "[2029-09-29]", "[" * 20 + "]" * 20)

    assert mistakes(dots)[0].startswith("facts.toml:3: unknown key 'a'")
    assert "year 2029: 'working': days expected, a list found" in mistakes(brackets)[0]


def test_the_limits_themselves_are_allowed():
    """A line of 4,000 characters, a text of 2,000, the first day and the last."""
    files = edited(FACTS, "# What can", "#" + "x" * 3999 + "\n#")
    files = edited(IAA, '"the whole Act"', f'"{"x" * 2000}"', files)
    files = edited(IAA, "promulgated = 2028-06-15", "promulgated = 1900-01-01", files)
    files = edited(IARA, "promulgated = 2029-09-01", "promulgated = 2199-12-31", files)

    assert len(read(files, NAME).instruments["IAA"].read) == 2000


def test_names_in_a_list_of_tables_may_be_there():
    """What cannot be looked up is not said to be missing."""
    text = FILES[PROCESS].decode()
    start, end = text.index("[actor.applicant]"), text.index("# -- where a case")
    files = {**FILES, PROCESS: f"actor = 1\n{text[:start]}{text[end:]}".encode()}

    assert mistakes(files) == [
        "process.toml:1: [actor.NAME] expected, a whole number found: 1"
    ]


def test_dots_and_brackets_in_texts_do_not_count():
    """An ellipsis is no key."""
    dots = 'read = "' + ". " * 30 + "[" * 30 + '" # ' + "." * 30
    files = edited(IAA, 'read = "the whole Act"', dots)

    assert "." * 3 not in read(files, NAME).instruments["IAA"].read


# The shape of a table -----------------------------------------------------------------


@table(
    ("an unknown key", PROCESS, 'phase = "applied"', '¶fase = "applied"',
     "state 'applied': unknown key 'fase'\n  did you mean 'phase'?"),
    ("one like no other", PROCESS, 'phase = "applied"', "¶zzz = 1",
     "state 'applied': unknown key 'zzz'\n"
     "  known: phase, en, meaning, initial, right, final, at"),
    ("a misspelt key that is needed", PROCESS, 'title = "In', '¶titel = "In',
     "unknown key 'titel'\n  did you mean 'title'?"),
    ("a misspelt table", PROCESS, "[clock.decision]", "¶[clocks.decision]",
     "unknown key 'clocks'\n  did you mean 'clock'?"),
    ("a misspelt instrument", IAA, "[instrument]", "¶[instruments]",
     "unknown key 'instruments'\n  did you mean 'instrument'?"),
    ("a table of the calendar", CALENDAR, "[year.2031]", "¶[yeer.2031]",
     "unknown key 'yeer'\n  did you mean 'year'?"),
    ("a table of the examples", CLAUSES, "[[example]]", "¶[[exampel]]\n[[example]]",
     "unknown key 'exampel'\n  did you mean 'example'?"),
    ("no title", PROCESS, 'title = "Instrument approval"\n', "",
     "process.toml: 'title' is missing"),
    ("no language", PROCESS, "language = 1\n", "",
     "process.toml: 'language' is missing"),
    ("another layout", PROCESS, "language = 1", "¶language = 2",
     "'language': 1 expected, 2 found"),
    ("truth for a number", PROCESS, "language = 1", "¶language = true",
     "'language': a whole number expected, "
     "true or false found: true"),
    ("number for truth", PROCESS, "initial = true", "¶initial = 1",
     "state 'draft': 'initial': true or false expected, "
     "a whole number found: 1"),
    ("number for text", PROCESS, 'release = "2031.1"', "¶release = 2031.1",
     "'release': a text expected, a number found: 2031.1"),
    ("an empty text", PROCESS, 'release = "2031.1"', '¶release = " "',
     "'release': a text expected, an empty one found"),
    ("a long text", PROCESS, '"2031.1"', "¶'" + "x" * 2001 + "'",
     "'release': at most 2,000 characters expected, 2,001 found"),
    ("a hidden character", PROCESS, '"2031.1"', '¶"20\\u202e31"',
     "'release': a text without control characters expected, "
     "'\\u202e' found"),
    ("a huge number", PROCESS, "language = 1", "¶language = 1e999999",
     "'language': a whole number expected, a number found: 1e999999"),
    ("a huge whole number", PROCESS, LENGTH, "¶length = 0x" + "f" * 3900 + "\n",
     "clock 'decision': 'length': a whole number from 1 to 36,600 "
     "expected, a whole number found: a long one"),
    ("text for a day", IAA, "= 2028-06-15", '¶= "2028-06-15"',
     "instrument 'IAA': 'promulgated': a day expected, "
     'a text found: "2028-06-15"'),
    ("a moment for a day", IAA, "= 2028-06-15", "¶= 2028-06-15T10:00:00",
     "instrument 'IAA': 'promulgated': a day expected, a moment found"),
    ("a time for a day", IAA, "= 2028-06-15", "¶= 10:00:00",
     "instrument 'IAA': 'promulgated': a day expected, a time found"),
    ("an early day", IAA, "= 2028-06-15", "¶= 0028-06-15",
     "instrument 'IAA': 'promulgated': a day from 1900-01-01 to "
     "2199-12-31 expected, a day found: 0028-06-15"),
    ("text for a list", PROCESS, 'by = ["applicant"]', '¶by = "applicant"',
     "transition 'apply': 'by': a list expected, "
     'a text found: "applicant"'),
    ("a number in a list", PROCESS, 'by = ["applicant"]', "¶by = [1]",
     "transition 'apply': 'by': texts expected, "
     "a whole number found: 1"),
    ("an empty text in a list", PROCESS, 'by = ["applicant"]', '¶by = ["office", ""]',
     "transition 'apply': 'by': a text expected, an empty one found"),
    ("an empty list", PROCESS, 'by = ["applicant"]', "¶by = []",
     "transition 'apply': 'by': at least one expected, "
     "an empty list found"),
    ("listed twice", PROCESS, 'by = ["applicant"]', '¶by = ["applicant", "applicant"]',
     "transition 'apply': 'by': 'applicant' is listed twice"),
    ("text for a table", PROCESS,
     '[actor.applicant]\nen = "', '[actor]\n¶applicant = "',
     "actor 'applicant': a table expected, "
     'a text found: "the applicant"'),
    ("a list for tables", CLAUSES, "# Both", "¶given = []\n# Both",
     "[given.NAME] expected, a list found"),
    ("a list for a table", PROCESS, EXTEND, "¶extend = []",
     "clock 'decision': 'extend': a table expected, a list found"),
    ("versions that are none", PROCESS, WITHDRAW, WITHDRAW + "¶version = 1",
     "transition 'withdraw': 'version': a list expected, "
     "a whole number found: 1"),
    ("no version", PROCESS, WITHDRAW, WITHDRAW + "¶version = []",
     "transition 'withdraw': 'version': at least one expected"),
    ("a version that is none", PROCESS, WITHDRAW, WITHDRAW + "¶version = [1]",
     "transition 'withdraw': 'version': tables expected, "
     "a whole number found: 1"),
)  # fmt: skip
def test_a_table_has_the_keys_of_the_page_and_their_types(file, old, new, what):
    """Strictly: nothing is converted, nothing unknown is passed over."""
    assert mistake(file, old, new) == what


AT = "'at': a column and a row, two numbers from 0 to 99, expected, "


@table(
    ("no list", PROCESS, "at = [0, 1]", '¶at = "left"',
     f"state 'applied': {AT}a text found: \"left\""),
    ("one number", PROCESS, "at = [0, 1]", "¶at = [0]",
     f"state 'applied': {AT}1 found"),
    ("no number at all", PROCESS, "at = [0, 1]", "¶at = []",
     f"state 'applied': {AT}0 found"),
    ("a text in it", PROCESS, "at = [0, 1]", '¶at = [0, "1"]',
     f"state 'applied': {AT}a text found: \"1\""),
    ("a truth in it", PROCESS, "at = [0, 1]", "¶at = [true, 1]",
     f"state 'applied': {AT}true or false found: true"),
    ("no finite number", PROCESS, "at = [0, 1]", "¶at = [0, inf]",
     f"state 'applied': {AT}a number found: inf"),
    ("before the first", PROCESS, "at = [0, 1]", "¶at = [-1, 1]",
     f"state 'applied': {AT}a whole number found: -1"),
    ("too far", PROCESS, "at = [0, 1]", "¶at = [0, 99.5]",
     f"state 'applied': {AT}a number found: 99.5"),
    ("on another", PROCESS, "at = [0, 1]", "¶at = [0, 0.0]",
     "state 'applied': 'at': state 'draft' stands there already"),
)  # fmt: skip
def test_a_state_has_one_place_in_a_picture_and_that_alone(file, old, new, what):
    """Two states on one spot would hide each other."""
    assert mistake(file, old, new) == what


def test_either_all_states_have_a_place_in_pictures_or_none():
    """Every state that lacks one is named."""
    files = edited(PROCESS, "at = [0, 1]\n", "")
    files = edited(PROCESS, "at = [0, 2]\n", "", files)

    assert mistakes(files) == [
        f"process.toml:{line}: state '{name}': "
        "'at' is missing: all states have one, or none has"
        for line, name in ((24, "applied"), (29, "under_review"))
    ]


def test_a_process_needs_no_places():
    bare = b"\n".join(
        line for line in FILES[PROCESS].split(b"\n") if not line.startswith(b"at = ")
    )

    states = read({**FILES, PROCESS: bare}, NAME).states.values()

    assert {state.at for state in states} == {None}


def test_a_place_may_lie_between_two_rows():
    states = read(edited(PROCESS, "at = [0, 1]", "at = [0.25, 1.5]"), NAME).states

    assert states["applied"].at == (0.25, 1.5)


# Names --------------------------------------------------------------------------------


@table(
    ("a state", PROCESS, 'source = ["draft"]', '¶source = ["draff"]',
     "transition 'apply': no state named 'draff' is declared\n"
     "  did you mean 'draft'?"),
    ("a target", PROCESS, 'target = "withdrawn"', '¶target = "withdrawm"',
     "transition 'withdraw': no state named 'withdrawm' is declared\n"
     "  did you mean 'withdrawn'?"),
    ("an actor", PROCESS, 'by = ["applicant"]', '¶by = ["minister"]',
     "transition 'apply': no actor named 'minister' is declared\n"
     "  declared: applicant, office"),
    ("another kind of name", PROCESS, 'source = ["draft"]', '¶source = ["office"]',
     "transition 'apply': 'office' is an actor, not a state"),
    ("a clause", PROCESS, 'clauses = ["IAA 21"]', '¶clauses = ["IAA 22"]',
     "transition 'surrender': no clause named 'IAA 22' is declared\n"
     "  did you mean 'IAA 21'?"),
    ("a provision as a clause", PROCESS, '["IAA 21"]', '¶["IAA 21", "IAA 17"]',
     "transition 'surrender': 'IAA 17' is a provision, not a clause"),
    ("a clause as a provision", PROCESS, 'basis = ["IAA 17"]', '¶basis = ["IAA 21"]',
     "transition 'refuse': 'IAA 21' is a clause, not a provision"),
    ("an owner", PROCESS, 'owner = "office"', '¶owner = "ofice"',
     "clock 'decision': no actor named 'ofice' is declared\n"
     "  did you mean 'office'?"),
    ("a state of a clock", PROCESS, "runs_in = [", '¶runs_in = ["reviewed", ',
     "clock 'decision': no state named 'reviewed' is declared\n"
     "  did you mean 'under_review'?"),
    ("the ref of a clock", PROCESS, 'ref = "IAA 16(1)"', '¶ref = "IAA 16(3)"',
     "clock 'decision': no clause or provision named 'IAA 16(3)' is "
     "declared\n  did you mean 'IAA 16(2)'?"),
    ("what extends a clock", PROCESS, '"extend_review", at', '¶"extended", at',
     "clock 'decision': no transition or fact named 'extended' is "
     "declared\n  did you mean 'extend_review'?"),
    ("a transition on expiry", PROCESS, LENGTH, LENGTH + '¶on_expiry = "refused"\n',
     "clock 'decision': 'refused' is a state, not a transition"),
    ("the state of a property", PROCESS, 'never = "approved"', '¶never = "approve"',
     "property 'no_approval_unseen': 'approve' is a transition, "
     "not a state"),
    ("before", PROCESS, 'before = ["accept"]', '¶before = ["acept"]',
     "property 'no_approval_unseen': no transition named 'acept' is "
     "declared\n  did you mean 'accept'?"),
    ("a set of facts", APPROVE, 'given = ["good_file"]', '¶given = ["god_file"]',
     f"example \"{FIRST}\": no set of facts named 'god_file' "
     "is declared\n  did you mean 'good_file'?"),
    ("a fact of an example", APPROVE, '{ assessor = "lee" }', '¶{ asessor = "lee" }',
     f"example \"{OLD[:59]}…\": no fact named 'asessor' is "
     "declared\n  did you mean 'assessor'?"),
    ("a failing clause", APPROVE, 'failing = ["IAA 8"]', '¶failing = ["IAA 88"]',
     'example "a test that was not announced is noted and does '
     "not bar\": no clause named 'IAA 88' is declared\n  did you mean 'IAA 8'?"),
)  # fmt: skip
def test_every_name_is_declared(file, old, new, what):
    """Only the root is said: what a misspelt name leaves idle is no other mistake."""
    assert mistake(file, old, new).replace(OLD, OLD[:59] + "…") == what


def test_a_name_that_is_a_transition_and_a_fact_is_neither():
    """A clock may be started by either, so it has to be clear which."""
    ended = "[fact.ended_on]"
    fact = f'[fact.accept]\nen = "x"\ntype = "day"\n\n{ended}'
    files = edited(FACTS, ended, fact)
    files = edited(ZH, ended, f'[fact.accept]\nzh = "x"\n\n{ended}', files)
    started = '¶started_by = ["accept"]'

    found = mistake(PROCESS, 'runs_in = ["under_review"]', started, files)

    assert found == (
        "clock 'decision': 'accept' is a transition and a fact: give one another name"
    )


def renamed(kind, old, new):
    """Return the files in which a state, transition or fact has another name."""
    files = {}
    for file, content in FILES.items():
        text = content.decode()
        for name in (f"[{kind}.{{}}]", '"{}"', "{} = "):
            text = text.replace(name.format(old), name.format(new))
        files[file] = text.encode()
    return files


SHAPE = "a name of at most 60 lower case letters, digits and '_'{} expected"
DOTTED = SHAPE.format(" in one part or two joined by a dot")
TAKEN = "'{}' means something else already: another name expected"
WORD = "'{}' is a word of {}: another name expected"
METHOD = "'{}…' is the name of a method: another name expected"


@pytest.mark.parametrize(
    ("kind", "old", "new", "what"),
    [
        ("state", "withdrawn", "Withdrawn", SHAPE.format("")),
        ("state", "withdrawn", "with-drawn", SHAPE.format("")),
        ("state", "withdrawn", "w" * 61, SHAPE.format("")),
        ("state", "withdrawn", "_withdrawn", SHAPE.format("")),
        ("state", "withdrawn", "lambda", WORD.format("lambda", "Python")),
        ("state", "withdrawn", "is_gone", METHOD.format("is_")),
        ("state", "withdrawn", "history", TAKEN.format("history")),
        ("transition", "withdraw", "may_withdraw", METHOD.format("may_")),
        ("transition", "withdraw", "to_withdraw", METHOD.format("to_")),
        ("transition", "withdraw", "on_withdrawal", METHOD.format("on_")),
        ("transition", "withdraw", "before_approval", METHOD.format("before_")),
        ("transition", "withdraw", "after_approval", METHOD.format("after_")),
        ("transition", "withdraw", "record", TAKEN.format("record")),
        ("transition", "withdraw", "finding", TAKEN.format("finding")),
        ("transition", "withdraw", "end", TAKEN.format("end")),
        ("clock", "decision", "reform", TAKEN.format("reform")),
        ("actor", "applicant", "The-applicant", SHAPE.format("")),
        ("fact", "ended_on", "Ended", DOTTED),
        ("fact", "ended_on", "known", WORD.format("known", "the expressions")),
        ("fact", "ended_on", "today", WORD.format("today", "the expressions")),
        ("definition", "others_rely_on_it", "in", WORD.format("in", "the expressions")),
    ],
)  # fmt: skip
def test_names_are_legal(kind, old, new, what):
    """States and transitions become methods of a class, facts words of expressions."""
    found = [m for m in mistakes(renamed(kind, old, new)) if "expected" in m]

    assert len([m for m in found if m.endswith(what)]) == 1


def test_no_attribute_of_the_generated_class_can_be_a_name():
    """`transitions` would silently not bind a trigger of that name."""
    names = {*dir(CaseModel), *CaseModel.__annotations__}

    assert {name for name in names if not name.startswith("_")} <= RESERVED


@table(
    ("nothing but an id", IAA, '[basis."IAA 17"]', '¶[basis." IAA 17"]',
     'provision " IAA 17": a ref like "IAA 9(1)" expected'),
    ("longer than anybody cites", IAA, '[basis."IAA 17"]',
     f'¶[basis."IAA {"1" * 57}"]',
     f'provision "IAA {"1" * 55}…": a ref like "IAA 9(1)" expected'),
    ("of another instrument", IAA, '[basis."IAA 17"]', '¶[basis."IARA 17"]',
     "provision \"IARA 17\": a ref of this file begins with 'IAA '"),
    ("of one that begins alike", IARA, '[basis."IARA 2"]', '¶[basis."IARAA 2"]',
     "provision \"IARAA 2\": a ref of this file begins with 'IARA '"),
)  # fmt: skip
def test_a_ref_begins_with_the_id_of_its_instrument(file, old, new, what):
    """So that a lawyer finds the file."""
    files, [(file, line)] = unmarked(marked(FILES, file, old, new))

    assert f"{file}:{line}: {what}" in mistakes(files)


def test_a_ref_can_be_the_id_itself():
    """For practice there is no article to name."""
    files = {p: t.replace(b"OP visit", b"OP") for p, t in FILES.items()}

    assert "OP" in read(files, NAME).clauses


def test_a_ref_and_an_instrument_stand_in_one_file():
    """The second is the mistake, and it names the first."""
    files = {**FILES, "law/zz.toml": FILES[OP]}

    assert mistakes(files) == [
        "law/zz.toml:5: instrument 'OP': stands in law/op.toml already",
        'law/zz.toml:11: clause "OP visit": stands in law/op.toml already',
    ]


# Texts --------------------------------------------------------------------------------

HIDDEN = {c for c in map(chr, range(256)) if category(c) == "Cc"} - {"\t", "\n"}
HIDDEN |= set("\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
LETTERS = st.sampled_from(sorted(HIDDEN | {*"a1 \t\n许\u00a0\u200b\ue000"}))


@given(st.text(LETTERS | st.characters(codec="utf-8")))
def test_a_text_will_do_unless_something_in_it_cannot_be_seen(text):
    """Characters that only look odd are fine: spaces of other widths, private ones."""
    what = unfit(text)

    if HIDDEN.isdisjoint(text):
        assert (what is None) is bool(text.strip())
    else:
        assert what is not None


@given(st.text(LETTERS | st.characters(codec="utf-8")))
def test_a_text_is_shown_in_one_line_without_what_cannot_be_seen(text):
    """Mistakes are printed; what a file says must not move the cursor."""
    shown = short(text)

    assert HIDDEN.isdisjoint(shown)
    assert not {"\t", "\n"} & {*shown}
    assert len(shown) == min(len(text), SHOWN)
