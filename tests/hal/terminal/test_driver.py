"""The driver of ZVT terminals against an emulated one, in process and over TCP.

What the till believes is held against the terminal's own book.
"""

import pytest

from hal.errors import Fault
from hal.terminal.apdu import Control
from hal.terminal.driver import ABORT_GRACE_S, ZvtTerminal
from hal.terminal.emulator import Conduct
from hal.terminal.emulator_word import Booking, status
from hal.terminal.port import Outcome, SlipKind
from tests.hal.terminal.rigs import DEADLINE_S, Rig, fault_of

#: Conducts without a clear word, and whether the customer has paid all the same.
UNCLEAR = [
    (Conduct.IGNORE, False),
    (Conduct.SILENT, False),
    (Conduct.BOOK_AND_FALL_SILENT, True),
    (Conduct.DROP, False),
    (Conduct.BOOK_AND_DROP, True),
    (Conduct.GARBAGE, False),
    (Conduct.UNASKED, False),
    (Conduct.WRONG_AMOUNT, True),
    (Conduct.NO_AMOUNT, True),
    (Conduct.NO_RESULT, False),
    (Conduct.YES_AND_NO, True),
    (Conduct.WRONG_CURRENCY, True),
]
#: Enough for all but the silent ones on a loaded machine; those take it whole.
SHORT_S = 2.0


def test_paid(any_rig: Rig) -> None:
    """B8: the customer pays our amount; texts for the display, a slip for the paper."""
    payment = any_rig.pay(1980)
    assert payment.outcome is Outcome.PAID
    assert (1980, 0, 1) == (payment.amount_cents, payment.result_code, payment.receipt_number)
    assert ("52500048", "Debit Mastercard") == (payment.terminal_id, payment.card_name)
    assert ["Karte einstecken", "Bank wird gefragt"] == any_rig.texts
    (slip,) = payment.slips
    assert slip.kind is SlipKind.MERCHANT
    assert "EUR 19,80" in slip.lines
    assert [1980] == [booking.amount_cents for booking in any_rig.terminal.bookings]


def test_one_after_the_other(any_rig: Rig) -> None:
    """Each payment is a connection of its own; the last one is asked for only once."""
    any_rig.terminal.prints_blocks = False
    for number in (1, 2, 3):
        payment = any_rig.pay(100 * number)
        assert (Outcome.PAID, number) == (payment.outcome, payment.receipt_number)
        assert "HÄNDLERBELEG" == payment.slips[0].lines[0]
    assert 3 == any_rig.terminal.commands.count(Control.REGISTRATION)
    assert 1 == any_rig.terminal.commands.count(Control.REPEAT_RECEIPT)


def test_no_card_number_stays(rig: Rig) -> None:
    """The terminal sends the whole number; nothing of ours has it."""
    payment = rig.pay(1980)
    assert "4999999999999996" not in repr(payment)
    assert "####9996" in payment.slips[0].lines


def test_talkative_terminal(any_rig: Rig) -> None:
    """Words of its own are shown, what is none of our business is refused."""
    any_rig.terminal.is_talkative = True
    assert any_rig.pay(1980).outcome is Outcome.PAID
    assert "Bitte Trinkgeld wählen" in any_rig.texts


@pytest.mark.parametrize(
    ("conduct", "outcome", "code"),
    [
        (Conduct.DECLINE, Outcome.DECLINED, 0x71),
        (Conduct.CUSTOMER_ABORTS, Outcome.ABORTED, 0x6C),
    ],
)
def test_not_paid(any_rig: Rig, conduct: Conduct, outcome: Outcome, code: int) -> None:
    """A clear no; the next payment goes as ever."""
    any_rig.terminal.conduct = conduct
    payment = any_rig.pay(1980)
    assert (outcome, code) == (payment.outcome, payment.result_code)
    assert [] == any_rig.terminal.bookings
    any_rig.terminal.conduct = Conduct.PAY
    assert any_rig.pay(1980).outcome is Outcome.PAID


