"""What dialogues want of the book: looked up anew each time, kept nowhere."""

from dataclasses import dataclass, replace
from typing import assert_never

from firmware.app.answers_calendar import CalendarAnswers
from firmware.app.answers_figures import FigureAnswers
from firmware.app.answers_pins import PinAnswers
from firmware.app.answers_receipts import ReceiptAnswers
from firmware.app.answers_scale import weigh
from firmware.app.answers_stall import StallAnswers
from firmware.app.answers_status import StatusAnswers
from firmware.app.card_payments import CardPayments
from firmware.app.card_swap import CardSwap
from firmware.app.office import Office
from firmware.app.pins import Pins
from firmware.store.reader import Reader
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
from firmware.till.upkeep.status_requests import (
    CheckChain,
    FindClosing,
    FindStatus,
    StatusWanted,
)
from hal.scale.port import Scale

LifeWanted = StartWanted | FiscalWanted | CalendarWanted | EndingWanted | SwapWanted | FindOrders


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What is asked beside the book; without a terminal `cards` says so."""

    scale: Scale | None
    cards: CardPayments
    calendar: CalendarAnswers
    office: Office
    swap: CardSwap


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
        self._status = status
        self._stall = stall
        self._scale, self._cards = beside.scale, beside.cards
        self._calendar, self._swap = beside.calendar, beside.swap
        self.office = beside.office
        self._pins = PinAnswers(book, pins)
        self._receipts = ReceiptAnswers(book)
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
        if isinstance(wanted, FindOrders):
            return self.office.orders()
        return self._calendar.answer(wanted)

    def _figure(self, wanted: FindPeriod | FindDays | FindZ | FindOpening) -> Found:
        match wanted:
            case FindPeriod():
                return self._figures.period(wanted)
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
                return self._status.status()
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
