"""The pending number: what has been typed and not yet used, and what stands before it.

Grammar of the manual: a price without comma is cents, with comma euros and at most two decimals;
a quantity without comma is pieces, with comma kilograms or parts with at most three decimals.
"""

from dataclasses import dataclass, replace

MAX_DIGITS = 8
MAX_PRICE_CENTS = 99_999_99
MAX_PIECES = 999
MAX_PARTS_MILLI = 99_999
ONE_MILLI = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """Thousandths; `is_weight` when it was typed with a comma, or read `is_from_scale`."""

    milli: int
    is_weight: bool
    is_from_scale: bool = False


ONE = Quantity(milli=ONE_MILLI, is_weight=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """`text` as typed (digits and at most one comma); `quantity` once `×` was pressed.

    `is_return` is the sign of F STO, `tare_milli` the packing of F ×: both for one position.
    """

    text: str = ""
    quantity: Quantity | None = None
    is_return: bool = False
    tare_milli: int = 0

    @property
    def is_empty(self) -> bool:
        """Nothing typed and nothing pending."""
        return self == EMPTY

    @property
    def is_bare(self) -> bool:
        """Nothing typed; a sign or a tare may wait for it."""
        return not self.text and self.quantity is None


EMPTY = Entry()


def typed(entry: Entry, symbol: str) -> Entry | None:
    """`entry` with `symbol` appended; None when the number would be too long or have two commas."""
    text = entry.text + symbol
    if text.count(",") > 1 or sum(character.isdigit() for character in text) > MAX_DIGITS:
        return None
    return replace(entry, text=text)


def _parts(text: str, decimals: int) -> tuple[int, int] | None:
    """Whole and fraction (scaled to `decimals`) of a typed number, or None."""
    whole, _, fraction = text.partition(",")
    # Files have no key that stops after so many digits.
    if not (whole or fraction) or len(fraction) > decimals or len(whole) > MAX_DIGITS:
        return None
    return int(whole or "0"), int(fraction.ljust(decimals, "0") or "0")


def price_cents(text: str) -> int | None:
    """Cents of a typed price; None when it is no price or above 99.999,99."""
    if "," not in text:
        cents = int(text) if 0 < len(text) <= MAX_DIGITS else None
    else:
        parts = _parts(text, 2)
        cents = None if parts is None else parts[0] * 100 + parts[1]
    return cents if cents is not None and cents <= MAX_PRICE_CENTS else None


def quantity(text: str) -> Quantity | None:
    """The quantity typed before `×`; None when zero or out of range (999, 99,999 kg)."""
    if not text:
        return None
    if "," not in text:
        pieces = int(text)
        if not 0 < pieces <= MAX_PIECES:
            return None
        return Quantity(milli=pieces * ONE_MILLI, is_weight=False)
    parts = _parts(text, 3)
    if parts is None:
        return None
    milli = parts[0] * ONE_MILLI + parts[1]
    return Quantity(milli=milli, is_weight=True) if 0 < milli <= MAX_PARTS_MILLI else None


def small_number(text: str) -> int | None:
    """A clerk, line or receipt number; None when there is none or a comma is in it."""
    return int(text) if text and "," not in text else None


def per_mille(text: str) -> int | None:
    """Tenths of a percent of a typed number of percent; None unless 0,1 to 100."""
    parts = _parts(text, 1)
    tenths = None if parts is None else parts[0] * 10 + parts[1]
    return tenths if tenths is not None and 0 < tenths <= ONE_MILLI else None
