"""What is made of a folder, and how mistakes come out of it.

The mistakes themselves, one by one, are in test_loading_mistakes.py.
"""

import pickle
import sys
from datetime import date
from decimal import Decimal
from subprocess import run

import pytest

from editing import FILES, NAME, edited, marked, mistakes, unmarked
from qualflow.errors import QualflowError
from qualflow.law import examples
from qualflow.law.edition import Answer
from qualflow.law.facts import ChoiceType, DayType, Evidence, NumberType
from qualflow.law.loading import MistakeError, RulebookError, links, read
from qualflow.law.loading.toml import parse
from qualflow.law.measures import Unit
from qualflow.law.parsing import text
from qualflow.law.rules import (
    Acts,
    Effect,
    Extension,
    Interval,
    Kind,
    Phase,
    Record,
    Standing,
    Writes,
)
from qualflow.processes import folder, read_files, shipped

BOOK = read(FILES, NAME)

PROCESS, FACTS, CALENDAR = "process.toml", "facts.toml", "calendar.toml"
IAA, IARA, ZH = "law/iaa.toml", "law/iara.toml", "words/zh.toml"
APPROVE, CLAUSES = "examples/approve.toml", "examples/clauses.toml"

# What is read ----------------------------------------------------------------------


def test_the_shipped_folder_is_read_whole():
    """Nothing is left behind on the way from the files to the value."""
    assert repr(BOOK) == "<Rulebook instrument-approval 2031.1: 9 clauses>"
    assert BOOK.title == {"en": "Instrument approval", "zh": "仪器许可"}
    assert BOOK.initial == "draft"
    assert list(BOOK.instruments) == ["IAA", "IARA", "OP"]
    assert list(BOOK.provisions) == [
        "IAA 5(2)", "IAA 16(1)", "IAA 16(2)", "IAA 17", "IARA 2",
    ]  # fmt: skip
    assert len(BOOK.examples) == 41
    assert BOOK.calendar.first == date(2029, 1, 1).toordinal()


@pytest.mark.parametrize("example", BOOK.examples, ids=lambda example: example.name)
def test_the_examples_of_the_shipped_folder_hold(example):
    """They stand on both sides of every limit of the Act."""
    edition = BOOK.on(example.on, example.standings)

    assert examples.run(example, edition) is None


def test_a_clause_has_its_versions_in_order_and_the_days_of_its_instrument():
    """§9(1) is as old as the Act; the reform ended its first version."""
    old, new = BOOK.clauses["IAA 9(1)"]

    assert text(old.when) == "days(report_issued_on, today) <= 730"
    assert old.in_force == Interval(date(2029, 1, 1), date(2030, 1, 1))
    assert new.in_force == Interval(date(2030, 1, 1), None)
    assert new.remedy == {
        "en": "file a report issued within the last 365 days",
        "zh": "提交365天内出具的检验报告",
    }


def test_the_order_of_versions_in_the_file_does_not_matter():
    """Versions are sorted by their first day, and their words go with them."""
    swapped = edited(IAA, "in_force_until = 2030-01-01", "in_force_from = 2031-01-01")
    swapped = edited(
        IAA, "in_force_from = 2030-01-01", "in_force_until = 2030-01-01", swapped
    )

    first, second = read(swapped, NAME).clauses["IAA 9(1)"]

    assert "365" in first.text["en"]
    assert "365" in first.text["zh"]
    assert "730" in second.text["zh"]


def test_a_clause_keeps_what_the_file_says_of_it():
    """Kind, effect, standing, presumption and an article number that is a guess."""
    (document,), (finding,) = BOOK.clauses["IAA 5(1)"], BOOK.clauses["IAA 8"]
    (presumed,), (memory,) = BOOK.clauses["IAA 11"], BOOK.clauses["IAA 21"]

    assert document.kind is Kind.DOCUMENT
    assert finding.effect is Effect.FINDING
    assert presumed.kind is Kind.PROHIBITION
    assert presumed.presumed
    assert memory.standing is Standing.MEMORY
    assert memory.approximate
    assert memory.instrument == "IAA"


def test_a_lawyer_lifts_the_standing_to_text():
    """Who has compared a clause with the text is named, and the day."""
    verified = 'standing = "memory"\nverified_by = "Kim Lee"\nverified_on = 2030-02-01'
    files = edited(IAA, 'standing = "memory"', verified)

    (clause,) = read(files, NAME).clauses["IAA 21"]

    assert clause.standing is Standing.TEXT
    assert (clause.verified_by, clause.verified_on) == ("Kim Lee", date(2030, 2, 1))


