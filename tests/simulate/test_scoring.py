"""Back-tests: what is forecast, what counts, and how it is scored."""

from __future__ import annotations

import json
from datetime import date, timedelta
from math import log

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from qualflow import Record, open_case
from qualflow.processes import histories, load_scenario
from qualflow.simulate.distributions import Fixed
from qualflow.simulate.lives import Lives
from qualflow.simulate.scenario import OPEN, Question
from qualflow.simulate.scoring import (
    BINS,
    CANNOT,
    KNOWN_OTHERWISE,
    LEAVES,
    NO_STAY,
    SPANS,
    Entry,
    Event,
    Forecast,
    Moment,
    back_test,
    bins,
    events,
    score,
    together,
)
from qualflow.simulate.starting import standing
from qualflow.words.language import Language
from qualflow.words.scoring import MESSAGES, score_text
from rulebooks import after
from shell import run

LAW, CHANCE = load_scenario("reference")
DAY = date(2030, 1, 4)
SOON = Event(LEAVES, 90)


def forecast(p, came, event=SOON, cases=10_000):
    """Return a forecast of about p, and what came."""
    return Forecast("h", DAY, "approved", event, round(p * cases), cases, came)


def moment(*entries, until=DAY + timedelta(days=2_000), on=DAY, state="approved"):
    """Return a moment of a case approved on `DAY`, with what came after."""
    case = after(
        LAW,
        open_case(LAW, "R-1"),
        *(Record(step, DAY) for step in ("take_up", "evaluate", "approve")),
    )
    start = evolve(standing(LAW, CHANCE, case, on), state=state)
    came = [(entered, DAY + timedelta(days=days)) for days, entered in entries]
    known = [Entry(entered, on, on) for entered, on in [("approved", DAY), *came]]
    return Moment("R-1", start, tuple(known), until)


# -- what is forecast ---------------------------------------------------------------


def test_leaving_and_outcomes_are_asked_within_each_span_questions_within_their_own():
    asked = Question("soon", ("production",), 45)
    found = events(evolve(CHANCE, questions=(asked,)))
    assert [e.span for e in found if e.name == LEAVES] == list(SPANS)
    assert [e.span for e in found if e.name == "lapsed"] == list(SPANS)
    assert Event("soon", 45, ("production",)) in found
    assert OPEN not in {event.name for event in found}


def test_a_forecast_is_made_from_where_the_case_stood():
    stays = {**CHANCE.stays}
    delay = evolve(stays["approved"].delay, law=Fixed(100.0))
    stays["approved"] = evolve(stays["approved"], delay=delay)
    on = DAY + timedelta(days=40)
    found = back_test(LAW, evolve(CHANCE, stays=stays), [moment(on=on)], cases=200)
    counts = {(f.event.name, f.event.span): f.count for f in found.forecasts}
    assert counts[LEAVES, 90] == 200  # 60 days are left
    assert counts["in_production", 90] == 200
    assert counts["lapsed", 730] == 0


def test_what_has_happened_is_no_forecast():
    asked = Question("approval", ("approved",), 45)
    found = back_test(LAW, evolve(CHANCE, questions=(asked,)), [moment()], cases=100)
    assert "approval" not in {f.event.name for f in found.forecasts}
    assert found.forecasts


def test_forecasts_are_the_same_for_the_same_seed_alone():
    first, again = (back_test(LAW, CHANCE, [moment()], cases=500) for _ in range(2))
    other = back_test(LAW, CHANCE, [moment()], cases=500, seed=1)
    assert first == again
    assert first.forecasts != other.forecasts


@pytest.mark.parametrize(
    ("where", "reason"),
    [
        (moment(state="lapsed"), KNOWN_OTHERWISE),
        (moment((0, "refused"), state="refused"), NO_STAY),
        (moment(on=DAY, state="approved"), None),
    ],
)
def test_steps_that_cannot_be_forecast_are_told_with_the_reason(where, reason):
    found = back_test(LAW, CHANCE, [where], cases=100)
    assert [left.reason for left in found.left_out] == ([reason] if reason else [])
    assert bool(found.forecasts) is (reason is None)


def test_a_scenario_that_is_wrong_about_a_case_is_left_out_and_says_why():
    late = moment(on=DAY + timedelta(days=60), state="applied")
    late = evolve(late, entries=(Entry("applied", DAY, DAY),))
    found = back_test(LAW, CHANCE, [late], cases=100)
    (left,) = found.left_out
    assert left.reason == CANNOT
    assert "it has stood in 'applied' for 60 days" in left.told
    assert found.total.n == 0


# -- what came ----------------------------------------------------------------------


def test_an_event_came_if_it_was_entered_within_the_span_and_not_before_it():
    here = moment((30, "production"), (400, "cancelled"))
    assert here.came(Event(LEAVES, 30)) is True
    assert here.came(Event(LEAVES, 29)) is False
    assert here.came(Event("cancelled", 365, ("cancelled",))) is False
    assert here.came(Event("cancelled", 730, ("cancelled",))) is True
    later = evolve(here, start=evolve(here.start, on=DAY + timedelta(days=31)))
    assert later.came(Event("in_production", 90, ("production",))) is False


def test_a_span_the_history_does_not_tell_to_its_end_is_censored_whatever_came():
    here = moment((30, "production"), until=DAY + timedelta(days=100))
    assert here.came(Event(LEAVES, 100)) is True
    assert here.came(Event(LEAVES, 101)) is None


def test_an_entry_known_to_some_days_came_only_if_all_of_them_say_so():
    first, last = (DAY + timedelta(days=n) for n in (80, 200))
    here = evolve(moment(), entries=(Entry("production", first, last),))
    said = {span: here.came(Event(LEAVES, span)) for span in (79, 80, 199, 200)}
    assert said == {79: False, 80: None, 199: None, 200: True}


