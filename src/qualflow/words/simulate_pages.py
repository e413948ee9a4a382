"""The sentences of the simulation pages, in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping

from qualflow.words.language import Language
from qualflow.words.layout import clean

MESSAGES: Mapping[str, tuple[str, str]] = {
    "title": ("Simulate", "模拟"),
    "lead": (
        "A scenario says what nobody can look up: how long things take and which way "
        "they go. The law says the rest. Move an assumption and see how far the answer "
        "moves with it.",
        "情景给出查不到的内容：各环节需要多久、走向如何；其余由法律规定。"
        "改动一项假设，看结论随之变动多少。",
    ),
    "none": (
        "No process that is shown here comes with a scenario.",
        "此处的流程均未附带情景。",
    ),
    "unreadable": ("This scenario cannot be read: {why}", "无法读取此情景：{why}"),
    "asks": ("It asks:", "所问："),
    "asks_time": ("how long: {what}", "需要多久：{what}"),
    "asks_outcomes": ("where cases end: {what}", "案件的结局：{what}"),
    "period": (
        "From {on} to {end}; figures: {n}, of which nobody has measured: {assumed}.",
        "自{on}至{end}；数据：{n}项，其中无人测量：{assumed}项。",
    ),
    "moved_title": ("{title}, moved", "{title}（已改动）"),
    "answer": ("The answer", "结论"),
    "form": ("Move an assumption", "改动一项假设"),
    "form_note": (
        "What you move stands in the address, so it can be sent on. Of shares that add "
        "up to 1, the ones you leave make room.",
        "改动保存在地址中，可以转发。合计为1的各比例中，未改动的自动让位。",
    ),
    "was": ("as it is: {value}", "原值：{value}"),
    "made_room": ("now, to make room: {value}", "为让位现为：{value}"),
    "option": ("{fact}: {value}", "{fact}：{value}"),
    "range": ("{least} to {most}", "{least}至{most}"),
    "source": ("source: {source}", "来源：{source}"),
    "assumed": ("assumed, nobody has measured it", "假设，无人测量"),
    "slider": ("{label}, slider", "{label}，滑块"),
    "moved_mark": ("moved", "已改动"),
    "engine": ("Computed", "计算方式"),
    "engine.exact": ("exactly", "精确计算"),
    "engine.sampling": ("by sampling cases", "抽样模拟"),
    "cases": ("Cases", "案件数"),
    "do": ("Answer", "计算"),
    "reset": ("Back to the scenario as it is", "恢复原情景"),
    "more_left": (
        "Another {n} figures can be moved by their address only.",
        "另有{n}项数据只能通过地址改动。",
    ),
    "run": ("Run {n} cases", "模拟{n}个案件"),
    "run_note": (
        "More cases, smaller errors. The answer so far is told while it runs.",
        "案件越多，误差越小；运行中会报告目前的结论。",
    ),
    "stop": ("Stop", "停止"),
    "progress": ("Progress of the run", "运行进度"),
    "waiting": ("Waiting for a turn.", "等待运行。"),
    "done_so_far": ("{n} of {all} cases. {answer}", "{all}个案件中的{n}个。{answer}"),
    "counting": ("{n} of {all} cases.", "{all}个案件中的{n}个。"),
    "stopped": ("Stopped.", "已停止。"),
    "broken": (
        "The run was not answered: the server is busy or gone. Try again in a moment.",
        "运行没有得到应答：服务器繁忙或已离开。请稍后再试。",
    ),
    "too_long": (
        "No answer within {n} seconds: ask for fewer cases.",
        "{n}秒内未得出结论：请减少案件数。",
    ),
    "error.exact": (
        "Nothing is drawn by chance here: the figures are right to the digits shown.",
        "此处不含随机抽取：所示各位数字均准确。",
    ),
    "error.sampling": (
        "± is one standard error: in one run of twenty chance alone moves a figure by "
        "more than twice as much.",
        "±为一个标准误差：二十次运行中约有一次，仅因随机就会偏离两倍以上。",
    ),
    "error.queueing": (
        "± is one standard error: in one run of twenty chance alone moves a figure by "
        "more than twice as much.",
        "±为一个标准误差：二十次运行中约有一次，仅因随机就会偏离两倍以上。",
    ),
    "against": ("Compare with", "对照"),
    "against.itself": ("itself, before any move", "自身（未改动）"),
    "compared_two": ("The two compared", "两者对照"),
    "of_second": ("This scenario, in full", "本情景（完整）"),
    "compared": ("What the move does", "改动的效果"),
    "of_moved": ("The scenario as it was moved, in full", "改动后的情景（完整）"),
    "numbers": ("In numbers", "数据"),
    "pictures": ("In pictures", "图示"),
    "file": ("The moved scenario as a file", "改动后的情景文件"),
    "file_note": (
        "Save it as a file and give it to `qualflow simulate`.",
        "保存为文件后可交给 `qualflow simulate`。",
    ),
    "method": ("How it was computed", "计算方法"),
    "figures": ("Every figure and its source", "全部数据及来源"),
    "scroll": ("{what}, can be scrolled", "{what}，可滚动"),
}
"""By key: English, Chinese."""


def tell(key: str, language: Language, **values: object) -> str:
    """Return a sentence with its values put in, cleaned.

    >>> tell("run", Language.EN, n="20,000"), tell("run", Language.ZH, n="20,000")
    ('Run 20,000 cases', '模拟20,000个案件')
    """
    english, chinese = MESSAGES[key]
    sentence = chinese if language is Language.ZH else english
    return sentence.format(
        **{name: clean(str(value)) for name, value in values.items()}
    )