def test_facts_have_their_types_bounds_and_words():
    """Bounds are in the smallest unit; the measure word is Chinese only."""
    samples, error = BOOK.facts["samples"], BOOK.facts["error_pct"]

    assert samples.type == NumberType(0, 0, 1000)
    assert samples.count
    assert samples.unit == {"zh": "台"}
    assert error.type == NumberType(2, 0, 100_00)
    assert error.unit == {"en": "%", "zh": "%"}
    use = BOOK.facts["intended_use"]
    assert use.type == ChoiceType(("trade", "medicine", "teaching"))
    assert use.options["medicine"] == {"en": "medicine", "zh": "医疗"}


def test_a_number_without_bounds_has_the_widest_that_can_be_computed_with():
    """0 and 1,000,000,000,000; with many decimals as much as fits in 15 digits."""
    plain = edited(FACTS, "at_most = 1_000\n", "")
    fine = edited(FACTS, "decimals = 2\nat_most = 100\n", "decimals = 6\n")

    assert read(plain, NAME).facts["samples"].type == NumberType(0, 0, 10**12)
    assert read(fine, NAME).facts["error_pct"].type == NumberType(6, 0, 10**15)


def test_wordings_cannot_be_written():
    """A rulebook is a value: what reads it cannot change it."""
    with pytest.raises(TypeError):
        BOOK.title["en"] = "x"
    with pytest.raises(TypeError):
        BOOK.states["draft"] = None


def test_states_and_actors_are_as_declared():
    """Phase and flags of a state; an actor acts on request unless the file says."""
    approved, refused = BOOK.states["approved"], BOOK.states["refused"]

    assert (approved.phase, approved.right) == (Phase.APPROVED, True)
    assert (refused.phase, refused.final) == (Phase.CANCELLED, True)
    assert BOOK.states["draft"].phase is None
    assert BOOK.actors["office"].acts is Acts.ON_REQUEST


def test_a_clock_beside_whose_keys_stands_its_only_version():
    """IAA 16: twenty working days, extended once by at most ten."""
    clock = BOOK.clocks["decision"]

    assert (clock.unit, clock.counts_from) == (Unit.WORKING_DAY, ("accepted_on",))
    (version,) = clock.versions
    assert (version.ref, version.length) == ("IAA 16(1)", 20)
    assert version.extend == Extension("extend_review", 10, 1)
    assert version.on_expiry == "finding"


def test_a_transition_takes_what_stands_beside_its_versions():
    """Keys beside `version` are the defaults of every version."""
    files = edited(
        PROCESS, 'basis = ["IAA 17"]\nrecords = { decided_on = "today" }',
        'records = { decided_on = "today" }\n'
        '[[transition.refuse.version]]\n'
        'in_force_until = 2030-01-01\nbasis = ["IAA 17"]\n'
        '[[transition.refuse.version]]\nin_force_from = 2030-01-01\nrecords = {}',
    )  # fmt: skip

    old, new = read(files, NAME).transitions["refuse"]

    assert old.sources == new.sources == ("under_review",)
    assert old.label is new.label
    assert (old.basis, new.basis) == (("IAA 17",), ())
    assert old.records == (Record("decided_on", Writes.TODAY),)
    assert new.records == ()


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ('decided_on = "none"', Record("decided_on", Writes.NONE)),
        (
            'decided_on = "accepted_on"',
            Record("decided_on", Writes.COPY, "accepted_on"),
        ),
        (
            "decided_on = 2030-01-01",
            Record("decided_on", Writes.VALUE, date(2030, 1, 1)),
        ),
        ("error_pct = 1.5", Record("error_pct", Writes.VALUE, Decimal("1.50"))),
        ("error_pct = 1", Record("error_pct", Writes.VALUE, Decimal("1.00"))),
        ("samples = 7", Record("samples", Writes.VALUE, 7)),
        ("test_announced = false", Record("test_announced", Writes.VALUE, False)),
        ('intended_use = "trade"', Record("intended_use", Writes.VALUE, "trade")),
        ('assessor = "applicant"', Record("assessor", Writes.COPY, "applicant")),
        ('assessor = "okafor"', Record("assessor", Writes.VALUE, "okafor")),
    ],
)
def test_a_record_is_today_nothing_a_copy_or_a_value(record, expected):
    """A text that names a fact of the type is a copy, any other a value."""
    files = edited(
        PROCESS, 'basis = ["IAA 17"]\nrecords = { decided_on = "today" }',
        f"basis = [\"IAA 17\"]\nrecords = {{ {record} }}",
    )  # fmt: skip

    assert read(files, NAME).transitions["refuse"][0].records == (expected,)


