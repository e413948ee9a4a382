"""What an engine answers, as text: the answer first, then figures, then how sure."""

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from qualflow.law.measures import Unit
from qualflow.simulate.distributions import Empirical, Fixed, Gamma, Weibull, remaining
from qualflow.simulate.results import Engine, Estimate, Share
from qualflow.simulate.scenario import (
    ASSUMED,
    OPEN,
    Chosen,
    Coming,
    Delay,
    Drawn,
    Exit,
    Question,
    Stay,
)
from qualflow.words.comparisons import (
    asked_first,
    by_size,
    comparison_text,
    sensitivity_text,
)
from qualflow.words.language import Language
from qualflow.words.layout import WIDTH, columns
from qualflow.words.scenarios import figures, labels, law_text
from qualflow.words.simulation import result_tables, result_text
from qualflow.words.simulation_messages import MESSAGES
from simulate_results import (
    COMPARED,
    EVIL,
    EXACT,
    MOVED,
    RULEBOOK,
    SAMPLED,
    SCENARIO,
    hostile,
    nobody,
)

EN, ZH = Language.EN, Language.ZH
BOTH = pytest.mark.parametrize("language", Language)


def told(result, language=EN, **more):
    return result_text(result, RULEBOOK, language, **more)


# -- goldens --------------------------------------------------------------------------


@BOTH
@pytest.mark.parametrize(
    ("name", "result"),
    [("sampled", SAMPLED), ("exact", EXACT), ("nobody", nobody())],
)
def test_a_result_reads_as_it_was_looked_at(name, result, language, golden):
    text = told(result, language, assumptions=True)

    golden(text, f"simulate/{name}.{language}.txt")


@BOTH
def test_a_comparison_reads_as_it_was_looked_at(language, golden):
    text = comparison_text(COMPARED, RULEBOOK, language)

    golden(text, f"simulate/comparison.{language}.txt")


@BOTH
def test_a_sensitivity_reads_as_it_was_looked_at(language, golden):
    text = sensitivity_text(MOVED, SCENARIO, RULEBOOK, language)

    golden(text, f"simulate/sensitivity.{language}.txt")


@BOTH
def test_no_line_is_wider_than_a_terminal(language):
    texts = [
        told(SAMPLED, language, assumptions=True),
        comparison_text(COMPARED, RULEBOOK, language),
        sensitivity_text(MOVED, SCENARIO, RULEBOOK, language),
    ]

    assert all(columns(line) <= WIDTH for text in texts for line in text.split("\n"))


def test_both_languages_say_the_same_in_every_sentence():
    for key, pair in MESSAGES.items():
        english, chinese = (_places(text) for text in pair)
        # A form for one thing need not say how many there are.
        assert english == chinese or key.endswith(("_0", "_1", "extended")), key


def _places(text):
    return {part.split("}")[0] for part in text.split("{")[1:]}


# -- the answer -----------------------------------------------------------------------


def test_what_was_asked_comes_first():
    assert told(SAMPLED).startswith("production by 2032-12-30: 37.14 % ± 0.15\n")


def test_a_label_that_names_the_day_is_not_given_another():
    label = {"en": "production by 2032-12-30"}
    scenario = evolve(SCENARIO, questions=(evolve(SCENARIO.questions[0], label=label),))
    first = told(evolve(SAMPLED, scenario=scenario)).split("\n")[0]

    assert first == "production by 2032-12-30: 37.14 % ± 0.15"


def test_without_a_question_the_likeliest_outcome_is_the_answer():
    scenario = evolve(SCENARIO, questions=())
    text = told(evolve(SAMPLED, scenario=scenario, questions=()))

    assert text.startswith("Most likely: refused, 35.01 % ± 0.15\n")


def test_what_has_no_label_is_called_by_its_states():
    question = Question("any", ("refused", "lapsed"), 100.0)
    scenario = evolve(SCENARIO, questions=(question,))
    share = Share("any", Estimate(0.4, 0.02), 400)
    text = told(evolve(SAMPLED, scenario=scenario, questions=(share,)))

    assert text.startswith("refused or lapsed by 2031-06-11: 40 % ± 2\n")


@BOTH
@pytest.mark.parametrize("result", [SAMPLED, EXACT, nobody()])
def test_open_at_the_horizon_is_always_said(result, language):
    """Unfinished cases are an outcome, never left out."""
    word = {EN: "open at the horizon", ZH: "未决"}[language]
    text = told(result, language)

    assert word in text.split("\n\n")[0]
    assert any(word in line for line in text.split("\n\n")[2].split("\n"))


def test_in_continuous_time_days_are_numbers():
    text = told(EXACT)

    assert "production by day 668" in text
    assert "2032" not in text


def test_a_horizon_beyond_the_last_day_is_a_number():
    scenario = evolve(SCENARIO, horizon=9e8)

    assert "day 900,000,000" in told(evolve(SAMPLED, scenario=scenario))


# -- how sure -------------------------------------------------------------------------


def test_a_run_that_was_cut_short_says_so_at_once():
    text = told(evolve(SAMPLED, asked_for=250_000))

    assert "Cut short: 100,000 of 250,000 cases are done" in text.split("\n\n")[0]


