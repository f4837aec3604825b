"""VAT rates as dated facts, and the five fields the signed text has for them.

A rate belongs to exactly one field. Two rates share the field Betrag-Satz-Besonders: 19 %
(§ 10 Abs 4 UStG, Jungholz and Mittelberg) and, since 1 July 2026, 4,9 % (§ 10 Abs 1a UStG); the
slip and the journal keep them apart, the signed text does not.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Final, Self

from firmware.rksv.errors import UnknownRateError
from firmware.rksv.money import half_up

PER_MILLE_OF_ONE: Final = 1000


class VatSlot(Enum):
    """The five amounts of the signed text, in the order of Anlage Z 4."""

    NORMAL = "normal"
    ERMAESSIGT_1 = "ermaessigt_1"
    ERMAESSIGT_2 = "ermaessigt_2"
    NULL = "null"
    BESONDERS = "besonders"


@dataclass(frozen=True, slots=True, kw_only=True)
class VatRate:
    """One rate while it is law: `valid_from` and `valid_until` are inclusive days of supply."""

    per_mille: int
    slot: VatSlot
    valid_from: date
    valid_until: date | None = None

    @property
    def label(self) -> str:
        """The rate as the slip prints it: "20,0%", "4,9%"."""
        percent, tenth = divmod(self.per_mille, 10)
        return f"{percent},{tenth}%"

    def is_valid_on(self, day: date) -> bool:
        """Tell whether a supply of that day falls under this rate."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


# The duty to use a till (§ 131b BAO) begins on 1 January 2016; no receipt asks for an earlier day.
_DUTY_BEGINS: Final = date(2016, 1, 1)

RATES: Final[tuple[VatRate, ...]] = (
    VatRate(per_mille=200, slot=VatSlot.NORMAL, valid_from=_DUTY_BEGINS),
    VatRate(per_mille=100, slot=VatSlot.ERMAESSIGT_1, valid_from=_DUTY_BEGINS),
    VatRate(per_mille=130, slot=VatSlot.ERMAESSIGT_2, valid_from=_DUTY_BEGINS),
    VatRate(per_mille=0, slot=VatSlot.NULL, valid_from=_DUTY_BEGINS),
    VatRate(per_mille=190, slot=VatSlot.BESONDERS, valid_from=_DUTY_BEGINS),
    VatRate(per_mille=49, slot=VatSlot.BESONDERS, valid_from=date(2026, 7, 1)),
)


def rate_on(per_mille: int, day: date) -> VatRate:
    """Find a rate by its value and the day of supply.

    Raises:
        UnknownRateError: no such rate was law on that day.
    """
    for rate in RATES:
        if rate.per_mille == per_mille and rate.is_valid_on(day):
            return rate
    raise UnknownRateError(f"no VAT rate of {per_mille} per mille on {day.isoformat()}")


def vat_included(gross_cents: int, per_mille: int) -> int:
    """Return the tax contained in a gross amount; net is the difference (§ 11 Abs 1 Z 3 UStG)."""
    return half_up(gross_cents * per_mille, PER_MILLE_OF_ONE + per_mille)


@dataclass(frozen=True, slots=True, kw_only=True)
class Buckets:
    """The five gross amounts of a receipt in cents, each the signed sum of its lines."""

    normal: int = 0
    ermaessigt_1: int = 0
    ermaessigt_2: int = 0
    null: int = 0
    besonders: int = 0

    @classmethod
    def from_slots(cls, cents_by_slot: Mapping[VatSlot, int]) -> Self:
        """Gather amounts by slot; a slot that is not named is zero."""
        return cls(**{slot.value: cents for slot, cents in cents_by_slot.items()})

    @property
    def amounts(self) -> tuple[int, int, int, int, int]:
        """The amounts in the order of the fields."""
        return (self.normal, self.ermaessigt_1, self.ermaessigt_2, self.null, self.besonders)

    @property
    def total(self) -> int:
        """What the turnover counter adds: the sum of all five, with sign (§ 8 Abs 1 RKSV)."""
        return sum(self.amounts)

    @property
    def is_zero(self) -> bool:
        """Every single amount is zero; amounts that cancel each other are not a zero receipt."""
        return not any(self.amounts)

    def __neg__(self) -> Self:
        """Return the mirror: what a full cancellation carries."""
        return type(self)(
            normal=-self.normal,
            ermaessigt_1=-self.ermaessigt_1,
            ermaessigt_2=-self.ermaessigt_2,
            null=-self.null,
            besonders=-self.besonders,
        )
