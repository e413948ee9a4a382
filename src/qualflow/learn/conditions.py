"""Conditions as people type them, and names that are nearly those of facts.

The language of clauses is strict, for it is law.  Who learns it may write "=" for "==",
"≥" for ">=", "AND" or "且" for "and": nothing else can be meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

from qualflow.law.parsing import RESERVED

_SIGNS = str.maketrans({
    "≥": ">=", "≧": ">=", "≤": "<=", "≦": "<=", "≠": "!=",
    "＝": "=", "＞": ">", "＜": "<", "！": "!", "（": "(", "）": ")", "，": ",",
    "“": '"', "”": '"',
})  # fmt: skip
_CHINESE = (
    (re.compile("并且|而且|且"), " and "),
    (re.compile("或者|或"), " or "),
)
_TEXTS = re.compile(r'("[^"]*")')
_EQUAL = re.compile(r"(?<![<>=!])=(?![=>])")
_WORDS = re.compile(
    rf"(?<![\w.])({'|'.join((*sorted(RESERVED), 'today'))})(?![\w.])", re.IGNORECASE
)
_NAME = re.compile(r"[A-Za-z_]\w*(?:\.\w+)*", re.ASCII)
_SURELY, _LIKELY = 0.85, 0.5
"""So alike a name is to one that is meant, and to one that may be."""
_UNIT = re.compile(r"[^\W\d_]+|[%°℃]")
_NUMBER = re.compile(r"[0-9][0-9_]*(\.[0-9]+)? *")


def strict(typed: str) -> str:
    """Return a condition as the language of clauses has it; texts in it stay.

    >>> strict('samples ≥ 3 AND Not (assessor = "Lee = AND")')
    'samples >= 3 and not (assessor == "Lee = AND")'
    """
    parts = _TEXTS.split(typed.translate(_SIGNS))
    for number in range(0, len(parts), 2):
        part = _EQUAL.sub("==", parts[number])
        for chinese, word in _CHINESE:
            part = chinese.sub(word, part)
        parts[number] = _WORDS.sub(lambda word: word[0].lower(), part)
    return "".join(parts)


def is_unit(text: str, place: int) -> bool:
    """Return whether a number with a unit was written: one of them begins at a place.

    >>> is_unit("range >= 100 km", 13), is_unit("range >= 100km", 9)
    (True, True)
    >>> is_unit("range 100", 6)
    False
    """
    touching = _NUMBER.match(text, place)
    place = touching.end() if touching else place
    before = [match.end() for match in _NUMBER.finditer(text)]
    word = _UNIT.match(text, place)
    return place in before and word is not None and word[0] not in RESERVED


def is_name(part: str) -> bool:
    """Return whether a part of a condition is a name and no more."""
    return bool(_NAME.fullmatch(part)) and part not in RESERVED


def meant(name: str, near: Iterable[str], others: Iterable[str]) -> str:
    """Return the fact that a name that is none may mean; empty if none is alike.

    Args:
        name: What was written.
        near: The facts it is looked for among first.
        others: And then.

    >>> meant("samples", ["sample_cars", "owner"], [])
    'sample_cars'
    """
    near, others = list(near), list(others)
    alike = get_close_matches(name.lower(), near + others, n=1, cutoff=_SURELY)
    if alike:
        return alike[0]
    for names in (near, others):
        alike = get_close_matches(name.lower(), names, n=1)
        if not alike:
            alike = [one for one in names if _shares_a_word(name.lower(), one)]
        if not alike:
            alike = get_close_matches(name.lower(), names, n=1, cutoff=_LIKELY)
        if alike:
            return alike[0]
    return ""


def _shares_a_word(name: str, other: str) -> bool:
    """Return whether a word of one begins a word of the other; short ones aside."""
    mine, theirs = (re.split(r"[_.]", one) for one in (name, other))
    return any(
        min(len(a), len(b)) >= 4 and (a.startswith(b) or b.startswith(a))
        for a in mine
        for b in theirs
    )