def test_none_of_many_cases_is_a_bound_and_not_nothing():
    """The standard error of 0 of n is 0; the rule of three says what is known."""
    text = told(SAMPLED)

    assert "0 of 100,000 cases: with 95 %" in text
    assert "below 0.0030 %" in " ".join(text.split())


def test_all_of_many_cases_is_a_bound_too():
    share = Share("refused", Estimate(1.0, 0.0), 1_000)
    others = [evolve(s, p=Estimate(0.0, 0.0), count=0) for s in SAMPLED.outcomes[1:]]
    result = evolve(SAMPLED, cases=1_000, outcomes=(share, *others))

    assert "above 99.7 %" in " ".join(told(result).split())


def test_an_exact_answer_needs_no_such_bound():
    assert "confidence" not in told(EXACT)


@pytest.mark.parametrize(
    ("result", "said"),
    [(SAMPLED, "± is the standard error"), (EXACT, "± is a bound on the error")],
)
def test_what_the_error_is_is_said(result, said):
    assert said in told(result)


@pytest.mark.parametrize(
    ("assumed", "said"),
    [
        (0, "All 6 figures have a source."),
        (1, "1 of 6 figures is assumed: nobody has measured it."),
        (2, "2 of 6 figures are assumed: nobody has measured them."),
        (6, "All 6 figures are assumed: nobody has measured them."),
    ],
)
def test_figures_that_nobody_has_measured_are_counted(assumed, said):
    stays = {}
    for number, state in enumerate(("applied", "returned", "deciding")):
        sources = [ASSUMED if 2 * number + k < assumed else "a table" for k in (0, 1)]
        stays[state] = Stay(
            state,
            (Exit("refuse"), Exit("approve")),
            Delay(Fixed(1.0), Unit.DAY, sources[0]),
            source=sources[1],
        )
    scenario = evolve(
        SCENARIO, stays=stays, facts=(), extended={}, resources=(), arrivals=None
    )

    assert said in told(evolve(SAMPLED, scenario=scenario))


def test_every_figure_is_listed_with_its_source_and_its_value():
    words = labels(RULEBOOK, SCENARIO, EN)
    listed = figures(words)

    assert [(one.place, one.source) for one in listed] == list(SCENARIO.figures())
    assert all(one.value for one in listed)
    assert "lognormal, median 35, sigma 0.142 (days)" in {one.value for one in listed}


def test_a_law_that_is_not_asked_is_said():
    scenario = evolve(SCENARIO, judges=False)

    assert "every step is granted" in told(evolve(SAMPLED, scenario=scenario))


def test_the_command_that_repeats_it_is_the_last_line():
    assert (
        told(SAMPLED)
        .rstrip()
        .endswith(
            "qualflow simulate reference --engine sampling --cases 100000 --seed 7"
        )
    )
    assert told(EXACT).rstrip().endswith("qualflow simulate reference --engine exact")


def test_a_note_has_its_sentence_and_an_unknown_one_its_key():
    notes = (("lost_parts", {"count": 3.0}), ("unheard_of", {"days": 2.5}), ("x", {}))
    text = told(evolve(SAMPLED, notes=notes))

    assert "computed again: 3." in " ".join(text.split())
    assert "unheard_of: days 2.5" in text
    assert "\n  x\n" in text


# -- what cannot be told --------------------------------------------------------------


def test_a_time_that_nobody_reaches_is_a_dash_with_its_reason():
    text = told(nobody())

    assert "time to the decision - - - - -" in " ".join(text.split())
    assert "no case gets there by the horizon" in text
    assert "nan" not in text.lower()


def test_not_a_number_is_a_dash_too():
    times = [evolve(t, mean=Estimate(float("nan"))) for t in SAMPLED.times]
    text = told(evolve(SAMPLED, times=tuple(times)))

    assert "nan" not in text
    assert "no case gets there" in text


@BOTH
def test_hostile_words_cannot_steer_a_terminal(language):
    rulebook, result = hostile()
    text = result_text(result, rulebook, language, assumptions=True)

    assert EVIL not in text
    assert not set("\x1b\u202e") & set(text)


@given(
    st.floats(allow_nan=False),
    st.none() | st.floats(),
    st.floats(0, 1e300),
    st.integers(0, 10**12),
)
def test_any_numbers_can_be_told(value, error, days, cases):
    outcomes = tuple(
        evolve(share, p=Estimate(value, error)) for share in SAMPLED.outcomes
    )
    times = tuple(
        evolve(time, mean=Estimate(days, error), reached=Estimate(value, error))
        for time in SAMPLED.times
    )
    visits = tuple(evolve(visit, days=days) for visit in SAMPLED.visits)
    result = evolve(SAMPLED, outcomes=outcomes, times=times, visits=visits, cases=cases)
    text = told(result)

    assert "nan" not in text.lower()
    assert len(text) < 20_000


