"""Pictures that are values: timelines and state charts."""

from __future__ import annotations

from collections.abc import Iterator

from qualflow.draw.statechart import StateChart
from qualflow.draw.statechart_svg import statechart_svg
from qualflow.draw.timeline import Timeline
from qualflow.draw.timeline_svg import timeline_svg
from qualflow.notebook.fragment import picture
from qualflow.notebook.setting import Setting


def parts(drawn: Timeline | StateChart, _setting: Setting) -> Iterator[str]:
    """Yield the picture."""
    match drawn:
        case Timeline():
            yield picture(timeline_svg(drawn), paper=True)
        case StateChart():
            yield picture(statechart_svg(drawn, styled=False))


def svg(drawn: Timeline | StateChart) -> str:
    """Return the picture as a file."""
    match drawn:
        case Timeline():
            return timeline_svg(drawn)
        case StateChart():
            return statechart_svg(drawn)


def text(drawn: Timeline | StateChart, _setting: Setting) -> str:
    """Return what stands above the picture."""
    about = drawn.subtitle if isinstance(drawn, StateChart) else ""
    return "\n".join(part for part in (drawn.title, about) if part)
