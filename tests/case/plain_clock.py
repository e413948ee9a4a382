"""What time does to a case, as plainly as possible: day by day, with dicts of counters.

It knows the tables of a rulebook and nothing of how qualflow reads clocks.  A life is a
list of deeds, each told on its day: `(day, "step", name)` or `(day, "fact", name)`, the
latter a fact whose value is that day.  Every day has a morning, on which what ran out
yesterday has its effect; the deeds; and an evening, on which every counter moves.
"""

from datetime import date, timedelta

ONE = timedelta(days=1)


def back(working, day, number):
    """Return the working day so many before a day, None if nobody knows."""
    if number and working(day) is None:
        return None
    while number:
        day -= ONE
        if working(day) is None:
            return None
        number -= working(day)
    return day


def later(day, number, unit):
    """Return the same day of the month so many months or years later."""
    months = day.year * 12 + day.month - 1 + number * (12 if unit == "year" else 1)
    year, month = divmod(months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError


class PlainLife:
    """One case, lived from its first day to a last one.

    Attributes:
        working: Whether a day is worked: True, False, or None where nobody knows.
        state: Where the case stands.
        written: The days that steps wrote, by fact.
        filed: All days that were filed, by fact.
        happened: What time did: `(day, clock, started on, last day)` for a finding,
            `(day, clock or "reform", transition)` for a step.
        made: Whether every step could be made.
    """

    def __init__(self, rulebook, working):
        self.rulebook, self.working = rulebook, working
        self.state = rulebook.initial
        self.since = None
        self.opened = None
        self.written, self.filed = {}, {}
        self.runs, self.ended = {}, {}
        self.waiting = []
        self.happened = []
        self.made = True

    def live(self, deeds, until):
        """Live every day from the first deed to the last day."""
        if not deeds:
            return self
        day = min(deed[0] for deed in deeds)
        self.opened = day
        while day <= until:
            self.morning(day)
            today = [deed for deed in deeds if deed[0] == day]
            facts = list({name: 0 for _, kind, name in today if kind == "fact"})
            for name in facts:
                self.filed.setdefault(name, []).append(day)
                self.tell(name, day)
            for name in facts:
                self.touch(day, name, "start")
            for name in facts:
                self.touch(day, name, "ask")
            for _, kind, name in today:
                if kind == "step":
                    self.made &= self.step(day, name)
            for what in ("pause", "resume", "answer", "end"):
                for name in facts:
                    self.touch(day, name, what)
            if day < until:
                self.evening(day)
            day += ONE
        return self

    # -- morning --------------------------------------------------------------------

    def morning(self, day):
        """Reforms of today, then what ran out yesterday, clock by clock."""
        for versions in self.rulebook.transitions.values():
            for version in versions:
                stood = (self.since or self.opened) < day
                if version.on_day == day and self.state in version.sources and stood:
                    self.happened.append((day, "reform", version.name))
                    self.make(day, version, "reform")
        waiting, self.waiting = sorted(self.waiting, key=lambda w: w[0]), []
        for name, run in waiting:
            outcome = run["version"].on_expiry
            step = self.version(day, outcome)
            run["over"] = True
            if outcome == "end":
                continue
            if step is None or run["due"] < run["start"]:
                self.happened.append((day, name, run["start"], run["due"]))
            else:
                self.happened.append((day, name, outcome))
                if self.runs.get(name) is run:
                    self.end(day, run["clock"])
                self.make(day, step, name)

    def version(self, day, name):
        """Return the version of a transition that leads on from here on a day."""
        for version in self.rulebook.transitions.get(name, ()):
            since, until = version.in_force.since, version.in_force.until
            begun = since is None or since <= day
            if begun and (until is None or day < until):
                return version if self.state in version.sources else None
        return None

    # -- the day --------------------------------------------------------------------

    def step(self, day, name):
        version = self.version(day, name)
        if version is not None:
            self.make(day, version, "")
        return version is not None

    def make(self, day, version, _fired_by):
        before = self.state if self.since else None
        self.state, self.since = version.target, day
        values = {}
        for record in version.records:
            if record.writes == "today":
                values[record.fact] = day
            elif record.writes == "none":
                values[record.fact] = None
            else:
                values[record.fact] = self.written.get(record.value)
        for clock in self.rulebook.clocks.values():
            inside = version.target in clock.runs_in + clock.paused_in
            renewed = any(values.get(name) for name in clock.counts_from)
            if clock.runs_in and (not inside or renewed):
                self.end(day, clock)
        self.written.update(values)
        for clock in self.rulebook.clocks.values():
            states = clock.runs_in + clock.paused_in
            if version.target in states:
                renewed = any(values.get(name) for name in clock.counts_from)
                if before not in states or renewed:
                    self.start(day, clock)
                run = self.runs.get(clock.name)
                if run is None:
                    continue  # it ran out, and the case went on among its states
                if version.target in clock.paused_in:
                    run["still"].setdefault("state", [day])
                    run["stopped"] = True
                else:
                    run["still"].pop("state", None)
        order = ("end", "start", "pause", "resume", "ask", "answer")
        for what in order:
            self.touch(day, version.name, what)
        for name, value in values.items():
            if value is None:
                for clock in self.rulebook.clocks.values():
                    if name in clock.started_by:
                        self.end(day, clock)
            else:
                for what in order:
                    self.touch(day, name, what)

    def touch(self, day, name, what):
        """Let a transition or fact start, end, pause, resume or lengthen clocks."""
        for clock in self.rulebook.clocks.values():
            run = self.runs.get(clock.name)
            if what == "start" and name in clock.started_by:
                self.end(day, clock)
                self.start(day, clock)
            elif what == "end" and name in clock.ended_by:
                self.end(day, clock)
            elif run is not None and what == "pause" and name in clock.paused_by:
                run["still"].setdefault(name, []).append(day)
                run["stopped"] = True
            elif run is not None and what == "resume" and name in clock.resumed_by:
                pause = clock.paused_by[clock.resumed_by.index(name)]
                begun = run["still"].get(pause, [])
                kept = [d for d in begun if d >= day]
                run["still"][pause] = kept if len(kept) < len(begun) else []
            elif run is not None and what in ("ask", "answer"):
                self.lengthen(day, name, run, what)

    def lengthen(self, day, name, run, what):
        extend = run["version"].extend if run["version"] else None
        if extend is None or run["due"] is not None:
            return
        more = run["times"] < extend.times
        if what == "ask" and name == extend.asked_by and more:
            run["asked"].append(day)
        elif what == "answer" and name == extend.by and more:
            run["times"] += 1
            run["allowed"] += extend.at_most
            run["asked"], run["reached"] = [], None
        elif what == "answer" and name == extend.refused_by:
            run["asked"] = []

    # -- runs -----------------------------------------------------------------------

    def start(self, day, clock):
        before = self.ended.get(clock.name)
        zero, place = self.day_zero(day, clock, before)
        version = next(
            (
                v
                for v in clock.versions
                if (v.in_force.since is None or v.in_force.since <= day)
                and (v.in_force.until is None or day < v.in_force.until)
            ),
            None,
        )
        run = self.runs[clock.name] = {
            "clock": clock, "version": version, "start": day, "zero": zero,
            "place": place, "count": 0, "allowed": version.length if version else 1,
            "times": 0, "asked": [], "still": {}, "stopped": False, "due": None,
            "unknown": False, "over": False, "before": before, "reached": None,
        }  # fmt: skip
        self.recount(run, day)

    def day_zero(self, day, clock, before):
        """Return the first day known of those a clock counts from, and its place."""
        for place, name in enumerate(clock.counts_from):
            filed = self.filed.get(name, [])
            if place < len(clock.counts_from) - 1 and before is not None:
                filed = [d for d in filed if d >= before]
            value = self.written.get(name) or (filed[-1] if filed else None)
            if value is not None:
                return value, place
        return day, len(clock.counts_from)

    def recount(self, run, day):
        """Count the days between day 0 and today, today left out."""
        run["count"] = 0
        working = run["clock"].unit == "working day"
        run["unknown"] = working and self.working(run["zero"]) is None
        before = run["zero"] + ONE
        while before < day and run["due"] is None:
            self.count(run, before, stopped=False)
            before += ONE

    def tell(self, name, day):
        """Let a day that is filed become day 0 of the runs that count from it."""
        for run in self.runs.values():
            clock = run["clock"]
            if name not in clock.counts_from:
                continue
            place = clock.counts_from.index(name)
            if day == run["start"]:
                zero, place = self.day_zero(day, clock, run["before"])
                run["zero"], run["place"], run["due"] = zero, place, None
                self.recount(run, day)
            elif run["due"] is None and place <= run["place"]:
                run["zero"], run["place"] = day, place
                self.recount(run, day)

    def end(self, day, clock):
        if self.runs.pop(clock.name, None) is not None:
            self.ended[clock.name] = day

    # -- evening --------------------------------------------------------------------

    def evening(self, day):
        """Count the day for every run, and see which are over."""
        for name, run in self.runs.items():
            if run["version"] is None or run["over"]:
                continue
            if run["due"] is None and day > run["zero"]:
                self.count(run, day, stopped=run["stopped"])
            run["stopped"] = any(run["still"].values())
            if run["due"] is not None:
                self.waiting.append((name, run))

    def count(self, run, day, *, stopped):
        unit = run["clock"].unit
        if unit == "working day":
            if self.working(day) is None:
                run["unknown"] = True
            run["count"] += not stopped and self.working(day) is True
            needed = run["allowed"]
        else:
            run["count"] += not stopped
            needed = run["allowed"]
            if unit != "day":
                needed = (later(run["zero"], run["allowed"], unit) - run["zero"]).days
        if run["count"] < needed or run["unknown"]:
            return
        extend = run["version"].extend if run["version"] else None
        for asked in run["asked"]:
            last = back(self.working, run["reached"] or day, extend.ahead)
            if last is None or asked <= last:
                run["reached"] = run["reached"] or day
                return
        run["due"] = day
