"""firmware.app.card_payments: one order at a time, sent once, answered by the inbox."""

from collections.abc import Callable

import pytest

from firmware.app.card_payments import CardPayments
from firmware.app.inbox import Message, TerminalTold
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
from hal.clock.emulator import EmulatedClock
from hal.errors import Fault, HalError
from hal.terminal.driver import ZvtTerminal
from hal.terminal.emulator import Conduct, EmulatedTerminal
from hal.terminal.emulator_line import TerminalLine
from hal.terminal.port import Outcome, Payment, SlipKind, TerminalSlip
from tests.app.day import MORNING, utc


class Desk:
    """The real driver before an emulated terminal."""

    def __init__(self) -> None:
        clock = EmulatedClock(utc(MORNING))
        self.far_end = EmulatedTerminal()
        line = TerminalLine(self.far_end, monotonic_s=clock.monotonic, wait=clock.advance)
        self.told: list[Message] = []
        self.cards = CardPayments(ZvtTerminal(line, clock.monotonic, 0), self.told.append)

    def ask(self, wanted: CardWanted) -> CardResult:
        """Order, one round, the answer."""
        assert None is self.cards.answer(wanted)
        assert 0.0 == self.cards.round()
        last = self.told[-1]
        assert isinstance(last, TerminalTold)
        assert last.answer is not None
        return last.answer


@pytest.fixture
def desk() -> Desk:
    """A terminal in order."""
    return Desk()


def test_payment(desk: Desk) -> None:
    """Texts for the customer, then the outcome with the terminal's number."""
    result = desk.ask(Authorise(amount_cents=1980))
    assert (CardOutcome.PAID, 1980, 1) == (
        result.outcome,
        result.amount_cents,
        result.receipt_number,
    )
    assert any(isinstance(one, TerminalTold) and one.text for one in desk.told)
    assert [1980] == [booking.amount_cents for booking in desk.far_end.bookings]
    assert desk.cards.bell.is_set()


def test_nothing_to_do(desk: Desk) -> None:
    """Without an order nobody is asked anything."""
    assert desk.cards.round() > 0
    assert not desk.cards.bell.is_set()
    assert [] == desk.told
    assert [] == desk.far_end.commands


@pytest.mark.parametrize(
    ("conduct", "words"),
    [(Conduct.DECLINE, "Karte abgelehnt"), (Conduct.CUSTOMER_ABORTS, "Abgebrochen")],
)
def test_refusals(desk: Desk, conduct: Conduct, words: str) -> None:
    """Nothing was paid, and the cashier reads why."""
    desk.far_end.conduct = conduct
    result = desk.ask(Authorise(amount_cents=1980))
    assert (CardOutcome.REFUSED, words) == (result.outcome, result.words)


def test_broken_line_is_cleared_up_at_once(desk: Desk) -> None:
    """B9: booked, then the line broke; the terminal is asked what it did, not for the money."""
    desk.ask(Authorise(amount_cents=500))
    desk.far_end.conduct = Conduct.BOOK_AND_DROP
    assert CardOutcome.PAID is desk.ask(Authorise(amount_cents=1980)).outcome
    assert [500, 1980] == [booking.amount_cents for booking in desk.far_end.bookings]


def test_what_it_does_not_tell_stays_unclear(desk: Desk) -> None:
    """However often it is asked; and it is never told the amount again."""
    desk.far_end.conduct = Conduct.BOOK_AND_DROP
    desk.far_end.repeats_last = False
    assert CardOutcome.UNCLEAR is desk.ask(Authorise(amount_cents=1980)).outcome
    assert CardOutcome.UNCLEAR is desk.ask(ClearUp(amount_cents=1980)).outcome
    assert 1 == len(desk.far_end.bookings)


def test_dead_terminal_finds_nothing_out(desk: Desk) -> None:
    """Not reached is refused for a payment, and unclear for a question about one."""
    desk.far_end.is_powered = False
    assert CardOutcome.REFUSED is desk.ask(Authorise(amount_cents=1980)).outcome
    assert CardOutcome.UNCLEAR is desk.ask(ClearUp(amount_cents=1980)).outcome


