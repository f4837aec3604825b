"""Log lines: one event a line, key=value, for the journal of systemd; English, no secrets.

A traceback is plain text. The pretty ones of libraries print local variables, and a local
variable may be the PIN on its way to the card. Lines of our own in place of a library: that
one brought asyncio and a typesetter of consoles along, four to six MiB of each daemon.
"""

import logging
import sys
import traceback
from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

Fields: TypeAlias = Mapping[str, object]
#: Takes the level's name, the event and its fields.
Sink: TypeAlias = Callable[[str, str, Fields], None]


class Outlet:
    """Where the lines of a process go; it has one, as it has one standard error."""

    def __init__(self) -> None:
        self.level: int = logging.INFO
        self.sink: Sink = write


class Logger:
    """Says events with their fields; from any thread."""

    def debug(self, event: str, **fields: object) -> None:
        """For who looks for a fault."""
        _say(logging.DEBUG, "debug", event, fields)

    def info(self, event: str, **fields: object) -> None:
        """All is well."""
        _say(logging.INFO, "info", event, fields)

    def warning(self, event: str, **fields: object) -> None:
        """Something is strange, and what was wanted goes on."""
        _say(logging.WARNING, "warning", event, fields)

    def error(self, event: str, **fields: object) -> None:
        """What was wanted does not go on."""
        _say(logging.ERROR, "error", event, fields)

    def exception(self, event: str, **fields: object) -> None:
        """A fault of ours: with the traceback of the exception that is being handled."""
        told = traceback.format_exc().removesuffix("\n")
        _say(logging.ERROR, "error", event, {**fields, "exception": told})


def configure(level: int) -> None:
    """Send log lines of `level` and above to standard error; once, at the start of a program."""
    OUTLET.level, OUTLET.sink = level, write


def get_logger() -> Logger:
    """What a module says its events to."""
    return _LOGGER


def write(level: str, event: str, fields: Fields) -> None:
    """One line on standard error."""
    cells = {"level": level, "event": event, **fields}
    sys.stderr.write(" ".join(_cell(name, value) for name, value in cells.items()) + "\n")
    sys.stderr.flush()


def _say(level: int, name: str, event: str, fields: Fields) -> None:
    if level >= OUTLET.level:
        OUTLET.sink(name, event, fields)


def _cell(name: str, value: object) -> str:
    """As logfmt has it: quotes where a reader would not see the end."""
    if value is None:
        return f"{name}="
    if value is True:
        return name
    text = "false" if value is False else str(value)
    is_quoted = any(sign in text for sign in ' ="')
    if is_quoted:
        text = text.replace("\\", "\\\\")
    text = text.replace('"', '\\"').replace("\n", "\\n")
    return f'{name}="{text}"' if is_quoted else f"{name}={text}"


#: The one state of a module in this house: a log belongs to the process and to nobody in it.
OUTLET: Final = Outlet()
_LOGGER: Final = Logger()
