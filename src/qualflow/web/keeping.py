"""Pages that were made are kept, so that a class is served as fast as one reader.

Only pages whose address says nothing but the language: they are the same for everybody,
and hold nothing of a reader.  The oldest go when there are too many.
"""

from __future__ import annotations

from collections import OrderedDict

from attrs import define, field

from qualflow.words.language import Language

MOST_BYTES = 16_000_000

Key = tuple[tuple[str, ...], Language]
"""The path and the language of a page."""


@define
class Kept:
    """Pages by path and language, of at most so many bytes in all."""

    most: int = MOST_BYTES
    _pages: OrderedDict[Key, bytes] = field(factory=OrderedDict, init=False)
    _bytes: int = field(default=0, init=False)

    def get(self, key: Key) -> bytes | None:
        """Return a page that is kept; it is then the youngest."""
        page = self._pages.get(key)
        if page is not None:
            self._pages.move_to_end(key)
        return page

    def put(self, key: Key, page: bytes) -> None:
        """Keep a page, and let go of the oldest while there are too many."""
        self._bytes += len(page) - len(self._pages.pop(key, b""))
        self._pages[key] = page
        while self._bytes > self.most:
            _, oldest = self._pages.popitem(last=False)
            self._bytes -= len(oldest)