@pytest.mark.parametrize(("conduct", "is_booked"), UNCLEAR)
def test_unclear(any_rig: Rig, conduct: Conduct, *, is_booked: bool) -> None:
    """B9: without a clear word the outcome is UNCLEAR, and the amount went out once."""
    any_rig.terminal.conduct = conduct
    payment = any_rig.pay(1980, SHORT_S)
    assert payment.outcome is Outcome.UNCLEAR
    assert payment.detail
    assert "printer" not in payment.detail
    assert is_booked == bool(any_rig.terminal.bookings)
    assert 1 == any_rig.terminal.commands.count(Control.AUTHORISATION)


@pytest.mark.parametrize(
    ("conduct", "expected"),
    [
        (Conduct.BOOK_AND_DROP, Outcome.PAID),
        (Conduct.BOOK_AND_FALL_SILENT, Outcome.PAID),
        (Conduct.DROP, Outcome.ABORTED),
        (Conduct.SILENT, Outcome.ABORTED),
        (Conduct.NO_RESULT, Outcome.ABORTED),
        (Conduct.WRONG_AMOUNT, Outcome.UNCLEAR),
    ],
)
def test_clearing_up(any_rig: Rig, conduct: Conduct, expected: Outcome) -> None:
    """E18: the terminal's own last result decides, and agrees with its book."""
    any_rig.pay(380)
    any_rig.terminal.conduct = conduct
    assert any_rig.pay(380, SHORT_S).outcome is Outcome.UNCLEAR
    any_rig.terminal.conduct = Conduct.PAY
    cleared = any_rig.driver.clear_up(380, DEADLINE_S)
    assert expected is cleared.outcome
    if expected is not Outcome.UNCLEAR:
        assert (expected is Outcome.PAID) == (len(any_rig.terminal.bookings) == 2)
    assert 2 == any_rig.terminal.commands.count(Control.AUTHORISATION)
    assert any_rig.pay(500).outcome is Outcome.PAID


def test_an_older_payment_is_not_this_one(rig: Rig) -> None:
    """Two customers with the same amount: the first one's money does not pay for the second."""
    rig.pay(380)
    rig.terminal.conduct = Conduct.DROP
    rig.pay(380)
    cleared = rig.driver.clear_up(380, DEADLINE_S)
    assert cleared.outcome is Outcome.ABORTED
    assert cleared.receipt_number is None


def test_refused_number_given_again(rig: Rig) -> None:
    """A terminal that gives the number of a refused payment to the next one is not misread."""
    rig.terminal.conduct = Conduct.DECLINE
    rig.pay(380)
    rig.terminal._receipt_number = 0
    rig.terminal.conduct = Conduct.BOOK_AND_DROP
    assert rig.pay(380).outcome is Outcome.UNCLEAR
    assert rig.driver.clear_up(380, DEADLINE_S).outcome is Outcome.PAID


def test_declined_after_all(rig: Rig) -> None:
    """A later refusal of the terminal is a clear no."""
    rig.pay(380)
    rig.terminal.conduct = Conduct.BOOK_AND_DROP
    rig.pay(380)
    rig.terminal.conduct = Conduct.DECLINE
    rig.boot().authorise(380, rig.texts.append, lambda: False, DEADLINE_S)
    assert rig.driver.clear_up(380, DEADLINE_S).outcome is Outcome.DECLINED


def test_nothing_proved_after_a_start(rig: Rig) -> None:
    """A till that does not know what was before leaves it to a person, with what it was told."""
    rig.terminal.conduct = Conduct.BOOK_AND_DROP
    rig.pay(380)
    cleared = rig.boot().clear_up(380, DEADLINE_S)
    assert (Outcome.UNCLEAR, 380, 1) == (
        cleared.outcome,
        cleared.amount_cents,
        cleared.receipt_number,
    )


