"""Commands that were typed wrongly: one form of message, in the language asked for."""

from __future__ import annotations

import os
from collections.abc import Sequence
from difflib import get_close_matches

import click

from qualflow.words.language import Language
from qualflow.words.layout import clean

MESSAGES = {
    "missing": ("{name} is missing", "缺少 {name}"),
    "near": ("; did you mean '{near}'?", "；是否指“{near}”？"),
    "there are": ("; there are: {listed}", "；可用的有：{listed}"),
    "unknown": ("no option {name}{hint}", "没有选项 {name}{hint}"),
    "command": ("no command '{name}'{hint}", "没有命令“{name}”{hint}"),
    "choice": (
        "{name}: one of {listed} expected, {given} found",
        "{name}：应为以下之一：{listed}；所给为 {given}",
    ),
    "usage": ("{what}", "选项 {name} 的用法有误"),
    "other": ("{what}", "命令有误：{what}"),
    "value": ("{name}: {what}", "{name}：{what}"),
    "help": ("see {path} --help", "用法见 {path} --help"),
}
"""The sentences: English and Chinese; what a library says of a value stays English."""


class NoCommandError(click.UsageError):
    """A command that does not exist, with what is near."""

    def __init__(self, name: str, known: Sequence[str], ctx: click.Context) -> None:
        super().__init__(name, ctx)
        self.name = name
        self.known = known


def misused(error: click.UsageError, arguments: Sequence[str]) -> str:
    """Return what was wrong with a command, and where its options are told.

    Args:
        error: What click found.
        arguments: The command as it was typed.
    """
    language = spoken(arguments)
    lines = [clean(_told(error, language))]
    path = "qualflow" if error.ctx is None else error.ctx.command_path
    return "\n".join([*lines, _say("help", language, path=path)])


def spoken(arguments: Sequence[str]) -> Language:
    """Return the language that was asked for, as far as it can be made out."""
    found = os.environ.get("QUALFLOW_LANG", "")
    for place, word in enumerate(arguments):
        if word == "--lang" and place + 1 < len(arguments):
            found = arguments[place + 1]
        elif word.startswith("--lang="):
            found = word.removeprefix("--lang=")
    return Language.ZH if found == Language.ZH else Language.EN


def _told(error: click.UsageError, language: Language) -> str:
    match error:
        case NoCommandError(name=name, known=known):
            hint = _hint(name, known, language)
            return _say("command", language, name=name, hint=hint)
        case click.MissingParameter():
            return _say("missing", language, name=_named(error))
        case click.NoSuchOption(option_name=name, possibilities=near):
            hint = _hint(name, near or (), language)
            return _say("unknown", language, name=name, hint=hint)
        case click.BadParameter(param=param) if param is not None:
            what = _inner(error.message)
            if isinstance(param.type, click.Choice):
                listed = ", ".join(map(str, param.type.choices))
                given, _, _ = what.partition(" is not one of")
                said = {"name": _named(error), "listed": listed, "given": given}
                return _say("choice", language, **said)
            return _say("value", language, name=_named(error), what=what)
        case click.BadOptionUsage(option_name=name):
            what = _inner(error.message)
            return _say("usage", language, name=name, what=what)
    return _say("other", language, what=_inner(error.message))


def _hint(name: str, known: Sequence[str], language: Language) -> str:
    """Return the likely right name, or all of them; as `errors.way_out` does."""
    near = get_close_matches(name, known, n=1)
    if near:
        return _say("near", language, near=near[0])
    return _say("there are", language, listed=", ".join(known)) if known else ""


def _named(error: click.BadParameter) -> str:
    """Return what somebody types for a parameter: "--on", "CASE"."""
    param = error.param
    if isinstance(param, click.Option):
        return param.opts[0]
    return "" if param is None else param.human_readable_name.rstrip(".")


def _inner(text: str) -> str:
    """Return a sentence of click as one of ours: no capital, no full stop."""
    placeholder = text[1:2].isupper()
    return (text if placeholder else f"{text[:1].lower()}{text[1:]}").rstrip(".")


def _say(key: str, language: Language, **values: str) -> str:
    english, chinese = MESSAGES[key]
    return (chinese if language is Language.ZH else english).format(**values)
