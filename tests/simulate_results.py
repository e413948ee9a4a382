"""Answers of engines made by hand: what people look at is made from these.

The process is the reference process, with words; the figures are its known answers,
the curves come from formulas, so that nothing here needs an engine.
"""

from datetime import date
from math import erf, exp, log, sqrt

from attrs import evolve

from qualflow.law.measures import Unit
from qualflow.law.rules import Actor, Acts, Clock, Phase, State
from qualflow.simulate.distributions import (
    Exponential,
    Fixed,
    Lognormal,
    Uniform,
)
from qualflow.simulate.results import (
    LEVELS,
    Comparison,
    Difference,
    Engine,
    Error,
    Estimate,
    Flow,
    Moved,
    Quantile,
    Result,
    Share,
    Spread,
    Stopped,
    Visit,
)
from qualflow.simulate.scenario import (
    ASSUMED,
    OPEN,
    Delay,
    Exit,
    Extended,
    Given,
    OutcomeAsked,
    Question,
    Resource,
    Scenario,
    Stay,
    Time,
    TimeAsked,
)
from rulebooks import a_rulebook, a_step, boolean

ON = date(2031, 3, 3)


def both(en, zh):
    """Return words in two languages."""
    return {"en": en, "zh": zh}


STATES = (
    State("applied", both("applied", "已申报"), phase=Phase.APPLIED),
    State("returned", both("returned for completion", "退回补正"), phase=Phase.APPLIED),
    State("deciding", both("under review", "审查中"), phase=Phase.UNDER_REVIEW),
    State("evaluating", both("under evaluation", "评估中"), phase=Phase.UNDER_REVIEW),
    State("approved", both("approved, building", "已批准（建设中）"),
          phase=Phase.APPROVED),
    State("production", both("in production", "已投产"), phase=Phase.PRODUCTION_START),
    State("refused", both("refused", "不予批准"), phase=Phase.CANCELLED, final=True),
    State("withdrawn", both("withdrawn", "已撤回"), phase=Phase.CANCELLED, final=True),
    State("lapsed", both("lapsed", "已失效"), phase=Phase.CANCELLED, final=True),
    State("cancelled", both("cancelled", "已撤销"), phase=Phase.CANCELLED, final=True),
)  # fmt: skip


def _to(name, source, target, en, zh, **more):
    return a_step(name, source, target, label=both(en, zh), **more)


RULEBOOK = a_rulebook(
    name="reference",
    states=STATES,
    actors=("applicant", "office", Actor("law", acts=Acts.BY_LAW)),
    facts=(boolean("insured", label=both("insured", "已投保")),),
    clauses=(("IAA 15", "insured"),),
    clocks={"lapse": Clock("lapse", (), Unit.DAY, "applicant", (),
                           label=both("lapse of the approval", "批准失效"))},
    transitions=(
        _to("return", "applied", "returned", "return the file", "退回材料"),
        _to("resubmit", "returned", "applied", "hand it in again", "重新提交"),
        _to("accept", "applied", "deciding", "accept the file", "受理"),
        _to("evaluate", "deciding", "evaluating", "send for evaluation", "委托评估"),
        _to("approve", "evaluating", "approved", "approve", "批准",
            clauses=("IAA 15",)),
        _to("refuse", "evaluating", "refused", "refuse", "不予批准"),
        _to("withdraw", "evaluating", "withdrawn", "withdraw", "撤回"),
        _to("produce", "approved", "production", "start production", "投产"),
        _to("lapse", "approved", "lapsed", "lapse", "失效", by=("law",)),
        _to("cancel", "production", "cancelled", "cancel", "撤销"),
    ),
)  # fmt: skip

MEASURED = "IAA annual report 2030, table 4"

