"""Readers with a fault that is known: what fuzzing must find, or it finds nothing.

One fault lies behind a word that only a guided run can spell out letter by letter; the others are
of the kinds that were found in this till.
"""

import json
from collections.abc import Callable, Mapping
from typing import Final

EXAMPLE: Final = b'{"weight": 1250, "unit": "g", "list": [1, 2, 3]}'
_WORD: Final = b"ZVT!"


def behind_a_word(data: bytes) -> None:
    """Fails on four letters at the beginning; no example has one of them."""
    for at, letter in enumerate(_WORD):
        if data[at : at + 1] != bytes([letter]):
            return
    raise ZeroDivisionError("planted")


def text_unasked(data: bytes) -> None:
    """Believes that whatever comes is UTF-8."""
    data.decode()


def number_unasked(data: bytes) -> None:
    """Believes that every number can be read."""
    try:
        json.loads(data.decode("latin-1"))
    except (json.JSONDecodeError, RecursionError):
        return


def depth_unasked(data: bytes) -> None:
    """Believes that nothing is nested without end."""
    try:
        json.loads(data.decode("latin-1"))
    except ValueError:
        return


def length_unasked(data: bytes) -> None:
    """Believes a length that stands in front."""
    text = data.decode("latin-1")
    begin = text.find('"g"')
    assert begin < 0 or text[begin + 3] in ",}"


TARGETS: Final[Mapping[str, Callable[[bytes], None]]] = {
    one.__name__: one
    for one in (behind_a_word, text_unasked, number_unasked, depth_unasked, length_unasked)
}
