"""The card terminal: an amount goes in, and one of four outcomes comes out, one of them "unclear".

Money has two books here, the terminal's and ours, with a cable between them. When it breaks at the
wrong moment nobody on this side knows whether the customer has paid. That is an outcome and no
error: it is told as such, settled by asking what the terminal did last or by a person, and never
by sending the amount again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Protocol


class Outcome(Enum):
    """How a payment, or taking one back, has ended."""

    PAID = "paid"
    """Done, over our amount to the cent; a reversal is paid back."""

    DECLINED = "declined"
    """The terminal or the bank said no."""

    ABORTED = "aborted"
    """Given up by customer, cashier or time before anything was booked."""

    UNCLEAR = "unclear"
    """Nobody on this side knows. Do not sell, do not ask for the money again: find out."""


class SlipKind(Enum):
    """For whom the terminal wrote a slip, where it says so."""

    MERCHANT = "merchant"
    CUSTOMER = "customer"
    ADMINISTRATION = "administration"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminalSlip:
    """What the terminal wants printed, line by line; card numbers in it are masked by it."""

    kind: SlipKind
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """What came of it, as far as the terminal told; never a card number.

    `amount_cents` is what the terminal reports, None when it did not. `detail` is for the log.
    """

    outcome: Outcome
    detail: str
    amount_cents: int | None = None
    result_code: int | None = None
    receipt_number: int | None = None
    trace_number: int | None = None
    terminal_id: str = ""
    card_name: str = ""
    slips: tuple[TerminalSlip, ...] = ()


class Terminal(Protocol):
    """One conversation at a time, from one thread; each call finds the terminal anew."""

    def authorise(
        self,
        amount_cents: int,
        on_text: Callable[[str], None],
        is_cancelled: Callable[[], bool],
        deadline_s: float,
    ) -> Payment:
        """Let the customer pay `amount_cents` by card.

        `on_text` is told in German what the terminal waits for; `is_cancelled` is asked several
        times a second, and true asks the terminal to give up, which it may be too late for.

        Raises:
            HalError: ABSENT, BUSY, TIMEOUT or BROKEN before the amount was sent, or the terminal
                refused to begin: nothing was paid. Afterwards there is only an outcome.
        """
        ...

    def clear_up(self, amount_cents: int, deadline_s: float) -> Payment:
        """Ask the terminal whether the unclear `authorise` just before was paid after all.

        UNCLEAR again when what it says does not prove it either way: then a person decides.

        Raises:
            HalError: as `authorise`; nothing has been found out.
        """
        ...

    def last_result(self, deadline_s: float) -> Payment:
        """Ask the terminal what it did last; whose payment that was it does not say.

        Raises:
            HalError: as `authorise`.
        """
        ...

    def reverse(
        self, receipt_number: int, on_text: Callable[[str], None], deadline_s: float
    ) -> Payment:
        """Take back the payment with the terminal's `receipt_number`.

        Raises:
            HalError: as `authorise`.
        """
        ...

    def end_of_day(
        self, on_text: Callable[[str], None], deadline_s: float
    ) -> tuple[TerminalSlip, ...]:
        """Have the terminal close its day (Kassenschnitt) and return its slips.

        Raises:
            HalError: as `authorise`; and when the terminal failed or fell silent.
        """
        ...

    def diagnose(
        self, on_text: Callable[[str], None], deadline_s: float
    ) -> tuple[TerminalSlip, ...]:
        """Have the terminal test its own connection and return its slips.

        Raises:
            HalError: as `end_of_day`.
        """
        ...
