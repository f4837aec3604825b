"""What a Z says against what was sold: by the journal's rows, and by the signed texts alone."""

from collections.abc import Iterator, Sequence

from firmware.rksv import jws
from firmware.rksv.machine_code import parse
from firmware.rksv.receipt import ReceiptKind
from firmware.store.entry import JournalRow, StoredReceipt
from firmware.till.acts import JournalKind
from firmware.till.closing import zreport
from tests.scripts import recompute
from tests.scripts.reckoned import said

_SALES = (ReceiptKind.STANDARD, ReceiptKind.STORNO)


def differences(rows: Sequence[JournalRow], receipts: Sequence[StoredReceipt]) -> Iterator[str]:
    """What is wrong with the last Z of these rows.

    Its figures are reckoned anew from the rows of its period by a program that knows nothing of
    the till; its total also from the receipts the card has signed, which are no journal rows.
    """
    plain = [
        recompute.Row(
            row.seq, "" if row.clerk is None else str(row.clerk), row.kind, dict(row.content)
        )
        for row in rows
    ]
    report = zreport.from_content(rows[-1].content)
    *_, sums = recompute.closings(plain)
    if said(report) != sums.sums:
        yield f"Z {report.number} says {_apart(said(report), sums.sums)}"
    closings = [row.seq for row in rows if row.kind == JournalKind.Z]
    begin = closings[-2] if len(closings) > 1 else 0
    numbers = {_number(row) for row in rows[begin:] if row.kind == JournalKind.BELEG}
    sold = [
        parse(jws.split(one.jws).payload).buckets.total
        for one in receipts
        if one.kind in _SALES and one.number > _last_before(rows[:begin])
    ]
    if (report.figures.total.count, report.figures.total.cents) != (len(sold), sum(sold)):
        total = report.figures.total
        signed = f"signed {len(sold)} {sum(sold)}"
        yield f"Z {report.number}: {total.count} sales {total.cents}, {signed}"
    if len(numbers) != sum(row.kind == JournalKind.BELEG for row in rows[begin:]):
        yield f"Z {report.number}: a receipt has two rows BELEG"


def _last_before(rows: Sequence[JournalRow]) -> int:
    """The number of the last receipt among rows."""
    return max((_number(row) for row in rows if row.kind == JournalKind.BELEG), default=0)


def _number(row: JournalRow) -> int:
    number = row.content["number"]
    assert isinstance(number, int), "a row BELEG names its receipt"
    return number


def _apart(one: dict[tuple[object, ...], int], other: dict[tuple[object, ...], int]) -> str:
    names = [name for name in {*one, *other} if one.get(name, 0) != other.get(name, 0)]
    return ", ".join(f"{name}: {one.get(name, 0)} not {other.get(name, 0)}" for name in names)