def test_menu(desk: Desk) -> None:
    """Last payment, reversal, diagnosis, Kassenschnitt."""
    desk.ask(Authorise(amount_cents=1980))
    assert 1980 == desk.ask(LastPayment()).amount_cents
    assert CardOutcome.PAID is desk.ask(ReverseCard(receipt_number=1)).outcome
    assert "erledigt" == desk.ask(DiagnoseTerminal()).words
    assert "erledigt" == desk.ask(CloseTerminal()).words


def test_one_at_a_time(desk: Desk) -> None:
    """A second order is refused; a cancel of a running one waits for its answer."""
    assert None is desk.cards.answer(Authorise(amount_cents=1980))
    second = desk.cards.answer(Authorise(amount_cents=500))
    assert second is not None
    assert "Terminal belegt" == second.words
    assert None is desk.cards.answer(CancelCard())
    desk.cards.round()
    assert [] == desk.far_end.bookings


def test_cancel_too_late_gives_the_answer_again(desk: Desk) -> None:
    """An answer nobody could keep (the disk was full) is not lost."""
    result = desk.ask(Authorise(amount_cents=1980))
    assert result == desk.cards.answer(CancelCard())


def test_no_terminal() -> None:
    """A till without one says so."""
    cards = CardPayments(None, lambda _message: None)
    answer = cards.answer(LastPayment())
    assert answer is not None
    assert "Kein Terminal" == answer.words
    assert cards.round() > 0


class _Saying:
    """A terminal that answers with one payment, or a fault."""

    def __init__(self, payment: Payment | HalError) -> None:
        self._payment = payment

    def _said(self) -> Payment:
        if isinstance(self._payment, HalError):
            raise self._payment
        return self._payment

    def authorise(
        self,
        amount_cents: int,
        on_text: Callable[[str], None],
        is_cancelled: Callable[[], bool],
        deadline_s: float,
    ) -> Payment:
        del amount_cents, on_text, is_cancelled, deadline_s
        return self._said()

    def clear_up(self, amount_cents: int, deadline_s: float) -> Payment:
        del amount_cents, deadline_s
        raise HalError(Fault.ABSENT, "terminal", "gone")

    def last_result(self, deadline_s: float) -> Payment:
        del deadline_s
        return self._said()

    def reverse(
        self, receipt_number: int, on_text: Callable[[str], None], deadline_s: float
    ) -> Payment:
        del receipt_number, on_text, deadline_s
        return self._said()

    def end_of_day(
        self, on_text: Callable[[str], None], deadline_s: float
    ) -> tuple[TerminalSlip, ...]:
        del on_text, deadline_s
        return ()

    def diagnose(
        self, on_text: Callable[[str], None], deadline_s: float
    ) -> tuple[TerminalSlip, ...]:
        del on_text, deadline_s
        return ()


def _said(payment: Payment | HalError, wanted: CardWanted) -> CardResult:
    told: list[Message] = []
    cards = CardPayments(_Saying(payment), told.append)
    cards.answer(wanted)
    cards.round()
    (message,) = told
    assert isinstance(message, TerminalTold)
    assert message.answer is not None
    return message.answer


def test_slips_by_their_kind() -> None:
    """The customer's goes onto the receipt, the others onto paper of their own."""
    slips = (
        TerminalSlip(kind=SlipKind.MERCHANT, lines=("HÄNDLER",)),
        TerminalSlip(kind=SlipKind.CUSTOMER, lines=("KUNDE",)),
    )
    payment = Payment(outcome=Outcome.PAID, detail="", slips=slips)
    result = _said(payment, Authorise(amount_cents=1))
    assert (("KUNDE",), (("HÄNDLER",),)) == (result.customer, result.slips)


def test_unclear_stays_unclear_when_it_cannot_be_asked() -> None:
    """The line is dead: only a person can tell."""
    payment = Payment(outcome=Outcome.UNCLEAR, detail="line died")
    assert CardOutcome.UNCLEAR is _said(payment, Authorise(amount_cents=1)).outcome


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault.ABSENT, "Terminal fehlt"),
        (Fault.BUSY, "Terminal belegt"),
        (Fault.TIMEOUT, "Terminal schweigt"),
        (Fault.BROKEN, "Terminal gestört"),
    ],
)
def test_faults_in_words(fault: Fault, words: str) -> None:
    """What the cashier can do something about is named."""
    error = HalError(fault, "terminal", "x")
    assert words == _said(error, Authorise(amount_cents=1)).words