SCENARIO = Scenario(
    name="reference",
    process="reference",
    title=both("Instrument approval, as it is", "仪器批准（现状）"),
    note=both("An example, of no real office.", "示例数据，不代表任何机关。"),
    start="applied",
    on=ON,
    horizon=3650.0,
    stays={
        "applied": Stay("applied", (Exit("return", 0.3), Exit("accept", 0.7)),
                        Delay(Uniform(1.4, 7.0), Unit.WORKING_DAY), source=MEASURED),
        "returned": Stay("returned", (Exit("resubmit"),), Delay(Exponential(30.0))),
        "deciding": Stay("deciding", (Exit("evaluate"),),
                         Delay(Lognormal(35.0, 0.142), source=MEASURED)),
        "evaluating": Stay(
            "evaluating",
            (Exit("approve", 0.55), Exit("refuse", 0.35), Exit("withdraw", 0.1)),
            Delay(Lognormal(30.0, 0.5)), retry=Delay(Fixed(30.0)), source=ASSUMED),
        "approved": Stay("approved", (Exit("produce"),), Delay(Lognormal(400.0, 0.5))),
        "production": Stay("production", (Exit("cancel"),), Delay(Exponential(2920.0))),
    },
    outcomes=(
        OutcomeAsked("refused", ("refused",)),
        OutcomeAsked("withdrawn", ("withdrawn",)),
        OutcomeAsked("lapsed", ("lapsed",)),
        OutcomeAsked("cancelled", ("cancelled",)),
        OutcomeAsked("in_production", ("production",)),
    ),
    times=(
        TimeAsked("decision", ("approved", "refused", "withdrawn"),
                  label=both("time to the decision", "作出决定的时间")),
        TimeAsked("production", ("production",), ("applied",),
                  both("time to production", "至投产的时间")),
    ),
    questions=(
        Question("production_2032", ("production",), 668.0,
                 both("production", "投产")),
    ),
    facts=(Given("insured", True, MEASURED),),
    extended={"lapse": Extended("lapse", 0.3)},
    resources=(Resource("reviewers", 10, ("deciding",)),),
)  # fmt: skip


def normal(x):
    """Return the probability of at most x for a standard normal."""
    return (1 + erf(x / sqrt(2))) / 2


def lognormal(days, median, sigma):
    """Return the probability of at most so many days."""
    return normal(log(days / median) / sigma) if days > 0 else 0.0


def _decided(days):
    """Return a curve with the quantiles of the reference process, nearly."""
    return lognormal(days - 25, 52, 0.6)


def _producing(days):
    return 0.5023 * lognormal(days - 60, 425, 0.48)


def _at(days):
    """Return where cases stand so many days after the start, by state."""
    decided, begun = _decided(days), _producing(days)
    lapsed = 0.0477 * (0.7 * (days > 800) + 0.3 * (days > 1170))
    left = begun * (1 - exp(-max(days - 400, 0) / 2920))
    before = 1 - decided
    early = exp(-days / 14)
    return {
        "applied": before * early * 0.7,
        "returned": before * early * 0.3 + before * (1 - early) * 0.1,
        "deciding": before * (1 - early) * (0.9 if days < 45 else 0.4),
        "evaluating": before * (1 - early) * (0.0 if days < 45 else 0.5),
        "approved": max(0.55 * decided - begun - lapsed, 0.0),
        "production": begun - left,
        "refused": 0.35 * decided,
        "withdrawn": 0.10 * decided,
        "lapsed": lapsed,
        "cancelled": left,
    }


def _spread(name, reached, mean, quantiles, curve, errors=0.05):
    return Spread(
        name,
        Estimate(reached, 0.0002),
        Estimate(mean, errors),
        tuple(
            Quantile(level, Estimate(time, errors * 1.3 + 0.002 * time))
            for level, time in zip(LEVELS, quantiles, strict=True)
        ),
        curve,
    )


GRID = tuple(float(day) for day in range(0, 3651, 50))
STANDING = [_at(day) for day in GRID]
VISITS = {
    "applied": (1.4286, 6.0, 0.0),
    "returned": (0.4286, 12.86, 0.0),
    "deciding": (1.0, 42.05, 6.7),
    "evaluating": (1.0, 33.99, 0.0),
    "approved": (0.55, 240.2, 0.0),
    "production": (0.5023, 968.4, 0.0),
    "refused": (0.35, 1246.0, 0.0),
    "withdrawn": (0.1, 356.0, 0.0),
    "lapsed": (0.0477, 132.0, 0.0),
    "cancelled": (0.3317, 611.0, 0.0),
}

