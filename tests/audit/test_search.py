"""The least life: grounds, unseen steps, rows, days; and how many others tie."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from attrs import evolve

from audit.telling import (
    APPROVED,
    FILED,
    GRANTED,
    OWN_WAY,
    STARTED,
    chain,
    event,
    history,
    judged,
    window,
)
from qualflow.audit.audit import Audit, audit
from qualflow.audit.history import History, Observed
from qualflow.audit.mapping import Distance, Ground, HistoryMap, Line, Supply, When
from qualflow.audit.terms import terms
from qualflow.law.facts import Evidence
from qualflow.law.rules import Transition
from rulebooks import a_rulebook, a_step

# -- of cn-automaker -----------------------------------------------------------------


def test_practice_or_a_reading_is_used_only_where_nothing_else_fits():
    """Grounds first: an approval before the reform needs none."""
    straddling = event("approved", "2018-06-01", "2019-06-01", actor="ndrc")
    found = judged(history(FILED, straddling))

    assert chain(found) == ["submit", "(accept)", "approve"]
    assert found.grounds == ()


def test_fewer_grounds_weigh_more_than_fewer_steps():
    """A restart of a listed maker is a recheck, not a stop nobody saw after one."""
    listed = event("special_publicity", "2020-01-01", actor="miit")
    again = event("production_started", "2021-01-01", resumed=True)
    found = judged(history(*OWN_WAY, listed, again))

    assert chain(found)[-2:] == ["list_as_idle", "pass_recheck"]


def test_no_more_steps_are_supplied_than_needed():
    """A restart without a known stop has one (machine.md 8)."""
    again = event("production_started", "2021-01-01", resumed=True)
    found = judged(history(*OWN_WAY, again))

    assert chain(found)[-2:] == ["(stop_production)", "resume_production"]
    assert window(found, "stop_production") == "2017-12-01…2021-01-01"


def test_no_adverse_act_is_supplied():
    """A striking off needs a listing that somebody saw; a suspension is supplied."""
    listed = event("special_publicity", "2013-01-01", actor="miit")
    struck = event("cancelled_by_authority", "2016-02-29", actor="miit")
    access = event("production_access_granted", "2005-01-01", actor="miit")
    started = event("production_started", "2005-06-01")
    old = {"route": "existing_maker"}
    found = judged(history(access, started, listed, struck, **old))  # type: ignore[arg-type]

    assert chain(found)[-3:] == ["list_as_idle", "(suspend)", "strike_off"]
    assert window(found, "suspend") == "2015-01-01…2016-02-29"


def test_among_equals_the_first_row_counts():
    """An application of 2018 or 2019 is one for approval: row 1 before row 2."""
    found = judged(history(event("filed", "2018-12-01", "2019-01-31")), "2019-01-31")

    assert found.alternatives == 1
    assert window(found, "submit") == "2018-12-01…2019-01-09"


def test_among_equal_rows_the_earlier_days_come_first():
    """In chain order, the (earliest, latest) of the observed events."""
    stop = event("production_stopped", "2018-01-01", "2018-12-31")
    later_stop = event("production_stopped", "2018-02-01", "2018-06-30")
    again = event("production_started", "2018-01-01", "2018-12-31", resumed=True)
    for stops in ((stop, later_stop), (later_stop, stop)):
        found = judged(history(*OWN_WAY, *stops, again))
        seen = [s.event for s in found.steps if s.transition == "stop_production"]

        assert [e and e.earliest.month for e in seen] == [1, 2]
        assert found.alternatives == 1


def test_a_narrower_event_of_the_same_first_day_comes_first():
    """Earliest, then latest."""
    wide = event("production_stopped", "2018-01-01", "2018-12-31")
    narrow = event("production_stopped", "2018-01-01", "2018-06-30")
    again = event("production_started", "2018-01-01", "2018-12-31", resumed=True)
    found = judged(history(*OWN_WAY, wide, narrow, again))
    first = next(s for s in found.steps if s.transition == "stop_production")

    assert first.event is not None
    assert first.event.latest == narrow.latest


def test_alternatives_are_chains_of_row_and_event():
    """Two restarts that can change places, on the same rows: one other life."""
    year = ("2018-01-01", "2018-12-31")
    one, other = (
        event("production_started", *year, resumed=True, note=n) for n in "ab"
    )
    stops = [event("production_stopped", *year, note=n) for n in "ab"]
    found = judged(history(*OWN_WAY, one, other, *stops))

    assert found.alternatives == 3
    assert judged(history(*OWN_WAY)).alternatives == 0


def test_lives_that_tie_on_grounds_alone_are_no_alternatives():
    """One with more unseen steps is worse."""
    access = event("production_access_granted", "2020-01-01", actor="miit",
                   via="change_of_enterprise_information")  # fmt: skip

    assert chain(judged(history(access))) == ["take_over"]
    assert judged(history(access)).alternatives == 0


def test_a_takeover_after_a_consent_starts_there():
    """Every observed step is in the life, in the order of its days."""
    access = event("production_access_granted", "2020-01-01", actor="miit",
                   via="change_of_enterprise_information")  # fmt: skip
    assert chain(judged(history(APPROVED, access)))[-2:] == ["approve", "take_over"]


def test_the_track_that_was_set_is_asked_for():
    """A lapse of an approval is one of the approval track (SC673 3)."""
    lapsed = event("lapsed", "2021-06-01")
    filed = event("approved", "2019-02-01", actor="jiangsu_drc")

    assert chain(judged(history(filed, lapsed)))[-1] == "void_filing"
    assert chain(judged(history(APPROVED, lapsed)))[-1] == "lapse"


def test_a_lapse_comes_two_years_after_the_decision():
    """Not a day sooner (machine.md 5.3)."""
    on_the_day = event("lapsed", "2018-06-01")
    before = event("lapsed", "2018-05-31")

    assert judged(history(APPROVED, on_the_day)).contradictions == ()
    assert judged(history(APPROVED, before)).contradictions != ()


def test_r9_hangs_on_the_latest_day_of_the_approval():
    """Before 2017-04-08, when lapsing by itself was written down."""
    lapsed = event("lapsed", "2020-01-01")
    old = event("approved", "2016-01-01", "2017-04-07", actor="ndrc")
    new = event("approved", "2016-01-01", "2017-04-08", actor="ndrc")

    assert judged(history(old, lapsed)).grounds == ("reading:R9",)
    assert judged(history(new, lapsed)).grounds == ()


def test_r9_looks_at_the_narrowed_day():
    """A lapse of May 2019 came two years after the approval."""
    wide = event("approved", "2016-01-01", "2018-12-31", actor="ndrc")

    early = judged(history(wide, event("lapsed", "2019-04-07")))
    assert window(early, "approve") == "2016-01-01…2017-04-07"
    assert early.grounds == ("reading:R9",)
    assert judged(history(wide, event("lapsed", "2019-04-08"))).grounds == ()


def test_r16_lies_on_an_access_nobody_saw_after_a_notice():
    """And on no other."""
    notice = event("production_access_granted", "2017-07-01", actor="miit",
                   stage="public_notice")  # fmt: skip
    late = evolve(STARTED, earliest=date(2018, 1, 1), latest=date(2018, 1, 1))

    assert judged(history(APPROVED, notice, late)).grounds == ("practice:R16",)
    assert judged(history(APPROVED, notice, GRANTED, late)).grounds == ()
    assert judged(history(APPROVED, late)).grounds == ()


def test_r24_lies_on_any_start_nobody_saw_while_hosting_runs():
    """Closing or not: here it is between two events."""
    hosted = event("production_started", "2016-07-01", contract=True)
    stopped = event("production_stopped", "2019-01-01")
    found = judged(history(hosted, APPROVED, GRANTED, stopped))

    assert chain(found)[-2:] == ["(start_production)", "stop_production"]
    assert found.grounds == ("reading:R24",)


def test_evidence_is_a_ground_of_each_rumoured_step_and_hosting():
    """Once on each."""
    rumour = {"certainty": "memory"}
    hosted = event("production_started", "2016-07-01", contract=True, **rumour)
    ended = event("production_stopped", "2016-09-01", contract=True, **rumour)
    found = judged(
        history(hosted, ended, evolve(APPROVED, **rumour), evolve(GRANTED, **rumour))
    )

    assert found.grounds == ("evidence",) * 4
    assert [s.grounds for s in found.steps if not s.observed] == [(), (), ()]


# -- of other processes --------------------------------------------------------------

START = date(2030, 1, 1)


def mapped(names: Iterable[str], **more: Any) -> HistoryMap:
    """A map in which an event's kind is the name of its step."""
    names = tuple(names)
    return HistoryMap(
        ("act",),
        {"text": Evidence.OFFICIAL},
        {},
        names,
        tuple(Line(name, When(), steps=(name,)) for name in names),
        more.pop("supplies", {}),
        **more,
    )


