"""The words of values and expressions: key, English, Chinese.

The two templates of a key have the same placeholders.  A pair of signs in a key is a
comparison's: `number.>=` compares a number with a figure, `numbers.>=` two numbers,
`count.>=` how many there are of something.
"""

from __future__ import annotations

from collections.abc import Mapping

MESSAGES: Mapping[str, tuple[str, str]] = {
    # values
    "yes": ("yes", "是"),
    "no": ("no", "否"),
    "unknown": ("not known", "未知"),
    "date": ("{year:04d}-{month:02d}-{day:02d}", "{year}年{month}月{day}日"),
    "quote": ('"{text}"', "“{text}”"),
    "day.one": ("{n} day", "{n}日"),
    "day.many": ("{n} days", "{n}日"),
    "working day.one": ("{n} working day", "{n}个工作日"),
    "working day.many": ("{n} working days", "{n}个工作日"),
    "month.one": ("{n} month", "{n}个月"),
    "month.many": ("{n} months", "{n}个月"),
    "year.one": ("{n} year", "{n}年"),
    "year.many": ("{n} years", "{n}年"),
    # numbers and days
    "today": ("today", "今日"),
    "number of": ("number of {label}", "{label}的数量"),
    "plus": ("{left} plus {right}", "{left}加{right}"),
    "minus": ("{left} minus {right}", "{left}减{right}"),
    "times": ("{factor} times {part}", "{part}的{factor}倍"),
    "after": ("{period} after {day}", "{day}之后{period}"),
    "before": ("{period} before {day}", "{day}之前{period}"),
    "further after": ("{period} after the day {day}", "{day}再往后{period}"),
    "further before": ("{period} before the day {day}", "{day}再往前{period}"),
    "span": ("from {since} to {until}", "自{since}至{until}"),
    "days": ("days from {since} to {until}", "自{since}至{until}的日数"),
    "working days": (
        "working days from {since} to {until}",
        "自{since}至{until}的工作日数",
    ),
    # comparisons
    "number.<": ("{left} less than {right}", "{left}少于{right}"),
    "number.<=": ("{left} at most {right}", "{left}不超过{right}"),
    "number.==": ("{left} is {right}", "{left}为{right}"),
    "number.!=": ("{left} is not {right}", "{left}不为{right}"),
    "number.>=": ("{left} at least {right}", "{left}不少于{right}"),
    "number.>": ("{left} more than {right}", "{left}超过{right}"),
    "numbers.<": ("{left} less than {right}", "{left}少于{right}"),
    "numbers.<=": ("{left} at most {right}", "{left}不超过{right}"),
    "numbers.==": ("{left} equal to {right}", "{left}等于{right}"),
    "numbers.!=": ("{left} not equal to {right}", "{left}不等于{right}"),
    "numbers.>=": ("{left} at least {right}", "{left}不少于{right}"),
    "numbers.>": ("{left} more than {right}", "{left}超过{right}"),
    "count.<": ("fewer than {right} {left}", "{left}少于{right}"),
    "count.<=": ("at most {right} {left}", "{left}不超过{right}"),
    "count.==": ("exactly {right} {left}", "{left}为{right}"),
    "count.!=": ("not exactly {right} {left}", "{left}不为{right}"),
    "count.>=": ("at least {right} {left}", "{left}不少于{right}"),
    "count.>": ("more than {right} {left}", "{left}超过{right}"),
    "day.<": ("{left} is earlier than {right}", "{left}早于{right}"),
    "day.<=": ("{left} is not later than {right}", "{left}不晚于{right}"),
    "day.==": ("{left} is {right}", "{left}为{right}"),
    "day.!=": ("{left} is not {right}", "{left}不为{right}"),
    "day.>=": ("{left} is not earlier than {right}", "{left}不早于{right}"),
    "day.>": ("{left} is later than {right}", "{left}晚于{right}"),
    "days.<": ("{left} is earlier than {right}", "{left}早于{right}"),
    "days.<=": ("{left} is not later than {right}", "{left}不晚于{right}"),
    "days.==": ("{left} is the same day as {right}", "{left}与{right}为同一日"),
    "days.!=": ("{left} is not the same day as {right}", "{left}与{right}不为同一日"),
    "days.>=": ("{left} is not earlier than {right}", "{left}不早于{right}"),
    "days.>": ("{left} is later than {right}", "{left}晚于{right}"),
    "name.==": ("{left} is {right}", "{left}为{right}"),
    "name.!=": ("{left} is not {right}", "{left}不为{right}"),
    "names.==": ("{left} is the same as {right}", "{left}与{right}相同"),
    "names.!=": ("{left} is not the same as {right}", "{left}与{right}不相同"),
    "among": ("{left} is one of: {options}", "{left}为以下之一：{options}"),
    "among.not": (
        "{left} is none of: {options}",
        "{left}不属于以下任何一项：{options}",
    ),
    "option": (", ", "、"),
    "option with a comma": ("; ", "；"),
    # from … to …, with a sign for each end
    "between.<=.<=": (
        "{left} between {low} and {high} (both included)",
        "{left}介于{low}（含）至{high}（含）之间",
    ),
    "between.<.<": (
        "{left} between {low} and {high} (both excluded)",
        "{left}介于{low}（不含）至{high}（不含）之间",
    ),
    "between.<.<=": (
        "{left} between {low} (excluded) and {high} (included)",
        "{left}介于{low}（不含）至{high}（含）之间",
    ),
    "between.<=.<": (
        "{left} between {low} (included) and {high} (excluded)",
        "{left}介于{low}（含）至{high}（不含）之间",
    ),
    "count.between.<=.<=": (
        "between {low} and {high} {left} (both included)",
        "{left}介于{low}（含）至{high}（含）之间",
    ),
    "count.between.<.<": (
        "between {low} and {high} {left} (both excluded)",
        "{left}介于{low}（不含）至{high}（不含）之间",
    ),
    "count.between.<.<=": (
        "between {low} (excluded) and {high} (included) {left}",
        "{left}介于{low}（不含）至{high}（含）之间",
    ),
    "count.between.<=.<": (
        "between {low} (included) and {high} (excluded) {left}",
        "{left}介于{low}（含）至{high}（不含）之间",
    ),
    # conditions
    "true": ("this always holds", "恒成立"),
    "false": ("this never holds", "恒不成立"),
    "known": ("{label} is on file", "{label}已提交"),
    "known.not": ("{label} is not on file", "{label}未提交"),
    "known.sentence": ("it is on file whether {label}", "是否“{label}”已提交"),
    "known.sentence.not": (
        "it is not on file whether {label}",
        "是否“{label}”未提交",
    ),
    "not": ("it is not so that {part}", "并非{part}"),
    "and": (" and ", "，且"),
    "or": (" or ", "，或"),
    "if": ("if {condition}, then {conclusion}", "如果{condition}，则{conclusion}"),
    "iff": ("{left} if and only if {right}", "{left}当且仅当{right}"),
    "either": (
        "exactly one of these holds: {left}; {right}",
        "以下恰有一项成立：{left}；{right}",
    ),
    "bracket": ("({part})", "（{part}）"),
}
