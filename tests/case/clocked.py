"""Random rulebooks with clocks, small enough that periods run out, meet and cross.

Four states, a few transitions without clauses, days that steps write (`w`) and days
that people file (`f`), one to three clocks of every kind, a reform of the law and one
that moves cases.  The calendar is of 2029 and 2030, with a few days off.
"""

from datetime import date, timedelta

from hypothesis import strategies as st

from qualflow import FileFact, Record, decide, open_case, replay
from qualflow.law.calendar import Calendar
from qualflow.law.measures import Unit
from qualflow.law.rules import (
    END,
    FINDING,
    Actor,
    Acts,
    Clock,
    ClockVersion,
    Extension,
    Interval,
)
from rulebooks import a_rulebook, a_step, day, writes

FIRST, LAST = date(2029, 1, 1), date(2030, 12, 31)
REFORM = date(2029, 3, 1)
OFF = {date(2029, 1, 1), date(2029, 2, 28), date(2029, 3, 5), date(2030, 1, 1)}
WORKED = {date(2029, 3, 4), date(2029, 12, 29)}
CALENDAR = Calendar.of(
    {
        year: (
            [d for d in OFF if d.year == year],
            [d for d in WORKED if d.year == year],
        )
        for year in (2029, 2030)
    }
)

STATES = ("draft", "review", "pause", "done")
FILED = ("f1", "f2", "f3")
WRITTEN = ("w1", "w2")
STEPS = {
    "submit": (("draft",), "review"),
    "stop": (("review",), "pause"),
    "again": (("pause",), "review"),
    "note": (("review",), "review"),
    "close": (("review", "pause"), "done"),
    "reopen": (("done",), "draft"),
}
BY_LAW = {
    "lapse": (("review", "pause"), "done"),
    "renew": ("review", "review"),
    "move": (("review", "pause"), "draft"),
}
RECORDS = [
    writes(),
    writes(w1="today"),
    writes(w2="today"),
    writes(w1="today", w2="=w1"),
    writes(w1="none"),
]
RENEWALS = [writes(w1="today"), writes(w1="none"), writes(w1="=w2")]
"""What an expiry writes that stays in the states: a day to count from, or none."""
ACTS = (*STEPS, *FILED, "w1")


def working(on):
    """Return whether a day is worked, from the plain lists."""
    if not FIRST <= on <= LAST:
        return None
    return on in WORKED or (on.weekday() < 5 and on not in OFF)


LAWFUL_ENDS = st.sampled_from([(), ("lapse",), ("lapse",), ("lapse", "move")])


def some(names, least=0, most=2):
    return st.lists(st.sampled_from(names), min_size=least, max_size=most, unique=True)


@st.composite
def extensions(draw):
    asked = draw(st.sampled_from(["", "", "f3", "note"]))
    refused = draw(st.sampled_from(["", "f2"])) if asked else ""
    return Extension(
        by=draw(st.sampled_from(["note", "f1"])),
        at_most=draw(st.integers(1, 3)),
        times=draw(st.integers(1, 2)),
        asked_by=asked,
        refused_by=refused,
        ahead=draw(st.integers(0, 2)) if asked else 0,
    )


