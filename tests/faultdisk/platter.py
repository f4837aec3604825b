"""What is on a medium: bytes that are safe, and changes of which a power cut leaves any part.

A sector is written as a whole by the medium, so of each one touched since the last sync a cut
leaves an older state, the newest, or a mixture of two (torn). A file's name is safe with its first
sync, and that sync settles all names of the disk, as on ext4 (SQLite syncs the folder then); a
deletion or truncation nobody synced may not have happened.

A sync that failed is the end for what it should have saved: Linux calls those pages clean, and no
later sync writes them. They survive by luck alone, whatever SQLite is told the second time.
"""

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Final, TypeAlias

SECTOR_BYTES: Final = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A file came into being, empty."""

    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Bytes were written."""

    path: str
    offset: int
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Truncated:
    """A file was cut."""

    path: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Synced:
    """A file's changes are safe, says the medium; `is_lost`: it said that they are not."""

    path: str
    is_lost: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Deleted:
    """A file went; for good when its folder was synced."""

    path: str
    is_synced: bool = False


Touch: TypeAlias = Made | Written | Truncated | Synced | Deleted
Change: TypeAlias = Written | Truncated


class Loss(Enum):
    """What becomes of changes that no sync has saved."""

    HONEST = "sectors survive, vanish or tear"
    LIES = "the same, and the last syncs did nothing"
    DROP_ALL = "all of it vanishes"


@dataclass(slots=True, kw_only=True)
class _File:
    """One name. `safe` is None until it is settled that the name stands for this file.

    Until then a cut may bring back `was`: the file before, whose deletion nobody has synced.
    """

    safe: bytearray | None = None
    was: bytes | None = None
    pending: list[Change] = field(default_factory=list)
    lost: list[Change] = field(default_factory=list)
    is_deleted: bool = False


class Platter:
    """Files on a medium, as touches come in; `left` is what a cut now leaves of them."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = {path: _File(safe=bytearray(content)) for path, content in files.items()}

    def apply(self, touches: Iterable[Touch]) -> None:
        """Let these touches happen."""
        for touch in touches:
            match touch:
                case Made(path=path):
                    self._make(path)
                case Written(path=path) | Truncated(path=path):
                    self._file(path).pending.append(touch)
                case Synced(path=path, is_lost=True):
                    file = self._file(path)
                    file.lost += file.pending
                    file.pending.clear()
                case Synced(path=path):
                    self._sync(self._file(path))
                case Deleted(path=path, is_synced=is_synced):
                    self._delete(path)
                    if is_synced:
                        self._settle_names()

    def add(self, path: str, content: bytes) -> None:
        """A file that is safe already."""
        self._files[path] = _File(safe=bytearray(content))

    def left(self, dice: random.Random, loss: Loss) -> dict[str, bytes]:
        """What a cut leaves, file by file; each call throws the dice anew."""
        odds = _Odds(dice, loss)
        found = ((path, _left(file, odds)) for path, file in self._files.items())
        return {path: content for path, content in found if content is not None}

    def _make(self, path: str) -> None:
        before = self._files.get(path)
        was = None if before is None else before.was if before.safe is None else bytes(before.safe)
        self._files[path] = _File(was=was)

    def _delete(self, path: str) -> None:
        file = self._file(path)
        file.is_deleted = True
        if file.safe is not None:
            file.was, file.safe = bytes(file.safe), None

    def _sync(self, file: _File) -> None:
        """What is pending is safe; what was lost before and is written over is no more."""
        is_new = file.safe is None
        file.safe = _after(file.safe or bytearray(), file.pending)
        for one in file.pending:
            file.lost = [lost for lost in file.lost if not _overlap(one, lost)]
        file.pending.clear()
        if is_new:
            self._settle_names()

    def _settle_names(self) -> None:
        self._files = {path: one for path, one in self._files.items() if not one.is_deleted}
        for file in self._files.values():
            file.was = None
            if file.safe is None:
                file.safe = bytearray()

    def _file(self, path: str) -> _File:
        return self._files.setdefault(path, _File())


class _Odds:
    """How a cut treats what is not safe: all cuts of one kind would find faults of one kind."""

    def __init__(self, dice: random.Random, loss: Loss) -> None:
        self._dice = dice
        self._survives = 0.0 if loss is Loss.DROP_ALL else dice.choice((0.0, 0.1, 0.5, 0.9, 1.0))
        self._tears = 0.0 if loss is Loss.DROP_ALL else dice.choice((0.0, 0.1, 0.5))

    def happens(self) -> bool:
        """Whether one change reached the medium."""
        return self._dice.random() < self._survives

    def sector(self, states: list[bytes]) -> bytes:
        """One of the states a sector had, the oldest first, or two of them torn."""
        newest = states[-1] if self.happens() else self._dice.choice(states[:-1])
        if self._dice.random() >= self._tears:
            return newest
        other, at = self._dice.choice(states), self._dice.randrange(1, SECTOR_BYTES)
        return newest[:at] + other[at:]


def _overlap(one: Change, other: Change) -> bool:
    if isinstance(one, Truncated) or isinstance(other, Truncated):
        return True
    return (
        one.offset < other.offset + len(other.content)
        and other.offset < one.offset + len(one.content)
    )  # fmt: skip


def _after(found: bytearray, changes: Iterable[Change]) -> bytearray:
    """The bytes when all of these changes happened to them."""
    for change in changes:
        if isinstance(change, Truncated):
            del found[change.size :]
            continue
        end = change.offset + len(change.content)
        found.extend(bytes(max(0, end - len(found))))
        found[change.offset : end] = change.content
    return found


def _left(file: _File, odds: _Odds) -> bytes | None:
    """A file after the cut; None, when there is none of its name."""
    if file.is_deleted:
        return None if odds.happens() else file.was
    if file.safe is None and not odds.happens():
        return file.was
    changes = file.lost + file.pending
    found = bytearray(file.safe or b"")
    writes: list[Written] = []
    for change in changes:
        if isinstance(change, Written):
            writes.append(change)
        elif odds.happens():
            _settle(found, writes, odds)
            writes = []
            del found[change.size :]
    _settle(found, writes, odds)
    return bytes(found)


def _settle(found: bytearray, writes: list[Written], odds: _Odds) -> None:
    """Write what becomes of each sector that these writes touched."""
    states: dict[int, list[bytes]] = {}
    for write in writes:
        end = write.offset + len(write.content)
        for start in range(write.offset - write.offset % SECTOR_BYTES, end, SECTOR_BYTES):
            before = states.setdefault(start, [_sector(found, start)])
            states[start].append(_laid_over(before[-1], start, write))
    for start, known in states.items():
        sector = odds.sector(known)
        if sector == known[0]:
            continue
        found.extend(bytes(max(0, start - len(found))))
        found[start : start + SECTOR_BYTES] = sector


def _sector(found: bytearray, start: int) -> bytes:
    return bytes(found[start : start + SECTOR_BYTES]).ljust(SECTOR_BYTES, b"\0")


def _laid_over(sector: bytes, start: int, write: Written) -> bytes:
    """A sector with the part of a write that falls into it."""
    first, last = (
        max(start, write.offset),
        min(start + SECTOR_BYTES, write.offset + len(write.content)),
    )
    part = write.content[first - write.offset : last - write.offset]
    return sector[: first - start] + part + sector[last - start :]
