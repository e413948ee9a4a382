"""Values that show themselves in a notebook, in the words of the command line.

    %load_ext qualflow.notebook

or, to say more::

    from qualflow.notebook import register

    register("zh", rulebooks=[my_rulebook])

From then on IPython shows rulebooks, cases, explanations, deadlines, next steps,
audits, simulations and pictures as HTML (pictures as SVG too), and as text what the
command line prints.  Types are registered by their names, so that nothing is loaded
before a value of it is shown.  IPython is no dependency of qualflow: whoever calls
`register` runs in it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from qualflow.errors import QualflowError

if TYPE_CHECKING:
    from qualflow.law.rulebook import Rulebook
    from qualflow.notebook.setting import Setting

__all__ = [
    "NoNotebookError",
    "load_ipython_extension",
    "register",
    "unload_ipython_extension",
    "unregister",
]

TYPES = (
    ("qualflow.law.rulebook", "Rulebook"),
    ("qualflow.case.events", "Case"),
    ("qualflow.explain.why", "Explanation"),
    ("qualflow.explain.next_steps", "NextSteps"),
    ("qualflow.explain.deadlines", "Deadline"),
    ("qualflow.audit.result", "Audit"),
    ("qualflow.simulate.results", "Result"),
    ("qualflow.simulate.results", "Comparison"),
    ("qualflow.simulate.results", "Moved"),
    ("qualflow.draw.timeline", "Timeline"),
    ("qualflow.draw.statechart", "StateChart"),
)
"""The module and the name of each type that is shown."""

PICTURES = TYPES[-2:]
"""Those of them that are pictures."""

_HTML, _SVG, _TEXT = "text/html", "image/svg+xml", "text/plain"

Formatter = Callable[..., Any]


class Shell(Protocol):
    """What is used of IPython's shell."""

    display_formatter: Any
    user_ns: dict[str, object]


class NoNotebookError(QualflowError):
    """There is no IPython here in which values could show themselves."""


def register(
    language: str = "en",
    *,
    rulebooks: Iterable[Rulebook] = (),
    shell: Shell | None = None,
) -> None:
    """Let values show themselves; called again, with another language.

    A value names its process.  Its rulebook is looked for in `rulebooks`, then in the
    variables of the notebook, then among the processes that come with qualflow; where
    it is not found, things are called by their names in the files.

    Args:
        language: "en" or "zh".
        rulebooks: Those of processes that are not shipped.
        shell: The shell of IPython; the one that runs if None.

    Raises:
        NoNotebookError: If none runs.
        QualflowError: If there is no such language.
    """
    _known_language(language)
    shell = shell or _running()
    unregister(shell)
    setting = _LaterSetting(language, tuple(rulebooks), shell)
    formatters = shell.display_formatter.formatters
    kinds: dict[str, tuple[Formatter, tuple[tuple[str, str], ...]]] = {
        _HTML: (_Html(setting), TYPES),
        _SVG: (_svg, PICTURES),
        _TEXT: (_Text(setting), TYPES),
    }
    for kind, (shown, types) in kinds.items():
        for module, name in types:
            formatters[kind].for_type_by_name(module, name, shown)
    for kind, usual in ((_HTML, _no_html), (_TEXT, _text_of_tuple)):
        before = formatters[kind].for_type(tuple)
        shown = kinds[kind][0]
        formatters[kind].for_type(tuple, _OfTuple(shown, before or usual, before))


def unregister(shell: Shell | None = None) -> None:
    """Let values be shown as they are without `register`.

    Raises:
        NoNotebookError: If no shell is given and none runs.
    """
    formatters = (shell or _running()).display_formatter.formatters
    for kind in (_HTML, _SVG, _TEXT):
        for module, name in TYPES:
            formatters[kind].pop(f"{module}.{name}", None)
        shown = formatters[kind].type_printers.get(tuple)
        if isinstance(shown, _OfTuple):
            formatters[kind].pop(tuple)
            if shown.before is not None:
                formatters[kind].for_type(tuple, shown.before)


def load_ipython_extension(shell: Shell) -> None:
    """Register in the language of QUALFLOW_LANG: `%load_ext qualflow.notebook`."""
    register(os.environ.get("QUALFLOW_LANG") or "en", shell=shell)


def unload_ipython_extension(shell: Shell) -> None:
    """Unregister: `%unload_ext qualflow.notebook`."""
    unregister(shell)


def _running() -> Shell:
    """Return the shell in which this runs; IPython is loaded by it, not by us."""
    ipython = sys.modules.get("IPython")
    shell: Shell | None = None if ipython is None else ipython.get_ipython()
    if shell is None:
        raise NoNotebookError(
            "qualflow.notebook: no IPython runs here; call register() in a notebook, "
            "or give it a shell"
        )
    return shell


def _known_language(language: str) -> None:
    # The languages are not asked for their names: that would load their sentences.
    if language not in ("en", "zh"):
        raise QualflowError(
            f"qualflow.notebook: no language {language!r}; there are: en, zh"
        )


class _LaterSetting:
    """A setting that is made when a value is first shown."""

    def __init__(
        self, language: str, rulebooks: tuple[Rulebook, ...], shell: Shell
    ) -> None:
        self.given = language, rulebooks, shell
        self.made: Setting | None = None

    def __call__(self) -> Setting:
        if self.made is None:
            from qualflow.notebook.setting import Setting
            from qualflow.words.language import Language

            language, rulebooks, shell = self.given

            def namespace() -> Mapping[str, object]:
                return shell.user_ns

            self.made = Setting(Language(language), rulebooks, namespace)
        return self.made


class _Html:
    """The formatter of HTML."""

    def __init__(self, setting: _LaterSetting) -> None:
        self.setting = setting

    def __call__(self, value: object) -> str | None:
        from qualflow.notebook.showing import html

        return html(value, self.setting())


class _Text:
    """The formatter of text: words where a value stands alone, else as it is."""

    def __init__(self, setting: _LaterSetting) -> None:
        self.setting = setting

    def __call__(self, value: object, printer: Any, cycle: bool) -> None:
        from qualflow.notebook.showing import text

        told = None
        if len(printer.stack) == 1 and not cycle:
            told = text(value, self.setting())
        lines = (repr(value) if told is None else told).splitlines()
        for number, line in enumerate(lines):
            if number:
                printer.break_()
            printer.text(line)


class _OfTuple:
    """A formatter of tuples: ours of what we show, else the one that was there."""

    def __init__(self, shown: Formatter, usual: Formatter, before: Any) -> None:
        self.shown = shown
        self.usual = usual
        self.before = before

    def __call__(self, value: tuple[object, ...], *more: Any) -> Any:
        ours = type(value) is tuple and _all_ours(value)
        return (self.shown if ours else self.usual)(value, *more)


def _all_ours(values: tuple[object, ...]) -> bool:
    """Return whether a tuple holds nothing but deadlines, or moved figures."""
    kinds = {type(value) for value in values}
    if len(kinds) != 1:
        return False
    (kind,) = kinds
    return (kind.__module__, kind.__qualname__) in (
        ("qualflow.explain.deadlines", "Deadline"),
        ("qualflow.simulate.results", "Moved"),
    )


def _svg(value: object) -> str | None:
    from qualflow.notebook.showing import svg

    return svg(value)


def _no_html(_value: object) -> None:
    """Leave a tuple to the text of it."""


def _text_of_tuple(value: tuple[object, ...], printer: Any, _cycle: bool) -> None:
    printer.text(repr(value))