def test_an_example_knows_where_it_stands_and_later_facts_win():
    """`facts` wins over `given`; the line is that of its header."""
    example = next(e for e in BOOK.examples if "old report" in e.name)

    assert example.facts["assessor"] == "lee"
    assert example.facts["error_pct"] == Decimal("0.50")
    assert example.asks.expected is Answer.CLOSED
    assert example.asks.failing == {"IAA 9(1)", "IAA 14(2)"}
    assert example.asks.unknown is None
    assert example.filed_as is Evidence.OFFICIAL
    lines = FILES[example.file].decode().split("\n")
    assert lines[example.line - 1] == "[[example]]"
    assert example.name in lines[example.line]


def test_files_that_are_not_of_the_rulebook_are_passed_over():
    """Cases, histories, scenarios and lessons are other people's business."""
    others = {"cases/C-7.json": b"{", "demo.toml": b"=", "law/a/b.toml": b"=", "x": b""}

    assert read(FILES | others, NAME).clauses.keys() == BOOK.clauses.keys()


def test_a_second_language_is_one_more_file():
    """Languages are English and every words file; each has every word."""
    german = FILES[ZH].replace(b"zh = ", b"de = ")
    german = german.replace('unit = "台"\n'.encode(), b"")

    book = read({**FILES, "words/de.toml": german}, NAME)

    assert set(book.states["draft"].label) == {"en", "zh", "de"}


def test_line_ends_of_windows_change_nothing():
    """An editor may write them; lines are counted the same."""
    files = {path: content.replace(b"\n", b"\r\n") for path, content in FILES.items()}
    files = marked(files, IAA, 'effect = "finding"', '¶effect = "note"')
    files, [(file, line)] = unmarked(files)

    (mistake,) = mistakes(files)

    assert mistake.startswith(f"{file}:{line}: ")


@pytest.mark.parametrize("process", shipped())
def test_every_key_of_the_shipped_files_has_its_line(process):
    """The line map finds each table and key where tomllib finds it."""

    def keys(table, path=()):
        for name, value in table.items():
            yield (*path, name)
            inner = value if isinstance(value, list) else [value]
            for number, part in enumerate(inner):
                if isinstance(part, dict):
                    place = (number,) if isinstance(value, list) else ()
                    yield from keys(part, (*path, name, *place))

    for file, content in read_files(folder(process)).items():
        document = parse(file, content)
        for key in keys(document.data):
            line = document.lines[document.line(key) - 1]
            assert str(key[-1]) in line, (file, key, line)


def test_lines_are_those_of_keys_however_they_are_written():
    """Quoted, escaped and dotted keys; values over many lines that look like keys."""
    text = (
        'a = [\n  "b",  # ] no end\n  [1,\n   2],\n]\n'
        "b = '''\nc = 1\n'''\n"
        '"c\\u0041" = { d = 1 }\n'
        '\'e"\' = "x"  # [f]\n'
        '[f."g h".i]\nj.k = 1\n[[l]]\n[[l]]\n'
        'm = """x\\""" y\nn = 1"""\n'
        "n = 2\n[l.o]\np = 1\n"
    )
    document = parse("x.toml", text.encode())
    expected = {
        ("a",): 1, ("b",): 6, ("cA",): 9, ("cA", "d"): 9, ('e"',): 10, ("f",): 11,
        ("f", "g h", "i"): 11, ("f", "g h", "i", "j", "k"): 12,
        ("l", 0): 13, ("l", 1): 14, ("l", 1, "m"): 15, ("l", 1, "n"): 17,
        ("l", 1, "o"): 18, ("l", 1, "o", "p"): 19, ("z",): None,
    }  # fmt: skip

    assert {key: document.line(key) for key in expected} == expected
    assert document.element_lines("l") == [13, 14]


# A mistake ---------------------------------------------------------------------------


def test_a_mistake_says_where_it_is_and_what_would_do():
    """As in the style guide: file and line, clause, what was there, the way out."""
    files = marked(FILES, IAA, "days(report_issued_on", "¶days(report_issued")
    files, [(_, line)] = unmarked(files)

    with pytest.raises(RulebookError) as caught:
        read(files, NAME)

    (mistake,) = caught.value.mistakes
    assert str(mistake) == (
        f'law/iaa.toml:{line}: clause "IAA 9(1)": '
        "no fact named 'report_issued' is declared\n"
        "  did you mean 'report_issued_on'?"
    )
    assert (mistake.file, mistake.line) == ("law/iaa.toml", line)
    assert mistake.where == 'clause "IAA 9(1)"'
    assert mistake.what.startswith("no fact named 'report_issued'")


