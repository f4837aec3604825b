"""A register goes on from a copy: judged first, journalled, and never over what is there."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from firmware.app import credentials
from firmware.app.credentials import CredentialError
from firmware.app.life import restore as module
from firmware.app.life.continuity import HEAD_FILE, Continuity, ContinuityError, Known
from firmware.app.life.restore import Place, Source, adopt_book, restore_book, source_at
from firmware.app.pins import Pins
from firmware.store import integrity
from firmware.store.book import Book
from firmware.store.errors import StoreError, StoreFault
from firmware.store.head import Head, head_of
from firmware.store.reader import Reader
from firmware.store.snapshot import snapshot
from firmware.till.acts import JournalKind
from tests.app.day import Day

REGISTER = "GRAZ-01"
LATER = timedelta(minutes=5)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A new machine: nothing is on it."""
    new = tmp_path / "new"
    return Place(data=new, secrets=new / "credentials", register_id=REGISTER)


@pytest.fixture
def card(day: Day, tmp_path: Path) -> Path:
    """The data folder of a till that broke, on its memory card; the plug was pulled."""
    day.type("250 WG1 BAR")
    out = tmp_path / "card"
    shutil.copytree(day.stand.book_path.parent, out)
    return out


@pytest.fixture
def bring_back(day: Day, place: Place) -> Callable[..., Continuity]:
    """`kassa restore` a little later."""

    def restore(path: Path, **known: object) -> Continuity:
        now_utc = day.stand.clock.now().utc + LATER
        return restore_book(source_at(path, None), place, Known(**known), now_utc)  # type: ignore[arg-type]

    return restore


def head_at(path: Path) -> Head:
    """Where the book of a folder ends."""
    with Book.open(path) as book:
        found = head_of(book)
    assert found is not None
    return found


def test_a_card_goes_on_in_a_new_machine(
    card: Path, place: Place, bring_back: Callable[..., Continuity]
) -> None:
    """§ 17 Abs 5 RKSV: the DEP survived, so the register simply goes on; that is journalled."""
    known = head_at(card / "book.sqlite")
    found = bring_back(card, heads=((HEAD_FILE, known),))
    assert known == found.head
    with Reader.open_read_only(place.book) as book:
        assert integrity.check(book, integrity.FULL) == ()
        row = book.last_journal()
    assert row is not None
    assert JournalKind.WIEDERHERSTELLUNG == row.kind
    assert {
        "source": str(card / "book.sqlite"),
        "receipts": 2,
        "journal_seq": known.journal_seq,
        "journal_hash": known.journal_hash,
        "turnover_cents": 250,
        "judged_by": [f"head file: receipt 2, row {known.journal_seq}"],
        "last_number": None,
    } == row.content
    assert credentials.read_aes_key(place.secrets) == credentials.read_aes_key(card / "credentials")
    assert credentials.read_card_pin(place.secrets) == b"123456"
    names = {path.name for path in place.data.iterdir()}
    assert names - {"book.sqlite-shm", "book.sqlite-wal"} == {"book.sqlite", "credentials"}


def test_the_folder_of_a_till_as_its_settings_lay_it_out(
    card: Path, place: Place, bring_back: Callable[..., Continuity]
) -> None:
    """ADR 0019: key and PIN are in `secrets`, beside the book, and come along by themselves."""
    (card / "credentials").rename(card / credentials.OWN_FOLDER)
    bring_back(card, last_number=2)
    assert credentials.has_aes_key(place.secrets)
    assert credentials.read_card_pin(place.secrets) == b"123456"


def test_what_stands_in_the_wal_alone_comes_along(
    day: Day, card: Path, place: Place, bring_back: Callable[..., Continuity]
) -> None:
    """A plug that was pulled leaves the last receipts in the WAL; they count."""
    assert (card / "book.sqlite-wal").stat().st_size > 0
    bring_back(card, last_number=2)
    with Reader.open_read_only(place.book) as book:
        assert [one.jws for one in book.receipts(2)] == [one.jws for one in day.receipts()]


def test_clerks_keep_their_pins(
    card: Path, place: Place, bring_back: Callable[..., Continuity]
) -> None:
    """The verifiers lie beside the book."""
    Pins(card).store(1, "4711")
    bring_back(card, last_number=2)
    assert 1 == Pins(place.data).whose("4711", [1])


