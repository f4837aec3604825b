"""How the commands speak: results on standard output, progress and errors on standard error."""

import io
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

from firmware.process.command_line import (
    EXIT_BAD,
    EXIT_GOOD,
    EXIT_UNUSABLE,
    echo_json,
    is_debugging,
    leave,
    now_utc,
    printable,
)

__all__ = [
    "EXIT_BAD",
    "EXIT_GOOD",
    "EXIT_UNUSABLE",
    "NAME",
    "busy",
    "echo_json",
    "fail",
    "is_debugging",
    "now_utc",
    "printable",
    "progress_bar",
    "tolerate_any_text",
    "value_text",
]

NAME = "kassa"


def fail(message: str, code: int = EXIT_UNUSABLE) -> NoReturn:
    """One line on standard error, and out."""
    leave(NAME, message, code)


def value_text(value: object, between: str = ", ") -> str:
    """A value as a person reads it; what a list holds stands with `between` between."""
    match value:
        case None:
            return "-"
        case bool():
            return "yes" if value else "no"
        case list():
            return between.join(map(str, value)) or "none"
        case _:
            return str(value)


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
