"""Simulations as JSON: the names are a contract, and every number is one."""

import json

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from qualflow.cli.simulation_forms import comparison_json, moved_json, result_json
from qualflow.simulate.results import Estimate
from simulate_results import COMPARED, EXACT, MOVED, SAMPLED, SCENARIO, nobody


def written(form):
    """Return a form as it reads back; NaN and infinity cannot be written."""
    return json.loads(json.dumps(form, allow_nan=False))


def test_a_result_has_the_names_of_the_contract():
    form = written(result_json(SAMPLED))

    assert form["engine"] == "sampling"
    assert form["cases"] == 100_000
    assert form["outcomes"]["refused"] == {
        "p": 0.35012, "error": 0.0015, "count": 35012,
    }  # fmt: skip
    decision = form["times"]["decision"]
    assert {"mean", "median", "q95", "q99", "error"} <= set(decision)
    assert (decision["mean"], decision["error"]) == (88.21, 0.05)
    assert decision["median"] == 77.1
    assert decision["errors"]["mean"] == decision["error"]


def test_open_at_the_horizon_is_an_outcome():
    assert list(written(result_json(SAMPLED))["outcomes"])[-1] == "open"


def test_the_exact_engine_has_no_seed_and_counts_nothing():
    form = written(result_json(EXACT))

    assert form["seed"] is None
    assert form["error"] == "bound"
    assert set(form["outcomes"]["refused"]) == {"p", "error"}


def test_a_question_says_what_it_asks_and_by_when():
    question = written(result_json(SAMPLED))["questions"]["production_2032"]

    assert question["states"] == ["production"]
    assert question["by"] == {"days": 668.0, "day": "2032-12-30"}
    exact = written(result_json(EXACT))["questions"]["production_2032"]
    assert exact["by"] == {"days": 668.0, "day": None}


def test_assumed_figures_are_counted_and_every_source_is_named():
    figures = written(result_json(SAMPLED))["figures"]

    assert (figures["all"], figures["assumed"]) == (12, 9)
    assert [(s["place"], s["source"]) for s in figures["sources"]] == list(
        SCENARIO.figures()
    )


def test_curves_are_told_where_they_are_asked_for():
    form = written(result_json(SAMPLED, curves=True))

    assert form["times"]["decision"]["curve"][1] == list(SAMPLED.times[0].curve[1])
    assert len(form["visits"]["applied"]["at"]) == len(form["grid"])
    assert "curve" not in written(result_json(SAMPLED))["times"]["decision"]


def test_what_cannot_be_told_is_null():
    form = written(result_json(nobody()))

    assert form["outcomes"]["refused"]["p"] is None
    assert form["times"]["decision"]["q99"] is None
    assert form["asked_for"] == 100_000


def test_a_comparison_has_both_answers_and_their_differences():
    form = written(comparison_json(COMPARED))
    (lapsed,) = (d for d in form["differences"] if d["name"] == "lapsed")

    assert form["second"]["scenario"] == "fewer-returns"
    assert lapsed["change"] == {"value": -0.00901, "error": 0.0003}
    assert lapsed["gain"] == 8.1


def test_figures_that_are_moved_say_whether_they_are_assumed():
    form = written(moved_json(MOVED))

    assert [one["assumed"] for one in form] == [True, True, False, True, True]
    assert form[0]["down"][0]["name"] == "in_production"


def test_a_note_keeps_its_key_and_its_values():
    notes = (("lost_parts", {"count": 3.0, "why": "a worker"}),)
    form = written(result_json(evolve(SAMPLED, notes=notes)))

    assert form["notes"] == [
        {"note": "lost_parts", "values": {"count": 3.0, "why": "a worker"}}
    ]


@given(st.floats(), st.floats())
def test_any_number_can_be_written(value, error):
    times = tuple(evolve(t, mean=Estimate(value, error)) for t in SAMPLED.times)
    visits = tuple(evolve(v, days=value, at=(error,)) for v in SAMPLED.visits)
    notes = (("n", {"x": value}),)
    result = evolve(SAMPLED, times=times, visits=visits, notes=notes, grid=(value,))

    assert written(result_json(result, curves=True))["engine"] == "sampling"
