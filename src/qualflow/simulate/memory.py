"""Memory for columns that come and go."""

from __future__ import annotations

from functools import cache

import numpy as np

_LARGEST = 8 * 2**20


@cache
def kept() -> None:
    """Let the memory of columns that are gone be used for the next ones.

    The allocator of glibc gives large pieces back to the system, which clears and maps
    them anew for the next column: up to a quarter of a run.  It keeps pieces as large
    as the largest that it has given back; so one is taken that nobody writes on, and
    let go.  Other allocators do not mind.

    Source:
        mallopt(3): M_MMAP_THRESHOLD and M_TRIM_THRESHOLD are adjusted dynamically.
    """
    np.empty(_LARGEST, np.uint8)
