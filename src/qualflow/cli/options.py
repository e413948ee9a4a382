"""Options that several subcommands take."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import reduce
from typing import Any, TypeVar

import click

from qualflow.law.facts import Evidence
from qualflow.law.parsing import FIRST_DAY, LAST_DAY
from qualflow.law.rules import DEFAULT_STANDINGS, Standing, Standings
from qualflow.words.language import Language

Command = TypeVar("Command", bound=Callable[..., Any])


class Day(click.ParamType):
    """A calendar day, written 2019-01-10."""

    name = "day"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """Return the day."""
        if isinstance(value, date):
            return value
        try:
            day = date.fromisoformat(value) if len(value) == 10 else None
        except ValueError:
            day = None
        if day is None:
            self.fail(f"a day like 2019-01-10 expected, {value!r} found", param, ctx)
        if not FIRST_DAY <= day <= LAST_DAY:
            self.fail(f"a day from {FIRST_DAY} to {LAST_DAY} expected", param, ctx)
        return day

    def get_missing_message(
        self,
        param: click.Parameter,
        ctx: click.Context | None,  # noqa: ARG002
    ) -> str:
        """Say why the day has to be given."""
        return "which day is asked about? An answer depends on it, so it is never guessed."


class StandingSet(click.ParamType):
    """Standings, separated by commas."""

    name = "standings"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Standings:
        """Return the set."""
        if isinstance(value, frozenset):
            return value
        known = {standing.value: standing for standing in Standing}
        words = [word.strip() for word in value.split(",")]
        for word in words:
            if word not in known:
                listed = ", ".join(known)
                self.fail(f"some of {listed} expected, {word!r} found", param, ctx)
        return frozenset(known[word] for word in words)


class Pair(click.ParamType):
    """A name and what it is given, joined by "="."""

    def __init__(self, left: str, right: str) -> None:
        self.left, self.right = left, right
        self.name = f"{left}={right}"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        """Return both parts."""
        if isinstance(value, tuple):
            return value
        name, sign, given = value.partition("=")
        if not sign or not name:
            self.fail(f"{self.left}={self.right} expected, {value!r} found", param, ctx)
        return name, given


DAY = Day()

language = click.option(
    "--lang",
    "language",
    type=click.Choice([tongue.value for tongue in Language]),
    envvar="QUALFLOW_LANG",
    default=Language.EN.value,
    show_default=True,
    show_envvar=True,
    callback=lambda _ctx, _param, value: Language(value),
    help="Language of the answer.",
)
as_json = click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
process = click.option(
    "--process",
    metavar="PROCESS",
    help="Name or folder of the process, where the case does not say it.",
)
_ASKING = (
    click.option("--on", "on", type=DAY, required=True, help="Day that is asked about."),
    click.option("--by", metavar="ACTOR", default="", help="Who asks; any who may."),
    click.option(
        "--set",
        "sets",
        type=Pair("fact", "value"),
        metavar="FACT=VALUE",
        multiple=True,
        help="Ask as if this fact were filed that day.",
    ),
    click.option(
        "--link",
        "links",
        type=Pair("link", "case"),
        metavar="LINK=CASE",
        multiple=True,
        help="Read where another case stands that day.",
    ),
    click.option(
        "--evidence",
        type=click.Choice([level.word for level in Evidence]),
        default=Evidence.RUMOURED.word,
        show_default=True,
        help="Least evidence; what is filed more weakly is unknown.",
    ),
    click.option(
        "--standing",
        "standings",
        type=StandingSet(),
        metavar="LIST",
        default=",".join(s for s in Standing if s in DEFAULT_STANDINGS),
        show_default=True,
        help="Clauses to evaluate: " + ", ".join(Standing) + ".",
    ),
)


def asking(command: Command) -> Command:
    """Add the options of a question about a case."""
    options = (*_ASKING, process, language, as_json)
    return reduce(lambda made, option: option(made), reversed(options), command)
