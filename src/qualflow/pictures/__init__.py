"""Pictures in words: what `draw` draws, with the sentences of `words`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from qualflow.case.events import Case
from qualflow.draw.timeline import Timeline, Words
from qualflow.draw.timeline import timeline as _timeline
from qualflow.explain.deadlines import Window
from qualflow.law.rulebook import Rulebook
from qualflow.words import timelines
from qualflow.words.deadlines import naming
from qualflow.words.language import Language

__all__ = ["timeline"]


def timeline(
    rulebook: Rulebook,
    case: Case,
    on: date,
    language: Language | str = Language.EN,
    windows: Sequence[Window] = (),
) -> Timeline:
    """Return a case as it stood at the end of a day, over time.

    Where it is the life of a history, `windows` has the days on which each step of its
    path can lie, and the picture says which of them nobody saw.

    A notebook shows it as a picture; `qualflow.draw.timeline_svg` writes it.

    >>> from qualflow import load, open_case
    >>> rulebook = load("instrument-approval")
    >>> shown = timeline(rulebook, open_case(rulebook, "C-7"), date(2031, 3, 4))
    >>> shown.title
    'Instrument approval: case C-7'
    """
    names = naming(rulebook, Language(language))
    of_step = {
        id(step): window for step, window in zip(case.path, windows, strict=False)
    }
    words = Words(
        day=names.day,
        event=lambda event: timelines.event_label(event, names, of_step.get(id(event))),
        filings=lambda count: names.tell("timeline.filings", n=count),
        state=names.state,
        phase=names.phase,
        clock=lambda deadline: timelines.clock_label(deadline, names),
        whose=lambda deadline: timelines.clock_owner(deadline, names),
        stands=lambda deadline: timelines.due_label(deadline, on, names),
        said=timelines.captions(names),
    )
    title = timelines.title(case, names)
    return _timeline(rulebook, case, on, title, words, windows)