# -- words of figures -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("law", "en", "zh"),
    [
        (Fixed(30.0), "always 30", "固定30"),
        (Gamma(30.0, 2.0), "gamma, mean 30, shape 2", "伽马，均值30，形状2"),
        (Weibull(30.0, 1.5), "Weibull, scale 30, shape 1.5", "韦布尔，尺度30，形状1.5"),
        (Empirical((1.0, 4.0)), "2 observed values, 1 to 4", "2个观测值，1～4"),
        (
            remaining(Gamma(30.0, 2.0), 10.0),
            "what is left after 10 of: gamma, mean 30, shape 2",
            "已经过10后的剩余：伽马，均值30，形状2",
        ),
    ],
)
def test_a_distribution_is_told_by_its_numbers(law, en, zh):
    assert law_text(law, labels(RULEBOOK, SCENARIO, EN)) == en
    assert law_text(law, labels(RULEBOOK, SCENARIO, ZH)) == zh


def test_a_fact_is_told_by_what_may_become_of_it():
    facts = (
        Chosen("insured", ((True, 0.25), (None, 0.75))),
        Drawn("insured", Fixed(2.0)),
        Coming("insured", "approved", Delay(Fixed(5.0), Unit.WORKING_DAY)),
    )
    said = [
        figures(labels(RULEBOOK, evolve(SCENARIO, facts=(fact,)), EN))[9].value
        for fact in facts
    ]

    assert said == [
        "yes 25 %, not on file 75 %",
        "always 2",
        'always 5 (working days) after "approved, building"',
    ]


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("state.applied.delay", 'length of "applied"'),
        ("state.approved.delay.median", 'length of "approved, building", median'),
        ("state.evaluating.share.approve",
         'which way out of "under evaluation", approve'),
        ("clock.lapse.extended.share",
         'how often "lapse of the approval" is extended'),
        ("resource.reviewers.count", 'how many "reviewers"'),
        ("fact.insured", "insured"),
        ("something.else", "something.else"),
    ],
)  # fmt: skip
def test_the_place_of_a_figure_is_said_in_words(place, said):
    assert labels(RULEBOOK, SCENARIO, EN).place(place) == said


# -- comparison and sensitivity -------------------------------------------------------


def test_a_comparison_leads_with_what_was_asked():
    text = comparison_text(COMPARED, RULEBOOK, EN)

    assert text.startswith(
        "production by 2032-12-30: 37.14 % → 38.26 %, +1.12 ± 0.04 points\n"
    )


def test_without_a_question_it_leads_with_what_is_clearest_of_its_error():
    differences = tuple(d for d in COMPARED.differences if d.name != "production_2032")
    text = comparison_text(evolve(COMPARED, differences=differences), RULEBOOK, EN)

    assert text.startswith("time to the decision: mean: 88.21 → 83.90, -4.31")


def test_a_comparison_of_nothing_says_so():
    text = comparison_text(evolve(COMPARED, differences=()), RULEBOOK, EN)

    assert text.startswith("nothing was compared\n")


def test_two_exact_answers_are_compared_without_a_gain():
    first = evolve(EXACT, scenario=SCENARIO)
    second = evolve(first, scenario=COMPARED.second.scenario)
    differences = tuple(evolve(d, gain=None) for d in COMPARED.differences)
    compared = evolve(COMPARED, first=first, second=second, differences=differences)
    text = comparison_text(compared, RULEBOOK, EN)

    assert "variance gain" not in text

    assert "both computed exactly" in text
    assert "standard error" not in text


def test_the_strongest_figure_comes_first():
    answer = ("production_2032", "p")
    places = [moved.place for moved, _, _ in by_size(MOVED, answer)]

    assert places[:2] == ["state.approved.delay.median", "state.production.delay.mean"]
    assert asked_first(MOVED, SCENARIO) == [answer]


def test_other_answers_can_be_asked_for():
    text = sensitivity_text(MOVED, SCENARIO, RULEBOOK, EN, [("decision", "mean")])

    assert text.startswith(
        '"time to the decision: mean" depends most on length of "under review"'
    )


def test_an_answer_that_nothing_moves_is_said():
    text = sensitivity_text((), SCENARIO, RULEBOOK, EN)

    assert text == "No figure can be moved.\n"


def test_a_figure_that_nobody_has_measured_has_a_star():
    lines = sensitivity_text(MOVED, SCENARIO, RULEBOOK, EN).split("\n")

    assert any('length of "in' in line for line in lines)
    assert "  *: assumed." in lines
    (measured,) = (line for line in lines if 'length of "under' in line)
    assert "*" not in measured


def test_tables_are_values_with_as_many_cells_as_heads():
    for result in (SAMPLED, EXACT, nobody()):
        for table in result_tables(result, labels(RULEBOOK, result.scenario, EN)):
            assert len(table.align) == len(table.head)
            assert all(len(row) == len(table.head) for row in table.rows)


def test_the_exact_engine_counts_no_cases():
    tables = list(result_tables(EXACT, labels(RULEBOOK, EXACT.scenario, EN)))

    assert EXACT.engine is Engine.EXACT
    assert all("cases" not in table.head for table in tables)
    assert EXACT.outcomes[-1].name == OPEN
