"""The book of a playbook: answers what dialogues want, from the receipts that were issued."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import assert_never

from firmware.rksv.receipt import ReceiptKind
from firmware.till.acts import JournalKind
from firmware.till.closing.zreport import Confirmed
from firmware.till.fiscal.fault import DeviceFault
from firmware.till.fiscal.requests import (
    FindOutage,
    FiscalWanted,
    FoundOutage,
    SignatureFailed,
    SignatureTried,
    TrySignature,
)
from firmware.till.requests import (
    CheckPin,
    Failed,
    FindDays,
    FindOpening,
    FindPeriod,
    FindReceipt,
    FindReceipts,
    FindVoucher,
    FindZ,
    Found,
    FoundOpening,
    FoundPeriod,
    FoundReceipt,
    FoundReceipts,
    FoundVoucher,
    Missing,
    PinVerdict,
    ReadScale,
    Stored,
    StorePin,
    Wanted,
    Weighed,
)
from firmware.till.sales.basket import LineKind
from firmware.till.sales.sale import Sale, checked_year
from firmware.till.sales.sale_rows import rows_with
from firmware.till.stall.catalog import Role
from firmware.till.stall.requests import FindHistory, ListSheets, PlanSheet, WriteSheets
from firmware.till.upkeep.archive_requests import UNKNOWN, ArchiveFound
from firmware.till.upkeep.status_requests import (
    ChainChecked,
    CheckChain,
    FindClosing,
    FindStatus,
    StatusWanted,
    TillStatus,
)
from tests.till.playbook_office import is_checked
from tests.till.playbook_rows import Diary

#: Everybody's PIN at the playbook's stall is four times the clerk's number: 1111, 2222.
TRIES = 5


def pin_of(clerk: int) -> str:
    """The PIN of a clerk."""
    return str(clerk) * 4


class PlayBook:
    """Receipts by number, as the real book has them."""

    def __init__(self) -> None:
        self.receipts: dict[int, FoundReceipt] = {}
        self.wrong_pins: dict[tuple[int | None, Role | None], list[datetime]] = {}
        #: Grams on the pan, and whether it is at rest; None is a scale that does not answer.
        self.scale: tuple[int, bool] | None = (0, True)
        #: What lies on the scale: grams, and whether it is at rest.
        self.scale = (0, True)
        self.diary = Diary()
        self.outage: FoundOutage | None = None
        self.device_fault: DeviceFault | None = None
        self.pin_tries_left: int | None = 3
        self.problem = ""
        self.archive: tuple[ArchiveFound, Confirmed | None] = (UNKNOWN, None)
        self.link: Callable[[int], str] = lambda _number: ""
        self.status = TillStatus(
            version="0.1.0",
            image=None,
            certificate_serial="20f2ed172daa09e5",
            is_signing=True,
            is_clock_trusted=True,
            last_number=411,
            last_issued_at_utc=datetime(2026, 11, 20, 8, 30, tzinfo=UTC),
            last_z=56,
            free_bytes=812 * 1024 * 1024,
        )

    def keep(self, number: int, sale: Sale, at_utc: datetime) -> None:
        """A receipt was issued."""
        self.receipts[number] = FoundReceipt(
            number=number, sale=sale, issued_at_utc=at_utc, qr=f"_R1-AT1_GRAZ-01_{number}_"
        )
        if sale.original is not None:
            voided = self.receipts[sale.original]
            self.receipts[sale.original] = replace(
                voided, voided_by=(*voided.voided_by, number), voids=(*voided.voids, sale)
            )

    def answer(self, wanted: Wanted) -> Found:
        """As firmware.app.answers does."""
        if isinstance(wanted, FiscalWanted):
            return self._fiscal(wanted)
        match wanted:
            case CheckPin():
                return self._pin(wanted)
            case StorePin():
                return Stored()
            case FindReceipt() | FindVoucher() | FindReceipts():
                return self._about_receipts(wanted)
            case FindPeriod() | FindDays() | FindZ() | FindOpening():
                return self._with_year(self._confirmed(self.diary.answer(wanted)))
            case FindHistory() | ListSheets() | PlanSheet() | WriteSheets():
                raise AssertionError("the playbook asks its stall")
            case ReadScale():
                return self._weight()
            case FindStatus() | FindClosing() | CheckChain():
                return self._about_till(wanted)
            case _:
                raise AssertionError("the playbook asks its calendar")

    def _about_receipts(self, wanted: FindReceipt | FindVoucher | FindReceipts) -> Found:
        match wanted:
            case FindReceipt():
                return self._receipt(wanted.number)
            case FindVoucher():
                return self._voucher(wanted)
            case FindReceipts():
                return FoundReceipts(receipts=tuple(self._sales())[: wanted.count])

    def _weight(self) -> Weighed | Failed:
        if self.scale is None:
            return Failed(words="Waage stumm")
        return Weighed(milli=self.scale[0], is_stable=self.scale[1])

    def _confirmed(self, found: Found) -> Found:
        """As the real book: the open period knows how far an archive vouches."""
        return replace(found, archive=self.archive[1]) if isinstance(found, FoundPeriod) else found

    def _with_year(self, found: Found) -> Found:
        """As the real book: the last Jahresbeleg, unless FinanzOnline has checked it."""
        if not isinstance(found, FoundOpening):
            return found
        yearly = [
            (number, checked_year(one.sale))
            for number, one in self.receipts.items()
            if one.sale.kind is ReceiptKind.JAHRESBELEG
        ]
        if not yearly or is_checked(self.diary.rows, yearly[-1][0]):
            return found
        return replace(found, unchecked_year=yearly[-1][1])

    def _about_till(self, wanted: StatusWanted) -> Found:
        match wanted:
            case FindStatus():
                return replace(self.status, archive=self.archive[0])
            case FindClosing():
                found = [one for one in self.receipts.values() if one.sale.kind is wanted.kind]
                return found[-1] if found else Missing()
            case CheckChain():
                return ChainChecked(receipts=100, problem=self.problem)
            case _:
                assert_never(wanted)

    def _fiscal(self, wanted: FiscalWanted) -> Found:
        match wanted:
            case FindOutage():
                return self.outage or Missing()
            case TrySignature():
                left = self.pin_tries_left
                if self.device_fault is not None:
                    return SignatureFailed(fault=self.device_fault, pin_tries_left=left)
                return SignatureTried(milliseconds=480, pin_tries_left=left)
            case _:
                assert_never(wanted)

    def _pin(self, wanted: CheckPin) -> PinVerdict:
        """Five wrong ones in a row, and nothing is looked at for a minute."""
        wrong = self.wrong_pins.setdefault((wanted.clerk, wanted.role), [])
        # A clock that was set back does not make the minute longer.
        passed_s = max(0, int((wanted.at_utc - wrong[-1]).total_seconds())) if wrong else 0
        left_s = 60 - passed_s if len(wrong) >= TRIES else 0
        if left_s > 0:
            return PinVerdict(clerk=None, wait_s=left_s)
        clerk = 1 if wanted.clerk is None else wanted.clerk
        if wanted.pin == pin_of(clerk):
            wrong.clear()
            return PinVerdict(clerk=clerk)
        wrong.append(wanted.at_utc)
        left = max(0, TRIES - len(wrong))
        return PinVerdict(clerk=None, tries_left=left, wait_s=0 if left else 60, is_counted=True)

    def _sales(self) -> list[FoundReceipt]:
        sold = (ReceiptKind.STANDARD, ReceiptKind.TRAINING, ReceiptKind.STORNO)
        found = [one for one in self.receipts.values() if one.sale.kind in sold]
        return sorted(found, key=lambda one: -one.number)

    def _receipt(self, number: int | None) -> Found:
        if number is None:
            sales = self._sales()
            return self._receipt(sales[0].number) if sales else Missing()
        found = self.receipts.get(number)
        if found is None:
            return Missing()
        is_training = found.sale.kind is ReceiptKind.TRAINING
        back = {origin.line for void in found.voids for origin in void.origins}
        used = tuple(
            line.voucher
            for index, line in enumerate(found.sale.lines)
            if line.kind is LineKind.VOUCHER
            and index not in back
            and (left_cents := self._left(line.voucher, is_training=is_training)) is not None
            and left_cents < line.total_cents
        )
        is_before_z = found.is_before_z or any(
            row.kind == JournalKind.Z and found.issued_at_utc <= row.at_utc
            for row in self.diary.rows
        )
        link = self.link(found.number)
        return replace(found, used_vouchers=used, is_before_z=is_before_z, link=link)

    def _voucher(self, wanted: FindVoucher) -> Found:
        left_cents = self._left(wanted.number, is_training=wanted.is_training)
        return Missing() if left_cents is None else FoundVoucher(left_cents=left_cents)

    def _left(self, voucher: str, *, is_training: bool) -> int | None:
        """As the real book: by the rows of the voucher; None as long as nobody has it."""
        rows = [
            (content, found.sale)
            for number, found in self.receipts.items()
            if (found.sale.kind is ReceiptKind.TRAINING) is is_training
            for kind, content in rows_with(number, found.sale)
            if kind is JournalKind.GUTSCHEIN and content["voucher"] == voucher
        ]
        cents = [(one, sale) for row, sale in rows if isinstance(one := row["amount_cents"], int)]
        left_cents = sum(one for one, _ in cents)
        is_redeemed = any(one < 0 and sale.original is None for one, sale in cents)
        return left_cents if left_cents or is_redeemed else None
