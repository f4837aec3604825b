"""What a terminal said in one conversation, and what that means for the money."""

from collections.abc import Callable

from hal.terminal.message import (
    EURO,
    Abort,
    Completion,
    IntermediateStatus,
    Message,
    PrintBlock,
    PrintLines,
    StatusInformation,
)
from hal.terminal.port import Outcome, Payment, SlipKind, TerminalSlip
from hal.terminal.word import ABORTED, prompt, reason

#: A terminal's slip is half a metre at most; what comes beyond is not paper any more.
LINES_MAX = 500
SUCCESS = 0x00


class Record:
    """Takes down a conversation; `on_text` gets the prompts."""

    def __init__(self, on_text: Callable[[str], None]) -> None:
        self._on_text = on_text
        self._statuses: list[StatusInformation] = []
        self._slips: list[TerminalSlip] = []
        self._open_lines: list[str] = []
        self._line_count = 0

    def heed(self, message: Message) -> None:
        """Take down one message."""
        match message:
            case StatusInformation():
                self._statuses.append(message)
            case IntermediateStatus(code=code, words=words):
                self._on_text(prompt(code, words))
            case PrintLines(lines=lines, is_last=is_last):
                self._open_lines += self._within_bounds(lines)
                if is_last:
                    self._end_slip()
            case PrintBlock(kind=kind, lines=lines):
                self._slips.append(TerminalSlip(kind=kind, lines=self._within_bounds(lines)))
            case Completion() | Abort():
                pass

    @property
    def status(self) -> StatusInformation | None:
        """The last result it told."""
        return self._statuses[-1] if self._statuses else None

    @property
    def slips(self) -> tuple[TerminalSlip, ...]:
        """What it wants printed; a slip whose end did not come is one, too."""
        if self._open_lines:
            self._end_slip()
        return tuple(self._slips)

    def payment(self, ending: Completion | Abort, amount_cents: int | None) -> Payment:
        """What came of a payment over `amount_cents`, or of taking one back (None)."""
        outcome, detail = self._judge(ending, amount_cents)
        return self.as_payment(outcome, detail)

    def as_payment(self, outcome: Outcome, detail: str) -> Payment:
        """The outcome with all that was told along with it."""
        status = self.status
        if status is None:
            return Payment(outcome=outcome, detail=detail, slips=self.slips)
        return Payment(
            outcome=outcome,
            detail=detail,
            amount_cents=status.amount_cents,
            result_code=status.result_code,
            receipt_number=status.receipt_number,
            trace_number=status.trace_number,
            terminal_id=status.terminal_id,
            card_name=status.card_name,
            slips=self.slips,
        )

    def _judge(self, ending: Completion | Abort, amount_cents: int | None) -> tuple[Outcome, str]:
        codes = {status.result_code for status in self._statuses}
        if SUCCESS in codes:
            if len(codes) > 1 or isinstance(ending, Abort):
                return Outcome.UNCLEAR, "the terminal said yes and no"
            return self._judge_success(amount_cents)
        code = self.status.result_code if self.status is not None else None
        if isinstance(ending, Abort):
            if ending.result_code == SUCCESS:
                return Outcome.UNCLEAR, "the terminal gave up for no error"
            return _refusal(ending.result_code if ending.result_code is not None else code)
        if code is None:
            return Outcome.UNCLEAR, "the terminal ended without a result"
        return _refusal(code)

    def _judge_success(self, amount_cents: int | None) -> tuple[Outcome, str]:
        for status in self._statuses:
            if amount_cents is not None and status.amount_cents != amount_cents:
                told = "no amount" if status.amount_cents is None else f"{status.amount_cents} c"
                return Outcome.UNCLEAR, f"paid, but the terminal reports {told}"
            if status.currency not in {None, EURO}:
                return Outcome.UNCLEAR, f"paid, but in currency {status.currency}"
        return Outcome.PAID, reason(SUCCESS)

    def _within_bounds(self, lines: tuple[str, ...]) -> tuple[str, ...]:
        room = max(0, LINES_MAX - self._line_count)
        self._line_count += len(lines)
        return lines[:room]

    def _end_slip(self) -> None:
        lines, self._open_lines = tuple(self._open_lines), []
        self._slips.append(TerminalSlip(kind=SlipKind.UNKNOWN, lines=lines))


def _refusal(code: int | None) -> tuple[Outcome, str]:
    is_given_up = code is None or code == ABORTED
    return Outcome.ABORTED if is_given_up else Outcome.DECLINED, reason(code)
