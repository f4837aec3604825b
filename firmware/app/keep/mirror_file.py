"""The files of a mirror: one line for each journal row, with the row it vouches for.

    spiegel__GRAZ-01__000000001.jsonl
    4f0c… {"journal":[1,"2026-…","…",null,"book.identity","{…}","9ab1…"],"identity":["GRAZ-01",…]}

Before the space stand 64 hex digits: SHA-256 of what comes after it, up to the line feed. The cells
are exactly the texts of the book's columns (`firmware.store.raw`), so the journal's own chain
proves the rows, and its digests prove the receipts. The number in the name is the seq of the first
row; a file that has grown beyond `FILE_BYTES` is followed by the next one.

A cut leaves the end of the last file torn, where nobody was told yet that it is stored: from the
first line that is not whole nothing counts. Whole lines after it are no cut but damage: the till
writes them anew, and nobody makes a book of the rows before them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from firmware.app.keep.medium import Medium
from firmware.store.errors import StoreError
from firmware.store.journal import BEFORE_FIRST
from firmware.store.line import decode, encode
from firmware.store.raw import RawReceipt, Unit, follows

FILE_BYTES: Final = 16 * 1024 * 1024
_NAME: Final = re.compile(r"spiegel__([A-Za-z0-9-]{1,20})__(\d{9,18})\.jsonl")
_DIGEST_BYTES: Final = 64


class MirrorError(Exception):
    """A mirror cannot be used; the message says why, and names file and line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MirrorFile:
    """A file of a mirror, as its name tells."""

    name: str
    register_id: str
    first_seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """Where a mirror ends: its last row, and its last file with so many bytes of whole lines."""

    seq: int = 0
    hash: str = BEFORE_FIRST
    name: str = ""
    size: int = 0


def name_of(register_id: str, first_seq: int) -> str:
    """A file's name: whose, and from which row on; names sort as the rows do."""
    return f"spiegel__{register_id}__{first_seq:09}.jsonl"


def files_in(medium: Medium) -> tuple[MirrorFile, ...]:
    """The files of mirrors on a medium, in the order of their rows.

    Raises:
        OSError: as the medium says.
    """
    found = [_NAME.fullmatch(name) for name in medium.names()]
    files = [
        MirrorFile(name=one[0], register_id=one[1], first_seq=int(one[2]))
        for one in found
        if one is not None
    ]
    return tuple(sorted(files, key=lambda one: (one.register_id, one.first_seq)))


def own_files(medium: Medium, register_id: str) -> tuple[MirrorFile, ...]:
    """Those of one register; a medium keeps the mirror of one.

    Raises:
        MirrorError: it keeps another one's.
        OSError: as the medium says.
    """
    files = files_in(medium)
    for one in files:
        if one.register_id != register_id:
            raise MirrorError(f"holds the mirror of register {one.register_id}: take another one")
    return files


def to_line(unit: Unit) -> bytes:
    """The line of a unit."""
    text = encode(unit)
    return sha256(text).hexdigest().encode() + b" " + text + b"\n"


def unit_of(raw: bytes) -> Unit | None:
    """The unit of a line with its line feed; None when it is torn, or not as it was written."""
    text = raw[_DIGEST_BYTES + 1 : -1]
    if raw[-1:] != b"\n" or raw[: _DIGEST_BYTES + 1] != sha256(text).hexdigest().encode() + b" ":
        return None
    try:
        return decode(text)
    except StoreError:
        return None


def end_of(medium: Medium, register_id: str) -> End:
    """Where the mirror of a register ends, by its last file that holds a whole line.

    Raises:
        MirrorError: the medium keeps another register's, or nothing of the last files is whole.
        OSError: as the medium says.
    """
    files = own_files(medium, register_id)
    if not files:
        return End()
    last = files[-1]
    size, unit = _whole(medium.read(last.name))
    if unit is None and len(files) > 1:
        _, unit = _whole(medium.read(files[-2].name))
    if unit is None and last.first_seq > 1:
        raise MirrorError(f"{last.name}: no whole line in it, nor in the file before")
    if unit is None:
        return End(name=last.name)
    return End(seq=unit.seq, hash=unit.hash, name=last.name, size=size)


def row_hash_at(medium: Medium, register_id: str, seq: int) -> str | None:
    """The hash of the journal row `seq` as the mirror has it; None if it does not have it.

    Raises:
        MirrorError, OSError: as `own_files`.
    """
    files = [one for one in own_files(medium, register_id) if one.first_seq <= seq]
    lines = medium.read(files[-1].name).splitlines(keepends=True) if files else []
    found = (unit for line in lines if (unit := unit_of(line)) is not None and unit.seq == seq)
    return next((unit.hash for unit in found), None)


def last_receipt(medium: Medium, register_id: str) -> RawReceipt | None:
    """The receipt the mirror ends with.

    Raises:
        MirrorError, OSError: as `own_files`.
    """
    for file in reversed(own_files(medium, register_id)):
        lines = medium.read(file.name).splitlines(keepends=True)
        for unit in map(unit_of, reversed(lines)):
            if unit is not None and unit.receipt is not None:
                return unit.receipt
    return None


def read_units(medium: Medium, register_id: str) -> Iterator[Unit]:
    """All rows of a mirror, each proven by the chain; a torn end is left away.

    Raises:
        MirrorError: a row is missing or not as it was written, naming file and line; rows that come
            after it may be on paper.
        OSError: as the medium says.
    """
    seq, previous = 0, BEFORE_FIRST
    files = own_files(medium, register_id)
    for file in files:
        lines = medium.read(file.name).splitlines(keepends=True)
        for number, line in enumerate(lines, start=1):
            unit = unit_of(line)
            if unit is None and file is files[-1] and not any(map(unit_of, lines[number:])):
                return
            if unit is None or not follows(unit, seq, previous):
                raise MirrorError(
                    f"{file.name}: line {number} is not the row after row {seq} as it was written"
                )
            yield unit
            seq, previous = unit.seq, unit.hash


def _whole(content: bytes) -> tuple[int, Unit | None]:
    """How many bytes from the start are whole lines, and the last of them."""
    size, last = 0, None
    for line in content.splitlines(keepends=True):
        unit = unit_of(line)
        if unit is None:
            break
        size, last = size + len(line), unit
    return size, last
