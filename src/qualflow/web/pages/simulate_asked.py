"""What an address asks of a scenario: which figures are moved, how it is computed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from importlib.util import find_spec

from attrs import frozen

from qualflow.web.library import Library
from qualflow.web.parameters import (
    Parameter,
    ParameterError,
    Where,
    found,
    read,
)
from qualflow.web.progress import Tell
from qualflow.web.view import View

MOST_MOVES = 60
"""Figures that are moved at once; no page has more fields."""

NEEDED = ("numpy", "scipy")

ENGINE = Parameter(
    "engine",
    "How it is computed: exactly, or by sampling cases. By default exactly where that "
    "applies. Where cases wait for people they are always sampled.",
    options=("exact", "sampling"),
    example="sampling",
)
CASES = Parameter(
    "cases",
    "How many cases are sampled, where it is sampled.",
    options=("500", "1000", "2000", "5000", "10000"),
    default="2000",
    example="5000",
)
LONG = Parameter(
    "cases",
    "How many cases are sampled while progress is told.",
    options=("500", "1000", "2000", "5000", "10000", "20000", "50000"),
    default="20000",
)
SEED = Parameter(
    "seed",
    "Of all chance: the same seed gives the same answer.",
    pattern="[0-9]{1,9}",
    default="1",
    longest=9,
    shortest=1,
    example="1",
)
_NUMBER = r"[0-9]{1,9}(\.[0-9]{1,18})?"
MOVE = Parameter(
    "move",
    "Figures to move, as place:value with semicolons between them, each once, like "
    f"state.under_review.delay.scale:600; at most {MOST_MOVES}. The places, and from "
    "where to where each may be moved, are told with the answer; another place is 404. "
    "A value is a decimal number without sign or power; the other shares of a choice "
    "make room.",
    longest=2_000,
)
AGAINST = Parameter(
    "against",
    "The name of another scenario of the process, which it is compared with as it is. "
    "By default it is compared with itself before the moves.",
    example="reference",
)
SCENARIO = Parameter(
    "scenario",
    "The name of a scenario of the process.",
    Where.PATH,
    shortest=1,
)


@frozen
class Asked:
    """What is asked of a scenario.

    Attributes:
        moves: The texts of figures by their place, as they were given.
        engine: "" for the first that applies.
        against: The scenario it is compared with; "" for itself, if figures are moved.
    """

    process: str
    scenario: str
    moves: Mapping[str, str]
    engine: str = ""
    cases: int = 2_000
    seed: int = 1
    against: str = ""

    @property
    def values(self) -> dict[str, float]:
        """The values that figures are moved to."""
        return {place: float(text) for place, text in self.moves.items()}


def check_arrays() -> None:
    """Check that what simulations need is installed.

    Raises:
        ParameterError: With status 503 if it is not.
    """
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        expected = "what pip install 'qualflow[simulate]' installs"
        found_none = f"no {', '.join(missing)}"
        raise ParameterError("simulation", found_none, expected, status=503)


def of_pairs(
    process: str,
    scenario: str,
    pairs: Iterable[tuple[str, str]],
    cases: Parameter = CASES,
) -> Asked:
    """Return what the address of a page asks; every key that is no other is a figure.

    A field that was left empty moves nothing.

    Raises:
        ParameterError: If a parameter is doubled or wrong.
    """
    check_arrays()
    known = (ENGINE, cases, SEED, AGAINST)
    names = {parameter.name for parameter in known}
    options = [(key, text) for key, text in pairs if key in names]
    given = read(known, options)
    moves: dict[str, str] = {}
    for key, text in pairs:
        if key in names:
            continue
        if key in moves:
            raise ParameterError(key, text, "it once")
        moves[key] = text
    return Asked(
        process,
        scenario,
        {key: text for key, text in moves.items() if text},
        given["engine"],
        int(given["cases"]),
        int(given["seed"]),
        given["against"],
    )


def of_move(
    process: str,
    scenario: str,
    *,
    move: str,
    engine: str,
    cases: str,
    seed: str,
    against: str,
) -> Asked:
    """Return what a call of the API asks; a figure that is named twice is no number."""
    check_arrays()
    moves: dict[str, str] = {}
    for one in move.split(";") if move else ():
        place, _, text = one.rpartition(":")
        moves[place] = f"{moves[place]};{text}" if place in moves else text
    return Asked(process, scenario, moves, engine, int(cases), int(seed), against)


def checked_number(place: str, text: str) -> str:
    """Return the text of a number.

    Raises:
        ParameterError: If it is none.
    """
    if not re.fullmatch(_NUMBER, text, re.ASCII):
        raise ParameterError(place, text, "a number like 12.5")
    return text


def home_of(library: Library, process: str) -> str:
    """Return the folder of a process, or the name of a shipped one.

    Raises:
        ParameterError: If there is no such process.
    """
    return library.processes[found("process", process, library.processes)].home


def run(
    view: View, names: Mapping[str, str], pairs: Iterable[tuple[str, str]]
) -> Callable[[Tell, Callable[[], bool]], None]:
    """Return the run that an address asks for.

    Raises:
        ParameterError: As the page of the scenario.
    """
    asked = of_pairs(names["process"], names["scenario"], pairs, LONG)
    from qualflow.web.pages import simulate_events
    from qualflow.web.pages.simulate_running import ready

    return partial(simulate_events.run, view, ready(view.library, asked))
