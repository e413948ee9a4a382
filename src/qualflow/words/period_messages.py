"""The sentences of an audit's periods and of another day's law, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from qualflow.words.answer_messages import MESSAGES as SHARED

MESSAGES: Mapping[str, tuple[str, str]] = {
    **SHARED,
    # periods
    "periods_title": (
        "Statutory periods, as far as the days are known",
        "法定期限（以已知日期为限）",
    ),
    "whose": ("{label}: {owner}", "{label}：{owner}"),
    "took": ("took {days}; allowed: {allowed}", "用时{days}；法定{allowed}"),
    "took_at_most": (
        "took at most {days}; allowed: {allowed}",
        "用时不超过{days}；法定{allowed}",
    ),
    "took_between": (
        "took between {least} and {most}; allowed: {allowed}",
        "用时{least}至{most}；法定{allowed}",
    ),
    "took_not_known": (
        "how long it took is not known; allowed: {allowed}",
        "用时未知；法定{allowed}",
    ),
    "not_over": (
        "nothing had ended it by {day}; allowed: {allowed}",
        "截至{day}尚未结束；法定{allowed}",
    ),
    "allowed_only": ("allowed: {allowed}", "法定{allowed}"),
    "extendable": (
        "{allowed}, and {n} more if extended",
        "{allowed}（可延长{more}）",
    ),
    "untold": (
        "nobody has told: {facts}; the last day was {day}",
        "无人告知：{facts}；最后一日为{day}",
    ),
    "untold_between": (
        "nobody has told: {facts}; the last day lay between {since} and {until}",
        "无人告知：{facts}；最后一日在{since}至{until}之间",
    ),
    "untold_only": ("nobody has told: {facts}", "无人告知：{facts}"),
    "late": ("at least {over} too long{unless}", "至少超期{over}{unless}"),
    "late_extended": (
        "at least {over} too long, {extended} even if extended{unless}",
        "至少超期{over}，即使延长仍超期{extended}{unless}",
    ),
    "unless": (", unless {excuses}", "，除非{excuses}"),
    "no_excuse": (
        "; the law knows nothing that could excuse it",
        "；法律没有可以免责的规定",
    ),
    "excuse_extended": ("it was extended by at least {days}", "曾延长至少{days}"),
    "excuse_extended_only": ("it was extended", "曾经延长"),
    "excuse_state": (
        'the case was at "{state}" for at least {days}',
        "案件曾处于“{state}”至少{days}",
    ),
    "excuse_act": (
        "it stood still for at least {days} ({act})",
        "曾中止至少{days}（{act}）",
    ),
    # another day's law
    "other_law": (
        "Under the law of {on}, {lost} of the {n} steps of {case} could not have been "
        "made.",
        "按{on}的法律，{case} 的{n}个步骤中有{lost}个不能作出。",
    ),
    "other_law_none": (
        "Under the law of {on} too, every step of {case} could have been made, as far "
        "as is known.",
        "按{on}的法律，就已知情况，{case} 的各步骤仍可作出。",
    ),
    "no_steps": ("{case} has no step to judge.", "{case} 没有可评判的步骤。"),
    "same_answers": (
        "No answer changes: {steps}.",
        "结论不变：{steps}。",
    ),
    "same_answer": ("{own}, then and under that law", "当时与按该法均为：{own}"),
    "met_there": ("met under that law: {refs}", "按该法满足：{refs}"),
    "answer_change": ("{own} → {other}", "{own} → {other}"),
    "answer.open": ("all clauses met", "条款全部满足"),
    "answer.unknown": ("not barred, some clauses unknown", "未被禁止，部分条款未知"),
    "answer.closed": ("barred", "被禁止"),
    "answer.no_such_transition": ("no such step in that law", "该法没有这一步"),
    "leads_elsewhere": ("it leads to: {state}", "该步骤通向：{state}"),
    "step_on": ("{act} ({days})", "{act}（{days}）"),
    "days_between": ("{since} to {until}", "{since}至{until}"),
    "verdict.met": ("met", "满足"),
    "verdict.unmet": ("not met", "不满足"),
    "verdict.unknown": ("not known", "未知"),
    "verdict.not_evaluated": ("not evaluated", "未评估"),
    "verdict.none": ("no such clause", "无此条款"),
    "clause_change": (
        "{ref} ({own} then, {other} under that law): {text}",
        "{ref}（当时{own}，按该法{other}）：{text}",
    ),
    "gone": ("not asked in that law: {refs}", "该法不要求：{refs}"),
}
