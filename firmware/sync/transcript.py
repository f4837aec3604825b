"""What was said to FinanzOnline and what it answered: a JSON object a line (docs/finanzonline.md).

A run in the office's test mode is kept like this, to be laid beside the emulator's. Secrets are
masked before anything is written, in the request and wherever an answer repeats them.
"""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec

from firmware.process.logs import get_logger

log = get_logger()

#: Then the old one is put aside, and the one before it is gone.
FILE_BYTES_MAX: Final = 8_000_000
ASIDE: Final = ".1"
MODE: Final = 0o640
_LINE_BYTES_MAX: Final = 8_000_000


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """One call, from the request to its answer or to what went wrong instead."""

    at_utc: Annotated[datetime, msgspec.Meta(tz=True)]
    took_ms: int
    mode: Literal["T", "P"]
    url: str
    operation: str
    request: str
    status: int | None = None
    answer: str = ""
    fault: str = ""


class TranscriptError(Exception):
    """The file is no transcript; names the line."""


class Transcript:
    """The file of calls, None for none; what cannot be written is told and holds nothing up."""

    def __init__(self, path: Path | None) -> None:
        self._path = path

    def add(self, call: Call) -> None:
        """Append one call."""
        if self._path is None:
            return
        line = msgspec.json.encode(call) + b"\n"
        try:
            _make_room(self._path, len(line))
            flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC
            with os.fdopen(os.open(self._path, flags, MODE), "ab", buffering=0) as file:
                file.write(line)
        except OSError as error:
            log.error("transcript not written", path=str(self._path), detail=error.strerror)


def read(path: Path) -> Iterator[Call]:
    """The calls of a transcript, oldest first.

    Raises:
        OSError: it cannot be read.
        TranscriptError: a line is none.
    """
    with path.open("rb") as file:
        number = 0
        while line := file.readline(_LINE_BYTES_MAX):
            number += 1
            try:
                yield msgspec.json.decode(line, type=Call)
            except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
                raise TranscriptError(f"{path}: line {number}: {error}") from error


def _make_room(path: Path, size: int) -> None:
    try:
        is_full = path.stat().st_size + size > FILE_BYTES_MAX
    except FileNotFoundError:
        path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
        return
    if is_full:
        path.replace(path.with_name(path.name + ASIDE))
