"""The words of the book: what goes in and what comes out, as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from firmware.rksv.chain import Draft
from firmware.rksv.receipt import ReceiptKind
from firmware.store.canonical import Json, utc_of

# Kinds of journal rows that only the book itself writes; all begin with this.
OWN_KINDS: Final = "book."
IDENTITY_KIND: Final = "book.identity"
CERTIFICATE_KIND: Final = "book.certificate"
RECEIPT_KIND: Final = "book.receipt"

# In the content of a Monatsbeleg or Jahresbeleg: the months it closes, "2026-10", oldest first.
CLOSES: Final = "closes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A journal row to be; `clerk` is None where nobody pressed a key."""

    kind: str
    clerk: int | None
    content: Mapping[str, Json]
    at_utc: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalRow:
    """A row of the journal as it stands; `hash` links it to the row before (see journal.py)."""

    seq: int
    at_utc: datetime
    uuid: str
    clerk: int | None
    kind: str
    content: Mapping[str, Json]
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredReceipt:
    """A receipt as the book keeps it (RKSV § 7 Abs 1, Anlage Z 11: the JWS is the mandatory part).

    `turnover_cents` is the counter after this receipt. `content` holds what slip and exports need
    beyond the signed text: lines, tenders, clerk.
    """

    number: int
    kind: ReceiptKind
    issued_at_utc: datetime
    jws: str
    turnover_cents: int
    certificate_serial: str
    is_signed: bool
    content: Mapping[str, Json]


class SignedRow(NamedTuple):
    """A receipt as far as its DEP wants it: cheap to make by the hundred thousand.

    `issued_at` is the time as it stands in the book.
    """

    number: int
    jws: str
    certificate_serial: str
    issued_at: str

    @property
    def issued_at_utc(self) -> datetime:
        """When it was issued.

        Raises:
            StoreError: BROKEN, naming the receipt.
        """
        return utc_of(self.issued_at, f"receipt {self.number}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """The receipt about to be signed: its payload is final and must never be another one.

    The number is the AES IV of the counter (RKSV Anlage Z 9); after a cut the identical payload
    is signed or fails, never a new one under the same number.
    """

    draft: Draft
    content: Mapping[str, Json]
    certificate_serial: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who the till is: written once at commissioning, never changed."""

    register_id: str
    rka: str
    counter_bytes: int
    aes_key_check: str
    commissioned_at_utc: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """A signature certificate the receipts name, with its issuers up to the root (Anlage Z 3).

    `rka` is field 1 of the receipts that name it (suite and provider, Anlage Z 2).
    """

    serial: str
    der: bytes
    chain: tuple[bytes, ...]
    rka: str
