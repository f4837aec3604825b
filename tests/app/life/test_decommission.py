"""A register that ends without a Schlussbeleg: journalled, exported, or saved as it is."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from firmware.app import credentials
from firmware.app.life.decommission import Decommissioned, DecommissionError, Wish, decommission
from firmware.finanzonline.order import Reason
from firmware.store import integrity
from firmware.store.reader import Reader
from firmware.till.acts import JournalKind
from tests.app.day import Day

REGISTER = "GRAZ-01"


@pytest.fixture
def card(day: Day, tmp_path: Path) -> Path:
    """The data folder of a till that burned, on its memory card."""
    day.type("250 WG1 BAR")
    out = tmp_path / "card"
    shutil.copytree(day.stand.book_path.parent, out)
    return out


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Where everything goes."""
    return tmp_path / "out"


def end(day: Day, card: Path, out: Path, minutes: int = 5) -> Decommissioned:
    """`kassa decommission` a little later."""
    aes_key = credentials.read_aes_key(card / "credentials")
    now_utc = day.stand.clock.now().utc + timedelta(minutes=minutes)
    wish = Wish(data=card, out=out, register_id=REGISTER, aes_key=aes_key)
    return decommission(wish, now_utc)


def test_a_whole_book_is_ended_and_exported(day: Day, card: Path, out: Path) -> None:
    """Decree on tills 3.6.2: no Schlussbeleg; row, export and slip instead."""
    ended = end(day, card, out)
    assert ((), None, True) == (ended.damage, ended.saved, ended.is_journalled)
    assert ended.export is not None
    with Reader.open_read_only(card / "book.sqlite") as book:
        row = book.last_journal(JournalKind.AUSSERBETRIEB)
        export = book.last_journal(JournalKind.EXPORT)
        assert ["startbeleg", "standard"] == [one.kind.value for one in book.receipts()]
        assert integrity.check(book, integrity.FULL) == ()
    assert row is not None
    assert {"reason": Reason.IRREPARABLE.value, "number": None, "units": False} == row.content
    assert export is not None
    assert ended.export.folder.name == export.content["folder"]
    assert ended.export.manifest_sha256 == export.content["manifest_sha256"]
    assert "everything" == export.content["what"]


def test_the_slip_says_what_to_do(day: Day, card: Path, out: Path) -> None:
    """Reason 7 for FinanzOnline, what is kept, and that the id is never used again."""
    ended = end(day, card, out)
    text, page = (path.read_bytes() for path in ended.papers)
    for words in ("AUSSER BETRIEB", REGISTER, "7 nicht behebbarer Ausfall", "NIE WIEDER"):
        assert words in text.decode()
    assert page.startswith(b"%PDF")


def test_a_second_time_goes_on(day: Day, card: Path, out: Path) -> None:
    """Cut and run again: one row, one end, another export."""
    first = end(day, card, out)
    second = end(day, card, out, minutes=10)
    assert first.ended_utc == second.ended_utc
    with Reader.open_read_only(card / "book.sqlite") as book:
        assert 1 == sum(1 for _ in book.journal(kind=JournalKind.AUSSERBETRIEB))


def test_a_damaged_book_is_saved_as_it_is(day: Day, card: Path, out: Path) -> None:
    """§ 17 Abs 5 RKSV: the old DEP is saved; what is wrong with it is in writing."""
    book = card / "book.sqlite"
    with Reader.open_read_only(book):
        pass
    wal = card / "book.sqlite-wal"
    jws = day.receipts()[0].jws.encode()
    wal.write_bytes(b"")
    text = book.read_bytes()
    book.write_bytes(text[: len(text) // 2] + b"\xff" * (len(text) - len(text) // 2))
    assert jws not in book.read_bytes()
    found = book.read_bytes()
    ended = end(day, card, out)
    assert ended.damage
    assert ended.saved is not None
    assert found == (ended.saved / "book.sqlite").read_bytes()
    written = (ended.saved / "DAMAGE.txt").read_text("utf-8")
    assert all(one in written for one in ended.damage)
    assert "book.sqlite" in (ended.saved / "SHA256SUMS").read_text()


def test_no_book_at_all_but_a_file(day: Day, card: Path, out: Path) -> None:
    """Not even SQLite: still saved, and the slip still comes."""
    (card / "book.sqlite").write_bytes(b"\0" * 5000)
    (card / "book.sqlite-wal").unlink()
    ended = end(day, card, out)
    assert not ended.is_journalled
    assert ended.export is None
    assert ended.saved is not None
    assert all(path.exists() for path in ended.papers)


def test_another_register_is_refused(day: Day, card: Path, out: Path) -> None:
    """The id is typed, so that nobody ends the wrong one."""
    now_utc = day.stand.clock.now().utc
    with pytest.raises(DecommissionError, match="of register GRAZ-01, typed was GRAZ-02"):
        decommission(Wish(data=card, out=out, register_id="GRAZ-02"), now_utc)
    with Reader.open_read_only(card / "book.sqlite") as book:
        assert book.last_journal(JournalKind.AUSSERBETRIEB) is None


def test_a_running_till_is_refused(day: Day, out: Path) -> None:
    """A till that runs can print its Schlussbeleg (F 63)."""
    wish = Wish(data=day.stand.book_path.parent, out=out, register_id=REGISTER)
    with pytest.raises(DecommissionError, match="in use"):
        decommission(wish, day.stand.clock.now().utc)


def test_a_folder_without_a_book(tmp_path: Path, day: Day) -> None:
    """The wrong folder."""
    wish = Wish(data=tmp_path / "x", out=tmp_path, register_id=REGISTER)
    with pytest.raises(DecommissionError, match="there is no book"):
        decommission(wish, day.stand.clock.now().utc)
