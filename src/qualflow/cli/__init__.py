"""The command line: `qualflow`.

Importing this module imports click and nothing heavy: every subcommand is a module of
its own, imported when it is run, and `--help` reads the table below.

Exit codes: 0 yes, 1 no or unknown, 2 the question could not be asked.
"""

from __future__ import annotations

import errno
import sys
from importlib import import_module
from typing import Any, NoReturn

import click

from qualflow import __version__

COMMANDS = {
    "explain": "Say whether a step is open, and why or why not.",
    "next": "List what can come next in a case, nearest first.",
    "deadlines": "Say what is due in a case, when, from whom and by which paragraph.",
    "timeline": "Draw a case over time: events, states, periods and last days.",
    "replay": "Show what a case adds up to.",
    "step": "Step through a case, forwards and backwards, and ask what if.",
    "audit": "Say whether what was observed can have happened lawfully, and how.",
    "screen": "Judge a table of applicants: who may go ahead, and who not and why.",
    "simulate": "Say how likely, how long, and what if, by a scenario.",
    "learn": "Write lessons and law as a folder of pages that needs no server.",
    "serve": "Serve pages to learn with, and the same answers for programs.",
    "show": "Show a process: its states, transitions, clauses and clocks.",
    "check": "Load a process folder and run its examples.",
    "new": "Write a small working process to start from.",
    "demo": "Tell true stories by the law of a shipped process.",
}
"""The subcommands, in the order of `--help`, each with the first line of its help."""

COULD_NOT_ASK = 2
TYPED = "qualflow.typed"
"""Where a context keeps the command as it was typed."""
INTERRUPTED = 130


class CouldNotAskError(click.ClickException):
    """A question that could not be asked; printed without a traceback."""

    exit_code = COULD_NOT_ASK

    def show(self, file: Any = None) -> None:  # noqa: ARG002  # click's signature
        """Print the message to stderr."""
        click.echo(f"qualflow: {self.message}", err=True)


class Commands(click.Group):
    """The group whose subcommands are imported when they are run."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names, in the order of the table."""
        return list(COMMANDS)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002
        cmd_name: str,
    ) -> click.Command | None:
        """Return a command, None if there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"qualflow.cli.{cmd_name}").command
        assert isinstance(command, click.Command)
        return command

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002
        formatter: click.HelpFormatter,
    ) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return what the arguments name, or say what is near."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from qualflow.cli.misuse import NoCommandError

            raise NoCommandError(args[0], tuple(COMMANDS), ctx)
        return super().resolve_command(ctx, args)

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        """Read the options of the group; what was typed wrongly becomes a message."""
        typed = [*args]
        try:
            ctx = super().make_context(info_name, args, parent, **extra)
        except click.UsageError as error:
            _misused(error, typed)
        ctx.meta[TYPED] = typed
        return ctx

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; what it could not do becomes a message and exit code 2."""
        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            _misused(error, ctx.meta[TYPED])
        except KeyboardInterrupt:
            sys.exit(INTERRUPTED)
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise  # click ends quietly when nobody reads on
            _fail(error)
        except RecursionError:
            raise CouldNotAskError("this is nested too deeply") from None
        except Exception as error:
            from qualflow.errors import QualflowError

            if not isinstance(error, QualflowError):
                raise
            _fail(error)

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run, and write what a stream cannot encode as escapes."""
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="backslashreplace")
        return super().main(*args, **extra)


def _misused(error: click.UsageError, typed: list[str]) -> NoReturn:
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        raise error
    from qualflow.cli.misuse import misused

    raise CouldNotAskError(misused(error, typed)) from None


def _fail(error: Exception) -> NoReturn:
    from qualflow.cli.failures import described

    raise CouldNotAskError(described(error)) from None


@click.group(
    "qualflow", cls=Commands, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.option("--verbose", is_flag=True, help="Log what is done to stderr.")
@click.version_option(__version__, message="%(prog)s %(version)s")
def main(verbose: bool) -> None:
    """Ask a written procedure what may happen, why not, and what would help.

    \b
    Exit codes: 0 yes, 1 no or unknown, 2 the question could not be asked.

    \b
    Example:
      qualflow explain C-7 approve --on 2031-03-04
    """  # noqa: D301
