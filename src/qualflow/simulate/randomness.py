"""Uniforms that are a function of (seed, purpose, case) and of nothing else.

The number of cases, their order, the size of a block and the number of workers change
nothing; case 1,234,567 alone gets what it gets among ten millions; and two scenarios
that ask for the same purpose get the same uniform, so that their difference is not
drowned in chance (common random numbers).

A purpose ("applied.delay", visit 2) is hashed with the seed to the first state of a
SplitMix64 generator, of which case i takes output i.  Such a stream passes BigCrush;
two streams of n outputs overlap with probability n / 2**63, which for 100 purposes of
ten million cases is below one in a hundred million.

Source:
    Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA
    2014, with the output function of Stafford's variant 13.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qualflow.simulate.distributions import Floats

_GOLDEN = 0x9E3779B97F4A7C15
# Arrays without axes: a scalar would be made one again by every operation.
_STEP = np.array(_GOLDEN, np.uint64)
_FIRST = np.array(0xBF58476D1CE4E5B9, np.uint64)
_SECOND = np.array(0x94D049BB133111EB, np.uint64)
_ONE = np.array(0x3FF0000000000000, np.uint64)
_30, _27, _31, _12 = (np.array(bits, np.uint64) for bits in (30, 27, 31, 12))
_ONE_LESS = 1.0 - 2.0**-53


@lru_cache(maxsize=4096)
def key(seed: int, purpose: str, visit: int = 0) -> np.uint64:
    """Return where the stream of a purpose starts.

    Args:
        seed: Any whole number.
        purpose: What the uniform decides.
        visit: Which time a case decides it, from 0.
    """
    text = f"{seed}\x1f{purpose}\x1f{visit}".encode()
    hashed = int.from_bytes(blake2b(text, digest_size=8).digest(), "little")
    return np.uint64((hashed + _GOLDEN) % 2**64)


def onward(start: np.uint64, cases: int) -> np.uint64:
    """Return where a stream starts that leaves out the uniforms of the first cases."""
    return np.uint64((int(start) + cases * _GOLDEN) % 2**64)


def uniforms(start: np.uint64, cases: NDArray[np.unsignedinteger[Any]]) -> Floats:
    """Return one uniform a case, above 0 and below 1.

    Args:
        start: From `key`.
        cases: Numbers of cases, from 0, in any order.
    """
    bits = cases * _STEP  # arrays of whole numbers wrap without a warning
    bits += start
    other = bits >> _30
    bits ^= other
    bits *= _FIRST
    np.right_shift(bits, _27, out=other)
    bits ^= other
    bits *= _SECOND
    np.right_shift(bits, _31, out=other)
    bits ^= other
    # 52 bits as the fraction of a number from 1 to 2, then 1 less and half a step more:
    # exact, and quicker than turning whole numbers into floats.  With 53 bits the
    # largest would be rounded to 1.
    np.right_shift(bits, _12, out=bits)
    bits |= _ONE
    found = bits.view(np.float64)
    found -= _ONE_LESS
    return found
