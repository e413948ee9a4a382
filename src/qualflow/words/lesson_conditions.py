"""What the reader of written conditions expects, in Chinese."""

from __future__ import annotations

from collections.abc import Mapping

PARSER: Mapping[str, str] = {
    "a fact, a number, a day, a text or a bracket": "事实、数字、日期、文本或括号",
    "'and', 'or', 'implies', a comparison or the end": (
        "“and”“or”“implies”、比较符号或结尾"
    ),
    "'==' (equal)": "“==”（等于）",
    'a text in double quotes ("…")': '用双引号括起的文本（"…"）',
    "a text closed by a double quote in the same line": "在同一行内以双引号结束的文本",
    "a multiple instead of a division ('3 * a > b', not 'a > b / 3')": (
        "以乘代除（写“3 * a > b”，不写“a > b / 3”）"
    ),
    "a plain number (the fact declares its unit)": "纯数字（单位由事实规定）",
    "a number or a day like 2019-01-10": "数字或形如 2019-01-10 的日期",
    "a day of the calendar": "日历上存在的日期",
    "the name of a fact": "事实的名称",
    "a text, a number or a day": "文本、数字或日期",
    "a constant before '*'": "“*”之前的常数",
    "the constant first ('3 * a', not 'a * 3')": "常数在前（写“3 * a”，不写“a * 3”）",
    "digits in groups of three ('100_000')": "三位一组的数字（“100_000”）",
    "')'": "“)”",
    "'('": "“(”",
    "'}'": "“}”",
    "'{'": "“{”",
    "','": "“,”",
    "a condition that is true or false": "真假条件",
    "a condition": "条件",
    "a number": "数字",
    "a day": "日期",
    "a text": "文本",
    "a number or a day (others have no order)": "数字或日期（其他值没有大小之分）",
    "a declared fact or definition": "已声明的事实或定义",
    "a name that is not declared": "未声明的名称",
    "no option of it": "其中没有的选项",
    "the end": "结尾",
}
"""What the language of clauses expects, in Chinese; what is not here stays English."""
