"""Signature units over the life of a till: entered, exchanged, failed, and what was told of it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from cryptography import x509

from firmware.export.papers.facts import Change, Outage, Report, TillOutage, Unit
from firmware.finanzonline.facts import Facts as OfficeFacts
from firmware.finanzonline.facts import SettledFact
from firmware.finanzonline.order import Act, Order, Verdict
from firmware.finanzonline.owed import owed_orders
from firmware.finanzonline.steps import KINDS, REASONS
from firmware.store.entry import JournalRow
from firmware.store.reader import Reader
from firmware.till.acts import JournalKind
from firmware.till.fiscal.fault import device_fault, words_of
from firmware.till.fiscal.swap_requests import SwapReason

#: What FinanzOnline is told, in words that need no key.
TITLES: Final[dict[Act, str]] = {
    Act.REGISTRIERUNG_SE: "Signatureinheit anmelden",
    Act.REGISTRIERUNG_KASSE: "Kasse anmelden",
    Act.BELEGPRUEFUNG: "Beleg prüfen",
    Act.AUSFALL_SE: "Ausfall der Signatureinheit",
    Act.WIEDERINBETRIEBNAHME_SE: "Ende des Ausfalls der Signatureinheit",
    Act.AUSSERBETRIEBNAHME_SE: "Signatureinheit abmelden",
    Act.AUSFALL_KASSE: "Ausfall der Kasse",
    Act.WIEDERINBETRIEBNAHME_KASSE: "Ende des Ausfalls der Kasse",
    Act.AUSSERBETRIEBNAHME_KASSE: "Kasse abmelden",
}
_VERDICTS: Final[dict[Verdict, str]] = {
    Verdict.DONE: "erledigt",
    Verdict.REFUSED: "abgelehnt",
    Verdict.LATER: "offen",
}
#: Why a card was exchanged, by the value in the row.
CAUSES: Final[dict[str, str]] = {
    SwapReason.DUE.value: "Tausch fällig",
    SwapReason.BROKEN.value: "Karte defekt",
    SwapReason.BLOCKED.value: "PIN gesperrt",
    SwapReason.LOST.value: "Karte verloren",
    SwapReason.OTHER.value: "anderer Grund",
}
_OPEN: Final = "offen"


def units_of(book: Reader, office: OfficeFacts) -> tuple[Unit, ...]:
    """Every unit that was entered, oldest first."""
    rows = {str(row.content["serial"]): row for row in book.journal(kind=JournalKind.ZERTIFIKAT)}
    ends = {
        one.serial: f"{x509.load_der_x509_certificate(one.der).not_valid_after_utc:%d.%m.%Y}"
        for one in book.certificates()
    }
    return tuple(
        Unit(
            serial=one.serial,
            kind=KINDS[one.kind],
            place=_text(rows.get(one.serial), "place"),
            family=_text(rows.get(one.serial), "family"),
            card_number=_text(rows.get(one.serial), "cin"),
            valid_until=ends[one.serial],
            vda_id=one.vda_id,
            entered_utc=one.entered_utc,
            ended_utc=one.ended_utc,
        )
        for one in office.units
    )


def reports_of(office: OfficeFacts, now_utc: datetime) -> tuple[Report, ...]:
    """Everything FinanzOnline was or is to be told, with what became of it."""
    settled = {one.key: one for one in office.settled}
    return tuple(
        _report(one.order, settled.get(one.order.key)) for one in owed_orders(office, now_utc)
    )


def _report(order: Order, settled: SettledFact | None) -> Report:
    is_open = settled is None or settled.verdict is Verdict.LATER
    is_check = order.act is Act.BELEGPRUEFUNG
    return Report(
        key=order.key,
        title=TITLES[order.act],
        about=f"Beleg {order.key.partition(':')[2]}" if is_check else order.about,
        due_utc=order.due_utc,
        verdict=_OPEN if settled is None else _VERDICTS[settled.verdict],
        settled_utc=None if settled is None or is_open else settled.at_utc,
        is_by_hand=settled is not None and settled.is_by_hand,
    )


def outages_of(book: Reader) -> tuple[Outage, ...]:
    """Runs of receipts without a signature, each with the Sammelbeleg that ended it.

    Raises:
        StoreError: the book cannot be read.
    """
    ends = list(book.journal(kind=JournalKind.AUSFALL_ENDE))
    return tuple(_outage(book, row, ends) for row in book.journal(kind=JournalKind.AUSFALL_BEGINN))


def _outage(book: Reader, row: JournalRow, ends: list[JournalRow]) -> Outage:
    end = next((one for one in ends if one.seq > row.seq), None)
    first = _number(row)
    last = book.last_receipt() if end is None else book.receipt(_number(end))
    begun = book.receipt(first)
    assert last is not None, "an outage has its receipts"
    assert begun is not None, "an outage begins with a receipt"
    failed = [one.number for one in book.receipts(first, last.number) if not one.is_signed]
    fault = device_fault(str(row.content["fault"]))
    return Outage(
        first_number=first,
        last_number=failed[-1],
        count=len(failed),
        serial=begun.certificate_serial,
        fault=words_of(fault).cause,
        began_utc=begun.issued_at_utc,
        ended_utc=None if end is None else last.issued_at_utc,
        collecting_number=None if end is None else last.number,
    )


def till_outages_of(book: Reader, office: OfficeFacts) -> tuple[TillOutage, ...]:
    """What somebody entered afterwards of the till itself."""
    clerks = {row.seq: row.clerk for row in book.journal(kind=JournalKind.AUSFALL_KASSE)}
    return tuple(
        TillOutage(
            number=one.number,
            reason=REASONS[one.reason],
            began_utc=one.began_utc,
            ended_utc=one.ended_utc,
            clerk=clerks.get(one.number),
        )
        for one in office.register_outages
    )


def swaps_of(book: Reader) -> Iterator[Change]:
    """Exchanges for good (F 68), each with the first receipt of the new card."""
    for row in book.journal(kind=JournalKind.KARTENTAUSCH):
        new = str(row.content["new"])
        yield Change(
            at_utc=row.at_utc,
            old=str(row.content["old"]),
            new=new,
            cause=CAUSES.get(str(row.content.get("cause")), str(row.content.get("cause"))),
            clerk=row.clerk,
            first_receipt=_first_receipt(book, row.seq, new),
        )


def takeovers_of(book: Reader) -> Iterator[Change]:
    """Another unit stepped in, or the preferred one came back."""
    for row in book.journal(kind=JournalKind.EINHEIT):
        yield Change(
            at_utc=row.at_utc,
            old=str(row.content["instead_of"]),
            new=str(row.content["serial"]),
            cause="",
            clerk=row.clerk,
        )


def _first_receipt(book: Reader, after_seq: int, serial: str) -> int | None:
    """The first receipt that names `serial`: usually the very next one."""
    for row in book.journal(after_seq, kind=JournalKind.BELEG):
        receipt = book.receipt(_number(row))
        if receipt is not None and receipt.certificate_serial == serial:
            return receipt.number
    return None


def _number(row: JournalRow) -> int:
    number = row.content["number"]
    assert isinstance(number, int), "numbers of receipts"
    return number


def _text(row: JournalRow | None, member: str) -> str:
    return "" if row is None else str(row.content.get(member, ""))
