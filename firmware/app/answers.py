"""What dialogues want of the book: looked up anew each time, kept nowhere."""

from dataclasses import dataclass, replace
from typing import assert_never

from firmware.app.answers_calendar import CalendarAnswers
from firmware.app.answers_exports import export_days
from firmware.app.answers_figures import FigureAnswers
from firmware.app.answers_pins import PinAnswers
from firmware.app.answers_receipts import ReceiptAnswers
from firmware.app.answers_scale import weigh
from firmware.app.answers_stall import StallAnswers
from firmware.app.answers_status import StatusAnswers
from firmware.app.archive.counterpart import Archive
from firmware.app.card_payments import CardPayments
from firmware.app.card_swap import CardSwap
from firmware.app.hardware.room import HardwareRoom
from firmware.app.office import Office
from firmware.app.pins import Pins
from firmware.app.stick.export import ExportFeeder
from firmware.app.update.feeder import UpdateFeeder
from firmware.store.reader import Reader
from firmware.till.exports.requests import (
    ExportWanted,
    FindExportDays,
    MakeOwnerStick,
    ReleaseStick,
    SeekStick,
    StartExport,
)
from firmware.till.fiscal.calendar_requests import CalendarWanted
from firmware.till.fiscal.commission_requests import StartWanted
from firmware.till.fiscal.ending_requests import EndingWanted
from firmware.till.fiscal.office_requests import FindOrders
from firmware.till.fiscal.requests import FindOutage, FiscalWanted, TrySignature
from firmware.till.fiscal.swap_requests import SwapWanted
from firmware.till.payment.card_requests import (
    Authorise,
    CancelCard,
    ClearUp,
    CloseTerminal,
    DiagnoseTerminal,
    LastPayment,
    ReverseCard,
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
    ReadScale,
    StorePin,
    Wanted,
)
from firmware.till.stall.requests import FindHistory, ListSheets, PlanSheet, WriteSheets
from firmware.till.upkeep.archive_requests import ArchiveWanted, FindNet
from firmware.till.upkeep.hardware_requests import HardwareWanted
from firmware.till.upkeep.status_requests import (
    CheckChain,
    FindClosing,
    FindStatus,
    StatusWanted,
)
from firmware.till.upkeep.update_requests import UpdateWanted
from hal.scale.port import Scale

LifeWanted = (
    StartWanted
    | FiscalWanted
    | CalendarWanted
    | EndingWanted
    | SwapWanted
    | FindOrders
    | ExportWanted
    | HardwareWanted
    | ArchiveWanted
    | UpdateWanted
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What is asked beside the book; without a terminal `cards` says so."""

    scale: Scale | None
    cards: CardPayments
    calendar: CalendarAnswers
    office: Office
    swap: CardSwap
    exports: ExportFeeder
    archive: Archive
    hardware: HardwareRoom
    update: UpdateFeeder


class Answers:
    """Answers what the counter wants; only the loop asks."""

    def __init__(
        self,
        book: Reader,
        pins: Pins,
        status: StatusAnswers,
        stall: StallAnswers,
        beside: Beside,
    ) -> None:
        self._book = book
        self._status = status
        self._stall = stall
        self._scale, self._cards = beside.scale, beside.cards
        self._calendar, self._swap = beside.calendar, beside.swap
        self._exports, self._update = beside.exports, beside.update
        self.office, self.archive = beside.office, beside.archive
        self.hardware = beside.hardware
        self._pins = PinAnswers(book, pins)
        self._receipts = ReceiptAnswers(book, beside.archive.link)
        self._figures = FigureAnswers(book)

    def answer(self, wanted: Wanted) -> Found | None:
        """What is wanted, or Missing, or Failed with the reason; None: it comes by the inbox.

        Raises:
            StoreError: the book cannot be read.
        """
        if isinstance(wanted, LifeWanted):
            return self._life(wanted)
        match wanted:
            case CheckPin():
                return self._pins.check(wanted)
            case StorePin():
                return self._pins.store(wanted)
            case FindReceipt() | FindReceipts() | FindVoucher():
                return self._receipts.answer(wanted)
            case (
                Authorise()
                | ClearUp()
                | CancelCard()
                | LastPayment()
                | CloseTerminal()
                | DiagnoseTerminal()
                | ReverseCard()
            ):
                return self._cards.answer(wanted)
            case FindPeriod() | FindDays() | FindZ() | FindOpening():
                return self._figure(wanted)
            case ReadScale():
                return weigh(self._scale)
            case FindHistory() | ListSheets() | PlanSheet() | WriteSheets():
                return self._stall.answer(wanted)
            case FindStatus() | FindClosing() | CheckChain():
                return self._about_till(wanted)
            case _:
                assert_never(wanted)

    def _life(self, wanted: LifeWanted) -> Found | None:
        """What belongs to the fiscal life of the till, from its first day to its last."""
        if isinstance(wanted, StartWanted):
            # Only a till that never sold asks so, and not here (see `firmware.app.life`).
            return Failed(words="ist in Betrieb")
        if isinstance(wanted, FiscalWanted):
            return self._fiscal(wanted)
        if isinstance(wanted, SwapWanted):
            return self._swap.answer(wanted)
        if isinstance(wanted, ExportWanted):
            return self._export(wanted)
        if isinstance(wanted, FindNet):
            return replace(self.archive.net_found(), clock=self._status.clock_words())
        if isinstance(wanted, ArchiveWanted):
            return self.archive.answer(wanted)
        if isinstance(wanted, UpdateWanted):
            self._update.ask(wanted)
            return None
        if isinstance(wanted, HardwareWanted):
            return self.hardware.answer(wanted)
        if isinstance(wanted, FindOrders):
            return self.office.orders()
        return self._calendar.answer(wanted)

    def _export(self, wanted: ExportWanted) -> Found | None:
        """How it ends is told by the feeder."""
        match wanted:
            case FindExportDays():
                return export_days(self._book)
            case StartExport():
                return self._exports.start(wanted)
            case MakeOwnerStick():
                return self._exports.make_owner()
            case ReleaseStick():
                return self._exports.release()
            case SeekStick():
                return self._exports.seek()
            case _:
                assert_never(wanted)

    def _figure(self, wanted: FindPeriod | FindDays | FindZ | FindOpening) -> Found:
        match wanted:
            case FindPeriod():
                return replace(self._figures.period(wanted), archive=self.archive.confirmed())
            case FindDays():
                return self._figures.days(wanted)
            case FindZ():
                return self._figures.closing(wanted)
            case FindOpening():
                return replace(self._figures.opening(), office_words=self.office.words())
            case _:
                assert_never(wanted)

    def _about_till(self, wanted: StatusWanted) -> Found:
        match wanted:
            case FindStatus():
                return replace(self._status.status(), archive=self.archive.found())
            case FindClosing():
                return self._receipts.last_closing(wanted.kind)
            case CheckChain():
                return self._status.check_chain()
            case _:
                assert_never(wanted)

    def _fiscal(self, wanted: FiscalWanted) -> Found:
        match wanted:
            case FindOutage():
                return self._status.outage()
            case TrySignature():
                return self._status.try_signature()
            case _:
                assert_never(wanted)
