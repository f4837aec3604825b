"""Versions of the image: which is newer, as Debian orders versions of packages.

Till and archive must agree: what one offers the other must not take for older.
"""

import re
from typing import Final, TypeAlias

#: As it stands in a bundle, a file's name, a display: `1.3`, `1.4.0~rc1`, `2026.11+git3`.
VERSION: Final = r"^[0-9][0-9A-Za-z.+~-]{0,31}$"

_SHAPE: Final = re.compile(VERSION, re.ASCII)
_PIECE: Final = re.compile(r"([^0-9]*)([0-9]*)")
_TILDE: Final = -1
_END: Final = 0
#: Letters come before every other sign.
_SIGN: Final = 256

Order: TypeAlias = tuple[tuple[tuple[int, ...], int], ...]


def is_version(text: str) -> bool:
    """Whether it can be the version of an image."""
    return _SHAPE.fullmatch(text) is not None


def order_of(version: str) -> Order:
    """By this versions are sorted, the oldest first: numbers by value, `~` before the end."""
    pieces = _PIECE.findall(version)
    return tuple((_weights(text), int(digits or "0")) for text, digits in pieces)


def is_newer(version: str, than: str) -> bool:
    """Whether one version comes after another."""
    return order_of(version) > order_of(than)


def _weights(text: str) -> tuple[int, ...]:
    return (*(_weight(sign) for sign in text), _END)


def _weight(sign: str) -> int:
    if sign == "~":
        return _TILDE
    return ord(sign) if sign.isalpha() else ord(sign) + _SIGN
