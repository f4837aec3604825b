"""One run, recorded; and from the record as many cuts of it as wanted, without another run.

The record has everything the machine wrote to its disk and every flush, and between them what the
world outside came to see, in one order. A cut at any place of it leaves what was flushed before,
chance's choice of what was not, and a world that has seen what stands before that place.
"""

import errno
import os
import shutil
import struct
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from threading import Lock
from types import TracebackType
from typing import BinaryIO, Final, Self, assert_never

from firmware.image.disk.plan import COPY, asks_for_copy
from machine.partitions import Partition
from machine.tools import MachineError, Tools
from machine.voldisk import SECTOR, Flushed, Survival, Unflushed, Written, obey, survivors

_HEAD: Final = struct.Struct(">cQI")
_WRITTEN, _THROUGH, _FLUSHED, _SEEN = b"w", b"t", b"f", b"s"
_CHUNK: Final = 1 << 20
_DEADLINE_S: Final = 120.0
#: Of e2fsck: nothing to do, or everything put right.
_WHOLE: Final = (0, 1)


@dataclass(frozen=True, slots=True)
class Seen:
    """The world outside has seen this: what it was told cannot be taken back."""

    text: bytes


Event = Written | Flushed | Seen


class Record:
    """Writes the record at `path`: a `Witness` of a disk, and of the world; a context manager."""

    def __init__(self, path: Path) -> None:
        self._lock = Lock()
        self._file: BinaryIO = path.open("wb")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def __call__(self, event: Event) -> None:
        """Append one event."""
        offset, text = 0, b""
        match event:
            case Written():
                kind = _THROUGH if event.is_through else _WRITTEN
                offset, text = event.offset, event.text
            case Flushed():
                kind = _FLUSHED
            case Seen():
                kind, text = _SEEN, event.text
            case _:
                assert_never(event)
        packed = _HEAD.pack(kind, offset, len(text))
        with self._lock:
            # A disk that somebody reads on after the end has nothing more to tell.
            if not self._file.closed:
                self._file.write(packed + text)


