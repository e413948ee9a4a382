"""What lives tell of delays and ways, and what they are not asked to tell."""

from __future__ import annotations

from datetime import date, timedelta
from math import inf, isclose

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from histories import CN, audited, told
from qualflow import load
from qualflow.cli.simulate_fit import life
from qualflow.law.rules import Interval
from qualflow.processes import histories
from qualflow.simulate.distributions import Exponential, Fixed, Uniform
from qualflow.simulate.drafting import PLACEHOLDER, as_good, draft, source_of
from qualflow.simulate.families import Reason
from qualflow.simulate.fitting import Fit, StateFit, exits, fit, wilson
from qualflow.simulate.loading import read_scenario, written
from qualflow.simulate.scenario import ASSUMED
from qualflow.simulate.stays import Life, Move, stays_of
from qualflow.simulate.survival import Duration

IAA = load("instrument-approval")
FIRST = date(2029, 1, 1)
LAST = date(2031, 1, 1)
WAY = ("draft", "applied", "under_review", "approved", "surrendered")
STEPS = ("apply", "accept", "approve", "surrender")


def day(number: float) -> date:
    return FIRST + timedelta(days=int(number))


def a_life(*days: int | tuple[int, int], last: int = 700) -> Life:
    """Return a life on the way of `WAY`, its steps on days or between two."""
    moves = []
    for n, ends in enumerate(days):
        earliest, latest = (ends, ends) if isinstance(ends, int) else ends
        moves.append(Move(STEPS[n], WAY[n], WAY[n + 1], day(earliest), day(latest)))
    return Life(f"C-{days}", day(last), tuple(moves))


def lengths(life: Life, state: str) -> list[Duration | None]:
    """Return what is known of the stays in one state."""
    stays = stays_of(IAA, life)
    return [stay.length for stay in stays if stay.alone and stay.states == (state,)]


def of(found: Fit | None, state: str) -> StateFit:
    assert found is not None
    return next(one for one in found.states if one.state == state)


# -- stays -----------------------------------------------------------------------------


def test_a_stay_is_known_to_the_windows_of_its_ends_and_half_a_day():
    """From the latest beginning to the earliest end, and the other way round."""
    life = a_life((0, 10), (25, 40))

    assert lengths(life, "applied") == [Duration(14.5, 40.5)]


def test_a_stay_of_a_day_is_a_delay_that_rounds_to_it():
    """A scenario rounds to whole days; no day at all is up to half of one."""
    assert lengths(a_life(3, 8, 8), "applied") == [Duration(4.5, 5.5)]
    assert lengths(a_life(3, 8, 8), "under_review") == [Duration(0.0, 0.5)]


def test_the_last_stay_is_censored_on_the_last_day_of_the_life():
    """Nothing is known of what came later."""
    assert lengths(a_life(3, (8, 20), last=100), "under_review") == [Duration(80, inf)]


def test_nobody_knows_when_the_first_state_began():
    """A life begins with its first step."""
    assert lengths(a_life(3, 8), "draft") == [None]


def test_a_step_back_to_its_own_state_ends_no_stay():
    """An extended review is one review."""
    one = a_life(0, 10, 60)
    extended = Move("extend_review", "under_review", "under_review", day(20), day(20))
    life = evolve(one, moves=(*one.moves[:2], extended, one.moves[2]))

    assert lengths(life, "under_review") == [Duration(49.5, 50.5)]


def test_what_is_only_taken_to_have_followed_ends_no_stay():
    """The stay lasted to the first day it can have ended; later ones are not known."""
    one = a_life(0, 10, (30, 700), (30, 700))
    moves = [*one.moves[:2], *(evolve(move, supplied=True) for move in one.moves[2:])]
    life = evolve(one, moves=tuple(moves))

    assert lengths(life, "under_review") == [Duration(20, inf)]
    assert lengths(life, "approved") == []


