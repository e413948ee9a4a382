"""Facts of many cases: one column a fact, values inside as whole numbers.

A column is three arrays of one length: the values, where they are known, and where they
are filed too weakly.  Each may be a single value instead (an array without a length),
which then holds in every row and is never copied out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

Mask: TypeAlias = "NDArray[np.bool_] | np.bool_"
Whole: TypeAlias = "NDArray[np.signedinteger[Any]] | np.signedinteger[Any] | int"

EVERY, NONE = np.True_, np.False_
"""Masks that hold in every row, and in none."""


def _mask(given: object) -> Mask:
    made = np.asarray(given)
    if made.dtype != np.bool_:
        raise TypeError(f"a mask is an array of booleans, not of {made.dtype}")
    return made if made.ndim else np.bool_(made)  # `EVERY` or `NONE` itself


def _values(given: object) -> NDArray[Any]:
    made = np.asarray(given)
    if made.dtype.kind not in "bi":
        raise TypeError(f"values are booleans or signed integers, not {made.dtype}")
    return made


@frozen(eq=False, slots=False)
class Column:
    """The values of one fact.

    Attributes:
        values: Truths, whole numbers of the smallest unit, ordinals of days (in at
            least 32 bits), or places in `words`; what stands where nothing is known
            is of no consequence.
        known: Where something is on file that counts; nowhere where it is weak.
        weak: Where something is on file, but with weaker evidence than is asked for.
        words: The texts of a text or a choice, each once; empty for all others.
    """

    values: NDArray[Any] = field(converter=_values)
    known: Mask = field(default=EVERY, converter=_mask)
    weak: Mask = field(default=NONE, converter=_mask)
    words: tuple[str, ...] = ()

    def __attrs_post_init__(self) -> None:
        if self.weak is not NONE and np.any(self.weak):
            object.__setattr__(self, "known", self.known & ~self.weak)

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Where each word stands."""
        return {word: place for place, word in enumerate(self.words)}

    def rows(self, wanted: slice) -> Column:
        """Return some of the rows; nothing is copied."""
        values, known, weak = (
            np.asarray(part)[wanted] if part.ndim else part
            for part in (self.values, self.known, self.weak)
        )
        some = Column(values, known, weak, self.words)
        if self.words:
            some.__dict__["places"] = self.places  # found once for all of them
        return some


UNFILED = Column(np.zeros((), np.int64), NONE)
"""A fact that is on file in no row."""


def texts(given: Sequence[str | None]) -> Column:
    """Return the column of texts or options, None where nothing is on file.

    >>> texts(["lee", None, "wu", "lee"]).values.tolist()
    [0, 0, 1, 0]
    """
    places: dict[str, int] = {}
    codes = [0 if w is None else places.setdefault(w, len(places)) for w in given]
    known = np.array([w is not None for w in given], np.bool_)
    return Column(np.array(codes, np.int32), known, words=tuple(places))
