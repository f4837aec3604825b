"""A card terminal that speaks ZVT over TCP.

Its law: an amount is sent once. Before that every failure is an error, and nothing was paid; from
the first byte of it on there is only an outcome, and without a clear word of the terminal that
outcome is UNCLEAR.

Each call is a connection of its own: connect, register, one piece of business, hang up. What stays
is the number of the last payment, which tells a later one from it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from hal.errors import Fault, HalError
from hal.printer.port import Line
from hal.terminal.apdu import Apdu, ZvtError
from hal.terminal.dialogue import DEVICE, Dialogue, Ending, RefusedError
from hal.terminal.message import (
    DIAGNOSIS,
    Abort,
    Completion,
    StatusInformation,
    authorisation,
    end_of_day,
    registration,
    repeat_status,
    reversal,
    status_enquiry,
    terminal_status,
)
from hal.terminal.port import Outcome, Payment, TerminalSlip
from hal.terminal.record import SUCCESS, Record
from hal.terminal.word import reason

#: The TCP port of ZVT.
ZVT_PORT = 20007
#: As terminals leave the factory.
STANDARD_PASSWORD = 0
#: So long before the deadline it is asked to give up: an abort is better than not knowing.
ABORT_GRACE_S = 5.0
#: What comes before the amount must not use up the customer's time.
PREPARE_S = 10.0
_AT_REST = 0x00


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mark:
    """By what one payment is told from the next.

    The number alone is not enough: some terminals give that of a refused payment to the next one.
    """

    receipt_number: int
    result_code: int | None
    amount_cents: int | None


class ZvtTerminal:
    """Implements `Terminal`.

    Args:
        line: The cable; `hal.printer.line_tcp.TcpLine` to port `ZVT_PORT`.
        monotonic_s: The clock of the deadlines.
        password: Of the terminal, six digits.

    A payment wants a deadline of a minute and more: `ABORT_GRACE_S` before it is over the terminal
    is asked to give up.
    """

    def __init__(self, line: Line, monotonic_s: Callable[[], float], password: int) -> None:
        self._line = line
        self._monotonic_s = monotonic_s
        self._password = password
        self._latest: _Mark | None = None
        self._before: _Mark | None = None

    def authorise(
        self,
        amount_cents: int,
        on_text: Callable[[str], None],
        is_cancelled: Callable[[], bool],
        deadline_s: float,
    ) -> Payment:
        """As `Terminal.authorise`."""
        command = authorisation(amount_cents)
        end_s = self._monotonic_s() + deadline_s

        def wants_abort() -> bool:
            return is_cancelled() or self._monotonic_s() >= end_s - ABORT_GRACE_S

        with self._conversation(end_s) as dialogue:
            if self._latest is None:
                self._latest = self._ask_latest(dialogue, end_s)
            self._before, self._latest = self._latest, None
            if wants_abort():
                self._latest = self._before
                return Payment(outcome=Outcome.ABORTED, detail="given up before it began")
            record = Record(on_text)
            try:
                ending = dialogue.converse(command, record.heed, wants_abort, end_s)
            except RefusedError:
                raise
            except (HalError, ZvtError) as error:
                return record.as_payment(Outcome.UNCLEAR, _words_of(error))
        payment = record.payment(ending, amount_cents)
        if payment.outcome is Outcome.PAID:
            self._latest = _mark_of(record.status)
        return payment

    def clear_up(self, amount_cents: int, deadline_s: float) -> Payment:
        """As `Terminal.clear_up`."""
        end_s = self._monotonic_s() + deadline_s
        self._latest = None
        with self._conversation(end_s) as dialogue:
            is_at_rest = self._is_at_rest(dialogue, end_s)
            record = self._ask_last(dialogue, end_s)
        mark = _mark_of(record.status)
        if record.status is None or mark is None:
            return record.as_payment(Outcome.UNCLEAR, "the terminal names no last payment")
        if self._before is None:
            return record.as_payment(Outcome.UNCLEAR, "its last payment may be an older one")
        if mark == self._before:
            if is_at_rest:
                return Payment(outcome=Outcome.ABORTED, detail="at rest, and nothing was booked")
            return Payment(outcome=Outcome.UNCLEAR, detail="nothing booked, but not at rest")
        return record.payment(Completion(body=b""), amount_cents)

    def last_result(self, deadline_s: float) -> Payment:
        """As `Terminal.last_result`."""
        end_s = self._monotonic_s() + deadline_s
        with self._conversation(end_s) as dialogue:
            record = self._ask_last(dialogue, end_s)
        if record.status is None:
            raise HalError(Fault.BROKEN, DEVICE, "the terminal names no last payment")
        return record.payment(Completion(body=b""), None)

    def reverse(
        self, receipt_number: int, on_text: Callable[[str], None], deadline_s: float
    ) -> Payment:
        """As `Terminal.reverse`."""
        command = reversal(self._password, receipt_number)
        end_s = self._monotonic_s() + deadline_s
        record = Record(on_text)
        with self._conversation(end_s) as dialogue:
            self._latest = None
            try:
                ending = dialogue.converse(command, record.heed, _never, end_s)
            except RefusedError:
                raise
            except (HalError, ZvtError) as error:
                return record.as_payment(Outcome.UNCLEAR, _words_of(error))
        return record.payment(ending, None)

    def end_of_day(
        self, on_text: Callable[[str], None], deadline_s: float
    ) -> tuple[TerminalSlip, ...]:
        """As `Terminal.end_of_day`."""
        self._latest = None
        return self._administer(end_of_day(self._password), on_text, deadline_s)

    def diagnose(
        self, on_text: Callable[[str], None], deadline_s: float
    ) -> tuple[TerminalSlip, ...]:
        """As `Terminal.diagnose`."""
        return self._administer(DIAGNOSIS, on_text, deadline_s)

    def _administer(
        self, command: Apdu, on_text: Callable[[str], None], deadline_s: float
    ) -> tuple[TerminalSlip, ...]:
        end_s = self._monotonic_s() + deadline_s
        record = Record(on_text)
        with self._conversation(end_s) as dialogue:
            ending = dialogue.converse(command, record.heed, _never, end_s)
        _require_completion(ending)
        if record.status is not None and record.status.result_code not in {None, SUCCESS}:
            raise HalError(Fault.BROKEN, DEVICE, reason(record.status.result_code))
        return record.slips

    @contextmanager
    def _conversation(self, end_s: float) -> Iterator[Dialogue]:
        """A connection on which the till is registered; hung up at the end, whatever happens.

        Raises:
            HalError: by the terminal's name; BROKEN for words that cannot be understood.
        """
        try:
            dialogue = Dialogue(self._line, self._monotonic_s)
            command = registration(self._password)
            ending = dialogue.converse(command, Record(_ignore).heed, _never, self._soon(end_s))
            _require_completion(ending)
            yield dialogue
        except ZvtError as error:
            raise HalError(Fault.BROKEN, DEVICE, str(error)) from error
        except HalError as error:
            raise HalError(error.fault, DEVICE, error.detail) from error
        finally:
            self._line.close()

    def _ask_last(self, dialogue: Dialogue, end_s: float) -> Record:
        """Let it repeat its last result; without one the record has no status."""
        record = Record(_ignore)
        try:
            dialogue.converse(repeat_status(self._password), record.heed, _never, end_s)
        except RefusedError:
            return Record(_ignore)
        return record

    def _ask_latest(self, dialogue: Dialogue, end_s: float) -> _Mark | None:
        return _mark_of(self._ask_last(dialogue, self._soon(end_s)).status)

    def _is_at_rest(self, dialogue: Dialogue, end_s: float) -> bool:
        """Whether it says that nothing is going on; a refusal is no."""
        command = status_enquiry(self._password)
        try:
            ending = dialogue.converse(command, Record(_ignore).heed, _never, self._soon(end_s))
        except RefusedError:
            return False
        return isinstance(ending, Completion) and terminal_status(ending) == _AT_REST

    def _soon(self, end_s: float) -> float:
        return min(end_s, self._monotonic_s() + PREPARE_S)


def _mark_of(status: StatusInformation | None) -> _Mark | None:
    if status is None or status.receipt_number is None:
        return None
    return _Mark(
        receipt_number=status.receipt_number,
        result_code=status.result_code,
        amount_cents=status.amount_cents,
    )


def _require_completion(ending: Ending) -> None:
    """Raise when the terminal gave up."""
    if isinstance(ending, Abort):
        raise HalError(Fault.BROKEN, DEVICE, reason(ending.result_code))


def _words_of(error: HalError | ZvtError) -> str:
    """What went wrong, without the name of whatever device the line was made for."""
    return error.detail if isinstance(error, HalError) else str(error)


def _never() -> bool:
    return False


def _ignore(_text: str) -> None:
    """Nobody waits for these words."""
