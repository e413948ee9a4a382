"""Which words are picked, and that both languages are told the same."""

from string import Formatter

import pytest

from qualflow.words.language import Language, pick, say
from qualflow.words.messages import MESSAGES

EN, ZH = Language.EN, Language.ZH


def placeholders(template):
    """Return the names of what is put into a template."""
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


@pytest.mark.parametrize("key", MESSAGES)
def test_both_templates_of_a_message_take_the_same_values(key):
    """A value that only one language says is a fact kept from half the readers."""
    english, chinese = MESSAGES[key]

    assert placeholders(english) == placeholders(chinese)


@pytest.mark.parametrize("key", MESSAGES)
def test_chinese_is_written_with_chinese_signs(key):
    """Full-width signs and no spaces; a half-width bracket is a slip of the hand."""
    chinese = MESSAGES[key][1]

    assert not set(" ,;:()\"'") & set(chinese)


@pytest.mark.parametrize(
    ("wording", "language", "words"),
    [
        ({"en": "range", "zh": "量程"}, ZH, "量程"),
        ({"en": "range", "zh": "量程"}, EN, "range"),
        ({"en": "range"}, ZH, "range"),
        ({"zh": "量程"}, EN, "量程"),
        ({"zh": "", "en": "range"}, ZH, "range"),
        ({"fr": "portée"}, EN, "portée"),
        ({}, EN, ""),
    ],
)
def test_words_fall_back_to_english_then_to_any(wording, language, words):
    """Words of another language are better than none."""
    assert pick(wording, language) == words


def test_a_value_with_braces_stays_as_it_is():
    """Texts come from filings; they are put in, not read."""
    assert say("quote", EN, text="{0} {x}") == '"{0} {x}"'


def test_a_missing_value_or_message_is_a_mistake():
    """Better found by a test than printed as a gap."""
    with pytest.raises(KeyError):
        say("not", EN)
    with pytest.raises(KeyError):
        say("no such message", EN)
