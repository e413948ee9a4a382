"""Spreadsheets of histories: what they say, where they are wrong, and back to JSON."""

from __future__ import annotations

import csv
import io
import json
import pickle
from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qualflow.audit.csv_histories import (
    COLUMNS,
    CsvHistoryError,
    read_csv,
    write_json,
)
from qualflow.audit.history import MOST_EVENTS, HistoryError, read_history
from qualflow.processes import folder, shipped

HEAD = "case_id,regime,as_of,on,kind,certainty"
FILES = [
    file for name in shipped() for file in sorted(folder(name).glob("histories/*.json"))
]


def sheet(*rows: str, head: str = HEAD) -> str:
    """Return a sheet."""
    return "\n".join([head, *rows]) + "\n"


def wrong(text: str) -> str:
    """Return the mistake of a sheet."""
    with pytest.raises(CsvHistoryError) as caught:
        read_csv(text)
    return str(caught.value).removeprefix("history: ")


# What a sheet says --------------------------------------------------------------------


def test_a_row_is_an_event():
    """Every column has its place in the history."""
    text = (
        "case_id,company_en,company_zh,regime,route,as_of,earliest,latest,actor,kind,"
        "certainty,note,publisher,address,fact:batch,fact:final\n"
        "C-7,Lee & Co.,李氏,act-2028;reform-2029,own,2031-01-31,2029-03-01,2029-03-04,"
        'office,approved,press,"Approved, it is said.",Gazette,https://example.org,12,'
        "true\n"
    )
    (history,) = read_csv(text)

    assert json.loads(write_json(history)) == {
        "format": 1,
        "case_id": "C-7",
        "company": {"en": "Lee & Co.", "zh": "李氏"},
        "regime": ["act-2028", "reform-2029"],
        "route": "own",
        "as_of": "2031-01-31",
        "project": {},
        "events": [
            {
                "kind": "approved",
                "earliest": "2029-03-01",
                "latest": "2029-03-04",
                "actor": "office",
                "certainty": "press",
                "facts": {"batch": 12, "final": True},
                "note": "Approved, it is said.",
                "source": [{"publisher": "Gazette", "address": "https://example.org"}],
            }
        ],
        "context": [],
        "bounds": [],
    }


@pytest.mark.parametrize(
    ("on", "earliest", "latest"),
    [
        ("2023", date(2023, 1, 1), date(2023, 12, 31)),
        ("2023-08", date(2023, 8, 1), date(2023, 8, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2023-08-23", date(2023, 8, 23), date(2023, 8, 23)),
    ],
)
def test_on_is_a_day_a_month_or_a_year(on: str, earliest: date, latest: date):
    """A newspaper seldom says the day."""
    (history,) = read_csv(sheet(f"C-7,act,2031-01-31,{on},approved,press"))
    (event,) = history.events

    assert (event.earliest, event.latest) == (earliest, latest)


def test_earliest_and_latest_go_before_on():
    """In August, but before it was reported on the 23rd."""
    head = HEAD + ",earliest,latest"
    (history,) = read_csv(
        sheet("C-7,act,2031-01-31,2023-08,approved,press,,2023-08-23", head=head)
    )
    (event,) = history.events

    assert (event.earliest, event.latest) == (date(2023, 8, 1), date(2023, 8, 23))


def test_what_is_said_once_of_a_case_need_not_be_repeated():
    """Rows of a case need not stand together either."""
    histories = read_csv(
        sheet(
            "C-7,act,2031-01-31,2029,applied,press",
            "C-8,act,2031-01-31,2029,applied,press",
            "C-7,,,2030,approved,press",
        )
    )

    assert [history.case_id for history in histories] == ["C-7", "C-8"]
    assert [[e.kind for e in history.events] for history in histories] == [
        ["applied", "approved"],
        ["applied"],
    ]


def test_a_row_of_context_is_no_event():
    """Its note is what it tells."""
    (history,) = read_csv(
        sheet(
            "C-7,act,2031-01-31,2029,context,press,A court opened the case.",
            "C-7,,,2030,approved,press,",
            head=HEAD + ",note",
        )
    )
    (entry,) = history.context

    assert (entry.kind, entry.note) == ("", "A court opened the case.")
    assert [event.number for event in history.events] == [1]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("true", True),
        ("FALSE", False),
        ("12", 12),
        ("-5", -5),
        ("0", 0),
        ("007", "007"),
        ("33.3", "33.3"),
        ("150 000", "150 000"),
        ("１２", "１２"),
        ('"""12"""', "12"),
        ('"""true"""', "true"),
        ('""""""', ""),
        ("999999999999999", 999999999999999),
    ],
)
def test_a_fact_is_a_truth_a_whole_number_or_a_text(cell: str, value: object):
    """Quotes of its own keep a text that looks like something else."""
    (history,) = read_csv(
        sheet(f"C-7,act,2031-01-31,2029,approved,press,{cell}", head=HEAD + ",fact:x")
    )
    found = history.events[0].facts["x"]

    assert (found, type(found)) == (value, type(value))


