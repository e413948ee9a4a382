"""Filed values, days, periods and amounts as people read them."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualflow.law.facts import ChoiceType, Fact, NumberType, TextType
from qualflow.law.measures import Unit
from qualflow.words.language import Language
from qualflow.words.values import amount, day, label, number, option, period, value
from strategies import FACTS

EN, ZH = Language.EN, Language.ZH


def both(name, filed):
    """Return a value of a fact in both languages."""
    return value(FACTS[name], filed, EN), value(FACTS[name], filed, ZH)


@pytest.mark.parametrize(
    ("name", "filed", "english", "chinese"),
    [
        ("range_km", 1_500, "1,500 km", "1,500公里"),
        ("range_km", -50, "-50 km", "-50公里"),
        ("samples", 15, "15", "15件"),
        ("share_pct", Decimal("33.30"), "33.3%", "33.3%"),
        ("share_pct", Decimal("33.33"), "33.33%", "33.33%"),
        ("fee", Decimal("150000.00"), "150,000 CNY", "150,000元"),
        ("fee", Decimal("0.05"), "0.05 CNY", "0.05元"),
        ("fee", Decimal("0.00"), "0 CNY", "0元"),
        ("filed_on", date(2019, 1, 10), "2019-01-10", "2019年1月10日"),
        ("safe", True, "yes", "是"),
        ("safe", False, "no", "否"),
        ("category", "scale", "weighing scale", "衡器"),
        ("assessor", "lee", "lee", "lee"),
    ],
)
def test_a_filed_value_in_both_languages(name, filed, english, chinese):
    """With its unit, without idle zeros, a choice by the words of its option."""
    assert both(name, filed) == (english, chinese)


@pytest.mark.parametrize("name", FACTS)
def test_what_nobody_filed_is_not_known(name):
    """Never "no", never 0, whatever the type."""
    assert both(name, None) == ("not known", "未知")


@pytest.mark.parametrize(
    ("length", "unit", "english", "chinese"),
    [
        (20, Unit.WORKING_DAY, "20 working days", "20个工作日"),
        (1, Unit.WORKING_DAY, "1 working day", "1个工作日"),
        (30, Unit.DAY, "30 days", "30日"),
        (3, Unit.MONTH, "3 months", "3个月"),
        (1, Unit.MONTH, "1 month", "1个月"),
        (2, Unit.YEAR, "2 years", "2年"),
        (0, Unit.YEAR, "0 years", "0年"),
        (36_600, Unit.DAY, "36,600 days", "36,600日"),
        (Decimal("0.5"), Unit.DAY, "0.5 days", "0.5日"),
    ],
)
def test_a_period_in_both_languages(length, unit, english, chinese):
    """As statutes write it: 20个工作日, 30日, 3个月."""
    assert period(length, unit, EN) == english
    assert period(length, unit, ZH) == chinese


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_an_english_day_is_the_day_of_the_file(when):
    """A reader may search the case file for what the page says."""
    assert day(when, EN) == when.isoformat()


@given(st.integers(-(10**15), 10**15), st.integers(0, 6))
def test_a_number_keeps_its_value(units, decimals):
    """Grouping and dropping zeros may not cost a digit."""
    exact = Decimal(units).scaleb(-decimals)

    assert Decimal(number(exact).replace(",", "")) == exact


@pytest.mark.parametrize(
    ("unit", "english"), [("km", "5 km"), ("%", "5%"), ("°C", "5°C"), ("", "5")]
)
def test_a_unit_that_begins_with_a_letter_stands_apart(unit, english):
    """5 km, but 5%."""
    fact = Fact("x", NumberType(), unit={"en": unit})

    assert amount(5, fact, EN) == english


def test_a_measure_word_is_not_borrowed_by_english():
    """15件 is Chinese; English says 15."""
    fact = Fact("x", NumberType(), unit={"zh": "件"})

    assert (amount(15, fact, EN), amount(15, fact, ZH)) == ("15", "15件")


def test_what_has_no_words_goes_by_its_name():
    """A fact or option made in a notebook has none."""
    choice = Fact("kind", ChoiceType(("a", "b")))

    assert label(choice, ZH) == "kind"
    assert option(choice, "a", EN) == value(choice, "a", EN) == "a"
    assert value(Fact("who", TextType()), "{x}", EN) == "{x}"
