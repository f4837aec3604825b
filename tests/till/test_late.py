"""firmware.till.late: news and errors wait until they cover nothing."""

from collections.abc import Callable

import pytest

from firmware.till.events import PaperState
from firmware.till.exports.requests import ExportKind, ExportResult
from firmware.till.late import tell
from firmware.till.state import Notice, say_later
from tests.till.exports.stick import ended, held, put_in, unreadable
from tests.till.playbook import Playbook

Typed = Callable[[str], Playbook]

E16 = ("FEHLER E16", "nicht lesbar", "anderer Stick")


@pytest.mark.parametrize(
    ("keys", "end"),
    [
        ("250", "WG1 BAR C"),
        ("250 WG1", "BAR C"),
        ("1980 WG3 1000 BAR", "BAR C"),
        ("1980 WG3 2000 BAR", "C"),
        ("1980 WG3 BAR F BON", "C"),
        ("25000 WG1", "C C"),
        ("F 02 50", "F C"),
        ("F", "C"),
        ("F 0", "C"),
        ("F 60", "C"),
    ],
)
def test_an_error_nobody_caused_covers_nothing(typed: Typed, keys: str, end: str) -> None:
    """Number, sale, change, code, question, function: all stay, then the error stands there."""
    book = typed(keys)
    before = book.zones
    put_in(book, unreadable())
    assert before == book.zones
    assert "FEHLER" == book.kinds[-1]
    assert E16 == book.type(end).zones


def test_an_open_sale_behind_a_lock_is_covered_by_nothing() -> None:
    """The till locked itself; who signs on finds the sale, and then the error."""
    book = Playbook(clerk=2).type("250 WG1")
    book.wait(11 * 60)
    before = book.zones
    put_in(book, unreadable())
    assert before == book.zones


def test_between_sales_it_is_shown_at_once(typed: Typed) -> None:
    """Also while nobody is signed on."""
    for clerk in (2, None):
        book = Playbook(clerk=clerk)
        put_in(book, unreadable())
        assert E16 == book.zones


def test_a_held_error_stays_until_c(typed: Typed) -> None:
    """No other key takes it away, and none of them does anything."""
    book = held(typed(""))
    words = book.zones
    for key in ["5", "WG1", "BAR", "KARTE", "STO", "ZW", "BON", "PLU", "×", "%"]:
        assert words == book.type(key).zones
    assert [] == book.sales
    assert words != book.type("C").zones


def test_an_inspector_does_not_wait_for_c(typed: Typed) -> None:
    """F 60 works, and the error is there again afterwards."""
    book = held(typed(""))
    words = book.zones
    assert "Scannen" == book.type("F 60").zones[1]
    assert words == book.type("C").zones


def test_a_held_error_outlives_another(typed: Typed) -> None:
    """The end of the paper is told at once; what is held comes back."""
    book = held(typed(""))
    words = book.zones
    assert "FEHLER E10" == book.paper(PaperState.OUT).zones[0]
    assert words == book.type("C").zones
    put_in(book.type("250 WG1"), unreadable())
    assert words == held(book).type("BAR C").zones


def test_a_held_error_is_not_displaced_while_it_waits(typed: Typed) -> None:
    """Two errors within one sale: the one that somebody must read is read."""
    book = held(typed("250 WG1"))
    put_in(book, unreadable())
    assert "FEHLER E21" == book.type("BAR C").zones[0]


def test_news_wait_for_the_end_of_the_sale(typed: Typed) -> None:
    """All of them, in their order; the same one only once."""
    book = typed("250 WG1")
    book.till = tell(book.till, "eins", "1", "F 1")
    book.till = tell(book.till, "zwei", "2", "F 2")
    book.till = tell(book.till, "eins", "3", "F 1")
    assert ("Obst", "2,50") == book.zones[:2]
    assert ("zwei", "2", "F 2") == book.type("BAR C").zones
    assert ("eins", "3", "F 1") == book.type("C").zones
    assert "Bereit" == book.type("C").zones[0]


def test_what_asks_for_something_is_read_again(typed: Typed) -> None:
    """News between sales come before older ones, which come back."""
    book = typed("")
    book.till = tell(book.till, "eins", "1", "F 1")
    book.till = tell(book.till, "zwei", "2")
    assert ("zwei", "2", "") == book.zones
    assert ("eins", "1", "F 1") == book.type("C").zones


def test_what_asks_for_nothing_gives_way(book: Playbook) -> None:
    """A key is worth more than a number that is on paper, too."""
    idle, asking = Notice(item="a", main="b"), Notice(item="c", main="d", hint="F 69")
    till = say_later(say_later(book.till, idle), asking)
    assert (asking,) == till.late_notices


def test_the_end_of_an_export_waits_too(typed: Typed) -> None:
    """The change to give stays where it is."""
    book = ended(typed("1980 WG3 2000 BAR"), ExportResult(kind=ExportKind.OWNER))
    assert ("RÜCKGELD", "0,20") == book.zones[:2]
    assert ("Stick ok", "fertig ✓") == book.type("C").zones[:2]
