"""A process folder's files to a rulebook, or to every mistake in them at once.

Pure: bytes in, a value out; `qualflow.processes` does the reading from disk.  Whatever
the bytes are, `read` returns a rulebook or raises `RulebookError`.  What the rest of
`law` trusts (names resolve, expressions are typed, versions do not overlap) is checked
here and nowhere else; `docs/reference/process-folder.md` is the list.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from qualflow.law.loading.mistakes import MistakeError, RulebookError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qualflow.law.rulebook import Rulebook

__all__ = ["MistakeError", "RulebookError", "links", "read"]

_NO_OTHERS: Mapping[str, Rulebook] = MappingProxyType({})


def read(
    files: Mapping[str, bytes],
    name: str,
    linked: Mapping[str, Rulebook] = _NO_OTHERS,
) -> Rulebook:
    """Return the rulebook of a process folder.

    Args:
        files: Content by relative path ("law/o27.toml"); other paths than those of
            the rulebook are passed over.
        name: What the process is called, usually the name of its folder.
        linked: The rulebooks of the other processes that its links name.

    Raises:
        RulebookError: If there is any mistake, with all of them.
    """
    from qualflow.law.loading.folder import rulebook  # keeps the parser out of imports

    return rulebook(files, name, linked)


def links(files: Mapping[str, bytes], name: str) -> tuple[str, ...]:
    """Return the other processes that a folder links to; none if it cannot be read."""
    from qualflow.law.loading.folder import linked_processes

    return linked_processes(files, name)
