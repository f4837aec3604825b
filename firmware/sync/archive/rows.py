"""Rows of the book as the lines of a batch, read in one go."""

from dataclasses import dataclass
from typing import Final

from firmware.accord.batch import TARGET_PLAIN_BYTES
from firmware.store.errors import StoreFault
from firmware.store.line import encode
from firmware.store.raw import units
from firmware.store.reader import Reader

#: No book now: not commissioned, not running, or about to be migrated by kassad.
NO_BOOK: Final = frozenset({StoreFault.ABSENT, StoreFault.TOO_OLD})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """`count` lines, one under the other; `is_more`: the book goes on behind them."""

    plain: bytes
    count: int
    is_more: bool


def rows_from(book: Reader, first_seq: int, max_lines: int) -> Rows:
    """The rows from `first_seq` on that fit into one batch, one at least if there is one.

    Raises:
        StoreError: the book cannot be read, or BROKEN: a row is not there that the journal has.
    """
    # One run of bytes and no thousand pieces: those would stay in the process as holes.
    plain = bytearray()
    count = 0
    # One more than fits tells whether there are more.
    for unit in units(book, first_seq, first_seq + max_lines):
        line = encode(unit) + b"\n"
        if count == max_lines or (count and len(plain) + len(line) > TARGET_PLAIN_BYTES):
            return Rows(plain=bytes(plain), count=count, is_more=True)
        plain += line
        count += 1
    return Rows(plain=bytes(plain), count=count, is_more=False)


def last_seq(book: Reader) -> int:
    """How many rows there are.

    Raises:
        StoreError: the book cannot be read.
    """
    last = book.last_journal()
    return 0 if last is None else last.seq
