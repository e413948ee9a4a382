"""Why, why not, what next, and the least that would change the answer.

`qualflow.explain` names this package and, as `from qualflow import explain`, the
function that most people want of it; so the package can be called, whichever of the two
was imported first.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qualflow.case.commands import Request
    from qualflow.case.events import Case
    from qualflow.explain.why import Explanation
    from qualflow.law.rulebook import Rulebook


class _Explain(ModuleType):
    """A package that answers like its function."""

    def __call__(self, rulebook: Rulebook, case: Case, request: Request) -> Explanation:
        """Return what `decide` would answer to a request, with every reason."""
        from qualflow.explain.why import explain

        return explain(rulebook, case, request)


sys.modules[__name__].__class__ = _Explain
