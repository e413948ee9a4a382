"""The sentences of notebooks: heads of tables, and what is said where law is missing.

Everything else that a notebook says is said by the modules that the command line says
it with.
"""

from __future__ import annotations

from collections.abc import Mapping

from qualflow.words.deadline_messages import MESSAGES as DEADLINES
from qualflow.words.language import Language
from qualflow.words.layout import clean
from qualflow.words.rulebook_messages import MESSAGES as RULEBOOKS

MESSAGES: Mapping[str, tuple[str, str]] = {
    **DEADLINES,
    **RULEBOOKS,
    # where something is missing
    "no_rulebook": (
        "The process {process} cannot be found, so that things are called by their "
        "names in the files. Load it into a variable of the notebook, or give it to "
        "register(rulebooks=…).",
        "找不到流程 {process}，因此以文件中的名称显示。请在笔记本的变量中加载该流程，"
        "或将其传给 register(rulebooks=…)。",
    ),
    "not_laid_out": (
        "Shown as it is, since it could not be laid out: {error}",
        "无法排版，按原样显示：{error}",
    ),
    # verdicts
    "verdict.met": ("met", "满足"),
    "verdict.presumed": ("met (presumed)", "满足（推定）"),
    "verdict.unmet": ("not met", "不满足"),
    "verdict.unknown": ("not known", "未知"),
    "verdict.not_evaluated": ("not evaluated", "未评估"),
    "verdict.noted": ("{verdict}, no bar", "{verdict}，不构成阻碍"),
    # heads of tables
    "head.clause": ("clause", "条款"),
    "head.verdict": ("verdict", "结论"),
    "head.wording": ("what it says", "内容"),
    "head.number": ("no.", "序号"),
    "head.day": ("day", "日期"),
    "head.days": ("days", "日期"),
    "head.event": ("what happened", "事件"),
    "head.fact": ("fact", "事实"),
    "head.value": ("value", "值"),
    "head.source": ("from", "来源"),
    "head.name": ("name", "名称"),
    "head.question": ("question", "问题"),
    "head.due": ("last day", "最后一日"),
    "head.period": ("period", "期限"),
    "head.stands": ("how it stands", "状况"),
    "head.step": ("step", "步骤"),
    "head.way": ("what it takes", "所需"),
    "head.ground": ("ground", "理由"),
    "head.left_out": ("event", "事件"),
    # the law
    "instruments": ("Law", "法律"),
}


def say(key: str, language: Language, **values: object) -> str:
    """Return a sentence of notebooks where no rulebook is at hand, cleaned."""
    english, chinese = MESSAGES[key]
    sentence = chinese if language is Language.ZH else english
    return sentence.format(**{name: clean(str(said)) for name, said in values.items()})
