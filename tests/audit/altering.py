"""The true histories, altered: events moved, dropped, doubled, dated anew, retold."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from histories import FOLDER, MAPPING, told

NAMES = sorted(path.stem for path in (FOLDER / "histories").glob("*.json"))
EDGES = (
    "2012-07-12", "2014-06-14", "2015-07-10", "2017-02-01", "2017-04-08", "2017-07-01",
    "2018-02-04", "2019-01-10", "2019-06-01", "2020-02-29", "2020-09-01", "2021-11-26",
)  # fmt: skip
"""Days on which the law changes, and a 29 February."""
FACTS: dict[str, tuple[Any, ...]] = {
    "contract": (True, False),
    "resumed": (True,),
    "delegated_by": ("ndrc",),
    "stage": ("public_notice", "published"),
    "notice_on": ("2018-12-14",),
    "via": ("change_of_enterprise_information",),
    "ground": ("bankrupt", "revoked", "struck_off"),
    "capacity_per_year": (50_000, 100_000),
    "confirmed_by_authority": (False,),
    "earlier_access_holder": ("a host",),
}
ROUTES = ("own_project", "acquired_access", "existing_maker")
ACTORS = ("company", "ndrc", "miit", "jiangsu_drc", "somebody")
CERTAINTIES = ("text", "press", "memory")

Told = dict[str, Any]


def days() -> st.SearchStrategy[date]:
    """Days on which the law changes, the days beside, and others."""
    edges = st.builds(
        lambda edge, by: date.fromisoformat(edge) + timedelta(by),
        st.sampled_from(EDGES),
        st.sampled_from((-1, 0, 1, 30)),
    )
    return edges | st.dates(date(2014, 1, 1), date(2024, 12, 31))


def windows() -> st.SearchStrategy[dict[str, str]]:
    """A day, some days or years, as an event has them."""
    lengths = st.sampled_from((0, 0, 1, 30, 365, 1500))
    return st.builds(
        lambda first, length: {
            "earliest": first.isoformat(),
            "latest": (first + timedelta(length)).isoformat(),
        },
        days(),
        lengths,
    )


@st.composite
def events(draw: st.DrawFn) -> dict[str, Any]:
    """Any event there could be, likely or not."""
    names = draw(st.sets(st.sampled_from(sorted(FACTS)), max_size=2))
    return {
        **draw(windows()),
        "kind": draw(st.sampled_from(MAPPING.kinds)),
        "actor": draw(st.sampled_from(ACTORS)),
        "certainty": draw(st.sampled_from(CERTAINTIES)),
        "facts": {name: draw(st.sampled_from(FACTS[name])) for name in sorted(names)},
    }


@st.composite
def altered(draw: st.DrawFn, most: int = 5) -> Told:
    """A true history with one to four things changed, and at most so many events."""
    history = told(draw(st.sampled_from(NAMES)))
    del history["context"]
    for _ in range(draw(st.integers(1, 4))):
        alter(draw, history)
    del history["events"][most:]
    return history


def alter(draw: st.DrawFn, history: Told) -> None:
    """Change one thing."""
    told_events = history["events"]
    places = st.integers(0, len(told_events) - 1)
    how = draw(st.sampled_from(
        ("move", "redate", "drop", "double", "add", "fact", "actor", "certainty",
         "route", "bound", "widen", "capacity", "shuffle", "same_day")
    ))  # fmt: skip
    if not told_events:
        how = "add"
    match how:
        case "move":
            _move(told_events[draw(places)], draw(st.sampled_from((-400, -1, 1, 400))))
        case "redate":
            told_events[draw(places)].update(draw(windows()))
        case "drop":
            del told_events[draw(places)]
        case "double":
            told_events.append({**told_events[draw(places)]})
        case "add":
            told_events.insert(draw(st.integers(0, len(told_events))), draw(events()))
        case "fact":
            name = draw(st.sampled_from(sorted(FACTS)))
            one = told_events[draw(places)]
            values = st.sampled_from((None, *FACTS[name]))
            one["facts"] = {**(one.get("facts") or {}), name: draw(values)}
        case "actor":
            told_events[draw(places)]["actor"] = draw(st.sampled_from(ACTORS))
        case "certainty":
            certainty = draw(st.sampled_from(CERTAINTIES))
            told_events[draw(places)]["certainty"] = certainty
        case "route":
            history["route"] = draw(st.sampled_from(ROUTES))
        case "bound":
            bounds = draw(windows())
            history.setdefault("bounds", []).append(
                {
                    "kind": draw(st.sampled_from(MAPPING.kinds)),
                    "not_before": bounds["earliest"],
                    "not_after": draw(st.sampled_from((None, bounds["latest"]))),
                }
            )
        case "widen":
            one = told_events[draw(places)]
            days_off = st.sampled_from((0, 30, 400))
            first = date.fromisoformat(one["earliest"]) - timedelta(draw(days_off))
            last = date.fromisoformat(one["latest"]) + timedelta(draw(days_off))
            one |= {"earliest": first.isoformat(), "latest": last.isoformat()}
        case "capacity":
            history["project"] = {
                "capacity_per_year": draw(st.sampled_from((50_000, None)))
            }
        case "shuffle":
            history["events"] = list(draw(st.permutations(told_events)))
        case "same_day":
            day = draw(days()).isoformat()
            for one in told_events:
                one |= {"earliest": day, "latest": day}


def _move(one: dict[str, Any], by: int) -> None:
    for key in ("earliest", "latest"):
        one[key] = (date.fromisoformat(one[key]) + timedelta(by)).isoformat()
