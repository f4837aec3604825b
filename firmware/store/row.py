"""Between values and the cells of a row: one place for each direction, and what rows are hashed to.

Digests are over exactly the texts in the columns (see `canonical.digest`), so that any altered
byte shows. The journal carries those of receipts and certificates; the intent carries its own.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Final, TypeAlias

from firmware.rksv import machine_code
from firmware.rksv.chain import Draft
from firmware.rksv.duties import Month
from firmware.rksv.errors import MalformedError
from firmware.rksv.receipt import ReceiptKind
from firmware.store.canonical import Json, canonical, content_of, digest, utc_of, utc_text
from firmware.store.entry import (
    CLOSES,
    Certificate,
    Identity,
    Intent,
    JournalRow,
    StoredReceipt,
)
from firmware.store.errors import StoreError, StoreFault

RECEIPT_DOMAIN: Final = "standlkassa receipt 1"
INTENT_DOMAIN: Final = "standlkassa intent 1"

# Columns in the order of the queries that select them.
ReceiptCells: TypeAlias = tuple[int, str, str, str, int, str, int, str]
# A receipt, then seq and UUID of its journal row; no UUID where somebody took that row away.
FiledCells: TypeAlias = tuple[int, str, str, str, int, str, int, str | None]
JournalCells: TypeAlias = tuple[int, str, str, int | None, str, str, str]
IntentCells: TypeAlias = tuple[int, str, str, int, str, str, str]
IdentityCells: TypeAlias = tuple[str, str, int, str, str]
CertificateCells: TypeAlias = tuple[str, bytes, str, str | None]


def receipt_cells(receipt: StoredReceipt) -> ReceiptCells:
    """The row of a receipt.

    Raises:
        StoreError: REFUSED, naming what the book does not take.
    """
    place = f"receipt {receipt.number}"
    return (
        receipt.number,
        receipt.kind.value,
        utc_text(receipt.issued_at_utc, place),
        receipt.jws,
        receipt.turnover_cents,
        receipt.certificate_serial,
        int(receipt.is_signed),
        canonical(receipt.content, place),
    )


def receipt_of(cells: ReceiptCells) -> StoredReceipt:
    """The receipt of a row.

    Raises:
        StoreError: BROKEN, naming the receipt.
    """
    number, kind, issued_at, jws, turnover_cents, serial, is_signed, content = cells
    place = f"receipt {number}"
    return StoredReceipt(
        number=number,
        kind=kind_of(kind, place),
        issued_at_utc=utc_of(issued_at, place),
        jws=jws,
        turnover_cents=turnover_cents,
        certificate_serial=serial,
        is_signed=bool(is_signed),
        content=content_of(content, place),
    )


def journal_row_of(cells: JournalCells) -> JournalRow:
    """The journal row of its cells.

    Raises:
        StoreError: BROKEN, naming the row.
    """
    seq, at_utc, uuid, clerk, kind, content, row_hash = cells
    place = f"journal row {seq}"
    return JournalRow(
        seq=seq,
        at_utc=utc_of(at_utc, place),
        uuid=uuid,
        clerk=clerk,
        kind=kind,
        content=content_of(content, place),
        hash=row_hash,
    )


def intent_cells(intent: Intent) -> IntentCells:
    """The row of an intent, without its digest.

    Raises:
        StoreError: REFUSED, naming what the book does not take.
    """
    draft = intent.draft
    place = f"intent {draft.number}"
    return (
        draft.number,
        draft.kind.value,
        utc_text(draft.issued_at_utc, place),
        draft.turnover_cents,
        draft.payload,
        intent.certificate_serial,
        canonical(intent.content, place),
    )


def intent_of(cells: IntentCells) -> Intent:
    """The intent of a row; the amounts are read from the payload, where they are final.

    Raises:
        StoreError: BROKEN.
    """
    number, kind, issued_at, turnover_cents, payload, serial, content = cells
    place = f"intent {number}"
    try:
        buckets = machine_code.parse(payload).buckets
    except MalformedError as error:
        raise StoreError(StoreFault.BROKEN, place, f"payload {error}") from error
    draft = Draft(
        number=number,
        kind=kind_of(kind, place),
        buckets=buckets,
        issued_at_utc=utc_of(issued_at, place),
        turnover_cents=turnover_cents,
        payload=payload,
    )
    return Intent(draft=draft, content=content_of(content, place), certificate_serial=serial)


def identity_of(cells: IdentityCells) -> Identity:
    """The identity of its row.

    Raises:
        StoreError: BROKEN.
    """
    register_id, rka, counter_bytes, aes_key_check, commissioned_at = cells
    return Identity(
        register_id=register_id,
        rka=rka,
        counter_bytes=counter_bytes,
        aes_key_check=aes_key_check,
        commissioned_at_utc=utc_of(commissioned_at, "identity"),
    )


def certificate_cells(certificate: Certificate) -> CertificateCells:
    """The row of a certificate: its issuers as a JSON array of base64 DER."""
    chain = json.dumps([b64encode(der).decode() for der in certificate.chain])
    return (certificate.serial, certificate.der, chain, certificate.rka)


def certificate_of(cells: CertificateCells, own_rka: str) -> Certificate:
    """The certificate of its row; one entered before version 2 is of the register's own RKA.

    Raises:
        StoreError: BROKEN, naming the certificate.
    """
    serial, der, chain, rka = cells
    try:
        issuers = tuple(b64decode(text, validate=True) for text in json.loads(chain))
    except (ValueError, TypeError) as error:
        raise StoreError(StoreFault.BROKEN, f"certificate {serial}", f"chain: {error}") from error
    return Certificate(serial=serial, der=der, chain=issuers, rka=rka or own_rka)


def identity_content(cells: IdentityCells) -> dict[str, Json]:
    """What the journal keeps of the identity: all of it."""
    register_id, rka, counter_bytes, aes_key_check, commissioned_at = cells
    return {
        "register_id": register_id,
        "rka": rka,
        "counter_bytes": counter_bytes,
        "aes_key_check": aes_key_check,
        "commissioned_at_utc": commissioned_at,
    }


def certificate_content(cells: CertificateCells) -> dict[str, Json]:
    """What the journal keeps of a certificate: serial, RKA, SHA-256 of the DER and its issuers."""
    serial, der, chain, rka = cells
    content: dict[str, Json] = {
        "serial": serial,
        "der_sha256": sha256(der).hexdigest(),
        "chain_sha256": sha256(chain.encode()).hexdigest(),
    }
    return content if rka is None else {**content, "rka": rka}


def receipt_content(cells: ReceiptCells) -> dict[str, Json]:
    """What the journal keeps of a receipt: number, SHA-256 of its JWS, digest of its row."""
    number, _, _, jws, *_ = cells
    return {
        "number": number,
        "jws_sha256": sha256(jws.encode()).hexdigest(),
        "row_digest": row_digest(RECEIPT_DOMAIN, cells),
    }


def kind_of(text: str, place: str) -> ReceiptKind:
    """The kind a stored text stands for.

    Raises:
        StoreError: BROKEN.
    """
    try:
        return ReceiptKind(text)
    except ValueError as error:
        raise StoreError(StoreFault.BROKEN, place, f"no receipt kind: {text!r:.42}") from error


def months_closed(content: Mapping[str, Json], place: str) -> tuple[Month, ...]:
    """The months a Monatsbeleg or Jahresbeleg closes, from `CLOSES` in its content.

    Raises:
        StoreError: REFUSED if they are not named there, at least one.
    """
    texts = content.get(CLOSES)
    if not isinstance(texts, list | tuple) or not texts:
        raise StoreError(
            StoreFault.REFUSED,
            place,
            f'a closing receipt names its months, "{CLOSES}": ["2026-11"]',
        )
    try:
        return tuple(Month.parse(str(text)) for text in texts)
    except MalformedError as error:
        raise StoreError(StoreFault.REFUSED, place, f"{CLOSES}: {error}") from error


def row_digest(domain: str, cells: Sequence[int | str | bytes]) -> str:
    """Digest of a row: each cell in the order of its columns, integers in decimal."""
    return digest(domain, (cell_bytes(cell) for cell in cells))


def cell_bytes(cell: int | str | bytes) -> bytes:
    """A cell as a digest sees it."""
    match cell:
        case bytes():
            return cell
        case str():
            return cell.encode()
        case int():
            return b"%d" % cell
