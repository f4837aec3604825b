"""firmware.app.stick.export: what the owner fetches, and what a stick knows."""

import os
from datetime import date
from threading import Event

import pytest

from firmware.app.inbox import StickMade, StickTold
from firmware.app.stick import berth as berths
from firmware.app.stick.owner import new_stick_id, owner_ids, write_stick_id
from firmware.export.package import manifest as manifests
from firmware.store import seal
from firmware.store.seal import SealKind
from firmware.till.acts import JournalKind
from firmware.till.exports.requests import (
    ExportKind,
    StartExport,
)
from firmware.till.requests import Failed, Stored
from hal.stick.emulator import EmulatedStick
from tests.app.stick.counter import OUT, OWNERS, STRANGE, Counter
from tests.stickfs.fixtures import PlugFolder
from tests.stickfs.mischief import Mischief


def test_the_card_seals_the_list(counter: Counter) -> None:
    """Who has the folder can prove it with the certificate of the receipts."""
    result = counter.fetch()
    folder = counter.base / result.folder
    jws = (folder / "MANIFEST.jws").read_text("ascii")
    said = seal.read(jws, SealKind.EXPORT)
    digest = manifests.digest((folder / "MANIFEST.json").read_bytes())
    assert (digest, "GRAZ-01") == (said[manifests.SEALED], said["register_id"])
    (certificate,) = counter.day.stand.book.certificates()
    assert seal.is_signed_by(jws, certificate.der)


def test_without_a_card_it_is_unsealed(counter: Counter) -> None:
    """An outage keeps nobody's data in the till; the next fetch does not build on that list."""
    counter.day.bench.set_card("out")
    counter.day.type("290 WG1 BAR")
    first = counter.fetch()
    assert (False, "") == (first.is_sealed, first.error)
    assert not (counter.base / first.folder / "MANIFEST.jws").exists()
    second = counter.manifest(counter.fetch().folder)
    assert (None, 1) == (second.after, second.receipts.first)


def test_the_owner_gets_what_is_new(counter: Counter) -> None:
    """Each fetch goes on where the last one ended, names its head, and lets the stick go."""
    first = counter.fetch()
    assert (True, 2) == (first.may_pull, first.receipts)
    assert counter.port.stick is None
    counter.day.type("290 WG1 BAR")
    second = counter.fetch()
    before, after = counter.manifest(first.folder), counter.manifest(second.folder)
    assert before.head == after.after
    assert (3, 3) == (after.receipts.first, after.receipts.last)
    assert before.journal.last + 1 == after.journal.first
    third = counter.manifest(counter.fetch().folder)
    assert (0, after.head) == (third.receipts.first, third.after)


def test_an_export_between_is_no_reason_to_leave_out(counter: Counter) -> None:
    """A period for an inspector ends where the book does, but it is not all before that."""
    first = counter.fetch()
    counter.day.until("2026-11-21T09:00:00")
    counter.day.type("290 WG1 BAR")
    counter.insert()
    only = date(2026, 11, 21)
    counter.feeder.start(StartExport(kind=ExportKind.INSPECTION, first=only, last=only))
    counter.result()
    counter.port.pull()
    third = counter.manifest(counter.fetch().folder)
    assert counter.manifest(first.folder).head == third.after


def test_an_owners_stick_is_served_once(counter: Counter) -> None:
    """As long as it stays in, also when it is looked at again."""
    counter.insert()
    for _ in range(2):
        counter.feeder.hear(StickTold(view=OWNERS))
    counter.port.is_held = True
    assert not counter.result().may_pull
    counter.feeder.hear(StickTold(view=OWNERS))
    assert [] == counter.serve()


def test_any_other_stick_is_left_alone(counter: Counter) -> None:
    """Nothing leaves the till by itself."""
    counter.insert()
    counter.feeder.hear(StickTold(view=STRANGE))
    assert [] == counter.serve()
    counter.feeder.hear(StickTold(view=OWNERS))
    counter.port.pull()
    counter.feeder.hear(OUT)
    assert [] == counter.serve()