def test_an_empty_cell_is_no_fact():
    """Not known is not the same as a text of no letters."""
    (history,) = read_csv(
        sheet("C-7,act,2031-01-31,2029,approved,press,", head=HEAD + ",fact:x")
    )

    assert history.events[0].facts == {}


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_sheet_is_read_as_programs_save_it(delimiter: str, ends: str, mark: str):
    """Some put a byte order mark before it, some semicolons between cells."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=ends)
    writer.writerow(HEAD.split(","))
    writer.writerow([])
    writer.writerow(["C-7", "act;reform", "2031-01-31", "2029", "approved", "press"])
    writer.writerow([""] * 6)

    (history,) = read_csv(mark + out.getvalue())

    assert history.regime == ("act", "reform")
    assert len(history.events) == 1


# Mistakes -----------------------------------------------------------------------------

GOOD = "C-7,act,2031-01-31,2029,applied,press"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "line 1: a column named 'case_id' expected, none found"),
        (sheet(head="case_id,regime,as_of,on,kind"),
         "line 1: a column named 'certainty' expected, none found"),
        (sheet(head="case_id,regime,as_of,earliest,kind,certainty"),
         "line 1: a column named 'on', or 'earliest' and 'latest', expected, none "
         "found"),
        (sheet(head=HEAD + ",actr"),
         "line 1: another column; did you mean 'actor'? expected, \"actr\" found"),
        (sheet(head=HEAD + ",x"),
         "line 1: another column; there are: case_id, company_en, company_zh, regime, "
         "route, as_of, on, earliest, latest, actor, kind, certainty, note, publisher, "
         'address expected, "x" found'),
        (sheet(head=HEAD + ",fact:"),
         "line 1: another column; did you mean 'fact:NAME'? expected, \"fact:\" found"),
        (sheet(head=HEAD + ",on"),
         "line 1, column 'on': each column once expected, it twice found"),
        (sheet(GOOD, ",act,2031-01-31,2029,applied,press"),
         "line 3, column 'case_id': a text expected, nothing found"),
        (sheet("C-7,act,2031-01-31,2029,,press"),
         "line 2, column 'kind': a text expected, nothing found"),
        (sheet("C-7,act,2031-01-31,2029,applied,"),
         "line 2, column 'certainty': a text expected, nothing found"),
        (sheet("C-7,,2031-01-31,2029,applied,press"),
         "line 2, column 'regime': a text in some row of \"C-7\" expected, nothing "
         "found"),
        (sheet("C-7,;,2031-01-31,2029,applied,press"),
         "line 2, column 'regime': codes with semicolons between them expected, \";\" "
         "found"),
        (sheet("C-7,act,,2029,applied,press"),
         "line 2, column 'as_of': a text in some row of \"C-7\" expected, nothing "
         "found"),
        (sheet(GOOD, "C-7,act,2031-01-30,2029,applied,press"),
         "line 3, column 'as_of': \"2031-01-31\", as on line 2, expected, "
         '"2031-01-30" found'),
        (sheet("C-7,act,2031-01,2029,applied,press"),
         "line 2, column 'as_of': a day like 2023-08-23 expected, \"2031-01\" found"),
        (sheet("C-7,act,2031-01-31,23.08.2023,applied,press"),
         "line 2, column 'on': 2023, 2023-08 or 2023-08-23 expected, \"23.08.2023\" "
         "found"),
        (sheet("C-7,act,2031-01-31,2023-02-29,applied,press"),
         "line 2, column 'on': 2023, 2023-08 or 2023-08-23 expected, \"2023-02-29\" "
         "found"),
        (sheet("C-7,act,2031-01-31,0000,applied,press"), "line 2, column 'on': 2023"),
        (sheet("C-7,act,2031-01-31,1899,applied,press"),
         "line 2, column 'on': a day from 1900-01-01 to 2199-12-31 expected, \"1899\" "
         "found"),
        (sheet("C-7,act,2031-01-31,,applied,press"),
         "line 2, column 'earliest': a day like 2023-08-23, or 'on', expected, nothing "
         "found"),
        (sheet("C-7,act,2031-01-31,,applied,press,2029-01-02,2029-01-01",
               head=HEAD + ",earliest,latest"),
         "line 2, column 'latest': a day not before 2029-01-02 expected, "
         '"2029-01-01" found'),
        (sheet("C-7,act,2031-01-31,2028,applied,press,2029-01-02",
               head=HEAD + ",earliest"),
         "line 2, column 'earliest': a day not after 2028-12-31 expected, "
         '"2029-01-02" found'),
        (sheet(GOOD + ",1234567890123456", head=HEAD + ",fact:x"),
         "line 2, column 'fact:x': at most 15 digits, or a text in quotes, expected, "
         '"1234567890123456" found'),
        (sheet(GOOD + ",https://example.org", head=HEAD + ",address"),
         "line 2, column 'publisher': the publisher of the address expected, nothing "
         "found"),
        (sheet(GOOD + ",left over"),
         'line 2: a column with a name for cell 7 expected, "left over" found'),
        (sheet(GOOD + "," + "x" * 2001, head=HEAD + ",note"),
         "line 2, column 'note': a text of at most 2,000 characters expected"),
        (sheet(GOOD + ",\ud800", head=HEAD + ",note"),
         "line 2, column 'note': a text of at most 2,000 characters expected, "
         '"\\ud800" found'),
        (sheet(GOOD, '"C-7'), "line 3: CSV expected, unexpected end of data found"),
        (sheet(GOOD + ',"two\nlines"', '"C-7"x', head=HEAD + ",note"),
         "line 4: CSV expected, ',' expected after '\"' found"),
        (sheet(GOOD, "", "C-7,act,2031-01-31,soon,applied,press"),
         "line 4, column 'on': 2023, 2023-08 or 2023-08-23 expected, \"soon\" found"),
        (sheet(*[GOOD] * (MOST_EVENTS + 1)),
         "line 502, column 'case_id': at most 500 events of a case expected, \"C-7\" "
         "found"),
    ],
)  # fmt: skip
def test_a_mistake_says_its_line_and_its_column(text: str, what: str):
    """Whoever keeps the sheet can find the cell."""
    found = wrong(text)

    assert found.startswith(what), found


def test_a_sheet_has_a_largest_size():
    """Somebody else may have written it."""
    assert wrong("x" * 50_000_001) == (
        "line 1: at most 50,000,000 characters expected, a text of 50,000,001 found"
    )


def test_a_mistake_can_be_sent_to_another_process():
    """Line and column travel with it."""
    with pytest.raises(CsvHistoryError) as caught:
        read_csv(sheet("C-7,act,soon,2029,applied,press"))
    copy = pickle.loads(pickle.dumps(caught.value))

    assert (copy.line, copy.column) == (2, "as_of")
    assert str(copy) == str(caught.value)


# There and back -----------------------------------------------------------------------

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12).map(str.strip)
FILLED = WORDS.filter(bool)
DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))
CODES = FILLED.map(lambda code: code.replace(";", "") or "act").map(str.strip)
NAMES = st.sampled_from(["batch", "final", "名称", "a b"])


@st.composite
def occurrences(draw: st.DrawFn, note: str) -> dict[str, Any]:
    """Something observed, in the JSON of a history."""
    earliest, latest = sorted([draw(DAYS), draw(DAYS)])
    publisher = draw(WORDS)
    found: dict[str, Any] = {
        "earliest": str(earliest),
        "latest": str(latest),
        "actor": draw(WORDS),
        "certainty": draw(FILLED),
        note: draw(WORDS),
        "facts": draw(st.dictionaries(NAMES, st.booleans() | numbers() | FILLED)),
        "source": [],
    }
    if publisher:
        address = draw(WORDS)
        found["source"] = [
            {"publisher": publisher, **({"address": address} if address else {})}
        ]
    if note == "note":
        found["kind"] = draw(FILLED.filter(lambda kind: kind != "context"))
    return found


def numbers() -> st.SearchStrategy[int]:
    """Whole numbers that JSON may hold."""
    return st.integers(-(10**15) + 1, 10**15 - 1)


@st.composite
def cases(draw: st.DrawFn, case_id: str) -> dict[str, Any]:
    """The JSON of a history that a sheet can hold."""
    names = {"en": draw(WORDS), "zh": draw(WORDS)}
    events = draw(st.lists(occurrences("note"), max_size=4))
    context = draw(st.lists(occurrences("what"), min_size=not events, max_size=2))
    return {
        "format": 1,
        "case_id": case_id,
        "company": {language: name for language, name in names.items() if name},
        "regime": draw(st.lists(CODES.filter(bool), min_size=1, max_size=3)),
        "route": draw(WORDS),
        "as_of": str(draw(DAYS)),
        "events": events,
        "context": context,
    }


def written(fact: object) -> str:
    """Return the cell of a fact; a text always stands in quotes of its own."""
    return f'"{fact}"' if isinstance(fact, str) else str(fact).lower()


def spanned(one: dict[str, Any]) -> dict[str, str]:
    """Return the days as `on` where a word for them exists."""
    earliest, latest = one["earliest"], one["latest"]
    year, month = int(earliest[:4]), int(earliest[5:7])
    if earliest == latest:
        return {"on": earliest}
    if (earliest, latest) == (f"{year:04}-01-01", f"{year:04}-12-31"):
        return {"on": earliest[:4]}
    if earliest[8:] == "01" and latest == (
        f"{earliest[:7]}-{monthrange(year, month)[1]}"
    ):
        return {"on": earliest[:7]}
    return {"earliest": earliest, "latest": latest}


def rows(case: dict[str, Any]) -> list[dict[str, str]]:
    """Return the rows of a case."""
    of_case = {
        "case_id": case["case_id"],
        "company_en": case["company"].get("en", ""),
        "company_zh": case["company"].get("zh", ""),
        "regime": ";".join(case["regime"]),
        "route": case["route"],
        "as_of": case["as_of"],
    }
    return [
        {
            **of_case,
            **spanned(one),
            "actor": one["actor"],
            "kind": one.get("kind", "context"),
            "certainty": one["certainty"],
            "note": one.get("note", one.get("what", "")),
            **(one["source"][0] if one["source"] else {}),
            **{f"fact:{name}": written(fact) for name, fact in one["facts"].items()},
        }
        for one in (*case["events"], *case["context"])
    ]


def saved(cases: Sequence[dict[str, Any]], columns: Sequence[str]) -> str:
    """Return a sheet as a spreadsheet would save it."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="", quoting=csv.QUOTE_ALL)
    writer.writeheader()
    for case in cases:
        writer.writerows(rows(case))
    return out.getvalue()


