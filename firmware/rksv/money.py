"""Money is integer cents; this module is the only place where cents become text or are rounded.

Every rounding is half up, away from zero for negative amounts, so that a cancellation is the exact
mirror of its sale.
"""

from collections.abc import Sequence
from typing import Final

from firmware.rksv.errors import MalformedError

CENTS_PER_EURO: Final = 100
MILLI_PER_UNIT: Final = 1000

# 36 digits hold every sum a 16-byte counter can; the bound keeps a hostile text from costing time.
AMOUNT_PATTERN: Final = r"-?(?:[1-9][0-9]{1,35}|[0-9]),[0-9]{2}"


def format_amount(cents: int) -> str:
    """Write cents as the signed text does: comma, two decimals, no grouping (Anlage Z 4).

    Zero is always "0,00", never "-0,00".
    """
    euros, rest = divmod(abs(cents), CENTS_PER_EURO)
    sign = "-" if cents < 0 else ""
    return f"{sign}{euros},{rest:02d}"


def half_up(numerator: int, denominator: int) -> int:
    """Divide and round half away from zero.

    Raises:
        MalformedError: the denominator is not positive.
    """
    if denominator <= 0:
        raise MalformedError("denominator", f"{denominator} is not positive")
    rounded = (2 * abs(numerator) + denominator) // (2 * denominator)
    return -rounded if numerator < 0 else rounded


def line_total(unit_cents: int, quantity_milli: int) -> int:
    """Return the cents of one line: price times quantity in thousandths, rounded once.

    >>> line_total(290, 1345)
    390
    """
    return half_up(unit_cents * quantity_milli, MILLI_PER_UNIT)


def spread(total_cents: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Split a total in proportion to weights by largest remainder; the parts sum exactly.

    Of equal remainders the earlier part takes the cent. Turning the sign of the total turns the
    sign of every part; turning the sign of all weights changes nothing. Weights of mixed signs
    (a return among the lines) keep their sign in their share.

    >>> spread(128, (500, 333, 444))
    (50, 33, 45)

    Raises:
        MalformedError: the weights sum to zero (or there are none), so no proportion exists.
    """
    whole = sum(weights)
    if whole == 0:
        raise MalformedError("weights", "sum to zero, nothing to be proportional to")
    direction = 1 if whole > 0 else -1
    shares = [divmod(abs(total_cents) * weight * direction, abs(whole)) for weight in weights]
    parts = [floor for floor, _ in shares]
    by_remainder = sorted(range(len(shares)), key=lambda index: (-shares[index][1], index))
    for index in by_remainder[: abs(total_cents) - sum(parts)]:
        parts[index] += 1
    return tuple(-part for part in parts) if total_cents < 0 else tuple(parts)