SAMPLED = Result(
    SCENARIO,
    Engine.SAMPLING,
    Error.STANDARD,
    outcomes=(
        Share("refused", Estimate(0.35012, 0.0015), 35012),
        Share("withdrawn", Estimate(0.09984, 0.00095), 9984),
        Share("lapsed", Estimate(0.04771, 0.00067), 4771),
        Share("cancelled", Estimate(0.33169, 0.0015), 33169),
        Share("in_production", Estimate(0.17064, 0.0012), 17064),
        Share(OPEN, Estimate(0.0, 0.0), 0),
    ),
    questions=(Share("production_2032", Estimate(0.3714, 0.0015), 37140),),
    times=(
        _spread("decision", 1.0, 88.21, (42.1, 58.0, 77.1, 104.9, 163.97, 235.4),
                tuple((float(d), _decided(d)) for d in range(0, 420, 2))),
        _spread("production", 0.5023, 563.1, (262.0, 390.5, 520.3, 693.0, 1004.0,
                1133.0), tuple((float(d), _producing(d)) for d in range(0, 1800, 9)),
                1.1),
    ),
    visits=tuple(
        Visit(name, *figures, at=tuple(found[name] for found in STANDING))
        for name, figures in VISITS.items()
    ),
    flows=(
        Flow("applied", "return", "returned", 0.4286),
        Flow("returned", "resubmit", "applied", 0.4286),
        Flow("applied", "accept", "deciding", 1.0),
        Flow("deciding", "evaluate", "evaluating", 1.0),
        Flow("evaluating", "approve", "approved", 0.55004),
        Flow("evaluating", "refuse", "refused", 0.35012),
        Flow("evaluating", "withdraw", "withdrawn", 0.09984),
        Flow("approved", "produce", "production", 0.50233),
        Flow("approved", "lapse", "lapsed", 0.04771, by_itself=True),
        Flow("production", "cancel", "cancelled", 0.33169),
    ),
    stopped=(Stopped("evaluating", "approve", "IAA 15", 0.031, 0.012),
             Stopped("returned", "resubmit", "", 0.0004)),
    grid=GRID,
    cases=100_000,
    asked_for=100_000,
    seed=7,
    method="keyed inversion",
    projected=1461,
)  # fmt: skip
"""The reference process, sampled."""


def _exact(estimate):
    return Estimate(estimate.value, 2e-7)


EXACT = evolve(
    SAMPLED,
    scenario=evolve(SCENARIO, time=Time.CONTINUOUS),
    engine=Engine.EXACT,
    error=Error.BOUND,
    outcomes=tuple(evolve(s, p=_exact(s.p), count=None) for s in SAMPLED.outcomes),
    questions=tuple(evolve(s, p=_exact(s.p), count=None) for s in SAMPLED.questions),
    cases=0,
    asked_for=0,
    seed=None,
    method="lattice transform",
    projected=0,
    stopped=(),
)
"""The same from the exact engine, in continuous time."""

CHANGED = evolve(
    SAMPLED,
    scenario=evolve(
        SCENARIO,
        name="fewer-returns",
        title=both("Fewer returns, longer validity", "少退回、延长有效期"),
    ),
    questions=(Share("production_2032", Estimate(0.3826, 0.0015), 38260),),
    times=(
        _spread("decision", 1.0, 83.9, (41.6, 56.1, 74.2, 99.8, 152.9, 219.1),
                tuple((float(d), lognormal(d - 25, 48, 0.58))
                      for d in range(0, 420, 2))),
        SAMPLED.times[1],
    ),
)  # fmt: skip

