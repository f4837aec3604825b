"""The lines of a receipt in the table against its row BELEG in the journal: what, and how paid.

The numbers of vouchers that were redeemed are not in the journal, and names of clerks and customers
are not here; the list vouches for these columns, and so do the digests of ereignisse.json.
"""

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from firmware.export.audit.rows import ReadRow
from firmware.export.tables.cells import Value
from firmware.export.tables.fiscal import RECEIPTS
from firmware.export.tables.fiscal_lines import Filed, lines_of
from firmware.rksv.receipt import ReceiptKind
from firmware.till import texts
from firmware.till.sales.basket import Line, Tender
from firmware.till.sales.sale import Sale

_NAMES: Final = (
    *("Interne Referenz", "Journalzeile", "Belegart", "Training", "Signiert", "Zeilentyp"),
    *("Anzahl", "Einheit", "Positionstext", "Warengruppe", "PLU", "Einzelpreis", "Netto"),
    *("Steuerbetrag", "Brutto", "Zahlungsbetrag", "Zahlungsart", "Gegeben", "Rückgeld"),
    *("Steuersatz", "Steuergruppe", "Gesamtnetto", "Gesamtsteuer", "Gesamtbrutto", "Zu Beleg"),
)
_COLUMNS: Final = tuple(
    (at, column.name, column.take)
    for at, column in enumerate(RECEIPTS.columns)
    if column.name in _NAMES
)
_WRONG_ROW: Final = (msgspec.MsgspecError, KeyError, ValueError, TypeError)


def faults(row: ReadRow, witness: ReadRow, lines: Sequence[tuple[Value, ...]]) -> Iterator[str]:
    """What the table says otherwise than the journal; `witness` is the row it was stored with."""
    try:
        expected = list(lines_of(_filed(row, witness)))
    except _WRONG_ROW:
        yield f"stands in journal row {row.seq}, which cannot be read"
        return
    if len(expected) != len(lines):
        yield f"has {len(lines)} lines in the table, by journal row {row.seq} {len(expected)}"
        return
    for number, (line, should) in enumerate(zip(lines, expected, strict=True), start=1):
        for at, name, take in _COLUMNS:
            told = take(should)
            if line[at] != told:
                detail = f"line {number}: {name} is {_shown(line[at])}"
                yield f"{detail}, by journal row {row.seq} {_shown(told)}"
                return


def _shown(value: object) -> str:
    return repr(value)[:60]


def _filed(row: ReadRow, witness: ReadRow) -> Filed:
    said = row.content
    kind = ReceiptKind(said["kind"])
    sale = Sale(
        kind=kind,
        clerk=row.clerk,
        lines=msgspec.convert(said["lines"], tuple[Line, ...]),
        tenders=msgspec.convert(said["tenders"], tuple[Tender, ...]),
        note=str(said["note"]),
        original=msgspec.convert(said["original"], int | None),
    )
    return Filed(
        number=msgspec.convert(said["number"], int),
        global_number="",
        shop_number="",
        seq=witness.seq,
        uuid=witness.uuid,
        at_utc=row.at_text,
        local=str(said["day"]),
        register_id="",
        kind=texts.KIND_NAMES[kind],
        is_training=kind is ReceiptKind.TRAINING,
        is_signed=bool(said["is_signed"]),
        sale=sale,
        original=sale.original,
    )
