"""From the book to the slip: nothing but the stored receipt and the stall."""

import pytest

from firmware.app.config import profile
from firmware.app.issue import local_day
from firmware.app.slips import Slips
from firmware.rksv.machine_code import ocr_from_jws, qr_from_jws
from firmware.till.papers.slip import Mark
from hal.printer.port import OcrText, QrCode, Text
from tests.app.day import Day


@pytest.fixture
def slips(day: Day) -> Slips:
    """As the till makes them."""
    stall = profile(day.stand.config, local_day(day.stand.clock.now()))
    return Slips(profile=stall, columns=42, is_ocr=False)


def test_view_is_what_was_signed(day: Day, slips: Slips) -> None:
    """§ 11 RKSV: number, Kassen-ID, time and code come from the signed text."""
    day.type("250 WG1 BAR")
    (receipt,) = day.receipts()
    view = slips.view(receipt)
    assert (view.number, view.register_id) == (2, "GRAZ-01")
    assert view.local_time.startswith("2026-11-20T09:00")
    assert view.qr == qr_from_jws(receipt.jws)
    assert view.ocr == ""
    assert view.sale.total_cents == 250


def test_same_slip_every_time(day: Day, slips: Slips) -> None:
    """A second slip of a receipt differs by its mark alone."""
    day.type("250 WG1 BAR")
    (receipt,) = day.receipts()
    render = slips.renderer(receipt)
    assert render(Mark.NONE) == render(Mark.NONE)
    first, *rest = render(Mark.REPRINT).blocks
    assert isinstance(first, Text)
    assert first.text == Mark.REPRINT.value
    assert tuple(rest) == render(Mark.NONE).blocks


@pytest.mark.parametrize("is_ocr", [True, False])
def test_code(day: Day, slips: Slips, *, is_ocr: bool) -> None:
    """Anlage Z 12 and 14 RKSV: one machine code, as QR code or as text."""
    day.type("250 WG1 BAR")
    (receipt,) = day.receipts()
    made = Slips(profile=slips.profile, columns=32, is_ocr=is_ocr).renderer(receipt)
    codes = [one for one in made(Mark.NONE).blocks if isinstance(one, QrCode | OcrText)]
    ocr, qr = OcrText(text=ocr_from_jws(receipt.jws)), QrCode(payload=qr_from_jws(receipt.jws))
    assert codes == [ocr if is_ocr else qr]
