"""A back-test as text: the scores, what they are worth, and what was left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import evolve

from qualflow.law.rulebook import Rulebook
from qualflow.simulate.scoring import (
    CANNOT,
    KNOWN_OTHERWISE,
    LEAVES,
    NO_STAY,
    BackTest,
    Bin,
    Event,
    Score,
)
from qualflow.words.answer_messages import MESSAGES as SHARED
from qualflow.words.figures import NOTHING, count, percent, plain
from qualflow.words.language import Language
from qualflow.words.layout import clean, joined, wrapped
from qualflow.words.naming import Naming
from qualflow.words.scenarios import Labels
from qualflow.words.tabular import Table, table_lines

MESSAGES: Mapping[str, tuple[str, str]] = {
    **SHARED,
    "head": (
        "{title}: {n} forecasts at {steps} of {histories}",
        "{title}：{histories}、{steps}，共{n}项预测",
    ),
    "head_0": (
        "{title}: nothing could be scored",
        "{title}：没有可以评分的预测",
    ),
    "head_1": (
        "{title}: {n} forecast at {steps} of {histories}",
        "{title}：{histories}、{steps}，共{n}项预测",
    ),
    "steps": ("{n} steps", "{n}个步骤"),
    "steps_1": ("{n} step", "{n}个步骤"),
    "histories": ("{n} histories", "{n}份历史"),
    "histories_1": ("{n} history", "{n}份历史"),
    "total": (
        "Brier score {brier}, against {reference} for always saying how often the "
        "event came in all: skill {skill}",
        "布赖尔评分{brier}，恒报总体频率者为{reference}：技巧评分{skill}",
    ),
    "total_log": (
        "Log score {log}, against {reference}: skill {skill}",
        "对数评分{log}，对照{reference}：技巧评分{skill}",
    ),
    "events": (
        "What was forecast at each step, within so many days of it",
        "每一步骤时所作的预测（其后若干日内）",
    ),
    "event": ("event", "事件"),
    "days": ("days", "日数"),
    "n": ("n", "项数"),
    "censored": ("censored", "删失"),
    "came": ("came", "发生"),
    "brier": ("Brier", "布赖尔"),
    "reference": ("reference", "对照"),
    "skill": ("skill", "技巧"),
    "leaves": ("leaves its state", "离开所处状态"),
    "asked": ("{name}: {states}", "{name}：{states}"),
    "calibration": (
        "Do forecasts come true? Of those in each part of the scale",
        "预测是否应验（按预测概率分段）",
    ),
    "between": ("{low} to {high}", "{low}至{high}"),
    "forecast": ("forecast", "预测"),
    "mean_forecast": ("mean forecast", "平均预测"),
    "picture": ("Do forecasts come true? {title}", "预测是否应验：{title}"),
    "picture.head": (
        "{n} forecasts at {steps} of {histories}.",
        "{histories}、{steps}，共{n}项预测。",
    ),
    "picture.head_0": ("Nothing could be scored.", "没有可以评分的预测。"),
    "picture.head_1": (
        "{n} forecast at {steps} of {histories}.",
        "{histories}、{steps}，共{n}项预测。",
    ),
    "picture.across": (
        "mean forecast in each part of the scale",
        "各概率段的平均预测",
    ),
    "picture.up": ("share that came", "实际发生的比例"),
    "picture.counted": ("how many forecasts lie in each part", "各概率段的预测项数"),
    "picture.perfect": (
        "Perfect: of all that is forecast at 30 %, 30 % comes.",
        "完全应验：预测为30%的事件，有30%发生。",
    ),
    "picture.part": (
        "The forecasts in one part of the scale; the area is their number, the cross "
        "their place.",
        "一个概率段的预测：面积与项数成正比，十字为其位置。",
    ),
    "picture.n": ("n = {n}", "{n}项"),
    "picture.said": (
        "{between}: {n} forecasts, mean forecast {forecast}, came {came}",
        "{between}：{n}项，平均预测{forecast}，发生{came}",
    ),
    "picture.said_1": (
        "{between}: {n} forecast, mean forecast {forecast}, came {came}",
        "{between}：{n}项，平均预测{forecast}，发生{came}",
    ),
    "picture.sides": (
        "Above the line events came more often than was forecast, below it less often.",
        "点在线上方：事件发生得比预测多；在线下方：比预测少。",
    ),
    "picture.no_bars": (
        "There are no error bars, since none would be right: the forecasts are not "
        "independent. Those of one step are about one life, and spans lie within each "
        "other; as evidence they count for about as much as the {histories} behind "
        "them.",
        "图中不画误差线，因为无论怎样画都不正确：这些预测并不独立。"
        "同一步骤的各项预测涉及同一经过，期间彼此包含；其证明力约与背后的{histories}"
        "相当。",
    ),
    "worth": (
        "What it is worth: the forecasts are not independent. Those of one step are "
        "about one life, and spans lie within each other; as evidence they count for "
        "about as much as the {histories} behind them. The reference knows the answer "
        "beforehand.",
        "如何看待：这些预测并不独立。同一步骤的各项预测涉及同一经过，期间彼此包含；"
        "其证明力约与背后的{histories}相当。对照者事先已知答案。",
    ),
    "not_scored": (
        "Censored are the {n} of which nobody can say it: the history ends before the "
        "span does, or its days are not known well enough. They count for nothing, "
        "whether the event came or not.",
        "有{n}项因历史在期间届满前即告终止、或日期不够明确而删失，不论事件是否发生，"
        "均不计入。",
    ),
    "not_scored_1": (
        "Censored is the one of which nobody can say it: the history ends before the "
        "span does, or its days are not known well enough. It counts for nothing.",
        "有1项因历史在期间届满前即告终止、或日期不够明确而删失，不计入。",
    ),
    "days_of": (
        "Forecasts are made on the latest day that a step can have.",
        "预测均在该步骤可能的最晚之日作出。",
    ),
    "left_out": ("Steps from which nothing was forecast", "未作预测的步骤"),
    NO_STAY: (
        "the scenario says nothing of what happens there",
        "情景未说明该状态下的情形",
    ),
    KNOWN_OTHERWISE: (
        "by what is known today it stood elsewhere: {told}",
        "据今所知，当时处于其他状态：{told}",
    ),
    CANNOT: ("{told}", "{told}"),
    "history": ("history", "历史"),
    "on": ("on", "日期"),
    "state": ("state", "状态"),
    "why": ("why", "原因"),
}


def score_text(found: BackTest, rulebook: Rulebook, language: Language) -> str:
    """Return a back-test as text."""
    words = labels(found, rulebook, language)
    tables = [_events(found, words), calibration(found, words), _left(found, words)]
    return joined(
        [
            [line for said in _headline(found, words) for line in wrapped(said)],
            *map(table_lines, tables),
            [line for said in _worth(found, words) for line in wrapped(said)],
        ]
    )


def labels(found: BackTest, rulebook: Rulebook, language: Language) -> Labels:
    """Return the words of what a back-test is of, with the sentences of this module."""
    return Labels(evolve(Naming(rulebook, language), table=MESSAGES), found.scenario)


def _headline(found: BackTest, words: Labels) -> Iterator[str]:
    yield _head("head", found, words)
    yield from _totals(found.total, words)


def _head(key: str, found: BackTest, words: Labels) -> str:
    names = words.names
    return names.counted(
        key,
        found.total.n,
        title=words.title(),
        steps=names.counted("steps", found.moments),
        histories=names.counted("histories", len(found.histories)),
    )


def _totals(total: Score, words: Labels) -> Iterator[str]:
    if total.n:
        yield words.tell(
            "total",
            brier=_number(total.brier),
            reference=_number(total.brier_reference),
            skill=_skill(total.skill),
        )
        yield words.tell(
            "total_log",
            log=_number(total.log),
            reference=_number(total.log_reference),
            skill=_skill(total.log_skill),
        )


def _events(found: BackTest, words: Labels) -> Table:
    tell = words.tell
    columns = ("event", "days", "n", "censored", "came", "brier", "reference", "skill")
    rows = [_score(score, words) for score in found.scores]
    head = tuple(tell(column) for column in columns)
    return Table(tell("events"), "lrrrrrrr", head, tuple(rows))


def _score(score: Score, words: Labels) -> tuple[str, ...]:
    event = score.event
    assert event is not None  # the total has no row
    rate = NOTHING if score.rate is None else percent(score.rate, words.language)
    return (
        event_text(event, words),
        count(event.span),
        count(score.n),
        count(score.censored),
        rate,
        _number(score.brier),
        _number(score.brier_reference),
        _skill(score.skill),
    )


def event_text(event: Event, words: Labels) -> str:
    """Return what an event is called, without its span.

    The label of a question often names a day that is not asked about here.
    """
    if event.name == LEAVES and not event.states:
        return words.tell("leaves")
    if any(asked.name == event.name for asked in words.scenario.outcomes):
        return words.outcome(event.name)
    return words.tell("asked", name=event.name, states=words.states(event.states))


def calibration(found: BackTest, words: Labels) -> Table:
    """Return what came of the forecasts in each part of the scale."""
    head = tuple(words.tell(key) for key in ("forecast", "n", "mean_forecast", "came"))
    rows = tuple(_bin(part, words) for part in found.bins)
    return Table(words.tell("calibration"), "lrrr", head, rows)


def _bin(part: Bin, words: Labels) -> tuple[str, ...]:
    low, high, forecast, came = (
        percent(share, words.language)
        for share in (part.low, part.high, part.forecast, part.came)
    )
    between = words.tell("between", low=low, high=high)
    return between, count(part.n), forecast, came


def bin_text(part: Bin, words: Labels) -> str:
    """Return what came of the forecasts in one part of the scale."""
    between, _, forecast, came = _bin(part, words)
    return words.names.counted(
        "picture.said", part.n, between=between, forecast=forecast, came=came
    )


def _left(found: BackTest, words: Labels) -> Table:
    rows = []
    for left in found.left_out:
        told = left.told
        if left.reason == KNOWN_OTHERWISE:
            told = words.names.state(told)
        state, day = words.names.state(left.state), words.names.day(left.on)
        why = words.tell(left.reason, told=told)
        rows.append((clean(left.history), day, state, why))
    head = tuple(words.tell(key) for key in ("history", "on", "state", "why"))
    return Table(words.tell("left_out"), "llll", head, tuple(rows))


def _worth(found: BackTest, words: Labels) -> Iterator[str]:
    yield from _not_independent("worth", found, words)
    if found.total.censored:
        yield words.names.counted("not_scored", found.total.censored)
    if found.forecasts:
        yield words.tell("days_of")


def _not_independent(key: str, found: BackTest, words: Labels) -> Iterator[str]:
    if found.total.n:
        told = words.names.counted("histories", len(found.histories))
        yield words.tell(key, histories=told)


# -- beside a picture -----------------------------------------------------------------


def above_picture(found: BackTest, words: Labels) -> Iterator[str]:
    """Yield what was forecast, and how good it was."""
    yield _head("picture.head", found, words)
    yield from _totals(found.total, words)


def below_picture(found: BackTest, words: Labels) -> Iterator[str]:
    """Yield how a picture is read, and what it is worth."""
    yield words.tell("picture.sides")
    yield from _not_independent("picture.no_bars", found, words)
    if found.total.censored:
        yield words.names.counted("not_scored", found.total.censored)


def _number(score: float | None) -> str:
    return NOTHING if score is None else plain(score, 3)


def _skill(skill: float | None) -> str:
    return NOTHING if skill is None else plain(skill, 2)
