"""The true histories, and what small changes to them must do."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from histories import CN, MAPPING, audited, told
from qualflow.audit.audit import Audit

EVIDENCE, P1, R16 = "evidence", "practice:P1", "practice:R16"
R4, R6, R21, R22, R23, R24 = (f"reading:R{n}" for n in (4, 6, 21, 22, 23, 24))
BEFORE_OWN = "contract_production_before_own_access"

TABLE = {
    "baowo": (
        "deregistered",
        "cancelled",
        [EVIDENCE, EVIDENCE, R23, R6],
        ["insolvent"],
    ),
    "bjev": ("production_start", "production-start", [], [BEFORE_OWN]),
    "changjiang": (
        "production_start",
        "production-start",
        [EVIDENCE],
        ["insolvent_affiliate"],
    ),
    "kandi_jiangsu": ("access_granted", "approved", [R22], ["access_granted"]),
    "nio": (
        "production_start",
        "production-start",
        [],
        [BEFORE_OWN, "approval_date_unknown"],
    ),
    "qiantu": (
        "production_stopped",
        "production-start",
        [],
        ["production_stopped", "insolvent"],
    ),
    "shuanghuan": (
        "revoked",
        "cancelled",
        [EVIDENCE, EVIDENCE, EVIDENCE, R23],
        ["special_publicity_before"],
    ),
    "suda": ("production_start", "production-start", [R21], ["insolvent"]),
    "wanxiang": (
        "approved",
        "approved",
        [],
        ["no_access_found", "no_production_found"],
    ),
    "xiaomi": (
        "production_start",
        "production-start",
        [EVIDENCE, P1, R16, R24],
        [BEFORE_OWN],
    ),
    "xpeng": (
        "production_start",
        "production-start",
        [EVIDENCE],
        [BEFORE_OWN, "acquired_access"],
    ),
}


def supplied(audit: Audit) -> dict[str, str]:
    """The unseen steps and the days they can have lain on."""
    return {
        step.transition: f"{step.earliest}…{step.latest}"
        for step in audit.steps
        if not step.observed
    }


def verdict(audit: Audit) -> str:
    """The verdict and its grounds, as the tables write them."""
    grounds = ", ".join(sorted(ground.rpartition(":")[2] for ground in audit.grounds))
    return f"{audit.judgement}: {grounds}" if grounds else str(audit.judgement)


def left_out(audit: Audit) -> list[tuple[str, str]]:
    """What had to be left out, and why."""
    return [(c.event.kind, c.why) for c in audit.contradictions]


@pytest.mark.parametrize("name", TABLE)
def test_a_true_history_is_judged_as_the_table_says(name: str):
    """State, phase, verdict with its grounds, and exactly these flags."""
    state, phase, grounds, flags = TABLE[name]

    audit = audited(told(name))

    assert (audit.state, audit.phase) == (state, phase)
    assert audit.judgement == ("explained" if grounds else "consistent")
    assert sorted(audit.grounds) == sorted(grounds)
    assert audit.flags == tuple(sorted(flags))
    assert audit.contradictions == ()


@pytest.mark.parametrize(
    ("name", "step", "window"),
    [
        ("bjev", "submit", "2015-07-10…2016-03-16"),
        ("kandi_jiangsu", "end_evaluation", "2016-01-01…2019-01-08"),
        ("nio", "file", "2019-01-10…2023-12-04"),
        ("qiantu", "accept", "2016-03-01…2016-08-29"),
        ("shuanghuan", "suspend", "2015-09-01…2016-02-29"),
        ("suda", "accept", "2014-10-28…2017-03-28"),
        ("xiaomi", "request_access", "2023-08-01…2024-07-12"),
        ("xiaomi", "grant_access", "2024-07-20…2025-06-30"),
        ("xiaomi", "start_production", "2024-07-20…2025-06-30"),
    ],
)
def test_an_unseen_step_has_the_days_the_table_says(name: str, step: str, window: str):
    """What must have happened unseen lies between the days around it."""
    assert supplied(audited(told(name)))[step] == window


def test_an_observed_window_is_narrowed_by_the_step_before():
    """Suda made cars in 2019, after its access of 2019-01-04."""
    (made,) = [s for s in audited(told("suda")).steps if s.target == "production_start"]

    assert (made.earliest, made.latest) == (date(2019, 1, 4), date(2019, 12, 31))


@pytest.mark.parametrize(
    ("name", "day", "state"),
    [
        ("xiaomi", date(2021, 12, 31), "draft"),
        ("xiaomi", date(2023, 8, 31), "filed"),
        ("xiaomi", date(2024, 5, 1), "filed"),
        ("xiaomi", date(2024, 7, 31), "access_review"),
        ("xiaomi", date(2024, 8, 10), "access_review"),
        ("xiaomi", date(2024, 8, 11), "production_start"),
        ("baowo", date(2023, 5, 31), "production_stopped"),
    ],
)
def test_an_audit_of_a_day_shows_the_furthest_the_case_can_have_come(
    name: str, day: date, state: str
):
    """Events count from their earliest day; K2 asks for 30 days after a notice."""
    assert audited(told(name), day).state == state


def test_nothing_heard_of_is_a_consistent_draft():
    """In 2021 Xiaomi had announced cars and taken no step in the two procedures."""
    assert verdict(audited(told("xiaomi"), date(2021, 12, 31))) == "consistent"


# -- altered histories ---------------------------------------------------------------

Told = dict[str, Any]


def event(history: Told, kind: str, number: int = 0) -> dict[str, Any]:
    """The `number`th event of a kind."""
    found: list[dict[str, Any]] = [e for e in history["events"] if e["kind"] == kind]
    return found[number]


def on(entry: dict[str, Any], first: str, last: str = "") -> None:
    """Move an event to other days."""
    entry |= {"earliest": first, "latest": last or first}


def bjev_access_first(history: Told) -> None:
    access = event(history, "production_access_granted")
    on(access, "2016-01-10", "2016-01-20")


def bjev_too_early(history: Told) -> None:
    on(event(history, "approved"), "2015-07-09")


def kandi_not_delegated(history: Told) -> None:
    del event(history, "approved")["facts"]["delegated_by"]


def kandi_last_day(history: Told) -> None:
    on(event(history, "approved"), "2019-01-09")


def kandi_reform_day(history: Told) -> None:
    on(event(history, "approved"), "2019-01-10")


def kandi_reform_day_by_ndrc(history: Told) -> None:
    kandi_reform_day(history)
    event(history, "approved")["actor"] = "ndrc"


def kandi_two_events(history: Told) -> None:
    del history["events"][2:]


def baowo_restart(history: Told) -> None:
    restart = {**event(history, "production_started"), "facts": {"resumed": True}}
    on(restart, "2023-09-01", "2023-09-30")
    history["events"].append(restart)


def shuanghuan_listed_late(history: Told) -> None:
    on(event(history, "special_publicity"), "2014-09-01", "2014-12-31")


def suda_cars_early(history: Told) -> None:
    on(event(history, "production_started"), "2018-01-01", "2018-06-30")


def xiaomi_no_contract(history: Told) -> None:
    event(history, "production_started")["facts"] = {}


def xiaomi_by_beijing(history: Told) -> None:
    event(history, "approved").update(actor="beijing_drc", facts={})


def qiantu_no_restart(history: Told) -> None:
    history["events"].remove(event(history, "production_started", 1))


def nio_no_access(history: Told) -> None:
    history["events"].remove(event(history, "production_access_granted"))


@pytest.mark.parametrize(
    ("name", "alter", "expected"),
    [
        ("kandi_jiangsu", kandi_last_day, "explained: R22"),
        ("kandi_jiangsu", kandi_two_events, "explained: R4"),
        ("xiaomi", xiaomi_by_beijing, "explained: R16, R24"),
        ("qiantu", qiantu_no_restart, "consistent"),
        ("nio", nio_no_access, "consistent"),
    ],
)
def test_an_altered_history_still_has_a_life(
    name: str, alter: Callable[[Told], None], expected: str
):
    """What is missing is supplied; what rests on a reading names it."""
    history = told(name)
    alter(history)

    assert verdict(audited(history)) == expected


@pytest.mark.parametrize(
    ("name", "alter", "kind", "why"),
    [
        ("bjev", bjev_access_first, "approved", "no_such_transition"),
        ("bjev", bjev_too_early, "approved", "not_in_force"),
        ("kandi_jiangsu", kandi_not_delegated, "approved", "wrong_actor"),
        ("kandi_jiangsu", kandi_reform_day, "approved", "clause_unmet"),
        ("kandi_jiangsu", kandi_reform_day_by_ndrc, "approved", "clause_unmet"),
        ("baowo", baowo_restart, "production_started", "no_such_transition"),
        (
            "shuanghuan",
            shuanghuan_listed_late,
            "special_publicity",
            "no_such_transition",
        ),
        (
            "suda",
            suda_cars_early,
            "production_access_granted",
            "no_such_transition",
        ),
        (
            "xiaomi",
            xiaomi_no_contract,
            "production_access_granted",
            "no_such_transition",
        ),
    ],
)
def test_an_altered_history_is_contradicted(
    name: str, alter: Callable[[Told], None], kind: str, why: str
):
    """The fewest events are left out, and each says why it could not be."""
    history = told(name)
    alter(history)

    audit = audited(history)

    assert audit.judgement == "contradicted"
    assert left_out(audit) == [(kind, why)]


def test_the_clause_that_bars_is_named():
    """O22 20 asks for 100,000 passenger cars a year; Kandi planned 50,000."""
    history = told("kandi_jiangsu")
    kandi_reform_day(history)

    (contradiction,) = audited(history).contradictions

    assert contradiction.clause == "O22 20"


@pytest.mark.parametrize(
    ("alter", "expected"),
    [
        (kandi_reform_day, "explained: R4"),
        (kandi_reform_day_by_ndrc, "explained: P1, R4"),
    ],
)
def test_without_the_scale_the_reform_alone_explains(
    alter: Callable[[Told], None], expected: str
):
    """The pending case moves to the filing track and is filed at once."""
    history = told("kandi_jiangsu")
    alter(history)
    history["project"]["capacity_per_year"] = None
    del event(history, "approved")["facts"]["capacity_per_year"]

    assert verdict(audited(history)) == expected


def test_a_surrender_is_final_whatever_is_told_after_it():
    """The restart told of Baowo in 2023-09 is left out; it stays cancelled."""
    history = told("baowo")
    baowo_restart(history)

    assert audited(history).phase == "cancelled"


def test_expected_and_contradictions_of_a_file_change_nothing():
    """They are other people's conclusions: allowed in a file, never read."""
    plain, loaded = told("xiaomi"), told("xiaomi")
    loaded |= {"expected": {"state": "cancelled"}, "contradictions": ["none of it"]}

    assert audited(loaded) == audited(plain)


def test_every_regime_code_is_claimed():
    """Eleven histories, one process."""
    for name in TABLE:
        assert set(told(name)["regime"]) <= set(MAPPING.claims)
        assert json.dumps(told(name))
    assert CN.name == "cn-automaker"
