"""What came of a process's own examples, as text."""

from __future__ import annotations

from collections.abc import Sequence

from qualflow.law.examples import Failure
from qualflow.law.rulebook import Rulebook
from qualflow.words.language import Language
from qualflow.words.layout import joined, table, wrapped
from qualflow.words.naming import Naming

MESSAGES = {
    "hold": ("{n} examples hold.", "{n}个示例全部成立。"),
    "hold_1": ("Its one example holds.", "唯一的示例成立。"),
    "hold_0": (
        "The process has no examples: nothing was tried.",
        "该流程没有示例：未作任何检验。",
    ),
    "fail": (
        "{n} of {all} examples do not hold.",
        "{all}个示例中有{n}个不成立。",
    ),
    "fail_1": (
        "{n} of {all} examples does not hold.",
        "{all}个示例中有{n}个不成立。",
    ),
    "size": (
        "{name} {release}; clauses: {clauses}, transitions: {transitions}, "
        "states: {states}, case files: {cases}.",
        "{name} {release}；条款：{clauses}，步骤：{transitions}，状态：{states}，"
        "案件文件：{cases}。",
    ),
    "example": ("{name} ({on})", "{name}（{on}）"),
    "expected": ("expected {expected}", "应为 {expected}"),
    "found": ("found    {found}", "实为 {found}"),
}


def checked(
    rulebook: Rulebook, failures: Sequence[Failure], cases: int, language: Language
) -> str:
    """Return whether the examples hold, and each that does not."""
    names = Naming(rulebook, language, MESSAGES)
    every = len(rulebook.examples)
    if failures:
        head = names.counted("fail", len(failures), all=every)
    else:
        head = names.counted("hold", every)
    size = names.tell(
        "size",
        name=rulebook.name,
        release=rulebook.release,
        clauses=len(rulebook.clauses),
        transitions=len(rulebook.transitions),
        states=len(rulebook.states),
        cases=cases,
    )
    rows = []
    for failure in failures:
        example = failure.example
        place = f"{example.file}:{example.line}"
        rows += [
            (place, names.tell("example", name=example.name, on=example.on)),
            ("", names.tell("expected", expected=failure.expected)),
            ("", names.tell("found", found=failure.found)),
        ]
    return joined([wrapped(head), table(rows), wrapped(size)])
