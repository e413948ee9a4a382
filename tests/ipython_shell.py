"""IPython without a terminal: a shell that runs cells, and what they show."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from IPython.core.displayhook import CapturingDisplayHook
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import RichOutput, capture_output
from traitlets.config import Config


@contextmanager
def started(folder: Path) -> Iterator[InteractiveShell]:
    """Give a fresh shell that keeps what it keeps in a folder, if anything."""
    config = Config()
    config.HistoryManager.enabled = False
    InteractiveShell.clear_instance()
    with patch.dict("os.environ", IPYTHONDIR=str(folder)):
        shell = InteractiveShell.instance(config=config)
        try:
            yield shell
        finally:
            shell.restore_sys_module_state()
            InteractiveShell.clear_instance()


def shown(shell: InteractiveShell, source: str) -> list[RichOutput]:
    """Run a cell and return what it shows; nothing else may be written.

    Raises:
        Exception: Whatever the cell raises.
    """
    values: list[dict[str, dict[str, str]]] = []
    # `run_cell` puts this hook in place of any other.
    shell.display_trap.hook = CapturingDisplayHook(shell, values)
    with capture_output() as captured:
        result = shell.run_cell(source)
    result.raise_error()
    assert (captured.stdout, captured.stderr) == ("", "")
    return [*captured.outputs, *(RichOutput(**value) for value in values)]