@st.composite
def clocks(draw, name):
    """One clock; what it leads to makes progress, as the loader would check."""
    unit = draw(st.sampled_from([*[Unit.WORKING_DAY] * 3, Unit.DAY, Unit.MONTH]))
    most = 2 if unit is Unit.MONTH else 4
    zero = draw(some([*WRITTEN, *FILED], 1))
    in_states = draw(st.booleans())
    acts = {}
    if in_states:
        acts["runs_in"] = tuple(draw(some(STATES[:3], 1)))
        rest = [s for s in STATES if s not in acts["runs_in"]]
        acts["paused_in"] = tuple(draw(some(rest, 0, 1)))
    else:
        acts["started_by"] = tuple(draw(some(("submit", *ACTS), 1)))
        acts["ended_by"] = tuple(draw(some(ACTS))) + draw(LAWFUL_ENDS)
    pauses = draw(
        st.sampled_from([(), (), (("f1", "f2"),), (("f1", "f2"), ("stop", "again"))])
    )
    expiries = [FINDING, FINDING, END]
    if in_states and not {*acts["runs_in"], *acts["paused_in"]} & {"done"}:
        expiries += ["lapse"]
    if not in_states and "lapse" in acts["ended_by"]:
        expiries += ["lapse"] * 3
    if "w1" in zero:
        expiries += ["renew"]
    days = draw(
        st.sampled_from(
            [
                [Interval()],
                [Interval()],
                [Interval(until=REFORM), Interval(since=REFORM)],
                [Interval(since=REFORM)],
            ]
        )
    )
    versions = tuple(
        ClockVersion(
            f"IAA {number}",
            draw(st.integers(1, most)),
            draw(st.none() | extensions()),
            draw(st.sampled_from(expiries)),
            interval,
        )
        for number, interval in enumerate(days, 1)
    )
    return Clock(
        name=name,
        counts_from=tuple(zero),
        unit=unit,
        owner="office",
        versions=versions,
        paused_by=tuple(pause for pause, _ in pauses),
        resumed_by=tuple(again for _, again in pauses),
        **acts,
    )


@st.composite
def reminders(draw, name):
    """A clock that runs out within its states: the case goes on among them."""
    return Clock(
        name=name,
        counts_from=tuple(draw(some(WRITTEN, 1))),
        unit=Unit.DAY,
        owner="office",
        versions=(ClockVersion("IAA 1", draw(st.integers(1, 4)), on_expiry="renew"),),
        runs_in=("review",),
        paused_in=tuple(draw(some(("draft", "pause")))),
    )


@st.composite
def clocked_rulebooks(draw, clocks=clocks):
    """A rulebook with one to three clocks."""
    names = "abc"[: draw(st.integers(1, 3))]
    steps = [
        a_step(name, source, target, records=draw(st.sampled_from(RECORDS)))
        for name, (source, target) in STEPS.items()
    ]
    for name, (source, target) in BY_LAW.items():
        more = {}
        if name == "move":
            more = {"on_day": REFORM}
        records = draw(st.sampled_from(RENEWALS if name == "renew" else RECORDS))
        steps.append(a_step(name, source, target, by=("law",), records=records, **more))
    if draw(st.booleans()):
        steps = [s for s in steps if s.name != "move"]
    return a_rulebook(
        states=STATES,
        actors=("office", Actor("law", acts=Acts.BY_LAW)),
        facts=[day(name) for name in (*FILED, *WRITTEN)],
        transitions=steps,
        clocks={name: draw(clocks(name)) for name in names},
        calendar=CALENDAR,
    )


GAPS = st.sampled_from([0, 0, 1, 1, 2, 3, 5, 8, 13, 30])
ODD = st.sampled_from([(), (), (), (), tuple(STEPS)])
STARTS = st.sampled_from(
    [REFORM - timedelta(days=n) for n in (0, 1, 2, 5, 12, 29)]
    + [LAST - timedelta(days=n) for n in (0, 3, 10)]
)


@st.composite
def deeds(draw, most=7):
    """What is done, day by day: `(day, "step" or "fact", name)`.

    Steps lead on from where the case stands, as far as time does not move it.
    """
    on, state, found = draw(STARTS), STATES[0], []
    for turn in range(draw(st.integers(2, most))):
        here = [name for name, (source, _) in STEPS.items() if state in source]
        facts = [] if turn == 0 else FILED
        name = draw(st.sampled_from([*here, *here, *facts, *facts, *draw(ODD)]))
        found.append((on, "step" if name in STEPS else "fact", name))
        state = STEPS[name][1] if name in here else state
        on += timedelta(days=draw(GAPS))
    return found


def command(deed, on=None):
    """Return the command that tells of a deed, on its day or on a later one."""
    day_, kind, name = deed
    if kind == "step":
        return Record(name, day_)
    return FileFact(name, day_, on or day_)


def lived(law, commands, case=None):
    """Return the case after the commands, with all that time did between them."""
    case = case or open_case(law, "C-7")
    for one in commands:
        case = replay(decide(law, case, one).events, start=case)
    return case
