"""An old book and its key are put aside whole, whatever is cut: nothing lost, nothing doubled."""

from dataclasses import replace
from pathlib import Path

import pytest

from firmware.app import credentials
from firmware.app.credentials import CredentialError
from firmware.app.life.checks import CommissionError
from firmware.app.life.former import OldBook, drop_kept_key, has_stray_key, look_at, put_aside
from firmware.desk.power import PowerCutError
from firmware.desk.stand import Stand
from firmware.process import medium
from firmware.store import integrity
from firmware.store.book import Book
from firmware.store.entry import Entry
from firmware.store.errors import StoreError
from firmware.store.reader import Reader
from firmware.till.acts import JournalKind
from tests.app.life.cutting_os import CuttingOs
from tests.app.life.old_till import old_till


@pytest.fixture
def stand(tmp_path: Path) -> Stand:
    """A till that was in operation."""
    return old_till(tmp_path / "till")


def test_what_stands_there_is_told(stand: Stand) -> None:
    """Whose book it is, whether it has receipts, whether its register has ended (§ 17 Abs 8)."""
    old = OldBook(register_id="GRAZ-01", serials=(stand.bench.card.serial,), is_begun=True)
    assert old == look_at(stand.book_path)
    with Book.open(stand.book_path) as book:
        at_utc = stand.clock.now().utc
        book.append([Entry(kind=JournalKind.AUSSERBETRIEB, clerk=1, content={}, at_utc=at_utc)])
    assert replace(old, is_ended=True) == look_at(stand.book_path)


def test_what_is_not_there_is_nothing(tmp_path: Path) -> None:
    """No book, one that was never finished, and one without a register yet."""
    path = tmp_path / "book.sqlite"
    assert look_at(path) is None
    path.touch()
    assert look_at(path) is None
    path.unlink()
    Book.create(path).close()
    assert OldBook(register_id=None) == look_at(path)


def test_a_book_in_use_is_not_looked_at(stand: Stand) -> None:
    """Another program has it: nothing is known, and nothing done."""
    with Book.open(stand.book_path), pytest.raises(StoreError, match="another till program"):
        look_at(stand.book_path)


def test_book_and_key_go_together(stand: Stand) -> None:
    """§ 132 BAO: whole, readable, with the key that opens its counter; the place is free."""
    key = credentials.read_aes_key(stand.secrets)
    folder = put_aside(stand.book_path, stand.secrets, "GRAZ-01")
    assert stand.book_path.parent / "former" / "GRAZ-01" == folder
    assert key == credentials.read_aes_key(folder)
    with Reader.open_read_only(folder / "book.sqlite") as book:
        assert integrity.check(book, integrity.FULL) == ()
        assert 2 == len(list(book.receipts()))
    assert not stand.book_path.exists()
    assert not credentials.has_aes_key(stand.secrets)
    assert credentials.read_card_pin(stand.secrets)


def test_what_lies_beside_a_broken_book_goes_with_it(stand: Stand) -> None:
    """A log that could not be folded in is part of the book."""
    wal = stand.book_path.with_name("book.sqlite-wal")
    wal.write_bytes(b"left")
    folder = put_aside(stand.book_path, stand.secrets, "GRAZ-01")
    assert b"left" == (folder / wal.name).read_bytes()


def test_a_second_book_of_an_id_is_refused(stand: Stand) -> None:
    """§ 5 Abs 4 RKSV: nothing is put over what was put aside before."""
    folder = stand.book_path.parent / "former" / "GRAZ-01"
    folder.mkdir(parents=True)
    (folder / "book.sqlite").write_bytes(b"older")
    with pytest.raises(CommissionError, match="holds a book already"):
        put_aside(stand.book_path, stand.secrets, "GRAZ-01")
    assert b"older" == (folder / "book.sqlite").read_bytes()
    assert stand.book_path.exists()


def test_a_book_without_its_key_goes_alone(stand: Stand) -> None:
    """A lost key is no reason to keep the book in the way."""
    credentials.remove_aes_key(stand.secrets)
    folder = put_aside(stand.book_path, stand.secrets, "GRAZ-01")
    assert not credentials.has_aes_key(folder)
    assert (folder / "book.sqlite").exists()


def test_a_key_without_any_book_is_a_stray(stand: Stand) -> None:
    """Anlage Z 9 RKSV: its book is lost, and nothing is begun under it."""
    assert not has_stray_key(stand.book_path, stand.secrets)
    stand.book_path.unlink()
    assert has_stray_key(stand.book_path, stand.secrets)
    drop_kept_key(stand.book_path, stand.secrets)
    assert credentials.has_aes_key(stand.secrets)
    credentials.remove_aes_key(stand.secrets)
    assert not has_stray_key(stand.book_path, stand.secrets)


def put_aside_cut(stand: Stand, calls: int) -> bool:
    """Put aside, cut after so many calls of the operating system; whether it was cut."""
    with pytest.MonkeyPatch.context() as patch:
        cutting = CuttingOs(calls)
        patch.setattr(medium, "os", cutting)
        patch.setattr(credentials, "os", cutting)
        try:
            put_aside(stand.book_path, stand.secrets, "GRAZ-01")
        except PowerCutError:
            return True
    return False


def test_cut_anywhere(tmp_path: Path) -> None:
    """§ 132 BAO: cut at every step, the next try carries on; book and key are there once."""
    cuts = 0
    for calls in range(100):
        stand = old_till(tmp_path / f"till{calls}")
        key = credentials.read_aes_key(stand.secrets)
        is_cut = put_aside_cut(stand, calls)
        if stand.book_path.exists():
            assert key == credentials.read_aes_key(stand.secrets)
            put_aside(stand.book_path, stand.secrets, "GRAZ-01")
        assert not has_stray_key(stand.book_path, stand.secrets)
        drop_kept_key(stand.book_path, stand.secrets)
        folder = stand.book_path.parent / "former" / "GRAZ-01"
        assert key == credentials.read_aes_key(folder)
        assert not credentials.has_aes_key(stand.secrets)
        old = look_at(folder / "book.sqlite")
        assert old is not None
        assert ("GRAZ-01", True) == (old.register_id, old.is_begun)
        cuts += is_cut
        if not is_cut:
            break
    assert not is_cut
    assert cuts > 10


def test_a_folder_nobody_may_write(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    """The key cannot be taken away: told, and nothing is lost."""

    def refuse(_folder: Path) -> None:
        raise CredentialError("aes-key: cannot be removed")

    monkeypatch.setattr(credentials, "remove_aes_key", refuse)
    with pytest.raises(CredentialError, match="cannot be removed"):
        put_aside(stand.book_path, stand.secrets, "GRAZ-01")
    assert credentials.has_aes_key(stand.secrets)
