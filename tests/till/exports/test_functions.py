"""firmware.till.exports.functions: F 70, 71, 72 and 75, as the cashier types them."""

from dataclasses import replace
from datetime import date

import pytest

from firmware.till.acts import JournalKind
from firmware.till.exports.requests import ExportKind, StartExport, StickStanding
from firmware.till.fiscal import ended
from firmware.till.sounds import Sound
from firmware.till.state import End
from tests.till.exports.stick import owners, put_in, under_way, unreadable, view
from tests.till.playbook import Playbook

BUSY = ("FEHLER E16", "Export läuft", "warten")


@pytest.fixture
def book() -> Playbook:
    """A till with a stick of nobody."""
    return Playbook().play("@stick new")


def asked(book: Playbook) -> StartExport | None:
    """What the app was asked to write."""
    return book.usb.wanted


def rows(book: Playbook, kind: JournalKind = JournalKind.STICK) -> list[dict[str, object]]:
    """Rows of a kind; of a stick that was put in none."""
    found = [dict(content) for one, content in book.journal if one == kind]
    return [row for row in found if row.get("what") != "in"]


def test_everything_is_two_keys(book: Playbook) -> None:
    """K029: first receipt to today are proposed; BAR BAR takes all there is."""
    assert ("WAS AUF STICK ?", "1 DEP", "1DEP 2Prüfung 9Chef") == book.type("F 70").zones
    assert ("VON TTMMJJ ?", "010726", "BAR BAR = alles") == book.type("1").zones
    assert ("BIS TTMMJJ ?", "201126", "BAR = bis heute") == book.type("BAR").zones
    book.type("BAR")
    assert StartExport(kind=ExportKind.DEP7) == asked(book)
    assert [{"what": "asked", "export": "dep7"}] == rows(book)
    assert ("Export läuft", "0 %") == book.zones[:2]


def test_a_period(book: Playbook) -> None:
    """V131: as the inspector wants it; the row says which days."""
    book.type("F 70 2 011026 BAR 311026 BAR")
    first, last = date(2026, 10, 1), date(2026, 10, 31)
    assert StartExport(kind=ExportKind.INSPECTION, first=first, last=last) == asked(book)
    days = {"first_day": "2026-10-01", "last_day": "2026-10-31"}
    assert [{"what": "asked", "export": "pruefung", **days}] == rows(book)


@pytest.mark.parametrize(
    ("keys", "hint"),
    [
        ("1 320126 BAR", "TTMMJJ, bis heute"),
        ("1 211126 BAR", "TTMMJJ, bis heute"),
        ("1 300626 BAR", "erst ab 01.07.26"),
        ("1 BAR 99 BAR", "TTMMJJ, bis heute"),
        ("2 BAR 211126 BAR", "TTMMJJ, bis heute"),
        ("2 151026 BAR 141026 BAR", "nicht vor 15.10.26"),
    ],
)
def test_days_that_cannot_be(book: Playbook, keys: str, hint: str) -> None:
    """E01 says which could be, and the same day is asked for again."""
    title = "VON TTMMJJ ?" if keys.count("BAR") == 1 else "BIS TTMMJJ ?"
    assert ("FEHLER E01", "Datum prüfen", hint) == book.type(f"F 70 {keys}").zones
    assert title == book.type("C").zones[0]
    assert asked(book) is None


def test_one_day(book: Playbook) -> None:
    """From and to may be the same."""
    book.type("F 70 1 151026 BAR 151026 BAR")
    day = date(2026, 10, 15)
    assert StartExport(kind=ExportKind.DEP7, first=day, last=day) == asked(book)


def test_c_leads_back(book: Playbook) -> None:
    """Answer by answer, then out; nothing has happened."""
    book.type("F 70 1 BAR")
    assert [book.type("C").zones[0] for _ in range(3)] == [
        "VON TTMMJJ ?",
        "WAS AUF STICK ?",
        "Bereit",
    ]
    assert asked(book) is None


def test_journal_and_copy(book: Playbook) -> None:
    """F 71 asks for the days, F 72 for the chief and nothing else."""
    book.type("F 71 BAR BAR")
    assert StartExport(kind=ExportKind.JOURNAL) == asked(book)
    other = Playbook().play("@stick new").type("F 72 1111 BAR")
    assert StartExport(kind=ExportKind.COPY) == asked(other)
    assert {"what": "asked", "export": "sicherung", "chief": 1} == rows(other)[0]


@pytest.mark.parametrize("keys", ["F 70", "F 71", "F 72 1111 BAR", "F 75"])
def test_without_a_stick(keys: str) -> None:
    """E16 at once, before anything is asked."""
    book = Playbook().type(keys)
    assert ("FEHLER E16", "Kein Stick") == book.zones[:2]
    assert ("" if keys == "F 75" else "Stick (neu) anstecken") == book.zones[2]


@pytest.mark.parametrize("keys", ["F 70", "F 71", "F 72 1111 BAR"])
def test_with_a_stick_of_no_use(keys: str) -> None:
    """What nobody can read or write gets nothing."""
    book = put_in(Playbook(), unreadable()).type(f"C {keys}")
    assert ("FEHLER E16", "nicht lesbar", "anderer Stick") == book.zones
    book = put_in(Playbook(), view(is_writable=False)).type(f"C {keys}")
    assert ("FEHLER E16", "Schreibschutz", "anderer Stick") == book.zones


