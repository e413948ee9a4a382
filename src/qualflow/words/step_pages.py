"""The sentences of the stepper pages, in English and Chinese.

What the command line says of a walk, too, has the same words there and here.
"""

from __future__ import annotations

from collections.abc import Mapping

from qualflow.law.facts import (
    BooleanType,
    ChoiceType,
    DayType,
    Fact,
    NumberType,
    TextType,
)
from qualflow.stepping.view import View
from qualflow.words.language import Language
from qualflow.words.layout import clean
from qualflow.words.naming import Naming
from qualflow.words.stepping import said_of
from qualflow.words.stepping_messages import MESSAGES as WALK

MESSAGES: Mapping[str, tuple[str, str]] = {
    **WALK,
    # which life
    "pages.title": ("Step through a case", "逐步走过一个案件"),
    "pages.lead": (
        "A life is told here event by event. At each place you see which steps are "
        "open, which clauses bar the others, and what is due; and you can ask what "
        "would have happened otherwise.",
        "这里逐项讲述一个案件的经过。在每一步都可以看到哪些步骤可走、哪些条款阻碍其余步骤、"
        "何时到期，并可追问若非如此会怎样。",
    ),
    "pages.cases": ("Cases", "案件"),
    "pages.histories": ("Histories, as the world knows them", "历史（依公开资料）"),
    "pages.cases_note": (
        "What an office would have on file, every event with a day: where only the "
        "last possible day is known, it is that day.",
        "机关案卷中的内容，每项均有日期；只知道最迟日期的，以该日为准。",
    ),
    "pages.histories_note": (
        "What newspapers and notices let one see; the days between which each step "
        "must lie are worked out.",
        "报刊与公告可见的内容；每一步骤必处于哪些日期之间，由推算得出。",
    ),
    "pages.case": ("Case {name}", "案件 {name}"),
    "pages.history": ("History of {company}", "{company}的历史"),
    "pages.last": ("known until {on}", "资料截至{on}"),
    "pages.none": ("No case comes with this process.", "本流程未附案件。"),
    "pages.own": ("A file of your own", "您自己的文件"),
    "pages.own_life": ("Your own file: {case}", "您自己的文件：{case}"),
    "pages.own_lead": (
        "Choose or paste a case file or a history (JSON). Nothing is stored here: the "
        "text is packed into the address, so that who has the address has the file. "
        "It may "
        "have {most} characters once packed; a larger one can be walked through with "
        "`qualflow step FILE`.",
        "选择或粘贴案件文件或历史（JSON）。这里不保存任何内容：文本压缩后写入地址，"
        "得到地址即得到文件。压缩后至多{most}个字符；"
        "更大的文件可用 `qualflow step FILE`。",
    ),
    "pages.own_process": (
        "Process (a case file names its own)",
        "流程（案件文件自带流程名）",
    ),
    "pages.own_wrong": (
        "This file cannot be read. {why}",
        "无法读取此文件。{why}",
    ),
    "pages.own_file": ("Choose it from this device", "从本设备选择"),
    "pages.own_text": ("Or paste its text", "或粘贴其内容"),
    "pages.own_do": ("Walk through it", "开始"),
    # the place
    "pages.heading": (
        "{life}: place {place} of {places}",
        "{life}：第{place}步，共{places}步",
    ),
    "pages.in_branch": ("{heading}, in a branch", "{heading}（分支）"),
    "pages.since": ("In this state since {since}.", "自{since}起处于此状态。"),
    "pages.never": ("In the state it began in.", "仍处于初始状态。"),
    "pages.told_last": ("{on}: {event}.", "{on}：{event}。"),
    "pages.marked": ("{event} ({marks})", "{event}（{marks}）"),
    "pages.moves": ("Forwards and backwards", "前进与后退"),
    "pages.first": ("First", "起点"),
    "pages.back": ("Back", "后退"),
    "pages.next": ("Forward", "前进"),
    "pages.last_place": ("Last", "终点"),
    "pages.keys": (
        "The left and right arrow keys go back and forward.",
        "左右方向键可后退与前进。",
    ),
    "pages.day": ("The end of a day", "某日之末"),
    "pages.go": ("Go there", "前往"),
    "pages.chart": ("State chart", "状态图"),
    "pages.chart_scroll": ("State chart, can be scrolled", "状态图，可滚动"),
    "pages.chart_whole": ("Show every state", "显示全部状态"),
    "pages.chart_near": ("Show the way and the next steps alone", "仅显示经过与下一步"),
    # events
    "pages.events": ("What happens", "经过"),
    "pages.here": ("You are here: {on}", "您在这里：{on}"),
    "pages.added": ("in this branch only", "仅见于本分支"),
    "pages.moved": ("moved in this branch", "本分支中移动"),
    "pages.by_itself": ("by itself", "自动"),
    # steps
    "pages.clauses": ("Its clauses: {n}", "条款：{n}"),
    "pages.no_clauses": ("No clause guards it.", "没有条款约束此步骤。"),
    "pages.only_noted": ("noted only", "仅作记录"),
    "pages.take": ("What if it is asked for now?", "假设现在请求？"),
    "pages.not_ended": (
        "More is told of this day: a step can be asked for at the end of it.",
        "当日还有后续事件：当日之末方可请求步骤。",
    ),
    "pages.end_of_day": ("Go to the end of the day", "前往当日之末"),
    # facts and periods
    "pages.facts": ("Facts", "事实"),
    "pages.fact": ("fact", "事实"),
    "pages.value": ("value", "值"),
    "pages.source": ("from", "来源"),
    "pages.read_by": ("clauses that read it here", "在此读取它的条款"),
    "pages.deadlines": ("Deadlines of the day", "当日的期限"),
    "pages.no_deadlines": ("No period runs.", "没有期限在计算。"),
    "pages.timeline": ("Timeline", "时间线"),
    "pages.timeline_scroll": ("Timeline, can be scrolled", "时间线，可滚动"),
    # what if
    "pages.what_if": ("What if …", "假如……"),
    "pages.what_if_lead": (
        "Each of these leads to a branch: the same life, told anew with this one thing "
        "otherwise. The life itself stays as it is.",
        "以下各项都会进入一个分支：同一经过，仅改变这一点后重新推演。原经过不变。",
    ),
    "pages.file": ("… it had filed another value?", "……提交的是另一个值？"),
    "pages.file_how": (
        "Write true or false, a number, a day like 2016-03-31, or one of the options.",
        "填写 true 或 false、数字、2016-03-31 这样的日期，或选项之一。",
    ),
    "pages.file_facts": (
        "These are the facts that are on file or asked for here.",
        "此处列出在案或在此要求的事实。",
    ),
    "pages.every_fact": ("List every fact", "列出全部事实"),
    "pages.asked_group": ("asked for here, not on file", "在此要求而未提交"),
    "pages.filed_group": ("on file", "在案"),
    "pages.other_group": ("other facts", "其他事实"),
    "pages.on": ("On", "日期"),
    "pages.event_if": (
        "… an event had not happened, or on another day?",
        "……某项没有发生，或发生在另一日？",
    ),
    "pages.event": ("Event", "事件"),
    "pages.leave_out": ("Leave it out", "略去"),
    "pages.move": ("Move it to that day", "移至该日"),
    "pages.move_to": ("Other day, to move it", "移动后的日期"),
    "pages.reform_if": (
        "… the law had changed on another day?",
        "……法律在另一日变动？",
    ),
    "pages.reform": ("Change of the law of", "法律变动日"),
    "pages.reform_brings": ("{on}: {what} in force", "{on}：{what}施行"),
    "pages.by": ("Days later (earlier: -30)", "推迟天数（提前：-30）"),
    "pages.link_if": (
        "… it is asked with another case beside it?",
        "……同时参看另一案件？",
    ),
    "pages.link_do": ("Read it beside this one", "一并参看"),
    "pages.unread": ("Leave it out", "不再参看"),
    "pages.needs_link": (
        "It depends on another case, and none is named here: {link}.",
        "这取决于另一案件，而此处未指明：{link}。",
    ),
    "pages.choose_link": ("Choose one", "选择案件"),
    "pages.abide_if": (
        "… nothing had happened that the law forbids?",
        "……法律禁止的步骤均未发生？",
    ),
    "pages.branch_do": ("Tell it anew", "重新推演"),
    # the branch
    "pages.branch": ("This branch", "本分支"),
    "pages.drop_edit": ("Take this back", "取消此项假设"),
    "pages.leave_branch": ("Back to the life as it is known", "回到已知经过"),
    "pages.beside": ("Side by side", "对照"),
    "pages.before": ("without the last assumption", "取消最后一项假设"),
    "pages.before_head": (
        "On {on}: this branch without its last assumption, and with it.",
        "{on}：本分支不含与含最后一项假设的对照。",
    ),
    "pages.than_before": (
        "Compare with the branch without its last assumption",
        "与不含最后一项假设的分支对照",
    ),
    "pages.than_known": (
        "Compare with the life as it is known",
        "与已知经过对照",
    ),
    "pages.beside_events": ("The whole way in both", "两者的全部经过"),
    "pages.both": ("the same in both", "两者相同"),
    "pages.differs": ("differs", "不同"),
    "pages.first_difference": ("first difference", "首个差异"),
    "pages.absent": ("does not happen", "没有发生"),
    "pages.no_state": ("what", "项目"),
    # to send
    "pages.send": ("Send this place to a class", "把这一步发给全班"),
    "pages.send_lead": (
        "The address of this page says it all: the life, the place and the branch. "
        "Who opens it sees what you see.",
        "本页地址即全部内容：经过、位置与分支。打开它的人看到的与您相同。",
    ),
    "pages.send_link": ("Address of this place", "此处的地址"),
    "pages.send_terminal": ("The same in a terminal:", "在终端中同样可用："),
    # the types of values
    "pages.type.boolean": ("true or false", "true 或 false"),
    "pages.type.day": ("a day", "日期"),
    "pages.type.number": ("a number", "数字"),
    "pages.type.text": ("a text", "文字"),
    "pages.typed": ("{fact} ({type})", "{fact}（{type}）"),
    "pages.short": ("{text}…", "{text}……"),
}

