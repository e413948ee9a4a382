"""What each observed event can be (machine.md 4, the table of lines)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from attrs import evolve

from audit.telling import event, history
from histories import CN, MAPPING
from qualflow.audit.history import Bound, HistoryError, Observed
from qualflow.audit.mapping import Distance, Hosting, Line, When
from qualflow.audit.options import Hosted, Meaning, NoStep, Reader, bounded
from qualflow.audit.rules import rules
from qualflow.audit.terms import terms
from qualflow.law.facts import Evidence
from qualflow.law.rules import Interval, Standing

NOTICE = {"stage": "public_notice"}
VIA = {"via": "change_of_enterprise_information"}
REVOKING = ["revoke_approval", "revoke"]


def reader(
    *events: Observed, day: str = "2025-12-31", mapping: Any = MAPPING, **asked: Any
) -> Reader:
    route, project = asked.pop("route", "own_project"), asked.pop("project", None)
    under = terms(mapping, date.fromisoformat(day), **asked)
    told = history(*events, route=route, project=project)
    return Reader(rules(CN, mapping, under), told, under)


def meaning(told: Observed, *others: Observed, **asked: Any) -> Meaning:
    """What an event is, beside others."""
    kinds = frozenset(one.kind for one in (told, *others))
    return reader(told, *others, **asked).meaning(evolve(told, number=1), kinds)


def options(told: Observed, *others: Observed, **asked: Any) -> list[str]:
    """The steps an event can be, each with its days and grounds."""
    found = meaning(told, *others, **asked)
    assert isinstance(found, tuple)
    days = [f"{date.fromordinal(o.first)}…{date.fromordinal(o.last)}" for o in found]
    return [
        " ".join((o.row.name, shown, *o.grounds))
        for o, shown in zip(found, days, strict=True)
    ]


def steps(*arguments: Any, **asked: Any) -> list[str]:
    """The names of the steps an event can be."""
    return [text.split()[0] for text in options(*arguments, **asked)]


def nothing(*arguments: Any, **asked: Any) -> NoStep:
    """Why an event can be no step."""
    found = meaning(*arguments, **asked)
    assert isinstance(found, NoStep)
    return found


# -- lines ---------------------------------------------------------------------------

OLD, NEW = "2019-01-09", "2019-01-10"


@pytest.mark.parametrize(
    ("told", "asked", "expected"),
    [
        (event("filed", OLD), {}, ["submit"]),
        (event("filed", NEW), {}, ["submit"]),
        (event("accepted", OLD), {}, ["accept"]),
        (event("accepted", NEW), {}, ["check"]),
        (event("review_started", OLD, actor="miit"), {}, ["begin_technical_review"]),
        (event("review_started", NEW, actor="miit"), {}, ["begin_technical_review"]),
        (event("review_started", OLD, actor="ndrc"), {}, ["begin_evaluation"]),
        (event("review_started", NEW, actor="jiangsu_drc"), {}, ["check"]),
        (event("returned_for_correction", OLD), {}, ["return_for_correction"]),
        (event("approved", OLD, actor="ndrc"), {}, ["approve"]),
        (event("approved", NEW, actor="jiangsu_drc"), {}, ["file"]),
        (event("approved", NEW, actor="ndrc"), {}, ["file"]),
        (event("refused", OLD, actor="miit"), {}, ["refuse_access"]),
        (event("refused", NEW, actor="miit"), {}, ["refuse_access"]),
        (event("refused", OLD), {}, ["refuse"]),
        (event("refused", NEW), {}, ["turn_away"]),
        (event("withdrawn", OLD), {}, ["withdraw"]),
        (event("lapsed", OLD), {}, ["lapse", "void_filing"]),
        (event("lapsed", "2017-12-31"), {}, ["lapse"]),
        (event("production_access_granted", OLD), {}, ["grant_access"]),
        (event("production_access_granted", OLD), {"route": "existing_maker"},
         ["record_existing_access"]),
        (event("production_access_granted", OLD), {"route": "existing_group_access"},
         ["record_existing_access"]),
        (event("production_access_granted", OLD), {"route": "acquired_access"},
         ["take_over"]),
        (event("production_access_granted", OLD, **VIA), {}, ["take_over"]),
        (event("production_access_granted", OLD, **VIA), {"route": "existing_maker"},
         ["record_existing_access"]),
        (event("production_access_granted", OLD, **NOTICE), {}, ["publish_notice"]),
        (event("production_access_granted", OLD, **NOTICE, notice_on="2018-12-14"),
         {}, ["grant_access"]),
        (event("production_access_granted", OLD, stage="published"), {},
         ["grant_access"]),
        (event("production_started", OLD), {}, ["start_production"]),
        (event("production_started", OLD, contract=False), {}, ["start_production"]),
        (event("production_started", OLD, contract=1), {}, ["start_production"]),
        (event("production_started", OLD, resumed=True), {},
         ["resume_production", "pass_recheck"]),
        (event("production_stopped", OLD), {}, ["stop_production", "note_stop"]),
        (event("special_publicity", OLD), {}, ["list_as_idle"]),
        (event("cancelled_voluntarily", OLD), {}, ["surrender"]),
        (event("cancelled_by_authority", OLD, ground="bankrupt"), {}, ["deregister"]),
        (event("cancelled_by_authority", OLD, ground="ended"), {}, ["deregister"]),
        (event("cancelled_by_authority", OLD, ground="revoked"), {}, REVOKING),
        (event("cancelled_by_authority", OLD), {}, REVOKING),
    ],
)  # fmt: skip
def test_the_first_line_that_fits_decides(
    told: Observed, asked: dict[str, Any], expected: list[str]
):
    """The table of machine.md 4, line by line."""
    assert steps(told, **asked) == expected


def test_a_striking_off_is_one_where_the_maker_was_listed():
    """Without a ground, it hangs on the history less what is left out."""
    told, listed = event("cancelled_by_authority", OLD), event("special_publicity", OLD)

    assert steps(told, listed) == ["strike_off"]
    assert steps(evolve(told, facts={"ground": "revoked"}), listed) == REVOKING


@pytest.mark.parametrize(
    ("kind", "hosting"),
    [("production_started", Hosting.START), ("production_stopped", Hosting.END)],
)
def test_production_under_a_contract_is_a_fact(kind: str, hosting: Hosting):
    """machine.md 3: it stands beside the chain."""
    told = event(kind, OLD, contract=True)
    found = meaning(told)

    assert isinstance(found, Hosted)
    assert found.hosting is hosting


def test_the_grounds_of_a_line_come_with_it():
    """R22 and P1 are grounds of two lines."""
    delegated = event("approved", OLD, actor="jiangsu_drc", delegated_by="ndrc")

    assert options(delegated) == ["approve 2019-01-09…2019-01-09 reading:R22"]
    assert options(event("approved", NEW, actor="ndrc")) == [
        "file 2019-01-10…2019-01-10 practice:P1"
    ]


def test_a_line_files_what_it_declares():
    """A consent of ndrc files that there was one (P1)."""
    found = meaning(event("approved", NEW, actor="ndrc"))

    assert isinstance(found, tuple)
    assert found[0].files == {"ndrc_consent_reported": True}


# -- days ----------------------------------------------------------------------------


def test_days_that_straddle_the_reform_are_tried_on_both_sides():
    """Each line that names the day takes its part."""
    assert options(event("accepted", "2019-01-01", "2019-01-31")) == [
        "accept 2019-01-01…2019-01-09",
        "check 2019-01-10…2019-01-31",
    ]


def test_only_lines_that_name_a_day_split_an_event():
    """A review by miit is one step on whichever day; found: it was cut in two."""
    told = event("review_started", "2018-12-01", "2019-02-28", actor="miit")

    assert options(told) == ["begin_technical_review 2018-12-01…2019-02-28"]


def test_one_side_may_fit_no_line():
    """A province decides on its own from 2019-01-10 only."""
    told = event("approved", "2018-12-01", "2019-02-28", actor="jiangsu_drc")

    assert options(told) == ["file 2019-01-10…2019-02-28"]


def test_versions_of_a_step_share_the_days_of_an_event():
    """An application of 2015 is older or younger than Order 27; of 2019 likewise."""
    assert options(event("filed", "2015-01-01", "2019-12-31")) == [
        "submit 2015-07-10…2019-01-09",
        "submit 2019-01-10…2019-12-31",
        "submit 2015-01-01…2015-07-09",
    ]


def test_days_after_the_day_of_the_audit_do_not_count():
    """`latest` is cut to the day asked about (machine.md 5.5)."""
    told = event("accepted", "2019-01-01", "2019-01-31")

    assert options(told, day="2019-01-20")[1] == "check 2019-01-10…2019-01-20"
    assert options(told, day="2019-01-05") == ["accept 2019-01-01…2019-01-05"]


# -- why not -------------------------------------------------------------------------


def test_who_fits_no_line_was_the_wrong_actor():
    """A province approving in 2018 without `delegated_by` (machine.md 4)."""
    found = nothing(event("approved", OLD, actor="jiangsu_drc"))

    assert found == NoStep("wrong_actor")


def test_a_line_without_a_day_is_not_in_force():
    """Approving begins on 2015-07-10."""
    assert nothing(event("approved", "2015-07-09", actor="ndrc")) == NoStep(
        "not_in_force", ("approve",)
    )


def test_an_unmet_clause_removes_the_step():
    """O22 20 asks for 100,000 passenger cars a year."""
    told = event("approved", NEW, actor="jiangsu_drc", capacity_per_year=99_999)

    assert nothing(told) == NoStep("clause_unmet", ("file",), "O22 20")
    assert steps(evolve(told, facts={"capacity_per_year": 100_000})) == ["file"]
    assert steps(evolve(told, facts={})) == ["file"]


def test_what_the_project_tells_is_known_from_the_start():
    """And an event's own value replaces it for that step."""
    told = event("approved", NEW, actor="jiangsu_drc")
    small = {"capacity_per_year": 50_000}
    own = evolve(told, facts={"capacity_per_year": 100_000})

    assert nothing(told, project=small).clause == "O22 20"
    assert steps(own, project=small) == ["file"]


