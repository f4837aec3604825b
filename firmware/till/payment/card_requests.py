"""What the counter wants of the card terminal; unlike all else, answered whenever it is done.

Until then the dialogue waits, and what the terminal says meanwhile comes as `TerminalSaid`.
"""

from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorise:
    """Let the customer pay so much by card: CardResult. Never asked twice for one payment."""

    amount_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearUp:
    """Ask what became of the payment that was unclear: CardResult."""

    amount_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelCard:
    """Have the terminal give up, which it may be too late for; its answer still comes.

    When nothing is under way any more, that answer comes (again) at once.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class LastPayment:
    """Ask the terminal what it did last: CardResult."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseTerminal:
    """Have the terminal close its day (Kassenschnitt): CardResult with its slips."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DiagnoseTerminal:
    """Have the terminal test its own connection: CardResult with its slips."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReverseCard:
    """Take back the payment with that number of the terminal's: CardResult, PAID when it is."""

    receipt_number: int


CardWanted = (
    Authorise | ClearUp | CancelCard | LastPayment | CloseTerminal | DiagnoseTerminal | ReverseCard
)


class CardOutcome(Enum):
    """What came of it."""

    PAID = "paid"
    REFUSED = "refused"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True, kw_only=True)
class CardResult:
    """The terminal's answer; with UNCLEAR nobody on this side knows whether money moved.

    `words` are for the display, `detail` for the journal. `customer` is what the terminal wants on
    the customer's receipt, `slips` what it wants printed besides.
    """

    outcome: CardOutcome
    words: str
    detail: str = ""
    amount_cents: int | None = None
    receipt_number: int | None = None
    customer: tuple[str, ...] = ()
    slips: tuple[tuple[str, ...], ...] = ()