# -- scores -------------------------------------------------------------------------


def test_scores_are_those_of_the_definitions():
    told = [forecast(0.8, True), forecast(0.3, False), forecast(0.5, None)]
    found = score(told, SOON)
    p, q = told[0].p, told[1].p
    assert (found.n, found.censored, found.rate) == (2, 1, 0.5)
    assert found.brier == pytest.approx(((1 - p) ** 2 + q**2) / 2)
    assert found.log == pytest.approx(-(log(p) + log(1 - q)) / 2)
    assert found.brier_reference == pytest.approx(0.25)
    assert found.log_reference == pytest.approx(log(2))
    assert found.skill == pytest.approx(1 - found.brier / 0.25)


@given(st.lists(st.booleans(), min_size=2, max_size=30))
def test_always_saying_the_base_rate_has_no_skill(outcomes):
    cases = 10**9
    rate = sum(outcomes) / len(outcomes)
    found = score([forecast(rate, came, cases=cases) for came in outcomes], SOON)
    assert found.brier == pytest.approx(found.brier_reference, abs=1e-8)
    assert found.log == pytest.approx(found.log_reference, abs=1e-7)
    if 0 < rate < 1:
        assert found.skill == pytest.approx(0, abs=1e-6)
    else:
        assert found.skill is None


def test_no_forecast_is_certain_so_that_no_score_is_infinite():
    found = score([forecast(0.0, True), forecast(1.0, False)], SOON)
    assert 9 < found.log < 11
    assert found.brier == pytest.approx(1, abs=1e-3)


def test_all_events_together_are_measured_each_against_its_own_base_rate():
    often, never = SOON, Event("lapsed", 90, ("lapsed",))
    first = score([forecast(0.9, True), forecast(0.9, True)], often)
    second = score([forecast(0.1, False, never), forecast(0.1, True, never)], never)
    found = together([first, second])
    assert (found.n, found.event) == (4, None)
    assert found.brier_reference == pytest.approx((0 + 0.25) / 2)
    assert found.brier == pytest.approx((first.brier + second.brier) / 2)


def test_nothing_that_can_be_scored_has_no_score():
    assert together([score([forecast(0.5, None)], SOON)]).brier is None


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=40))
def test_every_scored_forecast_lies_in_one_bin(pairs):
    told = [forecast(p, came) for p, came in pairs]
    found = list(bins([*told, forecast(0.5, None)]))
    assert sum(part.n for part in found) == len(told)
    assert sum(part.n * part.came for part in found) == pytest.approx(
        sum(came for _, came in pairs)
    )
    for part in found:
        assert part.low <= part.forecast <= part.high
        assert part.high - part.low == pytest.approx(1 / BINS)


def test_a_scenario_that_made_the_lives_itself_is_calibrated_on_them():
    """Of many lives the share that leaves is the share that was forecast."""
    lives = [
        case
        for case in Lives.of(LAW, CHANCE, 3).some(0, 1_200)
        if "approved" in {step.target for step in case.path}
    ]
    horizon = CHANCE.on + timedelta(days=int(CHANCE.horizon))
    came = []
    for case in lives:
        entries = tuple(Entry(step.target, step.on, step.on) for step in case.path)
        on = next(step.on for step in case.path if step.target == "approved")
        here = Moment(case.id, evolve(moment().start, on=on), entries, horizon)
        came.append(here.came(Event(LEAVES, 365)))
    (found,) = [
        f
        for f in back_test(LAW, CHANCE, [moment()], cases=20_000).forecasts
        if f.event == Event(LEAVES, 365)
    ]
    share, n = sum(came) / len(came), len(came)
    assert n > 500
    assert abs(share - found.p) < 4 * (found.p * (1 - found.p) / n) ** 0.5


# -- as text and as JSON ------------------------------------------------------------


def test_every_sentence_is_in_both_languages():
    for english, chinese in MESSAGES.values():
        assert english
        assert chinese


@pytest.mark.parametrize("language", Language)
def test_the_text_says_how_little_dependent_forecasts_are_worth(language):
    found = back_test(LAW, CHANCE, [moment((30, "production"))], cases=200)
    text = score_text(found, LAW, language)
    told = {Language.EN: "the 1 history behind them", Language.ZH: "背后的1份历史相当"}
    assert told[language] in text.replace("\n", " " if language is Language.EN else "")
    assert max(map(len, text.splitlines())) <= 88


def test_the_command_scores_the_shipped_histories():
    done = run("simulate", "score", "order-27", "qiantu", "suda", "--json")
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert found["histories"] == ["qiantu", "suda"]
    assert 0 < found["total"]["brier"] < 1
    assert found["total"]["n"] == sum(event["n"] for event in found["events"])
    assert sum(part["n"] for part in found["calibration"]) == found["total"]["n"]
    assert {left["reason"] for left in found["left_out"]} <= {NO_STAY, KNOWN_OTHERWISE}


def test_the_command_says_when_nothing_could_be_scored():
    done = run("simulate", "score", "xiaomi-2024", "wanxiang")
    assert done.exit_code == 1
    assert "nothing could be scored" in done.stdout


def test_a_history_that_cannot_be_read_is_said_and_the_others_are_scored(tmp_path):
    broken = tmp_path / "broken.json"
    broken.write_text("{}")
    path = str(histories("cn-automaker")["suda"])
    done = run("simulate", "score", "order-27", str(broken), path)
    assert done.exit_code == 2
    assert "broken.json: history" in done.stderr
    assert "1 history" in done.stdout
