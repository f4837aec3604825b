"""firmware.app.stick.export: what an inspector takes along, and everything before the end."""

import pytest

from firmware.app.inbox import DepTold, EverythingTold
from firmware.app.stick import writer as writers
from firmware.export.package.examination import Found
from firmware.till.fiscal.calendar_requests import DepWritten
from firmware.till.fiscal.ending_requests import Exported
from firmware.till.requests import Failed
from hal.stick.emulator import EmulatedStick
from tests.app.stick.counter import Counter
from tests.stickfs.fixtures import PlugFolder
from tests.stickfs.mischief import Mischief


def test_the_dep_for_an_inspector(counter: Counter) -> None:
    """F 60, 1: a folder of its own on the stick; the counter waits for the answer."""
    counter.insert()
    assert counter.feeder.start_dep() is None
    assert counter.feeder.is_short
    (told,) = counter.serve()
    assert isinstance(told, DepTold)
    assert isinstance(told.answer, DepWritten)
    assert 2 == told.answer.receipts
    assert ("dep7", "Kontrolle") == (told.row["what"], told.row["reason"])
    assert (counter.base / told.answer.file / "MANIFEST.json").exists()
    counter.feeder.start_dep()
    counter.port.pull()
    (told,) = counter.serve()
    assert isinstance(told, DepTold)
    assert Failed(words="Stick abgezogen") == told.answer


def test_everything_before_the_end(counter: Counter) -> None:
    """F 63: beside the book, and on the stick if there is one."""
    for media in (("data partition",), ("data partition", "stick")):
        assert counter.feeder.start_everything() is None
        (told,) = counter.serve()
        assert isinstance(told, EverythingTold)
        assert isinstance(told.answer, Exported)
        assert media == told.answer.media
        assert ("everything", list(media)) == (told.row["what"], told.row["media"])
        own = counter.day.stand.book_path.parent / "export" / "Registrierkasse" / "GRAZ-01"
        assert (own / told.answer.folder / "MANIFEST.json").exists()
        counter.insert()
    assert 1 == len(list(counter.base.iterdir()))


def test_everything_of_books_that_are_not_whole(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such a register does not end so."""
    found = Found(detail="receipt 2: altered", words="Beleg verändert: 2")
    monkeypatch.setattr(writers, "examine", lambda *_: (found,))
    counter.feeder.start_everything()
    (told,) = counter.serve()
    assert isinstance(told, EverythingTold)
    assert Failed(words="DEP beschädigt") == told.answer
    assert {"what": "everything", "error": "receipt 2: altered"} == told.row


def test_a_stick_that_takes_not_everything(counter: Counter, plug_folder: PlugFolder) -> None:
    """The copy beside the book is enough."""
    counter.port.insert(EmulatedStick(folder=plug_folder(Mischief(room_bytes=10)).folder))
    counter.feeder.start_everything()
    (told,) = counter.serve()
    assert isinstance(told, EverythingTold)
    assert isinstance(told.answer, Exported)
    assert ("data partition",) == told.answer.media


def test_no_room_beside_the_book(counter: Counter) -> None:
    """A file where the folder should be: one clear refusal."""
    (counter.day.stand.book_path.parent / "export").write_text("")
    counter.feeder.start_everything()
    (told,) = counter.serve()
    assert isinstance(told, EverythingTold)
    assert Failed(words="Nicht gesichert") == told.answer
