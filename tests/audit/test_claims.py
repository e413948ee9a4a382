"""Which process a history belongs to (machine.md 4)."""

from __future__ import annotations

import pytest
from attrs import evolve

from audit.telling import history
from histories import MAPPING
from qualflow.audit.claims import ClaimError, claimed_by
from qualflow.errors import QualflowError

OTHER = evolve(MAPPING, claims=("act-2029", "ndrc-order-22-2018"))
THIRD = evolve(MAPPING, claims=("act-2030",))


def regime(*codes: str) -> object:
    return evolve(history(), regime=codes)


def refused(mappings: dict[str, object], *codes: str) -> ClaimError:
    with pytest.raises(ClaimError) as caught:
        claimed_by(regime(*codes), mappings)  # type: ignore[arg-type]
    return caught.value


def test_the_process_that_lists_a_code_claims_the_history():
    """One code is enough; others may be unknown."""
    mappings = {"cars": MAPPING, "third": THIRD}

    assert claimed_by(regime("act-2030", "act-1900"), mappings) == "third"  # type: ignore[arg-type]
    assert claimed_by(history(), mappings) == "cars"


def test_a_history_that_nobody_claims_names_its_codes():
    """The answer is a process, or why there is none."""
    error = refused({"cars": MAPPING}, "act-1900", "act-1901")

    assert isinstance(error, QualflowError)
    assert str(error) == (
        "history C-7: no process claims the regime 'act-1900', 'act-1901'"
    )


def test_a_history_that_two_claim_names_both():
    """By one code or by two."""
    mappings = {"cars": MAPPING, "other": OTHER, "third": THIRD}

    assert refused(mappings, "ndrc-order-22-2018").claimed_by == ("cars", "other")
    assert str(refused(mappings, "miit-order-39-2017", "act-2030")) == (
        "history C-7: cars and third claim the regime 'miit-order-39-2017', 'act-2030'"
    )