def seen(*told: tuple[str, int, int]) -> History:
    """Events by kind, first and last day after the start."""
    events = tuple(
        Observed(kind, START + timedelta(a), START + timedelta(b), "", "text", number)
        for number, (kind, a, b) in enumerate(told, 1)
    )
    return History("C", {}, ("act",), "", START + timedelta(99), {}, events)


def found_of(
    steps: Iterable[Transition], mapping: HistoryMap, *told: tuple[str, int, int]
) -> Audit:
    book = a_rulebook(transitions=steps, states=("draft", *"bcde"))
    under = seen(*told)
    return audit(book, mapping, under, terms(mapping, under.as_of))


CHAIN = (a_step("t", "draft", "b"), a_step("u", "b", "c"), a_step("v", "c", "d"))


def test_a_distance_of_one_day_is_kept_over_the_step_between():
    """The third step lies a day after the first, the last on the first's day."""
    steps = (*CHAIN, a_step("w", "d", "e"))
    apart = mapped("tuvw", distances=(Distance("v", "t", days=1),))
    told = ("t", 5, 5), ("u", 5, 5), ("v", 0, 9)

    assert found_of(steps, mapped("tuvw"), *told, ("w", 5, 5)).contradictions == ()
    assert len(found_of(steps, apart, *told, ("w", 5, 5)).contradictions) == 1
    assert found_of(steps, apart, *told, ("w", 6, 6)).contradictions == ()


