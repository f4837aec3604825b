"""One receipt's row against the row before it, the till's identity and the journal."""

from typing import Final, TypeAlias

from firmware.rksv import jws as jws_form
from firmware.rksv import machine_code
from firmware.rksv.chain import first_link, link
from firmware.rksv.errors import RksvError
from firmware.rksv.receipt import local_time_text
from firmware.store.canonical import Json, canonical, utc_of
from firmware.store.entry import RECEIPT_KIND
from firmware.store.errors import StoreError
from firmware.store.reader import Reader
from firmware.store.row import ReceiptCells, receipt_content

# Text comes as bytes: a damaged row need not be UTF-8. The last two: is_zero, journal_seq.
RawReceipt: TypeAlias = tuple[int, bytes, bytes, bytes, int, bytes, int, bytes, int, int]

_RAW_RECEIPT: Final = (
    "SELECT number, CAST(kind AS BLOB), CAST(issued_at_utc AS BLOB), CAST(jws AS BLOB), "
    "turnover_cents, CAST(certificate_serial AS BLOB), is_signed, CAST(content AS BLOB), "
    "is_zero, journal_seq FROM receipts "
)
RAW_RECEIPT_PAGE: Final = _RAW_RECEIPT + "WHERE number >= ? ORDER BY number LIMIT ?"
_RAW_RECEIPT_BY_NUMBER: Final = _RAW_RECEIPT + "WHERE number = ?"
_WITNESS: Final = "SELECT CAST(content AS BLOB) FROM journal WHERE seq = ? AND kind = ?"


def is_witnessed(book: Reader, seq: int, kind: str, content: dict[str, Json]) -> bool:
    """Whether the book's own journal row of that seq says exactly this."""
    row: tuple[bytes] | None = book.file.row(_WITNESS, (seq, kind))
    return row == (canonical(content, kind).encode(),)


class ReceiptExaminer:
    """Takes receipts in order, from any number on, and says of each what is wrong with it."""

    def __init__(self, book: Reader, first: int) -> None:
        self._book = book
        self._identity = book.identity()
        self._number = first - 1
        self._issued_at = b""
        # None: the row before cannot be read, or there is no identity; nothing links to it.
        self._link = None if self._identity is None else first_link(self._identity.register_id)
        before: RawReceipt | None = book.file.row(_RAW_RECEIPT_BY_NUMBER, (first - 1,))
        if before is not None:
            self._remember(before)

    def faults(self, row: RawReceipt) -> tuple[str, ...]:
        """What is wrong with the next receipt; empty if nothing is."""
        number, expected_link, earliest = row[0], self._link, self._issued_at
        missing = range(self._number + 1, number)
        self._remember(row)
        faults = [f"{missing[0]} to {missing[-1]} are missing before it"] if missing else []
        cells = _decoded(row)
        if cells is None:
            return (*faults, "has text that is no UTF-8")
        if not is_witnessed(self._book, row[9], RECEIPT_KIND, receipt_content(cells)):
            faults.append("is not as it was written, or its journal row is not")
        if row[2] < earliest:
            faults.append("was issued before its predecessor")
        return (
            *faults,
            *self._text_faults(cells, is_zero=bool(row[8]), expected_link=expected_link),
        )

    def _text_faults(
        self,
        cells: ReceiptCells,
        *,
        is_zero: bool,
        expected_link: str | None,
    ) -> tuple[str, ...]:
        """The signed text against the other columns (RKSV Anlage Z 4)."""
        number, _, issued_at, jws, _, serial, is_signed, _ = cells
        try:
            parts = jws_form.split(jws)
            payload = machine_code.parse(parts.payload)
            local_time = local_time_text(utc_of(issued_at, f"receipt {number}"))
        except (RksvError, StoreError) as error:
            return (f"cannot be read: {error}",)
        register_id = "" if self._identity is None else self._identity.register_id
        compared = (
            ("link", payload.previous_link, expected_link),
            ("number", payload.number_text, str(number)),
            ("register", payload.register_id, register_id),
            ("certificate", payload.certificate_serial, serial),
            ("local time", payload.local_time, local_time),
            ("zero", payload.buckets.is_zero, is_zero),
            ("signed", parts.signature is not None, bool(is_signed)),
        )
        return tuple(
            f"{name}: the signed text says {signed!r}, the book {stored!r}"
            for name, signed, stored in compared
            if signed != stored
        )

    def _remember(self, row: RawReceipt) -> None:
        """What the receipt after this one must follow on."""
        self._number, self._issued_at = row[0], row[2]
        cells = _decoded(row)
        self._link = None if cells is None else link(cells[3])


def _decoded(row: RawReceipt) -> ReceiptCells | None:
    """The row as the book wrote it, with text as text; None if that cannot be."""
    number, kind, issued_at, jws, turnover_cents, serial, is_signed, content, _, _ = row
    try:
        return (
            number,
            kind.decode(),
            issued_at.decode(),
            jws.decode(),
            turnover_cents,
            serial.decode(),
            is_signed,
            content.decode(),
        )
    except UnicodeDecodeError:
        return None