LONGEST_OPTION = 44


def tell(key: str, language: Language, **values: object) -> str:
    """Return a sentence with its values put in, cleaned.

    >>> tell("pages.case", Language.EN, name="C-7")
    'Case C-7'
    """
    english, chinese = MESSAGES[key]
    sentence = chinese if language is Language.ZH else english
    return sentence.format(**{n: clean(str(v)) for n, v in values.items()})


def announced(shown: View, names: Naming) -> str:
    """Return a place in a few sentences, as a screen reader says it after a step."""
    phase = ""
    if shown.phase is not None:
        phase = names.tell("in_phase", phase=names.phase(shown.phase))
    said = []
    if shown.told:
        last = shown.told[-1]
        event, *more = said_of(last, names)
        if last.unlawful:
            event = names.tell("pages.marked", event=event, marks=names.listed(more))
        said.append(names.tell("pages.told_last", on=last.event.on, event=event))
    else:
        said.append(names.tell("walk.nothing"))
    told = {"on": shown.on, "case": shown.case.id, "phase": phase}
    said.append(names.tell("stands_at", state=names.state(shown.state), **told))
    if shown.since is None:
        said.append(names.tell("pages.never"))
    else:
        said.append(names.tell("pages.since", since=shown.since))
    if not shown.ends_day:
        said.append(names.tell("walk.more"))
    return (" " if names.language is Language.EN else "").join(said)


def typed(fact: Fact, names: Naming) -> str:
    """Return a fact with how its values are written."""
    match fact.type:
        case ChoiceType(options):
            kind = names.listed(options)
        case BooleanType():
            kind = names.tell("pages.type.boolean")
        case DayType():
            kind = names.tell("pages.type.day")
        case NumberType():
            kind = fact.unit.get(names.language) or names.tell("pages.type.number")
        case TextType():
            kind = names.tell("pages.type.text")
    return names.tell("pages.typed", fact=names.fact(fact.name), type=kind)


def short(text: str, names: Naming) -> str:
    """Return a text that fits into a list to choose from."""
    if len(text) <= LONGEST_OPTION:
        return text
    return names.tell("pages.short", text=text[:LONGEST_OPTION].rstrip())
