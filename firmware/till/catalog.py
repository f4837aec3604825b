"""What the stall sells and the limits it sets itself: values, loaded once from the settings."""

from collections.abc import Mapping
from dataclasses import dataclass, field

MAX_GROUP = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One of the fifteen article groups (or the deposit, 16): a name and exactly one VAT rate.

    `price_cents` is the preset price (per piece or per kilogram), None for an open price.
    `is_single_item_sale` (SICS) finalises cash at once when the sale has no other position.
    `halo_cents` asks back above it; `lalo_cents` refuses below it (0 = off).
    """

    number: int
    name: str
    vat_per_mille: int
    price_cents: int | None = None
    is_single_item_sale: bool = False
    halo_cents: int = 200_00
    lalo_cents: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Above these the till asks back (E02)."""

    sale_cents: int = 1_000_00
    change_cents: int = 200_00


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Everything the counter knows of its stall.

    `header` (the first line is who sells) and `footer` are the lines printed above and below;
    `clerks` maps numbers to names and is empty for a one-person stall (`is_anonymous`): then
    clerk 1 is always signed on. `has_drawer_reminder` sounds a drawer that is left open.

    Raises:
        ValueError: the header has no line.
    """

    register_id: str
    header: tuple[str, ...]
    footer: tuple[str, ...] = ()
    groups: Mapping[int, Group] = field(default_factory=dict)
    clerks: Mapping[int, str] = field(default_factory=dict)
    limits: Limits = Limits()
    has_drawer_reminder: bool = True

    def __post_init__(self) -> None:
        if not self.header:
            raise ValueError("a receipt says who sells (§ 132a Abs 3 Z 1 BAO)")

    @property
    def is_anonymous(self) -> bool:
        """No clerk dialogue."""
        return not self.clerks
