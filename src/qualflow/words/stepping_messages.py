"""The sentences of a walk through a life, in English and Chinese.

A key ending in `_1` is the form for one of what `{n}` counts.
"""

from __future__ import annotations

from collections.abc import Mapping

from qualflow.words.answer_messages import MESSAGES as ANSWERS
from qualflow.words.deadline_messages import MESSAGES as SHARED

MESSAGES: Mapping[str, tuple[str, str]] = {
    **SHARED,
    # another case, as an answer tells of it
    **{key: ANSWERS[key] for key in ("ended", "stands", "never_moved")},
    # where
    "walk.place": ("Place {place} of {places}.", "第{place}步，共{places}步。"),
    "walk.more": ("More is told of this day.", "当日还有后续事件。"),
    "walk.nothing": ("Nothing has happened yet.", "尚无任何事件。"),
    "walk.told": ("What was told last", "最近事件"),
    "walk.passed": ("Made by time since then", "此后由时间触发"),
    "walk.next": ("What comes next", "接下来"),
    "walk.end": ("Nothing more is told.", "此后没有记录。"),
    "walk.from_here": ("From here", "由此可走的步骤"),
    "walk.no_way": ("No step leads on from here.", "由此没有任何步骤。"),
    "walk.due": ("Periods that are open", "未结束的期限"),
    "walk.path": ("The whole way", "全部经过"),
    # events
    "walk.refused": ("did not happen: {event}", "未发生：{event}"),
    "walk.refused_no_step": (
        "did not happen, there being no such step from there: {act}",
        "未发生，当时没有这一步：{act}",
    ),
    "walk.forbidden": (
        "kept as it happened, though the law forbids it",
        "虽为法律所禁止，仍按实际发生保留",
    ),
    "walk.forbids": ("the law forbids it", "法律禁止"),
    "walk.no_step": ("the law knows no such step from there", "法律上由此没有这一步"),
    # arrows
    "answer.open": ("open", "可以"),
    "answer.closed": ("closed", "不可以"),
    "answer.unknown": ("not known", "无法确定"),
    "answer.no_such_transition": ("no such step", "没有这一步"),
    "answer.timed": ("made by time or an archive alone", "仅由时间或档案记录产生"),
    "walk.arrow": ("{answer}: {step}", "{answer}：{step}"),
    "walk.changes_to": ("{before} → {after}", "{before} → {after}"),
    "walk.clause": ("{ref} {verdict}", "{ref} {verdict}"),
    "verdict.met": ("met", "已满足"),
    "verdict.unmet": ("not met", "不满足"),
    "verdict.unknown": ("not known", "未知"),
    "verdict.not_evaluated": ("not evaluated", "未评估"),
    "verdict.not_asked": ("not asked", "不要求"),
    # facts
    "walk.facts": ("Facts on file", "在案事实"),
    "walk.asked_for": ("Asked for, and not on file", "有所要求而未提交"),
    "walk.no_facts": (
        "Nothing is on file, and no clause asks for anything.",
        "没有在案事实，也没有条款要求任何事实。",
    ),
    "walk.filed_by": ("filed by {who} on {on}", "{on}由{who}提交"),
    "walk.filed": ("filed on {on}", "{on}提交"),
    "walk.filed_here": ("filed on {on} in this branch", "{on}在本分支中提交"),
    "walk.written": ("written on {on} by the step: {act}", "{on}由步骤写入：{act}"),
    "walk.read": ("read on {on} of the case {case}", "{on}读自案件 {case}"),
    "walk.known_as": ("{told}; {evidence}", "{told}；{evidence}"),
    "walk.read_by": ("{act}: {clauses}", "{act}：{clauses}"),
    # the branch
    "walk.branch": ("In this branch", "本分支"),
    "edit.file": ("filed on {on}: {fact}", "{on}提交：{fact}"),
    "edit.ask": ("asked for on {on}: {act}", "{on}请求：{act}"),
    "edit.drop": ("event {number} left out: {event}", "略去第{number}项：{event}"),
    "edit.move": (
        "event {number} moved to {on}: {event}",
        "第{number}项移至{on}：{event}",
    ),
    "edit.reform_later": (
        "the law of {on} comes {n} days later, on {to}",
        "{on}的法律推迟{n}日，于{to}施行",
    ),
    "edit.reform_later_1": (
        "the law of {on} comes a day later, on {to}",
        "{on}的法律推迟1日，于{to}施行",
    ),
    "edit.reform_earlier": (
        "the law of {on} comes {n} days earlier, on {to}",
        "{on}的法律提前{n}日，于{to}施行",
    ),
    "edit.reform_earlier_1": (
        "the law of {on} comes a day earlier, on {to}",
        "{on}的法律提前1日，于{to}施行",
    ),
    "edit.abiding": (
        "what the law forbids does not happen",
        "法律禁止的步骤不发生",
    ),
    "edit.not_granted": ("not granted: {why}", "不予许可：{why}"),
    "edit.unanswered": (
        "not answered yet; first these must be known: {facts} ({refs})",
        "尚不能答复；还需知道：{facts}（{refs}）",
    ),
    "edit.granted": (
        "nothing known stands against it → {state}",
        "未见阻碍 → {state}",
    ),
    "edit.not_counted": (
        "it does not count: a step or another case has written this fact",
        "不予计入：该事实已由步骤或另一案件写入",
    ),
    "edit.again": ("it was left out already", "该项已被略去"),
    "edit.changes": ("first difference: {change}", "首个差异：{change}"),
    "edit.no_change": ("nothing else is otherwise for it", "此外没有变化"),
    # differences
    "difference.gone": (
        "on {on} this no longer happens: {event}",
        "{on}不再发生：{event}",
    ),
    "difference.new": ("on {on} this happens too: {event}", "{on}另外发生：{event}"),
    "difference.refused": (
        "on {on} this no longer happens: {act} ({why})",
        "{on}不再发生：{act}（{why}）",
    ),
    "difference.granted": ("on {on} this happens again: {act}", "{on}重新发生：{act}"),
    "difference.no_step": (
        "on {on} there is no such step any more: {act}",
        "{on}不再有这一步：{act}",
    ),
    "difference.step": (
        "on {on} there is now such a step: {act} → {state}",
        "{on}现有这一步：{act} → {state}",
    ),
    "difference.state": (
        "on {on} this leads elsewhere: {act} → {state}, not {other}",
        "{on}所至不同：{act} → {state}，而非{other}",
    ),
    "difference.verdict": ("on {on}, {act}: {verdicts}", "{on}，{act}：{verdicts}"),
    "difference.standing": (
        "from {on} on, {act}: {verdicts}",
        "自{on}起，就“{act}”：{verdicts}",
    ),
    "difference.deadline": (
        "from {on} on, {period}: {change}",
        "自{on}起，{period}：{change}",
    ),
    "period.last_day": ("last day {change}", "最后一日 {change}"),
    "period.ended": ("it ends {change}", "结束日 {change}"),
    "period.ends": ("it ends on {day}", "于{day}结束"),
    "period.does_not_end": ("it does not end on {day}", "不再于{day}结束"),
    "period.gone": ("it no longer runs", "不再计算"),
    "period.new": ("it runs now", "开始计算"),
    # side by side
    "beside.head": (
        "On {on}: the life as it is known, and this branch of it.",
        "{on}：已知经过与本分支对照。",
    ),
    "beside.same": (
        "What happens and what the law says of it is the same in both.",
        "两者的经过及法律评价均相同。",
    ),
    "beside.first": ("First difference: {change}.", "首个差异：{change}。"),
    "beside.ahead": (
        "First difference, still to come: {change}.",
        "首个差异（尚未到来）：{change}。",
    ),
    "beside.known": ("as known", "已知经过"),
    "beside.branch": ("branch", "本分支"),
    "beside.state": ("Where it stands", "所处状态"),
    "beside.stands": ("{state}, since {since}", "{state}，自{since}起"),
    "beside.steps": ("Steps that stand otherwise", "结果不同的步骤"),
    "beside.facts": ("Facts that differ", "不同的事实"),
    "beside.deadlines": ("Periods that differ", "不同的期限"),
    "beside.not_here": ("no such step from here", "由此没有这一步"),
    "beside.no_period": ("does not run", "不计算"),
    # the session
    "session.not_entered": (
        "Not entered in the branch: more is told of this day; type: {command}",
        "未写入分支：当日还有后续事件；请输入：{command}",
    ),
    "help.title": ("What you can type", "可用命令"),
    "help.next": ("one place forward (also: n)", "前进一步（亦可：n）"),
    "help.back": ("one place back (also: b)", "后退一步（亦可：b）"),
    "help.go": ("to a place", "到某一步"),
    "help.day": ("to the end of a day", "到某日之末"),
    "help.show": ("the place once more", "重新显示当前位置"),
    "help.path": (
        "the whole way, with the numbers of the events",
        "全部经过及各项编号",
    ),
    "help.facts": (
        "the facts, and the clauses that read them",
        "各项事实及读取它们的条款",
    ),
    "help.deadlines": ("the periods on this day", "当日的期限"),
    "help.law": ("a paragraph of law, as of this day", "当日有效的法律条文"),
    "help.ask": (
        "whether a step is open; if so it is taken, in a branch",
        "某一步可否进行；可以则在分支中进行",
    ),
    "help.link": (
        "read another case beside this one; without CASE no more",
        "同时参看另一案件；不写 CASE 则不再参看",
    ),
    "help.file": (
        "what if this had been filed, on this day or another",
        "假设当日或另一日提交某事实",
    ),
    "help.drop": ("what if an event had not happened", "假设某项未发生"),
    "help.move": ("what if it had happened on another day", "假设某项发生在另一日"),
    "help.reform": (
        "what if the law of a day had come so many days later",
        "假设某日的法律推迟若干日施行",
    ),
    "help.abide": (
        "what if nothing had happened that the law forbids; once more: as it was",
        "假设法律禁止的步骤均未发生；再次输入则恢复",
    ),
    "help.undo": ("as it was before the last assumption", "取消上一项假设"),
    "help.compare": (
        "the branch beside the life as it is known",
        "本分支与已知经过对照",
    ),
    "help.address": ("this place and branch as a line to send", "当前位置与分支的地址"),
    "help.help": ("this list", "本列表"),
    "help.quit": (
        "end (also: q, or the end of the input)",
        "结束（亦可：q 或输入结束）",
    ),
}
