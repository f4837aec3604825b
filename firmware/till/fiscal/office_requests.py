"""What F 69 wants of the app: the orders FinanzOnline is owed, with the slip for each."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from firmware.finanzonline.steps import Steps


class OrderState(Enum):
    """How an order stands; the value is for the display."""

    OPEN = "offen"
    WAITING = "wartet"
    REFUSED = "abgelehnt"


@dataclass(frozen=True, slots=True, kw_only=True)
class FindOrders:
    """What is owed: FoundOrders."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundOrder:
    """An order by its key, with the steps of a person who settles it.

    `words` and `advice` say why it was refused, or why the web service has not sent it yet.
    """

    key: str
    slip: Steps
    state: OrderState
    due_utc: datetime | None = None
    words: str = ""
    advice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundOrders:
    """Refused ones first, then those that are sent next, then those that wait for another."""

    orders: tuple[FoundOrder, ...]
