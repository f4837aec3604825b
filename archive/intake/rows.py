"""Lines read as far as a log must understand them: which row each is, and the hash it claims.

What cannot be read that far has no place in the log: the batch as a whole is unreadable. All else
that is wrong with a line is a finding beside it (judge.py).
"""

import re
from collections.abc import Sequence
from typing import Final

from firmware.store import line
from firmware.store.errors import StoreError
from firmware.store.raw import Unit

_HASH: Final = re.compile(r"[0-9a-f]{64}")
#: Beyond SQLite's integers no book has a number.
_INTEGER_MAX: Final = 1 << 62


class UnreadableError(Exception):
    """A batch that is none; the message names the first line (from 1) that is to blame."""


def read(lines: Sequence[bytes]) -> list[Unit]:
    """The rows of a batch, each the one after the row before it.

    Raises:
        UnreadableError: no line, a line of no book, or one that is not in its turn.
    """
    if not lines:
        raise UnreadableError("a batch has at least one line")
    units: list[Unit] = []
    expected = 0
    for at, text in enumerate(lines, start=1):
        try:
            unit = line.decode(text)
        except StoreError as error:
            raise UnreadableError(f"line {at} {error.detail}"[:300]) from error
        seq = unit.journal[0]
        if not 0 < seq < _INTEGER_MAX or (expected and seq != expected):
            raise UnreadableError(f"line {at}: its row is out of its turn")
        if _HASH.fullmatch(unit.journal[6]) is None:
            raise UnreadableError(f"line {at}: row {seq} has no hash")
        if not _is_storable(unit):
            raise UnreadableError(f"line {at}: row {seq} holds a number that no book can hold")
        units.append(unit)
        expected = seq + 1
    return units


def _is_storable(unit: Unit) -> bool:
    receipt, identity, clerk = unit.receipt, unit.identity, unit.journal[3]
    if clerk is not None and not _fits(clerk):
        return False
    if identity is not None and not _fits(identity[2]):
        return False
    return receipt is None or (_fits(receipt[0]) and _fits(receipt[4]))


def _fits(number: int) -> bool:
    return -_INTEGER_MAX < number < _INTEGER_MAX