def events(path: Path) -> Iterator[Event]:
    """What a record tells, in order.

    Raises:
        MachineError: it is no record, or breaks off.
    """
    with path.open("rb") as file:
        while head := file.read(_HEAD.size):
            if len(head) < _HEAD.size:
                raise MachineError(f"{path} breaks off")
            kind, offset, length = _HEAD.unpack(head)
            text = file.read(length)
            if len(text) < length:
                raise MachineError(f"{path} breaks off")
            match kind:
                case b"w" | b"t":
                    yield Written(offset=offset, text=text, is_through=kind == _THROUGH)
                case b"f":
                    yield Flushed()
                case b"s":
                    yield Seen(text)
                case _:
                    raise MachineError(f"{path} is no record: {kind!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A cut after `count` events of the record; what it leaves is drawn by `seed`."""

    count: int
    survival: Survival
    seed: int


def draw_moments(first: int, last: int, count: int, seed: int) -> tuple[Moment, ...]:
    """So many cuts after `first` to `last` events, in order; each way to lose a third of them."""
    chance = Random(seed)  # noqa: S311 - chance, and no secret
    ways = tuple(Survival)
    counts = sorted(chance.randint(first, last) for _ in range(count))
    return tuple(
        Moment(count=at, survival=ways[index % len(ways)], seed=chance.getrandbits(32))
        for index, at in enumerate(counts)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CrashState:
    """The partition as a cut left it is `image`, to be read until the next one is asked for.

    `seen` is what the world had seen by then; `unflushed` of its sectors were at stake, `stayed`
    of them are there.
    """

    moment: Moment
    image: Path
    seen: tuple[bytes, ...]
    unflushed: int
    stayed: int


class Explorer:
    """Makes crash states of one partition; `base` is the whole disk as it was before the record.

    `folder` takes two images of the partition.
    """

    def __init__(self, record: Path, base: Path, partition: Partition, folder: Path) -> None:
        self._record = record
        self._part = partition
        self._kept = folder / "kept.img"
        self._image = folder / "crash.img"
        take_partition(base, partition, self._kept)
        #: How many events wrote to another place of the disk.
        self.elsewhere = 0

    def states(self, moments: Sequence[Moment]) -> Iterator[CrashState]:
        """The state of each moment, which come in order; to be asked once.

        Raises:
            MachineError: the record is damaged.
        """
        waiting, unflushed, seen = list(moments), Unflushed(), list[bytes]()
        with self._kept.open("r+b", buffering=0) as kept:
            for index, event in enumerate(events(self._record)):
                while waiting and waiting[0].count <= index:
                    yield self._state(waiting.pop(0), unflushed, tuple(seen))
                if isinstance(event, Seen):
                    seen.append(event.text)
                    continue
                for number, text in obey(unflushed, self._inside(event)).items():
                    kept.seek(number * SECTOR)
                    kept.write(text)
            for moment in waiting:
                yield self._state(moment, unflushed, tuple(seen))

    def _inside(self, event: Written | Flushed) -> Written | Flushed:
        """An event as the partition meets it: of a write elsewhere nothing."""
        if isinstance(event, Flushed):
            return event
        offset = event.offset - self._part.offset
        if not 0 <= offset <= self._part.size - len(event.text):
            self.elsewhere += 1
            return Written(offset=0, text=b"")
        return Written(offset=offset, text=event.text, is_through=event.is_through)

    def _state(self, moment: Moment, unflushed: Unflushed, seen: tuple[bytes, ...]) -> CrashState:
        chance = Random(moment.seed)  # noqa: S311 - chance, and no secret
        left = survivors(unflushed, moment.survival, chance)
        command = ["cp", "--sparse=always", "--reflink=auto", str(self._kept), str(self._image)]
        subprocess.run(command, check=True, timeout=_DEADLINE_S)
        with self._image.open("r+b", buffering=0) as image:
            for number, text in left.items():
                image.seek(number * SECTOR)
                image.write(text)
        return CrashState(
            moment=moment,
            image=self._image,
            seen=seen,
            unflushed=len(unflushed),
            stayed=len(left),
        )


def mend(tools: Tools, image: Path) -> None:
    """Put an ext4 right as a start of the till does, and look whether nothing is wrong any more.

    Raises:
        MachineError: e2fsck does not dare to, or what it left is not whole.
    """
    for words in (("-p",), ("-f", "-n")):
        ended = _checked(tools, image, *words)
        if words == ("-p",) and asks_for_copy(ended.returncode):
            ended = _checked(tools, image, *words, *COPY)
        if ended.returncode not in _WHOLE[: 2 if words == ("-p",) else 1]:
            said = (ended.stdout + ended.stderr).decode(errors="replace").strip()
            raise MachineError(f"e2fsck {' '.join(words)}: {ended.returncode}: {said[-400:]}")


def _checked(tools: Tools, image: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        tools.command("e2fsck", *words, image),
        capture_output=True,
        env=tools.environment,
        timeout=_DEADLINE_S,
        check=False,
    )


def take_out(tools: Tools, image: Path, name: str, folder: Path) -> Path:
    """The folder `name` of an ext4, copied into `folder`.

    Raises:
        MachineError: it has no such folder.
    """
    shutil.rmtree(folder / name, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    tools.run("debugfs", "-R", f"rdump /{name} {folder}", image)
    if not (folder / name).is_dir():
        raise MachineError(f"{image} has no folder {name}")
    return folder / name


def take_partition(disk: Path, partition: Partition, target: Path) -> Path:
    """A partition as a file of its own; holes stay holes."""
    with disk.open("rb") as source, target.open("wb") as copy:
        end = partition.offset + partition.size
        at = _next_text(source, partition.offset)
        while at < end:
            source.seek(at)
            text = source.read(min(_CHUNK, end - at))
            if text.count(0) < len(text):
                copy.seek(at - partition.offset)
                copy.write(text)
            at = _next_text(source, at + len(text))
        copy.truncate(partition.size)
    return target


def _next_text(file: BinaryIO, at: int) -> int:
    """The first byte from `at` on that is in no hole; far away, if there is none."""
    try:
        return os.lseek(file.fileno(), at, os.SEEK_DATA)
    except OSError as error:
        if error.errno != errno.ENXIO:
            raise
        return sys.maxsize
