"""The head of a book: how far it has come, in a few numbers that somebody else can keep.

An archive, a slip of paper or another copy that knows a head can tell afterwards whether a book is
still the one it was: it holds the head, ends before it (it is stale), or went another way (a copy
of it lived elsewhere). As a file a head is one JSON object:

    {"format": 1, "register_id": "GRAZ-01", "receipts": 415, "turnover_cents": 123456,
     "last_jws_sha256": "…", "journal_seq": 9120, "journal_hash": "…", "at_utc": "2026-…+00:00"}

A reader passes over members it does not know; a change of the meaning of one is another format.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from hashlib import sha256
from typing import Annotated, Final

import msgspec

from firmware.store.canonical import utc_text
from firmware.store.errors import StoreError, StoreFault
from firmware.store.reader import Reader

FORMAT: Final = 1
MAX_HEAD_BYTES: Final = 64 * 1024

_Digest = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$")]
# Not beyond SQLite's integers.
_FromOne = Annotated[int, msgspec.Meta(ge=1, lt=1 << 62)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The last receipt and the last journal row of a register's book.

    `receipts` is the number of the last receipt, `last_jws_sha256` the digest of its JWS and
    `turnover_cents` the counter after it; `at_utc` is the time of the last row.
    """

    register_id: str
    receipts: _FromOne
    turnover_cents: int
    last_jws_sha256: _Digest
    journal_seq: _FromOne
    journal_hash: _Digest
    at_utc: Annotated[datetime, msgspec.Meta(tz=True)]


class Standing(Enum):
    """How a book stands to a head somebody kept."""

    HOLDS = "holds it"
    BEHIND = "ends before it"
    DIVERGED = "went another way"
    FOREIGN = "is of another register"


class _Format(msgspec.Struct, frozen=True):
    format: int


def head_of(book: Reader) -> Head | None:
    """Where the book ends now; None before its Startbeleg.

    Raises:
        StoreError: the book cannot be read.
    """
    identity, last = book.identity(), book.last_journal()
    while True:
        # Beside a till that sells, a receipt must not fall between the two looks.
        tail, before, last = book.tail(), last, book.last_journal()
        if identity is None or tail is None or before is None or last is None:
            return None
        if before.seq == last.seq:
            break
    return Head(
        register_id=identity.register_id,
        receipts=tail.number,
        turnover_cents=tail.turnover_cents,
        last_jws_sha256=_digest(tail.jws),
        journal_seq=last.seq,
        journal_hash=last.hash,
        at_utc=last.at_utc,
    )


def to_bytes(head: Head) -> bytes:
    """The file of a head."""
    members: dict[str, object] = msgspec.to_builtins(head)
    at_utc = utc_text(head.at_utc, "head")
    return msgspec.json.encode({"format": FORMAT, **members, "at_utc": at_utc}) + b"\n"


def from_bytes(text: bytes, place: str) -> Head:
    """The head a file holds.

    Raises:
        StoreError: REFUSED, naming `place`: too large, no such JSON, or another format.
    """
    if len(text) > MAX_HEAD_BYTES:
        raise StoreError(StoreFault.REFUSED, place, f"larger than {MAX_HEAD_BYTES} bytes: no head")
    try:
        form = msgspec.json.decode(text, type=_Format).format
        if form != FORMAT:
            detail = f"format {form}, this firmware knows {FORMAT}: install the newer one"
            raise StoreError(StoreFault.REFUSED, place, detail)
        return msgspec.json.decode(text, type=Head)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise StoreError(StoreFault.REFUSED, place, f"no head of a book: {error}") from error


def standing(book: Reader, head: Head) -> Standing:
    """How the book stands to a head that somebody kept of it.

    Raises:
        StoreError: the book cannot be read.
    """
    identity, last = book.identity(), book.last_journal()
    if identity is None or identity.register_id != head.register_id:
        return Standing.FOREIGN
    receipt = book.receipt(head.receipts)
    # What is there is compared before what is missing: a book that is both shorter and another
    # one is another one.
    if receipt is not None and _digest(receipt.jws) != head.last_jws_sha256:
        return Standing.DIVERGED
    if last is None or last.seq < head.journal_seq or receipt is None:
        return Standing.BEHIND
    row = next(book.journal(head.journal_seq, head.journal_seq))
    return Standing.HOLDS if row.hash == head.journal_hash else Standing.DIVERGED


def _digest(jws: str) -> str:
    return sha256(jws.encode()).hexdigest()
