"""The slip of a stored receipt, by the till's own typesetting (`firmware.till.papers.slip`).

What stands above and below the receipt is master data: the rows of the journal up to the receipt
say what it was when the receipt was made.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from firmware.rksv import jws, machine_code
from firmware.rksv.errors import RksvError
from firmware.store.entry import StoredReceipt
from firmware.store.reader import Reader
from firmware.till.acts import JournalKind
from firmware.till.papers.slip import Mark, ReceiptView, receipt_document
from firmware.till.sales.sale import from_content
from firmware.till.stall.catalog import Options, Profile
from firmware.till.stall.fault import StallError
from firmware.till.stall.masterdata import ONLY, Sort, State, fold
from firmware.till.stall.masterdata import from_content as change_of
from firmware.till.texts import VIENNA
from hal.printer.port import Document

COLUMNS: Final = 42
_SERIES: Final = (Sort.OPTION, "options.receipt_series")


class SlipError(Exception):
    """The receipt cannot be set as a slip; the message says why. Its signed text is still there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """A receipt to be shown: what was stored, and its paper."""

    receipt: StoredReceipt
    view: ReceiptView
    document: Document

    @property
    def company(self) -> str:
        """Who sold (§ 132a Abs 3 Z 1 BAO)."""
        first, *_ = (one for one in self.document.blocks if hasattr(one, "text"))
        return first.text


def slip_of(book: Reader, number: int) -> Slip | None:
    """The slip of receipt `number`; None where there is none.

    Raises:
        SlipError: it was stored in a form this program does not know.
        StoreError: the book cannot be read.
    """
    receipt, seq = book.receipt(number), book.receipt_seq(number)
    if receipt is None or seq is None:
        return None
    try:
        view = _view(receipt)
        document = receipt_document(view, _profile(book, seq, receipt), COLUMNS, Mark.NONE)
    except (RksvError, StallError, ValueError, KeyError, TypeError) as error:
        raise SlipError(f"receipt {number}: {error}") from error
    return Slip(receipt=receipt, view=view, document=document)


def _view(receipt: StoredReceipt) -> ReceiptView:
    payload = machine_code.parse(jws.split(receipt.jws).payload)
    return ReceiptView(
        number=receipt.number,
        register_id=payload.register_id,
        local_time=payload.local_time,
        sale=from_content(receipt.content),
        is_signed=receipt.is_signed,
        qr=machine_code.qr_from_jws(receipt.jws),
    )


def _profile(book: Reader, seq: int, receipt: StoredReceipt) -> Profile:
    day = receipt.issued_at_utc.astimezone(VIENNA).date()
    rows = book.journal(1, seq, JournalKind.STAMM)
    changes = (change_of(row.content, row.at_utc.astimezone(VIENNA).date()) for row in rows)
    state = fold(changes, day)
    identity = book.identity()
    return Profile(
        register_id="" if identity is None else identity.register_id,
        # A till commissioned by an older firmware wrote no such row; its receipts say who it is.
        header=_lines(state, Sort.HEADER) or ("" if identity is None else identity.register_id,),
        footer=_lines(state, Sort.FOOTER),
        options=Options(receipt_series=str(_said(state, _SERIES).get("value", ""))),
    )


def _lines(state: State, sort: Sort) -> tuple[str, ...]:
    lines = _said(state, (sort, ONLY)).get("lines", ())
    return tuple(str(line) for line in lines) if isinstance(lines, list | tuple) else ()


def _said(state: State, thing: tuple[Sort, str]) -> Mapping[str, object]:
    return state.get(thing, {})
