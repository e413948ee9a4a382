"""What is wrong with a process folder: every mistake, with its file and line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, islice

from qualflow.errors import QualflowError

MOST_MISTAKES = 1_000
MOST_GUESSES = 200
MOST_CHOICES = 1_000
LONGEST_GUESS = 80
LISTED = 12


class MistakeError(QualflowError):
    """One mistake in one file.

    Attributes:
        file: Relative to the process folder.
        line: None if the mistake has none: something is missing from the file.
        where: What is wrong, in the words of the file: `clause "IAA 9(1)"`; may be "".
        what: What was found and what would do; further lines are indented.
    """

    def __init__(self, file: str, line: int | None, where: str, what: str) -> None:
        self.file = file
        self.line = line
        self.where = where
        self.what = what
        super().__init__(file, line, where, what)

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return ": ".join(part for part in (place, self.where, self.what) if part)


class RulebookError(ExceptionGroup[MistakeError], QualflowError):
    """All mistakes of one process folder, by file and line."""

    def __new__(cls, process: str, mistakes: Sequence[MistakeError]) -> RulebookError:
        """Return the group; `mistakes` has at least one."""
        in_order = sorted(mistakes, key=lambda m: (m.file, m.line or 0))
        return super().__new__(cls, process, in_order)

    def __init__(self, process: str, mistakes: Sequence[MistakeError]) -> None:
        self.process = process
        super().__init__(process, mistakes)

    def __str__(self) -> str:
        count = len(self.exceptions)
        return f"{count} mistake{'s' if count > 1 else ''} in {self.process}"

    @property
    def mistakes(self) -> tuple[MistakeError, ...]:
        """The mistakes, by file and line."""
        return tuple(e for e in self.exceptions if isinstance(e, MistakeError))


class TooManyError(Exception):
    """There are so many mistakes that nobody will read more; never leaves loading."""


class Mistakes:
    """Collects mistakes while a folder is read; the same one twice counts once."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, int | None, str, str], None] = {}
        self._guesses = 0

    def __len__(self) -> int:
        return len(self._found)

    def add(self, file: str, line: int | None, where: str, what: str) -> None:
        """Note a mistake.

        Raises:
            TooManyError: If it is one too many.
        """
        if len(self._found) >= MOST_MISTAKES:
            what = f"more than {MOST_MISTAKES:,} mistakes: the others are not listed"
            self._found[file, line, "", what] = None
            raise TooManyError
        self._found[file, line, where, what] = None

    def raise_all(self, process: str) -> None:
        """Raise what was found, if anything was."""
        if self._found:
            raise RulebookError(process, [MistakeError(*m) for m in self._found])

    def guess(self, name: str, *choices: Iterable[str]) -> str | None:
        """Return the name that is likely to be meant.

        Guessing is slow, so one folder can ask for a limited number of guesses.
        """
        self._guesses += 1
        if self._guesses > MOST_GUESSES or len(name) > LONGEST_GUESS:
            return None
        from difflib import get_close_matches  # only mistakes need it

        names = [n for n in chain.from_iterable(choices) if len(n) <= LONGEST_GUESS]
        near = get_close_matches(name, names[:MOST_CHOICES], n=1)
        return near[0] if near else None

    def way_out(
        self, name: str, *choices: Iterable[str], word: str = "declared"
    ) -> str:
        """Return a further line: the name that is likely to be meant, or all if few."""
        if near := self.guess(name, *choices):
            return f"\n  did you mean '{near}'?"
        few = list(islice(chain.from_iterable(choices), LISTED + 1))
        if 0 < len(few) <= LISTED:
            return f"\n  {word}: {', '.join(few)}"
        return ""
