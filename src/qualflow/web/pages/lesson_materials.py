"""What an exercise that is made can name: all that comes with a process, lives too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import evolve, frozen

from qualflow.case.events import Case
from qualflow.errors import QualflowError
from qualflow.learn.lesson import Materials
from qualflow.web.library import Process


@frozen
class _Lives(Mapping[str, Case]):
    """The shipped lives by name, each told when it is asked for.

    A history that cannot be told as one life is not among them.
    """

    process: Process

    def __getitem__(self, name: str) -> Case:
        if name not in self.process.lives:
            raise KeyError(name)
        try:
            return self.process.told(name).case
        except QualflowError:
            raise KeyError(name) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self.process.lives)

    def __len__(self) -> int:
        return len(self.process.lives)


def materials_of(process: Process) -> Materials:
    """Return what can be named: of a history, the life that an audit chooses."""
    return evolve(process.materials, cases=_Lives(process))
