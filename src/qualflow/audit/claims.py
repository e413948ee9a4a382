"""Which process a history belongs to: the one that claims its regimes."""

from __future__ import annotations

from collections.abc import Mapping

from qualflow.audit.history import History
from qualflow.audit.mapping import HistoryMap
from qualflow.errors import QualflowError


class ClaimError(QualflowError):
    """A history that no process claims, or more than one.

    Attributes:
        case_id: The history's.
        regime: Its codes.
        claimed_by: The processes that claim one of them; empty or several.
    """

    def __init__(
        self, case_id: str, regime: tuple[str, ...], claimed_by: tuple[str, ...]
    ) -> None:
        self.case_id = case_id
        self.regime = regime
        self.claimed_by = claimed_by
        super().__init__(case_id, regime, claimed_by)

    def __str__(self) -> str:
        codes = ", ".join(f"'{code[:80]}'" for code in self.regime[:12])
        by = " and ".join(self.claimed_by) or "no process"
        claim = "claim" if len(self.claimed_by) > 1 else "claims"
        return f"history {self.case_id}: {by} {claim} the regime {codes}"


def claimed_by(history: History, mappings: Mapping[str, HistoryMap]) -> str:
    """Return the process that claims a history, of those given by name.

    Raises:
        ClaimError: If none does, or more than one.
    """
    regime = set(history.regime)
    found = [
        process
        for process, mapping in mappings.items()
        if not regime.isdisjoint(mapping.claims)
    ]
    if len(found) != 1:
        raise ClaimError(history.case_id, history.regime, tuple(found))
    return found[0]
