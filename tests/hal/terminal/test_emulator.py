"""The emulated terminal at the wire: what a real one would say to any program."""

import pytest

from hal.errors import Fault
from hal.terminal.apdu import ACKNOWLEDGEMENT, Apdu, Control, encode, split
from hal.terminal.emulator import Conduct, EmulatedTerminal
from hal.terminal.message import (
    ABORT_COMMAND,
    DIAGNOSIS,
    authorisation,
    registration,
    repeat_status,
    reversal,
    status_enquiry,
)
from tests.hal.terminal.rigs import fault_of

YES = encode(ACKNOWLEDGEMENT)


def told(terminal: EmulatedTerminal, apdu: Apdu) -> list[int]:
    """What it says to `apdu`, until it waits for a yes."""
    terminal.feed(encode(apdu))
    return heard(terminal)


def heard(terminal: EmulatedTerminal) -> list[int]:
    """What it has said since."""
    apdus, rest = split(terminal.reply())
    assert rest == b""
    return [apdu.control for apdu in apdus]


def hear_out(terminal: EmulatedTerminal) -> list[int]:
    """Say yes to everything until it is through."""
    said: list[int] = []
    while True:
        terminal.feed(YES)
        now = heard(terminal)
        if not now:
            return said
        said += now


def test_a_payment_word_by_word() -> None:
    """It waits for a yes after each word, and books when the till has confirmed the result."""
    terminal = EmulatedTerminal()
    said = told(terminal, registration(0)) + hear_out(terminal)
    assert [Control.ACKNOWLEDGED, Control.COMPLETION] == said
    assert [Control.ACKNOWLEDGED, Control.INTERMEDIATE_STATUS] == told(terminal, authorisation(380))
    assert [] == heard(terminal)
    terminal.feed(YES)
    assert [Control.INTERMEDIATE_STATUS] == heard(terminal)
    terminal.feed(YES)
    assert [Control.STATUS_INFORMATION] == heard(terminal)
    assert [] == terminal.bookings
    terminal.feed(YES)
    assert [380] == [booking.amount_cents for booking in terminal.bookings]
    assert [Control.PRINT_BLOCK, Control.COMPLETION] == heard(terminal) + hear_out(terminal)


def test_unconfirmed_is_not_booked() -> None:
    """A till that hangs up before it has confirmed the result gets its customer the money back."""
    terminal = EmulatedTerminal()
    told(terminal, authorisation(380))
    terminal.feed(YES)
    terminal.feed(YES)
    terminal.connect()
    hear_out(terminal)
    assert [] == terminal.bookings


def test_customer_takes_time() -> None:
    """The bank is asked when the card is in."""
    terminal = EmulatedTerminal()
    terminal.card_after_s = 2.0
    told(terminal, authorisation(380))
    terminal.feed(YES)
    assert [] == heard(terminal)
    terminal.pass_time(2.0)
    assert [Control.INTERMEDIATE_STATUS] == heard(terminal)


def test_giving_up() -> None:
    """While the card is looked for; an idle terminal takes it and does nothing."""
    terminal = EmulatedTerminal()
    assert [Control.ACKNOWLEDGED] == told(terminal, ABORT_COMMAND)
    terminal.card_after_s = 2.0
    told(terminal, authorisation(380))
    terminal.feed(YES)
    assert [Control.ACKNOWLEDGED, Control.STATUS_INFORMATION] == told(terminal, ABORT_COMMAND)
    assert [Control.ABORT] == hear_out(terminal)


def test_hanging_up() -> None:
    """Everything said before is heard; then there is nobody, until the next connection."""
    terminal = EmulatedTerminal()
    terminal.conduct = Conduct.DROP
    told(terminal, authorisation(380))
    terminal.feed(YES)
    assert [Control.INTERMEDIATE_STATUS] == heard(terminal)
    terminal.feed(YES)
    assert Fault.ABSENT is fault_of(terminal.reply).fault
    assert Fault.ABSENT is fault_of(lambda: terminal.feed(YES)).fault
    terminal.connect()
    assert [Control.ACKNOWLEDGED, Control.COMPLETION] == told(terminal, status_enquiry(0))


def test_commands_of_administration() -> None:
    """Enquiry, diagnosis, repetition and reversal end as they should, also without a payment."""
    terminal = EmulatedTerminal()
    for command, ending in (
        (status_enquiry(0), Control.COMPLETION),
        (DIAGNOSIS, Control.COMPLETION),
        (repeat_status(0), Control.ABORT),
        (reversal(0, 9), Control.ABORT),
        (Apdu(control=Control.PRINT_LINE, body=b"\x00\x00\x00"), Control.ABORT),
    ):
        said = told(terminal, command) + hear_out(terminal)
        assert (Control.ACKNOWLEDGED, ending) == (said[0], said[-1])


@pytest.mark.parametrize(
    ("command", "refusal"), [(registration(1), 0x8483), (authorisation(380), 0x8483)]
)
def test_refusals(command: Apdu, refusal: int) -> None:
    """A wrong password, and a conduct that refuses."""
    terminal = EmulatedTerminal()
    terminal.conduct = Conduct.REFUSE
    assert [refusal] == told(terminal, command)
    terminal.is_busy = True
    assert [0x849C] == told(terminal, command)


@pytest.mark.parametrize(
    "noise", [b"GET / HTTP/1.1", encode(Apdu(control=Control.AUTHORISATION, body=b"\x49\x09\x78"))]
)
def test_no_till(noise: bytes) -> None:
    """Whoever talks no ZVT, or asks for no amount, is hung up on."""
    terminal = EmulatedTerminal()
    assert Fault.ABSENT is fault_of(lambda: terminal.feed(noise)).fault
