"""The pages say what is so: generated ones, links, shown output, no strange paths."""

from __future__ import annotations

import re
import shlex
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from qualflow import load
from shell import run

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\(([^)#]+?)(#[^)]*)?\)")
BLOCK = re.compile(r"^```\n\$ (qualflow [^\n]*)\n(?!```|\$)(.+?)^```$", re.M | re.S)


def shown() -> list[tuple[str, str]]:
    """Every command of the pages whose output is shown, with that output."""
    texts = [page.read_text(encoding="utf-8") for page in PAGES]
    return [found for text in texts for found in BLOCK.findall(text)]


def test_the_page_of_supported_law_is_made_from_the_rulebook():
    """Run `python scripts/make_supported_law.py` when the law has changed."""
    spec = spec_from_file_location("made", ROOT / "scripts/make_supported_law.py")
    assert spec is not None
    assert spec.loader is not None
    script = module_from_spec(spec)
    spec.loader.exec_module(script)

    made = script.page(load(script.PROCESS, examples=True))

    kept = (ROOT / "docs/reference/supported-law.md").read_text(encoding="utf-8")
    assert made == kept


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_between_pages_leads_somewhere(page):
    """A page that is gone takes its links with it."""
    for target, _ in LINK.findall(page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_page_knows_this_machine(page):
    """Pages are read elsewhere."""
    text = page.read_text(encoding="utf-8")

    assert not re.search(r"(?<![\w.-])/(home|root|work|tmp)/", text)


@pytest.mark.parametrize(("command", "output"), shown(), ids=lambda text: text[:40])
def test_shown_output_is_what_the_command_prints(command, output):
    """A line that is only "…" stands for any lines."""
    printed = run(*shlex.split(command)[1:]).stdout
    parts = [re.escape(part.strip("\n")) for part in output.split("…")]

    assert re.search(r"[\s\S]*?".join(parts), printed)
