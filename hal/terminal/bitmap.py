"""The fields of ZVT: a number (BMP), whose length the number knows, and a container of tags (TLV).

A field that is not in the table hides all that come after it: nobody knows where it ends. What
stood before it is read all the same, since each revision of ZVT brings new ones.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from hal.terminal.apdu import ZvtError

AMOUNT, TLV, TRACE, TIME, DATE = 0x04, 0x06, 0x0B, 0x0C, 0x0D
SERVICE_BYTE, RESULT, TERMINAL_ID, CURRENCY, RECEIPT = 0x03, 0x27, 0x29, 0x49, 0x87
CARD_NAME = 0x8B

#: Lengths written in front of the field: two or three bytes F0..F9, one digit each.
_DIGITS: Mapping[int, int] = MappingProxyType(
    {
        **dict.fromkeys((0x22, 0x23, 0x2D, CARD_NAME, 0xA7, 0xD1), 2),
        **dict.fromkeys(range(0xE1, 0xE9), 2),
        **dict.fromkeys(range(0xF1, 0xF9), 2),
        **dict.fromkeys((0x24, 0x2E, 0x3C, 0x60, 0x9A, 0xAF), 3),
    }
)
_FIXED: Mapping[int, int] = MappingProxyType(
    {
        **dict.fromkeys((0x01, 0x02, SERVICE_BYTE, 0x05, 0x19, RESULT, 0x8A, 0x8C, 0xA0), 1),
        **dict.fromkeys((0xD0, 0xD2, 0xD3, 0xE0, 0xE9, 0xEA, 0xF0), 1),
        **dict.fromkeys((0xF9, 0xFA, 0xFB, 0xFC, 0xFD, 0x72, 0x73, 0x74, 0x75), 1),
        **dict.fromkeys((DATE, 0x0E, 0x17, 0x3A, CURRENCY, RECEIPT), 2),
        **dict.fromkeys((TRACE, TIME, 0x37, 0x3D, 0x88, 0xAA), 3),
        **dict.fromkeys((TERMINAL_ID, 0x70, 0x71), 4),
        0xBA: 5,
        AMOUNT: 6,
        0x3B: 8,
        0xEB: 8,
        0x2A: 15,
    }
)

#: Containers in a container are not nested deeper than this by any terminal.
_DEPTH_MAX = 8


def parse_bitmaps(data: bytes) -> dict[int, bytes]:
    """The fields of a body, up to the first that we do not know.

    Raises:
        ZvtError: A field longer than what is there, or one that comes twice.
    """
    fields: dict[int, bytes] = {}
    rest = data
    while rest:
        number, rest = rest[0], rest[1:]
        if number not in _FIXED and number not in _DIGITS and number != TLV:
            break
        if number in fields:
            raise ZvtError(f"field {number:02X} comes twice")
        length, rest = _length_of(number, rest)
        if len(rest) < length:
            raise ZvtError(f"field {number:02X} is cut: {len(rest)} of {length} bytes")
        fields[number], rest = rest[:length], rest[length:]
    return fields


def _length_of(number: int, rest: bytes) -> tuple[int, bytes]:
    """Length of the field, and what follows the length."""
    if number in _FIXED:
        return _FIXED[number], rest
    if number == TLV:
        return _tlv_length(rest)
    count = _DIGITS[number]
    digits = rest[:count]
    if len(digits) < count or any(not 0xF0 <= digit <= 0xF9 for digit in digits):
        raise ZvtError(f"field {number:02X} has no length: {digits.hex(' ')}")
    return int("".join(str(digit & 0x0F) for digit in digits)), rest[count:]


def _tlv_length(rest: bytes) -> tuple[int, bytes]:
    """One byte up to 127; 81 and 82 say that the length follows in one or two."""
    if not rest:
        raise ZvtError("a tag without length")
    if rest[0] < 0x80:
        return rest[0], rest[1:]
    size = rest[0] & 0x7F
    if size not in {1, 2} or len(rest) < 1 + size:
        raise ZvtError(f"no length of a tag: {rest[:3].hex(' ')}")
    return int.from_bytes(rest[1 : 1 + size], "big"), rest[1 + size :]


def walk_tags(data: bytes, depth: int = 0) -> Iterator[tuple[int, bytes]]:
    """All tags of a container in order, each container before what is in it.

    Raises:
        ZvtError: A tag without length, cut, or nested without end.
    """
    if depth > _DEPTH_MAX:
        raise ZvtError("containers within containers without end")
    rest = data
    while rest:
        first = rest[0]
        tag, rest = _tag(rest)
        length, rest = _tlv_length(rest)
        if len(rest) < length:
            raise ZvtError(f"tag {tag:X} is cut: {len(rest)} of {length} bytes")
        value, rest = rest[:length], rest[length:]
        yield tag, value
        if first & 0x20:
            yield from walk_tags(value, depth + 1)


def _tag(rest: bytes) -> tuple[int, bytes]:
    """A tag of one byte, or of more when its five low bits are all set."""
    size = 1
    if rest[0] & 0x1F == 0x1F:
        size = 2
        while len(rest) >= size and rest[size - 1] & 0x80:
            size += 1
    if len(rest) < size:
        raise ZvtError(f"a tag is cut: {rest.hex(' ')}")
    return int.from_bytes(rest[:size], "big"), rest[size:]


def encode_digits(number: int, value: bytes) -> bytes:
    """A field whose length is written in front of it."""
    count = _DIGITS[number]
    head = bytes(0xF0 | int(digit) for digit in f"{len(value):0{count}d}")
    return bytes((number,)) + head + value


def encode_tag(tag: int, value: bytes) -> bytes:
    """One tag of a container; values up to 65535 bytes."""
    return tag.to_bytes(max(1, (tag.bit_length() + 7) // 8), "big") + _encode_length(value) + value


def encode_container(content: bytes) -> bytes:
    """The field TLV around `content`."""
    return bytes((TLV,)) + _encode_length(content) + content


def _encode_length(value: bytes) -> bytes:
    length = len(value)
    if length < 0x80:
        return bytes((length,))
    size = 1 if length <= 0xFF else 2
    return bytes((0x80 | size,)) + length.to_bytes(size, "big")
