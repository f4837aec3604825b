"""How the commands speak: results on standard output, everything else on standard error."""

from typing import Final, NoReturn

from firmware.process.command_line import (
    EXIT_BAD,
    EXIT_GOOD,
    EXIT_UNUSABLE,
    echo_json,
    is_debugging,
    leave,
    now_utc,
)

__all__ = [
    "EXIT_BAD",
    "EXIT_GOOD",
    "EXIT_UNUSABLE",
    "NAME",
    "RefusalError",
    "echo_json",
    "fail",
    "is_debugging",
    "now_utc",
]

NAME: Final = "kassa-archive"


class RefusalError(Exception):
    """What was asked for cannot be done; the message is the one line of it."""


def fail(message: str, code: int = EXIT_UNUSABLE) -> NoReturn:
    """One line on standard error, and out."""
    leave(NAME, message, code)
