"""How the commands speak: results on standard output, progress and errors on standard error."""

import io
import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import NoReturn

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

EXIT_GOOD = 0
EXIT_BAD = 1
EXIT_UNUSABLE = 2
#: As a shell says of a program that SIGINT or SIGPIPE ended.
EXIT_INTERRUPTED = 130
EXIT_NOBODY_READS = 141


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


def fail(message: str, code: int = EXIT_UNUSABLE) -> NoReturn:
    """One line on standard error, and out."""
    # Whoever closed standard error as well hears nothing, but still gets the code.
    with suppress(OSError):
        click.echo(f"kassa: {printable(message)}", err=True)
    sys.exit(code)


@contextmanager
def progress_bar(text: str, total: float) -> Iterator[Callable[[float], None]]:
    """A bar where somebody watches; call it with how much is done of `total`."""
    with _progress(BarColumn(), TimeRemainingColumn()) as bar:
        task = bar.add_task(text, total=total)
        yield lambda done: bar.update(task, completed=done)


@contextmanager
def busy(text: str) -> Iterator[None]:
    """A sign of life for work whose length nobody knows."""
    with _progress(SpinnerColumn()) as bar:
        bar.add_task(text, total=None)
        yield


def _progress(*columns: BarColumn | SpinnerColumn | TimeRemainingColumn) -> Progress:
    console = Console(stderr=True)
    return Progress(
        TextColumn("{task.description}"),
        *columns,
        console=console,
        disable=not console.is_terminal,
        transient=True,
    )


def tolerate_any_text() -> None:
    """Let file names that are no UTF-8 be written as escapes instead of ending the program."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def abandon_stdout() -> None:
    """Let what is still to be flushed go nowhere: Python would complain of it at the end."""
    with suppress(OSError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