def test_what_time_ended_is_censored():
    """An approval that lapsed after two years says: longer than that."""
    approved = Move(
        "approve", "under_review", "approved", date(2017, 5, 1), date(2017, 5, 1)
    )
    lapsed = Move("lapse", "approved", "lapsed", date(2019, 5, 2), date(2019, 5, 2))
    life = Life("x", date(2020, 1, 1), (approved, lapsed))

    (stay, _) = [s for s in stays_of(CN, life) if s.states == ("approved",)]

    assert stay.length == Duration(730.5, inf)
    assert stay.step == ""


def test_steps_nobody_saw_are_passed_to_the_next_that_was_seen():
    """Their sum is known where its parts are not."""
    one = a_life(0, (0, 50), 50)
    life = evolve(
        one, moves=(one.moves[0], evolve(one.moves[1], seen=False), one.moves[2])
    )

    longer = [s for s in stays_of(IAA, life) if len(s.states) == 2]

    assert [(s.states, s.step, s.length) for s in longer] == [
        (("applied", "under_review"), "approve", Duration(49.5, 50.5))
    ]


# -- delays and ways -------------------------------------------------------------------


def simulated(n: int, seed: int) -> list[Life]:
    """Return lives of reviews with a mean of 90 days, of which 70 % are approved."""
    generator = np.random.default_rng(seed)
    lives = []
    for case in range(n):
        begun = int(generator.integers(0, 560))
        took = round(generator.exponential(90))
        way = (
            ("approve", "approved")
            if generator.uniform() < 0.7
            else ("refuse", "refused")
        )
        window = int(generator.integers(0, 20))
        moves = [
            Move("apply", "draft", "applied", day(begun), day(begun)),
            Move("accept", "applied", "under_review", day(begun + 5), day(begun + 5)),
        ]
        ended = begun + 5 + took
        if ended <= 600:
            ends = day(ended - min(window, took)), day(ended + window)
            moves.append(Move(way[0], "under_review", way[1], *ends))
        lives.append(Life(f"S-{case}", day(600), tuple(moves)))
    return lives


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_simulated_process_is_found_again_within_its_errors(seed):
    """Delay and shares, with windows of weeks and reviews that had not ended."""
    found = fit(IAA, simulated(250, seed))
    review = of(found, "under_review")

    assert review.own is not None
    assert review.own.censored > 10
    exponential = next(f for f in review.own.fits if isinstance(f.law, Exponential))
    assert abs(exponential.law.mean - 90) < 4 * dict(exponential.errors)["mean"]
    shares = {way.step: way for way in review.ways}
    assert abs(shares["approve"].share - 0.7) < 4 * shares["approve"].error
    assert isclose(sum(way.share for way in review.ways), 1)


def test_a_delay_that_is_always_the_same_is_a_fixed_one():
    """Five days each: no distribution has a width, and no other whole day fits."""
    found = fit(IAA, simulated(20, 1))
    applied = of(found, "applied")

    assert applied.own is not None
    assert (applied.own.reason, applied.own.fixed) == (Reason.NO_SPREAD, 5)
    assert draft(IAA, found).stays["applied"].delay.law == Fixed(5.0)


def test_without_a_step_there_is_nothing_to_fit():
    """An empty life, or none."""
    assert fit(IAA, []) is None
    assert fit(IAA, [Life("x", LAST, ())]) is None


def test_the_order_of_lives_changes_nothing():
    """A fit is of a set of lives."""
    lives = simulated(30, 4)

    one, other = fit(IAA, lives), fit(IAA, reversed(lives))

    assert one is not None
    assert other is not None
    for first, second in zip(one.states, other.states, strict=True):
        assert first.ways == second.ways
        if first.own is not None and second.own is not None and first.own.fits:
            a, b = first.own.fits[0].law, second.own.fits[0].law
            assert isclose(a.mean, b.mean, rel_tol=1e-6)


