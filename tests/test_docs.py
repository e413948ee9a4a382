"""The pages say what is so: what they show, generated ones, links, names, places."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import attrs
import pytest

from pages import LEFT_OUT, Page, Shown, follow
from qualflow import load
from qualflow.case import commands, events
from qualflow.cli import COMMANDS, main
from shell import run

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = [Page(path) for path in (ROOT / "README.md", *sorted(DOCS.rglob("*.md")))]
every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path.name)


# -- what is shown --------------------------------------------------------------------


@every_page
def test_shown_output_is_what_the_commands_print(page, tmp_path, monkeypatch):
    """A reader follows a page from its first line to its last, in an empty folder."""
    monkeypatch.chdir(tmp_path)

    for shown, printed in follow(page):
        assert shown.told_by(printed), f"$ {shown.command}\n{printed}"


@every_page
def test_output_is_shown_after_each_command(page):
    """A reader compares; what is left out is said to be."""
    shown = [part for part in page.parts() if isinstance(part, Shown)]

    assert all(part.output for part in shown)
    assert all(part.output.strip() != LEFT_OUT for part in shown)


def test_the_page_of_supported_law_is_made_from_the_rulebook():
    """When the law has changed, the script makes the page anew, as it says."""
    spec = spec_from_file_location("made", ROOT / "scripts/make_supported_law.py")
    assert spec is not None
    assert spec.loader is not None
    script = module_from_spec(spec)
    spec.loader.exec_module(script)

    made = script.page(load(script.PROCESS, examples=True))

    assert made == (DOCS / "reference/supported-law.md").read_text(encoding="utf-8")


# -- links and places -----------------------------------------------------------------

LINK = re.compile(r"\]\(([^)#]*)(?:#([^)]*))?\)")
STRANGE = re.compile(
    r"(?<![\w.-])/(home|root|work|tmp|usr|opt|var|Users|mnt)/|[A-Z]:\\"
    r"|localhost|index-url|\b\d{1,3}(\.\d{1,3}){3}\b"
    r"|[\w-]*(pypi|devpi|artifactory|nexus|registry|mirror|proxy)[\w-]*\.[a-z]{2,}\b"
)


@every_page
def test_every_link_between_pages_leads_somewhere(page):
    """A page that is gone takes its links with it; so does a heading."""
    for target, heading in LINK.findall(page.text):
        if "://" in target:
            continue
        path = page.path.parent / target if target else page.path
        assert path.exists(), target
        if heading:
            assert heading in headings(path), f"{target}#{heading}"


def headings(path: Path) -> set[str]:
    """Return the anchors of a page, as code hosts make them of its headings."""
    text = path.read_text(encoding="utf-8")
    found = re.findall(r"^#+ (.+)$", text, re.M)
    return {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in found}


@every_page
def test_every_page_can_be_found(page):
    """Who starts at the README comes to every page."""
    linked = {
        (other.path.parent / target).resolve()
        for other in PAGES
        for target, _ in LINK.findall(other.text)
        if other is not page
    }

    assert page.path.name == "README.md" or page.path.resolve() in linked


@every_page
def test_no_page_knows_this_machine(page):
    """Pages are read elsewhere."""
    found = STRANGE.search(page.text)

    assert not found, found[0]


# -- reference ------------------------------------------------------------------------

ANY_NAME = {
    *("values", "facts", "records", "company"),
    *("questions", "outcomes", "times", "visits", "parameters", "errors"),
}
"""Objects whose keys are names of a process or a history."""
JSON = {
    "explain": (
        "C-7 approve --on 2031-02-10",
        "C-7 apply --on 2031-02-10",
        "xiaomi take_over --on 2023-08-23 --link holder=baowo",
    ),
    "next": ("C-7 --on 2031-02-10",),
    "deadlines": ("C-7 --on 2031-02-10 --count",),
    "replay": ("C-7",),
    "step": (
        'C-7 --on 2031-02-05 --do "ask approve" --do "move 4 2031-01-27"',
        'C-7 --on 2031-02-05 --do "ask apply" --do "reform 2029-01-01 1" --do "drop 1"',
        'qiantu --on 2016-10-10 --do "file sample_cars 14 2016-03-01" --do abide',
        "xiaomi --at 3 --do next",
    ),
    "audit": ("xiaomi", "xiaomi --as-of 2025-12-31", "bjev --law-of 2020-01-01"),
    "simulate": (
        "xiaomi-2024",
        "reference --engine sampling --cases 500 --sensitivity",
        "compare reference reference-policy --engine sampling --cases 500",
        "fit bjev qiantu",
    ),
    "show": ("cn-automaker", 'instrument-approval --clause "IAA 9(1)"'),
    "check": ("instrument-approval",),
    "new": ("my-process",),
    "demo": ("",),
}


def section(page: str, title: str) -> str:
    """Return what stands under a heading of a reference page."""
    text = (DOCS / "reference" / page).read_text(encoding="utf-8")
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", text, re.M | re.S)
    assert found, title
    return found[1]


def keys(form: object) -> Iterator[str]:
    """Yield the keys of JSON that are names of ours."""
    if isinstance(form, list):
        for item in form:
            yield from keys(item)
    elif isinstance(form, dict):
        for key, value in form.items():
            yield key
            if key not in ANY_NAME:
                yield from keys(value)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_reference_names_every_option(name):
    """An option that is not written down is found by nobody."""
    told = section("cli.md", name) + section("cli.md", "Options of a question")
    found = main.get_command(None, name)

    for option in found.params:
        for word in option.opts:
            if word.startswith("--"):
                assert f"`{word}" in told, word


@pytest.mark.parametrize("name", JSON)
def test_the_reference_names_every_key_of_json(name, tmp_path, monkeypatch):
    """Scripts rely on the keys; what they mean stands in one place."""
    monkeypatch.chdir(tmp_path)
    told = section("cli.md", name)

    for arguments in JSON[name]:
        printed = run(name, *shlex.split(arguments), "--json").stdout
        for key in set(keys(answered(printed))):
            assert f"`{key}`" in told, key


def answered(printed: str) -> object:
    """Return one JSON object, or those that stand each on a line."""
    try:
        return json.loads(printed)
    except json.JSONDecodeError:
        return [json.loads(line) for line in printed.splitlines()]


COMMAND_CLASSES = ("FileFact", "Request", "Record", "ReadLink", "Correct", "Advance")
EVENT_CLASSES = {
    "fact_filed": events.FactFiled,
    "state_entered": events.StateEntered,
    "act_noted": events.ActNoted,
    "link_read": events.LinkRead,
    "period_expired": events.PeriodExpired,
    "corrected": events.Corrected,
}


@pytest.mark.parametrize("name", COMMAND_CLASSES)
def test_the_reference_names_every_part_of_a_command(name):
    """`on` is common to all; the others stand in the row of the command."""
    rows = section("events.md", "Commands")
    (row,) = re.findall(rf"^\| `{name}\(([^`]*)\)` .*$", rows, re.M)

    named = row.split(", ")

    fields = [f.name for f in attrs.fields(getattr(commands, name))]
    assert named == [field for field in fields if field != "recorded_at"]


@pytest.mark.parametrize("name", EVENT_CLASSES)
def test_the_reference_names_every_key_of_an_event(name):
    """A case file is read long after whoever wrote it has left."""
    told = section("events.md", "An event")
    common = {"on", "by", "evidence", "recorded_at"}

    for part in attrs.fields(EVENT_CLASSES[name]):
        known = f"`{part.name}`" in section_of_event(name, told)
        assert known or part.name in common, part.name


def section_of_event(name: str, told: str) -> str:
    """Return what stands under the heading of one kind of event."""
    found = re.search(rf"^### `{name}`.*?\n(.*?)(?=^### |\Z)", told, re.M | re.S)
    assert found, name
    return found[1]
