"""Audited lives in words: one of them, or several side by side."""

from __future__ import annotations

from collections.abc import Sequence

from qualflow.audit.mapping import HistoryMap
from qualflow.audit.result import Audit
from qualflow.draw.account import Words, account_svg, lives_svg
from qualflow.law.rulebook import Rulebook
from qualflow.law.rules import Standing
from qualflow.words.language import pick
from qualflow.words.naming import Naming


def account_picture(
    audit: Audit, rulebook: Rulebook, mapping: HistoryMap, names: Naming
) -> str:
    """Return the life that an audit chose as SVG; practice is marked in it.

    Args:
        audit: Of one history.
        rulebook: Of its process.
        mapping: How its histories become steps: it says which grounds are practice.
        names: Of `words.accounts.naming`.
    """
    practice = [
        ground.name
        for ground in mapping.grounds
        if ground.standing is Standing.PRACTICE
    ]
    return account_svg(audit, rulebook, _words(names), practice)


def lives_picture(audits: Sequence[Audit], rulebook: Rulebook, names: Naming) -> str:
    """Return the lives of audits of one process side by side as SVG."""
    return lives_svg(audits, rulebook, _words(names))


def _words(names: Naming) -> Words:
    return Words(
        transition=names.transition,
        state=names.state,
        phase=names.phase,
        company=lambda audit: pick(audit.history.company, names.language),
        unseen=names.tell("picture_unseen"),
        seen=names.tell("picture_seen"),
        states=names.tell("picture_states"),
        hosting=names.tell("picture_hosting"),
        reform=names.tell("picture_reform"),
        practice=names.tell("picture_practice"),
    )
