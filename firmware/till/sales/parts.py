"""What belongs together in the open sale: equal positions with their discounts, and those of all.

A discount belongs to what the display counted as one when it was given (the position and its
repeats, `×3`), or to the whole sale up to then. It goes when anything of that is taken off again:
nobody promised it for less, and so no sum is ever below nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from firmware.till.sales.basket import Booking, Line, bookings, is_again, merged


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Positions `start` to `stop` (not included) of the open sale.

    Either equal bookings in a row, and from `discounts` on what was given on them, or with
    `is_of_sale` the lines of one discount on everything before.
    """

    start: int
    discounts: int
    stop: int
    is_of_sale: bool = False

    @property
    def has_discount(self) -> bool:
        """Whether the price of its positions was changed."""
        return self.discounts < self.stop


def parts(lines: Sequence[Line]) -> tuple[Part, ...]:
    """`lines` by what belongs together."""
    result: list[Part] = []
    before: Booking = ()
    for booking in bookings(lines):
        start = result[-1].stop if result else 0
        stop = start + len(booking)
        line = booking[0]
        last = result[-1] if result else None
        if last is not None and _is_more_of(last, booking, before):
            is_item = not line.kind.is_discount
            discounts = stop if is_item and not last.is_of_sale else last.discounts
            result[-1] = replace(last, discounts=discounts, stop=stop)
        else:
            discounts = start if line.is_of_sale else stop
            result.append(
                Part(start=start, discounts=discounts, stop=stop, is_of_sale=line.is_of_sale)
            )
        before = booking
    return tuple(result)


def _is_more_of(part: Part, booking: Booking, before: Booking) -> bool:
    line = booking[0]
    if line.is_of_sale:
        return part.is_of_sale and is_same_discount(line, before[0])
    if line.kind.is_discount:
        return not part.is_of_sale
    return not part.has_discount and not part.is_of_sale and is_again(booking, before)


def is_same_discount(line: Line, other: Line) -> bool:
    """Whether both are lines of one discount, which has a line for each rate."""
    return (line.kind, line.name, line.per_mille) == (other.kind, other.name, other.per_mille)


def last_run(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The last positions as the display counts them: merged, without discounts; () if none."""
    found = parts(lines)
    if not found or found[-1].is_of_sale:
        return ()
    return merged(lines[found[-1].start : found[-1].discounts])


def part_at(lines: Sequence[Line], position: int) -> int:
    """Which part `position` (from 0) is in."""
    return next(index for index, part in enumerate(parts(lines)) if position < part.stop)


def overdone(lines: Sequence[Line]) -> Part | None:
    """Discounts that come to more than the positions they were given on are worth now, if any.

    It takes a neighbour that went, so that singles became a package at a tiny price.
    """
    for part in reversed(parts(lines)):
        run = merged(lines[part.start : part.discounts])[:1]
        given = lines[part.discounts : part.stop]
        if run and given and sum(line.total_cents for line in (*run, *given)) < 0:
            return replace(part, start=part.discounts)
    return None
