"""Each row of a table is answered as `decide` would answer it."""

import pickle
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qualflow import Answer, Evidence, FileFact, Request, Standing, decide, load, replay
from qualflow.case.events import Case
from qualflow.errors import UnknownNameError
from qualflow.law.evaluators.arrays import BLOCK
from qualflow.law.evaluators.columns import Column
from qualflow.law.facts import filed, inside
from qualflow.processes import shipped
from qualflow.screen.mistakes import MOST_MISTAKES, TableError
from qualflow.screen.screening import ScreeningError, packed, question
from qualflow.screen.tables import screen
from qualflow.strategies.limits import values
from rulebooks import (
    DAY,
    GOOD,
    INSTRUMENTS,
    boolean,
    guarded,
    number,
)

DEMANDS = (Evidence.RUMOURED, Evidence.DOCUMENTED, Evidence.OFFICIAL)
STANDINGS = (
    frozenset({Standing.TEXT, Standing.PRESS}),
    frozenset({Standing.TEXT}),
    frozenset(Standing),
)


# -- the same answers -----------------------------------------------------------------


@st.composite
def requests(draw):
    """A process, one of its transitions, and a day on which it is in force."""
    law = load(draw(st.sampled_from(shipped())))
    versions = [v for some in law.transitions.values() for v in some]
    version = draw(st.sampled_from([v for v in versions if v.clauses] or versions))
    first = version.in_force.since or date(2016, 3, 1)
    last = (version.in_force.until or date(2027, 1, 1)) - timedelta(days=1)
    on = draw(st.sampled_from((first, last)) | st.dates(first, max(first, last)))
    return law, version, on, draw(st.sampled_from(version.sources))


@st.composite
def tables(draw, law, reads, on):
    """Rows of facts: values near the limits of the clauses, and gaps."""
    names = sorted(reads)
    row = {name: values(law, name, on) for name in names}
    evidence = st.sampled_from((None, *Evidence))
    rows = st.tuples(
        st.fixed_dictionaries({}, optional=row) | st.fixed_dictionaries(row),
        evidence,
        st.dictionaries(st.sampled_from(names), evidence) if names else st.just({}),
    )
    return draw(st.lists(rows, min_size=1, max_size=4))


def written(rows, how):
    """Return the rows as a table: objects, or texts as a file has them."""
    names = dict.fromkeys(name for facts, _, _ in rows for name in facts)
    table = {name: [facts.get(name) for facts, _, _ in rows] for name in names}
    level = [e and e.word for _, e, _ in rows]
    if any(level):
        table["evidence"] = level
    for name in dict.fromkeys(name for _, _, own in rows for name in own):
        table[f"evidence:{name}"] = [
            own[name].word if own.get(name) else None for _, _, own in rows
        ]
    table = table or {"evidence": [None] * len(rows)}
    if how == "arrow":
        return pa.table({name: pa.array(cells) for name, cells in table.items()})
    return table


def decided(law, state, on, row, request):
    """Return what came of a request in a case with just these facts."""
    facts, level, own = row
    case = Case("C-7", law.name, state)
    for name, value in facts.items():
        evidence = own.get(name) or level or Evidence.DOCUMENTED
        command = FileFact(name, value, on, evidence=evidence)
        case = replay(decide(law, case, command).events, start=case)
    return decide(law, case, request)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    st.data(), st.sampled_from(DEMANDS), st.sampled_from(STANDINGS),
    st.sampled_from(("objects", "arrow")),
)  # fmt: skip
def test_every_row_is_answered_as_decide_answers_it(data, evidence, standings, how):
    """The case is made, its facts filed, the request put: row by row."""
    law, version, on, state = data.draw(requests())
    terms = {"state": state, "evidence": evidence, "standings": standings}
    asked = question(law, version.name, on, **terms)
    rows = data.draw(tables(law, asked.guard.reads, on))

    found = screen(law, written(rows, how), version.name, on, **terms)

    request = Request(version.name, on, evidence=evidence, standings=standings)
    for place, row in enumerate(rows):
        refusal = decided(law, state, on, row, request).refusal
        if refusal is None:
            assert found.answer(place) is Answer.OPEN
            noted = {law.clauses[ref][0].effect for ref, _ in found.not_met(place)}
            assert noted <= {"finding"}
        else:
            assert found.answer(place) is refusal.answer
            assert found.not_met(place) == tuple(
                (finding.clause.ref, finding.verdict) for finding in refusal.findings
            )
    counted = found.tally
    assert counted.rows == len(rows)
    assert counted.open == sum(found.answer(n) is Answer.OPEN for n in range(len(rows)))


