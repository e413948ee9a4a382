"""Audited lives as SVG: one life step by step, or many side by side.

One life: a row a step, its window as a bar in the colour of the phase it leads to,
hatched where nobody saw it; above them the states as one band, each from the latest day
of the step into it; reforms that touch its steps as broken lines.  Hosting has rows of
its own.  Words stand beside every colour.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date, timedelta

from attrs import frozen

from qualflow.audit.audit import Audit, Step
from qualflow.audit.mapping import Hosting
from qualflow.draw.scale import Scale
from qualflow.draw.svg import FAINT, INK, PHASE_COLOURS, Drawing, fitted, width_of
from qualflow.law.rulebook import Rulebook
from qualflow.law.rules import Phase, Standing
from qualflow.law.verdict import Verdict

WIDTH, LEFT, RIGHT = 1100.0, 330.0, 1076.0
NAMES = 16.0
ROW, BAR, BAND = 26.0, 14.0, 22.0
TOP = 74.0


@frozen
class Words:
    """How an account's things are called, in one language."""

    transition: Callable[[str], str]
    state: Callable[[str], str]
    phase: Callable[[Phase], str]
    company: Callable[[Audit], str]
    unseen: str
    seen: str
    states: str
    hosting: str
    reform: str
    practice: str


def account_svg(
    audit: Audit,
    rulebook: Rulebook,
    words: Words,
    practice: Collection[str] = (),
) -> str:
    """Return the picture of one life; the same audit gives the same bytes.

    Args:
        audit: The life.
        rulebook: Its process.
        words: The words of the picture.
        practice: The grounds that practice alone gives.
    """
    return _Account(audit, rulebook, words, practice).drawn()


def lives_svg(audits: Sequence[Audit], rulebook: Rulebook, words: Words) -> str:
    """Return many lives side by side: a row a history, a colour a phase."""
    scale = _scale([day for audit in audits for day in _days(audit)])
    drawing = Drawing(WIDTH, words.states, patterns=_patterns())
    y = TOP - 24
    for audit in audits:
        name = fitted(words.company(audit), LEFT - NAMES - 14, 12)
        drawing.text(NAMES, y + 11, name)
        _band(drawing, scale, audit, rulebook, words, y)
        for spell in audit.hosting:
            if spell.hosting is Hosting.START:
                x = scale.start(spell.event.earliest)
                drawing.rect(x, y + BAR + 2, 6, 4, fill=INK)
                drawing.hint(words.hosting)
        y += ROW
    _axis(drawing, scale, y)
    _legend(drawing, words, y + 34)
    drawing.height = y + 66
    return drawing.svg()


class _Account:
    def __init__(
        self,
        audit: Audit,
        rulebook: Rulebook,
        words: Words,
        practice: Collection[str],
    ) -> None:
        self.practice = practice
        self.audit = audit
        self.rulebook = rulebook
        self.words = words
        self.scale = _scale(list(_days(audit)))
        title = words.company(audit)
        self.drawing = Drawing(WIDTH, title, patterns=_patterns())

    def drawn(self) -> str:
        drawing, audit = self.drawing, self.audit
        title = fitted(drawing.title, WIDTH - 2 * NAMES, 16)
        drawing.text(NAMES, 26, title, 16, font_weight="bold")
        rows = len(audit.steps) + len(audit.hosting)
        bottom = TOP + ROW + rows * ROW + 8
        self._reforms(bottom)
        drawing.text(NAMES, TOP + 13, self.words.states, fill=FAINT)
        _band(drawing, self.scale, audit, self.rulebook, self.words, TOP - 2)
        y = TOP + ROW + 6
        for step in audit.steps:
            self._step(step, y)
            y += ROW
        for spell in audit.hosting:
            last = min(spell.event.latest, audit.day)
            label = (
                f"{self.words.hosting}: {spell.name}"
                if spell.name
                else (self.words.hosting)
            )
            self._bar(label, spell.event.earliest, last, "#5f6c7b", y)
            y += ROW
        _axis(drawing, self.scale, bottom)
        _legend(drawing, self.words, bottom + 34)
        drawing.height = bottom + 66
        return drawing.svg()

    def _step(self, step: Step, y: float) -> None:
        phase = self.rulebook.phase(step.target)
        fill = PHASE_COLOURS[phase] if step.observed else f"url(#{_pattern(phase)})"
        name = self.words.transition(step.transition)
        noted = self.words.practice if self._by_practice(step) else ""
        self._bar(name, step.earliest, step.latest, fill, y, noted)

    def _by_practice(self, step: Step) -> bool:
        """Return whether practice alone shows a step, or asks something of it."""
        asked = (finding.clause.standing for finding in step.findings
                 if finding.verdict is not Verdict.NOT_EVALUATED)  # fmt: skip
        grounds = set(step.grounds)
        return Standing.PRACTICE in asked or not grounds.isdisjoint(self.practice)

    def _bar(
        self, name: str, first: date, last: date, fill: str, y: float, noted: str = ""
    ) -> None:
        drawing = self.drawing
        drawing.text(NAMES, y + 11, fitted(name, LEFT - NAMES - 14, 12))
        x, end = self.scale.start(first), self.scale.end(last)
        width = max(end - x, 5.0)
        drawing.rect(x, y, width, BAR, fill=fill, stroke=INK, stroke_width=0.6, rx=2)
        days = str(first) if first == last else f"{first} – {last}"
        days = f"{days}, {noted}" if noted else days
        room = width_of(days, 10.5)
        beside = x + width + 6
        if beside + room > RIGHT:
            beside = max(x - room - 6, LEFT)
        drawing.text(beside, y + 11, days, 10.5, fill=FAINT)

    def _reforms(self, bottom: float) -> None:
        """Draw the changes of the law that touch the life's steps."""
        placed: list[float] = []
        for day in _touching(self.audit, self.rulebook):
            if not self.scale.first < day <= self.scale.last:
                continue
            x = self.scale.start(day)
            self.drawing.line(x, TOP - 10, x, bottom, stroke="#7d3c98",
                              stroke_dasharray="4 3", stroke_width=0.8)  # fmt: skip
            self.drawing.hint(f"{self.words.reform} {day}")
            if all(abs(x - other) > 66 for other in placed):
                self.drawing.text(x, TOP - 15, str(day), 10, fill="#7d3c98",
                                  text_anchor="middle")  # fmt: skip
                placed.append(x)


