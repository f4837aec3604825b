"""firmware.app.due_sales: the words on receipts nobody typed."""

from datetime import UTC, datetime

import pytest

from firmware.app.due_sales import closing_sale, months_text, sammelbeleg
from firmware.rksv.duties import ClosingDue, Month
from firmware.rksv.outage import Outage
from firmware.rksv.receipt import ReceiptKind


def test_closing_names_its_months() -> None:
    """§ 8 Abs 2 and 3 RKSV: one receipt for all months since the last, the year's with December."""
    months = (Month(2026, 11), Month(2026, 12))
    sale = closing_sale(ClosingDue(kind=ReceiptKind.JAHRESBELEG, months=months))
    assert (ReceiptKind.JAHRESBELEG, None, ()) == (sale.kind, sale.clerk, sale.lines)
    assert ("November 2026 - Dezember 2026", ("2026-11", "2026-12")) == (sale.note, sale.closes)


def test_months_in_words() -> None:
    """One month by its name, several from first to last, January as in Austria."""
    assert "Oktober 2026" == months_text([Month(2026, 10)])
    assert "Dezember 2026 - Jänner 2027" == months_text([Month(2026, 12), Month(2027, 1)])


@pytest.mark.parametrize(
    ("last", "count", "note"),
    [
        (7, 1, "Ausfall Bon 7, seit 20.11. 10:42"),
        (9, 3, "Ausfall Bon 7-9, 3 Belege, seit 20.11. 10:42"),
    ],
)
def test_sammelbeleg_names_the_outage(last: int, count: int, note: str) -> None:
    """§ 17 Abs 4 RKSV: which receipts, how many, since when in local time."""
    began_utc = datetime(2026, 11, 20, 9, 42, tzinfo=UTC)
    outage = Outage(began_at_utc=began_utc, first_number=7, last_number=last, count=count)
    sale = sammelbeleg(outage)
    assert (ReceiptKind.SAMMELBELEG, note) == (sale.kind, sale.note)