# -- counts and masks -----------------------------------------------------------------

SAMPLES = guarded(
    "samples >= 15", "signed", facts=(number("samples"), boolean("signed"))
)


def asked_of(table, rulebook=SAMPLES, **terms):
    return screen(rulebook, table, "approve", DAY, **terms)


def test_the_counts_say_which_clause_stops_whom():
    """Alone: what a row would need no more than this for."""
    found = asked_of(
        {"samples": [15, 14, None, 14], "signed": [True, True, True, None]}
    )
    samples, signed = found.tally.clauses

    assert (found.tally.open, found.tally.closed, found.tally.unknown) == (1, 2, 1)
    assert (samples.met, samples.unmet, samples.unknown) == (1, 2, 1)
    assert (samples.stops, samples.alone) == (3, 2)
    assert (signed.stops, signed.alone) == (1, 0)
    assert found.failing.tolist() == [[0], [1], [1], [3]]
    assert found.not_met(3)[0][0] == "IAA 1"


def test_more_than_64_clauses_take_more_words():
    """Bit k of word k // 64."""
    limits = [f"samples >= {n}" for n in range(1, 131)]
    found = asked_of({"samples": [70]}, guarded(*limits, facts=(number("samples"),)))

    assert found.unmet.shape == (1, 3)
    assert len(found.not_met(0)) == 60
    assert found.not_met(0)[0][0] == "IAA 71"
    assert found.tally.clauses[70].alone == 0


def test_a_clause_that_only_notes_does_not_bar():
    """IAA 8 is noted: the row is open, and the bit is set all the same."""
    table = {name: [value] for name, value in GOOD.items()} | {"announced": [False]}
    found = screen(INSTRUMENTS, table, "approve", DAY)

    assert found.answer(0) is Answer.OPEN
    assert [ref for ref, _ in found.not_met(0)] == ["IAA 8"]
    assert found.tally.clauses[0].alone == 0


def test_what_only_time_makes_is_closed_to_everybody():
    found = screen(INSTRUMENTS, {"samples": [15, 15]}, "lapse", DAY)

    assert [found.answer(row) for row in (0, 1)] == [Answer.CLOSED] * 2
    assert decided(INSTRUMENTS, "approved", DAY, ({}, None, {}),
                   Request("lapse", DAY)).refusal.answer is Answer.CLOSED  # fmt: skip


@given(st.lists(st.lists(st.booleans(), min_size=3, max_size=3), max_size=140))
def test_masks_are_packed_bit_by_bit(masks):
    columns = [np.array(mask, np.bool_) for mask in masks]
    words = packed(columns, 3)

    for row in range(3):
        whole = sum(int(word) << 64 * n for n, word in enumerate(words[row]))
        assert whole == sum(mask[row] << n for n, mask in enumerate(masks))


def test_blocks_are_judged_one_by_one_and_joined():
    """More rows than one block has, in whatever form they come."""
    rows = 2 * BLOCK + 7
    numbers = np.arange(rows) % 31
    flags = numbers % 2 == 0
    expected = np.where((numbers >= 15) & flags, 0, 1)
    for table in (
        {"samples": numbers, "signed": flags},
        {"samples": pa.array(numbers), "signed": pa.array(flags)},
        {"samples": pa.chunked_array([numbers[:9], numbers[9:]]), "signed": flags},
        {"samples": Column(numbers), "signed": Column(flags)},
        pa.table({"samples": numbers, "signed": flags}),
    ):
        found = asked_of(table)
        assert np.array_equal(found.answers, expected)
        assert found.tally.rows == rows


