"""Conditions are read as people type them, and a wrong name is answered kindly."""

import pytest

from lesson_files import RULEBOOK, exercise
from qualflow.learn.conditions import strict
from qualflow.learn.marking import mark
from qualflow.learn.marks import Mark, NoSuchFact

WRITE = "kind=write_clause&clause=IAA+9(2)&on=2029-06-01"


def marked(query, answer):
    return mark(RULEBOOK, exercise(query), answer)


@pytest.mark.parametrize(
    ("name", "guess"),
    [
        ("eror_pct", "error_pct"),
        ("Error_Pct", "error_pct"),
        ("error", "error_pct"),
        ("rely_on_it", "others_rely_on_it"),
        ("samples_tested", "samples"),
        ("sampels", "samples"),
        ("zzz", ""),
    ],
)
def test_an_unknown_name_is_told_the_likely_fact(name, guess):
    """Those that the clause reads are looked at first."""
    found = marked(WRITE, f"{name} <= 2")

    assert found == Mark(None, (NoSuchFact(name, guess),))


@pytest.mark.parametrize(
    "typed",
    [
        "error_pct \u2264 2 AND (others_rely_on_it Implies error_pct<=0.5)",
        "error_pct \uff1c\uff1d 2 and (NOT others_rely_on_it or error_pct \u2266 0.5)",
        'error_pct <= 2 and (intended_use = "teaching" OR error_pct <= 0.5)',
        "error_pct <= 2 and (intended_use = \u201cteaching\u201d or error_pct <= 0.5)",
    ],
)
def test_signs_and_words_as_people_type_them_are_read(typed):
    """Nothing else can be meant, so no try is lost over a key."""
    assert marked(WRITE, typed).right is True


@pytest.mark.parametrize("typed", ["error_pct <= 2 %", "error_pct <= 2 pct", "2pct"])
def test_a_number_with_its_unit_is_told_to_be_plain(typed):
    """The fact declares it: 100 km are 100."""
    (told,) = marked(WRITE, typed).reasons

    assert told.expected == "a plain number (the fact declares its unit)"


def test_chinese_words_join_conditions():
    """Who reads the question in Chinese may answer so."""
    typed = "error_pct ≤ 2 且（not others_rely_on_it 或者 error_pct<=0.5）"

    assert marked(WRITE, typed).right is True


def test_a_text_in_quotes_stays_as_it_is_typed():
    """A name may hold "=" or "AND"; only what is outside of it is read kindly."""
    assert strict('assessor = "A = B AND C" AND x') == 'assessor == "A = B AND C" and x'
