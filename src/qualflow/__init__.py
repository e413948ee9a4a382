"""Approval procedures written in law, as values: run them, ask them, prove them.

    >>> from datetime import date
    >>> from qualflow import FileFact, Request, decide, load, open_case, replay
    >>> rulebook = load("instrument-approval")
    >>> case = open_case(rulebook, "C-7")
    >>> decide(rulebook, case, Request("approve", on=date(2029, 3, 4))).refusal.answer
    <Answer.NO_SUCH_TRANSITION: 'no_such_transition'>

Names are loaded when they are first used, so that importing qualflow is quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qualflow.case.casefile import read as read_case
    from qualflow.case.casefile import write as write_case
    from qualflow.case.commands import (
        Advance,
        Correct,
        FileFact,
        ReadLink,
        Record,
        Request,
    )
    from qualflow.case.events import Case, Document
    from qualflow.case.life import Outcome, Refusal, decide, open_case
    from qualflow.case.machine import case_class
    from qualflow.case.replaying import amended, apply, as_of, known_at, replay
    from qualflow.errors import QualflowError
    from qualflow.explain.deadlines import deadlines
    from qualflow.explain.next_steps import next_steps
    from qualflow.explain.why import explain
    from qualflow.law.edition import Answer
    from qualflow.law.facts import Evidence
    from qualflow.law.rulebook import Rulebook
    from qualflow.law.rules import Phase, Standing
    from qualflow.law.verdict import Verdict
    from qualflow.pictures import timeline
    from qualflow.processes import load

__version__ = "0.1.0"

_HOMES = {
    "qualflow.case.commands": (
        "Advance",
        "Correct",
        "FileFact",
        "ReadLink",
        "Record",
        "Request",
    ),
    "qualflow.case.events": ("Case", "Document"),
    "qualflow.case.life": ("Outcome", "Refusal", "decide", "open_case"),
    "qualflow.case.machine": ("case_class",),
    "qualflow.case.replaying": ("amended", "apply", "as_of", "known_at", "replay"),
    "qualflow.errors": ("QualflowError",),
    "qualflow.explain.deadlines": ("deadlines",),
    "qualflow.explain.next_steps": ("next_steps",),
    "qualflow.law.edition": ("Answer",),
    "qualflow.law.facts": ("Evidence",),
    "qualflow.law.rulebook": ("Rulebook",),
    "qualflow.law.rules": ("Phase", "Standing"),
    "qualflow.law.verdict": ("Verdict",),
    "qualflow.pictures": ("timeline",),
    "qualflow.processes": ("load",),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}
_OTHER_NAMES = {
    "read_case": ("qualflow.case.casefile", "read"),
    "write_case": ("qualflow.case.casefile", "write"),
}

__all__ = [
    "Advance",
    "Answer",
    "Automaker",
    "Case",
    "Correct",
    "Document",
    "Evidence",
    "FileFact",
    "Outcome",
    "Phase",
    "QualflowError",
    "ReadLink",
    "Record",
    "Refusal",
    "Request",
    "Rulebook",
    "Standing",
    "Verdict",
    "amended",
    "apply",
    "as_of",
    "case_class",
    "deadlines",
    "decide",
    "explain",
    "known_at",
    "load",
    "next_steps",
    "open_case",
    "read_case",
    "replay",
    "timeline",
    "write_case",
]


def __getattr__(name: str) -> object:
    if name == "Automaker":
        found: object = _automaker()
    elif name == "explain":  # a package by that name, which can be called
        found = import_module("qualflow.explain")
    elif name in _OTHER_NAMES:
        module, original = _OTHER_NAMES[name]
        found = getattr(import_module(module), original)
    elif name in _HOME:
        found = getattr(import_module(_HOME[name]), name)
    else:
        raise AttributeError(f"module 'qualflow' has no attribute '{name}'")
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


def _automaker() -> type:
    """Return the model class of the shipped process, made on first use."""
    from qualflow.case.machine import case_class
    from qualflow.processes import load

    made = case_class(load("cn-automaker"), "Automaker")
    made.__module__ = __name__
    return made
