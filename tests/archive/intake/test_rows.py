"""archive.intake.rows: what is a batch of rows at all."""

import msgspec
import pytest

from archive.intake.rows import UnreadableError, read
from tests.archive import books

ROW = [5, "2026-11-21T09:00:00.000000+00:00", "u", None, "POS", "{}", "a" * 64]


def line(**changes: object) -> bytes:
    """A line of a row with other cells (by their place)."""
    cells = [changes.get(f"_{at}", cell) for at, cell in enumerate(ROW)]
    more = {name: cell for name, cell in changes.items() if not name.startswith("_")}
    return msgspec.json.encode({"journal": cells, **more})


def test_rows_in_their_turn() -> None:
    """From any row on."""
    assert list(range(4, 13)) == [unit.seq for unit in read(books.lines(10)[3:])]


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ([], "at least one line"),
        ([b"{}"], "line 1"),
        ([line(), b"\xff"], "line 2"),
        ([line(), line()], "out of its turn"),
        ([line(), line(_0=7)], "out of its turn"),
        ([line(_0=0)], "out of its turn"),
        ([line(_0=1 << 62)], "out of its turn"),
        ([line(_0=10**400)], "line 1"),
        ([line().replace(b"5", b"9" * 5000, 1)], "line 1"),
        ([line(_6="A" * 64)], "has no hash"),
        ([line(_6="a" * 64 + "\n")], "has no hash"),
        ([line(_3=1 << 63)], "no book can hold"),
        ([line(receipt=[1 << 63, "", "", "", 0, "", 1, 1, "{}"])], "no book can hold"),
        ([line(receipt=[1, "", "", "", -(1 << 63), "", 1, 1, "{}"])], "no book can hold"),
        ([line(identity=["", "", 1 << 63, "", ""])], "no book can hold"),
        ([b'{"journal":[5,"","\\ud800",null,"POS","{}","' + b"a" * 64 + b'"]}'], "line 1"),
    ],
)
def test_unreadable(lines: list[bytes], why: str) -> None:
    """Named by its line; nothing is guessed."""
    with pytest.raises(UnreadableError, match=why):
        read(lines)
