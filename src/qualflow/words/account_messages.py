"""The sentences of accounts, in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping

from qualflow.words.answer_messages import MESSAGES as SHARED

MESSAGES: Mapping[str, tuple[str, str]] = {
    **SHARED,
    "verdict.consistent": (
        "{company}: consistent. A lawful life contains everything that was observed "
        "up to {day}.",
        "{company}：相符。截至{day}所观察到的一切，可由一条合法的经过包含。",
    ),
    "verdict.explained": (
        "{company}: explained. A lawful life contains everything that was observed up "
        "to {day}, on these grounds:",
        "{company}：可解释。截至{day}所观察到的一切，可由一条合法的经过包含，理由如下：",
    ),
    "verdict.contradicted": (
        "{company}: contradicted. No lawful life contains everything that was observed "
        "up to {day}.",
        "{company}：矛盾。没有任何合法的经过能包含截至{day}所观察到的一切。",
    ),
    "stands": (
        "The enterprise is at: {state} ({phase}).",
        "企业现处于“{state}”（{phase}）。",
    ),
    "stands_early": ("The enterprise is at: {state}.", "企业现处于“{state}”。"),
    "brand": (
        "The brand is at {phase}: its products are made under another's right.",
        "品牌处于{phase}阶段：其产品依他人的权利生产。",
    ),
    "path": ("The way there", "经过"),
    "on_day": ("{first}", "{first}"),
    "between": ("{first} to {last}", "{first}至{last}"),
    "seen": ("{act} → {state}", "{act} → {state}"),
    "unseen": (
        "{act} → {state}: nobody saw it; it must lie in these days",
        "{act} → {state}：未见公开报道，必在此期间",
    ),
    "closing": (
        "{act} → {state}: nobody saw it; it is taken to have followed",
        "{act} → {state}：未见公开报道，推定随后发生",
    ),
    "known_as": ("{evidence}; {note}", "{evidence}；{note}"),
    "law_met": ("met: {refs}", "满足：{refs}"),
    "law_assumed": (
        "assumed, since nobody told: {refs}",
        "无从得知，按满足对待：{refs}",
    ),
    "law_unmet": ("not met, noted only: {refs}", "不满足，仅作记录：{refs}"),
    "law_left": ("not evaluated: {refs}", "未评估：{refs}"),
    "with_its_standing": ("{ref} ({standing})", "{ref}（{standing}）"),
    "sources": ("sources: {listed}", "来源：{listed}"),
    "no_source": ("no source was read", "未读到来源"),
    "hosting": ("Beside it: acting under another's right", "另：依他人的权利行事"),
    "hosting_start": ("begins, under {name}", "开始，依{name}"),
    "hosting_end": ("ends", "结束"),
    "someone": ("a host that is not named", "未具名者"),
    "flags": ("Worth knowing", "值得注意"),
    "left_out": ("What had to be left out", "须排除的事件"),
    "wrong_actor": (
        "{kind}: no rule lets this actor do it",
        "{kind}：没有规则允许该行为人作出",
    ),
    "not_in_force": (
        "{kind}: the step was not in force on these days",
        "{kind}：该步骤当时不在施行中",
    ),
    "clause_unmet": (
        "{kind}: {clause} is not met",
        "{kind}：不满足 {clause}",
    ),
    "no_such_transition": (
        "{kind}: there was no such step from where the case stood ({state}), or the "
        "days are out of order",
        "{kind}：当时所处状态（{state}）没有该步骤，或日期次序不合",
    ),
    "first_clash": (
        "More events would have to go than are tried; only the first clash is named.",
        "须排除的事件过多，仅列出第一处冲突。",
    ),
    "beyond": (
        "Sources were read up to {day}; nothing is said of {beyond}.",
        "来源只读到{day}，对{beyond}不作陈述。",
    ),
    "alternatives": (
        "{n} other ways are as good; which of them it was, these facts do not say.",
        "另有{n}种同样可能的经过，现有事实不能区分。",
    ),
    "alternatives_1": (
        "One other way is as good; which of the two it was, these facts do not say.",
        "另有一种同样可能的经过，现有事实不能区分。",
    ),
    "changes": (
        "Under the usual readings and standings: {state}, {verdict}{grounds}.",
        "按通常的解读和可靠程度：{state}，{verdict}{grounds}。",
    ),
    "word.consistent": ("consistent", "相符"),
    "word.explained": ("explained", "可解释"),
    "word.contradicted": ("contradicted", "矛盾"),
    "grounds_are": (" ({listed})", "（{listed}）"),
    # pictures
    "picture_seen": ("seen", "见到的步骤"),
    "picture_unseen": ("seen by nobody", "未见公开报道的步骤"),
    "picture_states": ("states", "状态"),
    "picture_hosting": ("under another's right", "依他人的权利"),
    "picture_practice": ("by practice", "依惯例"),
    "picture_reform": ("the law changes", "法律变更"),
    # many histories
    "summary": ("{n} histories, as of their day", "共{n}份历史，各以其截止日为准"),
    "summary_row": ("{verdict}{grounds}", "{verdict}{grounds}"),
    "by_phase": ("By phase", "按阶段"),
    "none_yet": ("no phase yet", "尚无阶段"),
    "consents": (
        "Consents, of {n} histories at hand:",
        "同意，现有{n}份历史：",
    ),
    "consents_since": (
        "Consents since {since}, of {n} histories at hand:",
        "自{since}起的同意，现有{n}份历史：",
    ),
    "consents_until": (
        "Consents up to {until}, of {n} histories at hand:",
        "截至{until}的同意，现有{n}份历史：",
    ),
    "consents_since_until": (
        "Consents from {since} to {until}, of {n} histories at hand:",
        "{since}至{until}的同意，现有{n}份历史：",
    ),
    "narrow": (
        "Counted narrowly (approvals, and consents known to practice alone)",
        "从窄计算（核准，以及仅见于惯例的同意）",
    ),
    "wide": ("Counted widely (every filing too)", "从宽计算（备案一并计入）"),
    "observed_n": ("observed: {n}", "见到的：{n}"),
    "supplied_n": ("supplied, seen by nobody: {n}", "推补的、未见公开报道的：{n}"),
    "possible": (
        "{company}: {days} (may lie outside)",
        "{company}：{days}（或在期间外）",
    ),
    "certain": ("{company}: {days}", "{company}：{days}"),
    "consents_limit": (
        "A count among all consents cannot be checked with these: it needs every case, "
        "and {n} are here.",
        "据此无法核对在全部同意中的排序：那需要所有案件，而这里只有{n}件。",
    ),
    # waits
    "waits": (
        "Calendar days from one step to the next in the histories at hand ({n}); where "
        "the days of the steps are not known, between the least and the most they "
        "allow:",
        "现有{n}份历史，前一步骤至后一步骤的日数；步骤日期不明的，列其可能的最少至最多"
        "日数：",
    ),
    "no_waits": (
        "No two steps follow one another in the histories at hand ({n}).",
        "现有{n}份历史中没有前后相继的步骤。",
    ),
    "waits_open": (
        "Open: the first step was made and not yet the second, so that the wait is "
        "longer than what has been seen of it; it counts among the cases.",
        "未完：前一步骤已作出而后一步骤尚未作出，实际日数长于所见，仍计入件数。",
    ),
    "wait.n": ("cases", "件数"),
    "wait.open": ("open", "未完"),
    "wait.median": ("median", "中位数"),
    "wait.least": ("shortest", "最短"),
    "wait.most": ("longest", "最长"),
    "wait.steps": ("steps", "步骤"),
    "wait.exact": ("{least}", "{least}"),
    "wait.between": ("{least} to {most}", "{least}至{most}"),
    "wait.from": ("{least} or more", "{least}以上"),
}
