"""A screening as text: how many rows may go ahead, and what stops the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from attrs import frozen

from qualflow.law.edition import Answer
from qualflow.law.facts import Evidence
from qualflow.law.rulebook import Rulebook
from qualflow.law.rules import Clause, Effect
from qualflow.screen.screening import ClauseTally, Question, Tally
from qualflow.words.answer_messages import MESSAGES as SHARED
from qualflow.words.language import Language
from qualflow.words.layout import columns, joined, padded, table, wrapped
from qualflow.words.naming import Naming

MESSAGES: Mapping[str, tuple[str, str]] = {
    **SHARED,
    "all_open": (
        "Yes: on {on} the way to {act} is open in all {n} rows.",
        "可以：{on}，全部{n}行均可“{act}”。",
    ),
    "all_open_1": (
        "Yes: on {on} the way to {act} is open in the one row.",
        "可以：{on}，唯一的一行可“{act}”。",
    ),
    "not_all_open": (
        "No: on {on} the way to {act} is open in {open} of {n} rows, closed in "
        "{closed} and not known in {unknown}.",
        "并非全部可以：{on}，共{n}行，可“{act}”的{open}行，不可的{closed}行，"
        "无法确定的{unknown}行。",
    ),
    "nobody_can": (
        "No: on {on} nobody can {act}; time or an archive makes this step.",
        "不可以：{on}，任何人都不能“{act}”，这一步由时间或档案记录产生。",
    ),
    "rows_stand_at": (
        "Every row is taken as a case that stands at: {state}.",
        "每一行均视为处于“{state}”的案件。",
    ),
    "stopping_title": (
        "Clauses that are not met, and in how many rows",
        "未满足的条款及行数",
    ),
    "clause": ("clause", "条款"),
    "rows_stopped": ("rows", "行数"),
    "rows_unmet": ("unmet", "不满足"),
    "rows_unknown": ("unknown", "未知"),
    "rows_alone": ("alone", "仅此条"),
    "alone_note": (
        "Alone: rows that nothing but this clause keeps from going ahead.",
        "“仅此条”：除该条外别无障碍的行数。",
    ),
    "noted_only": ("(noted, and no bar) {text}", "（仅作记录，不构成阻碍）{text}"),
    "stops_none": ("Met in every row: {refs}.", "各行均满足：{refs}。"),
    "left_out": (
        "Not evaluated, for their standing is not accepted: {refs}.",
        "因可靠程度未被采纳而未评估：{refs}。",
    ),
    "unread": (
        "Not read, for no clause looks at them: {names}.",
        "未读取（没有条款涉及）：{names}。",
    ),
}


@frozen
class Told:
    """What a screening has found in all.

    Attributes:
        asked: What was asked of every row.
        tally: The counts.
        unread: Columns of the table that no clause looks at.
    """

    asked: Question
    tally: Tally
    unread: tuple[str, ...] = ()

    @property
    def answer(self) -> Answer:
        """Open if every row is; else closed if some row is, and unknown otherwise."""
        if self.tally.open == self.tally.rows:
            return Answer.OPEN
        return Answer.CLOSED if self.tally.closed else Answer.UNKNOWN

    @property
    def clauses(self) -> Sequence[tuple[Clause, ClauseTally]]:
        """Each evaluated clause with its counts, in order."""
        return list(zip(self.asked.clauses, self.tally.clauses, strict=True))

    @property
    def not_evaluated(self) -> tuple[Clause, ...]:
        """The clauses in force whose standing is not accepted."""
        step = self.asked.step
        return tuple(c for c in step.clauses if c not in step.evaluated)


def screening(told: Told, rulebook: Rulebook, language: Language) -> str:
    """Return a screening as text, its answer in the first paragraph."""
    names = Naming(rulebook, language, MESSAGES)
    return joined([_answer(told, names), _clauses(told, names), _rest(told, names)])


def _answer(told: Told, names: Naming) -> list[str]:
    asked, tally = told.asked, told.tally
    said = {"on": asked.on, "act": names.transition(asked.step.transition.name)}
    if not asked.step.askers:
        head = names.tell("nobody_can", **said)
    elif told.answer is Answer.OPEN:
        head = names.counted("all_open", tally.rows, **said)
    else:
        head = names.tell(
            "not_all_open",
            n=f"{tally.rows:,}",
            open=f"{tally.open:,}",
            closed=f"{tally.closed:,}",
            unknown=f"{tally.unknown:,}",
            **said,
        )
    lines = [head, names.tell("rows_stand_at", state=names.state(asked.state))]
    if asked.evidence is not Evidence.RUMOURED:
        least = names.evidence(asked.evidence)
        lines.append(names.tell("least_evidence", evidence=least))
    return [line for said in lines for line in wrapped(said)]


def _clauses(told: Told, names: Naming) -> list[str]:
    stopping = [(clause, tally) for clause, tally in told.clauses if tally.stops]
    if not stopping:
        return []
    heads = ("rows_stopped", "rows_unmet", "rows_unknown", "rows_alone")
    figures = [
        [names.tell(head), *(f"{_counts(tally)[n]:,}" for _, tally in stopping)]
        for n, head in enumerate(heads)
    ]
    refs = [names.tell("clause"), *(clause.ref for clause, _ in stopping)]
    texts = ["", *(_text(clause, names) for clause, _ in stopping)]
    rows = list(zip(refs, *map(_right, figures), texts, strict=True))
    title = wrapped(names.tell("stopping_title"))
    note = wrapped(names.tell("alone_note"), "  ", "  ")
    return [*title, *table(rows), *note]


def _counts(tally: ClauseTally) -> tuple[int, int, int, int]:
    return tally.stops, tally.unmet, tally.unknown, tally.alone


def _right(figures: Sequence[str]) -> list[str]:
    """Return figures of one width, their ends below one another."""
    widest = max(map(columns, figures))
    return [padded("", widest - columns(figure)) + figure for figure in figures]


def _text(clause: Clause, names: Naming) -> str:
    text = names.of(clause.text)
    noted = clause.effect is Effect.FINDING
    return names.tell("noted_only", text=text) if noted else text


def _rest(told: Told, names: Naming) -> list[str]:
    return [line for said in _remarks(told, names) for line in wrapped(said)]


def _remarks(told: Told, names: Naming) -> Iterator[str]:
    met = [clause.ref for clause, tally in told.clauses if not tally.stops]
    if met:
        yield names.tell("stops_none", refs=names.refs(met))
    if told.not_evaluated:
        refs = names.refs(clause.ref for clause in told.not_evaluated)
        yield names.tell("left_out", refs=refs)
    if told.unread:
        yield names.tell("unread", names=names.listed(told.unread))
