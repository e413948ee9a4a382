"""What came of a process's own examples, as text."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from qualflow.law.examples import Failure
from qualflow.law.rulebook import Rulebook
from qualflow.learn.checking import Fault
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
        "states: {states}, case files: {cases}, histories: {histories}, "
        "scenarios: {scenarios}, lessons: {lessons}.",
        "{name} {release}；条款：{clauses}，步骤：{transitions}，状态：{states}，"
        "案件文件：{cases}，历史：{histories}，情景：{scenarios}，课程：{lessons}。",
    ),
    "not_read": (
        "not read, they need the extra `simulate`",
        "未读取，需要附加组件 `simulate`",
    ),
    "claims": (
        "Lessons: {n} claims or exercises do not agree with the law.",
        "课程：{n}处论断或练习与法律不符。",
    ),
    "claims_1": (
        "Lessons: one claim or exercise does not agree with the law.",
        "课程：有一处论断或练习与法律不符。",
    ),
    "example": ("{name} ({on})", "{name}（{on}）"),
    "expected": ("expected {expected}", "应为 {expected}"),
    "found": ("found    {found}", "实为 {found}"),
}


@frozen
class Contents:
    """How many files of each kind a process folder has beside its law.

    Attributes:
        scenarios: None if they were not read, for want of the packages they need.
        faults: What lessons claim that the law does not bear out.
    """

    cases: int
    histories: int
    scenarios: int | None
    lessons: int
    faults: tuple[Fault, ...] = ()


def checked(
    rulebook: Rulebook,
    failures: Sequence[Failure],
    contents: Contents,
    language: Language,
) -> str:
    """Return whether examples and lessons hold, and all in them that does not."""
    names = Naming(rulebook, language, MESSAGES)
    every = len(rulebook.examples)
    if failures:
        head = names.counted("fail", len(failures), all=every)
    else:
        head = names.counted("hold", every)
    scenarios = contents.scenarios
    size = names.tell(
        "size",
        name=rulebook.name,
        release=rulebook.release,
        clauses=len(rulebook.clauses),
        transitions=len(rulebook.transitions),
        states=len(rulebook.states),
        cases=contents.cases,
        histories=contents.histories,
        scenarios=names.tell("not_read") if scenarios is None else scenarios,
        lessons=contents.lessons,
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
    parts = [wrapped(head), table(rows)]
    if contents.faults:
        parts.append(wrapped(names.counted("claims", len(contents.faults))))
        parts.append(table([(str(fault), "") for fault in contents.faults]))
    return joined([*parts, wrapped(size)])
