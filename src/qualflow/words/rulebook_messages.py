"""The sentences of a shown rulebook, in English and Chinese.

The words of the engine itself (standings, phases, intervals) are in `answer_messages`.
"""

from __future__ import annotations

from collections.abc import Mapping

from qualflow.words.answer_messages import MESSAGES as SHARED

MESSAGES: Mapping[str, tuple[str, str]] = {
    **SHARED,
    "head": (
        "Process {name}, release {release}; states: {states}, transitions: "
        "{transitions}, clauses: {clauses}.",
        "流程 {name}，版本 {release}；状态：{states}，步骤：{transitions}，"
        "条款：{clauses}。",
    ),
    "law_of": ("The law of {on}; unchanged {days}.", "{on}的法律；{days}未变。"),
    "all_versions": (
        "Every version, whenever it is in force.",
        "列出全部版本，不论何时适用。",
    ),
    "states_title": ("States", "状态"),
    "state": ("{label}: {meaning}", "{label}：{meaning}"),
    "phase": ("phase: {phase}", "阶段：{phase}"),
    "initial": ("a case begins here", "案件由此开始"),
    "right": ("a right is held", "持有权利"),
    "final": ("nothing leads out", "终局"),
    "transitions_title": ("Transitions", "步骤"),
    "transition": (
        "{act}: {sources} → {target} (by {by})",
        "{act}：{sources} → {target}（{by}）",
    ),
    "clauses_row": ("clauses: {refs}", "条款：{refs}"),
    "basis_row": ("rests on: {refs}", "依据：{refs}"),
    "records_row": ("writes: {facts}", "写入：{facts}"),
    "writes_today": ("that day", "当日"),
    "writes_none": ("nothing any more", "清除"),
    "writes_copy": ("as {other}", "同{other}"),
    "in_force_row": ("in force {days}", "适用：{days}"),
    "timed_steps_title": (
        "Made by time alone (qualflow deadlines says when)",
        "仅由时间触发的步骤（日期见 qualflow deadlines）",
    ),
    "law_title": (
        "The law: clauses in the order of the statute, then what is only printed",
        "法律：条款依法规次序，其后为仅列出的规定",
    ),
    "instrument": ("{id}: {title}", "{id}：{title}"),
    "bracketed": ("{text} ({more})", "{text}（{more}）"),
    "asks_row": ("asks: {words}", "要求：{words}"),
    "clocks_title": (
        "Clocks (qualflow deadlines says what they show in a case)",
        "期限（具体案件见 qualflow deadlines）",
    ),
    "clock": (
        "{label}: {length} from {fact}, kept by {owner} ({ref})",
        "{label}：自{fact}起{length}，由{owner}遵守（{ref}）",
    ),
    "extension": (
        "may grow by at most {length}, {times} at most, through {by}",
        "可延长，不超过{length}，至多{times}，经 {by}",
    ),
    "extension_asked": (
        "asked for by the last day ({by})",
        "须在期满前提出（{by}）",
    ),
    "extension_asked_ahead": (
        "asked for at least {ahead} before the last day ({by})",
        "须在期满{ahead}前提出（{by}）",
    ),
    "times": ("{n} times", "{n}次"),
    "times_1": ("once", "1次"),
    "on_expiry_end": ("its end is no breach", "期满不构成违反"),
    "on_expiry": ("on expiry: {act}", "届满：{act}"),
    "length.day": ("{n} calendar days", "{n}天"),
    "length.day_1": ("1 calendar day", "1天"),
    "length.working day": ("{n} working days", "{n}个工作日"),
    "length.working day_1": ("1 working day", "1个工作日"),
    "length.month": ("{n} months", "{n}个月"),
    "length.month_1": ("1 month", "1个月"),
    "length.year": ("{n} years", "{n}年"),
    "length.year_1": ("1 year", "1年"),
    "properties_title": ("What must hold of every life", "每个案件必须满足"),
    "kind.condition": ("condition", "条件"),
    "kind.prohibition": ("prohibition", "禁止"),
    "kind.document": ("document", "材料"),
    "kind.deadline": ("deadline", "期限"),
    "kind.actor": ("actor", "主体"),
    "kind.effect": ("effect", "后果"),
    "finding_only": ("noted, no bar", "仅作记录"),
    "approximate": ("number not verified", "条号未核实"),
    # one clause
    "expression": ("expression", "表达式"),
    "in_words": ("in words", "文字"),
    "remedy_row": ("next", "下一步"),
    "in_force": ("in force", "适用"),
    "source_row": ("source", "来源"),
    "readings_row": ("readings", "解读"),
    "verified_row": ("verified", "核对"),
    "reads_title": ("Facts it reads", "所读事实"),
    "defined_title": ("Definitions it uses", "所用定义"),
    "defined": ("{label}: {expression}", "{label}：{expression}"),
    "guards_title": ("Guards", "所守步骤"),
    "supports_title": ("Printed with", "随附于"),
    "sets_title": ("Clocks whose length it sets", "由其规定长度的期限"),
    "guards_nothing": ("It guards no transition.", "不守任何步骤。"),
    # the picture
    "picture_clauses": ("{n} clauses", "{n}条"),
    "picture_clauses_1": ("{n} clause", "{n}条"),
    "picture_timed": ("by time", "由时间触发"),
}
