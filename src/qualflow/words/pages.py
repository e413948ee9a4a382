"""The sentences of the pages, in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping

from qualflow.words.language import Language
from qualflow.words.layout import clean
from qualflow.words.rulebook_messages import MESSAGES as RULEBOOK

MESSAGES: Mapping[str, tuple[str, str]] = {
    **RULEBOOK,
    # every page
    "site": ("qualflow", "qualflow"),
    "skip": ("Skip to content", "跳到正文"),
    "nav": ("Main", "主导航"),
    "crumbs": ("You are here", "当前位置"),
    "languages": ("Language", "语言"),
    "foot": (
        "Our own words, not the text of the law, and no legal advice.",
        "均为我们自己的文字，并非法律原文，也不构成法律意见。",
    ),
    "release_of": ("qualflow {version}", "qualflow {version}"),
    "foot_api": ("The same for programs", "供程序使用的同样内容"),
    "swapped": ("Page: {title}", "页面：{title}"),
    "home": ("Start", "首页"),
    "learn": ("Learn", "学习"),
    "step": ("Step", "推演"),
    "simulate": ("Simulate", "模拟"),
    "law": ("Law", "法律"),
    "readings": ("Readings", "解读"),
    "glossary": ("Glossary", "词汇"),
    "search": ("Search", "检索"),
    # the start
    "home_title": (
        "An approval procedure written in law, as something you can ask",
        "把写在法律里的审批流程，变成可以提问的东西",
    ),
    "home_lead": (
        "A law says who may do what, when, and on which conditions. Here each "
        "paragraph is a clause that a machine can check, with the days on which it "
        "was in force. So a question has an answer with reasons: may this step be "
        "taken today, and if not, which clauses stand in the way?",
        "法律规定谁可以在何时、以何种条件做什么。在这里，每一段都是机器可以核对的条款，"
        "并注明其适用的日期。因此每个问题都有附理由的回答：今天能否走这一步？"
        "如果不能，是哪些条款在阻碍？",
    ),
    "home_unknown": (
        "What nobody has filed is not known. That is not a no, and it is never "
        "guessed.",
        "没有人提交过的即为未知。未知不等于否，也从不猜测。",
    ),
    "doors": ("Where to begin", "从哪里开始"),
    "door.learn": (
        "Lessons with exercises that the engine marks.",
        "附练习的课程，由引擎评阅。",
    ),
    "door.step": (
        "Walk through the life of a true case, step by step, and try what would have "
        "changed it.",
        "逐步走过一个真实案件的经过，并尝试什么会改变它。",
    ),
    "door.simulate": (
        "How likely, how long, and what if.",
        "有多大可能、需要多久、如果怎样。",
    ),
    "door.law": (
        "Every instrument and clause in our own words, and how the law changed.",
        "以我们自己的文字列出每份文件和条款，以及法律的变迁。",
    ),
    "processes": ("Processes", "流程"),
    "process": ("process", "流程"),
    "counts": (
        "Instruments: {instruments}, clauses: {clauses}, states: {states}, "
        "transitions: {transitions}; release {release}.",
        "文件：{instruments}，条款：{clauses}，状态：{states}，步骤：{transitions}；"
        "发布版 {release}。",
    ),
    "lives": ("Cases and histories that come with it: {n}.", "附带的案件与历史：{n}。"),
    # the law
    "law_lead": (
        "Instruments by process. A clause is one paragraph that is evaluated; a "
        "provision is only printed.",
        "按流程列出的文件。条款是予以评估的一段；规定仅列出。",
    ),
    "on_this_page": ("On this page", "本页内容"),
    "instruments": ("Instruments", "规范性文件"),
    "instrument_head": ("instrument", "文件"),
    "title": ("title", "名称"),
    "issuer": ("issuer", "发布机关"),
    "number": ("number", "文号"),
    "promulgated": ("promulgated", "公布"),
    "read_row": ("what could be read of it", "可读到的部分"),
    "clauses": ("Clauses", "条款"),
    "clause": ("clause", "条款"),
    "provisions": ("Provisions, printed only", "规定（仅列出）"),
    "provision_note": (
        "This provision is printed and never evaluated.",
        "本规定仅列出，从不评估。",
    ),
    "standing": ("standing", "可靠程度"),
    "kind": ("kind", "种类"),
    "states": ("States", "状态"),
    "state_head": ("state", "状态"),
    "name": ("name", "名称"),
    "meaning": ("meaning", "含义"),
    "phase_head": ("phase", "阶段"),
    "transitions": ("Transitions", "步骤"),
    "transition_head": ("transition", "步骤"),
    "from_to": ("from → to", "自 → 至"),
    "path": ("{sources} → {target}", "{sources} → {target}"),
    "by": ("by", "由"),
    "facts": ("Facts", "事实"),
    "fact_head": ("fact", "事实"),
    "question": ("question", "提问"),
    "type": ("type", "类型"),
    "type.boolean": ("yes or no", "是或否"),
    "type.day": ("a day", "日期"),
    "type.text": ("a text", "文字"),
    "type.number": ("a number", "数字"),
    "type.number_of": ("a number ({unit})", "数字（{unit}）"),
    "type.choice": ("one of: {options}", "以下之一：{options}"),
    "clocks": ("Periods", "期限"),
    "days_link": (
        "How the law changed, day by day of reform",
        "法律的变迁：按改革日期",
    ),
    "none": ("–", "–"),
    # one instrument, one clause
    "instrument_title": ("{id}: {title}", "{id}：{title}"),
    "where_read": ("Where to read the text", "在哪里阅读原文"),
    "where_lead": (
        "The official collections have the text; look there for the title and the "
        "number.",
        "原文见官方库，可按名称和文号查找。",
    ),
    "where_none": (
        "Nobody has named an official collection for this process.",
        "本流程未注明官方库。",
    ),
    "where_from": ("What is encoded here was read in:", "此处编码的内容读自："),
    "versions": ("Versions", "版本"),
    "version_days": ("In force {days}", "适用：{days}"),
    "marked": ("{marks}. {note}", "{marks}。{note}"),
    "remedy": ("what would help", "如何补救"),
    "presumed_note": (
        "Presumed: met while nobody has filed the contrary.",
        "推定：在无人提交相反材料之前视为满足。",
    ),
    "finding_note": (
        "What is not met here is noted and bars no step.",
        "不满足时仅作记录，不阻碍任何步骤。",
    ),
    "standing_note.text": (
        "The text itself could be read.",
        "读到了原文。",
    ),
    "standing_note.press": (
        "Known from reports on it; the text could not be read.",
        "据报道得知；未能读到原文。",
    ),
    "standing_note.memory": (
        "From general knowledge, not from a text: not evaluated unless asked for.",
        "来自一般知识而非原文：非经要求不予评估。",
    ),
    "standing_note.practice": (
        "What authorities are reported to do. No law: not evaluated unless asked for.",
        "据报道机关的惯例，并非法律：非经要求不予评估。",
    ),
    "reads_none": ("It reads no fact.", "不读取任何事实。"),
    "guarded": ("Transitions it guards", "所守步骤"),
    "guarded_none": ("It guards no transition.", "不守任何步骤。"),
    "supported": ("Transitions it is printed with", "随附的步骤"),
    "sets": ("Periods whose length it sets", "由其规定长度的期限"),
    "stopped": ("Cases it stopped", "它阻止过的案件"),
    "stopped_none": (
        "None of the cases and histories that come with this process failed at it.",
        "本流程附带的案件与历史均未止于此条。",
    ),
    "stopped_lead": (
        "On these days, with what was on file, it was not met:",
        "在以下日期，依当时在案材料，本条不满足：",
    ),
    "stopped_row": (
        "{on}: {case} could not {act}.",
        "{on}：{case}不能“{act}”。",
    ),
    "stopped_linked": (
        "{on}: {case} could not {act}, with {other} as {link}.",
        "{on}：{case}不能“{act}”（{link}：{other}）。",
    ),
    "see_life": ("Walk through it", "逐步推演"),
    "the_case": ("the case {name}", "案件 {name}"),
    "the_history": ("{company}, by its history", "{company}（依其历史）"),
    "examples": ("Examples", "示例"),
    "examples_lead": (
        "The rulebook's own tests of this clause: with these facts, on this day, it "
        "must answer so.",
        "规则集对本条的自测：在该日、依这些事实，必须如此回答。",
    ),
    "examples_left": (
        "{n} more stand in the folder of the process.",
        "另有{n}个见流程文件夹。",
    ),
    "examples_none": ("It has no example of its own.", "没有专门的示例。"),
    "on_head": ("on", "日期"),
    "facts_head": ("facts", "事实"),
    "answer_head": ("answer", "回答"),
    "no_facts": ("nothing on file", "无在案材料"),
    "verdict.met": ("met", "满足"),
    "verdict.unmet": ("not met", "不满足"),
    "verdict.unknown": ("not known", "未知"),
    "verdict.not_evaluated": ("not evaluated", "未评估"),
    # the law of a day
    "day_title": ("The law of {on}", "{on}的法律"),
    "days_nav": ("Days on which the law changes", "法律变动的日期"),
    "days_help": (
        "Take a day, or use the left and right arrow keys.",
        "选择日期，或使用左右方向键。",
    ),
    "slider": ("Reform", "改革"),
    "before_first": ("before {on}", "{on}之前"),
    "earlier": ("Earlier: {on}", "之前：{on}"),
    "later": ("Later: {on}", "之后：{on}"),
    "other_day": ("Another day", "其他日期"),
    "show": ("Show", "显示"),
    "unchanged": ("Unchanged {days}.", "{days}未变。"),
    "chart": ("The chart of that day", "当日的状态图"),
    "chart_scroll": ("State chart, can be scrolled", "状态图，可滚动"),
    "changes_title": ("What changes against the day before", "与前一日相比的变动"),
    "changes_none": (
        "Nothing changes on this day.",
        "当日没有变动。",
    ),
    "changes_of": ("See the last change: {on}.", "见最近一次变动：{on}。"),
    "how.begins": ("begins", "开始适用"),
    "how.changes": ("changes", "有变动"),
    "how.ends": ("ends", "不再适用"),
    "was": ("until then: {text}", "此前：{text}"),
    "fires": ("By the law itself, that day: {acts}.", "当日依法自动发生：{acts}。"),
    "path_changed": ("{before}; from then on: {after}", "{before}；此后：{after}"),
    "no_reforms": (
        "Nothing in this process ever changes: the law of one day is that of all.",
        "本流程从无变动：任何一日的法律都相同。",
    ),
    # readings, glossary
    "readings_title": ("Readings of the law", "对法律的解读"),
    "readings_lead": (
        "Where a text admits two readings, or was not at hand, the rulebook chooses "
        "one. This is which, and the other one.",
        "条文有两种理解，或者未能读到时，规则集择其一。以下为所选，以及另一种。",
    ),
    "readings_none": ("No process here names a reading.", "这里没有流程注明解读。"),
    "ours": ("ours", "我们的"),
    "other": ("the other", "另一种"),
    "used_by": ("used by", "用于"),
    "glossary_title": ("Glossary", "词汇"),
    "glossary_lead": (
        "The words of these pages and of the command line, in both languages.",
        "本网页与命令行所用词语的中英对照。",
    ),
    "word": ("word", "词语"),
    "in_other": ("in Chinese", "英文"),
    "endings_title": ("Four ways a right ends", "权利终止的四种方式"),
    "endings_lead": (
        'English has "revoke" for most of them; the law keeps them apart, and so does '
        "the fact reason.",
        "英语多以 revoke 一词概括；法律予以区分，事实 reason 亦然。",
    ),
    "ending_head": ("in the law", "法律用语"),
    "here_head": ("here", "此处"),
    # search
    "search_title": ("Search", "检索"),
    "search_for": ("Search: {words}", "检索：{words}"),
    "search_label": (
        "Search in law, readings and glossary",
        "在法律、解读和词汇中检索",
    ),
    "search_in": ("in", "范围"),
    "everywhere": ("everything", "全部"),
    "search_do": ("Search", "检索"),
    "found": ("{n} found.", "找到{n}项。"),
    "found_1": ("1 found.", "找到1项。"),
    "found_0": ("Nothing found.", "未找到。"),
    "found_left": (
        "{n} more are not shown: look for more words.",
        "另有{n}项未显示：请增加检索词。",
    ),
    "search_hint": (
        "All the words must be there, in either language. A clause is found by its "
        "ref, like {example}.",
        "须包含所有检索词，不限语言。条款可按编号检索，例如 {example}。",
    ),
    "sort.clause": ("Clauses and provisions", "条款与规定"),
    "sort.instrument": ("Instruments", "规范性文件"),
    "sort.state": ("States", "状态"),
    "sort.transition": ("Transitions", "步骤"),
    "sort.fact": ("Facts", "事实"),
    "sort.reading": ("Readings", "解读"),
    "sort.lesson": ("Lessons", "课程"),
    "sort.life": ("Cases and histories", "案件与历史"),
    "search_else": (
        "Try another word, or look here:",
        "请换一个词，或查看：",
    ),
    "sort.term": ("Words", "词汇"),
    # what went wrong
    "problem.400": ("This address is not understood", "无法理解此地址"),
    "problem.404": ("There is no such page", "没有这个页面"),
    "problem.405": ("This cannot be done here", "此处不能这样操作"),
    "problem.414": ("This address is too long", "地址过长"),
    "problem.429": ("One at a time", "请逐一进行"),
    "problem.503": ("This cannot be done here now", "此处目前无法这样操作"),
    "problem.500": ("Something went wrong here", "此处出了问题"),
    "problem_told.404": (
        "Nothing is shown at this address.",
        "此地址没有内容。",
    ),
    "problem_told.405": (
        "Pages can only be read.",
        "页面仅供阅读。",
    ),
    "problem_told.414": (
        "An address may have {most} characters.",
        "地址至多{most}个字符。",
    ),
    "problem_told.500": (
        "The mistake is ours; it has been logged as {request}.",
        "是我们的错误，已记录为 {request}。",
    ),
    "problem_back": ("Back to the start", "返回首页"),
}
"""By key: English, Chinese.  A form of one or none ends in `_1` or `_0`."""

TAGS: Mapping[Language, str] = {Language.EN: "en", Language.ZH: "zh-Hans"}
"""What HTML calls a language; its script decides how characters are drawn."""

NAMES: Mapping[Language, str] = {Language.EN: "English", Language.ZH: "中文"}
"""What a language calls itself."""


def tell(key: str, language: Language, **values: object) -> str:
    """Return a sentence with its values put in, cleaned.

    >>> tell("found", Language.EN, n=3), tell("found", Language.ZH, n=3)
    ('3 found.', '找到3项。')
    """
    english, chinese = MESSAGES[key]
    sentence = chinese if language is Language.ZH else english
    return sentence.format(
        **{name: clean(str(value)) for name, value in values.items()}
    )


def counted(key: str, language: Language, n: int) -> str:
    """Return the sentence for a number of things.

    >>> counted("found", Language.EN, 1)
    '1 found.'
    """
    form = f"{key}_{n}"
    return tell(form if form in MESSAGES else key, language, n=n)