def test_mistakes_are_one_group_of_errors_of_ours():
    """`except*` and `except QualflowError` catch it; it can be pickled."""
    with pytest.raises(RulebookError) as caught:
        read({}, NAME)

    error = caught.value
    assert isinstance(error, QualflowError)
    assert all(isinstance(mistake, MistakeError) for mistake in error.exceptions)
    assert str(error) == "4 mistakes in instrument-approval"
    assert str(RulebookError(NAME, error.mistakes[:1])) == f"1 mistake in {NAME}"
    again = pickle.loads(pickle.dumps(error))
    assert (again.process, str(again)) == (NAME, str(error))
    assert [str(m) for m in again.mistakes] == [str(m) for m in error.mistakes]


def test_a_dozen_planted_mistakes_come_out_together_in_order():
    """One a line, each once, by file and line: nothing is hidden by anything else."""
    planted = [
        (CALENDAR, "off = [2029-01-01", "¶off = [2029-01-06", "is a weekend day"),
        (APPROVE, "samples = 3\n", "¶samples = 3.5\n", "given 'good_file': 'samples'"),
        (CLAUSES, 'verdict = "met"', '¶verdict = "mett"', "'verdict': one of met,"),
        (FACTS, "decimals = 2", "¶decimals = 7", "fact 'error_pct': 'decimals'"),
        (FACTS, "when = 'intended_use", "¶when = 'intended_uze", "'intended_uze' is"),
        (IAA, 'effect = "finding"', '¶effect = "note"', "clause \"IAA 8\": 'effect'"),
        (IAA, '"error_pct <= 2 and', '¶"error_pct <= and', "'and' found"),
        (IAA, '"samples >= 3"', '¶"sampels >= 3"', "no fact named 'sampels'"),
        (IARA, 'kind = "effect"', '¶kind = "effekt"', "provision \"IARA 2\": 'kind'"),
        (PROCESS, 'phase = "applied"', '¶phase = "aplied"', "state 'applied': 'phase'"),
        (PROCESS, 'basis = ["IAA 17"]', '¶basis = ["IAA 8"]', "not a provision"),
        (PROCESS, "length = 20", "¶length = 20.0", "clock 'decision': 'length'"),
        (PROCESS, 'never = "approved"', '¶never = "aproved"', "named 'aproved'"),
        (ZH, 'zh = "申请人"', '¶zh = ""', "actor 'applicant': 'zh': a text expected"),
    ]  # fmt: skip
    files = FILES
    for file, old, new, _ in planted:
        files = marked(files, file, old, new)
    files, places = unmarked(files)

    found = mistakes(files)

    for (file, line), (*_, what), mistake in zip(places, planted, found, strict=True):
        assert mistake.startswith(f"{file}:{line}: ")
        assert what in mistake


def test_a_file_that_cannot_be_read_hides_no_mistake_and_makes_none():
    """What the others say of its names is believed; their own mistakes still show."""
    files = edited(IAA, "[instrument]", "[instrument")
    files = edited(PROCESS, 'phase = "applied"', 'phase = "aplied"', files)

    broken_law, phase = mistakes(files)

    assert broken_law.startswith("law/iaa.toml:3: no TOML: ")
    assert phase.startswith("process.toml:27: state 'applied': 'phase'")


@pytest.mark.parametrize("file", [PROCESS, FACTS, IAA, IARA, ZH, CALENDAR, APPROVE])
def test_a_broken_file_is_one_mistake(file):
    """Names that would stand in it may be there: only the root is reported."""
    files = {**FILES, file: FILES[file] + b"\n[[["}

    (mistake,) = mistakes(files)

    last = FILES[file].count(b"\n") + 2
    assert mistake.startswith(f"{file}:{last}: no TOML: ")


@pytest.mark.parametrize("file", [PROCESS, FACTS, ZH])
def test_a_file_that_has_to_be_there_is_missed(file):
    """Only the calendar and the examples may be missing."""
    files = {path: content for path, content in FILES.items() if path != file}

    assert mistakes(files) == [f"{file}: is missing"]


def test_a_process_without_law_is_none():
    """At least one instrument is expected."""
    files = {path: text for path, text in FILES.items() if not path.startswith("law/")}

    assert mistakes(files) == ["law: is missing: at least one law/*.toml expected"]


def test_calendar_and_examples_may_be_missing():
    """Then working days are unknown, and nothing is tried."""
    few = {
        p: t
        for p, t in FILES.items()
        if p.startswith(("law", "words", "process", "facts"))
    }

    book = read(few, NAME)

    assert (book.calendar.first, book.examples) == (None, ())


