"""archive.program.book: the book of a till for a till whose card died."""

from dataclasses import replace
from pathlib import Path
from stat import S_IMODE

import pytest

from archive.index.database import Database, folder_url
from firmware.app.life.continuity import ContinuityError, Known
from firmware.app.life.restore import Place, Source, restore_book
from firmware.desk.stall import in_folder
from firmware.desk.stand import Stand
from firmware.store import integrity
from firmware.store.raw import Unit, units
from firmware.store.reader import Reader
from tests.archive.keeping import TILL_ID, keep, registered
from tests.archive.program.calling import archive
from tests.export.audit.world import new_till


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """An archive with a till."""
    assert 0 == archive("migrate", "--data", tmp_path / "data").code
    return tmp_path / "data"


def sent(data: Path, rows: list[Unit]) -> None:
    """Rows of it have arrived."""
    database = Database(folder_url(data))
    registered(database)
    keep(database, rows)
    database.close()


def rows_of(book_path: Path) -> list[Unit]:
    """All of a book."""
    with Reader.open_read_only(book_path) as book:
        return list(units(book))


@pytest.mark.parametrize("name", [TILL_ID, "GRAZ-01"])
def test_written(data: Path, book_path: Path, tmp_path: Path, name: str) -> None:
    """Row for row, for nobody else to read; never over another."""
    sent(data, rows_of(book_path))
    out = tmp_path / "book.sqlite"
    assert 0 == archive("book", name, "--out", out, "--data", data).code
    assert rows_of(book_path) == rows_of(out)
    with Reader.open_read_only(out) as book:
        assert () == integrity.check(book, integrity.FULL)
    assert 0o600 == S_IMODE(out.stat().st_mode)
    assert 2 == archive("book", name, "--out", out, "--data", data).code


def test_as_far_as_it_goes(data: Path, book_path: Path, tmp_path: Path) -> None:
    """A register never goes on from such a book unasked."""
    rows = rows_of(book_path)
    at = max(place for place, unit in enumerate(rows) if unit.receipt is not None)
    receipt = rows[at].receipt
    assert receipt is not None
    rows[at] = replace(rows[at], receipt=(99, *receipt[1:]))
    sent(data, rows)
    out = tmp_path / "book.sqlite"
    answer = archive("book", TILL_ID, "--out", out, "--data", data)
    assert 2 == answer.code
    assert f"row {at + 1} of {len(rows)}" in answer.err
    assert not out.exists()
    answer = archive("book", TILL_ID, "--out", out, "--as-far-as-it-goes", "--data", data)
    assert 0 == answer.code
    assert rows[:at] == rows_of(out)


def test_nothing_to_write(data: Path, tmp_path: Path) -> None:
    """No such till, and one that sent nothing."""
    assert 2 == archive("book", "NONE", "--out", tmp_path / "x", "--data", data).code
    database = Database(folder_url(data))
    registered(database)
    registered(database, TILL_ID[:-1] + "2")
    database.close()
    answer = archive("book", TILL_ID, "--out", tmp_path / "x", "--data", data)
    assert "nothing of it has arrived" in answer.err
    assert "2 tills" in archive("book", "GRAZ-01", "--out", tmp_path / "x", "--data", data).err


def test_a_till_goes_on_from_it(data: Path, tmp_path: Path) -> None:
    """Anlage Z 4 RKSV: a spare machine goes on after the last receipt on paper, and only then.

    What was sold after the last row that arrived is on paper and not in the copy: refused.
    """
    with new_till(tmp_path / "till") as sold:
        sold.sell("C C 250 WG1 BAR")
        sent(data, rows_of(sold.stand.book_path))
        arrived = sold.head.receipts
        sold.sell("250 WG1 BAR", 1.0)
        on_paper = sold.head.receipts
        secrets, now_utc = sold.stand.secrets, sold.stand.clock.now().utc
        config = sold.stand.config
        sold.stand.shut_down()
    out = tmp_path / "book.sqlite"
    answer = archive("book", "GRAZ-01", "--out", out, "--data", data)
    assert f"the last receipt is {arrived}" in answer.out
    assert arrived + 1 == on_paper
    folder = tmp_path / "spare"
    folder.mkdir()
    spare = Stand(folder, in_folder(config, folder), now_utc)
    place = Place(data=spare.book_path.parent, secrets=spare.secrets, register_id="GRAZ-01")
    source = Source(book=out, secrets=secrets)
    with pytest.raises(ContinuityError):
        restore_book(source, place, Known(last_number=on_paper), now_utc)
    with pytest.raises(ContinuityError):
        restore_book(source, place, Known(), now_utc)
    continuity = restore_book(source, place, Known(last_number=arrived), now_utc)
    assert arrived == continuity.head.receipts
    with Reader.open_read_only(place.book) as book:
        assert rows_of(out) == list(units(book))[: len(rows_of(out))]
