"""What happens in each state: `[state.NAME]`."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping

from qualflow.law.loading.names import titled
from qualflow.law.loading.tables import Table
from qualflow.law.loading.wrong import mismatch, short
from qualflow.law.rules import Acts, Transition
from qualflow.simulate.loading.figures import (
    LEAST,
    ONE,
    Context,
    check_sum,
    delay_in,
    fitted,
    hardly_longer,
    made,
    near_source,
    share_in,
    source_in,
    tables_in,
    takes_time,
)
from qualflow.simulate.scenario import Delay, Exit, Stay

WAYS = ("then", "way", "race")
LONGEST_LIST = 8


def read_stays(context: Context, root: Table) -> dict[str, Stay]:
    """Return what happens in each state, in the order of the file."""
    stays = {}
    for name, data in root.mapping("state").items():
        where = titled("state", name)
        if type(data) is not dict:
            root.wrong(f"{where}: " + mismatch("a table", data), "state")
            continue
        table = made(root, ("state", name), where, data)
        if table.resolved("state", name, "state"):
            stays[name] = _Stays(context, table, name).stay()
        else:
            table.expect(*table.data)  # of which state, nobody knows
        table.close()
    _no_instant_cycle(context, root, stays)
    return stays


class _Stays:
    """Reads the table of one state."""

    def __init__(self, context: Context, table: Table, state: str) -> None:
        self.context = context
        self.table = table
        self.state = state
        self.above = near_source(table, context.source)

    def stay(self) -> Stay:
        table = self.table
        table.expect(*WAYS)
        used = [key for key in WAYS if key in table]
        if len(used) != 1:
            found = " and ".join(f"'{key}'" for key in used) if used else "none"
            table.wrong(f"one of 'then', 'way' and 'race' expected, {found} found")
        races = used == ["race"]
        delay = delay_in(self.context, table, "delay", self.above)
        exits = self._exits(used)
        shared = len(exits) > 1 and not races
        if table.ok:
            self._delays(exits, delay, races)
        retry = delay_in(self.context, table, "retry", self.above)
        takes_time(self.context, table, "retry", retry)
        return Stay(
            state=self.state,
            exits=exits,
            delay=delay,
            races=races,
            retry=retry,
            source=source_in(table, self.context.source) if shared else "",
        )

    def _exits(self, used: list[str]) -> tuple[Exit, ...]:
        match used:
            case ["then"]:
                return tuple(self._then())
            case ["way"]:
                return self._ways(tables_in(self.table, "way"))
            case ["race"]:
                return self._race(tables_in(self.table, "race"))
            case _:
                return ()

    def _then(self) -> Iterator[Exit]:
        table = self.table
        value = table.take("then")
        if type(value) is str:
            if self._leaves(table, "then", value):
                yield Exit(value)
            return
        if type(value) is not dict:
            expected = "a step, or a table of steps and their shares"
            table.wrong("'then': " + mismatch(expected, value), "then")
            return
        inner = made(table, ("then",), table.where, value)
        inner.expect(*value)
        if not value:
            table.wrong("'then': at least one step expected, none found", "then")
        found = []
        for step, raw in value.items():
            share = fitted(inner, short(step), raw, LEAST, ONE)
            if self._leaves(inner, step, step):
                found.append(Exit(step, 1.0 if share is None else share))
        check_sum(inner, None, [way.share for way in found])
        table.ok = table.ok and inner.ok
        yield from found

    def _ways(self, tables: list[Table]) -> tuple[Exit, ...]:
        found = []
        for number, table in enumerate(tables, 1):
            table.where = f"{self.table.where}, way {number}"
            step = self._step(table)
            alone = len(tables) == 1 and "share" not in table
            share = 1.0 if alone else share_in(table, "share")
            table.expect("share")
            delay = delay_in(self.context, table, "delay", self.above)
            found.append((table, Exit(step, share, delay)))
            table.close()
        self._different(found)
        check_sum(self.table, "way", [way.share for _, way in found])
        return tuple(way for _, way in found)

    def _race(self, tables: list[Table]) -> tuple[Exit, ...]:
        found = []
        for number, table in enumerate(tables, 1):
            table.where = f"{self.table.where}, race {number}"
            step = self._step(table)
            delay = delay_in(self.context, table, "delay", self.above, needed=True)
            found.append((table, Exit(step, delay=delay)))
            table.close()
        self._different(found)
        if self.table.ok and len(found) < 2:
            self.table.wrong("one alone is no race: 'then' expected", "race")
        return tuple(way for _, way in found)

    def _step(self, table: Table) -> str:
        step = table.text("step", needed=True)
        return step if step and self._leaves(table, "step", step) else ""

    def _different(self, found: list[tuple[Table, Exit]]) -> None:
        seen: set[str] = set()
        for table, way in found:
            if way.step and way.step in seen:
                table.wrong(f"'{way.step}' is listed twice", "step")
            seen.add(way.step)
            self.table.ok = self.table.ok and table.ok

    def _delays(
        self, exits: tuple[Exit, ...], delay: Delay | None, races: bool
    ) -> None:
        """Check that every way has one delay, and that none is for nothing."""
        own = [way.delay is not None for way in exits]
        if delay is None and not all(own):
            self.table.wrong("'delay' is missing")
        elif delay is not None and races:
            what = "'delay' is for nothing: in a race every way has its own"
            self.table.wrong(what, "delay")
        elif delay is not None and own and all(own):
            what = "'delay' is for nothing: every way has its own"
            self.table.wrong(what, "delay")

    # -- steps ------------------------------------------------------------------------

    def _leaves(self, table: Table, key: str, step: str) -> bool:
        """Return whether somebody can make a step here; note a mistake if not."""
        if not table.resolved(key, step, "transition"):
            return False
        actors = self.context.rulebook.actors
        versions = self._leaving(step)
        if not versions:
            what = f"'{step}' does not leave '{self.state}'{self._when()}"
            table.wrong(what + self._way_out(), key)
            return False
        by = {actors[actor].acts for version in versions for actor in version.by}
        if Acts.ON_REQUEST not in by:
            who = "time alone" if Acts.BY_LAW in by else "an archive alone"
            table.wrong(f"'{step}' is made by {who}, nobody can ask for it", key)
            return False
        return True

    def _leaving(self, step: str) -> list[Transition]:
        return [
            version
            for version in self.context.rulebook.transitions[step]
            if self.state in version.sources
            and version.in_force.overlaps(self.context.days)
        ]

    def _when(self) -> str:
        days = self.context.days
        if days.since is None or days.until is None:
            return ""
        return f" from {days.since} to the horizon"

    def _way_out(self) -> str:
        acts = self.context.rulebook.actors
        steps = [
            name
            for name in self.context.rulebook.transitions
            for version in self._leaving(name)
            if any(acts[actor].acts is Acts.ON_REQUEST for actor in version.by)
        ]
        few = list(dict.fromkeys(steps))
        if not few or len(few) > LONGEST_LIST:
            return ""
        return f"\n  steps from here: {', '.join(few)}"


# -- cycles ---------------------------------------------------------------------------


def _no_instant_cycle(context: Context, root: Table, stays: Mapping[str, Stay]) -> None:
    """Report a way round that takes no time: a case would never come to rest."""
    edges = {name: _instant(context, stay) for name, stay in stays.items()}
    for state in edges:
        if ring := _way_back(state, edges):
            shown = " → ".join(ring)
            what = f"no time passes from {shown}: a delay expected on the way"
            made(root, ("state", state), titled("state", state), {}).wrong(what)
            root.ok = False
            return


def _instant(context: Context, stay: Stay) -> list[str]:
    """Return the states that follow at once."""
    found: dict[str, None] = {}
    for way in stay.exits:
        delay = way.delay or stay.delay
        if delay is None or not hardly_longer(delay.law, context.rounding):
            continue
        for version in context.rulebook.transitions.get(way.step, ()):
            leaves = stay.state in version.sources
            if leaves and version.in_force.overlaps(context.days):
                found[version.target] = None
    return list(found)


def _way_back(state: str, edges: Mapping[str, list[str]]) -> list[str]:
    """Return the shortest way from a state back to it, empty if there is none."""
    before: dict[str, str] = {}
    ahead = deque([state])
    while ahead:
        here = ahead.popleft()
        for target in edges.get(here, ()):
            if target == state:
                way = [state]
                while here != state:
                    way.append(here)
                    here = before[here]
                return [state, *reversed(way)]
            if target not in before:
                before[target] = here
                ahead.append(target)
    return []