def test_a_clause_bars_a_ground_that_the_law_does_not_know():
    """ALL 69(a): revoked, taken back or forfeited."""
    told = event("cancelled_by_authority", OLD, ground="struck_off")

    assert nothing(told) == NoStep("clause_unmet", tuple(REVOKING), "ALL 69(a)")


# -- terms ---------------------------------------------------------------------------


def test_without_practice_a_consent_of_ndrc_is_none():
    """P1 is practice; the law has known no such consent since 2019."""
    text = frozenset({Standing.TEXT, Standing.PRESS})

    assert nothing(event("approved", NEW, actor="ndrc"), standings=text).why == (
        "wrong_actor"
    )


def test_under_another_reading_a_line_is_gone():
    """R22 (b): a province acts outside its competence."""
    told = event("approved", OLD, actor="jiangsu_drc", delegated_by="ndrc")

    assert nothing(told, readings={"R22": "b"}).why == "wrong_actor"


def test_a_reading_prolongs_lines_beside_those_that_follow():
    """R4 (b): pending cases finish as approvals, new ones are filed."""
    told = event("approved", "2019-01-01", "2020-01-31", actor="ndrc")

    assert options(told, readings={"R4": "b"}) == [
        "approve 2019-01-01…2019-01-09",
        "file 2019-01-10…2020-01-31 practice:P1",
        "approve 2019-01-10…2020-01-31",
    ]
    assert steps(event("accepted", NEW), readings={"R4": "b"}) == ["check", "accept"]
    assert steps(event("accepted", OLD), readings={"R4": "b"}) == ["accept"]
    assert steps(event("filed", NEW), readings={"R4": "b"}) == ["submit"]


