"""What a lesson says of the law, written down so that the engine can check it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from qualflow.explain.deadlines import Status
from qualflow.law.edition import Answer
from qualflow.law.loading.tables import Table
from qualflow.law.verdict import Verdict
from qualflow.learn.lesson import (
    Claim,
    ClaimsAnswer,
    ClaimsDue,
    ClaimsShare,
    ClaimsState,
    ClaimsVerdict,
    Says,
)
from qualflow.learn.loading.exercises import scenario_in
from qualflow.learn.loading.matter import Context, facts_in, setting_in


def claim_in(table: Table, context: Context, line: int) -> Claim | None:
    """Return the claim of a table, None if there is a mistake."""
    said = [key for key in _READERS if key in table.data]
    if len(said) != 1:
        found = " and ".join(f"'{key}'" for key in said) or "none"
        table.wrong(f"one of {', '.join(_READERS)} expected, {found} found")
        return None
    says = _READERS[said[0]](table, context)
    table.close()
    return Claim(says, line) if table.ok and says is not None else None


def _answer(table: Table, context: Context) -> ClaimsAnswer | None:
    step = table.name("step", "transition", needed=True)
    answer = table.one_of("answer", Answer, None)
    refs = [_refs(table, key) for key in ("failing", "unknown", "not_evaluated")]
    setting = setting_in(table, context)
    return None if setting is None else ClaimsAnswer(setting, step, answer, *refs)


def _refs(table: Table, key: str) -> frozenset[str] | None:
    refs = frozenset(table.names(key, "clause"))
    return refs if key in table.data else None


def _verdict(table: Table, context: Context) -> ClaimsVerdict | None:
    clause = table.name("clause", "clause", needed=True)
    verdict = table.one_of("verdict", Verdict, None)
    facts = facts_in(table, context)
    on = table.day("on", needed=True)
    return None if on is None else ClaimsVerdict(clause, on, facts, verdict)


def _state(table: Table, context: Context) -> ClaimsState | None:
    state = table.name("stands", "state", needed=True)
    setting = setting_in(table, context)
    return None if setting is None else ClaimsState(setting, state)


def _due(table: Table, context: Context) -> ClaimsDue | None:
    clock = table.name("clock", "clock", needed=True)
    due = table.day("due")
    word = table.word("status", [status.value for status in Status])
    if due is None and not word:
        table.wrong("'due' or 'status' expected, neither found")
    setting = setting_in(table, context)
    if setting is None:
        return None
    return ClaimsDue(setting, clock, due, Status(word) if word else None)


def _share(table: Table, context: Context) -> ClaimsShare | None:
    content, _, question = scenario_in(table, context)
    low = table.integer("at_least", 0, 100, 0)
    high = table.integer("at_most", 0, 100, 100)
    if content is None:
        return None
    return ClaimsShare(table.text("scenario"), question, low, high, content)


_READERS: Mapping[str, Callable[[Table, Context], Says | None]] = {
    "step": _answer,
    "clause": _verdict,
    "stands": _state,
    "clock": _due,
    "scenario": _share,
}
"""Readers by the key that tells a claim from the others: one in each."""
