"""The sentences of answers, in English and Chinese.

A key ending in `_1` or `_0` is the form for one or none of what `{n}` counts; Chinese
needs no such forms and repeats itself.
"""

from __future__ import annotations

from collections.abc import Mapping

MESSAGES: Mapping[str, tuple[str, str]] = {
    # explain: the answer
    "yes": (
        "Yes: on {on} {who} can {act} in the case {case}. {tally}",
        "可以：{on}，在案件 {case} 中，{who}可以“{act}”。{tally}",
    ),
    "no": (
        "No: on {on} {who} cannot {act} in the case {case}. {tally}",
        "不可以：{on}，在案件 {case} 中，{who}不能“{act}”。{tally}",
    ),
    "not_known": (
        "Not known: on {on} too little is on file to say whether {who} can {act} in "
        "the case {case}. {tally}",
        "无法确定：{on}，在案件 {case} 中，现有材料不足以判断{who}能否“{act}”。{tally}",
    ),
    "wrong_actor": (
        "No: on {on} {who} may not {act} in the case {case}; only {may} may. {tally}",
        "不可以：{on}，在案件 {case} 中，{who}无权“{act}”，只有{may}可以。{tally}",
    ),
    "nobody": (
        "No: on {on} nobody can {act} in the case {case}; time or an archive makes "
        "this step.",
        "不可以：{on}，在案件 {case} 中，任何人都不能“{act}”，"
        "这一步由时间或档案记录产生。",
    ),
    "no_such": (
        "No: on {on} there is no way to {act} from where the case {case} stands: "
        "{state}.",
        "不可以：{on}，案件 {case} 处于“{state}”，由此不能“{act}”。",
    ),
    "starts_from": (
        "That step starts from: {states}.",
        "这一步只能从以下状态开始：{states}。",
    ),
    "not_in_force": (
        "That step is not in force on this day; it is in force {days}.",
        "这一步当日并不适用；适用期间为{days}。",
    ),
    # explain: how many clauses
    "all_met": ("All {n} clauses are met.", "全部{n}条均已满足。"),
    "all_met_1": ("Its one clause is met.", "唯一的一条已满足。"),
    "all_met_0": ("No clause stands in the way.", "没有条款阻碍。"),
    "unmet": ("{n} of {all} clauses are not met.", "共{all}条，{n}条不满足。"),
    "unmet_1": ("{n} of {all} clauses is not met.", "共{all}条，{n}条不满足。"),
    "unknown": ("{n} of {all} clauses are unknown.", "共{all}条，{n}条未知。"),
    "unknown_1": ("{n} of {all} clauses is unknown.", "共{all}条，{n}条未知。"),
    "unmet_only": ("Its one clause is not met.", "唯一的一条不满足。"),
    "unknown_only": ("Its one clause is unknown.", "唯一的一条未知。"),
    "both": (
        "Of {all} clauses {n} are not met and {open} unknown.",
        "共{all}条，{n}条不满足，{open}条未知。",
    ),
    "both_1": (
        "Of {all} clauses {n} is not met and {open} unknown.",
        "共{all}条，{n}条不满足，{open}条未知。",
    ),
    "least_evidence": (
        "Only what is at least {evidence} counts.",
        "仅计入证据不弱于“{evidence}”的材料。",
    ),
    # explain: the reasons
    "asked": ("asked", "要求"),
    "on_file": ("on file", "在案"),
    "missing": ("not on file", "未提交"),
    "counted": ("counted", "计算"),
    "remedy": ("next", "下一步"),
    "weak": ("too weak", "证据不足"),
    "met_title": ("Met", "已满足"),
    "unknown_title": ("Not known", "未知"),
    "noted_title": ("Noted, and no bar", "仅作记录，不构成阻碍"),
    "not_evaluated_title": ("Not evaluated", "未评估"),
    "questions_title": ("To be answered", "有待回答"),
    "noted_questions_title": (
        "Unanswered, and no bar",
        "尚未回答，不构成阻碍",
    ),
    "with_standing": ("({standing}) {text}", "（{standing}）{text}"),
    "not_known_text": ("(not known) {text}", "（未知）{text}"),
    "presumed": ("{ref} (presumed)", "{ref}（推定）"),
    "met": ("Met: {refs}.", "已满足：{refs}。"),
    "basis": ("Rests on: {refs}.", "依据：{refs}。"),
    "may": ("May ask: {may}.", "可提出者：{may}。"),
    "weak_question": (
        "{question} (on file, but too weakly)",
        "{question}（已有材料，但证据不足）",
    ),
    "ended": (
        "{link}: the case {case} has been {state} since {since}, through {name} "
        "({act}; evidence: {evidence}).",
        "{link}：案件 {case} 自{since}起处于“{state}”，系经 {name}"
        "（{act}；证据：{evidence}）。",
    ),
    "stands": (
        '{link}: the case {case} has stood at "{state}" since {since}, through {name} '
        "({act}; evidence: {evidence}).",
        "{link}：案件 {case} 自{since}起处于“{state}”，系经 {name}"
        "（{act}；证据：{evidence}）。",
    ),
    "never_moved": (
        '{link}: the case {case} stands at its beginning, "{state}".',
        "{link}：案件 {case} 仍处于起始状态“{state}”。",
    ),
    # next
    "stands_at": (
        "On {on} the case {case} is at: {state}{phase}.",
        "{on}，案件 {case} 处于：{state}{phase}。",
    ),
    "in_phase": (" (phase: {phase})", "（阶段：{phase}）"),
    "open_title": ("Open now", "现在即可"),
    "one_filing_title": ("One filing away", "只差一项材料"),
    "filings_title": ("Several filings away", "尚差数项材料"),
    "not_by_filing_title": (
        "Not to be had by filing alone",
        "仅靠补交材料无法实现",
    ),
    "timed_title": (
        "Made by time alone (qualflow deadlines says when)",
        "仅由时间触发（日期见 qualflow deadlines）",
    ),
    "out_of_reach_title": ("Out of reach for good", "今后已不可能"),
    "leads_to": ("{act} → {state} (by {may})", "{act} → {state}（{may}）"),
    "file": ("file", "提交"),
    "or": ("or", "或者"),
    "any_text": ("any", "任意"),
    "other_text": ("another", "另一值"),
    "barred_by": ("barred by {ref}: {text}", "受阻于 {ref}：{text}"),
    "not_known_of": ("not known, {ref}: {text}", "未知，{ref}：{text}"),
    "nothing_next": ("Nothing can come next.", "没有后续步骤。"),
    # replay
    "now_at": (
        "The case {case} is at: {state}{phase}, since {since}.",
        "案件 {case} 处于：{state}{phase}，自{since}起。",
    ),
    "still_at": (
        "The case {case} is at its beginning: {state}{phase}.",
        "案件 {case} 处于起始状态：{state}{phase}。",
    ),
    "path_title": ("The way there", "经过"),
    "facts_title": ("What counts", "计入的事实"),
    "by_whom": ("{event} ({by}; {evidence})", "{event}（{by}；{evidence}）"),
    "by_whom_only": ("{event} ({by})", "{event}（{by}）"),
    "step": ("{act} → {state}", "{act} → {state}"),
    "filed": ("filed: {fact}", "提交：{fact}"),
    "link_read": (
        "read of the case {case}: {state}",
        "读取案件 {case}：{state}",
    ),
    "act_noted": (
        "noted, with no such step from there: {act}",
        "仅作记录，当时没有这一步：{act}",
    ),
    "expired": (
        "{clock}: as far as is known, the period of {owner} ended on {due} ({ref})",
        "{clock}：就已知情况，{owner}的期限于{due}届满（{ref}）",
    ),
    "some_day": (
        "some day from {first} to {last}",
        "{first}至{last}之间某日",
    ),
    "nobody_saw": ("nobody saw it", "未见公开报道"),
    "wrong_actor_then": (
        "not for whoever did it: only {may} may",
        "行为人无权作出：只有{may}可以",
    ),
    "not_met_then": ("not met: {refs}", "不满足：{refs}"),
    "not_known_then": ("not known: {refs}", "未知：{refs}"),
    "replaced": (
        "event {number} put right: {event}",
        "第{number}项更正为：{event}",
    ),
    "inserted": ("missing event put in: {event}", "补记遗漏事项：{event}"),
    "voided": ("event {number} voided", "作废第{number}项"),
    "no_longer": (
        "no longer counts: put right by event {by}",
        "不再计入：已由第{by}项更正",
    ),
    "no_longer_voided": (
        "no longer counts: voided by event {by}",
        "不再计入：已由第{by}项作废",
    ),
    "follows_correction": (
        "follows from the correction of event {number}",
        "由第{number}项的更正而来",
    ),
    "follows_event": ("follows from event {number}", "由第{number}项而来"),
    "nothing_happened": ("Nothing has happened yet.", "尚无任何事件。"),
    # pieces
    "fact_value": ("{fact}: {value}", "{fact}：{value}"),
    "not_filed": ("not on file", "未提交"),
    "list": (", ", "、"),
    "series": ("; ", "；"),
    "or_list": (" or ", "或"),
    "since_day": ("from {since} on", "自{since}起"),
    "until_day": ("until {until} (exclusive)", "至{until}（不含）"),
    "between_days": (
        "from {since} until {until} (exclusive)",
        "{since}至{until}（不含）",
    ),
    "always": ("always", "始终"),
    "colon": (": ", "："),
    "presumed_word": ("presumed", "推定"),
    # words of the engine
    "standing.text": ("text", "原文"),
    "standing.press": ("press", "报道"),
    "standing.memory": ("memory", "记忆"),
    "standing.practice": ("practice", "惯例"),
    "evidence.rumoured": ("rumoured", "传闻"),
    "evidence.reported": ("reported", "报道"),
    "evidence.documented": ("documented", "有文件"),
    "evidence.official": ("official", "官方"),
    "phase.applied": ("applied", "已申报"),
    "phase.under-review": ("under review", "审查中"),
    "phase.approved": ("approved", "已批准"),
    "phase.production-start": ("production start", "投产"),
    "phase.cancelled": ("cancelled", "已终止"),
}
