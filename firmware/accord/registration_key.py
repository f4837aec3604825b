"""The key that brings a till into an archive, as it is typed on a till's keypad.

128 bits as 40 decimal digits in 8 groups of 5, each with a check digit behind it (ISO 7064
MOD 11,10 over the number of the group and its digits), so that a wrong key, two keys swapped or
two groups swapped are noticed at the group: `123457-…`, 48 digits.
"""

from typing import Final

from firmware.accord.errors import AccordError

KEY_BYTES: Final = 16
GROUPS: Final = 8
GROUP_DIGITS: Final = 6
_VALUE_DIGITS: Final = GROUP_DIGITS - 1


def to_text(key: bytes) -> str:
    """The 16 bytes as a person types them."""
    if len(key) != KEY_BYTES:
        raise AccordError(f"a key has {KEY_BYTES} bytes, not {len(key)}")
    digits = f"{int.from_bytes(key, 'big'):0{GROUPS * _VALUE_DIGITS}}"
    groups = (digits[at : at + _VALUE_DIGITS] for at in range(0, len(digits), _VALUE_DIGITS))
    return "-".join(group + check_digit(number, group) for number, group in enumerate(groups))


def from_text(text: str) -> bytes:
    """The 16 bytes of a typed key; spaces and hyphens are passed over.

    Raises:
        AccordError: naming the first group (from 1) that cannot be right.
    """
    digits = "".join(one for one in text if one not in "- \t\r\n")
    if not (digits.isascii() and digits.isdecimal() and len(digits) == GROUPS * GROUP_DIGITS):
        raise AccordError(f"a key has {GROUPS * GROUP_DIGITS} digits")
    value = ""
    for number in range(GROUPS):
        group = digits[number * GROUP_DIGITS : (number + 1) * GROUP_DIGITS]
        if not is_group(number, group):
            raise AccordError(f"group {number + 1} of the key is mistyped")
        value += group[:_VALUE_DIGITS]
    if int(value) >> KEY_BYTES * 8:
        raise AccordError("there is no such key")
    return int(value).to_bytes(KEY_BYTES, "big")


def is_group(number: int, group: str) -> bool:
    """Whether the six digits can be group `number` (from 0) of a key."""
    is_digits = group.isascii() and group.isdecimal() and len(group) == GROUP_DIGITS
    return is_digits and check_digit(number, group[:_VALUE_DIGITS]) == group[_VALUE_DIGITS]


def check_digit(number: int, digits: str) -> str:
    """ISO 7064 MOD 11,10 over the group's number and its five digits."""
    product = 10
    for digit in f"{number}{digits}":
        total = (product + int(digit)) % 10 or 10
        product = total * 2 % 11
    return str((11 - product) % 10)