@given(st.data())
def test_a_sheet_and_json_say_the_same(data: st.DataObject):
    """Written cell by cell or key by key, it is one history."""
    names = data.draw(st.lists(FILLED, unique=True, min_size=1, max_size=3))
    told = [data.draw(cases(name)) for name in names]
    facts = {f"fact:{f}" for c in told for o in c["events"] for f in o["facts"]}
    facts |= {f"fact:{f}" for c in told for o in c["context"] for f in o["facts"]}
    columns = data.draw(st.permutations([*COLUMNS, *sorted(facts)]))

    found = read_csv(saved(told, columns))

    assert found == [read_history(json.dumps(case).encode()) for case in told]
    assert [read_history(write_json(h).encode()) for h in found] == found


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_history_survives_being_written(file: Any):
    """Also the parts that no sheet has: bounds, the project, several sources."""
    history = read_history(file.read_bytes())

    assert read_history(write_json(history).encode()) == history


# Whatever comes -----------------------------------------------------------------------

CELLS = st.sampled_from(
    ["", "C-7", "act", "2031-01-31", "2029", "2029-13", "applied", "context", "press",
     '"', "'", ";", "\ud800", "\0", "true", "9" * 20, "²", "٣", "\n", "\r"]
)  # fmt: skip


@given(st.lists(st.lists(CELLS, max_size=9), max_size=6), st.sampled_from(",;\t"))
def test_any_cells_are_histories_or_a_mistake(cells: list[list[str]], delimiter: str):
    """Nothing else is raised, and what is read can be written and read again."""
    head = HEAD.replace(",", delimiter) + f"{delimiter}fact:x{delimiter}note"
    told = "\n".join([head, *(delimiter.join(row) for row in cells)])
    try:
        found = read_csv(told)
    except HistoryError:
        return

    assert [read_history(write_json(h).encode()) for h in found] == found


@given(st.text())
@example("case_id,regime,as_of,on,kind,certainty,\n" + "a,b,2000-01-01,2000,c,d,")
def test_any_text_is_histories_or_a_mistake(text: str):
    """Lines, quotes and characters of every kind."""
    try:
        read_csv(text)
    except CsvHistoryError as error:
        line = error.line
    else:
        line = 1

    assert 1 <= line <= text.count("\n") + text.count("\r") + 1
