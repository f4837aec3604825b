"""The receipts a till issues of its own accord: Sammelbeleg and closing receipts, with their words.

§ 8 and § 17 RKSV; neither has positions, a clerk or a turnover.
"""

from collections.abc import Sequence

from firmware.rksv.duties import ClosingDue, Month
from firmware.rksv.outage import Outage
from firmware.rksv.receipt import ReceiptKind, local_time_text
from firmware.till import texts
from firmware.till.sales.sale import Sale


def closing_sale(due: ClosingDue) -> Sale:
    """Monatsbeleg or Jahresbeleg of the months that ended."""
    return Sale(
        kind=due.kind,
        clerk=None,
        note=months_text(due.months),
        closes=tuple(str(month) for month in due.months),
    )


def months_text(months: Sequence[Month]) -> str:
    """„Oktober 2026" or „September 2026 - Oktober 2026"."""
    names = [f"{texts.MONTH_NAMES[month.month - 1]} {month.year}" for month in months]
    return names[0] if len(names) == 1 else f"{names[0]} - {names[-1]}"


def sammelbeleg(outage: Outage) -> Sale:
    """The receipt that ends an outage and names its receipts (§ 17 Abs 4 RKSV)."""
    first, last = outage.first_number, outage.last_number
    # Of a range it is said how many: in one of a till with several units some were signed.
    numbers = f"Bon {first}" if first == last else f"Bon {first}-{last}, {outage.count} Belege"
    began = local_time_text(outage.began_at_utc)
    since = f"{began[8:10]}.{began[5:7]}. {began[11:16]}"
    note = f"Ausfall {numbers}, seit {since}"
    return Sale(kind=ReceiptKind.SAMMELBELEG, clerk=None, note=note)
