"""The four ways in which a right ends; `docs/reference/glossary.md` shows the same."""

from __future__ import annotations

from attrs import frozen

from qualflow.law.facts import Wording


@frozen
class Ending:
    """One of the ways in which a right ends: the law's word, ours, and what it is."""

    chinese: str
    here: Wording
    meaning: Wording


ENDINGS: tuple[Ending, ...] = (
    Ending(
        "撤销",
        {"en": "revoked (`revoked`)", "zh": "已撤销（`revoked`）"},
        {
            "en": "the grant was wrong: fraud, no competence, wrong procedure "
            "(Licensing Law art. 69)",
            "zh": "当初的准予有误：欺骗、越权、违反程序（行政许可法第69条）",
        },
    ),
    Ending(
        "撤回",
        {
            "en": "taken back (`withdrawn_by_authority`)",
            "zh": "撤回（`withdrawn_by_authority`）",
        },
        {
            "en": "the grant was right, but its legal basis or the facts have changed "
            "and the public interest asks for it; loss is compensated (art. 8)",
            "zh": "当初的准予无误，但依据或事实已变，且公共利益需要；损失予以补偿"
            "（第8条）",
        },
    ),
    Ending(
        "吊销",
        {"en": "struck as a penalty (`penalty`)", "zh": "作为处罚吊销（`penalty`）"},
        {"en": "the holder did wrong later", "zh": "持有人后来有违法行为"},
    ),
    Ending(
        "注销",
        {"en": "deregistered", "zh": "已注销"},
        {
            "en": "the closing entry: after one of the three above, or by itself where "
            "the holder gave the right up, ended or went bankrupt (art. 70)",
            "zh": "收尾的登记：在上述三者之一以后，或因持有人放弃、终止或破产而单独发生"
            "（第70条）",
        },
    ),
)
"""The four ways that the law keeps apart, where English says "revoke" for most."""
