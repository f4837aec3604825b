"""What proves a receipt: signature, chain, journal, log; each reckoned when a page is asked for."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Final

import sqlalchemy as sa

from archive.index.database import Database
from archive.index.tables import chunks, findings
from firmware.rksv import jws as jws_form
from firmware.rksv import machine_code
from firmware.rksv.chain import first_link, link
from firmware.rksv.errors import RksvError
from firmware.rksv.trust import DeviceKey, DeviceKind, load_device_key
from firmware.store import seal
from firmware.store.canonical import content_of, utc_of
from firmware.store.entry import StoredReceipt
from firmware.store.errors import StoreError
from firmware.store.journal import BEFORE_FIRST, clerk_field, row_hash
from firmware.store.reader import Reader
from firmware.store.row import JournalCells, receipt_cells, receipt_content

_HASH_BYTES: Final = 32


class Verdict(StrEnum):
    """What one check came to; the words stand below `proof.`."""

    GOOD = "good"
    BAD = "bad"
    #: The signature unit was down (§ 17 RKSV): there is nothing to verify.
    UNSIGNED = "unsigned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was found wrong with its rows when they came."""

    rule: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """The verdicts; `leaf` is the number of its row in the till's log (from 0) of `size` rows."""

    signature: Verdict
    chain: Verdict
    journal: Verdict
    log: Verdict
    leaf: int
    size: int
    hash: str
    certificate_serial: str
    received_at: datetime | None
    findings: tuple[Found, ...]

    @property
    def anchor(self) -> str:
        """The journal's head at this row, short."""
        return seal.anchor(self.leaf + 1, self.hash)

    @property
    def is_good(self) -> bool:
        """Whether nothing speaks against it."""
        verdicts = (self.signature, self.chain, self.journal, self.log)
        return Verdict.BAD not in verdicts and not self.findings


def prove(database: Database, till_id: str, book: Reader, receipt: StoredReceipt) -> Proof:
    """Examine a receipt of a till's book once more.

    Raises:
        StoreError: the book cannot be read.
    """
    seq = book.receipt_seq(receipt.number) or 0
    row = next(book.journal_cells(seq, seq), None)
    own_hash = "" if row is None else row[-1]
    with database.read() as connection:
        chunk = connection.execute(
            sa.select(chunks.c.first_seq, chunks.c.received_at, chunks.c.hashes)
            .where(chunks.c.till_id == till_id, chunks.c.first_seq <= seq)
            .order_by(chunks.c.first_seq.desc())
            .limit(1)
        ).one_or_none()
        size = connection.scalar(
            sa.select(chunks.c.last_seq)
            .where(chunks.c.till_id == till_id)
            .order_by(chunks.c.first_seq.desc())
            .limit(1)
        )
        found = connection.execute(
            sa.select(findings.c.rule, findings.c.detail)
            .where(findings.c.till_id == till_id, findings.c.seq == seq)
            .order_by(findings.c.id)
        ).all()
    is_logged = chunk is not None and _leaf(chunk[2], seq - chunk[0]) == own_hash
    return Proof(
        signature=_signature(book, receipt),
        chain=_verdict(is_good=_is_chained(book, receipt)),
        journal=_verdict(is_good=_is_vouched(book, receipt, row)),
        log=_verdict(is_good=is_logged),
        leaf=seq - 1,
        size=size or 0,
        hash=own_hash,
        certificate_serial=receipt.certificate_serial,
        received_at=None if chunk is None else utc_of(chunk[1], "chunks"),
        findings=tuple(Found(rule=rule, detail=detail) for rule, detail in found),
    )


def is_row_linked(book: Reader, row: JournalCells) -> bool:
    """Whether a journal row hashes to what stands in it, behind the row before."""
    seq, at_utc, uuid, clerk, kind, content, stored = row
    before = next(book.journal_cells(seq - 1, seq - 1), None)
    previous = BEFORE_FIRST if before is None else before[-1]
    texts = (str(seq), at_utc, uuid)
    fields = (text.encode() for text in texts)
    hashed = row_hash(
        previous.encode(), *fields, clerk_field(clerk), kind.encode(), content.encode()
    )
    return hashed == stored and (before is not None or seq == 1)


def _verdict(*, is_good: bool) -> Verdict:
    return Verdict.GOOD if is_good else Verdict.BAD


def _leaf(hashes: bytes, place: int) -> str:
    return hashes[place * _HASH_BYTES : (place + 1) * _HASH_BYTES].hex()


def _signature(book: Reader, receipt: StoredReceipt) -> Verdict:
    """By the certificate that the receipt names (RKSV Anlage Z 6)."""
    try:
        parts = jws_form.split(receipt.jws)
        if parts.signature is None:
            return Verdict.UNSIGNED
        serial = receipt.certificate_serial
        for one in book.certificates():
            if one.serial == serial:
                key = load_device_key(DeviceKey(kind=DeviceKind.CERTIFICATE, der=one.der))
                is_good = key is not None and jws_form.verify_signature(key, parts)
                return _verdict(is_good=is_good)
    except RksvError:
        return Verdict.BAD
    return Verdict.BAD


def _is_chained(book: Reader, receipt: StoredReceipt) -> bool:
    """Whether field 12 hashes the receipt before (RKSV Anlage Z 4)."""
    try:
        payload = machine_code.parse(jws_form.split(receipt.jws).payload)
        if receipt.number == 1:
            return payload.previous_link == first_link(payload.register_id)
        before = book.receipt(receipt.number - 1)
        return before is not None and payload.previous_link == link(before.jws)
    except RksvError:
        return False


def _is_vouched(book: Reader, receipt: StoredReceipt, row: JournalCells | None) -> bool:
    """Whether the journal's row says the digest of exactly this receipt, and is chained itself."""
    if row is None:
        return False
    try:
        said = content_of(row[5], f"journal row {row[0]}")
        wanted = receipt_content(receipt_cells(receipt))
    except StoreError:
        return False
    digest = sha256(receipt.jws.encode()).hexdigest()
    return said == wanted and said.get("jws_sha256") == digest and is_row_linked(book, row)
