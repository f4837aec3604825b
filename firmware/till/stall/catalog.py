"""What the stall sells, who sells it, and the limits it sets itself: frozen values.

They are made from the master data (history rows in the book), for one day: a price or rate that is
announced for tomorrow is in the profile of tomorrow.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

#: Groups 1 to 15 are turnover; the 16th position is the deposit, which is none.
MAX_GROUP = 16
DEPOSIT_GROUP = 16
MAX_ARTICLE = 9999


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One of the fifteen article groups (or the deposit, 16): a name and exactly one VAT rate.

    `price_cents` is the preset price (per piece or per kilogram), None for an open price.
    `is_single_item_sale` (SICS) finalises cash at once when the sale has no other position.
    `halo_cents` asks back above it; `lalo_cents` refuses below it (0 = off). `is_returnable`
    allows negative positions (cups that come back); what else comes back is voided by receipt.
    """

    number: int
    name: str
    vat_per_mille: int
    price_cents: int | None = None
    is_single_item_sale: bool = False
    halo_cents: int = 200_00
    lalo_cents: int = 0
    is_returnable: bool = False

    @property
    def is_deposit(self) -> bool:
        """Whether it is the Einwegpfand: passed through, outside turnover, never discounted."""
        return self.number == DEPOSIT_GROUP


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """So many pieces together for one price („3 um 1,00")."""

    pieces: int
    price_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleDeposit:
    """What is booked along with each piece: the deposit of `group` (16, or a cup's own group)."""

    group: int
    cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An article (PLU): its price per piece, or per kilogram with `is_weight`; None is open.

    Its rate is its group's: one group, one rate.
    """

    number: int
    name: str
    group: int
    price_cents: int | None = None
    is_weight: bool = False
    package: Package | None = None
    deposit: ArticleDeposit | None = None


class Role(Enum):
    """What somebody may do; the words are those of the manual."""

    CASHIER = "kassier"
    CHIEF = "chef"
    TECHNICIAN = "techniker"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clerk:
    """Somebody who stands at the till; `has_pin` asks for it at sign-on (it is kept elsewhere)."""

    number: int
    name: str
    role: Role = Role.CASHIER
    has_pin: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Above these the till asks back (E02), or for the chief (E06; None never asks)."""

    sale_cents: int = 1_000_00
    change_cents: int = 200_00
    void_cents: int | None = None
    discount_percent: int = 20
    refund_cents: int = 0


class Counting(Enum):
    """How the drawer is counted at the Z."""

    PIECES = "stueckelung"
    SUM = "summe"


class ReceiptForm(Enum):
    """How a customer gets the receipt; the values are what F 43 types."""

    PAPER = 1
    QR = 2
    ASK = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How this stall wants to work.

    `discount_percent` is what `%` alone takes off. `lock_after_minutes` of rest the clerk must
    sign on again (0 = never). `float_cents` stays in the drawer after a Z. With
    `is_locked_after_z` nothing is sold between a Z and midnight (the Verlog rule).
    `receipt_series` stands before the number on the slip („2026-000412"); the law's number is
    without it.
    """

    discount_percent: int = 10
    lock_after_minutes: int = 10
    has_void_reason: bool = False
    has_drawer_reason: bool = False
    has_drawer_reminder: bool = True
    must_shut_drawer: bool = False
    counting: Counting = Counting.PIECES
    float_cents: int = 100_00
    is_z_for_chief: bool = False
    is_locked_after_z: bool = False
    receipt_form: ReceiptForm = ReceiptForm.PAPER
    receipt_series: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Everything the counter knows of its stall.

    `header` (the first line is who sells) and `footer` are the lines printed above and below;
    `clerks` is empty for a one-person stall (`is_anonymous`): then clerk 1 is always signed on
    and may do everything. `has_scale` and `has_terminal` say that such a device is connected.

    Raises:
        ValueError: the header has no line.
    """

    register_id: str
    header: tuple[str, ...]
    footer: tuple[str, ...] = ()
    groups: Mapping[int, Group] = field(default_factory=dict)
    articles: Mapping[int, Article] = field(default_factory=dict)
    clerks: Mapping[int, Clerk] = field(default_factory=dict)
    limits: Limits = Limits()
    options: Options = Options()
    has_scale: bool = False
    has_terminal: bool = False

    def __post_init__(self) -> None:
        if not self.header:
            raise ValueError("a receipt says who sells (§ 132a Abs 3 Z 1 BAO)")

    @property
    def is_anonymous(self) -> bool:
        """No clerk dialogue."""
        return not self.clerks
