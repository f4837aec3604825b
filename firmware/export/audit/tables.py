"""The tables of receipts and of payments against the DEP7, and against each other."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from operator import itemgetter
from typing import Final, NamedTuple

from firmware.export.audit.finding import AuditRule, Findings
from firmware.export.audit.grouped import Grouped, Line
from firmware.export.audit.listing import Listing
from firmware.export.audit.receipts import DepEntry
from firmware.export.tables.fiscal import HEAD, PAYMENTS, RECEIPTS
from firmware.export.tables.fiscal_lines import ITEM, PAYMENT, SLOTS, TAX
from firmware.export.tables.settlement import SETTLED, USED
from firmware.rksv import jws as jws_form
from firmware.rksv.errors import RksvError
from firmware.rksv.receipt import Payload
from firmware.rksv.vat import VatSlot


class _Told(NamedTuple):
    """Of a line of the table of receipts what the signed text says as well."""

    place: object
    type: object
    is_signed: object
    time: object
    register_id: object
    gross: object
    slot: object
    total: object
    net: object
    vat: object


def _picked(heading: tuple[str, ...], *names: str) -> Callable[[Line], tuple[object, ...]]:
    return itemgetter(*(heading.index(name) for name in names))


_TOLD: Final = _picked(
    RECEIPTS.heading,
    *("Zeile", "Zeilentyp", "Signiert", "Belegdatum", "Kassenname", "Brutto", "Steuergruppe"),
    *("Gesamtbrutto", "Gesamtnetto", "Gesamtsteuer"),
)
_TYPE: Final = RECEIPTS.heading.index("Zeilentyp")
_GROSS: Final = RECEIPTS.heading.index("Brutto")
#: What both tables say of a receipt, and of how it was paid.
_RECEIPT_HEAD: Final = _picked(RECEIPTS.heading, *HEAD)
_PAYMENT_HEAD: Final = _picked(PAYMENTS.heading, *HEAD)
_PAID_BY: Final = _picked(
    RECEIPTS.heading, "Zahlungsart", "Zahlungsbetrag", "Gegeben", "Rückgeld", "Gutschein"
)
_USED: Final = _picked(
    PAYMENTS.heading,
    *("Zeile", "Zeilentyp", "Gesamtbetrag"),
    *("Verwendete Zahlungsart", "Zahlungsbetrag", "Gegeben", "Rückgeld", "Gutschein"),
)
_SETTLED: Final = _picked(PAYMENTS.heading, "Zeile", "Zeilentyp", "Gesamtbetrag")
_SETTLED_OWN: Final = _picked(PAYMENTS.heading, "Beglichene Belegnummer", "Beglichener Betrag")


@dataclass(slots=True)
class _Sums:
    """What the lines of a receipt come to."""

    items_cents: int = 0
    by_slot: dict[object, int] = field(default_factory=dict)
    is_net_right: bool = True


def examine_receipts(
    listing: Listing, entries: Iterator[DepEntry], found: Findings
) -> Iterator[DepEntry]:
    """Pass the entries on, each held against its lines in the tables, as far as there are any.

    Raises:
        ReadError: the medium does not give a table back.
    """
    register_id = listing.manifest.register_id
    name = RECEIPTS.file_of(register_id)
    path = listing.file(name)
    if path is None:
        yield from entries
        return
    receipts = Grouped(RECEIPTS, path, name, AuditRule.RECEIPT_TABLE, found)
    payments: Grouped | None = None
    name = PAYMENTS.file_of(register_id)
    if (path := listing.file(name)) is not None:
        payments = Grouped(PAYMENTS, path, name, AuditRule.PAYMENT_TABLE, found)
    for entry in entries:
        yield _examined(entry, receipts, payments, found)
    receipts.end()
    # To a table that broke off nobody holds the other one.
    if payments is not None and not receipts.is_broken:
        payments.end()


def _examined(
    entry: DepEntry, receipts: Grouped, payments: Grouped | None, found: Findings
) -> DepEntry:
    """One entry; one that cannot be read is passed over."""
    number = entry.number
    if number is None or entry.payload is None:
        return entry
    lines = receipts.lines_of(number)
    if lines:
        _compare(entry, entry.payload, lines, receipts.place(number), found)
    elif not receipts.is_broken:
        detail = "is in the DEP7 and not in the table"
        found.add(AuditRule.RECEIPT_TABLE, receipts.place(number), detail)
    if payments is not None and not receipts.is_broken:
        paid = payments.lines_of(number)
        if lines and (paid or not payments.is_broken):
            for detail in _payment_faults(lines, paid):
                found.add(AuditRule.PAYMENT_TABLE, payments.place(number), detail)
    return replace(entry, lines=tuple(lines))


def _compare(
    entry: DepEntry, payload: Payload, lines: list[Line], place: str, found: Findings
) -> None:
    told = [_Told._make(_TOLD(line)) for line in lines]
    sums = _sums(told)
    compared = (
        ("Zeile", [one.place for one in told], list(range(1, len(told) + 1))),
        ("Kassenname", {one.register_id for one in told}, {payload.register_id}),
        ("Belegdatum", {one.time for one in told}, {payload.local_time.replace("T", " ")}),
        ("Signiert", {one.is_signed for one in told}, {_is_signed(entry)}),
        ("Brutto", sums.items_cents, payload.buckets.total),
        ("Gesamtnetto", sums.is_net_right, True),
    )
    for name, said, signed in compared:
        if said != signed:
            detail = f"{name} is {_shown(said)}, by the signed text {_shown(signed)}"
            found.add(AuditRule.RECEIPT_TABLE, place, detail)
    for slot, cents in zip(VatSlot, payload.buckets.amounts, strict=True):
        said_cents = sums.by_slot.pop(SLOTS[slot], 0)
        if said_cents != cents:
            detail = f"{SLOTS[slot]} is {said_cents} cents, in the signed text {cents}"
            found.add(AuditRule.RECEIPT_TABLE, place, detail)
    for left in sums.by_slot:
        detail = f"{str(left)[:40]!r} is no field of a receipt"
        found.add(AuditRule.RECEIPT_TABLE, place, detail)


def _shown(value: object) -> str:
    said = sorted(value, key=str) if isinstance(value, set) else value
    if isinstance(said, list) and len(said) == 1:
        said = said[0]
    return repr(said)[:80]


def _sums(lines: list[_Told]) -> _Sums:
    sums = _Sums()
    for line in lines:
        if line.type == ITEM and isinstance(line.gross, int):
            sums.items_cents += line.gross
        if line.type == TAX and isinstance(line.total, int):
            sums.by_slot[line.slot] = sums.by_slot.get(line.slot, 0) + line.total
            both = [one for one in (line.net, line.vat) if isinstance(one, int)]
            sums.is_net_right = sums.is_net_right and (len(both), sum(both)) == (2, line.total)
    return sums


def _payment_faults(lines: list[Line], paid: list[Line]) -> Iterator[str]:
    """What the table of payments says otherwise than the lines of the receipt."""
    tenders = [line for line in lines if line[_TYPE] == PAYMENT]
    if not tenders:
        if paid:
            yield "is paid here, and not in the table of receipts"
        return
    total = sum(_cents(line[_GROSS]) for line in lines)
    if total != sum(_cents(_PAID_BY(line)[1]) for line in tenders):
        yield f"is paid with another sum than the {total} cents it comes to"
    heads = {_PAYMENT_HEAD(line) for line in paid}
    if heads - {_RECEIPT_HEAD(lines[0])}:
        yield "is another receipt than in the table of receipts"
    expected = [(at, USED, total, *_PAID_BY(line)) for at, line in enumerate(tenders, 2)]
    if [_SETTLED(line) for line in paid[:1]] != [(1, SETTLED, total)]:
        yield f"does not begin with what was settled, {total} cents"
    elif _SETTLED_OWN(paid[0])[0] == str(paid[0][0]) and _SETTLED_OWN(paid[0])[1] != total:
        yield f"settles itself with another sum than {total} cents"
    if [_USED(line) for line in paid[1:]] != expected:
        yield "was paid otherwise by the table of receipts"


def _cents(value: object) -> int:
    return value if isinstance(value, int) else 0


def _is_signed(entry: DepEntry) -> bool:
    try:
        return jws_form.split(entry.jws).signature is not None
    except RksvError:
        return False