# -- actors, evidence, facts ---------------------------------------------------------


def test_the_actor_of_a_step_is_the_event_s_own_if_it_may_act():
    """A line may name another; who may not act is replaced by the first who may."""
    province = meaning(event("approved", OLD, actor="jiangsu_drc", delegated_by="ndrc"))
    by_ndrc = meaning(event("approved", NEW, actor="ndrc"))
    strange = meaning(event("special_publicity", OLD, actor="somebody"))

    assert [f[0].by for f in (province, by_ndrc, strange) if isinstance(f, tuple)] == [
        "province", "province", "miit",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("certainty", "facts", "evidence"),
    [
        ("text", {}, Evidence.OFFICIAL),
        ("press", {}, Evidence.REPORTED),
        ("memory", {}, Evidence.RUMOURED),
        ("text", {"confirmed_by_authority": False}, Evidence.RUMOURED),
        ("text", {"confirmed_by_authority": True}, Evidence.OFFICIAL),
        ("text", {"confirmed_by_authority": 0}, Evidence.OFFICIAL),
    ],
)
def test_certainty_is_evidence(
    certainty: str, facts: dict[str, Any], evidence: Evidence
):
    """machine.md 4; what the authority did not confirm is a rumour."""
    told = event("filed", OLD, certainty=certainty, **facts)

    assert reader(told).evidence(told) is evidence


