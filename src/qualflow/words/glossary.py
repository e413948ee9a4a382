"""The words of the code, the command line and the pages, in English and Chinese.

`docs/reference/glossary.md` shows the same words; a test compares the two.
"""

from __future__ import annotations

from attrs import frozen

from qualflow.law.facts import Wording


@frozen
class Term:
    """A word of the field and what it means here.

    Attributes:
        anchor: What names it in an address.
    """

    anchor: str
    word: Wording
    meaning: Wording


def _term(
    anchor: str, english: str, chinese: str, meaning: str, in_chinese: str
) -> Term:
    word = {"en": english, "zh": chinese}
    return Term(anchor, word, {"en": meaning, "zh": in_chinese})


TERMS: tuple[Term, ...] = (
    _term(
        "act",
        "act",
        "行为",
        "something done in the procedure: requested and decided here, or recorded "
        "because it has happened",
        "流程中的举动：在此提出并作出决定，或因已经发生而予以记录",
    ),
    _term(
        "actor",
        "actor",
        "行为人",
        "who may ask for a transition: the company, an authority, the law itself, "
        "an archive",
        "可以提出步骤者：企业、机关、法律本身、档案",
    ),
    _term(
        "audit",
        "audit",
        "审查历史",
        "judging a history: can it have happened lawfully, how, and what must have "
        "been unseen",
        "判断一段历史：能否合法发生、如何发生、其中必有哪些未见之事",
    ),
    _term(
        "arrivals",
        "arrivals",
        "到达",
        "when cases begin, in a scenario with limited people",
        "在人手有限的情景中，案件何时开始",
    ),
    _term(
        "basis",
        "basis",
        "依据",
        "provisions a transition rests on; printed, never evaluated",
        "步骤所依据的规定；仅列出，从不评估",
    ),
    _term(
        "case",
        "case",
        "案件",
        "one applicant's matter: its events, and where it stands by them",
        "一个申请人的一件事：其事件，以及据此所处的状态",
    ),
    _term(
        "case-file",
        "case file",
        "案卷",
        "a case on disk: the engine's own events",
        "存于磁盘的案件：引擎自身的事件",
    ),
    _term(
        "censored",
        "censored",
        "删失",
        "not seen to its end: a case that is open at the horizon, a stay that had "
        "not ended when last seen",
        "未看到其终结：到观察期末仍未了结的案件，或最后一次看到时尚未结束的停留",
    ),
    _term(
        "clause",
        "clause",
        "条款",
        "one paragraph of law that is evaluated: a condition, a prohibition or a "
        "document",
        "予以评估的一段法律：条件、禁止或材料",
    ),
    _term(
        "common-random-numbers",
        "common random numbers",
        "公共随机数",
        "two scenarios give each case the same chance, so that their difference is "
        "theirs",
        "两个情景给每个案件相同的机遇，使其差异只来自情景本身",
    ),
    _term(
        "consistent",
        "consistent, explained, contradicted",
        "相符、可解释、矛盾",
        "verdicts of an audit: a lawful life contains what was observed; one does, "
        "on a ground; none does",
        "审查的结论：有一段合法经过包含所见之事；凭某一理由才有；没有",
    ),
    _term(
        "coming-fact",
        "coming fact",
        "随后发生的事实",
        "a fact that comes about while a simulated case lives",
        "在模拟案件进行中才发生的事实",
    ),
    _term(
        "correction",
        "correction",
        "更正",
        "replaces, inserts or voids an event that was recorded wrongly",
        "替换、插入或作废一个记录有误的事件",
    ),
    _term(
        "decision",
        "decision",
        "决定",
        "what `decide` returns: events, and a refusal if the law forbids",
        "`decide` 的返回：事件；法律禁止时并有不予许可",
    ),
    _term(
        "edition",
        "edition",
        "版本",
        "a rulebook between two changes of the law, under the standings that are "
        "accepted",
        "两次法律变动之间的规则集，只含所接受的可靠程度",
    ),
    _term(
        "evidence",
        "evidence",
        "证据等级",
        "how well a filing is backed: official, documented, reported, rumoured",
        "一项提交有多少佐证：官方、有文件、有报道、传闻",
    ),
    _term(
        "expiry",
        "expiry",
        "届满",
        "a period that ran out; happens on the day after its last day",
        "期限用尽；发生于最后一日的次日",
    ),
    _term(
        "exact-engine",
        "exact engine",
        "精确引擎",
        "solves a scenario without chance; its error is a bound",
        "不靠随机求解情景；其误差为界限",
    ),
    _term(
        "fact",
        "fact",
        "事实",
        "a declared, typed value that somebody files or a step writes",
        "经声明、有类型的值，由某人提交或由步骤写入",
    ),
    _term(
        "finding",
        "finding",
        "认定",
        "what was found of one clause, with the values it looked at",
        "对一条条款的认定，附其所看的值",
    ),
    _term(
        "ground",
        "ground",
        "理由",
        "why a life is explained rather than consistent",
        "一段经过为何是可解释而非相符",
    ),
    _term(
        "guard",
        "guard",
        "准入条件组",
        "the clauses of one transition, compiled",
        "一个步骤的全部条款，经编译",
    ),
    _term(
        "figure",
        "figure",
        "参数",
        "a number of a scenario; it has a source, or is assumed",
        "情景中的一个数；有来源，或为假设",
    ),
    _term(
        "history",
        "history",
        "历史",
        "what the world observed of a case",
        "外界对一个案件的所见",
    ),
    _term(
        "horizon",
        "horizon",
        "观察期末",
        "the last day that a scenario looks at",
        "情景所看的最后一日",
    ),
    _term(
        "hosting",
        "hosting",
        "借用准入",
        "making goods under another's right; stands beside the chain",
        "以他人的权利生产；与流程主链并列",
    ),
    _term(
        "instrument",
        "instrument",
        "规范性文件",
        "a law, regulation, order or notice",
        "法律、条例、命令或通知",
    ),
    _term(
        "law-day",
        "law day",
        "适用法律日",
        "the day that says which law applies",
        "决定适用何时法律的日期",
    ),
    _term(
        "link",
        "link",
        "关联案件",
        "another case that this one reads",
        "本案件所读取的另一案件",
    ),
    _term(
        "met",
        "met, unmet, unknown, not evaluated",
        "满足、不满足、未知、未评估",
        "verdicts of a clause",
        "条款的结论",
    ),
    _term(
        "outcome",
        "outcome",
        "结果",
        "where a case stands at the horizon; what none names is open",
        "案件在观察期末所处的位置；均未列出者为未了结",
    ),
    _term(
        "period",
        "period, clock",
        "期限、期限规则",
        "a run of a statutory period; the rule it runs by",
        "法定期限的一次计算；其计算规则",
    ),
    _term(
        "phase",
        "phase",
        "阶段",
        "applied, under-review, approved, production-start, cancelled",
        "已申请、审查中、已批准、已投产、已取消",
    ),
    _term(
        "practice",
        "practice",
        "惯例",
        "what authorities are reported to do; no law",
        "据报道机关的惯常做法；并非法律",
    ),
    _term(
        "presumption",
        "presumption",
        "推定",
        "a clause is met while nobody has filed the contrary",
        "在无人提交相反材料之前，条款视为满足",
    ),
    _term(
        "queueing-engine",
        "queueing engine",
        "排队引擎",
        "simulates cases that wait for the same people",
        "模拟等候同一批人员的案件",
    ),
    _term(
        "reading",
        "reading",
        "解读",
        "a choice between two ways to understand a text (R1 to R25)",
        "一段文字可有两种理解时所作的选择（R1至R25）",
    ),
    _term(
        "refusal",
        "refusal",
        "不予许可",
        "the answer to a request that is not granted; a value, no error",
        "对未获准请求的回答；是一个值，不是错误",
    ),
    _term(
        "release",
        "release",
        "发布版",
        "the version of an encoding; what mends our own mistakes",
        "编码的版本；用于改正我们自己的错误",
    ),
    _term(
        "right",
        "right",
        "权利",
        "something its holder can give up",
        "持有人可以放弃之物",
    ),
    _term(
        "rulebook",
        "rulebook",
        "规则集",
        "the law of one procedure as a value",
        "一项流程的法律，作为一个值",
    ),
    _term(
        "sampling-engine",
        "sampling engine",
        "抽样引擎",
        "draws independent cases; its error is the standard error",
        "抽取相互独立的案件；其误差为标准误",
    ),
    _term(
        "scenario",
        "scenario",
        "情景",
        "what chance does with the cases of a process, where the law leaves it open",
        "在法律留白之处，偶然对一个流程的案件起什么作用",
    ),
    _term(
        "score",
        "score",
        "评分",
        "how good a forecast was: Brier score, log score",
        "预测的优劣：布赖尔评分、对数评分",
    ),
    _term(
        "screening",
        "screening",
        "批量筛查",
        "judging a table of applicants, a row a case",
        "判断一张申请人表，一行一个案件",
    ),
    _term(
        "standing",
        "standing",
        "可靠程度",
        "how well a rule is known: text, press, memory, practice",
        "一条规则有多可靠：原文、报道、记忆、惯例",
    ),
    _term(
        "state",
        "state",
        "状态",
        "where a case stands",
        "案件所处之处",
    ),
    _term(
        "stay",
        "stay",
        "停留",
        "the time between entering a state and leaving it",
        "从进入一个状态到离开之间的时间",
    ),
    _term(
        "transition",
        "transition",
        "步骤",
        "a named way from one state to another",
        "从一个状态到另一个状态、有名称的途径",
    ),
    _term(
        "verdict",
        "verdict",
        "结论",
        "the answer of a clause, or of an audit",
        "一条条款或一次审查的回答",
    ),
    _term(
        "window",
        "window",
        "时间窗",
        "the days on which a step of a history can have lain",
        "历史中的一步可能发生的日期范围",
    ),
)
"""In the order of the documentation."""