def test_a_stick_that_knows_more(counter: Counter) -> None:
    """A book that was set back: everything leaves, the row and the chief are told."""
    book, kept = counter.day.stand.book_path, {}
    counter.fetch()
    counter.day.stand.shut_down()
    for path in book.parent.glob("book.sqlite*"):
        kept[path] = path.read_bytes()
    counter.day.boot()
    counter.fetch()
    counter.day.stand.shut_down()
    for path in book.parent.glob("book.sqlite*"):
        path.unlink()
    for path, content in kept.items():
        path.write_bytes(content)
    counter.day.stand.clock.advance(60)
    counter.day.boot()
    third = counter.fetch()
    row = counter.day.stand.book.last_journal(JournalKind.EXPORT)
    assert row is not None
    assert ("Stick weiß mehr", "") == (third.warning, third.error)
    assert "went another way: it was set back or cloned" in str(row.content["alarm"])
    assert (None, 1) == (
        counter.manifest(third.folder).after,
        counter.manifest(third.folder).receipts.first,
    )


def test_a_list_that_somebody_wrote(counter: Counter) -> None:
    """Without the card's seal nobody makes the till leave out a day."""
    first = counter.fetch()
    counter.day.type("290 WG1 BAR")
    ours = counter.base / first.folder
    text = (ours / "MANIFEST.json").read_bytes()
    forged = counter.base / "2026-11-21_000000_abholung"
    forged.mkdir()
    book = counter.day.stand.book
    last, receipt = book.last_journal(), book.last_receipt()
    assert last is not None
    assert receipt is not None
    head = counter.manifest(first.folder).head
    later = text.replace(head.journal_hash.encode(), last.hash.encode()).replace(
        f'"journal_seq":{head.journal_seq}'.encode(), f'"journal_seq":{last.seq}'.encode()
    )
    (forged / "MANIFEST.json").write_bytes(later)
    (forged / "MANIFEST.jws").write_bytes((ours / "MANIFEST.jws").read_bytes())
    second = counter.manifest(counter.fetch().folder)
    assert (head, "") == (second.after, counter.fetch().warning)


def test_rubbish_beside_the_lists(counter: Counter) -> None:
    """What is no list is passed over, a pipe too."""
    first = counter.fetch()
    for name, text in (("1", b"{"), ("2", b""), ("3", b"\xff" * 10)):
        folder = counter.base / f"2027-01-0{name}_000000_abholung"
        folder.mkdir()
        (folder / "MANIFEST.json").write_bytes(text)
    pipe = counter.base / "2027-01-04_000000_abholung"
    pipe.mkdir()
    os.mkfifo(pipe / "MANIFEST.json")
    assert counter.manifest(first.folder).head == counter.manifest(counter.fetch().folder).after


def test_a_stick_is_made_the_owners(counter: Counter) -> None:
    """F 70 9: the file, then the row; only when that is in the book is it looked at anew."""
    looked: list[int] = []
    counter.feeder.look_again = lambda: looked.append(1)
    counter.insert()
    assert counter.feeder.make_owner() is None
    (told,) = counter.serve()
    assert isinstance(told, StickMade)
    assert Stored() == told.answer
    assert [] == looked
    counter.append(JournalKind.STICK, dict(told.row))
    assert {told.row["id"]} == owner_ids(counter.day.stand.book)
    for _ in range(2):
        counter.serve()
    assert [1] == looked


def test_a_stick_that_cannot_be_made_the_owners(counter: Counter, plug_folder: PlugFolder) -> None:
    """No row without its file."""
    counter.port.insert(EmulatedStick(folder=plug_folder(Mischief(room_bytes=0)).folder))
    counter.feeder.make_owner()
    (told,) = counter.serve()
    assert isinstance(told, StickMade)
    assert (Failed(words="Stick voll"), {}) == (told.answer, told.row)


def test_the_row_names_the_stick(counter: Counter) -> None:
    """An owner's by its own number."""
    counter.folder.mkdir(exist_ok=True)
    made = new_stick_id("GRAZ-01")
    write_stick_id(counter.folder, made)
    counter.fetch()
    row = counter.day.stand.book.last_journal(JournalKind.EXPORT)
    assert row is not None
    assert made.id == row.content["stick"]


def test_a_stick_that_stays_mounted(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    """Something is open on it: it may not be pulled, and nobody waits for ever."""
    waits: list[float] = []
    monkeypatch.setattr(berths, "LOOKS", 3)

    def wait(_event: Event, seconds: float) -> bool:
        waits.append(seconds)
        return False

    counter.feeder._wait = wait
    counter.port.is_held = True
    result = counter.fetch()
    assert (False, "") == (result.may_pull, result.error)
    assert [berths.LOOK_S] * 3 == waits