@pytest.mark.parametrize("keys", ["F 70", "F 71", "F 72 1111 BAR", "F 75"])
def test_one_at_a_time(book: Playbook, keys: str) -> None:
    """While one goes on there is no other, and the stick stays in."""
    assert BUSY == under_way(book).type(keys).zones


@pytest.mark.parametrize("keys", ["F 70 1 BAR BAR", "F 71 BAR BAR", "F 72 1111 BAR"])
def test_refused(book: Playbook, keys: str) -> None:
    """What the app cannot begin is E16 with its words."""
    book.usb.refuses = "Stick voll"
    assert ("FEHLER E16", "Stick voll", "anderer Stick") == book.type(keys).zones
    assert [] == rows(book)
    assert book.till.export is None


def test_in_an_open_sale(book: Playbook) -> None:
    """V131: an inspector does not wait until the customer has paid; the sale stays as it is."""
    book.type("1980 WG3 F 70 1 BAR BAR")
    assert ("Stick", "Export läuft", "SUMME           19,80") == book.zones
    assert ("REST", "9,80") == book.type("1000 BAR F 70").type("C").zones[:2]
    assert "B2 1Pos ⇧0%" in book.screen.status
    assert ("RÜCKGELD", "0,20") == book.type("1000 BAR").zones[:2]
    assert 1980 == book.sales[0].total_cents


def test_the_word_of_a_running_export_ends_with_it(book: Playbook) -> None:
    """Nobody reads that it goes on when it does not; how it ended is told after the sale."""
    book.type("1980 WG3 F 70 1 BAR BAR").play("@wait 5")
    assert ("Korb", "19,80", "SUMME           19,80") == book.zones
    assert ("Stick ok", "fertig ✓", "abziehen: F 75") == book.type("BAR C").zones


def test_what_was_typed_stays(book: Playbook) -> None:
    """A number before F is there again afterwards."""
    assert "2,50" == book.type("250 F 70 1 BAR BAR").zones[1]


def test_locked_out() -> None:
    """Who has not signed on gets no data; an inspector has F 60."""
    book = put_in(Playbook(clerk=None), view())
    for keys in ("F 70", "F 71", "F 72", "F 75"):
        assert "FEHLER E05" == book.type(keys).zones[0]
        book.type("C")


def test_in_training() -> None:
    """The data are real, and the row says where they were asked for."""
    book = Playbook().type("F 50 1111 BAR").play("@stick new").type("F 70 1 BAR BAR")
    assert StartExport(kind=ExportKind.DEP7) == asked(book)
    assert {"what": "asked", "export": "dep7", "training": True} == rows(book)[0]


def test_a_till_out_of_service(book: Playbook) -> None:
    """§ 132 BAO: what is kept for seven years can be carried away for as long."""
    assert {70, 71, 72, 75} <= ended.FUNCTIONS
    book.till = replace(book.till, ended=End(number=412))
    book.type("F 72 1111 BAR")
    assert StartExport(kind=ExportKind.COPY) == asked(book)
    assert ("Export läuft", "AUSSER BETRIEB") == book.zones[:2]


def test_owners_stick(book: Playbook) -> None:
    """F 70 9: with the chief, after a question; the rows name him."""
    assert ("CHEF-STICK ?", "anlegen") == book.type("F 70 9 1111 BAR").zones[:2]
    assert ("Chef-Stick", "angelegt", "holt ab jetzt selbst") == book.type("BAR").zones
    assert Sound.BOOKED in book.sounds
    assert 1 == rows(book, JournalKind.CHEF)[0]["number"]
    assert "owner" == rows(book)[-1]["what"]
    put_in(book, owners())
    assert "angelegt" == book.zones[1]


def test_an_owners_stick_stays_whose_it_is(book: Playbook) -> None:
    """One of another till is refused, one of this till has no need."""
    put_in(book, None)
    put_in(book, view(StickStanding.OTHER_TILL))
    keys = "F 70 9 1111 BAR"
    assert ("FEHLER E16", "andere Kassa", "anderer Stick") == book.type(keys).zones
    put_in(put_in(book, None), owners())
    assert ("FEHLER E16", "schon Chef-Stick", "ist fertig") == book.type(f"C {keys}").zones


def test_a_stick_pulled_while_the_pin_was_typed(book: Playbook) -> None:
    """There is none any more to make the owner's."""
    put_in(book.type("F 70 9 1111"), None)
    assert ("FEHLER E16", "Kein Stick") == book.type("BAR").zones[:2]


def test_no_owners_stick(book: Playbook) -> None:
    """Left with C, or refused by the app."""
    assert "Bereit" == book.type("F 70 9 1111 BAR C").zones[0]
    book.usb.refuses = "Stick voll"
    assert ("FEHLER E16", "Stick voll") == book.type("F 70 9 1111 BAR BAR").zones[:2]


def test_release(book: Playbook) -> None:
    """F 75: it may be pulled when the kernel has let go, and not before."""
    assert ("Stick", "noch stecken lassen") == book.type("F 75").zones[:2]
    book.play("@wait 1")
    assert ("Stick", "abziehen") == book.zones[:2]
    assert Sound.EXPORTED == book.sounds[-1]
    assert not book.till.is_stick_leaving


def test_release_refused(book: Playbook) -> None:
    """Somebody still writes: E16, and the stick stays."""
    book.usb.refuses = "wird benutzt"
    assert ("FEHLER E16", "wird benutzt", "nochmals: F 75") == book.type("F 75").zones