def test_a_table_of_any_form_is_judged_the_same():
    """What `FileFact` takes, numpy, Arrow, and columns of values inside."""
    facts = {
        "application_signed": [True, False, None],
        "samples": [3, None, 2],
        "error_pct": [Decimal("0.50"), Decimal("5.10"), None],
        "report_issued_on": [date(2030, 3, 4), date(2029, 1, 1), None],
        "intended_use": ["trade", None, "medicine"],
        "applicant": ["lee", "lee", None],
        "assessor": ["wu", "lee", "wu"],
    }
    law, on = load("instrument-approval"), date(2031, 3, 4)
    values_inside = {
        name: [None if v is None else inside(filed(law.facts[name], v)) for v in cells]
        for name, cells in facts.items()
    }
    del values_inside["intended_use"], values_inside["applicant"]
    del values_inside["assessor"]
    columns = {
        name: Column(
            np.array([v or 0 for v in cells]), np.array([v is not None for v in cells])
        )
        for name, cells in values_inside.items()
    }
    texts = {
        name: [None if v is None else str(v) for v in cells]
        for name, cells in facts.items() if name != "application_signed"
    }  # fmt: skip
    as_given = screen(law, facts, "approve", on)
    for table in (
        facts | texts,
        pa.table(facts),
        pa.table(facts).to_batches()[0],
        pa.table({n: pa.array(v).dictionary_encode() for n, v in texts.items()}),
        facts | columns,
    ):
        found = screen(law, table, "approve", on)
        assert found.answers.tolist() == as_given.answers.tolist()
        assert found.failing.tolist() == as_given.failing.tolist()


def test_no_rows_are_no_mistake_in_memory():
    for table in ({}, {"samples": []}, pa.table({"samples": pa.array([], pa.int64())})):
        found = asked_of(table)
        assert found.answers.shape == (0,)
        assert found.tally.rows == 0


# -- questions that cannot be asked ---------------------------------------------------


def test_the_state_is_the_only_one_it_starts_from():
    assert question(INSTRUMENTS, "approve", DAY).state == "under_review"


@pytest.mark.parametrize(
    ("transition", "on", "state", "message"),
    [
        ("withdraw", DAY, None, "starts from several states on 2029-03-04; name the "
         "one in which the cases stand: applied, under_review"),
        ("approve", DAY, "draft", "does not start from 'draft' on 2029-03-04; it "
         "starts from: under_review"),
        ("inspect", date(2031, 1, 1), None, "not in force on 2031-01-01; it is in "
         "force until 2030-01-01"),
    ],
)  # fmt: skip
def test_a_request_that_no_row_could_make(transition, on, state, message):
    with pytest.raises(ScreeningError, match=message):
        question(INSTRUMENTS, transition, on, state=state)


def test_names_that_are_not_declared():
    with pytest.raises(UnknownNameError, match="did you mean 'approve'"):
        question(INSTRUMENTS, "aprove", DAY)
    with pytest.raises(UnknownNameError, match="no state named 'drafd'"):
        question(INSTRUMENTS, "approve", DAY, state="drafd")


# -- evidence -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "answers"),
    [
        ({}, ["unknown", "unknown"]),
        ({"evidence": ["official", None]}, ["open", "unknown"]),
        ({"evidence:samples": ["official", "reported"],
          "evidence:signed": ["official", "official"]}, ["open", "unknown"]),
        ({"evidence": ["official", "official"],
          "evidence:samples": ["rumoured", None]}, ["unknown", "open"]),
    ],
)  # fmt: skip
def test_the_table_says_with_which_evidence_it_is_filed(table, answers):
    """A cell of a fact beats the row, the row what `FileFact` would say."""
    facts = {"samples": [15, 15], "signed": [True, True]}
    found = asked_of(facts | table, evidence=Evidence.OFFICIAL)

    assert [found.answer(row).value for row in (0, 1)] == answers


def test_evidence_that_is_none():
    table = {"samples": [1], "evidence": ["certain"]}

    assert mistakes(table, evidence=Evidence.OFFICIAL)[1] == (
        "row 1, column 'evidence': one of rumoured, reported, documented, official "
        "expected, 'certain' found"
    )


def test_a_fact_may_itself_be_called_evidence():
    """Then that is what the column is."""
    book = guarded("evidence", facts=(boolean("evidence"),))

    assert asked_of({"evidence": [True]}, book).answer(0) is Answer.OPEN


