"""The shipped histories, fresh for every test that alters one."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from qualflow import load
from qualflow.audit.audit import Audit, audit
from qualflow.audit.history import read_history
from qualflow.audit.loading import read_mapping
from qualflow.audit.terms import terms

CN = load("cn-automaker")
FOLDER = Path(__file__).parents[1] / "src/qualflow/processes/cn-automaker"
MAPPING = read_mapping((FOLDER / "history.toml").read_bytes(), CN)


def told(name: str) -> dict[str, Any]:
    """Return a shipped history as JSON, for altering."""
    history: dict[str, Any] = json.loads(
        (FOLDER / "histories" / f"{name}.json").read_text(encoding="utf-8")
    )
    return history


def audited(history: dict[str, Any], day: date | None = None, **asked: Any) -> Audit:
    """Return the audit of a history given as JSON."""
    read = read_history(json.dumps(history).encode())
    return audit(CN, MAPPING, read, terms(MAPPING, day or read.as_of, **asked))
