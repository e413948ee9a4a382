"""What lessons and made exercises can name: cases, sets of facts, scenarios."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from types import MappingProxyType

from qualflow.case.casefile import read as read_case
from qualflow.case.events import Case
from qualflow.errors import QualflowError
from qualflow.law.facts import FiledValue
from qualflow.law.loading.conditions import Vocabulary
from qualflow.law.loading.mistakes import MistakeError, Mistakes, TooManyError
from qualflow.law.loading.tables import tables
from qualflow.law.loading.toml import parse
from qualflow.law.loading.values import filed_in
from qualflow.law.rulebook import Rulebook
from qualflow.learn.lesson import Materials
from qualflow.learn.loading.shared import raise_all, reading_for


def read_materials(files: Mapping[str, bytes], rulebook: Rulebook) -> Materials:
    """Return what lessons and made exercises can name.

    Args:
        files: By path: `cases/NAME.json`, `scenarios/NAME.toml`, `examples/NAME.toml`.
        rulebook: Of the process.

    Raises:
        LessonError: If a case or the sets of facts of an example cannot be read.
    """
    mistakes = Mistakes()
    cases: dict[str, Case] = {}
    scenarios: dict[str, bytes] = {}
    given: dict[str, Mapping[str, FiledValue]] = {}
    with suppress(TooManyError):
        for path, content in sorted(files.items()):
            folder, _, file = path.partition("/")
            name = file.rpartition(".")[0]
            if folder == "scenarios":
                scenarios[name] = content
            elif folder == "cases":
                try:
                    cases[name] = read_case(content, rulebook)
                except QualflowError as error:
                    mistakes.add(path, None, "", str(error))
            elif folder == "examples" and b"[given." in content:
                given |= _given(path, content, rulebook, mistakes)
    raise_all(mistakes, rulebook)
    return Materials(cases, given, scenarios)


def _given(
    path: str, content: bytes, rulebook: Rulebook, mistakes: Mistakes
) -> dict[str, Mapping[str, FiledValue]]:
    try:
        document = parse(path, content)
    except MistakeError as error:
        mistakes.add(error.file, error.line, error.where, error.what)
        return {}
    reading = reading_for(mistakes, rulebook)
    vocabulary = Vocabulary(dict(rulebook.facts), dict(rulebook.definitions))
    return {
        name: MappingProxyType(filed_in(table, table.data, vocabulary))
        for name, table in tables(reading, document, "given")
    }
