"""What a playbook's till owes FinanzOnline, folded from its receipts and rows as the app does."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from firmware.finanzonline import steps
from firmware.finanzonline.facts import CheckFact, Facts, SettledFact, UnitFact
from firmware.finanzonline.order import UnitKind, Verdict
from firmware.rksv.receipt import ReceiptKind
from firmware.till.acts import JournalKind
from firmware.till.fiscal.office_list import list_orders, words_of
from firmware.till.fiscal.office_requests import FoundOrders
from firmware.till.requests import Found, FoundOpening, FoundReceipt
from firmware.till.sales.sale import checked_year
from tests.till.playbook_rows import PlayRow

BEGIN = datetime(2026, 11, 20, 8, 42, tzinfo=UTC)
SERIAL = "20f2ed172daa09e5"


class PlayOffice:
    """A till of the same morning that has told nobody of itself yet."""

    def __init__(self, rows: Sequence[PlayRow], receipts: Mapping[int, FoundReceipt]) -> None:
        self._rows = rows
        self._receipts = receipts
        #: Words and advice of the web service, by the key of the order it could not send.
        self.why: dict[str, tuple[str, str]] = {}

    def orders(self, now_utc: datetime) -> FoundOrders:
        """As firmware.app.office does."""
        till = steps.Till(register_id="GRAZ-01", aes_key_check="kF8o")
        return list_orders(_facts(self._rows, self._receipts), now_utc, till, self.why)

    def with_words(self, found: Found, now_utc: datetime) -> Found:
        """As the real app: whoever signs on is told what FinanzOnline waits for."""
        if not isinstance(found, FoundOpening):
            return found
        facts = _facts(self._rows, self._receipts)
        return replace(found, office_words=words_of(facts, now_utc))


def is_checked(rows: Sequence[PlayRow], number: int) -> bool:
    """Whether FinanzOnline has checked this receipt."""
    verdicts = [
        row.content["verdict"]
        for row in rows
        if row.kind == JournalKind.FON and row.content["order"] == f"belegpruefung:{number}"
    ]
    return verdicts[-1:] == ["done"]


def _facts(rows: Sequence[PlayRow], receipts: Mapping[int, FoundReceipt]) -> Facts:
    unit = UnitFact(serial=SERIAL, vda_id="AT1", kind=UnitKind.CARD, entered_utc=BEGIN)
    start = CheckFact(
        number=1,
        kind=ReceiptKind.STARTBELEG,
        issued_utc=BEGIN,
        code="_R1-AT1_GRAZ-01_1_",
        serial=SERIAL,
    )
    yearly = (
        CheckFact(
            number=number,
            kind=ReceiptKind.JAHRESBELEG,
            issued_utc=one.issued_at_utc,
            code=one.qr,
            serial=SERIAL,
            year=checked_year(one.sale),
        )
        for number, one in receipts.items()
        if one.sale.kind is ReceiptKind.JAHRESBELEG
    )
    return Facts(
        register_id="GRAZ-01",
        commissioned_utc=BEGIN,
        units=(unit,),
        checks=(start, *yearly),
        settled=tuple(_settled(row) for row in rows if row.kind == JournalKind.FON),
    )


def _settled(row: PlayRow) -> SettledFact:
    return SettledFact(
        key=str(row.content["order"]),
        verdict=Verdict(row.content["verdict"]),
        at_utc=row.at_utc,
        words=str(row.content.get("words", "")),
        advice=str(row.content.get("advice", "")),
    )
