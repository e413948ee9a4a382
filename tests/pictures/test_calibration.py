"""A back-test as a picture: its figures, what it is worth, in both languages."""

from __future__ import annotations

from datetime import date
from string import Formatter
from xml.etree import ElementTree

import pytest
from attrs import evolve

from qualflow.pictures.calibration import calibration_picture
from qualflow.processes import load_scenario
from qualflow.simulate.scoring import (
    LEAVES,
    BackTest,
    Event,
    Forecast,
    bins,
    score,
    together,
)
from qualflow.words.language import Language
from qualflow.words.scoring import MESSAGES, score_text

LAW, CHANCE = load_scenario("reference")
SVG = "{http://www.w3.org/2000/svg}"
BOTH = pytest.mark.parametrize("language", Language)
SOON = Event(LEAVES, 90)
CASES = 1_000

GROUPS = ((20, 1, 60), (310, 4, 11), (520, 6, 9), (930, 5, 6))
"""Lives in which it comes of `CASES`, how often it came, of how many forecasts."""


def back_test(*groups, censored=3):
    """Return a back-test of forecasts of one event; some more are censored."""
    forecasts = [
        Forecast(f"R-{n % 9}", date(2030, 1, 4), "approved", SOON, count, CASES, came)
        for count, came_in, of in groups
        for n, came in enumerate([True] * came_in + [False] * (of - came_in))
    ]
    forecasts += [
        Forecast("R-0", date(2030, 1, 5), "approved", SOON, 500, CASES, None)
    ] * censored
    one = score(forecasts, SOON)
    return BackTest(
        CHANCE, CASES, 1, tuple(forecasts), (), together([one]), (one,),
        tuple(bins(forecasts)),
    )  # fmt: skip


FOUND = back_test(*GROUPS)


def parsed(found=FOUND, language=Language.EN):
    return ElementTree.fromstring(calibration_picture(found, LAW, language).encode())


def read(root):
    """Return all that is written in a picture, as one line."""
    return " ".join(found.text or "" for found in root.iter(f"{SVG}text"))


@BOTH
def test_the_picture_looks_as_it_did(language, golden):
    picture = calibration_picture(FOUND, LAW, language)

    golden(picture, f"pictures/calibration.{language.value}.svg")


def test_each_part_of_the_scale_that_holds_forecasts_is_a_dot():
    """Nothing was forecast between 60 and 80 per cent."""
    root = parsed()
    said = [found.text for found in root.iter(f"{SVG}title")]

    assert [part.n for part in FOUND.bins] == [60, 11, 9, 6]
    assert said.count("40 % to 60 %: 9 forecasts, mean forecast 52 %, came 67 %") == 2
    assert not [text for text in said if text.startswith("60 %")]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (Language.EN, "There are no error bars, since none would be right: the "
                      "forecasts are not independent."),
        (Language.ZH, "图中不画误差线，因为无论怎样画都不正确：这些预测并不独立。"),
    ],
)  # fmt: skip
def test_the_picture_says_why_it_has_no_error_bars(language, said):
    text = read(parsed(language=language))

    assert said.replace(" ", "") in text.replace(" ", "")


@BOTH
def test_the_figures_are_those_of_the_text(language):
    """Both are read beside each other."""
    told, text = read(parsed(language=language)), score_text(FOUND, LAW, language)
    total = FOUND.total

    for figure in (total.brier, total.brier_reference, total.log, total.log_reference):
        assert f"{figure:.3f}" in told
        assert f"{figure:.3f}" in text
    assert "86" in told
    assert "86" in text


@BOTH
def test_a_screen_reader_is_told_every_figure(language):
    root = parsed(language=language)
    told = root.find(f"{SVG}desc").text

    for part in FOUND.bins:
        assert f"{part.n}" in told
        assert f"{part.came * 100:.0f}" in told
        assert f"{part.forecast * 100:.0f}" in told


def test_without_censored_forecasts_none_are_spoken_of():
    assert "Censored are the 3" in read(parsed())
    assert "Censored" not in read(parsed(back_test(*GROUPS, censored=0)))


def test_of_one_forecast_the_picture_speaks_in_the_singular():
    text = read(parsed(back_test((310, 1, 1), censored=1)))

    assert "1 forecast at 1 step of 1 history." in text
    assert "Censored is the one" in text


@BOTH
def test_where_nothing_was_scored_the_picture_says_so(language):
    """The command writes none; who asks from Python gets an empty frame."""
    text = read(parsed(back_test(censored=2), language))
    said = {Language.EN: "Nothing could be scored.", Language.ZH: "没有可以评分的预测"}

    assert said[language] in text
    assert "n = " not in text


@BOTH
def test_a_title_is_text_and_no_markup(language):
    title = {"en": "</title><script>a", "zh": "</title><script>a"}
    found = evolve(FOUND, scenario=evolve(CHANCE, title=title))
    root = parsed(found, language)

    assert "</title><script>a" in root.find(f"{SVG}title").text
    assert not list(root.iter(f"{SVG}script"))


def test_both_languages_say_the_same_things():
    """The templates of a key take the same values."""
    for key, told in MESSAGES.items():
        if key.startswith("picture"):
            taken = [{f[1] for f in Formatter().parse(s) if f[1]} for s in told]
            assert taken[0] == taken[1], key
