"""A card terminal that speaks ZVT and can be told to misbehave; it sits at the wire.

It has a book of its own, which is what counts: what the till believes can be held against it.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from threading import RLock

from hal.errors import Fault, HalError
from hal.terminal.apdu import ACKNOWLEDGEMENT, Apdu, Control, ZvtError, encode, from_bcd, split
from hal.terminal.bitmap import AMOUNT, RECEIPT, parse_bitmaps
from hal.terminal.emulator_word import (
    Booking,
    abort,
    block,
    completion,
    enquiry_answer,
    intermediate,
    print_lines,
    registered,
    slip_lines,
    status,
)

ABORTED, NOT_POSSIBLE, BUSY, DECLINED = 0x6C, 0x83, 0x9C, 0x71


class Conduct(Enum):
    """How it behaves in the next payments."""

    PAY = "pay"
    DECLINE = "decline"
    CUSTOMER_ABORTS = "customer aborts"
    REFUSE = "refuse the command"
    IGNORE = "no acknowledgement"
    SILENT = "silence before booking"
    BOOK_AND_FALL_SILENT = "silence after booking"
    DROP = "hang up before booking"
    BOOK_AND_DROP = "hang up after booking"
    GARBAGE = "garbage in place of the result"
    WRONG_AMOUNT = "one cent more"
    NO_AMOUNT = "no amount in the result"
    NO_RESULT = "ends without a result"
    YES_AND_NO = "a result, then an abort"
    WRONG_CURRENCY = "Swiss francs"
    UNASKED = "answers twice"


_SILENT = frozenset({Conduct.SILENT, Conduct.BOOK_AND_FALL_SILENT})
_DROPPING = frozenset({Conduct.DROP, Conduct.BOOK_AND_DROP})
_BOOKING_FIRST = frozenset({Conduct.BOOK_AND_FALL_SILENT, Conduct.BOOK_AND_DROP})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """One thing it says after `delay_s`; `then` is done when the till has confirmed it."""

    data: bytes
    delay_s: float = 0.0
    then: Callable[[], None] | None = None


class EmulatedTerminal:
    """An `EmulatedLine` or a server can end in it; thread-safe.

    Settable: `conduct`; `card_after_s` is how long the customer looks for the card; `password`;
    `prints_blocks` sends whole slips; `repeats_last` false does not know `06 20`; `is_busy`
    refuses everything; `is_talkative` says besides what the till has no word for.

    `bookings` is the terminal's own book, `commands` what it was told, `has_hung_up` whether it
    dropped the connection, until `connect`.
    """

    def __init__(self, password: int = 0) -> None:
        self.conduct = Conduct.PAY
        self.card_after_s = 0.0
        self.password = password
        self.prints_blocks = True
        self.repeats_last = True
        self.is_busy = False
        self.is_talkative = False
        self.is_powered = True
        self.commands: list[int] = []
        self.bookings: list[Booking] = []
        self.has_hung_up = False
        self._last: Booking | None = None
        self._receipt_number = 0
        self._lock = RLock()
        self.connect()

    def connect(self) -> None:
        """A new connection: nothing of the old one goes on."""
        with self._lock:
            self._received = b""
            self._outbox = b""
            self._script: deque[_Step] = deque()
            self._said: _Step | None = None
            self._waited_s = 0.0
            self._is_deaf = False
            self._pending: int | None = None
            self._must_hang_up = False
            self.has_hung_up = False

    def feed(self, data: bytes) -> int:
        """Receive; raises ABSENT once it has hung up."""
        with self._lock:
            self._require_connection()
            if not self._is_deaf:
                self._read(data)
            return len(data)

    def reply(self) -> bytes:
        """What it has sent since the last call; then, if told so, it hangs up."""
        with self._lock:
            self._require_connection()
            sent, self._outbox = self._outbox, b""
            if not sent and self._must_hang_up:
                self.has_hung_up = True
                self._require_connection()
            return sent

    def pass_time(self, elapsed_s: float) -> None:
        """Let the customer look for the card."""
        with self._lock:
            self._waited_s += elapsed_s
            self._speak()

    def _read(self, data: bytes) -> None:
        try:
            apdus, self._received = split(self._received + data)
            for apdu in apdus:
                self._hear(apdu)
        except ZvtError:
            # Whoever talks like this is no till.
            self.has_hung_up = True
            self._require_connection()

    def _require_connection(self) -> None:
        if self.has_hung_up:
            raise HalError(Fault.ABSENT, "terminal", "emulated: it has hung up")

    def _hear(self, apdu: Apdu) -> None:
        if apdu.is_acknowledgement or apdu.refusal is not None:
            said, self._said = self._said, None
            if said is not None and said.then is not None and apdu.is_acknowledgement:
                said.then()
            self._speak()
            return
        self.commands.append(apdu.control)
        if apdu.control == Control.AUTHORISATION and self.conduct is Conduct.IGNORE:
            return
        refusal = self._refusal_of(apdu)
        if refusal is not None:
            self._outbox += encode(Apdu(control=0x8400 | refusal))
            return
        self._outbox += encode(ACKNOWLEDGEMENT)
        self._obey(apdu)
        self._speak()

    def _refusal_of(self, apdu: Apdu) -> int | None:
        if self.is_busy:
            return BUSY
        match apdu.control:
            case Control.AUTHORISATION if self.conduct is Conduct.REFUSE:
                return NOT_POSSIBLE
            case Control.REPEAT_RECEIPT if not self.repeats_last:
                return NOT_POSSIBLE
            case Control.AUTHORISATION | Control.DIAGNOSIS | Control.ABORT_COMMAND:
                return None
            case _ if from_bcd(apdu.body[:3]) != self.password:
                return NOT_POSSIBLE
            case _:
                return None

    def _obey(self, apdu: Apdu) -> None:
        match apdu.control:
            case Control.REGISTRATION:
                self._plan(registered())
            case Control.AUTHORISATION:
                self._begin_payment(_number_in(apdu.body, AMOUNT))
            case Control.REPEAT_RECEIPT:
                last = self._last
                answers = [abort(NOT_POSSIBLE)] if last is None else [status(last), completion()]
                self._plan(*answers)
            case Control.REVERSAL:
                self._reverse(_number_in(apdu.body[3:], RECEIPT))
            case Control.STATUS_ENQUIRY:
                self._plan(enquiry_answer())
            case Control.END_OF_DAY:
                self._close_day()
            case Control.DIAGNOSIS:
                self._plan(intermediate(0xC9), *self._slip(("DIAGNOSE OK",)), completion())
            case Control.ABORT_COMMAND:
                self._give_up()
            case _:
                self._plan(abort(NOT_POSSIBLE))

    def _begin_payment(self, amount_cents: int) -> None:
        self._pending = amount_cents
        self._plan(intermediate(0x0A))
        if self.is_talkative:
            self._plan(encode(Apdu(control=Control.SET_TIME, body=b"\xaa\x26\x11\x20")))
            self._plan(intermediate(0xFF, "Bitte Trinkgeld wählen"))
        self._script.append(
            _Step(data=intermediate(0x04), delay_s=self.card_after_s, then=self._decide)
        )

    def _decide(self) -> None:
        """The card is in; what comes now cannot be called back."""
        amount_cents, self._pending = self._pending, None
        assert amount_cents is not None
        self._receipt_number += 1
        booking = Booking(
            amount_cents=amount_cents, receipt_number=self._receipt_number, result_code=0
        )
        if self.conduct in _BOOKING_FIRST:
            self._book(booking)
        if self.conduct in _SILENT:
            self._is_deaf = True
        elif self.conduct in _DROPPING:
            self._must_hang_up = True
        else:
            self._tell(booking)

    def _tell(self, booking: Booking) -> None:
        match self.conduct:
            case Conduct.DECLINE:
                self._fail(replace(booking, result_code=DECLINED))
            case Conduct.CUSTOMER_ABORTS:
                self._fail(replace(booking, result_code=ABORTED))
            case Conduct.GARBAGE:
                self._outbox += b"\xff\x00\xff\x00"
            case Conduct.NO_RESULT:
                self._plan(completion())
            case Conduct.WRONG_AMOUNT:
                self._succeed(replace(booking, amount_cents=booking.amount_cents + 1))
            case Conduct.NO_AMOUNT:
                self._succeed(booking, status(booking, has_amount=False))
            case Conduct.WRONG_CURRENCY:
                self._succeed(booking, status(booking, currency=756))
            case Conduct.UNASKED:
                self._outbox += encode(ACKNOWLEDGEMENT)
            case _:
                self._succeed(booking)

    def _succeed(self, booking: Booking, told: bytes | None = None) -> None:
        # Booked when the till has confirmed it; without that a terminal takes the payment back.
        self._script.append(
            _Step(data=status(booking) if told is None else told, then=lambda: self._book(booking))
        )
        self._plan(*self._slip(slip_lines(booking)))
        self._plan(abort(0xFF) if self.conduct is Conduct.YES_AND_NO else completion())

    def _fail(self, booking: Booking) -> None:
        self._last = booking
        self._plan(status(booking), abort(booking.result_code))

    def _book(self, booking: Booking) -> None:
        self.bookings.append(booking)
        self._last = booking

    def _reverse(self, receipt_number: int) -> None:
        found = [one for one in self.bookings if one.receipt_number == receipt_number]
        if not found:
            self._plan(abort(NOT_POSSIBLE))
            return
        self.bookings.remove(found[0])
        self._receipt_number += 1
        self._last = replace(found[0], receipt_number=self._receipt_number)
        self._plan(status(self._last), *self._slip(("STORNO",)), completion())

    def _close_day(self) -> None:
        if self.conduct is Conduct.DECLINE:
            self._plan(abort(0x77))
            return
        total = sum(one.amount_cents for one in self.bookings)
        self._plan(intermediate(0x0F), *self._slip(("KASSENSCHNITT", f"{total} c")), completion())
        self.bookings.clear()
        self._last = None
        self._receipt_number = 0

    def _give_up(self) -> None:
        """Until the card is in; later the word of the till changes nothing."""
        if self._pending is None:
            return
        self._script.clear()
        self._receipt_number += 1
        self._fail(
            Booking(
                amount_cents=self._pending,
                receipt_number=self._receipt_number,
                result_code=ABORTED,
            )
        )
        self._pending = None

    def _slip(self, lines: tuple[str, ...]) -> tuple[bytes, ...]:
        return (block(lines),) if self.prints_blocks else print_lines(lines)

    def _plan(self, *words: bytes) -> None:
        self._script.extend(_Step(data=word) for word in words)

    def _speak(self) -> None:
        """Say the next thing when the last was confirmed and its time has come."""
        if self._said is not None or not self._script or self._is_deaf:
            return
        step = self._script[0]
        if self._waited_s < step.delay_s:
            return
        self._said = self._script.popleft()
        self._waited_s = 0.0
        self._outbox += step.data


def _number_in(body: bytes, field: int) -> int:
    fields = parse_bitmaps(body)
    if field not in fields:
        raise ZvtError(f"field {field:02X} is missing")
    return from_bcd(fields[field])