@pytest.mark.parametrize("facts", [{}, {"confirmed_by_authority": False}])
def test_an_unknown_certainty_is_an_error(facts: dict[str, Any]):
    """Also where something else weakens the event."""
    told = evolve(event("filed", OLD, certainty="sure", **facts), number=3)

    with pytest.raises(HistoryError) as caught:
        reader(told).evidence(told)
    assert str(caught.value) == (
        "history: events[3].certainty: one of text, press, memory expected, "
        "'sure' found"
    )


def test_an_unknown_kind_is_an_error():
    """With the kind that was likely meant; in bounds too."""
    wrong = reader(event("filed", OLD), event("aproved", OLD))
    with pytest.raises(
        HistoryError, match=r"events\[2\]\.kind.*did you mean 'approved'"
    ):
        wrong.check_kinds()

    bound = Bound("file", None, None)
    told = history(bounds=(bound,))
    under = terms(MAPPING, told.as_of)
    with pytest.raises(HistoryError, match=r"bounds\[1\]\.kind"):
        Reader(rules(CN, MAPPING, under), told, under).check_kinds()


def test_a_value_that_a_fact_cannot_have_is_an_error():
    """With its place in the file."""
    with pytest.raises(HistoryError) as caught:
        meaning(event("filed", OLD, capacity_per_year="many"))
    assert str(caught.value).startswith("history: events[1].facts.capacity_per_year: ")

    with pytest.raises(HistoryError) as caught:
        reader(project={"capacity_per_year": True})
    assert str(caught.value).startswith("history: project.capacity_per_year: ")


# -- bounds --------------------------------------------------------------------------


def test_bounds_narrow_the_rows_their_kind_shows():
    """Every bound of a kind; either end may be open."""
    first, last = date(2019, 1, 10).toordinal(), date(2025, 12, 31).toordinal()
    told = history(
        bounds=(
            Bound("approved", date(2020, 1, 1), None),
            Bound("approved", date(2019, 6, 1), date(2021, 1, 1)),
            Bound("filed", date(2022, 1, 1), None),
        )
    )
    by_name = rules(CN, MAPPING, terms(MAPPING, told.as_of)).by_name
    found = bounded(told, by_name["file"][0], first, last)

    assert [date.fromordinal(day).isoformat() for day in found] == [
        "2020-01-01",
        "2021-01-01",
    ]
    assert bounded(told, by_name["request_access"][0], first, last) == (first, last)


# -- lines of other processes --------------------------------------------------------


def mapped(*lines: Line) -> Any:
    return evolve(MAPPING, lines=lines)


def test_parts_of_one_line_that_do_not_touch_stay_apart():
    """A line can be cut in two by one before it."""
    middle = When(on=Interval(date(2018, 1, 1), date(2019, 1, 1)))
    mapping = mapped(
        Line("accepted", middle, steps=("begin_evaluation",)),
        Line("accepted", When(), steps=("accept",)),
    )

    assert options(event("accepted", "2017-06-01", "2019-01-05"), mapping=mapping) == [
        "accept 2017-06-01…2017-12-31",
        "begin_evaluation 2018-01-01…2018-12-31",
        "accept 2019-01-01…2019-01-05",
    ]


def test_a_line_can_ask_for_the_beginning_of_a_route():
    """`own` is the beginning of `own_project`."""
    mapping = mapped(Line("filed", When(routes=("own",)), steps=("submit",)))

    assert steps(event("filed", OLD), mapping=mapping) == ["submit"]
    assert nothing(event("filed", OLD), mapping=mapping, route="").why == "wrong_actor"


def test_what_is_not_asked_about_changes_nothing():
    """A distance is no line."""
    mapping = evolve(MAPPING, distances=(Distance("accept", "submit", days=3),))

    assert steps(event("accepted", OLD), mapping=mapping) == ["accept"]
