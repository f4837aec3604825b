"""A disk that forgets: at a cut, of what was not flushed as much is there as chance wants.

No real disk treats its owner worse and keeps its word: what was flushed, or written through, is
there for ever; of everything else any sector of 512 bytes may be there or not, whatever came first.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from random import Random
from threading import Lock
from typing import Final

SECTOR: Final = 512
_NOTHING: Final = bytes(SECTOR)


class Survival(Enum):
    """What a cut leaves of the sectors that nobody flushed."""

    ALL = "all"
    NONE = "none"
    HALF = "half"


#: Of each sector that was not flushed, all that was written there, oldest first.
Unflushed = dict[int, list[bytes]]


def survivors(unflushed: Unflushed, survival: Survival, chance: Random) -> Mapping[int, bytes]:
    """The sectors that are on the disk after a cut, and what each says.

    A sector is never torn; of one that was written twice the older text may be the one that stays.
    """
    match survival:
        case Survival.ALL:
            return {number: texts[-1] for number, texts in unflushed.items()}
        case Survival.NONE:
            return {}
        case Survival.HALF:
            return {
                number: chance.choice(texts)
                for number, texts in unflushed.items()
                if chance.random() < 1 / 2
            }


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """`text` was written at `offset`; `is_through` by a caller who wants this one kept for ever."""

    offset: int
    text: bytes
    is_through: bool = False


@dataclass(frozen=True, slots=True)
class Flushed:
    """What was written before is there for ever."""


#: Told everything that happens to a disk, in order, while it holds still.
Witness = Callable[[Written | Flushed], None]


def obey(unflushed: Unflushed, event: Written | Flushed) -> Mapping[int, bytes]:
    """Take note of an event; the sectors that are there for ever by it."""
    numbers: Iterable[int]
    match event:
        case Written():
            first = event.offset // SECTOR
            for at in range(0, len(event.text), SECTOR):
                part = event.text[at : at + SECTOR]
                # Zeros by the gigabyte are one text.
                part = _NOTHING if part == _NOTHING else part
                unflushed.setdefault(first + at // SECTOR, []).append(part)
            numbers = range(first, first + len(event.text) // SECTOR) if event.is_through else ()
        case Flushed():
            numbers = tuple(unflushed)
    return {number: unflushed.pop(number)[-1] for number in numbers}


class VolatileDisk:
    """The file `path` as such a disk; thread-safe. `witness` hears everything, in order."""

    def __init__(self, path: Path, witness: Witness = lambda _event: None) -> None:
        self._lock = Lock()
        self._witness = witness
        self._file = path.open("r+b", buffering=0)
        self._unflushed: Unflushed = {}
        self.size: Final = self._file.seek(0, 2)
        #: How often it was told to keep what it has.
        self.flushes = 0

    @property
    def unflushed(self) -> int:
        """How many sectors a cut may cost now."""
        with self._lock:
            return len(self._unflushed)

    def read(self, offset: int, length: int) -> bytes:
        """What was written last, flushed or not.

        Raises:
            ValueError: not in sectors, or beyond the end.
        """
        self._check(offset, length)
        with self._lock:
            self._file.seek(offset)
            text = bytearray(self._file.read(length))
            for at in range(0, length, SECTOR):
                texts = self._unflushed.get((offset + at) // SECTOR)
                if texts is not None:
                    text[at : at + SECTOR] = texts[-1]
        return bytes(text)

    def write(self, offset: int, text: bytes, *, is_through: bool = False) -> None:
        """Keep it in memory; `is_through` keeps this text, and no other, for ever.

        Raises:
            ValueError: not in sectors, or beyond the end.
        """
        self._check(offset, len(text))
        self._befall(Written(offset=offset, text=text, is_through=is_through))

    def flush(self) -> None:
        """Everything that was written until now is there for ever."""
        self.flushes += 1
        self._befall(Flushed())

    def cut(self, survival: Survival, chance: Random) -> tuple[int, int]:
        """The power goes: how many unflushed sectors there were, and how many of them stayed."""
        with self._lock:
            count, left = len(self._unflushed), survivors(self._unflushed, survival, chance)
            self._unflushed = {}
            for number, text in left.items():
                self._lay(number, text)
        return count, len(left)

    def close(self) -> None:
        """Let go of the file; what was not flushed is lost."""
        self._file.close()

    def _befall(self, event: Written | Flushed) -> None:
        with self._lock:
            self._witness(event)
            for number, text in obey(self._unflushed, event).items():
                self._lay(number, text)

    def _lay(self, number: int, text: bytes) -> None:
        self._file.seek(number * SECTOR)
        self._file.write(text)

    def _check(self, offset: int, length: int) -> None:
        if offset % SECTOR or length % SECTOR or not 0 <= offset <= self.size - length:
            raise ValueError(f"{length} bytes at {offset} of {self.size}")
