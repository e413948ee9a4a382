"""What a command may hold, since it is kept for decades."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from qualflow import (
    Advance,
    Case,
    Correct,
    Document,
    FileFact,
    ReadLink,
    Request,
    open_case,
)
from qualflow.case.commands import CommandError
from qualflow.law.facts import FactValueError
from rulebooks import (
    DAY,
    INSTRUMENTS,
    a_case,
    a_rulebook,
    a_step,
    sent,
)

# Days ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "on", [datetime(2029, 3, 4, tzinfo=UTC), date(1899, 12, 31), date(2200, 1, 1)]
)
@pytest.mark.parametrize(
    "make", [Advance, lambda on: Request("submit", on)], ids=["advance", "request"]
)
def test_a_day_is_a_day_that_facts_can_have(on, make):
    """A step may write it on the case, and a case file has to give it back."""
    with pytest.raises(CommandError, match="a day from 1900-01-01 to 2199-12-31"):
        sent(a_case(), make(on))


def test_the_day_of_a_replacement_is_a_day_too():
    """It is looked at before it is compared with that of the correction."""
    moment = datetime(2029, 3, 4, tzinfo=UTC)
    with pytest.raises(CommandError, match="a day from 1900-01-01"):
        sent(a_case(samples=1), Correct(1, FileFact("samples", 2, moment), DAY))


@pytest.mark.parametrize("on", [date(1900, 1, 1), date(2199, 12, 31)])
def test_the_first_and_the_last_day_are_days(on):
    """Both ends are included."""
    assert sent(a_case(on=on, signed=True), Request("submit", on)).refusal is None


# Texts and moments -----------------------------------------------------------------

HALF = "\ud83d"  # half of a surrogate pair: no bytes in UTF-8
LONG = "x" * 2_001


TEXTS = {
    "by": lambda text: FileFact("samples", 1, DAY, by=text),
    "document": lambda text: FileFact("samples", 1, DAY, documents=(Document(text),)),
    "page": lambda text: FileFact(
        "samples", 1, DAY, documents=(Document("report", "", text),)
    ),
    "reader": lambda text: ReadLink("holder", a_case(), DAY, by=text),
    "case": lambda text: ReadLink("holder", Case(text, "iaa", "draft"), DAY),
    "corrector": lambda text: Correct(1, None, DAY, by=text),
    "reason": lambda text: Correct(1, None, DAY, reason=text),
}


@pytest.mark.parametrize("broken", [HALF, LONG], ids=["half", "long"])
@pytest.mark.parametrize("make", TEXTS.values(), ids=TEXTS)
def test_a_text_that_no_file_could_hold_is_refused_at_once(make, broken):
    """Not on the day when somebody tries to read the case."""
    with pytest.raises(CommandError, match="2,000 characters expected"):
        sent(a_case(samples=15), make(broken))


def test_a_longest_text_is_kept():
    """2,000 characters are allowed, of any script."""
    (event,) = sent(a_case(), FileFact("samples", 1, DAY, by="验" * 2_000)).events
    assert event.by == "验" * 2_000


def test_a_document_has_a_name_and_a_sum_in_lower_case():
    """Two spellings of one sum would be two documents."""
    for document in (Document(""), Document("report", "A" * 64), Document("a", "0")):
        with pytest.raises(CommandError):
            sent(a_case(), FileFact("samples", 1, DAY, documents=(document,)))


def test_half_a_character_is_no_value_of_a_text():
    """It could be filed and never be written."""
    with pytest.raises(FactValueError, match="500 characters"):
        sent(a_case(), FileFact("assessor", HALF, DAY))


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2029, 3, 4, 8),  # noqa: DTZ001
        datetime.min.replace(tzinfo=timezone(timedelta(hours=8))),
    ],
    ids=["naive", "before the year 1"],
)
def test_a_moment_is_the_same_one_everywhere(moment):
    """Without a zone it would depend on the computer that writes the file."""
    with pytest.raises(CommandError, match="a moment with its time zone"):
        sent(a_case(), FileFact("samples", 1, DAY, recorded_at=moment))


@pytest.mark.parametrize("case_id", ["", HALF, LONG], ids=["empty", "half", "long"])
def test_a_case_has_an_id_that_can_be_kept(case_id):
    """Other cases name it when they read it."""
    with pytest.raises(CommandError, match="case: a text of 1 to 2,000 characters"):
        open_case(INSTRUMENTS, case_id)


def test_a_case_of_another_process_is_a_mistake():
    """Its states and facts would mean something else."""
    other = a_rulebook(name="other", transitions=[a_step()])

    with pytest.raises(CommandError, match="one of iaa, not of other"):
        sent(a_case(), Request("approve", DAY), other)