def _touching(audit: Audit, rulebook: Rulebook) -> list[date]:
    """Return the days on which a rule of some step of the life begins or ends."""
    days: set[date | None] = set()
    for step in audit.steps:
        for version in rulebook.transitions[step.transition]:
            days |= {version.in_force.since, version.in_force.until}
            for ref in version.clauses:
                for clause in rulebook.clauses[ref]:
                    days |= {clause.in_force.since, clause.in_force.until}
    return sorted(day for day in days if day is not None)


def _days(audit: Audit) -> Iterator[date]:
    yield audit.day
    for step in audit.steps:
        yield step.earliest
        yield step.latest
    for spell in audit.hosting:
        yield spell.event.earliest


def _scale(days: list[date]) -> Scale:
    first, last = min(days), max(days)
    margin = timedelta(days=max(10, (last - first).days // 40))
    return Scale(first - margin, last + margin, LEFT, RIGHT)


def _band(
    drawing: Drawing,
    scale: Scale,
    audit: Audit,
    rulebook: Rulebook,
    words: Words,
    y: float,
) -> None:
    """Draw the states as one band, each from the latest day of the step into it."""
    ends = [step.latest for step in audit.steps[1:]] + [audit.day]
    for step, end in zip(audit.steps, ends, strict=True):
        x, width = scale.start(step.latest), scale.start(end) - scale.start(step.latest)
        if width <= 0:
            continue
        phase = rulebook.phase(step.target)
        drawing.rect(x, y, width, BAND - 6, fill=PHASE_COLOURS[phase])
        state = words.state(step.target)
        drawing.hint(state)
        if width > 24:
            drawing.text(x + 4, y + 11.5, fitted(state, width - 6, 10.5), 10.5)


def _axis(drawing: Drawing, scale: Scale, y: float) -> None:
    drawing.line(LEFT, y, RIGHT, y, stroke=INK)
    for day in scale.ticks():
        x = scale.start(day)
        drawing.line(x, y, x, y + 4, stroke=INK)
        drawing.text(x, y + 16, str(day), 10, fill=FAINT, text_anchor="middle")


def _legend(drawing: Drawing, words: Words, y: float) -> None:
    x = NAMES
    for phase in Phase:
        drawing.rect(x, y, 12, 12, fill=PHASE_COLOURS[phase], stroke=INK,
                     stroke_width=0.5)  # fmt: skip
        drawing.text(x + 17, y + 10, words.phase(phase), 11)
        x += 32 + width_of(words.phase(phase), 11)
    for fill, label in (("#cbd2d9", words.seen), ("url(#early)", words.unseen)):
        drawing.rect(x, y, 12, 12, fill=fill, stroke=INK, stroke_width=0.5)
        drawing.text(x + 17, y + 10, label, 11)
        x += 32 + width_of(label, 11)


def _pattern(phase: Phase | None) -> str:
    return "early" if phase is None else phase.value


def _patterns() -> dict[str, tuple[str, str]]:
    return {
        _pattern(phase): ("#ffffff", colour) for phase, colour in PHASE_COLOURS.items()
    }
