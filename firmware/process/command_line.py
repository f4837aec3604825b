"""How every command of ours ends: one clear line for an error, exit codes a script can trust.

0 good, 1 checked and bad, 2 unusable input; 130 after Ctrl-C and 141 when nobody reads the output.
Results go to standard output, everything else to standard error.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, NoReturn

import click

EXIT_GOOD: Final = 0
EXIT_BAD: Final = 1
EXIT_UNUSABLE: Final = 2
#: As a shell says of a program that SIGINT or SIGPIPE ended.
EXIT_INTERRUPTED: Final = 130
EXIT_NOBODY_READS: Final = 141


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A program of commands.

    `words` are those of an error it knows, None for one that is a fault of ours.
    """

    name: str
    group: click.Group
    words: Callable[[Exception], str | None]


def run(program: Program, arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command that the arguments name, and leave with its exit code."""
    try:
        sys.exit(_run(program, sys.argv[1:] if arguments is None else list(arguments)))
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        sys.exit(EXIT_UNUSABLE)
    except click.ClickException as error:
        leave(program.name, _usage(error))
    except (KeyboardInterrupt, click.Abort):
        leave(program.name, "interrupted", EXIT_INTERRUPTED)
    except BrokenPipeError:
        abandon_stdout()
        sys.exit(EXIT_NOBODY_READS)
    except Exception as error:
        words = program.words(error)
        if words is None and isinstance(error, OSError):
            abandon_stdout()
            words = f"{error.filename}: {error.strerror}" if error.filename else str(error)
        if words is None and is_debugging():
            raise
        if words is None:
            kind = type(error).__name__
            words = f"a fault of ours: {kind}: {error} (KASSA_LOG=debug shows more)"
        leave(program.name, words)


def leave(name: str, message: str, code: int = EXIT_UNUSABLE) -> NoReturn:
    """One line on standard error, and out."""
    # Whoever closed standard error as well hears nothing, but still gets the code.
    with suppress(OSError):
        click.echo(f"{name}: {printable(message)}", err=True)
    sys.exit(code)


def now_utc() -> datetime:
    """The time now."""
    return datetime.fromtimestamp(time.time(), UTC)


def is_debugging() -> bool:
    """Whether the environment asks for everything there is to know."""
    return os.environ.get("KASSA_LOG") == "debug"


def printable(text: str) -> str:
    """`text` on one line and harmless to a terminal: control characters are written as escapes."""
    return "".join(
        sign if sign.isprintable() else sign.encode("unicode_escape").decode("ascii")
        for sign in text
    )


def echo_json(result: Mapping[str, object]) -> None:
    """One JSON object on standard output."""
    click.echo(json.dumps(result, ensure_ascii=False, indent=2))


def abandon_stdout() -> None:
    """Let what is still to be flushed go nowhere: Python would complain of it at the end."""
    with suppress(OSError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def _run(program: Program, arguments: list[str]) -> int:
    """The exit code of the command; click's own `main` would call a closed pipe a bad result."""
    try:
        with program.group.make_context(program.name, arguments) as context:
            code = program.group.invoke(context)
    except click.exceptions.Exit as end:
        return end.exit_code
    return code if isinstance(code, int) else EXIT_GOOD


def _usage(error: click.ClickException) -> str:
    message = error.format_message()
    if isinstance(error, click.UsageError) and error.ctx is not None:
        return f"{message} (see {error.ctx.command_path} --help)"
    return message
