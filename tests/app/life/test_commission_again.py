"""A new start on a till that was another register: new id, new key, and nothing of the old lost."""

from pathlib import Path

import msgspec
import pytest

from firmware.app import credentials
from firmware.app.config import Config
from firmware.app.life.checks import CommissionError
from firmware.app.life.commission import Commissioned, Wish, commission_register
from firmware.app.life.first_papers import Way
from firmware.desk.stand import Stand
from firmware.rksv import jws, machine_code
from firmware.rksv.chain import first_link
from firmware.store import integrity
from firmware.store.book import Book
from firmware.store.entry import Entry
from firmware.store.errors import StoreError
from firmware.store.reader import Reader
from firmware.till.acts import JournalKind
from tests.app.day import MORNING, utc


@pytest.fixture
def stand(tmp_path: Path, config: Config) -> Stand:
    """A till that was never commissioned."""
    folder = tmp_path / "till"
    folder.mkdir()
    return Stand(folder, config, utc(MORNING))


def key_text(stand: Stand) -> bytes | None:
    """The AES key's file as it is; None before it was made."""
    path = stand.secrets / credentials.AES_KEY
    return path.read_bytes() if path.exists() else None


def ended(stand: Stand) -> None:
    """Its register was put out of service."""
    with Book.open(stand.book_path) as book:
        at_utc = stand.clock.now().utc
        book.append([Entry(kind=JournalKind.AUSSERBETRIEB, clerk=1, content={}, at_utc=at_utc)])


def under(stand: Stand, register_id: str) -> Stand:
    """The same till with another id in its settings."""
    register = msgspec.structs.replace(stand.config.register, id=register_id)
    stand.config = msgspec.structs.replace(stand.config, register=register)
    return stand


def begin_with(stand: Stand, **words: object) -> Commissioned:
    """Put into operation with what a technician says beside the settings."""
    wish = Wish(way=Way.BENCH, **words)
    return commission_register(stand.config, stand.bench.devices(), stand.secrets, wish)


def test_new_start_after_the_end(stand: Stand) -> None:
    """§ 5 Abs 4, Anlage Z 9 RKSV: new id, new key, new chain; the old book is kept with its key."""
    first = stand.commission()
    key = key_text(stand)
    ended(stand)
    second = begin_with(under(stand, "GRAZ-02"))
    assert first.aes_key_check != second.aes_key_check
    assert key != key_text(stand)
    with Reader.open_read_only(stand.book_path) as book:
        (receipt,) = book.receipts()
        row = book.last_journal("INBETRIEBNAHME")
    assert first_link("GRAZ-02") == machine_code.parse(jws.split(receipt.jws).payload).previous_link
    assert row is not None
    assert "GRAZ-01" == row.content["former"]
    folder = stand.book_path.parent / "former" / "GRAZ-01"
    assert key == (folder / credentials.AES_KEY).read_bytes()
    with Reader.open_read_only(folder / "book.sqlite") as book:
        assert integrity.check(book, integrity.FULL) == ()
    stand.boot()


def test_ended_id_is_not_used_again(stand: Stand) -> None:
    """§ 5 Abs 4 RKSV: neither at once, nor after others."""
    stand.commission()
    ended(stand)
    with pytest.raises(CommissionError, match="takes a new id"):
        begin_with(stand)
    begin_with(under(stand, "GRAZ-02"))
    ended(stand)
    with pytest.raises(CommissionError, match="GRAZ-01 was used before"):
        begin_with(under(stand, "GRAZ-01"))


def test_used_ids_are_refused(stand: Stand) -> None:
    """§ 5 Abs 4 RKSV: the list in the data folder and what is named now; nothing is made."""
    (stand.book_path.parent / "used-ids").write_text("GRAZ-01\n")
    with pytest.raises(CommissionError, match="GRAZ-01 was used before"):
        begin_with(stand)
    with pytest.raises(CommissionError, match="GRAZ-02 was used before"):
        begin_with(under(stand, "GRAZ-02"), used_ids=("GRAZ-02",))
    assert not stand.book_path.exists()
    assert key_text(stand) is None


def test_a_book_that_never_ended_stays(stand: Stand) -> None:
    """§ 17 Abs 8 RKSV: only its own id, said aloud, puts a book aside that was never ended."""
    stand.commission()
    under(stand, "GRAZ-02")
    for words in ({}, {"former": "GRAZ-03"}):
        with pytest.raises(CommissionError, match="GRAZ-01 was never put out of service"):
            begin_with(stand, **words)
    assert stand.book_path.exists()
    begin_with(stand, former="GRAZ-01")
    assert (stand.book_path.parent / "former" / "GRAZ-01" / "book.sqlite").exists()


def test_a_broken_book_is_put_aside_by_name(stand: Stand) -> None:
    """§ 17 Abs 5 RKSV: what cannot be read any more is kept as it is, and begun anew beside."""
    stand.commission()
    stand.book_path.write_bytes(b"\xff" * 8192)
    under(stand, "GRAZ-02")
    with pytest.raises(StoreError):
        begin_with(stand)
    begin_with(stand, former="GRAZ-01")
    folder = stand.book_path.parent / "former" / "GRAZ-01"
    assert b"\xff" * 8192 == (folder / "book.sqlite").read_bytes()
    assert credentials.has_aes_key(folder)


def test_a_former_key_is_not_taken(stand: Stand) -> None:
    """Anlage Z 9 RKSV: a key that was copied back from a former register is refused."""
    stand.commission()
    ended(stand)
    begin_with(under(stand, "GRAZ-02"))
    ended(stand)
    under(stand, "GRAZ-03")
    former_key = stand.book_path.parent / "former" / "GRAZ-01"
    Book.create(stand.book_path.with_name("other.sqlite")).close()
    stand.book_path.with_name("book.sqlite").unlink()
    stand.book_path.with_name("other.sqlite").rename(stand.book_path)
    credentials.remove_aes_key(stand.secrets)
    credentials.copy_aes_key(former_key, stand.secrets)
    with pytest.raises(CommissionError, match="that of a former register"):
        begin_with(stand)