def test_a_step_supplied_before_another_is_followed_by_it_at_once():
    """Seen or unseen; nothing may come between."""
    steps = (*CHAIN, a_step("w", "b", "d"))
    supplies = {"t": Supply(supplied=True, before=("u",)), "u": Supply(supplied=True)}
    mapping = mapped("uvw", supplies=supplies)

    assert chain(found_of(steps, mapping, ("v", 3, 3))) == ["(t)", "(u)", "v"]
    assert len(found_of(steps, mapping, ("w", 3, 3)).contradictions) == 1


def test_a_ground_of_a_line_and_of_a_rule_counts_once():
    """Each ground on each step once (machine.md 6.2)."""
    ground = Ground("g", steps=("t",))
    lines = (Line("t", When(), steps=("t",), grounds=("g", "h")),)
    mapping = evolve(mapped("t", grounds=(ground,)), lines=lines)

    assert found_of(CHAIN, mapping, ("t", 0, 0)).grounds == ("g", "h")


def test_a_ground_that_counts_once_is_weighed_once():
    """An event that can be two steps is the one without an unseen step before it."""
    steps = a_step("u", "draft", "c"), a_step("x", "draft", "b"), a_step("w", "b", "c")
    lines = (Line("u", When(), steps=("u", "w"), grounds=("g",)),)
    supplies = {"x": Supply(supplied=True)}
    mapping = mapped("u", grounds=(Ground("g", steps=("u",)),), supplies=supplies)

    found = found_of(steps, evolve(mapping, lines=lines), ("u", 0, 0))

    assert chain(found) == ["u"]


def test_a_ground_that_hangs_on_what_came_before_decides_between_ways():
    """Two ways meet before an event; only one of them has a ground after it."""
    steps = (
        a_step("t", "draft", "b"), a_step("long", "draft", "d"),
        a_step("back", "d", "b"), a_step("e", "b", "b"), a_step("u", "b", "c"),
    )  # fmt: skip
    supplies = {name: Supply(supplied=True) for name in ("t", "long", "back")}
    plain = mapped("eu", supplies=supplies)
    barred = evolve(plain, grounds=(Ground("g", steps=("u",), after="t"),))
    told = ("e", 2, 2), ("u", 3, 3)

    assert chain(found_of(steps, plain, *told)) == ["(t)", "e", "u"]
    found = found_of(steps, barred, *told)
    assert chain(found) == ["(long)", "(back)", "e", "u"]
    assert found.grounds == ()


def test_a_ground_that_hangs_on_how_early_a_step_lay_decides_between_ways():
    """Two events are `s` and `t` in either order; told first, `t` may lie late."""
    steps = a_step("s", "draft", "b"), a_step("t", "b", "c"), a_step("u", "c", "d")
    lines = (Line("k", When(), steps=("s", "t")), Line("u", When(), steps=("u",)))
    until = START + timedelta(5)
    ground = Ground("g", steps=("u",), after="t", after_until=until)
    plain = evolve(mapped("ku"), lines=lines)
    told = ("k", 0, 9), ("k", 1, 2), ("u", 9, 9)

    def first(mapping: HistoryMap) -> int:
        event_told = found_of(steps, mapping, *told).steps[0].event
        return event_told.number if event_told else 0

    assert first(plain) == 1
    assert first(evolve(plain, grounds=(ground,))) == 2


def test_a_row_is_not_supplied_twice_between_two_events():
    """But again after the next one (machine.md 6.1)."""
    steps = (a_step("go", ("draft", "b"), "b"), a_step("u", "b", "draft"))
    mapping = mapped("u", supplies={"go": Supply(supplied=True)})
    found = found_of(steps, mapping, ("u", 1, 1), ("u", 2, 2))

    assert chain(found) == ["(go)", "u", "(go)", "u"]


def test_a_version_that_one_reading_alone_keeps_comes_last():
    """Row 3 of machine.md is the oldest application and stands after the others."""
    first = event("filed", "2015-01-01", "2019-12-31")
    found = judged(history(first), "2018-12-31")

    assert window(found, "submit") == "2015-07-10…2018-12-31"
    assert found.alternatives == 0
