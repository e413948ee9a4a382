"""What the files declare, looked up in the raw tables.

A name counts as declared even if its table is wrong, and all names of a kind do if the
file they would stand in cannot be read: so a mistake is reported once, at its root.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from keyword import iskeyword

from qualflow.law.expression import TODAY
from qualflow.law.loading.mistakes import LISTED
from qualflow.law.loading.wrong import short
from qualflow.law.parsing import RESERVED as RESERVED_IN_EXPRESSIONS

KINDS = {
    "actor": "an actor",
    "link": "a link",
    "state": "a state",
    "transition": "a transition",
    "clock": "a clock",
    "property": "a property",
    "fact": "a fact",
    "definition": "a definition",
    "clause": "a clause",
    "provision": "a provision",
    "instrument": "an instrument",
    "given": "a set of facts",
}
TABLES = {kind: "basis" if kind == "provision" else kind for kind in KINDS}
"""The table each kind stands in."""
KNOWN = frozenset(TABLES.values())

RESERVED = frozenset(
    "state case outcome history trigger request record file_fact read_link pass_time "
    "send rulebook phase facts machine advance correct".split()
)
"""Attributes of the class that is generated for a process."""

PREFIXES = ("_", "may_", "is_", "to_", "on_", "before_", "after_")
EXPIRIES = frozenset({"finding", "end"})
"""What an expiry can be besides a transition."""
REFORM = "reform"
"""What fires a step by itself besides a clock."""
LONGEST_NAME = 60

_ONE_PART = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)
_TWO_PARTS = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?", re.ASCII)
PROCESS_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*", re.ASCII)
_ID = re.compile(r'[^\s"]{1,40}')
_REF = re.compile(r'[^\s"]+( [^\s"]+)*')


class Names:
    """The declared names of each kind, and the kinds that are known only in part."""

    def __init__(self) -> None:
        self._declared: dict[str, dict[str, None]] = {kind: {} for kind in KINDS}
        self._partial: set[str] = set()

    def declare(self, kind: str, names: Iterable[str]) -> None:
        """Add names of a kind."""
        self._declared[kind].update(dict.fromkeys(names))

    def lose(self, kinds: Iterable[str]) -> None:
        """Note that a file with such names cannot be read."""
        self._partial.update(kinds)

    def complete(self, kind: str) -> bool:
        """Return whether all names of a kind are known."""
        return kind not in self._partial

    def of(self, kind: str) -> Mapping[str, None]:
        """Return the declared names of a kind, in order."""
        return self._declared[kind]

    def has(self, name: str, *kinds: str) -> bool:
        """Return whether a name is declared, or may be for all one can see."""
        return any(name in self.of(kind) or not self.complete(kind) for kind in kinds)

    def other_kind(self, name: str, kinds: Iterable[str]) -> str | None:
        """Return what else a name is, if it is anything."""
        wanted = set(kinds)
        return next(
            (k for k in KINDS if k not in wanted and name in self._declared[k]), None
        )


def titled(kind: str, name: str) -> str:
    """Return a kind and a name as mistakes give them: `clause "IAA 9(1)"`."""
    quote = '"' if kind in ("clause", "provision") else "'"
    return f"{kind} {quote}{short(name)}{quote}"


def misspelt(data: Mapping[str, object], table: str) -> bool:
    """Return whether a file has a table that is likely to be meant for this one."""
    others = [k for k, v in data.items() if isinstance(v, dict) and k not in KNOWN]
    if not others:
        return False
    from difflib import get_close_matches  # only mistakes need it

    return bool(get_close_matches(table, others[:LISTED], n=1))


def illegal(kind: str, name: str) -> str | None:
    """Return what is wrong with a name of a kind, None if it will do."""
    if kind in ("clause", "provision"):
        legal = len(name) <= LONGEST_NAME and _REF.fullmatch(name)
        return None if legal else 'a ref like "IAA 9(1)" expected'
    if kind == "instrument":
        return None if _ID.fullmatch(name) else "an id without a space expected"
    pattern = _TWO_PARTS if kind == "fact" else _ONE_PART
    if not pattern.fullmatch(name) or len(name) > LONGEST_NAME:
        letters = "lower case letters, digits and '_'"
        if kind == "fact":
            letters += " in one part or two joined by a dot"
        return f"a name of at most {LONGEST_NAME} {letters} expected"
    in_expressions = kind in ("fact", "definition", "link")
    if in_expressions and (name in RESERVED_IN_EXPRESSIONS or name == TODAY):
        return f"'{name}' is a word of the expressions: another name expected"
    if kind in ("state", "transition"):
        return _not_a_method(kind, name)
    if kind == "clock" and name == REFORM:
        return f"'{name}' means something else already: another name expected"
    return None


def _not_a_method(kind: str, name: str) -> str | None:
    if iskeyword(name):
        return f"'{name}' is a word of Python: another name expected"
    if name in RESERVED or (kind == "transition" and name in EXPIRIES):
        return f"'{name}' means something else already: another name expected"
    prefix = next((p for p in PREFIXES if name.startswith(p)), None)
    if prefix is not None:
        return f"'{prefix}…' is the name of a method: another name expected"
    return None