def test_terminal_that_does_not_repeat(rig: Rig) -> None:
    """It pays all the same; an unclear payment is then a person's to decide."""
    rig.terminal.repeats_last = False
    assert rig.pay(380).outcome is Outcome.PAID
    rig.terminal.conduct = Conduct.BOOK_AND_DROP
    assert rig.pay(380).outcome is Outcome.UNCLEAR
    assert rig.driver.clear_up(380, DEADLINE_S).outcome is Outcome.UNCLEAR
    assert Fault.BROKEN is fault_of(lambda: rig.driver.last_result(DEADLINE_S)).fault


def test_at_rest_or_not(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing booked proves nothing while the terminal is busy with something."""
    rig.pay(380)
    rig.terminal.conduct = Conduct.DROP
    rig.pay(380)
    original = rig.terminal._refusal_of
    monkeypatch.setattr(
        rig.terminal,
        "_refusal_of",
        lambda apdu: 0x9C if apdu.control == Control.STATUS_ENQUIRY else original(apdu),
    )
    assert rig.driver.clear_up(380, DEADLINE_S).outcome is Outcome.UNCLEAR


def test_slow_customer(rig: Rig) -> None:
    """Looking for the card takes a while."""
    rig.terminal.card_after_s = 40.0
    assert rig.pay(1980).outcome is Outcome.PAID


def test_the_cashier_gives_up(any_rig: Rig) -> None:
    """B8: `C` ends it before the card is in, and nothing is booked."""
    any_rig.terminal.card_after_s = 1000.0
    any_rig.cancel_when = lambda: len(any_rig.texts) == 1
    payment = any_rig.pay(1980)
    assert (Outcome.ABORTED, 0x6C) == (payment.outcome, payment.result_code)
    assert [] == any_rig.terminal.bookings


def test_giving_up_too_late(any_rig: Rig) -> None:
    """After the card is in the terminal's word counts, not the cashier's."""
    any_rig.cancel_when = lambda: len(any_rig.texts) == 2
    assert any_rig.pay(1980).outcome is Outcome.PAID


def test_giving_up_before_it_began(rig: Rig) -> None:
    """The amount is not even sent."""
    rig.cancel_when = lambda: True
    assert rig.pay(1980).outcome is Outcome.ABORTED
    assert Control.AUTHORISATION not in rig.terminal.commands


def test_no_card_in_time(rig: Rig) -> None:
    """Shortly before the deadline the terminal is asked to give up: better than not knowing."""
    rig.terminal.card_after_s = 1000.0
    before_s = rig.monotonic_s()
    assert rig.pay(1980).outcome is Outcome.ABORTED
    assert rig.monotonic_s() - before_s <= DEADLINE_S - ABORT_GRACE_S + 1.0


def test_refused_before_it_began(any_rig: Rig) -> None:
    """A no to the command is an error and no outcome: nothing was paid."""
    any_rig.terminal.conduct = Conduct.REFUSE
    assert Fault.BROKEN is fault_of(lambda: any_rig.pay(1980)).fault
    any_rig.terminal.conduct = Conduct.PAY
    any_rig.terminal.is_busy = True
    assert Fault.BUSY is fault_of(lambda: any_rig.pay(1980)).fault
    any_rig.terminal.is_busy = False
    assert any_rig.pay(1980).outcome is Outcome.PAID


def test_nobody_there(any_rig: Rig) -> None:
    """Without a terminal nothing is unclear: ABSENT, by its own name."""
    any_rig.unplug()
    error = fault_of(lambda: any_rig.pay(1980))
    assert (Fault.ABSENT, "terminal") == (error.fault, error.device)


def test_another_password(rig: Rig) -> None:
    """The registration is refused, and says so."""
    rig.terminal.password = 123456
    assert "0600" in fault_of(lambda: rig.pay(1980)).detail
    ours = ZvtTerminal(rig.line, rig.monotonic_s, 123456)
    assert ours.authorise(1, rig.texts.append, lambda: False, DEADLINE_S).outcome is Outcome.PAID


@pytest.mark.parametrize("amount_cents", [0, -380])
def test_amounts_that_cannot_be_paid(rig: Rig, amount_cents: int) -> None:
    """Paying out is no card payment; the terminal is not even called."""
    with pytest.raises(ValueError, match="cannot be paid"):
        rig.pay(amount_cents)
    assert [] == rig.terminal.commands


def test_last_result(any_rig: Rig) -> None:
    """What it did last, paid or not; before the first payment that is an error."""
    assert Fault.BROKEN is fault_of(lambda: any_rig.driver.last_result(DEADLINE_S)).fault
    any_rig.pay(1980)
    last = any_rig.driver.last_result(DEADLINE_S)
    assert (Outcome.PAID, 1980, 1) == (last.outcome, last.amount_cents, last.receipt_number)
    any_rig.terminal.conduct = Conduct.DECLINE
    any_rig.pay(500)
    assert any_rig.driver.last_result(DEADLINE_S).outcome is Outcome.DECLINED


def test_reversal(any_rig: Rig) -> None:
    """A payment is taken back by its number, once."""
    paid = any_rig.pay(1980)
    assert paid.receipt_number is not None
    number = paid.receipt_number
    back = any_rig.driver.reverse(number, any_rig.texts.append, DEADLINE_S)
    assert (Outcome.PAID, 1980) == (back.outcome, back.amount_cents)
    assert [] == any_rig.terminal.bookings
    again = any_rig.driver.reverse(number, any_rig.texts.append, DEADLINE_S)
    assert again.outcome is Outcome.DECLINED


def test_reversal_refused_or_unclear(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not begun is an error, cut in the middle is unclear."""
    rig.pay(1980)
    monkeypatch.setattr(rig.terminal, "_reverse", lambda _number: None)
    assert rig.driver.reverse(1, rig.texts.append, 5.0).outcome is Outcome.UNCLEAR
    original = rig.terminal._refusal_of
    monkeypatch.setattr(
        rig.terminal,
        "_refusal_of",
        lambda apdu: 0x83 if apdu.control == Control.REVERSAL else original(apdu),
    )
    error = fault_of(lambda: rig.driver.reverse(1, rig.texts.append, DEADLINE_S))
    assert Fault.BROKEN is error.fault


def test_end_of_day(any_rig: Rig) -> None:
    """Kassenschnitt: the terminal's slips; afterwards payments are told apart again."""
    any_rig.pay(1980)
    (slip,) = any_rig.driver.end_of_day(any_rig.texts.append, DEADLINE_S)
    assert ("KASSENSCHNITT", "1980 c") == slip.lines
    assert "Kassenschnitt läuft" in any_rig.texts
    assert any_rig.pay(500).outcome is Outcome.PAID
    any_rig.terminal.conduct = Conduct.DECLINE
    error = fault_of(lambda: any_rig.driver.end_of_day(any_rig.texts.append, DEADLINE_S))
    assert "end of day not possible" in error.detail


def test_diagnosis(any_rig: Rig) -> None:
    """The terminal tests its own line and prints what it found."""
    (slip,) = any_rig.driver.diagnose(any_rig.texts.append, DEADLINE_S)
    assert ("DIAGNOSE OK",) == slip.lines
    assert ["Diagnose läuft"] == any_rig.texts


def test_diagnosis_with_a_bad_result(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal that ends in order but reports a failure has failed."""
    failed = status(Booking(amount_cents=0, receipt_number=0, result_code=0x9B))
    monkeypatch.setattr(rig.terminal, "_slip", lambda _lines: (failed,))
    error = fault_of(lambda: rig.driver.diagnose(rig.texts.append, DEADLINE_S))
    assert "line to the bank failed" in error.detail


def test_noise_before_the_amount(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    """Something that is no terminal answers at the address: an error, and nothing was sent."""
    monkeypatch.setattr(rig.terminal, "reply", lambda: b"SSH-2.0-x\r\n")
    assert Fault.BROKEN is fault_of(lambda: rig.pay(1980)).fault
    assert Control.AUTHORISATION not in rig.terminal.commands
