"""archive.paper.slip: the till's own typesetting, out of nothing but the book."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from archive.paper.slip import SlipError, slip_of
from firmware.store.book import Book
from firmware.store.entry import Entry
from firmware.store.reader import Reader
from firmware.till.acts import JournalKind
from firmware.till.stall.masterdata import Change, Sort, Source, to_content
from hal.printer.port import QrCode, Text


def lines(book: Reader, number: int) -> list[str]:
    """The lines of a slip."""
    slip = slip_of(book, number)
    assert slip is not None
    return [block.text for block in slip.document.blocks if isinstance(block, Text)]


def test_what_a_receipt_must_say(book: Reader) -> None:
    """§ 132a Abs 3 BAO: who, number, day, what, how much."""
    said = "\n".join(lines(book, 2))
    for words in ("MARKTSTAND HUBER", "BELEG 000002", "20.11.2026", "Obst", "SUMME EUR", "10,80"):
        assert words in said


def test_the_code_is_the_signed_one(book: Reader) -> None:
    """§ 10 RKSV: the machine code of this receipt."""
    slip = slip_of(book, 2)
    assert slip is not None
    (code,) = (block for block in slip.document.blocks if isinstance(block, QrCode))
    assert code.payload.startswith("_R1-AT")
    assert "_GRAZ-01_2_" in code.payload
    assert slip.company == "MARKTSTAND HUBER"


def test_there_is_no_slip_of_what_is_not(book: Reader) -> None:
    """None, not a guess."""
    assert slip_of(book, 4711) is None


def test_a_header_of_later_is_not_that_of_before(sold_path: Path, tmp_path: Path) -> None:
    """The rows up to the receipt count."""
    path = tmp_path / "book.sqlite"
    shutil.copy(sold_path, path)
    at_utc = datetime(2026, 11, 21, 8, tzinfo=UTC)
    moved = Change(
        sort=Sort.HEADER,
        key="",
        old={"lines": []},
        new={"lines": ["HUBER & TÖCHTER"]},
        source=Source.KEYS,
        recorded=at_utc.date(),
    )
    content = msgspec.to_builtins(to_content(moved))
    with Book.open(path) as book:
        book.append([Entry(kind=JournalKind.STAMM, clerk=1, content=content, at_utc=at_utc)])
        assert "MARKTSTAND HUBER" == lines(book, 2)[0]


def test_a_receipt_of_a_form_nobody_knows(sold_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Named; its signed text is shown by somebody else."""

    def unknown(_content: object) -> object:
        raise ValueError("another form")

    monkeypatch.setattr("archive.paper.slip.from_content", unknown)
    with Reader.open_read_only(sold_path) as book, pytest.raises(SlipError, match="receipt 2"):
        slip_of(book, 2)
