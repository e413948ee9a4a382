"""Lives to walk through, and walks through them, for every test of stepping."""

from __future__ import annotations

from functools import lru_cache

from hypothesis import strategies as st

from qualflow.cli.cases import open_named
from qualflow.law.measures import FIRST_DAY, LAST_DAY
from qualflow.law.rulebook import Rulebook
from qualflow.processes import histories
from qualflow.stepping.address import MOST_DAYS, MOST_EDITS, MOST_LINKS, MOST_PLACES
from qualflow.stepping.life import Life
from qualflow.stepping.walk import Ask, Drop, File, Move, Reform, Walk
from qualflow.words.stepping import COMMANDS

LIVES = {
    **{f"case:{name}": name for name in ("xiaomi", "baowo", "C-7")},
    **{
        f"history:{path.stem}": str(path)
        for process in ("cn-automaker", "eu-novel-food")
        for path in histories(process).values()
    },
}
"""What every shipped case and history is opened by."""


@lru_cache
def life(name: str) -> tuple[Rulebook, Life]:
    """Return a shipped life and its law."""
    opened = open_named(LIVES.get(name, name))
    return opened.rulebook, Life(opened.case, opened.told, opened.windows)


days = st.dates(FIRST_DAY, LAST_DAY)
numbers = st.integers(1, MOST_PLACES)
names = st.from_regex(r"[a-z][a-z0-9_]{0,20}(\.[a-z]{1,8})?", fullmatch=True)
texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)
edits = st.one_of(
    st.builds(File, names, texts, days),
    st.builds(Ask, names, days),
    st.builds(Drop, numbers),
    st.builds(Move, numbers, days),
    st.builds(Reform, days, st.integers(-MOST_DAYS, MOST_DAYS)),
)
life_names = st.text(
    st.characters(exclude_categories=["C", "Zl", "Zp", "Zs"]), max_size=30
)


_words = st.one_of(
    st.sampled_from([*COMMANDS, "n", "b", "?", "3", "-1", "samples", "2", "approve"]),
    st.sampled_from(["2031-01-20", "2031-02-30", "IAA", "9(1)", "2029-01-01", "true"]),
    st.text(max_size=8),
)
typed_lines = st.lists(st.lists(_words, max_size=4).map(" ".join), max_size=6)
"""What somebody may type into a session, sense and nonsense."""


@st.composite
def walks(draw: st.DrawFn) -> Walk:
    """Draw a walk that an address can be of."""
    by_day = draw(st.booleans())
    links = draw(st.dictionaries(names, life_names.filter(bool), max_size=MOST_LINKS))
    return Walk(
        draw(life_names),
        0 if by_day else draw(st.integers(0, MOST_PLACES)),
        draw(days) if by_day else None,
        tuple(draw(st.lists(edits, max_size=MOST_EDITS))),
        draw(st.booleans()),
        tuple(links.items()),
    )
