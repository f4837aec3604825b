"""The figures of a period: what X and Z print, as integers. Values; `reckoning` makes them.

Everything is a sum over journal rows (docs/zbericht.md names the rows of each). Turnover is without
the Einwegpfand, which is passed through, and without vouchers sold, which are paid in advance. The
tax of a rate is the sum of what the receipts printed, so that figures of periods may be added.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How often, and how much altogether (cents)."""

    count: int = 0
    cents: int = 0


NOTHING = Tally()


@dataclass(frozen=True, slots=True, kw_only=True)
class RateFigures:
    """One VAT rate: gross, and the tax the receipts printed."""

    per_mille: int
    gross_cents: int
    vat_cents: int

    @property
    def net_cents(self) -> int:
        """Gross less tax."""
        return self.gross_cents - self.vat_cents


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFigures:
    """A group or an article (`number`): pieces, grams, and what they cost before any discount."""

    number: int
    name: str
    pieces: int = 0
    grams: int = 0
    cents: int = 0


class Tallied(Enum):
    """What is tallied for each clerk; the value is what reports call it."""

    SALE = "Verkäufe"
    VOID = "Sofortstorno"
    ABORT = "Bonabbruch"
    REFUND = "Belegstorno"
    DISCOUNT = "Rabatt"
    SURCHARGE = "Aufschlag"
    DRAWER = "Lade geöffnet"
    COPY = "Kopien"
    CHANGE = "Rechenhilfe"
    TRAINING = "Training"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClerkFigures:
    """One clerk (None: nobody was signed on): receipts' sum with deposit, and every tally."""

    clerk: int | None
    total_cents: int = 0
    tallies: Mapping[Tallied, Tally] = field(default_factory=dict)


class MovementKind(Enum):
    """Money that is no sale; the value is its journal row."""

    PAID_IN = "EINLAGE"
    PAID_OUT = "ENTNAHME"

    @property
    def name_de(self) -> str:
        """As on the display and the slip."""
        return self.value.capitalize()


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """Money put in or taken out; `seq` is its journal row, by which it is cancelled."""

    seq: int
    kind: MovementKind
    cents: int
    reason: str
    clerk: int | None
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawer:
    """What should be in the drawer: the opening, and what came and went as cash.

    `is_declared` tells whether the opening was counted (F 04) or is what the last Z left. What was
    `skimmed` went to the bank after the drawer was counted.
    """

    opening_cents: int = 0
    is_declared: bool = False
    cash_cents: int = 0
    paid_in: Tally = NOTHING
    paid_out: Tally = NOTHING
    skimmed: Tally = NOTHING

    @property
    def expected_cents(self) -> int:
        """Soll before anything is skimmed: opening + cash turnover + paid in - paid out."""
        return self.opening_cents + self.cash_cents + self.paid_in.cents - self.paid_out.cents


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """A period in figures.

    `first_number` and `last_number` are of receipts of any kind, 0 when there was none. `total` is
    all sales and cancellations with deposit and vouchers. `tenders` are by wire name; cash is what
    stayed in the drawer. `hours` and `days` are local and by their text („09", „2026-11-20").
    """

    first_number: int = 0
    last_number: int = 0
    total: Tally = NOTHING
    rates: tuple[RateFigures, ...] = ()
    groups: tuple[ItemFigures, ...] = ()
    articles: tuple[ItemFigures, ...] = ()
    deposit_out: Tally = NOTHING
    deposit_back: Tally = NOTHING
    vouchers: Tally = NOTHING
    tenders: Mapping[str, Tally] = field(default_factory=dict)
    hours: Mapping[str, Tally] = field(default_factory=dict)
    days: Mapping[str, Tally] = field(default_factory=dict)
    clerks: tuple[ClerkFigures, ...] = ()
    drawer: Drawer = field(default_factory=Drawer)
    outages: int = 0
    unsigned: int = 0
    sammelbelege: int = 0
    differences: Tally = NOTHING
    movements: tuple[Movement, ...] = ()

    @property
    def turnover_cents(self) -> int:
        """All sales and cancellations without deposit and vouchers sold."""
        return sum(one.gross_cents for one in self.rates)

    def tally(self, what: Tallied) -> Tally:
        """One tally over all clerks."""
        tallies = [one.tallies[what] for one in self.clerks if what in one.tallies]
        return Tally(
            count=sum(one.count for one in tallies), cents=sum(one.cents for one in tallies)
        )