@given(st.integers(0, 40), st.integers(1, 40))
def test_wilsons_interval_holds_the_share_and_stays_within_0_and_1(count, more):
    """Also where all or none were seen; there it has a width, unlike p ± 2 s.e."""
    total = count + more
    low, high = wilson(count, total)

    assert 0 <= low <= count / total <= high <= 1
    assert high > low
    mirrored = wilson(total - count, total)
    assert isclose(mirrored[0], 1 - high, abs_tol=1e-12)


# -- the eleven histories --------------------------------------------------------------


@pytest.fixture(scope="module")
def eleven() -> Fit:
    """The shipped histories of car makers."""
    lives = [life(audited(told(name))) for name in histories("cn-automaker")]
    found = fit(CN, lives)
    assert found is not None
    return found


def test_eleven_histories_carry_two_delays(eleven):
    """From consent to access, and production to its stop; honest about how many."""
    delays = [state.delay for state in eleven.states if state.delay is not None]

    assert [(d.states, d.curve.ended, d.censored) for d in delays] == [
        (("approved", "access_review"), 5, 1),
        (("production_start",), 4, 5),
    ]
    assert eleven.fitted == 2


def test_their_median_from_consent_to_access_lies_where_the_public_figures_do(eleven):
    """Twelve dated cases, open and held out: 529.5 to 552 days between bounds."""
    joined = of(eleven, "approved").joined
    assert joined is not None

    assert joined.curve.median.low == 540.5
    assert joined.curve.median.high == 541.5
    assert joined.reason is None


def test_with_so_few_the_family_cannot_be_told(eleven):
    """All four within 2 of the best by Akaike's criterion."""
    joined = of(eleven, "approved").joined
    assert joined is not None

    assert len(as_good(joined)) == 3


def test_a_delay_between_steps_nobody_saw_is_refused(eleven):
    """All reviews may have taken no time; nobody knows when a draft begins."""
    assert of(eleven, "draft").own is None
    reviews = of(eleven, "under_review").own
    assert reviews is not None
    assert reviews.reason is Reason.NO_SPREAD
    assert reviews.common == (0, 181.5)
    evaluation = of(eleven, "evaluation").own
    assert evaluation is not None
    assert evaluation.reason is Reason.TOO_FEW


def test_refusals_are_not_published_and_get_no_share(eleven):
    """0 of 8 seen is not a rate of 0."""
    review = of(eleven, "under_review")

    assert "refuse" not in {way.step for way in review.ways}
    assert ("refuse", 8) in {(way.step, way.of) for way in review.unseen}


def test_ways_of_different_laws_are_no_rivals(eleven):
    """Before 2019 requests were accepted, since then filings are checked."""
    applied = {way.step: way for way in of(eleven, "applied").ways}

    assert (applied["accept"].count, applied["accept"].of) == (6, 6)
    assert (applied["check"].count, applied["check"].of) == (2, 2)


def test_an_incidence_counts_those_that_have_not_ended(eleven):
    """Of six approved makers five came to ask for access, one had not by 2024."""
    (way,) = of(eleven, "approved").ways

    assert way.share == 1
    assert way.incidence is not None
    assert isclose(way.incidence.share, 5 / 6)


# -- as a scenario ---------------------------------------------------------------------


def test_a_draft_is_a_scenario_file_and_reads_as_itself(eleven):
    """What is written is what was fitted."""
    words = {"en": "Fitted", "zh": "拟合"}
    phases = dict.fromkeys(set(map(CN.phase, CN.states)) - {None}, words)
    made = draft(CN, eleven, title=words, note=words, phases=phases)

    assert read_scenario(written(made).encode(), CN, made.name) == made


