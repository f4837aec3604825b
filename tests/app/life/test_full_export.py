"""The full export of a till that has ended: everything or nothing, and sound."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from firmware.app.credentials import read_aes_key
from firmware.app.exports import key_store
from firmware.app.life import full_export as module
from firmware.app.life.full_export import full_export
from firmware.export.errors import EmptyPeriodError, NotSoundError
from firmware.export.package.examination import Found
from firmware.export.verification import verify_file
from firmware.rksv.verify import VerifyOptions
from firmware.store.book import Book
from firmware.store.head import from_bytes, head_of
from tests.app.day import Day

NOW_UTC = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture
def sold(day: Day) -> Day:
    """A till that has sold something."""
    day.type("250 WG1 BAR")
    day.type("290 WG3 KARTE BAR")
    return day


def test_everything_is_in_the_folder(sold: Day, tmp_path: Path) -> None:
    """§ 7 Abs 5 RKSV: the DEP is valid with its keys; the head is that of the book."""
    keys = key_store(sold.stand.book, read_aes_key(sold.stand.secrets))
    made = full_export(sold.stand.book, tmp_path / "export", keys, NOW_UTC)
    expected = tmp_path / "export" / "Registrierkasse" / "GRAZ-01" / "2026-11-20_130000_schluss"
    assert expected == made.folder
    (dep,) = made.folder.glob("dep-export__*")
    report = verify_file(dep, keys, VerifyOptions(now_utc=NOW_UTC))
    assert (True, 3) == (report.is_valid, report.receipts)
    head = head_of(sold.stand.book)
    assert head == made.manifest.head
    assert head == from_bytes((made.folder / "KASSENSTAND.json").read_bytes(), "head")
    assert not made.is_sealed


def test_it_stands_under_the_lines_of_the_stall(sold: Day, tmp_path: Path) -> None:
    """Whose books they are stands on top."""
    made = full_export(sold.stand.book, tmp_path, None, NOW_UTC)
    text = (made.folder / "LIESMICH.txt").read_text("utf-8-sig")
    assert sold.stand.config.company.name in text


def test_damaged_books_are_no_export(
    sold: Day, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the examiner would refuse gets no name at all."""
    found = Found(detail="receipt 2: altered", words="Beleg verändert: 2")
    monkeypatch.setattr(module, "examine", lambda *_, **__: (found,))
    with pytest.raises(NotSoundError, match="receipt 2"):
        full_export(sold.stand.book, tmp_path, None, NOW_UTC)
    assert [] == list((tmp_path / "Registrierkasse" / "GRAZ-01").iterdir())


def test_a_register_that_never_began(tmp_path: Path) -> None:
    """Before the Startbeleg there is nothing to export."""
    with (
        Book.create(tmp_path / "book.sqlite") as book,
        pytest.raises(EmptyPeriodError, match="no Startbeleg"),
    ):
        full_export(book, tmp_path, None, NOW_UTC)
