"""`qualflow deadlines`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from qualflow.case.casefile import plain
from qualflow.cli import options
from qualflow.cli.cases import Opened, open_named
from qualflow.cli.files import content_of, write_whole
from qualflow.cli.forms import Object, window_form
from qualflow.cli.output import note, write_line, write_text
from qualflow.explain.deadlines import OPEN, Deadline, Status, deadlines
from qualflow.words.deadline_days import days_counted
from qualflow.words.deadlines import (
    Listing,
    event_text,
    event_title,
    listing,
    naming,
    stands,
    year_without_data,
)
from qualflow.words.language import Language
from qualflow.words.naming import Naming


@click.command()
@click.argument("case")
@options.on
@click.option(
    "--owner",
    "--by",
    "owner",
    metavar="ACTOR",
    default="",
    help="Only whose turn it is.",
)
@click.option("--all", "all_", is_flag=True, help="Also those that have ended.")
@click.option("--count", "counted", is_flag=True, help="Each day, and why it counts.")
@click.option(
    "--ical",
    "feed",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Bring a calendar feed up to date (needs qualflow[calendar]).",
)
@options.process
@options.language
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def command(
    case: str,
    on: date,
    owner: str,
    all_: bool,
    counted: bool,
    feed: Path | None,
    process: str | None,
    language: Language,
    as_json: bool,
) -> None:
    """Say what is due in a case, when, from whom and by which paragraph.

    What is overdue, running or standing still at the end of the day --on, what each
    period waits for, and what follows if nothing comes.  A day that the calendar does
    not reach is not guessed.  FILE keeps what other tools have put there.

    \b
    Examples:
      qualflow deadlines C-7 --on 2031-03-04
      qualflow deadlines C-7 --on 2031-02-10 --count
      qualflow deadlines C-7 --on 2031-02-10 --ical deadlines.ics
    """  # noqa: D301
    opened = open_named(case, process, on)
    if owner:
        opened.rulebook.actor(owner)
    found = deadlines(opened.rulebook, opened.case, on, opened.windows)
    names = naming(opened.rulebook, language)
    wanted = [d for d in found if owner in ("", d.owner)]
    shown = tuple(d for d in wanted if all_ or d.status in OPEN)
    if feed is not None:
        _write_feed(feed, opened, found, wanted, on, names)
    if as_json:
        for deadline in shown:
            write_line(form(deadline, opened.case.id, names, counted=counted))
        return
    hidden = len(wanted) - len(shown)
    told = Listing(opened.case.id, on, shown, hidden, owner, counted)
    write_text(listing(told, names))


def form(deadline: Deadline, case: str, names: Naming, *, counted: bool) -> Object:
    """Return a deadline as JSON; the names are a contract."""
    period = deadline.period
    unknown = deadline.due is None and not period.paused
    step = deadline.ended_by
    form: Object = {
        "id": deadline.id,
        "case": case,
        "clock": period.clock.name,
        "label": names.of(period.clock.label, period.clock.name),
        "status": stands(deadline),
        "otherwise": deadline.otherwise and deadline.otherwise.value,
        "due": plain(deadline.due),
        "left": deadline.left,
        "unit": deadline.unit.value,
        "owner": deadline.owner,
        "ref": deadline.ref,
        "consequence": deadline.consequence,
        "started_on": plain(period.started_on),
        "begun": window_form(deadline.begun),
        "counts_from": plain(period.counts_from),
        "length": period.length,
        "length_unit": period.clock.unit.value,
        "granted": period.granted,
        "pauses": [
            {"since": plain(pause.since), "until": plain(pause.until)}
            for pause in period.pauses
        ],
        "ended_on": plain(period.ended_on),
        "ended": window_form(deadline.ended),
        "evidence": None if step is None else step.evidence.word,
        "not_before": plain(deadline.not_before),
        "no_calendar_of": year_without_data(period) if unknown else None,
        "waits_for": [n for n in deadline.waits_for if n not in names.rulebook.timed],
        "rests_on": list(deadline.rests_on),
    }
    if counted:
        form["days"] = [
            {"day": plain(d.day), "reason": d.reason.value, "number": d.number}
            for d in days_counted(deadline)
        ]
    return form


# -- the feed -------------------------------------------------------------------------


def _write_feed(
    file: Path,
    opened: Opened,
    found: Sequence[Deadline],
    wanted: Sequence[Deadline],
    on: date,
    names: Naming,
) -> None:
    """Bring a feed up to date with what is wanted; the rest of it stays."""
    from qualflow.exchange.ical import LARGEST_FILE, Entry, EventStatus, Feed, updated

    def entry(deadline: Deadline) -> Entry:
        day, status = deadline.due, EventStatus.CONFIRMED
        if deadline.status not in (Status.OVERDUE, Status.RUNNING):
            day, status = None, EventStatus.CANCELLED
        elif day is None:
            day, status = deadline.not_before, EventStatus.TENTATIVE
        title = event_title(deadline, opened.case.id, names)
        return Entry(deadline.id, day, title, event_text(deadline, names), status)

    others = {d.id for d in found} - {d.id for d in wanted}
    feed = Feed(opened.rulebook.name, opened.case.id, names.tell("feed_name"), on)
    content = content_of(file, LARGEST_FILE)
    update = updated(content, feed, [entry(d) for d in wanted], others)
    write_whole(file, update.content)
    said = names.tell(
        "feed_written",
        file=file,
        added=update.added,
        changed=update.changed,
        cancelled=update.cancelled,
    )
    note(said)
