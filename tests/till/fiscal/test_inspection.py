"""firmware.till.fiscal.inspection: F 60 from every state, and back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from firmware.rksv.receipt import ReceiptKind
from firmware.till.events import Answered, Refusal, SwitchState
from firmware.till.fiscal.calendar_requests import DepWritten, WriteDep
from firmware.till.papers.paper import to_document
from firmware.till.requests import Failed
from firmware.till.state import Phase, Till
from hal.display.codec import render
from tests.till.fiscal.test_outage import OUTAGE
from tests.till.paper import lines_of
from tests.till.playbook import STALL, Playbook, stall_with

Typed = Callable[[str], Playbook]

#: Keys that lead into every state a person can stand in.
STATES = {
    "idle": "",
    "number": "250",
    "quantity": "3 × 250",
    "returned": "F STO 250",
    "sale": "1980 WG3 250",
    "subtotal": "1980 WG3 ZW",
    "part paid": "1980 WG3 1000 BAR",
    "done": "1980 WG3 2000 BAR",
    "halo": "25000 WG1",
    "change": "1980 WG3 25000 BAR",
    "card": "1980 WG3 KARTE",
    "abort": "1980 WG3 F C",
    "amount": "F 02 50",
    "choice": "F 02 5000 BAR",
    "pin": "F 94 11",
    "list": "1980 WG3 BAR F 41",
    "menu": "F F BAR",
    "half a code": "F 3",
    "training": "F 50 1111 BAR 250 WG1",
    "late entry": "F 32 17 BAR BAR 250 WG1",
}


def where(till: Till) -> object:
    """What a cashier would miss if it were gone."""
    left = (till.basket, till.entry, till.prompt, till.dialogue, till.is_training, till.clerk)
    return (*left, None if till.done is None else till.done.label)


@pytest.mark.parametrize("keys", STATES.values(), ids=STATES)
def test_from_every_state_and_back(keys: str) -> None:
    """§ 19 RKSV: a real zero receipt, and what was open is there again, to the digit."""
    book = Playbook().type(keys)
    before, sales = where(book.till), len(book.sales)
    book.type("F 60")
    assert [ReceiptKind.NULLBELEG] == [one.kind for one in book.sales[sales:]]
    assert Phase.DIALOGUE is book.phase
    assert book.screen.qr
    render(book.screen)
    assert ["Kontrolle"] == [one.name for one in book.papers]
    book.type("BAR")
    assert before == where(book.till)
    assert book.till.aside is None


@pytest.mark.parametrize("keys", ["C", "F C", "BAR", "2"])
def test_ways_out(typed: Typed, keys: str) -> None:
    """Whatever a cashier presses to be done with it."""
    assert "Obst" == typed(f"250 WG1 F 60 {keys}").screen.item


def test_from_an_error(typed: Typed) -> None:
    """The error is left by F; what was typed before it is still there."""
    book = typed("250 BON F 60 C")
    assert "2,50" == book.screen.main
    assert 1 == len(book.sales)


def test_before_anybody_has_signed_on() -> None:
    """Signed off, and locked over an open sale."""
    book = Playbook(clerk=None).type("2 F 60 C")
    assert ("BEDIENER", "2") == book.zones[:2]
    assert book.sales[0].clerk is None
    stall = stall_with("[options]\nlock_after_minutes = 10\n")
    chief = Playbook(stall, clerk=1).type("1980 WG3").wait(601)
    assert Phase.LOCKED is chief.phase
    assert Phase.LOCKED is chief.type("F 60 C").phase
    assert 1980 == chief.till.basket.total_cents


def test_not_with_the_key_on_aus(typed: Typed) -> None:
    """The key switch says no to everything."""
    book = typed("").turn(SwitchState.OFF).type("F 60")
    assert [] == book.sales


def test_twice(typed: Typed) -> None:
    """Two inspectors, two receipts, one sale."""
    book = typed("1980 WG3 F 60 F 60 C")
    assert 2 == len(book.sales)
    assert "Korb" == book.screen.item


@pytest.mark.parametrize("refusal", Refusal)
def test_refused(typed: Typed, refusal: Refusal) -> None:
    """The reason, and below it what was open."""
    book = typed("").refusing(refusal).type("25000 WG1 F 60")
    assert f"FEHLER {refusal.value}" == book.screen.item
    assert "E02 sicher?" == book.type("C").screen.item
    assert book.till.aside is None


def test_the_page(typed: Typed) -> None:
    """What is asked of a till; never the sum of its turnover."""
    lines = _page(typed("1980 WG3 BAR F 60"))
    for line in (
        "KONTROLLE",
        "Hauptplatz 3, 8010 Graz",
        "ATU12345678",
        "Kasse GRAZ-01",
        "Letzter Bon 000413",
        "DEP-Einträge 413",
        "Signatur geht",
        "Quartalssicherung 2026-Q3",
        "vom 01.10.2026 08:00",
        "Journal 4711 Zeilen",
        "Journal-Hash 9f86d081884c",
        "FinanzOnline nichts offen",
        "Version 0.1.0",
    ):
        assert line in lines
    assert "19,80" not in " ".join(lines)


def test_the_page_of_a_till_in_trouble(typed: Typed) -> None:
    """Outage, no copy, orders that are open."""
    book = typed("")
    book.book.outage = OUTAGE
    book.book.status = replace(book.book.status, is_signing=False, is_clock_trusted=False)
    book.calendar.last_copy = None
    book.calendar.open_orders = ("Kartenausfall", "Beleg prüfen bis 15.02.2027")
    lines = _page(book.type("F 60"))
    for line in (
        "Uhr UNSICHER",
        "Signatur AUSGEFALLEN",
        "Ausfall seit 18.11.2026 10:46",
        "Bons ohne Signatur 12",
        "Quartalssicherung noch keine",
        "FinanzOnline 2 offen",
        "Beleg prüfen bis 15.02.2027",
    ):
        assert line in lines
    book.calendar.open_orders = None
    assert "FinanzOnline unbekannt" in _page(book.type("F 60"))


def _page(book: Playbook) -> list[str]:
    document = to_document(book.papers[-1], STALL.header, 32)
    return [" ".join(line.split()) for line in lines_of(document)]


def test_the_dep_on_a_stick(typed: Typed) -> None:
    """1: written and read back; afterwards the sale goes on."""
    book = typed("1980 WG3 F 60")
    book.calendar.has_stick = True
    assert ("DEP am Stick ✓", "412 Bons") == book.type("1").zones[:2]
    assert "SUMME" == book.type("ZW").screen.item


def test_no_stick(typed: Typed) -> None:
    """E16 in words; the code stays for whoever scans it."""
    book = typed("F 60 1")
    assert ("FEHLER E16", "Kein Stick", "Stick stecken, dann 1") == book.zones
    assert book.type("C").screen.qr
    book.type("1")
    book.calendar.has_stick = True
    assert ("DEP am Stick ✓", "412 Bons") == book.type("1").zones[:2]


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ("Stick voll", "anderer Stick, dann 1"),
        ("Schreibschutz", "anderer Stick, dann 1"),
        ("Stick abgezogen", "Stick stecken, dann 1"),
    ],
)
def test_a_stick_that_does_not_take_it(
    typed: Typed, monkeypatch: pytest.MonkeyPatch, words: str, hint: str
) -> None:
    """One that is full is in already: another one is wanted."""
    book = typed("F 60")
    monkeypatch.setattr(book.calendar, "answer", lambda *_: Failed(words=words))
    assert ("FEHLER E16", words, hint) == book.type("1").zones


def test_the_writing_is_not_left(typed: Typed, monkeypatch: pytest.MonkeyPatch) -> None:
    """Until the app has said how it ended, no key leads away, not even F 60."""
    book = typed("F 60")
    monkeypatch.setattr(book.calendar, "answer", lambda *_: None)
    monkeypatch.setattr(book, "_request", lambda effect: asked.append(effect.wanted), raising=True)
    asked: list[object] = []
    book.type("1 C F C BAR F 60 2")
    assert [WriteDep()] == asked
    assert ("DEP auf Stick", "...", "Stick stecken lassen") == book.zones
    render(book.screen)
    written = DepWritten(file="dep.json", receipts=1)
    book.send(Answered(answer=written, at_utc=datetime(2026, 11, 20, 10, 0, tzinfo=UTC)))
    assert ("DEP am Stick ✓", "1 Bon") == book.zones[:2]


def test_a_stick_that_fails(typed: Typed, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its own words."""
    book = typed("F 60")
    monkeypatch.setattr(book.calendar, "answer", lambda *_: Failed(words="Stick geht nicht"))
    assert "Stick geht nicht" == book.type("1").screen.main
    render(book.screen)


def test_not_while_a_device_is_awaited(typed: Typed) -> None:
    """The card terminal's answer would be lost; it comes within the minute."""
    stall = replace(STALL, has_terminal=True)
    book = Playbook(stall)
    book.terminal.word = "slow"
    book.type("1980 WG3 KARTE")
    assert book.till.dialogue is not None
    assert [] == book.type("F 60").sales
