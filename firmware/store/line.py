"""A line of the book: a unit (raw.py) as one JSON object, as mirrors and the archive keep it.

    {"journal":[1,"2026-…","…",null,"book.identity","{…}","9ab1…"],"identity":["GRAZ-01",…]}

The cells are exactly the texts of the book's columns, so the journal's own chain proves the rows,
and its digests prove the receipts. DER is in base64.
"""

from base64 import b64decode, b64encode

import msgspec

from firmware.store.errors import StoreError, StoreFault
from firmware.store.raw import RawReceipt, Unit
from firmware.store.row import CertificateCells, IdentityCells, JournalCells


class _Line(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    journal: JournalCells
    receipt: RawReceipt | None = None
    certificate: tuple[str, str, str, str | None] | None = None
    identity: IdentityCells | None = None


_decoder = msgspec.json.Decoder(_Line)


def encode(unit: Unit) -> bytes:
    """The line of a unit, without a line feed."""
    certificate = None
    if unit.certificate is not None:
        serial, der, chain, rka = unit.certificate
        certificate = (serial, b64encode(der).decode(), chain, rka)
    return msgspec.json.encode(
        _Line(
            journal=unit.journal,
            receipt=unit.receipt,
            certificate=certificate,
            identity=unit.identity,
        )
    )


def decode(line: bytes) -> Unit:
    """The unit of a line.

    Raises:
        StoreError: REFUSED: it has another form.
    """
    try:
        said = _decoder.decode(line)
        certificate: CertificateCells | None = None
        if said.certificate is not None:
            serial, der, chain, rka = said.certificate
            certificate = (serial, b64decode(der, validate=True), chain, rka)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:  # no UTF-8, no base64
        raise StoreError(StoreFault.REFUSED, "line", f"is none of a book: {error}") from error
    return Unit(
        journal=said.journal,
        receipt=said.receipt,
        certificate=certificate,
        identity=said.identity,
    )
