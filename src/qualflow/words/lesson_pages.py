"""The sentences of the pages of lessons, in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping

from qualflow.words.language import Language
from qualflow.words.layout import clean
from qualflow.words.lesson_teaching import MESSAGES as TEACHING

MESSAGES: Mapping[str, tuple[str, str]] = {
    **TEACHING,
    # the course
    "learn_title": ("Lessons", "课程"),
    "learn_lead": (
        "Each lesson has one point. Its exercises are questions to the law itself: "
        "the engine marks your answer, accepts whatever the law accepts, and says why.",
        "每课只讲一点。练习就是向法律本身提问：由引擎评阅答案，"
        "凡法律允许的都算对，并说明理由。",
    ),
    "learn_privacy": (
        "What you have solved is kept in this browser and nowhere else.",
        "已完成的练习只保存在此浏览器中，不会存到别处。",
    ),
    "forget": ("Forget what I have solved", "清除我的进度"),
    "forgotten": ("Nothing is kept any more.", "进度已清除。"),
    "no_lessons": (
        "No process here comes with lessons.",
        "这里没有流程附带课程。",
    ),
    "minutes": ("{n} minutes", "{n}分钟"),
    "minutes_1": ("1 minute", "1分钟"),
    "exercises": ("{n} exercises", "{n}道练习"),
    "exercises_1": ("1 exercise", "1道练习"),
    "exercises_0": ("no exercise", "无练习"),
    "solved_of": ("· {{done}} of {n} solved", "· 已完成{{done}}/{n}"),
    "solved": ("Solved", "已完成"),
    "for_teachers": ("For teachers", "教师"),
    "teach_link": ("Make an exercise of your own", "自己出一道题"),
    "course_total": (
        "Lessons: {lessons}, minutes in all: {minutes}.",
        "共{lessons}课，{minutes}分钟。",
    ),
    # one lesson
    "point": ("The point", "要点"),
    "needs": ("It rests on", "先修"),
    "print_sheet": ("Sheet to print", "可打印的练习单"),
    "sheet_answers": ("the same with answers", "附答案"),
    "way": (
        "{lessons} lead to the answer, {minutes} in all.",
        "{lessons}即可得出答案，共{minutes}。",
    ),
    "way_lessons": ("{n} lessons", "{n}课"),
    "way_lessons_1": ("One lesson", "一课"),
    "onward": ("On the way to “{question}”:", "通往“{question}”："),
    "next_lesson": ("Next: {title}", "下一课：{title}"),
    "previous_lesson": ("Before: {title}", "上一课：{title}"),
    "other_lessons": ("Other lessons", "其他课程"),
    "lesson_of": ("Lesson {n}", "第{n}课"),
    # an exercise
    "exercise_n": ("Exercise {n}", "练习{n}"),
    "exercise": ("Exercise", "练习"),
    "known": ("What is known", "已知情况"),
    "known_all": (
        "What is known: {n} facts on file",
        "已知情况：在案事实{n}项",
    ),
    "alone": ("This exercise by itself", "单独打开此题"),
    "check": ("Check the answer", "检查答案"),
    "choose_all": ("Choose all that are right.", "选出所有正确的。"),
    "choose_one": ("Choose one.", "选择一项。"),
    "choose_any": ("One right one will do.", "选对一项即可。"),
    "day": ("The day", "日期"),
    "place_n": ("Act {n}", "第{n}步"),
    "take": ("choose…", "请选择……"),
    "file_lead": (
        "Leave empty what you do not file.",
        "不提交的请留空。",
    ),
    "now_filed": ("on file now: {value}", "目前在案：{value}"),
    "nothing_filed": ("nothing", "无"),
    "yes": ("yes", "是"),
    "no": ("no", "否"),
    "condition": ("The condition", "条件"),
    "condition_help": (
        "Facts by name, numbers, comparisons like >= or ==, and the words and, or, "
        "not. For example: {example}",
        "使用事实名称、数字、>= 或 == 等比较符号，以及 and、or、not。例如：{example}",
    ),
    "condition_facts": ("Facts that you can name", "可用的事实"),
    "at_least": ("at least, in percent", "至少（百分比）"),
    "at_most": ("at most, in percent", "至多（百分比）"),
    "range_help": (
        "A range of at most {n} percentage points.",
        "区间至多{n}个百分点。",
    ),
    # what an answer is worth
    "tries_n": ("Wrong answers so far: {n}.", "至此答错{n}次。"),
    "hint_n": ("Hint {n}", "提示{n}"),
    "give_up": ("Show a right answer", "显示一个正确答案"),
    "other_right": (
        "Others may be right too: whatever the law accepts.",
        "其他答案也可能正确：凡法律允许的都算对。",
    ),
    "why": ("Why: {reason}", "理由：{reason}"),
    "move_assumption": (
        "Now move an assumption of this scenario",
        "现在改动这一情景的假设",
    ),
    "nothing_yet": ("Nothing is answered yet.", "尚未作答。"),
    "order_incomplete": (
        "Each act is to stand in the order, each one once.",
        "每一步都要排入顺序，且各一次。",
    ),
    "no_value": (
        '{fact}: "{value}" cannot be filed, {expected} is expected.',
        "{fact}：不能提交“{value}”，应为{expected}。",
    ),
    "no_range": (
        "Two numbers from 0 to 100 are expected, the lower one first.",
        "应为0至100之间的两个数字，小的在前。",
    ),
    "needs_extra": (
        "This exercise needs packages that are not installed here: pip install "
        "'qualflow[{extra}]'.",
        "此练习需要尚未安装的软件包：pip install 'qualflow[{extra}]'。",
    ),
    # without a server
    "offline_note": (
        "The answers are checked in your browser against a table that the engine made "
        "when this folder was written.",
        "答案在浏览器中核对，所依据的表由引擎在写入此文件夹时生成。",
    ),
    "offline_open": (
        "This exercise has too many right answers for a table. Think first, then open "
        "the hints and one right answer; to have yours marked, start qualflow serve.",
        "此练习的正确答案太多，无法列表。请先思考，再看提示和一个正确答案；"
        "如需评阅，请启动 qualflow serve。",
    ),
    "offline_script": (
        "Without JavaScript nothing is checked here: open the hints and the answer.",
        "没有 JavaScript 时无法核对：请查看提示和答案。",
    ),
    "some_more": ("Something else belongs to them too.", "还有其他项也属于其中。"),
    "nothing_chosen": ("Nothing was chosen yet.", "尚未选择。"),
    "needless": ("Not needed here: {{fact}}.", "这里不需要：{{fact}}。"),
    "too_early": ("The last day is later.", "最后一日更晚。"),
    "too_late": ("The last day is earlier.", "最后一日更早。"),
    # the sheet
    "sheet_title": ("{title}: sheet", "{title}：练习单"),
    "sheet_title_answers": ("{title}: sheet with answers", "{title}：练习单（附答案）"),
    "known_like": (
        "What is known: as in exercise {n}, but",
        "已知情况：同练习{n}，但",
    ),
    "known_same": ("What is known: as in exercise {n}.", "已知情况：同练习{n}。"),
    "known_gone": ("Not on file here:", "本题中未提交："),
    "sheet_facts": (
        "Tick what you file, and write its value beside it.",
        "请勾选要提交的事实，并在旁边写下其值。",
    ),
    "sheet_name": ("Name", "姓名"),
    "sheet_date": ("Date", "日期"),
    "sheet_answer": ("Answer", "答案"),
    "sheet_right": ("A right answer, by the engine", "正确答案（由引擎计算）"),
    "sheet_without": ("Without answers", "不附答案"),
    "sheet_with": ("With answers", "附答案"),
    "sheet_back": ("Back to the lesson", "返回课程"),
    "sheet_print": (
        "Print this page with your browser.",
        "请用浏览器打印本页。",
    ),
    # made exercises
    "made_title": ("An exercise", "一道练习"),
    "made_note": (
        "Made by a teacher: everything it asks stands in the address of this page.",
        "由教师所出：全部题目内容都在本页地址中。",
    ),
    # the teacher's page
    "teach_title": ("Make an exercise", "出题"),
    "teach_title_of": ("Make an exercise: {process}", "出题：{process}"),
    "teach_lead": (
        "Any case, any question. The exercise becomes a link that you send to your "
        "class; nothing is stored, and the engine marks what they answer.",
        "任何案件，任何问题。练习会变成一个链接，可发给学生；不存储任何内容，"
        "由引擎评阅答案。",
    ),
    "teach_which": ("Which process?", "哪个流程？"),
    "teach_kind": ("1. What is asked", "一、问什么"),
    "teach_next": ("Go on", "继续"),
    "teach_case": ("2. The case and the day", "二、案件与日期"),
    "teach_question": ("3. The question", "三、问题"),
    "teach_make": ("Make the link", "生成链接"),
    "teach_made": ("The exercise is ready", "练习已生成"),
    "teach_open": ("Open the exercise", "打开练习"),
    "teach_send": (
        "Send its address to your class.",
        "请将其地址发给学生。",
    ),
    "teach_asks": ("It asks", "题目"),
    "teach_answer": ("One right answer", "一个正确答案"),
    "teach_wrong": ("This makes no exercise yet", "还不能成为练习"),
    "kind.choose_clause": (
        "Which clauses stop a step (or are met, or not known)?",
        "哪些条款阻碍某一步（或已满足、未知）？",
    ),
    "kind.file_facts": (
        "Which fewest facts open a step?",
        "提交哪些最少的事实可使某一步可以进行？",
    ),
    "kind.last_day": ("Which is the last day?", "最后一日是哪天？"),
    "kind.order_steps": ("In which order?", "先后顺序如何？"),
    "kind.write_clause": ("Write the condition of a clause", "写出条款的条件"),
    "kind.probability": ("How likely is it?", "可能性有多大？"),
    "kind.choose.answer": (
        "What does the law answer to a request?",
        "法律对申请如何回答？",
    ),
    "kind.choose.state": ("Where does the case stand?", "案件处于何种状态？"),
    "kind.choose.actors": ("Who may take a step?", "谁可以走某一步？"),
    "kind.choose.open": ("Which steps are open?", "哪些步骤可以进行？"),
    "kind.choose.verdict": (
        "How does a clause come out?",
        "某条款的判断结果是什么？",
    ),
    "kind.choose.standing": (
        "How well is a clause known?",
        "某条款的依据属于哪一种？",
    ),
    "kind.choose.expiry": (
        "What happens when a period runs out?",
        "期限届满时会发生什么？",
    ),
    "key.kind": ("kind of exercise", "题型"),
    "key.case": ("a case that comes with the process", "流程附带的案件"),
    "key.own": ("a case of its own", "另设案件"),
    "key.state": (
        "state it stands at, for a case of its own",
        "所处状态（另设案件时）",
    ),
    "key.on": ("day", "日期"),
    "key.given": ("sets of facts on file", "在案的成组事实"),
    "key.without": (
        "facts of the sets that are not on file, one a line",
        "成组事实中未在案的，每行一项",
    ),
    "key.acts": (
        "what has happened, one a line",
        "已发生的行为，每行一项",
    ),
    "key.by": ("who asks", "申请者"),
    "key.anyone": ("whoever may", "任何有权者"),
    "key.evidence": ("evidence at least", "证据不弱于"),
    "key.standings": (
        "standings of the clauses that are evaluated; none: text and press",
        "予以评估的条款可靠程度；不选则为原文和报道",
    ),
    "key.filed_as": ("evidence of these facts", "上述事实的证据"),
    "key.step": ("step", "步骤"),
    "key.wanted": ("clauses that are", "条款的结果"),
    "key.which": ("to be chosen", "需选出"),
    "which.all": ("all of them", "全部"),
    "which.any": ("any of them", "任意一项"),
    "key.clock": ("period", "期限"),
    "key.until": (
        "last day that is looked at, for a step",
        "查看到的最后日期（步骤）",
    ),
    "key.last_of": (
        "A period or a step: leave one of them empty.",
        "期限或步骤二选一，另一项留空。",
    ),
    "key.moves": (
        "acts in the order they are shown, one a line",
        "按显示顺序列出的行为，每行一项",
    ),
    "key.clause": ("clause", "条款"),
    "key.scenario": ("scenario and its question", "情景及其问题"),
    "key.widest": ("percentage points that a range may span", "区间的最大百分点"),
    "key.options": (
        "options, the right one among them, at most twelve; none: the usual ones",
        "选项（须包含正确答案，至多十二项）；不选则用常用选项",
    ),
    "key.ask": ("question in your words; empty: ours", "您的提问；留空则用我们的"),
    "key.hints": ("hints, one a line, at most five", "提示，每行一条，至多五条"),
    "wanted.unmet": ("not met", "不满足"),
    "wanted.unknown": ("not known", "未知"),
    "wanted.not_met": ("not met or not known", "不满足或未知"),
    "wanted.met": ("met", "满足"),
    "wanted.not_evaluated": ("not evaluated", "未评估"),
    # the folder
    "exported": (
        "Written to {folder}: {pages} pages in {files} files.\nOpen {first} in a "
        "browser.",
        "已写入 {folder}：{pages}个页面，{files}个文件。\n请用浏览器打开 {first}。",
    ),
    "languages_of_folder": ("Choose a language", "选择语言"),
}
"""By key: English, Chinese.  A form of one or none ends in `_1` or `_0`."""


def say(key: str, language: Language, **values: object) -> str:
    """Return a sentence with its values put in, cleaned.

    >>> say("minutes", Language.ZH, n=5)
    '5分钟'
    """
    english, chinese = MESSAGES[key]
    sentence = chinese if language is Language.ZH else english
    return sentence.format(
        **{name: clean(str(value)) for name, value in values.items()}
    )


def counted(key: str, language: Language, n: int) -> str:
    """Return the sentence for a number of things.

    >>> counted("exercises", Language.EN, 1)
    '1 exercise'
    """
    form = f"{key}_{n}"
    return say(form if form in MESSAGES else key, language, n=n)
