"""A timeline as an SVG picture: events, states and periods over one line of days.

Names stand in a column on the left, a row for each state and each period, so that no
bar has to be as wide as its name.  Events are marks on a line; their labels hang above
it in steps, the last one lowest, so that no label lies on the stem of another.
"""

from __future__ import annotations

from datetime import date, timedelta

from attrs import define, frozen

from qualflow.draw.scale import Off, Scale
from qualflow.draw.svg import (
    FAINT,
    INK,
    PHASE_COLOURS,
    Drawing,
    fitted,
    folded,
    width_of,
)
from qualflow.draw.timeline import ClockRow, Kind, Mark, StateRow, Timeline
from qualflow.law.rules import Phase

WIDTH = 1100.0
LEFT, RIGHT = 292.0, 1076.0
"""Where the days begin and end; names stand on the left."""
NAMES = 16.0
NAME_WIDTH = LEFT - NAMES - 20

LABEL_STEP, BAR, ROW_GAP = 15.0, 13.0, 8.0
MOST_LABEL = 330.0

RAN, AHEAD, EXTENDED, OVER = "#3a6ea5", "#c9dbee", "#7fb2a4", "#c0392b"
HATCHED = {
    "still": ("#ffffff", "#8fa3b8"),
    "no-data": ("#ffffff", "#e4e7eb"),
    "over": ("#f6d5d1", "#c0392b"),
    "perhaps": ("#c9dbee", "#3a6ea5"),
}
SHADES = {
    Off.WEEKEND: "#eef1f4",
    Off.HOLIDAY: "#fbe6d8",
    Off.YEAR: "#f3f5f7",
    Off.NO_DATA: "url(#no-data)",
}
MARKS = {
    Kind.REFORM: "#7d3c98",
    Kind.EXPIRY: "#c0392b",
    Kind.ACT: "#1f2933",
    Kind.FILING: "#7b8794",
}
"""The colours of marks; where a day has several, the first one is drawn."""


def timeline_svg(timeline: Timeline) -> str:
    """Return the picture; the same timeline gives the same bytes."""
    return _Picture.of(timeline).drawn()


@frozen
class _Label:
    """A line about an event, and where it stands: `level` 0 is the lowest."""

    mark: Mark
    kind: Kind
    text: str
    level: int


