"""What the exchange of a signature card (F 68) wants of the card reader and the book.

A service on the net is exchanged the same way, when its certificate was renewed: then "card" is the
service's certificate, and nobody is asked for a PIN.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from firmware.finanzonline.order import Reason


class SwapReason(Enum):
    """Why the card is exchanged, in the order of the choices on the display."""

    DUE = "due"
    BROKEN = "broken"
    BLOCKED = "blocked"
    LOST = "lost"
    OTHER = "other"

    @property
    def end(self) -> Reason:
        """How the old card is put out of service: what still signs was planned, else is broken."""
        return Reason.PLANNED if self in (SwapReason.DUE, SwapReason.OTHER) else Reason.IRREPARABLE


class Registration(Enum):
    """What FinanzOnline says of the new card."""

    OPEN = "open"
    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class SwapPlace:
    """Where a unit in use is; `words` (16 characters) are for the display."""

    name: str
    words: str
    is_service: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FindPlaces:
    """Where this till has units: FoundPlaces, or Failed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindSwap:
    """How far the exchange at a place is: FoundSwap."""

    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadNewCard:
    """The card at a place, examined: NewCard, or SignatureFailed."""

    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TryNewCard:
    """A test signature of the card `serial` with its `pin`: SignatureTried, or SignatureFailed.

    An empty PIN is the one of the card before, None the one that was kept with the card.
    """

    place: str
    serial: str
    pin: str | None = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCard:
    """What a card says of itself; with `objection` (16 characters) the till may not take it."""

    serial: str
    family: str
    card_number: str
    holder: str
    valid_until: date
    vda_id: str
    objection: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterCard:
    """Keep certificate and PIN of a card that signed its test; it signs no receipt yet: Stored."""

    place: str
    card: NewCard
    reason: SwapReason


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingCard:
    """A card that was entered and waits for its registration."""

    card: NewCard
    reason: SwapReason
    registration: Registration


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPlaces:
    """The places with a unit in use, in the order of preference."""

    places: tuple[SwapPlace, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundSwap:
    """The certificate in use at the place (hex), and the card that is to follow it, if any."""

    old_serial: str
    pending: PendingCard | None


SwapWanted = FindPlaces | FindSwap | ReadNewCard | TryNewCard | EnterCard
SwapFound = FoundPlaces | FoundSwap | NewCard
