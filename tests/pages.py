"""A page as a reader would follow it: its examples and commands, in order."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from doctest import DocTestParser, Example
from pathlib import Path
from typing import TypeAlias

from attrs import field, frozen

from shell import run

FENCE = re.compile(r"^```\w*\n(.*?)^```$", re.M | re.S)
FILE = re.compile(r"^(Save this as|Add this to|Change this in) `([^`]+)`:\n\n\Z", re.M)
PROMPT = "$ "
LEFT_OUT = "…"


@frozen
class Shown:
    """A command and the output that a page shows of it."""

    command: str
    output: str

    def told_by(self, printed: str) -> bool:
        """Whether this is what was printed; a line of "…" stands for any lines."""
        lines = self.output.splitlines()
        wanted = (r"(.*\n)*?" if s == LEFT_OUT else re.escape(s) + "\n" for s in lines)
        return re.fullmatch("".join(wanted), printed) is not None


@frozen
class Written:
    """What a page tells its reader to save as a file, to add to one or to change."""

    how: str
    place: Path
    content: str

    def write(self) -> None:
        """Do so; what is changed is shown as a diff, and stands there once."""
        content = self.content
        if self.how == "Add":
            content = self.place.read_text(encoding="utf-8") + content
        elif self.how == "Change":
            lines = content.splitlines(keepends=True)
            old = "".join(line[1:] for line in lines if line[0] != "+")
            new = "".join(line[1:] for line in lines if line[0] != "-")
            before = self.place.read_text(encoding="utf-8")
            assert before.count(old) == 1, old
            content = before.replace(old, new)
        self.place.write_text(content, encoding="utf-8")


Part: TypeAlias = Example | Shown | Written


@frozen
class Page:
    """A page, and how far its reader has come."""

    path: Path
    names: dict[str, object] = field(factory=dict)

    @property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    def parts(self) -> list[Part]:
        """Return what there is to do, in order."""
        text = self.text
        found: list[tuple[int, int, Part]] = [
            (example.lineno, 0, example)
            for example in DocTestParser().get_examples(text)
        ]
        for fence in FENCE.finditer(text):
            line, content = text.count("\n", 0, fence.start()), fence[1]
            file = FILE.search(text, 0, fence.start())
            if file:
                how = file[1].split()[0]
                found.append((line, 0, Written(how, Path(file[2]), content)))
            elif content.startswith(PROMPT):
                found += ((line, n, s) for n, s in enumerate(transcript(content)))
        return [part for _, _, part in sorted(found, key=lambda item: item[:2])]

    def example(self, example: Example) -> None:
        """Run an example of Python; pytest compares what it prints elsewhere."""
        code = compile(example.source, str(self.path), "single")
        try:
            exec(code, self.names)
        except Exception:
            if example.exc_msg is None:
                raise


def transcript(content: str) -> Iterator[Shown]:
    """Yield the commands of a block; a line that ends in a backslash goes on."""
    for part in re.split(r"^\$ ", content, flags=re.M)[1:]:
        command, _, output = re.sub(r"\\\n\s*", "", part).partition("\n")
        yield Shown(command, output)


def follow(page: Page) -> Iterator[tuple[Shown, str]]:
    """Do what a page says in the folder at hand; yield commands and what they print."""
    code = 0
    for part in page.parts():
        match part:
            case Example():
                page.example(part)
            case Written():
                part.write()
            case Shown("echo $?"):
                yield part, f"{code}\n"
            case Shown(command):
                program, *arguments = shlex.split(command)
                assert program == "qualflow", command
                result = run(*arguments)
                code = result.exit_code
                lines = result.output.splitlines()
                yield part, "".join(f"{line.rstrip()}\n" for line in lines)
