"""The languages qualflow speaks, and how a sentence is said in one of them."""

from __future__ import annotations

from enum import StrEnum

from qualflow.law.facts import Wording
from qualflow.words.messages import MESSAGES


class Language(StrEnum):
    """A language; the value is its key in a `Wording`."""

    EN = "en"
    ZH = "zh"


def pick(wording: Wording, language: Language) -> str:
    """Return the words of a language, else the English, else any, else none ("").

    >>> pick({"en": "test range"}, Language.ZH)
    'test range'
    """
    for key in (language, Language.EN, *wording):
        if wording.get(key):
            return wording[key]
    return ""


def say(key: str, language: Language, **values: object) -> str:
    """Return the message of a key with its values put in.

    Raises:
        KeyError: If there is no such message, or a value is missing.

    >>> say("not", Language.EN, part="the instrument is safe")
    'it is not so that the instrument is safe'
    """
    english, chinese = MESSAGES[key]
    return (chinese if language is Language.ZH else english).format(**values)
