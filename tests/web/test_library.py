"""What is shown: processes from disk, who was stopped by which clause, the search."""

from datetime import date

import pytest

from qualflow import explain, load
from qualflow.case.commands import Request
from qualflow.errors import UnknownNameError
from qualflow.law.loading import RulebookError
from qualflow.law.verdict import Verdict
from qualflow.processes import UnknownProcessError, folder, shipped
from qualflow.web.changes import How, changes, days_of_change
from qualflow.web.library import LibraryError, library
from qualflow.web.sources import is_official, readings, sources
from shell import run


@pytest.fixture
def own(tmp_path):
    """A process of one's own, as `qualflow new` writes it."""
    home = tmp_path / "mine"
    assert run("new", str(home)).exit_code == 0
    return home


def test_all_that_is_shipped_is_shown_unless_something_is_named(library_of_all):
    assert tuple(library_of_all.processes) == shipped()


@pytest.fixture(scope="module")
def library_of_all():
    return library()


def test_a_folder_of_ones_own_is_shown(own):
    assert list(library([str(own)]).processes) == ["mine"]


def test_two_processes_of_one_name_are_refused(own):
    with pytest.raises(LibraryError, match="two processes are called 'mine'"):
        library([str(own), str(own)])


def test_a_process_that_is_not_there_is_refused():
    with pytest.raises(UnknownProcessError, match="did you mean 'cn-automaker'"):
        library(["cn-automakr"])


def test_a_case_that_cannot_be_read_is_named(own):
    (own / "cases").mkdir(exist_ok=True)
    (own / "cases" / "bad.json").write_text("{}")

    with pytest.raises(LibraryError, match=r"bad\.json: case file"):
        library([str(own)])


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("readings.toml", "[reading.R1]\nquestion = 'Who?'", "R1.question"),
        ("readings.toml", "reading = 1", "a table expected"),
        ("readings.toml", "[", "readings.toml"),
        ("sources.toml", "hosts = 'gov.cn'", "hosts"),
        ("sources.toml", "[[official]]\nen = 'X'\naddress = 'https://x.example/'",
         "official.address"),
        ("sources.toml", "[source.S1]\nurl = 'https://x.example/'", "'url' found"),
    ],
)  # fmt: skip
def test_a_mistake_in_what_is_there_for_readers_is_told_with_its_place(
    own, file, text, message
):
    (own / file).write_text(text)

    with pytest.raises(RulebookError) as found:
        library([str(own)])
    assert message in str(found.value.mistakes[0])


# -- sources --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "official"),
    [
        ("https://www.gov.cn/zhengce/", True),
        ("http://gov.cn", True),
        ("https://gov.cn.example.org/", False),
        ("https://evilgov.cn/", False),
        ("https://user@gov.cn:80/x", True),
        ("javascript:alert(1)//gov.cn", False),
        ("ftp://gov.cn/", False),
        ("S26", False),
        ("https://[gov.cn", False),
        ("https://gov.cn/\x00", False),
    ],
)
def test_only_an_address_on_an_official_host_is_a_link(address, official):
    assert is_official(address, ("gov.cn",)) is official


def test_every_source_that_a_rule_of_the_process_cites_is_explained():
    """A key like S26 says nothing to a reader."""
    rulebook, known = load("cn-automaker"), sources(folder("cn-automaker"))
    rules = [v for versions in rulebook.clauses.values() for v in versions]
    cited = {
        key
        for rule in (*rules, *rulebook.provisions.values(),
                     *rulebook.instruments.values())
        for key in rule.source
    }  # fmt: skip

    assert cited == known.cited.keys()


def test_every_reading_that_a_rule_rests_on_is_explained():
    rulebook, known = load("cn-automaker"), readings(folder("cn-automaker"))
    rules = [v for versions in rulebook.clauses.values() for v in versions]
    steps = [v for versions in rulebook.transitions.values() for v in versions]
    named = {reading for rule in (*rules, *steps) for reading in rule.readings}

    assert named <= known.keys()
    assert all({"en", "zh"} <= r.question.keys() for r in known.values())


# -- who was stopped ------------------------------------------------------------------


def test_a_case_is_told_as_one_that_a_clause_stopped_where_it_did(library_of_all):
    """Each entry is asked again, of the case as it stood that day."""
    for process in library_of_all.processes.values():
        for stop in process.stopped:
            if stop.link:
                continue
            case = process.told(stop.case, stop.on).case
            why = explain(process.rulebook, case, Request(stop.transition, stop.on))
            verdicts = {f.clause.ref: f.verdict for f in why.findings}
            assert verdicts[stop.ref] is Verdict.UNMET, stop


def test_what_stopped_the_take_over_is_told_with_the_other_case(library_of_all):
    stopped = library_of_all.processes["cn-automaker"].stopped

    assert [
        (stop.case, stop.on, stop.other) for stop in stopped if stop.ref == "ALL 49"
    ] == [("xiaomi", date(2023, 8, 23), "baowo")]


def test_a_case_is_meant_before_a_history_of_its_name(library_of_all):
    process = library_of_all.processes["cn-automaker"]

    assert process.told("xiaomi").windows == ()
    assert process.told("qiantu").windows != ()
    with pytest.raises(UnknownNameError):
        process.told("nobody")


# -- what changes ---------------------------------------------------------------------


def test_what_changes_is_what_differs_from_the_day_before(library_of_all):
    for process in library_of_all.processes.values():
        rulebook = process.rulebook
        for day in days_of_change(rulebook):
            found = changes(rulebook, day)
            eve = rulebook.on(date.fromordinal(day.toordinal() - 1))
            now = rulebook.on(day)
            for one in found.clauses:
                before = {**eve.clauses, **eve.provisions}.get(one.key)
                after = {**now.clauses, **now.provisions}.get(one.key)
                assert (one.before, one.after) == (before, after)
                assert (one.how is How.BEGINS) == (before is None)
                assert (one.how is How.ENDS) == (after is None)


def test_nothing_changes_on_any_other_day(library_of_all):
    rulebook = library_of_all.processes["cn-automaker"].rulebook
    days = set(days_of_change(rulebook))
    for cut in rulebook.cuts:
        for day in (cut, date.fromordinal(cut.toordinal() + 1)):
            assert changes(rulebook, day).some is (day in days), day


# -- the search -----------------------------------------------------------------------


def test_a_ref_that_is_typed_whole_comes_first(library_of_all):
    for ref in load("cn-automaker").clauses:
        hits = library_of_all.index.find(ref.lower(), "cn-automaker")
        assert hits.entries[0].key == ref


def test_all_the_words_must_be_there(library_of_all):
    index = library_of_all.index
    both = {entry.where for entry in index.find("sample cars").entries}

    assert both < {entry.where for entry in index.find("sample").entries}
    assert index.find("sample zzzz").entries == ()
    assert index.find("   ").entries == ()


def test_more_than_a_page_holds_is_counted(library_of_all):
    found = library_of_all.index.find("the")

    assert len(found.entries) == 60
    assert found.left > 0
