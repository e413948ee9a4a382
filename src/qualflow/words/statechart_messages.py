"""The words of a state chart, in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping

from qualflow.words.rulebook_messages import MESSAGES as SHARED

MESSAGES: Mapping[str, tuple[str, str]] = {
    **SHARED,
    "chart.title": ("{process}: {case}", "{process}：{case}"),
    "chart.case": ("case {case}", "案件 {case}"),
    "chart.law": ("The law of {on}.", "{on}的法律。"),
    "chart.laws": ("Every version of the law together.", "各版本法律合并。"),
    "chart.stands": (
        "On {on}: {state}. {answers}.",
        "{on}：{state}。{answers}。",
    ),
    "chart.count_open": ("{n} steps open", "{n}步可走"),
    "chart.count_open_1": ("{n} step open", "{n}步可走"),
    "chart.count_closed": ("{n} closed", "{n}步不通"),
    "chart.count_unknown": ("{n} not known", "{n}步未知"),
    "chart.count_by-itself": ("{n} by time or the law", "{n}步由时间或法律产生"),
    "chart.nothing": ("no step leads on", "没有后续步骤"),
    # The fixed words of the picture.
    "chart.states": ("States", "状态"),
    "chart.steps": ("Steps", "步骤"),
    "chart.here": ("▶ stands here", "▶ 现在此处"),
    "chart.stays": ("stays in this state", "状态不变"),
    "chart.initial": ("a case begins here", "案件由此开始"),
    "chart.right": ("a right is held", "持有权利"),
    "chart.final": ("nothing leads out", "终局"),
    "chart.open": ("open: every clause met", "可走：各条均满足"),
    "chart.closed": ("closed: a clause is not met", "不通：有条款不满足"),
    "chart.unknown": ("not known: facts are missing", "未知：缺少事实"),
    "chart.by-itself": (
        "by itself: time, the law or an archive",
        "自行发生：时间、法律或档案",
    ),
    "chart.taken": ("the way taken", "已走的路"),
    "chart.loop": ("steps that stay in the state", "状态不变的步骤"),
    # A state.
    "chart.since": ("since {day}", "自{day}起"),
    "chart.was": ("entered {day}", "{day}进入"),
    "chart.is_here": ("the case stands here", "案件现在此处"),
    "chart.was_here": ("the case has been here", "案件曾在此处"),
    # A step.
    "chart.step": ("{act}: {source} → {target}", "{act}：{source} → {target}"),
    "chart.took": ("taken on {day}", "{day}已走"),
    "chart.other_law": ("not in the law of this day", "当日法律无此步骤"),
    "chart.answer.open": ("open", "可走"),
    "chart.answer.closed": ("closed", "不通"),
    "chart.answer.unknown": ("not known", "未知"),
    "chart.answer.by-itself": ("by itself", "自行发生"),
    "chart.not_for": ("only for {may}", "仅限{may}"),
    "chart.unmet": ("{n} clauses not met", "{n}条不满足"),
    "chart.unmet_1": ("{n} clause not met", "{n}条不满足"),
    "chart.missing": ("{n} clauses not known", "{n}条未知"),
    "chart.missing_1": ("{n} clause not known", "{n}条未知"),
    "chart.why_unmet": ("not met, {ref}: {text}", "不满足，{ref}：{text}"),
    "chart.why_unknown": ("not known, {ref}: {text}", "未知，{ref}：{text}"),
}