COMPARED = Comparison(
    SAMPLED,
    CHANGED,
    (
        Difference("refused", "p", Estimate(0.35012, 0.0015), Estimate(0.3501, 0.0015),
                   Estimate(-0.00002, 0.00004), 812.0),
        Difference("lapsed", "p", Estimate(0.04771, 0.00067),
                   Estimate(0.0387, 0.0006), Estimate(-0.00901, 0.0003), 8.1),
        Difference("in_production", "p", Estimate(0.17064, 0.0012),
                   Estimate(0.1742, 0.0012), Estimate(0.00356, 0.00018), 44.2),
        Difference("production_2032", "p", Estimate(0.3714, 0.0015),
                   Estimate(0.3826, 0.0015), Estimate(0.0112, 0.0004), 28.0),
        Difference("decision", "mean", Estimate(88.21, 0.05), Estimate(83.9, 0.05),
                   Estimate(-4.31, 0.04), 17.3),
        Difference("decision", "q95", Estimate(163.97, 0.4), Estimate(152.9, 0.4),
                   Estimate(-11.07, 0.5), 1.6),
        Difference("production", "median", Estimate(None), Estimate(520.3, 2.0),
                   Estimate(None), None),
    ),
)  # fmt: skip
"""A change of policy, paired."""


def _moved(place, source, value, spread, down, up):
    def found(change):
        share, mean = change
        return (
            Difference("in_production", "p", Estimate(0.17064, 0.0012),
                       Estimate(0.17064 + share, 0.0012), Estimate(share, 0.0002),
                       40.0),
            Difference("production_2032", "p", Estimate(0.3714, 0.0015),
                       Estimate(0.3714 + 2 * share, 0.0015),
                       Estimate(2 * share, 0.0003), 30.0),
            Difference("decision", "mean", Estimate(88.21, 0.05),
                       Estimate(88.21 + mean, 0.05), Estimate(mean, 0.02), 20.0),
        )  # fmt: skip

    low, high = value * (1 - spread), value * (1 + spread)
    return Moved(place, source, value, low, high, found(down), found(up))


MOVED = (
    _moved("state.returned.delay.mean", ASSUMED, 30.0, 0.1, (0.0004, -1.29),
           (-0.0004, 1.29)),
    _moved("state.approved.delay.median", ASSUMED, 400.0, 0.1, (0.0171, 0.0),
           (-0.0187, 0.0)),
    _moved("state.deciding.delay.median", MEASURED, 35.0, 0.1, (0.0011, -3.53),
           (-0.0011, 3.53)),
    _moved("clock.lapse.extended.share", ASSUMED, 0.3, 0.1, (-0.0006, 0.0),
           (0.0006, 0.0)),
    _moved("state.production.delay.mean", ASSUMED, 2920.0, 0.1, (-0.0125, 0.0),
           (0.0118, 0.0)),
)  # fmt: skip
"""Each assumption moved by a tenth."""

EVIL = '<script>alert("1")</script>&\x1b[2J\u202e]]>--><b>'


def hostile():
    """Return a rulebook and a result whose every word tries to be something else."""
    words = {"en": EVIL, "zh": EVIL}
    states = {
        name: evolve(state, label=words) for name, state in RULEBOOK.states.items()
    }
    transitions = {
        name: tuple(evolve(version, label=words) for version in versions)
        for name, versions in RULEBOOK.transitions.items()
    }
    rulebook = evolve(RULEBOOK, states=states, transitions=transitions, title=words)
    scenario = evolve(
        SCENARIO,
        title=words,
        note=words,
        times=tuple(evolve(time, label=words) for time in SCENARIO.times),
        questions=tuple(evolve(asked, label=words) for asked in SCENARIO.questions),
        outcomes=tuple(evolve(asked, label=words) for asked in SCENARIO.outcomes),
        facts=(Given("insured", True, EVIL),),
    )
    result = evolve(
        SAMPLED, scenario=scenario, method=EVIL,
        stopped=(Stopped("evaluating", "approve", EVIL, 0.1),),
        notes=(("unheard_of", {EVIL: EVIL}),),
    )  # fmt: skip
    return rulebook, result


def nobody():
    """Return the result of a run in which no case was finished."""
    return evolve(
        SAMPLED,
        outcomes=tuple(
            evolve(share, p=Estimate(None), count=0) for share in SAMPLED.outcomes
        ),
        questions=tuple(
            evolve(share, p=Estimate(None), count=0) for share in SAMPLED.questions
        ),
        times=tuple(
            Spread(
                time.name,
                Estimate(None),
                Estimate(None),
                tuple(Quantile(level, Estimate(None)) for level in LEVELS),
            )
            for time in SAMPLED.times
        ),
        visits=(),
        flows=(),
        stopped=(),
        grid=(),
        cases=0,
    )
