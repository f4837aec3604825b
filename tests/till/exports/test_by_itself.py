"""firmware.till.exports.by_itself: the Z fetches onto the owner's stick."""

from firmware.till.exports.requests import ExportKind, StartExport
from tests.till.exports.stick import owners, put_in, under_way, view
from tests.till.playbook import Playbook

CLOSE = "F 20 BAR ZW ZW BAR"
DONE = ("Z 1 fertig ✓", "0,00")


def wanted_after(book: Playbook, keys: str = CLOSE) -> StartExport | None:
    """What the app was asked to write."""
    book.usb.view = book.till.stick
    return book.type(keys).usb.wanted


def test_owners_stick() -> None:
    """Z8: everything since the last time; the Z is told as ever."""
    book = put_in(Playbook(), owners())
    assert StartExport(kind=ExportKind.OWNER) == wanted_after(book)
    assert (*DONE, "Stick: Export läuft") == book.zones
    assert ("Export läuft", "0 %") == book.type("C").zones[:2]
    assert "Z 1" in [one.name for one in book.papers]


def test_another_stick() -> None:
    """Nothing is asked of the app."""
    book = put_in(Playbook(), view())
    assert wanted_after(book) is None
    assert (*DONE, "") == book.zones


def test_one_that_may_still_be_in() -> None:
    """It was let go when it was served: the app has it mounted again, and nobody waits for it."""
    book = Playbook()
    assert wanted_after(book) is None
    assert [StartExport(kind=ExportKind.OWNER)] == book.usb.asked
    assert (*DONE, "") == book.zones
    book.usb.refuses = "Kein Stick"
    wanted_after(book)
    assert ("Z 2 fertig ✓", "0,00", "") == book.zones
    assert "FEHLER" not in book.kinds


def test_training() -> None:
    """A practised Z is none."""
    for stick in (owners(), None):
        book = put_in(Playbook(), stick).type("F 50 1111 BAR")
        assert wanted_after(book) is None
        assert [] == book.usb.asked


def test_one_that_goes_on() -> None:
    """The app has it follow; what the display says of the first one stays."""
    book = under_way(put_in(Playbook(), owners()))
    assert StartExport(kind=ExportKind.OWNER) == wanted_after(book)
    assert book.till.export is not None
    assert 423 == book.till.export.per_mille


def test_refused() -> None:
    """E16 over a Z that is done all the same."""
    book = put_in(Playbook(), owners())
    book.usb.refuses = "Stick voll"
    wanted_after(book)
    assert ("FEHLER E16", "Stick voll", "anderer Stick") == book.zones
    assert DONE == book.type("C").zones[:2]
    assert "Z" in book.kinds
