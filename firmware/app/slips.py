"""From the book to the slip: a stored receipt as a document, for one printer and one stall."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from firmware.rksv import jws, machine_code
from firmware.store.entry import StoredReceipt
from firmware.till.papers.paper import Paper, to_document
from firmware.till.papers.slip import Mark, ReceiptView, receipt_document
from firmware.till.sales.sale import from_content
from firmware.till.stall.catalog import Profile
from hal.printer.port import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Slips:
    """How this till prints: the stall's header, the paper's columns, QR code or OCR text."""

    profile: Profile
    columns: int
    is_ocr: bool

    def of(self, profile: Profile) -> "Slips":
        """The same printer at the stall as it is now."""
        return self if profile is self.profile else replace(self, profile=profile)

    def renderer(self, receipt: StoredReceipt) -> Callable[[Mark], Document]:
        """What makes the slip of `receipt`, from nothing but the book and the stall."""
        view = self.view(receipt)
        return lambda mark: receipt_document(view, self.profile, self.columns, mark)

    def paper_renderer(self, paper: Paper) -> Callable[[Mark], Document]:
        """What makes the slip of a report or list."""
        header = self.profile.header
        return lambda mark: to_document(paper, header, self.columns, mark.value)

    def view(self, receipt: StoredReceipt) -> ReceiptView:
        """The receipt as the slip needs it; number, time and code come from the signed text."""
        payload = machine_code.parse(jws.split(receipt.jws).payload)
        return ReceiptView(
            number=receipt.number,
            register_id=payload.register_id,
            local_time=payload.local_time,
            sale=from_content(receipt.content),
            is_signed=receipt.is_signed,
            qr=machine_code.qr_from_jws(receipt.jws),
            ocr=machine_code.ocr_from_jws(receipt.jws) if self.is_ocr else "",
        )
