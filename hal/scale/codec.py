"""MT-SICS level 0 as bytes: three commands, and the answers to them.

The value stands right-aligned in a field of ten characters. Its width is checked, because the line
has no parity: a lost byte would else turn 1.345 kg into 345 kg. For the same reason grams have no
decimal point: 25.000 kg without its k is no 25 g.
"""

import re
from decimal import Decimal
from enum import Enum

from hal.scale.port import Weight

#: Ends whatever was asked before; answered with the serial number.
RESET = b"@\r\n"
#: The weight now, at rest or not. `S` would wait for rest, and its answer could come after we gave
#: up: as the weight of the next article.
WEIGH_NOW = b"SI\r\n"
LINE_END = b"\r\n"

_RESET_DONE = re.compile(rb'I4 A "[^"]{0,32}"')
_WEIGHT = re.compile(rb"S ([SD]) ( *-?\d+(?:\.\d+)?) ([A-Za-z%/]+)")
_FIELD_WIDTH = 10
_GRAMS = {b"g": 1, b"kg": 1000}


class Condition(Enum):
    """Why there is no weight."""

    NOT_NOW = b"S I"
    OVERLOAD = b"S +"
    UNDERLOAD = b"S -"


class MtSicsError(ValueError):
    """The scale said something that is no answer to our question."""


def is_reset_answer(line: bytes) -> bool:
    """Whether `line`, without its end, is the answer to `RESET`."""
    return _RESET_DONE.fullmatch(line) is not None


def parse_answer(line: bytes) -> Weight | Condition:
    """The answer to `WEIGH_NOW`, without its end.

    Raises:
        MtSicsError: Not such an answer; a unit besides g and kg; not whole grams.
    """
    try:
        return Condition(line)
    except ValueError:
        pass
    match = _WEIGHT.fullmatch(line)
    if match is None:
        raise MtSicsError(f"no answer to a weighing: {line[:40]!r}")
    status, field, unit = match.groups()
    if len(field) != _FIELD_WIDTH:
        raise MtSicsError(f"a weight of {len(field)} characters in place of {_FIELD_WIDTH}")
    if unit not in _GRAMS:
        raise MtSicsError(f"the scale weighs in {unit.decode()}, not in g or kg")
    if unit == b"g" and b"." in field:
        raise MtSicsError(f"{field.decode().strip()} g: grams come without a decimal point")
    grams = Decimal(field.decode().strip()) * _GRAMS[unit]
    if grams != grams.to_integral_value():
        raise MtSicsError(f"{grams} g is finer than a gram")
    return Weight(milli=int(grams), is_stable=status == b"S")