def test_every_figure_of_a_draft_is_fitted_or_marked_as_assumed(eleven):
    """A planner sees what is measured."""
    figures = dict(draft(CN, eleven).figures())

    assert all(
        source == ASSUMED or source.startswith(("fitted: ", "counted in "))
        for source in figures.values()
    )
    assert figures["state.approved.delay"].startswith(
        "fitted: up to the end of access_review; n = 6, 1 censored, s.e. "
    )
    assert figures["state.access_review.delay"] == "counted in state.approved.delay"
    assert figures["state.production_stopped.share"] == ASSUMED
    assert figures["state.production_start.share"] == "fitted: n = 4, s.e. 0.22"


def test_what_could_not_be_fitted_is_drawn_from_what_fits_every_window(eleven):
    """A placeholder that contradicts nothing that was seen."""
    stays = draft(CN, eleven).stays

    assert stays["access_granted"].delay.law == Uniform(24.0, 60.5)


def test_a_draft_has_the_ways_of_its_day(eleven):
    """By the law of 2020 projects are put on file; nobody is approved."""
    stays = draft(CN, eleven, on=date(2020, 1, 1)).stays

    assert [way.step for way in stays["under_review"].exits] == ["file"]
    assert "approved" not in stays
    delay = stays["access_review"].delay
    assert delay is not None
    assert (delay.law, delay.source) == (Uniform(8.0, 65.5), ASSUMED)


def test_a_draft_leaves_to_archives_and_to_time_what_nobody_asks_for(eleven):
    """Nobody can ask for an entry under older rules."""
    assert [way.step for way in draft(CN, eleven).stays["draft"].exits] == [
        "submit",
        "take_over",
    ]
    on = Interval(date(2018, 1, 1), date(2018, 1, 2))
    assert "lapse" not in exits(CN, "approved", on)


def test_shares_of_a_draft_add_up(eleven):
    """Rounded, with what is left over on the largest."""
    for stay in draft(CN, eleven).stays.values():
        assert isclose(sum(way.share for way in stay.exits), 1, abs_tol=1e-12)


def test_a_delay_of_which_nothing_is_known_is_a_marked_placeholder():
    """Two ends that no fixed delay explains, too few to fit."""
    found = fit(IAA, [a_life(0, 10), a_life(0, 300), a_life(0, last=400)])

    delay = draft(IAA, found).stays["applied"].delay

    assert delay is not None
    assert (delay.law, delay.source) == (PLACEHOLDER, ASSUMED)


def test_the_source_of_a_fixed_delay_says_that_no_other_fits():
    """It has no standard error."""
    applied = of(fit(IAA, simulated(20, 1)), "applied").own
    assert applied is not None

    assert source_of(applied) == (
        "fitted: n = 20, 0 censored, the only fixed delay that fits"
    )


def test_states_are_not_joined_against_a_delay_that_was_fitted():
    """The review of those who came from the filing would be counted in two places."""

    def life_by(name, case, begun, asked, granted, seen):
        way = {"approve": "approved", "file": "filed"}[name]
        on = [date(2018, 6, 1) + timedelta(days=n) for n in (begun, asked, granted)]
        moves = [Move(name, "under_review", way, on[0], on[0])]
        if seen:
            moves.append(Move("request_access", way, "access_review", on[1], on[1]))
            return Life(case, on[1] + timedelta(days=1), tuple(moves))
        window = on[0], on[2]
        moves += [
            Move("request_access", way, "access_review", *window, seen=False),
            Move("grant_access", "access_review", "access_granted", on[2], on[2]),
        ]
        return Life(case, on[2], tuple(moves))

    approved = [life_by("approve", f"A-{n}", 0, n, n, False) for n in (90, 200, 250)]
    filed = [life_by("file", f"F-{n}", 400, 400 + n, 0, True) for n in (20, 50, 120)]

    alone, both = fit(CN, approved), fit(CN, [*approved, *filed])

    assert of(alone, "approved").joined is not None
    assert of(both, "filed").own.fits
    assert of(both, "approved").joined is None
    assert of(both, "access_review").counted_in == ""