def test_a_card_that_came_later_keeps_its_pin(
    card: Path, place: Place, bring_back: Callable[..., Continuity]
) -> None:
    """What F 68 kept beside the book comes along; what is here already stays."""
    credentials.write_later_pin(card / "secrets", "1a2b", b"4711")
    credentials.write_later_pin(card / "secrets", "3c4d", b"9999")
    credentials.write_later_pin(place.data / "secrets", "3c4d", b"0815")
    bring_back(card, last_number=2)
    assert {"1a2b": b"4711", "3c4d": b"0815"} == credentials.read_later_pins(place.data / "secrets")


def test_pins_of_later_cards_lie_in_the_folder_that_was_named(
    day: Day, card: Path, place: Place, tmp_path: Path
) -> None:
    """A copy of the secrets on a stick has them beside the key, wherever the book is."""
    stick = tmp_path / "stick"
    shutil.copytree(card / "credentials", stick)
    credentials.write_later_pin(stick, "1a2b", b"4711")
    now_utc = day.stand.clock.now().utc + LATER
    restore_book(source_at(card / "book.sqlite", stick), place, Known(last_number=2), now_utc)
    assert {"1a2b": b"4711"} == credentials.read_later_pins(place.data / "secrets")


def test_what_opens_a_service_comes_along(
    day: Day, card: Path, place: Place, tmp_path: Path
) -> None:
    """Password and token are taken over where the machine has none; a new one stays."""
    handed = tmp_path / "handed"
    handed.mkdir()
    given = {card / "credentials/atrust-password": b"their password"}
    given |= {card / "credentials/primesign-token": b"their token"}
    given |= {handed / "primesign-token": b"our token"}
    for path, text in given.items():
        path.touch(mode=0o600)
        path.write_bytes(text)
    now_utc = day.stand.clock.now().utc + LATER
    new = replace(place, handed=handed)
    restore_book(source_at(card, None), new, Known(last_number=2), now_utc)
    kinds = ("atrust-online", "primesign")
    expected = {"atrust-online": b"their password", "primesign": b"our token"}
    assert expected == credentials.read_service_secrets(handed, kinds)


def test_a_service_password_that_cannot_be_written_leaves_the_till_as_it_was(
    day: Day, card: Path, place: Place, tmp_path: Path
) -> None:
    """The book comes last: whoever mends the folder says the same command again."""
    secret = card / "credentials/atrust-password"
    secret.touch(mode=0o600)
    secret.write_bytes(b"their password")
    (tmp_path / "file").write_text("no folder")
    new = replace(place, handed=tmp_path / "file")
    now_utc = day.stand.clock.now().utc + LATER
    with pytest.raises(CredentialError, match="atrust-password: cannot be written"):
        restore_book(source_at(card, None), new, Known(last_number=2), now_utc)
    assert not place.book.exists()
    restore_book(source_at(card, None), place, Known(last_number=2), now_utc)
    assert place.book.exists()


def test_a_backup_file_needs_its_key(
    day: Day, place: Place, tmp_path: Path, bring_back: Callable[..., Continuity]
) -> None:
    """A register without its key cannot go on; with it, it does."""
    out = tmp_path / "stick" / "book.sqlite"
    out.parent.mkdir()
    snapshot(day.stand.book, out)
    with pytest.raises(ContinuityError, match="no AES key"):
        bring_back(out, last_number=1)
    assert not place.book.exists()
    now_utc = day.stand.clock.now().utc + LATER
    source = source_at(out, day.stand.secrets)
    assert 1 == restore_book(source, place, Known(last_number=1), now_utc).head.receipts


def test_a_stale_backup_leaves_nothing_behind(
    day: Day, card: Path, place: Place, bring_back: Callable[..., Continuity]
) -> None:
    """Anlage Z 4 RKSV: judged before anything is there to sign with."""
    day.type("290 WG3 BAR")
    head = head_of(day.stand.book)
    assert head is not None
    with pytest.raises(ContinuityError, match="stale"):
        bring_back(card, heads=((HEAD_FILE, head),))
    assert [] == list(place.data.iterdir())


def test_a_newer_book_here_refuses_an_older_copy(
    day: Day, card: Path, place: Place, bring_back: Callable[..., Continuity]
) -> None:
    """What is on the machine knows more than the copy: it stays."""
    bring_back(card, last_number=2)
    mark = head_at(place.book)
    older = card / "book.sqlite"
    with pytest.raises(ContinuityError, match="book here knows receipt 2"):
        bring_back(older, last_number=2)
    assert mark == head_at(place.book)


