"""The frames of ZVT: two bytes that say what, a length, and so many bytes.

On TCP nothing stands around them, and nothing marks a beginning: who has lost his place cannot
find it again.
"""

from dataclasses import dataclass
from enum import IntEnum

#: A length byte of this value is followed by two, the lower first.
_LONG = 0xFF
#: First bytes there are; anything else is noise.
_CLASSES = frozenset({0x01, 0x04, 0x05, 0x06, 0x08, 0x0F, 0x80, 0x84})


class Control(IntEnum):
    """Class and instruction of what is sent in either direction."""

    SET_TIME = 0x0401
    STATUS_INFORMATION = 0x040F
    INTERMEDIATE_STATUS = 0x04FF
    STATUS_ENQUIRY = 0x0501
    REGISTRATION = 0x0600
    AUTHORISATION = 0x0601
    COMPLETION = 0x060F
    ABORT = 0x061E
    REPEAT_RECEIPT = 0x0620
    REVERSAL = 0x0630
    END_OF_DAY = 0x0650
    DIAGNOSIS = 0x0670
    ABORT_COMMAND = 0x06B0
    PRINT_LINE = 0x06D1
    PRINT_BLOCK = 0x06D3
    ACKNOWLEDGED = 0x8000


class ZvtError(ValueError):
    """Bytes that are no ZVT, or ZVT that cannot be where it stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Apdu:
    """One frame; `control` is a `Control` or one we have no word for."""

    control: int
    body: bytes = b""

    @property
    def refusal(self) -> int | None:
        """The reason of a negative acknowledgement (84 xx); None for any other frame.

        84 00 is a positive one.
        """
        return self.control & 0xFF if self.control >> 8 == 0x84 and self.control & 0xFF else None

    @property
    def is_acknowledgement(self) -> bool:
        """Whether it says yes to what was sent."""
        return self.control in {Control.ACKNOWLEDGED, 0x8400}


ACKNOWLEDGEMENT = Apdu(control=Control.ACKNOWLEDGED)
#: 84 83: we do not know the command.
UNKNOWN_COMMAND = Apdu(control=0x8483)


def encode(apdu: Apdu) -> bytes:
    """The frame as bytes; bodies up to 65535 bytes."""
    length = len(apdu.body)
    short = length < _LONG
    head = bytes((length,)) if short else bytes((_LONG,)) + length.to_bytes(2, "little")
    return apdu.control.to_bytes(2, "big") + head + apdu.body


def split(received: bytes) -> tuple[list[Apdu], bytes]:
    """The whole frames at the beginning of `received`, and the rest.

    Raises:
        ZvtError: A frame begins with a byte that none begins with.
    """
    found: list[Apdu] = []
    rest = received
    while rest:
        if rest[0] not in _CLASSES:
            raise ZvtError(f"no frame begins with {rest[:8].hex(' ')}")
        if len(rest) < 3:
            break
        is_long = rest[2] == _LONG
        start = 5 if is_long else 3
        length = int.from_bytes(rest[3:5], "little") if is_long else rest[2]
        if len(rest) < start + length:
            break
        control = int.from_bytes(rest[:2], "big")
        found.append(Apdu(control=control, body=rest[start : start + length]))
        rest = rest[start + length :]
    return found, rest


def to_bcd(number: int, size: int) -> bytes:
    """`number` in `size` bytes of two decimal digits each.

    Raises:
        ValueError: It is negative or has more digits.
    """
    digits = f"{number:0{2 * size}d}"
    if number < 0 or len(digits) > 2 * size:
        raise ValueError(f"{number} does not fit into {size} bytes")
    return bytes.fromhex(digits)


def from_bcd(data: bytes) -> int:
    """The number in packed decimal digits.

    Raises:
        ZvtError: A half byte is no digit.
    """
    digits = data.hex()
    if not digits.isdecimal():
        raise ZvtError(f"{data.hex(' ')} are no decimal digits")
    return int(digits)