@define
class _Picture:
    timeline: Timeline
    scale: Scale
    drawing: Drawing
    y: float = 0.0

    @classmethod
    def of(cls, timeline: Timeline) -> _Picture:
        span = (timeline.last - timeline.first).days
        pad = timedelta(days=max(2, span // 40))
        scale = Scale(timeline.first - pad, timeline.last + pad, LEFT, RIGHT)
        drawing = Drawing(WIDTH, timeline.title, patterns=HATCHED)
        return cls(timeline, scale, drawing)

    def say(self, key: str) -> str:
        return self.timeline.words.said[key]

    def drawn(self) -> str:
        labels = self._levels()
        top = 58.0
        axis = (
            top + (max((label.level for label in labels), default=0) + 1) * LABEL_STEP
        )
        heights = [_clock_height(row) for row in self.timeline.clocks]
        states = axis + 40
        clocks = states + 14 + len(self.timeline.states) * (BAR + ROW_GAP) + 22
        bottom = clocks + 16 + sum(heights) if heights else clocks - 14
        self._ground(axis, bottom)
        title = fitted(self.timeline.title, 840, 16)
        self.drawing.text(NAMES, 25, title, 16, font_weight="bold")
        self._today(top, bottom)
        self._events(labels, axis)
        self._states(states)
        if heights:
            self._clocks(clocks, heights)
        self._legend(bottom + 30)
        return self.drawing.svg()

    # -- the ground -------------------------------------------------------------------

    def _ground(self, axis: float, bottom: float) -> None:
        """Shade days off, and write the days below the line."""
        calendar = self.timeline.calendar
        for since, until, why in self.scale.shaded(calendar):
            if why is not Off.NO_DATA or calendar.first is not None:
                x, end = self.scale.start(since), self.scale.end(until)
                self.drawing.rect(x, axis, end - x, bottom - axis, fill=SHADES[why])
        self.drawing.line(LEFT, axis, RIGHT, axis, stroke=INK, stroke_width=1.2)
        for day in self.scale.ticks():
            x = self.scale.start(day)
            self.drawing.line(x, axis, x, bottom, stroke="#d5dae0", stroke_width=0.8)
            self.drawing.line(x, axis, x, axis + 5, stroke=INK, stroke_width=1)
            text = day.isoformat()
            if x + width_of(text, 10) + 3 < WIDTH:
                self.drawing.text(x + 3, axis + 15, text, 10, fill=FAINT)

    def _today(self, top: float, bottom: float) -> None:
        x = self.scale.end(self.timeline.today)
        self.drawing.line(
            x, top - 8, x, bottom, stroke=OVER, stroke_width=1.2, stroke_dasharray="5 3"
        )
        text = f"{self.say('today')} {self.timeline.words.day(self.timeline.today)}"
        self._halo(
            x, top - 13, text, 11, anchor="end" if x > 900 else "start", fill=OVER
        )

    def _halo(
        self, x: float, y: float, text: str, size: float, *, anchor: str, fill: str
    ) -> None:
        """Write a text that stays readable on lines and shades."""
        self.drawing.text(
            x, y, text, size, fill=fill, text_anchor=anchor, stroke="#ffffff",
            stroke_width=3, paint_order="stroke", stroke_linejoin="round",
        )  # fmt: skip

    # -- events -----------------------------------------------------------------------

    def _levels(self) -> list[_Label]:
        """Return the labels, each on the lowest level that is free to its right."""
        free: list[float] = []  # how far to the left each level is taken
        labels = []
        for mark in reversed(self.timeline.marks):
            x = self.scale.middle(mark.day)
            lowest = 0
            for kind, line in reversed(mark.lines):
                text = fitted(line, MOST_LABEL, 11)
                start, end = _extent(x, text)
                level = lowest
                while level < len(free) and free[level] < end + 8:
                    level += 1
                free += [WIDTH * 2] * (level + 1 - len(free))
                free[level] = start
                for below in range(level):
                    free[below] = min(free[below], x - 4)
                lowest = level + 1
                labels.append(_Label(mark, kind, text, level))
        return labels

    def _events(self, labels: list[_Label], axis: float) -> None:
        highest: dict[date, int] = {}
        for label in labels:
            day = label.mark.day
            highest[day] = max(highest.get(day, 0), label.level)
        for day, level in highest.items():
            x = self.scale.middle(day)
            top = axis - level * LABEL_STEP - 16
            self.drawing.line(x, top, x, axis, stroke="#9aa5b1", stroke_width=0.8)
        for label in labels:
            x = self.scale.middle(label.mark.day)
            y = axis - label.level * LABEL_STEP - 9
            start, _ = _extent(x, label.text)
            left = start < x
            self._halo(
                x - 5 if left else x + 5, y, label.text, 11,
                anchor="end" if left else "start", fill=MARKS[label.kind],
            )  # fmt: skip
            said = f"{self.timeline.words.day(label.mark.day)} {label.text}"
            self.drawing.hint(said)
        for mark in self.timeline.marks:
            self._mark(mark, axis)

    def _mark(self, mark: Mark, axis: float) -> None:
        x = self.scale.middle(mark.day)
        kinds = [kind for kind, _ in mark.lines]
        kind = next(kind for kind in MARKS if kind in kinds)
        fill = MARKS[kind]
        if kind in (Kind.EXPIRY, Kind.REFORM):
            points = [(x, axis - 6), (x + 5, axis), (x, axis + 6), (x - 5, axis)]
            self.drawing.shape(points, fill=fill)
        else:
            self.drawing.circle(x, axis, 4, fill=fill)
        self.drawing.hint(self.timeline.words.day(mark.day))

    # -- states -----------------------------------------------------------------------

    def _states(self, y: float) -> None:
        self._heading(y, self.say("states"))
        y += 12
        for row in self.timeline.states:
            self._state(row, y)
            y += BAR + ROW_GAP

    def _heading(self, y: float, text: str) -> None:
        self.drawing.text(NAMES, y, text, 12, font_weight="bold", fill=FAINT)

    def _state(self, row: StateRow, y: float) -> None:
        phase = "" if row.phase is None else self._phase(row.phase)
        room = NAME_WIDTH - width_of(phase, 10) - 8
        self.drawing.text(NAMES, y + 11, fitted(row.label, room, 12), 12)
        self.drawing.hint(row.label)
        if phase:
            self.drawing.text(
                LEFT - 14, y + 11, phase, 10, fill=FAINT, text_anchor="end"
            )
        day = self.timeline.words.day
        for visit in row.visits:
            here = visit.until == self.timeline.today
            x = self.scale.start(visit.since)
            end = self.scale.end(visit.until) if here else self.scale.start(visit.until)
            self.drawing.rect(
                x, y, max(end - x, 3), BAR, rx=2, fill=PHASE_COLOURS[row.phase]
            )
            self.drawing.hint(f"{row.label}: {day(visit.since)} – {day(visit.until)}")

    # -- periods ----------------------------------------------------------------------

    def _clocks(self, y: float, heights: list[float]) -> None:
        self._heading(y, self.say("clocks"))
        y += 16
        for row, height in zip(self.timeline.clocks, heights, strict=True):
            line = y + 10
            for text in folded(row.label, NAME_WIDTH, 12, 2):
                self.drawing.text(NAMES, line, text, 12)
                line += 14
            for text in folded(row.whose, NAME_WIDTH, 10, 2):
                self.drawing.text(NAMES, line - 1, text, 10, fill=FAINT)
                line += 12
            self._clock(row, y + 1)
            y += height

    def _clock(self, row: ClockRow, y: float) -> None:
        start, end = self.scale.start(row.zero), self.scale.end(row.end)
        done = min(max(self.scale.end(row.reached), start), end)
        self.drawing.rect(start, y, end - start, BAR, fill=AHEAD)
        self.drawing.hint(f"{row.label}: {row.stands}")
        self.drawing.rect(start, y, done - start, BAR, fill=RAN)
        if row.perhaps is not None:
            first = min(max(self.scale.end(row.perhaps), start), done)
            self.drawing.rect(first, y, done - first, BAR, fill="url(#perhaps)")
        if row.base is not None:
            base = self.scale.end(row.base)
            self.drawing.rect(base, y + BAR - 5, end - base, 5, fill=EXTENDED)
            self.drawing.line(
                base, y - 2, base, y + BAR + 2, stroke=EXTENDED, stroke_width=2
            )
        for pause in row.pauses:
            x = self.scale.start(pause.since)
            until = self.timeline.today if pause.until is None else pause.until
            width = max(self.scale.end(until) - x, 2)
            self.drawing.rect(
                x, y, width, BAR, fill="url(#still)", stroke="#8fa3b8", stroke_width=0.8
            )
        self._ending(row, y, start, end)

    def _ending(self, row: ClockRow, y: float, start: float, end: float) -> None:
        """Draw how a period ended or did not, and say it in words."""
        right = end
        if row.over:
            right = max(self.scale.end(row.reached), end)
            self.drawing.rect(
                end, y, right - end, BAR, fill="url(#over)", stroke=OVER,
                stroke_width=0.8,
            )  # fmt: skip
            points = [(end, y - 4), (end + 5, y - 10), (end - 5, y - 10)]
            self.drawing.shape(points, fill=OVER)
        elif not row.known and not row.stopped:
            self.drawing.line(
                end, y, end, y + BAR, stroke=RAN, stroke_width=2, stroke_dasharray="2 2"
            )
        elif row.end <= self.scale.last:
            self.drawing.line(end, y - 3, end, y + BAR + 3, stroke=RAN, stroke_width=2)
        if row.ran_out:
            points = [
                (end, y - 2),
                (end + 8, y + 6.5),
                (end, y + 15),
                (end - 8, y + 6.5),
            ]
            self.drawing.shape(points, fill=MARKS[Kind.EXPIRY])
            right += 6
        elif row.stopped:
            x = self.scale.end(row.reached)
            self.drawing.circle(x, y + BAR / 2, 4, fill="#ffffff", stroke=INK,
                                stroke_width=1.5)  # fmt: skip
        fill = OVER if row.over else INK
        if right + 8 + width_of(row.stands, 11) <= WIDTH - 6:
            self._halo(right + 8, y + 10.5, row.stands, 11, anchor="start", fill=fill)
        elif start - 8 - width_of(row.stands, 11) >= LEFT:
            self._halo(start - 8, y + 10.5, row.stands, 11, anchor="end", fill=fill)
        else:
            text = fitted(row.stands, RIGHT - LEFT, 11)
            self._halo(right - 6, y + BAR + 12, text, 11, anchor="end", fill=fill)

    # -- the legend -------------------------------------------------------------------

    def _legend(self, y: float) -> None:
        phases = {row.phase for row in self.timeline.states}
        entries = [
            (PHASE_COLOURS[phase], self._phase(phase))
            for phase in (None, *Phase)
            if phase in phases
        ]
        if self.timeline.clocks:
            entries += self._clock_entries()
        whys = {why for _, _, why in self.scale.shaded(self.timeline.calendar)}
        for why in (Off.WEEKEND, Off.HOLIDAY, Off.NO_DATA):
            if why in whys and self.timeline.calendar.first is not None:
                entries.append((SHADES[why], self.say(why.value)))
        x = NAMES
        for fill, text in entries:
            width = 20 + width_of(text, 11) + 18
            if x + width > WIDTH:
                x, y = NAMES, y + 20
            self.drawing.rect(x, y - 10, 14, 11, fill=fill, stroke="#9aa5b1",
                              stroke_width=0.5)  # fmt: skip
            self.drawing.text(x + 20, y, text, 11)
            x += width
        self.drawing.height = y + 18

    def _phase(self, phase: Phase | None) -> str:
        if phase is None:
            return self.say("no_phase")
        return self.timeline.words.phase(phase)

    def _clock_entries(self) -> list[tuple[str, str]]:
        rows = self.timeline.clocks
        entries = [(RAN, self.say("ran")), (AHEAD, self.say("ahead"))]
        if any(row.pauses for row in rows):
            entries.append(("url(#still)", self.say("still")))
        if any(row.base is not None for row in rows):
            entries.append((EXTENDED, self.say("extended")))
        if any(row.perhaps is not None for row in rows):
            entries.append(("url(#perhaps)", self.say("perhaps")))
        if any(row.over for row in rows):
            entries.append(("url(#over)", self.say("over")))
        return entries


def _extent(x: float, text: str) -> tuple[float, float]:
    """Return where a label begins and ends: to the left of its stem near the edge."""
    width = width_of(text, 11) + 5
    return (x, x + width) if x + width <= WIDTH - 4 else (x - width, x)


def _clock_height(row: ClockRow) -> float:
    label = len(folded(row.label, NAME_WIDTH, 12, 2))
    whose = len(folded(row.whose, NAME_WIDTH, 10, 2))
    return max(label * 14 + whose * 12 + 8, BAR + 24)
