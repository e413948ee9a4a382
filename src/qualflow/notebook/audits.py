"""Audits: the verdict on a history, its life as a picture, and step by step."""

from __future__ import annotations

from collections.abc import Iterator

from qualflow.audit.mapping import HistoryMap
from qualflow.audit.result import Audit
from qualflow.notebook.fragment import (
    Cell,
    heading,
    lead,
    paragraphs,
    picture,
    table,
)
from qualflow.notebook.naming import Shown, shown
from qualflow.notebook.setting import Setting
from qualflow.pictures.account import account_picture
from qualflow.processes import history_map, shipped
from qualflow.words.accounts import (
    account,
    clash_row,
    flag_rows,
    naming,
    notes,
    spell_row,
    stands,
    step_told,
    verdict,
)
from qualflow.words.naming import Naming

_NO_MAP = HistoryMap((), {}, {}, (), (), {})
"""What is known of the words of a process that is not found: none."""


def parts(audit: Audit, setting: Setting) -> Iterator[str]:
    """Yield what stands in the HTML of an audit."""
    law, mapping = _law(audit, setting), _mapping(audit)
    names, heads = naming(law.rulebook, setting.language), law.names
    said, grounds = verdict(audit, mapping, names)
    yield lead(said, audit.judgement.value)
    columns = [heads.tell("head.ground"), heads.tell("head.wording")]
    yield table(columns, grounds, align="k")
    yield from paragraphs(stands(audit, names))
    yield from law.warning()
    clashes = [clash_row(found, names) for found in audit.contradictions]
    if clashes:
        yield heading(names.tell("left_out"))
        columns = [heads.tell("head.days"), heads.tell("head.left_out")]
        yield table(columns, clashes, align="k")
    if audit.undecided:
        yield from paragraphs([names.tell("first_clash")])
    if audit.steps or audit.hosting:
        drawn = account_picture(audit, law.rulebook, mapping, names)
        yield picture(drawn, paper=True)
    yield from _steps(audit, names, heads)
    flags = flag_rows(audit, mapping, names)
    if flags:
        yield heading(names.tell("flags"))
        yield from paragraphs(said for _, said in flags)
    yield from paragraphs(notes(audit, names), "note")


def _law(audit: Audit, setting: Setting) -> Shown:
    ends = [name for step in audit.steps for name in (step.source, step.target)]
    return shown(audit.process, setting, [audit.state, *ends])


def _mapping(audit: Audit) -> HistoryMap:
    return history_map(audit.process) if audit.process in shipped() else _NO_MAP


def _steps(audit: Audit, names: Naming, heads: Naming) -> Iterator[str]:
    rows: list[tuple[Cell, ...]] = []
    for step in audit.steps:
        days, *lines = step_told(step, names)
        rows.append((days, lines))
    columns = [heads.tell("head.days"), heads.tell("head.event")]
    if rows:
        yield heading(names.tell("path"))
        yield table(columns, rows, align="k")
    if audit.hosting:
        yield heading(names.tell("hosting"))
        spells = [spell_row(spell, audit, names) for spell in audit.hosting]
        yield table(columns, spells, align="k")


def text(audit: Audit, setting: Setting) -> str | None:
    """Return what `qualflow audit` prints but for periods, None without the rulebook.

    What the windows allow the periods depends on the readings of the audit, which it
    does not keep.
    """
    rulebook = setting.rulebook(audit.process)
    if rulebook is None:
        return None
    return account(audit, _mapping(audit), naming(rulebook, setting.language))
