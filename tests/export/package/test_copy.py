"""firmware.export.package.copy: the whole book in an export."""

import shutil
from io import BytesIO
from pathlib import Path

import pytest

from firmware.export.package import copy
from firmware.store import integrity
from firmware.store.errors import StoreError
from firmware.store.head import Standing, standing
from firmware.store.reader import Reader
from tests.export.package.conftest import Sold


@pytest.fixture
def own(sold_path: Path, tmp_path: Path) -> Path:
    """A book in a folder of its own."""
    (tmp_path / "till").mkdir()
    return Path(shutil.copy(sold_path, tmp_path / "till" / "book.sqlite"))


def test_it_is_a_whole_book(own: Path, tmp_path: Path) -> None:
    """One that holds the head of the export; beside the book nothing is left."""
    with Reader.open_read_only(own) as book, (tmp_path / "copy.sqlite").open("wb") as out:
        order = Sold(book=book).order()
        copy.write(order.sight, out)
    with Reader.open_read_only(tmp_path / "copy.sqlite") as copied:
        assert () == integrity.check(copied, integrity.FULL)
        assert Standing.HOLDS is standing(copied, order.head)
    assert not list(own.parent.glob(f"{copy.BESIDE}*"))


def test_what_a_cut_left_is_no_hindrance(own: Path) -> None:
    """Half a copy of the last time."""
    own.with_name(copy.BESIDE).write_text("half")
    out = BytesIO()
    with Reader.open_read_only(own) as book:
        copy.write(Sold(book=book).order().sight, out)
    assert out.getvalue().startswith(b"SQLite format 3")


def test_a_boot_forgets_it(own: Path) -> None:
    """What nobody asks for any more takes no room; the book stays."""
    for name in (copy.BESIDE, f"{copy.BESIDE}.part"):
        own.with_name(name).write_text("half")
    copy.forget(own)
    assert [own] == list(own.parent.iterdir())


def test_no_room_for_it(own: Path) -> None:
    """Something in the way beside the book is the book's error, not the stick's."""
    own.with_name(copy.BESIDE).mkdir()
    with Reader.open_read_only(own) as book, pytest.raises(StoreError):
        copy.write(Sold(book=book).order().sight, BytesIO())
