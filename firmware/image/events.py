"""What the machine below the till went through: a small ring of files that outlives the power.

systemd's own log is gone with the power. Here stand starts and ends, slots, updates, crashes and
what the watchdog did: one file for each start, the last `KEEP_BOOTS` of them, none longer than
`MAX_BYTES`. Words are short, of few characters, and never about a person or a sale.
"""

import os
import re
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import Final

import msgspec

from firmware.process.medium import flush

FOLDER: Final = Path("/data/events")
#: Which file is of this start; in memory, so the next start has none.
CURRENT: Final = Path("/run/standlkassa-image/events")
KEEP_BOOTS: Final = 40
MAX_BYTES: Final = 32 * 1024
MAX_WORDS: Final = 8
MAX_WORD: Final = 80
_FOREIGN: Final = re.compile(r"[^A-Za-z0-9 ._:@/+=,-]")
_KEY: Final = re.compile(r"[a-z][a-z_]{0,19}")
_NAME: Final = re.compile(r"(?P<number>[0-9]{6})\.ndjson")


class EventKind(Enum):
    """What can happen."""

    BOOT = "boot"
    DOWN = "down"
    DISK = "disk"
    UPDATE = "update"
    TILL = "till"
    FAILED = "failed"
    HEALTH = "health"
    EMERGENCY = "emergency"


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a file; `up_s` is seconds since the start, right even where the clock is not."""

    kind: EventKind
    utc: str
    up_s: float
    words: dict[str, str] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Instant:
    """When something happened, by both clocks of the machine."""

    utc: datetime
    up_s: float


def event_of(kind: EventKind, words: Mapping[str, str], at: Instant) -> Event:
    """An event with words that fit.

    Raises:
        ValueError: a key is none, or there are more than `MAX_WORDS`.
    """
    if len(words) > MAX_WORDS:
        raise ValueError(f"{len(words)} words, at most {MAX_WORDS}")
    for key in words:
        if _KEY.fullmatch(key) is None:
            raise ValueError(f"{key[:MAX_WORD]!r} is no key: small letters and _")
    short = {key: _FOREIGN.sub("?", value)[:MAX_WORD] for key, value in words.items()}
    utc = at.utc.strftime("%Y-%m-%dT%H:%M:%SZ")
    return Event(kind=kind, utc=utc, up_s=round(at.up_s, 1), words=short)


def line_of(event: Event) -> bytes:
    """The event as it stands in its file."""
    return msgspec.json.encode(event) + b"\n"


def events_in(content: bytes) -> Iterator[Event]:
    """The events of a file; what a cut left half is passed over."""
    for line in content.splitlines():
        try:
            yield msgspec.json.decode(line, type=Event)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            continue


def boots_in(names: Iterable[str]) -> dict[int, str]:
    """The files of starts among `names`, by their number, in order."""
    found = {int(one["number"]): name for name in names if (one := _NAME.fullmatch(name))}
    return dict(sorted(found.items()))


def name_after(names: Iterable[str]) -> str:
    """The file of a new start."""
    return f"{max(boots_in(names), default=0) % 999_999 + 1:06}.ndjson"


def outdated(names: Iterable[str]) -> list[str]:
    """Files that go, so that with a new one there are no more than `KEEP_BOOTS`."""
    return list(boots_in(names).values())[: -(KEEP_BOOTS - 1)]


def end_before(events: Iterable[Event]) -> str:
    """How a start ended that left these events: in order, by the till's doctor, or by a cut."""
    kinds = [event.kind for event in events]
    if EventKind.DOWN not in kinds:
        return "cut"
    return "health" if EventKind.HEALTH in kinds else "order"


class Ring:
    """The files of one folder."""

    def __init__(self, folder: Path = FOLDER, current: Path = CURRENT) -> None:
        self._folder = folder
        self._current = current

    def add(self, event: Event) -> None:
        """Put it behind the others of this start, on the medium; a full file takes nothing more.

        Raises:
            OSError: the folder cannot be written.
        """
        line = line_of(event)
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        path = self._file()
        is_new = not path.exists()
        file = os.open(path, flags, 0o644)
        try:
            if os.fstat(file).st_size + len(line) > MAX_BYTES:
                return
            os.write(file, line)
            os.fsync(file)
        finally:
            os.close(file)
        if is_new:
            flush(self._folder)

    def before(self) -> list[Event] | None:
        """The events of the start before this one; None: there was none."""
        boots = list(boots_in(self._names()).values())
        own = self._own_name()
        earlier = [name for name in boots if name != own]
        return list(self._read(earlier[-1])) if earlier else None

    def all(self) -> Iterator[tuple[int, Event]]:
        """Every event with the number of its start, the oldest first."""
        for number, name in boots_in(self._names()).items():
            for event in self._read(name):
                yield number, event

    def _names(self) -> list[str]:
        return [one.name for one in self._folder.iterdir()] if self._folder.is_dir() else []

    def _read(self, name: str) -> Iterator[Event]:
        with (self._folder / name).open("rb") as file:
            return events_in(file.read(MAX_BYTES))

    def _own_name(self) -> str:
        try:
            text = self._current.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return ""
        return text if _NAME.fullmatch(text) else ""

    def _file(self) -> Path:
        """The file of this start; with the first event there is one, and old ones go."""
        if own := self._own_name():
            return self._folder / own
        names = self._names()
        own = name_after(names)
        for name in outdated(names):
            (self._folder / name).unlink(missing_ok=True)
        self._current.write_text(f"{own}\n", encoding="ascii")
        return self._folder / own


def record(kind: EventKind, words: Mapping[str, str], ring: Ring | None = None) -> None:
    """Add what happens now.

    Raises:
        OSError: it cannot be written.
        ValueError: a key is none, or there are too many.
    """
    (ring or Ring()).add(event_of(kind, words, now()))


def now() -> Instant:
    """This moment, by both clocks."""
    up_s = time.clock_gettime(time.CLOCK_BOOTTIME)
    return Instant(utc=datetime.now(UTC), up_s=up_s)