def test_a_damaged_book_here_is_set_aside(
    card: Path, place: Place, bring_back: Callable[..., Continuity]
) -> None:
    """It is kept as it is (§ 132 BAO); the sound copy takes its place."""
    place.data.mkdir()
    place.book.write_bytes(b"not a book" * 1000)
    bring_back(card, last_number=2)
    (aside,) = (place.data / "set-aside").iterdir()
    assert (aside / "book.sqlite").read_bytes().startswith(b"not a book")
    assert 2 == head_at(place.book).receipts


def test_a_running_till_is_left_alone(day: Day, card: Path) -> None:
    """Its book is locked; nobody puts another under it."""
    till = Place(data=day.stand.book_path.parent, secrets=day.stand.secrets, register_id=REGISTER)
    now_utc = day.stand.clock.now().utc + LATER
    with pytest.raises(StoreError) as caught:
        restore_book(Source(book=card / "book.sqlite"), till, Known(last_number=2), now_utc)
    assert StoreFault.LOCKED is caught.value.fault


def test_another_register_is_refused(
    card: Path, place: Place, bring_back: Callable[..., Continuity], day: Day
) -> None:
    """The settings say which register this is."""
    other = Place(data=place.data, secrets=place.secrets, register_id="GRAZ-02")
    now_utc = day.stand.clock.now().utc + LATER
    with pytest.raises(ContinuityError, match=r"of GRAZ-01, the settings say GRAZ-02"):
        restore_book(source_at(card, None), other, Known(last_number=2), now_utc)
    bring_back(card, last_number=2)
    with pytest.raises(ContinuityError, match="is of register GRAZ-01"):
        restore_book(source_at(card, None), other, Known(last_number=2), now_utc)


def test_a_folder_without_a_book(tmp_path: Path) -> None:
    """An export is no copy of a book."""
    with pytest.raises(ContinuityError, match="there is no book"):
        source_at(tmp_path, None)


def test_the_book_of_this_till_is_adopted_not_restored(card: Path, day: Day) -> None:
    """One wrong word does not copy a book onto itself."""
    place = Place(data=card, secrets=card / "credentials", register_id=REGISTER)
    now_utc = day.stand.clock.now().utc + LATER
    with pytest.raises(ContinuityError, match="--adopt"):
        restore_book(source_at(card, None), place, Known(last_number=2), now_utc)


def test_a_card_in_a_spare_machine_is_adopted(card: Path, day: Day) -> None:
    """The card itself moved: one command, one row; judged like any copy."""
    place = Place(data=card, secrets=card / "credentials", register_id=REGISTER)
    now_utc = day.stand.clock.now().utc + LATER
    with pytest.raises(ContinuityError, match="receipt 3 was printed"):
        adopt_book(place, Known(last_number=3), now_utc)
    adopt_book(place, Known(last_number=2), now_utc)
    with Reader.open_read_only(place.book) as book:
        row = book.last_journal()
    assert row is not None
    assert (JournalKind.WIEDERHERSTELLUNG, "adopted", 2) == (
        row.kind,
        row.content["source"],
        row.content["last_number"],
    )


@pytest.mark.parametrize("step", ["_go_on", "_keep_secrets", "_set_aside", "_put"])
def test_a_cut_leaves_the_old_state_or_the_new(
    card: Path,
    place: Place,
    bring_back: Callable[..., Continuity],
    monkeypatch: pytest.MonkeyPatch,
    step: str,
) -> None:
    """Cut before or behind any step, the same command goes on to one book with one such row."""
    known = {"last_number": 2}
    real = getattr(module, step)
    for is_before in (True, False):

        def cut(*given: object, is_before: bool = is_before) -> None:
            if not is_before:
                real(*given)
            raise KeyboardInterrupt

        monkeypatch.setattr(module, step, cut)
        with pytest.raises(KeyboardInterrupt):
            bring_back(card, **known)
        monkeypatch.setattr(module, step, real)
        if place.book.exists():
            continue
        bring_back(card, **known)
        with Reader.open_read_only(place.book) as book:
            assert 1 == sum(1 for _ in book.journal(kind=JournalKind.WIEDERHERSTELLUNG))
            assert integrity.check(book, integrity.FULL) == ()
        shutil.rmtree(place.data)