# Links -------------------------------------------------------------------------------

LINK = '[link.holder]\nen = "the holder"\n\n[property.no_approval_unseen]'
LINKED = edited(PROCESS, "[property.no_approval_unseen]", LINK)
LINKED = edited(ZH, "[property", '[link.holder]\nzh = "持有人"\n\n[property', LINKED)


def test_a_link_declares_three_facts():
    """The state of the other case, since when, and through which step."""
    book = read(LINKED, NAME)

    state, since, through = (
        book.facts[f"holder.{part}"] for part in ("state", "since", "through")
    )
    assert state.type == ChoiceType(tuple(book.states))
    assert state.options["refused"] == {"en": "refused", "zh": "未获许可"}
    assert since.type == DayType()
    assert through.type == ChoiceType(tuple(book.transitions))
    assert through.options["accept"] == {
        "en": "accept the application",
        "zh": "受理申请",
    }
    assert state.label == {"en": "state of the holder", "zh": "持有人的状态"}
    assert {fact.link for fact in (state, since, through)} == {"holder"}
    assert (book.links["holder"].process, state.source) == (NAME, "")


def test_clauses_and_examples_read_what_is_linked():
    """A dotted name in a table of facts is a table inside for TOML."""
    files = edited(
        IAA, '"samples >= 3"', "'holder.state == \"refused\" or samples > 2'", LINKED
    )
    files = edited(
        CLAUSES,
        "facts = { samples = 2 }",
        'facts = { holder.state = "refused" }',
        files,
    )

    book = read(files, NAME)

    example = next(e for e in book.examples if e.name == "two samples are too few")
    assert example.facts == {"holder.state": "refused"}


def test_a_link_to_another_process_reads_its_states():
    """A new state there is an option here: the two cannot drift apart."""
    files = edited(
        PROCESS, 'en = "the holder"', 'en = "the holder"\nprocess = "other"', LINKED
    )

    book = read(files, NAME, {"other": BOOK})

    assert links(files, NAME) == ("other",)
    assert book.facts["holder.state"].type == ChoiceType(tuple(BOOK.states))
    assert book.links["holder"].process == "other"


def test_a_folder_read_twice_has_the_same_mistakes_twice():
    """Its process.toml is kept between the question for links and the reading."""
    other = 'en = "the holder"\nprocess = "other"\nprocesses = 1'
    wrong = edited(PROCESS, 'en = "the holder"', other, LINKED)
    asked, first = links(wrong, NAME), mistakes(wrong, {"other": BOOK})

    assert links(wrong, NAME) == asked == ("other",)
    assert mistakes(wrong, {"other": BOOK}) == first
    assert ["unknown key 'processes'" in one for one in first] == [True]


def test_of_two_folders_with_one_process_file_each_has_its_own_law():
    """What is kept is what that file says, not the folder it was read from."""
    files = edited(IAA, "<= 730", "<= 731")

    one, other = read(FILES, NAME), read(files, "other")

    assert (one.name, other.name) == (NAME, "other")
    assert other.clauses["IAA 9(1)"] != one.clauses["IAA 9(1)"]


def test_a_sound_folder_is_loaded_without_what_only_others_need():
    """A program that loads a process waits for nothing that it does not use."""
    unneeded = [f"qualflow.law.{name}" for name in (
        "edition", "examples", "loading.examples", "loading.scanning"
    )]  # fmt: skip
    program = (
        "import sys\nfrom qualflow import load\nload('instrument-approval')\n"
        f"print([name for name in {unneeded!r} if name in sys.modules])"
    )

    done = run([sys.executable, "-c", program], capture_output=True, check=True)

    assert done.stdout.split() == [b"[]"]


def test_links_of_a_folder_that_cannot_be_read_are_none():
    """`read` will say what is wrong with it."""
    assert links({PROCESS: b"[link"}, NAME) == ()
    assert links({PROCESS: b"link = 1"}, NAME) == ()
    assert links({}, NAME) == ()
    assert links(LINKED, NAME) == ()


def test_nobody_reads_more_than_a_thousand_mistakes():
    """A file of another kind in a wrong place should not fill the screen for ever."""
    files = {**FILES, FACTS: b"".join(b"[fact.f%d]\n" % n for n in range(5000))}

    found = mistakes(files)

    assert len(found) == 1001
    what = "more than 1,000 mistakes: the others are not listed"
    assert found[-1] == f"facts.toml:501: {what}"
