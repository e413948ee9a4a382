"""The sentences of deadlines and of the feed made of them, in English and Chinese.

A key ending in `_1` or `_0` is the form for one or none of what `{n}` counts.
"""

from __future__ import annotations

from collections.abc import Mapping

from qualflow.words.answer_messages import MESSAGES as SHARED

MESSAGES: Mapping[str, tuple[str, str]] = {
    **SHARED,
    # the answer
    "deadlines": (
        "On {on} in the case {case}: {tally}.",
        "{on}，案件 {case}：{tally}。",
    ),
    "no_deadlines": (
        "On {on} no period runs in the case {case}.",
        "{on}，案件 {case} 没有正在计算的期限。",
    ),
    "only_owner": (
        "Only what {owner} has to do is listed.",
        "仅列出{owner}的期限。",
    ),
    "ended_too": (
        "{n} more have ended; --all lists them.",
        "另有{n}项已结束；--all 可一并列出。",
    ),
    "ended_too_1": (
        "1 more has ended; --all lists it.",
        "另有1项已结束；--all 可一并列出。",
    ),
    "tally.overdue": ("{n} overdue", "逾期{n}项"),
    "tally.running": ("{n} running", "进行中{n}项"),
    "tally.paused": ("{n} standing still", "中止{n}项"),
    "tally.held": ("{n} waiting for an answer", "待答复{n}项"),
    "tally.ran_out": ("{n} run out", "届满{n}项"),
    "tally.met_late": ("{n} met late", "逾期完成{n}项"),
    "tally.met": ("{n} met", "按期完成{n}项"),
    "tally.running_or_overdue": ("{n} running or overdue", "进行中或已逾期{n}项"),
    "tally.met_or_late": ("{n} met in time or late", "是否按期不明{n}项"),
    "tally.ended": ("{n} over", "期满{n}项"),
    "title.overdue": ("Overdue", "逾期"),
    "title.running": ("Running", "进行中"),
    "title.paused": ("Standing still", "中止"),
    "title.held": ("Waiting for an answer", "待答复"),
    "title.ran_out": ("Run out", "届满"),
    "title.met_late": ("Met late", "逾期完成"),
    "title.met": ("Met", "按期完成"),
    "title.running_or_overdue": (
        "Running or overdue, as the days are not known",
        "进行中或已逾期（日期不明）",
    ),
    "title.met_or_late": (
        "Met in time or late, as the days are not known",
        "已完成，是否按期不明（日期不明）",
    ),
    "title.ended": ("Over", "期满"),
    # one deadline
    "whose": ("{label}: {owner}, {ref}", "{label}：{owner}，{ref}"),
    "not_known_day": ("not known", "未定"),
    "left": ("{period} left", "还剩{period}"),
    "last_day": ("this is the last day", "今日为最后一日"),
    "over": ("{period} over", "已超过{period}"),
    "over_0": ("over", "已届满"),
    "not_before": (
        "not before {day}: the calendar of {year} is not published",
        "不早于{day}：{year}年的日历尚未公布",
    ),
    "no_calendar": (
        "there is no calendar of {year}",
        "没有{year}年的日历",
    ),
    "still_since": (
        "stands still since {day}; {period} left when it goes on",
        "自{day}起中止；恢复后还剩{period}",
    ),
    "still_since_only": ("stands still since {day}", "自{day}起中止"),
    "held": (
        "over on {day}, but more time was asked for before and nobody has answered",
        "{day}届满，但期内已申请延期，尚未答复",
    ),
    "length": ("{period} from {day}", "自{day}起{period}"),
    "extended": (
        "{period} from {day}, {n} of them by extension",
        "自{day}起{period}（其中延长{granted}）",
    ),
    "begun": ("{length}, begun on {day}", "{length}，{day}开始计算"),
    "stood_still": ("stood still {pauses}", "期间中止：{pauses}"),
    "stood_still_by_latest": (
        "stood still {pauses}, by the latest of the days that are possible",
        "期间中止：{pauses}（均按可能的最晚一日）",
    ),
    "from_to": ("from {since} to {until}", "{since}至{until}"),
    "from_on": ("from {since} on", "{since}起"),
    "waits_for": ("waits for", "等待"),
    "rests_on": ("waits for a fact not yet filed", "等待尚未提交的事实"),
    "if_nothing": ("if nothing comes", "期满未作为"),
    "as_it_is": ("as far as is known", "就已知情况"),
    "finding": ("a finding against {owner}", "认定{owner}逾期"),
    "nothing_follows": ("the period is over, and nothing follows", "期满即止"),
    "then_on": ("{act}, on {day}", "{day}{act}"),
    "ended_on": ("ended on {day}", "{day}结束"),
    "ended_late": ("ended on {day}, {period} late", "{day}结束，迟{period}"),
    "known_as": ("{told} ({evidence})", "{told}（{evidence}）"),
    # of a history: days that nobody knows, steps that nobody saw
    "step_on": ("{act}, on {first}", "{first}“{act}”"),
    "step_between": (
        "{act}, between {first} and {last}",
        "{first}至{last}之间“{act}”",
    ),
    "unseen": ("{step} (nobody saw it)", "{step}（未见公开报道）"),
    "ended_step": ("ended by: {step}", "结束于：{step}"),
    "begun_step": ("begun by: {step}", "起算于：{step}"),
    "begun_step_late": (
        "begun by: {step}; counted from the latest of these days",
        "起算于：{step}；按其中最晚一日计算",
    ),
    "within": (
        "due on {day} at the latest, on {first} at the earliest: nobody knows the day "
        "it counts from",
        "最晚于{day}、最早于{first}届满：起算日不详",
    ),
    "by_latest_days": (
        "due on {day} if every step lies on the latest of its days",
        "如各步骤均发生于其最晚一日，则于{day}届满",
    ),
    "in_time_if": ("; in time if by {due}", "；{due}以前（含当日）则为按期"),
    "in_time_only_if": (
        "; late at any rate if after {due}",
        "；晚于{due}则必为逾期",
    ),
    "late_at_least": ("; at least {period} late", "；至少迟{period}"),
    "ended_late_at_least": (
        "ended on {day}, at least {period} late",
        "{day}结束，至少迟{period}",
    ),
    "left_at_most": ("at most {period} left", "至多还剩{period}"),
    "over_at_least": ("at least {period} over", "至少已超过{period}"),
    "named": ("{label} ({name})", "{label}（{name}）"),
    # the days, counted
    "day_zero": ("day 0, not counted", "第0日，不计入"),
    "counted_run": ("counted", "计入"),
    "day.weekend": ("weekend", "周末"),
    "day.holiday": ("holiday", "节假日"),
    "day.paused": ("standing still", "中止"),
    "day.no_data": ("no calendar", "无日历"),
    "days_to": ("{since} to {until}", "{since}至{until}"),
    "run": ("{first} to {last}", "{first}至{last}"),
    # the timeline
    "timeline.title": ("{process}: case {case}", "{process}：案件 {case}"),
    "timeline.today": ("on", "截至"),
    "timeline.states": ("Where it stood", "所处状态"),
    "timeline.clocks": ("Periods", "期限"),
    "timeline.no_phase": ("before the first phase", "尚未进入阶段"),
    "timeline.ran": ("has run", "已计算"),
    "timeline.ahead": ("still to run", "尚余"),
    "timeline.still": ("stands still", "中止"),
    "timeline.extended": ("extension", "延长"),
    "timeline.over": ("overdue", "逾期"),
    "timeline.weekend": ("weekend", "周末"),
    "timeline.holiday": ("holiday", "节假日"),
    "timeline.no_data": ("no calendar published", "日历尚未公布"),
    "timeline.perhaps": ("may have ended", "或已结束"),
    "timeline.ended_by": ("ended by {day}", "不晚于{day}结束"),
    "timeline.either.met": (
        "{stands}, in time or late",
        "{stands}，是否按期不明",
    ),
    "timeline.either.open": (
        "{stands}, or overdue already",
        "{stands}，或已逾期",
    ),
    "timeline.by_then": ("{event}, by then", "{event}（不晚于此日）"),
    "timeline.unseen": ("{event} (nobody saw it)", "{event}（未见公开报道）"),
    "timeline.filings": ("{n} facts filed", "提交{n}项材料"),
    "timeline.filing": ("filed: {fact}", "提交：{fact}"),
    "timeline.expired": ("ran out: {clock}", "届满：{clock}"),
    "timeline.noted": ("noted only: {act}", "仅作记录：{act}"),
    "timeline.whose": ("{owner}, {ref}", "{owner}，{ref}"),
    "timeline.link": ("read: {link}", "读取：{link}"),
    "timeline.due": ("due {day}, {stands}", "{day}到期，{stands}"),
    # the feed
    "feed_name": ("Statutory deadlines", "法定期限"),
    "feed_written": (
        "{file}: {added} new, {changed} changed, {cancelled} ended",
        "{file}：新增{added}项，变更{changed}项，结束{cancelled}项",
    ),
    "event": ("{label} ({case})", "{label}（{case}）"),
    "event.overdue": ("Overdue: {event}", "逾期：{event}"),
    "event.not_before": ("At the earliest: {event}", "最早：{event}"),
    "event.paused": ("Standing still: {event}", "中止：{event}"),
    "event.met": ("Met: {event}", "已完成：{event}"),
    "event.held": ("Waiting for an answer: {event}", "待答复：{event}"),
    "event.ended": ("Over: {event}", "期满：{event}"),
    "event.ran_out": ("Run out: {event}", "已届满：{event}"),
    "event.met_late": ("Met late: {event}", "逾期完成：{event}"),
}
