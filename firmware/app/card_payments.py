"""The card terminal beside the loop: an order goes in, texts and the answer come by the inbox.

A payment takes as long as the customer does; the loop goes on meanwhile. One order at a time, and
each is sent once: what is unclear is asked about, never asked for again.
"""

from collections.abc import Callable
from threading import Event, Lock

from firmware.app.inbox import Message, TerminalTold
from firmware.process.logs import get_logger
from firmware.till.payment.card_requests import (
    Authorise,
    CancelCard,
    CardOutcome,
    CardResult,
    CardWanted,
    ClearUp,
    CloseTerminal,
    DiagnoseTerminal,
    LastPayment,
    ReverseCard,
)
from hal.errors import Fault, HalError
from hal.terminal.port import Outcome, Payment, SlipKind, Terminal, TerminalSlip

log = get_logger()

#: A customer looks for the card, types a PIN, types it again.
AUTHORISE_S = 90.0
#: The terminal's day goes to the bank.
CLOSE_S = 120.0
ASK_S = 20.0
IDLE_PAUSE_S = 1.0

_WORDS = {
    Outcome.PAID: "bezahlt",
    Outcome.DECLINED: "Karte abgelehnt",
    Outcome.ABORTED: "Abgebrochen",
    Outcome.UNCLEAR: "Terminal unklar",
}
_OUTCOMES = {
    Outcome.PAID: CardOutcome.PAID,
    Outcome.DECLINED: CardOutcome.REFUSED,
    Outcome.ABORTED: CardOutcome.REFUSED,
    Outcome.UNCLEAR: CardOutcome.UNCLEAR,
}
_FAULTS = {
    Fault.ABSENT: "Terminal fehlt",
    Fault.BUSY: "Terminal belegt",
    Fault.TIMEOUT: "Terminal schweigt",
}

Order = Authorise | ClearUp | LastPayment | CloseTerminal | DiagnoseTerminal | ReverseCard


class CardPayments:
    """`answer` is called by the loop, `round` by a feeder; they share one order under a lock."""

    def __init__(self, terminal: Terminal | None, post: Callable[[Message], None]) -> None:
        self._terminal = terminal
        self._post = post
        self._lock = Lock()
        #: Rings for an order.
        self.bell = Event()
        self._cancelled = Event()
        self._order: Order | None = None
        self._latest = _refused("Nichts läuft")

    def answer(self, wanted: CardWanted) -> CardResult | None:
        """Take an order; None means that the answer comes by the inbox."""
        with self._lock:
            if isinstance(wanted, CancelCard):
                self._cancelled.set()
                return None if self._order is not None else self._latest
            if self._terminal is None:
                return _refused("Kein Terminal")
            if self._order is not None:
                return _refused("Terminal belegt")
            self._cancelled.clear()
            self._order = wanted
        self.bell.set()
        return None

    def round(self) -> float:
        """Carry out the order, if there is one; returns the pause."""
        with self._lock:
            order, terminal = self._order, self._terminal
        if order is None or terminal is None:
            return IDLE_PAUSE_S
        result = self._carried_out(terminal, order)
        log.info("terminal", order=repr(order), outcome=result.outcome.value, detail=result.detail)
        with self._lock:
            self._order, self._latest = None, result
        self._post(TerminalTold(answer=result))
        return 0.0

    def _carried_out(self, terminal: Terminal, order: Order) -> CardResult:
        try:
            return self._done(terminal, order)
        except HalError as error:
            log.warning("terminal", fault=error.fault.value, detail=error.detail)
            words = _FAULTS.get(error.fault, "Terminal gestört")
            if isinstance(order, ClearUp):
                # Nothing was found out: that is not the same as nothing paid.
                return CardResult(outcome=CardOutcome.UNCLEAR, words=words, detail=error.detail)
            return _refused(words, error.detail)

    def _done(self, terminal: Terminal, order: Order) -> CardResult:
        match order:
            case Authorise():
                return self._paid(terminal, order.amount_cents)
            case ClearUp():
                return _result(terminal.clear_up(order.amount_cents, ASK_S))
            case LastPayment():
                return _result(terminal.last_result(ASK_S))
            case CloseTerminal():
                return _closed(terminal.end_of_day(self._say, CLOSE_S))
            case DiagnoseTerminal():
                return _closed(terminal.diagnose(self._say, CLOSE_S))
            case ReverseCard():
                return _result(terminal.reverse(order.receipt_number, self._say, AUTHORISE_S))

    def _paid(self, terminal: Terminal, amount_cents: int) -> CardResult:
        """The payment; when its end was not heard, what the terminal says of it afterwards."""
        cancelled = self._cancelled.is_set
        payment = terminal.authorise(amount_cents, self._say, cancelled, AUTHORISE_S)
        if payment.outcome is not Outcome.UNCLEAR:
            return _result(payment)
        try:
            return _result(terminal.clear_up(amount_cents, ASK_S))
        except HalError as error:
            log.warning("terminal", fault=error.fault.value, detail=error.detail)
            return _result(payment)

    def _say(self, text: str) -> None:
        self._post(TerminalTold(text=text))


def _refused(words: str, detail: str = "") -> CardResult:
    return CardResult(outcome=CardOutcome.REFUSED, words=words, detail=detail)


def _closed(slips: tuple[TerminalSlip, ...]) -> CardResult:
    lines = tuple(slip.lines for slip in slips)
    return CardResult(outcome=CardOutcome.PAID, words="erledigt", slips=lines)


def _result(payment: Payment) -> CardResult:
    """A payment in the words of the counter; the customer's slip goes onto the receipt."""
    customers = [slip.lines for slip in payment.slips if slip.kind is SlipKind.CUSTOMER]
    return CardResult(
        outcome=_OUTCOMES[payment.outcome],
        words=_WORDS[payment.outcome],
        detail=payment.detail,
        amount_cents=payment.amount_cents,
        receipt_number=payment.receipt_number,
        customer=customers[0] if customers else (),
        slips=tuple(slip.lines for slip in payment.slips if slip.kind is not SlipKind.CUSTOMER),
    )