# -- mistakes -------------------------------------------------------------------------


def mistakes(table, rulebook=SAMPLES, **terms):
    with pytest.raises(TableError) as caught:
        asked_of(table, rulebook, **terms)
    return str(caught.value).splitlines()


def test_every_mistake_is_in_one_report_with_its_row_and_column():
    table = {
        "samples": [15, -1, 1.5, "fifteen", None, True],
        "signed": ["yes", True, None, 1, {}, "no"],
        "sampels": [None] * 6,
    }

    assert mistakes(table) == [
        "9 mistakes in the table",
        "column 'sampels': the name of a fact or of the one column of your own "
        "expected, another name found; did you mean 'samples'?",
        "row 1, column 'signed': true or false expected, 'yes' found",
        "row 2, column 'samples': a whole number from 0 to 1,000 expected, -1 found",
        "row 3, column 'samples': a whole number from 0 to 1,000 expected, 1.5 found",
        "row 4, column 'samples': a whole number from 0 to 1,000 expected, "
        "'fifteen' found",
        "row 4, column 'signed': true or false expected, 1 found",
        "row 5, column 'signed': true or false expected, {} found",
        "row 6, column 'samples': a whole number from 0 to 1,000 expected, True found",
        "row 6, column 'signed': true or false expected, 'no' found",
    ]


def test_rows_are_counted_through_all_blocks():
    cells = np.full(BLOCK + 2, 15)
    cells[-1] = 2_000

    assert mistakes({"samples": cells})[1] == (
        f"row {BLOCK + 2:,}, column 'samples': a whole number from 0 to 1,000 "
        "expected, 2000 found"
    )


def test_a_column_of_another_type_is_one_mistake_however_many_blocks():
    assert (
        mistakes({"samples": np.full(3 * BLOCK, 1.5), "signed": [True] * 3 * BLOCK})[1]
        == "row 1, column 'samples': a whole number expected, 1.5 found"
    )
    assert mistakes({"samples": np.full(3 * BLOCK, True)}) == [
        "1 mistake in the table",
        "column 'samples': a column of whole numbers expected, one of bool found",
    ]


def test_as_many_different_mistakes_as_rows_are_told_at_once():
    """Not one by one: a column in thousands and separators is wrong in every row."""
    told = mistakes({"samples": pa.array([f"1,{n:03}" for n in range(BLOCK)])})

    assert told[0] == f"{BLOCK:,} mistakes in the table"
    assert told[3] == (
        "row 3, column 'samples': a whole number from 0 to 1,000 expected, "
        "'1,002' found"
    )


def test_the_first_mistakes_are_told_and_all_are_counted():
    told = mistakes({"samples": np.full(3 * BLOCK, -1)})

    assert told[0] == f"{3 * BLOCK:,} mistakes in the table"
    assert len(told) == MOST_MISTAKES + 2
    assert told[-1] == f"and {3 * BLOCK - MOST_MISTAKES:,} more"


def test_a_definition_is_no_column():
    book = load("cn-automaker")
    with pytest.raises(TableError) as caught:
        screen(book, {"other_than_bev": [True]}, "file", date(2021, 3, 4))

    assert "the facts it is made of (project_kind)" in str(caught.value)


def test_columns_of_other_facts_are_not_looked_at():
    """Whatever stands in them: no clause reads them."""
    book = guarded("signed", facts=(boolean("signed"), number("samples")))

    assert asked_of({"signed": [True], "samples": ["x"]}, book).answer(0) is Answer.OPEN


def test_a_column_that_is_there_twice():
    twice = pa.Table.from_arrays([pa.array([1]), pa.array([2])], ["samples", "samples"])

    assert "column 'samples': each column once expected, it 2 times found" in (
        mistakes(twice)
    )


def test_columns_of_different_lengths():
    with pytest.raises(ValueError, match="'samples' has 1 rows, 'signed' 2"):
        asked_of({"samples": [1], "signed": [True, True]})


def test_a_report_of_mistakes_travels():
    """Between the processes of a pool."""
    with pytest.raises(TableError) as caught:
        asked_of({"samples": ["x"] * 300})
    told = pickle.loads(pickle.dumps(caught.value))

    assert str(told) == str(caught.value)
