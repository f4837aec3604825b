"""firmware.store.line: units as mirrors and the archive keep them."""

import pytest

from firmware.store.errors import StoreError
from firmware.store.line import decode, encode
from firmware.store.raw import Unit

JOURNAL = (1, "2026-11-21T09:00:00.000000+00:00", "u", None, "book.x", "{}", "a" * 64)
UNITS = (
    Unit(journal=JOURNAL),
    Unit(journal=JOURNAL, certificate=("1a2b", b"\x30\x00", "[]", None)),
    Unit(journal=JOURNAL, identity=("MARKT-01", "R1-AT1", 8, "k", "t")),
    Unit(journal=JOURNAL, receipt=(1, "startbeleg", "t", "a.b.c", 0, "1a2b", 1, 1, "{}")),
)


@pytest.mark.parametrize("unit", UNITS)
def test_written_and_read(unit: Unit) -> None:
    """One line without a line feed."""
    line = encode(unit)
    assert b"\n" not in line
    assert unit == decode(line)


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"[]",
        b"{}",
        b'{"journal":[1]}',
        b'{"journal":["1","","",null,"","",""]}',
        b"\xff",
        encode(UNITS[0])[:-1] + b',"x":1}',
        encode(UNITS[0])[:-1] + ',"certificate":["1a","ä","[]",null]}'.encode(),
    ],
)
def test_what_is_no_line(line: bytes) -> None:
    """Refused, never guessed."""
    with pytest.raises(StoreError, match="none of a book"):
        decode(line)
