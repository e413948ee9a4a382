"""The sentences of fits, in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping

from qualflow.words.answer_messages import MESSAGES as SHARED

MESSAGES: Mapping[str, tuple[str, str]] = {
    **SHARED,
    "fit_head": (
        "{n} histories of {process}, from {since} to {until}: {fitted} could be "
        "fitted, {refused} could not.",
        "{process}的{n}份历史（{since}至{until}）：{fitted}可以拟合，{refused}项不能。",
    ),
    "fit_head_1": (
        "One history of {process}, from {since} to {until}: {fitted} could be "
        "fitted, {refused} could not.",
        "{process}的1份历史（{since}至{until}）：{fitted}可以拟合，{refused}项不能。",
    ),
    "delays": ("{n} delays", "{n}项时长"),
    "delays_0": ("no delay", "没有时长"),
    "delays_1": ("one delay", "1项时长"),
    "left_out": (
        "Left out, since no lawful life contains what was observed: {cases}.",
        "因没有合法的经过能包含所观察到的事件而未采用：{cases}。",
    ),
    "selection": (
        "They tell of cases that became public. How many others there were, and how "
        "these went, they do not say.",
        "这些只是公开的案件；另有多少案件、结果如何，无从得知。",
    ),
    # delays
    "delays_title": ("Delays, in days", "时长（日）"),
    "column_state": ("state", "状态"),
    "column_n": ("stays", "停留"),
    "column_median": ("median", "中位数"),
    "column_within": ("95 %", "95 %"),
    "then": (", then ", "，再到"),
    "ended_open": ("{n} ended, {open} open", "{n}已结束，{open}未结束"),
    "within": ("{low} to {high}", "{low}至{high}"),
    "fixed": (
        "fixed: of whole days only {n} fits them all",
        "固定：整日中仅{n}日均可相符",
    ),
    "law": ("{family}: {told}", "{family}：{told}"),
    "parameter": ("{name} {value} (s.e. {error})", "{name}{value}（标准误{error}）"),
    "parameter_mean": ("mean", "均值"),
    "parameter_median": ("median", "中位数"),
    "parameter_sigma": ("sigma", "sigma "),
    "parameter_scale": ("scale", "尺度"),
    "parameter_shape": ("shape", "形状"),
    "family_exponential": ("exponential", "指数分布"),
    "family_weibull": ("Weibull", "威布尔分布"),
    "family_lognormal": ("lognormal", "对数正态分布"),
    "family_gamma": ("gamma", "伽马分布"),
    "as_good": ("as good by AIC: {families}", "按AIC同样合适：{families}"),
    # ways
    "ways_title": (
        "Ways out, of the stays that ended when the law had them (95 % interval)",
        "去向，以法律设有该去向时结束的停留计（95 %区间）",
    ),
    "share": (
        "{n} of {of}: {share} ({low} to {high})",
        "{of}中{n}：{share}（{low}至{high}）",
    ),
    "share_few": ("{n} of {of}: too few for a share", "{of}中{n}：过少，不计比例"),
    "not_seen": ("; {n} unseen", "；其中{n}次未见公开报道"),
    # refused
    "refused_title": (
        "Delays that these histories cannot carry",
        "这些历史不能支持的时长",
    ),
    "no_begin": ("nobody knows when it begins", "无人知道何时开始"),
    "joined": (
        "alone: each of the {n} stays that ended may have taken no time",
        "单独：已结束的{n}次停留都可能未用时间",
    ),
    "counted_in": (
        "only together with that of “{state}”, which comes before it",
        "只能与在前的“{state}”合计",
    ),
    "too_few": (
        "{ended} of {n} stays ended, at least {least} needed",
        "{n}次停留中{ended}次已结束，至少须{least}次",
    ),
    "no_spread": (
        "the windows of the {n} stays tell no spread",
        "{n}次停留的时段不能说明离散程度",
    ),
    "no_least": (
        "each of the {ended} stays that ended may have taken no time",
        "已结束的{ended}次停留都可能未用时间",
    ),
    "no_maximum": (
        "the likelihood of every distribution has its maximum at a limit",
        "各分布的似然均在极限处达到最大",
    ),
    "allowed": (
        "; a fixed delay of {low} to {high} days fits all",
        "；固定时长{low}至{high}日均可相符",
    ),
    "allowed_most": (
        "; a fixed delay of at most {high} days fits all",
        "；固定时长不超过{high}日均可相符",
    ),
    "unseen_title": (
        "Ways out of the law that no history shows: what is not published is not "
        "seen, and none seen is not a share of 0",
        "法律设有而没有历史显示的去向：未公布者无从见到，未见到不等于比例为零",
    ),
    "of_ended": ("0 of {n}", "{n}中0"),
    # as a scenario
    "draft_title": ("Fitted to {n} histories", "由{n}份历史拟合"),
    "draft_title_1": ("Fitted to one history", "由1份历史拟合"),
    "draft_note": (
        "Fitted to cases that became public. Ways out that no history shows are left "
        "out, which is not a share of 0; what is assumed here is a placeholder. No "
        "clause is asked.",
        "由公开的案件拟合。没有历史显示的去向未列入，这不等于比例为零；"
        "标为 assumed 者均为占位。未审查任何条款。",
    ),
    "draft_written": (
        "{file}: a scenario of {n} figures, of which {assumed} are assumed. Replace "
        "these, and add the ways out that are missing.",
        "{file}：情景共{n}个数值，其中{assumed}个为假定；请替换，并补上缺少的去向。",
    ),
    "draft_hint": (
        "To have it as a scenario: add --out FILE.toml. What could not be fitted is "
        "marked there as assumed.",
        "加上 --out FILE.toml 可写成情景；不能拟合者在其中标为 assumed。",
    ),
}
