"""Finding the histories that a command names, and the process that claims each.

A history is the name of a shipped one, a file (JSON, or CSV with many), or a folder of
them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from attrs import frozen

from qualflow.audit.audit import Audit, audit
from qualflow.audit.claims import claimed_by
from qualflow.audit.csv_histories import read_csv
from qualflow.audit.history import (
    LARGEST_FILE,
    History,
    HistoryError,
    read_history,
)
from qualflow.audit.mapping import HistoryMap
from qualflow.audit.other_law import OtherLaw, under_law_of
from qualflow.audit.periods import Bounds, bounded_periods
from qualflow.audit.terms import AUDIT_STANDINGS, Terms, terms
from qualflow.errors import QualflowError, UnknownNameError
from qualflow.law.rulebook import Rulebook
from qualflow.law.rules import Standings
from qualflow.processes import folder, histories, history_map, load, shipped


@frozen
class Asked:
    """What an audit is asked under; `readings` by name."""

    process: str | None = None
    day: date | None = None
    standings: Standings = AUDIT_STANDINGS
    readings: tuple[tuple[str, str], ...] = ()


@frozen
class Answered:
    """An audit with the law and the mapping it was made by, and its terms."""

    audit: Audit
    rulebook: Rulebook
    mapping: HistoryMap
    under: Terms

    @property
    def periods(self) -> tuple[Bounds, ...]:
        """What the windows of the life allow its statutory periods."""
        return bounded_periods(self.rulebook, self.mapping, self.audit, self.under)

    def law_of(self, day: date) -> OtherLaw:
        """Return the life under the law of another day."""
        return under_law_of(self.rulebook, self.mapping, self.audit, self.under, day)


def named_history(name: str, process: str | None = None) -> Path | None:
    """Return the file of a shipped history, None if there is none of that name."""
    owners = shipped() if process is None else (process,)
    for owner in owners:
        found = histories(owner)
        if name in found:
            return found[name]
    return None


def files(name: str, process: str | None) -> list[Path]:
    """Return the files that a history's name stands for.

    Raises:
        UnknownNameError: If it is neither a shipped history nor a path.
    """
    known = named_history(name, process)
    if known is not None:
        return [known]
    path = Path(name)
    if path.is_dir():
        found = sorted([*path.glob("*.json"), *path.glob("*.csv")])
        if not found:
            raise QualflowError(f"{name}: no history in this folder (*.json or *.csv)")
        return found
    if path.exists():
        return [path]
    owners = shipped() if process is None else (process,)
    names = [known for owner in owners for known in histories(owner)]
    raise UnknownNameError("history or file of one", name, names)


def read_all(path: Path) -> Iterator[History]:
    """Yield the histories of a file."""
    with path.open("rb") as opened:
        data = opened.read(LARGEST_FILE + 1)
    if path.suffix == ".csv":
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise HistoryError("", f"byte {error.start}", "UTF-8") from None
        yield from read_csv(text)
    else:
        yield read_history(data)


def answered(history: History, asked: Asked) -> Answered:
    """Return the audit of a history by the process that claims it.

    Raises:
        ClaimError: If no process claims it, or two do.
    """
    process = asked.process or claimed_by(history, _mappings())
    rulebook, mapping = load(process), history_map(process)
    day = asked.day or history.as_of
    under = terms(mapping, day, dict(asked.readings), asked.standings)
    found = audit(rulebook, mapping, history, under)
    return Answered(found, rulebook, mapping, under)


def _mappings() -> dict[str, HistoryMap]:
    tells = [name for name in shipped() if (folder(name) / "history.toml").exists()]
    return {name: history_map(name) for name in tells}
