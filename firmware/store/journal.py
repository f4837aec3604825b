"""The journal's chain: what each row's hash covers, and how rows are added.

Hash of a row (see `canonical.digest`): domain "standlkassa journal 1", then the fields, in order
    hash of the row before (the first row: 64 zeros), seq, at_utc, uuid, clerk (empty if none),
    kind, content
each as UTF-8 of exactly the text in its column; integers in decimal. Altering, removing, swapping
or inserting a row breaks the chain at that row or the next.

The chain has no key: who rewrites every row up to the last can make a whole new chain, but for the
seals in it (seal.py). What that leaves undetected is written down in integrity.py.
"""

import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from firmware.store.canonical import canonical, digest, utc_text
from firmware.store.entry import Entry
from firmware.store.file import BookFile

DOMAIN: Final = "standlkassa journal 1"
BEFORE_FIRST: Final = "0" * 64
UUID_RANDOM_BYTES: Final = 10

_LAST: Final = "SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1"
_INSERT: Final = (
    "INSERT INTO journal (seq, at_utc, uuid, clerk, kind, content, hash) "
    "VALUES (?, ?, ?, ?, ?, ?, ?)"
)
_UUID_RANDOM_BITS: Final = UUID_RANDOM_BYTES * 8
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)


def append(file: BookFile, entries: Sequence[Entry]) -> int:
    """Add rows inside the caller's transaction; returns the seq of the first of them.

    Raises:
        StoreError: REFUSED with the place of content the book does not take; else as SQLite says.
    """
    last_seq, last_hash = file.row(_LAST) or (0, BEFORE_FIRST)
    for seq, entry in enumerate(entries, start=last_seq + 1):
        place = f"journal row {seq} ({entry.kind})"
        at_utc = utc_text(entry.at_utc, place)
        uuid = uuid_version_7(entry.at_utc, os.urandom(UUID_RANDOM_BYTES))
        content = canonical(entry.content, place)
        last_hash = row_hash(
            last_hash.encode(),
            str(seq).encode(),
            at_utc.encode(),
            uuid.encode(),
            clerk_field(entry.clerk),
            entry.kind.encode(),
            content.encode(),
        )
        file.row(_INSERT, (seq, at_utc, uuid, entry.clerk, entry.kind, content, last_hash))
    return int(last_seq) + 1


def row_hash(previous: bytes, *fields: bytes) -> str:
    """The hash of a row from the hash before it and its six other columns, in their order."""
    return digest(DOMAIN, (previous, *fields))


def clerk_field(clerk: int | None) -> bytes:
    """The clerk as the hash sees it."""
    return b"" if clerk is None else str(clerk).encode()


def uuid_version_7(at_utc: datetime, random: bytes) -> str:
    """RFC 9562 version 7: 48 bits of milliseconds since 1970, then 74 random bits.

    Args:
        at_utc: of the row, so that sorting by UUID is sorting by time.
        random: ten bytes.
    """
    # In integers: a float of this size misses milliseconds.
    milliseconds = (at_utc - _EPOCH) // _MILLISECOND & (1 << 48) - 1
    value = milliseconds << _UUID_RANDOM_BITS | int.from_bytes(random, "big")
    value = value & ~(0xF << 76) | 7 << 76  # version
    value = value & ~(0x3 << 62) | 2 << 62  # variant of RFC 9562
    return str(UUID(int=value))
