"""firmware.till.fiscal.device: what the till hears of its signature device."""

from datetime import timedelta

import pytest

from firmware.till.events import SignatureChanged
from firmware.till.fiscal.fault import DeviceFault
from firmware.till.sounds import Sound
from hal.display.codec import render
from tests.till.playbook import Playbook

HOURS_48_S = 48 * 3600


def fail(book: Playbook, fault: DeviceFault | None, **more: object) -> Playbook:
    """The device does not sign."""
    book.send(SignatureChanged(is_working=False, at_utc=book.now_utc, fault=fault, **more))
    return book


@pytest.mark.parametrize(
    ("fault", "zones"),
    [
        (DeviceFault.ABSENT, ("E12 Karte fehlt", "AUSGEFALLEN", "Verkauf läuft weiter")),
        (DeviceFault.TIMEOUT, ("E12 Karte stumm", "AUSGEFALLEN", "Verkauf läuft weiter")),
        (DeviceFault.PIN_BLOCKED, ("E13 PIN gesperrt", "AUSGEFALLEN", "F 68  Verkauf läuft")),
        (DeviceFault.WRONG_CARD, ("E22 Karte falsch", "AUSGEFALLEN", "F 68  Verkauf läuft")),
        (None, ("Sicherheitseinr.", "AUSGEFALLEN", "")),
    ],
)
def test_faults_are_told_apart(
    book: Playbook, fault: DeviceFault | None, zones: tuple[str, str, str]
) -> None:
    """E12, E13, E22: three long beeps, the words, and a row with the code."""
    fail(book, fault)
    assert zones == book.zones
    assert [Sound.OUTAGE] == book.sounds
    codes = [content["code"] for kind, content in book.journal if kind == "FEHLER"]
    assert [zones[0][:3]] * (fault is not None) == codes
    render(book.screen)


def test_tries_left(book: Playbook) -> None:
    """E13: how often the PIN may still be wrong, where the card tells."""
    fail(book, DeviceFault.PIN_WRONG, tries_left=2)
    assert ("E13 PIN falsch", "AUSGEFALLEN", "noch 2 Versuche  F 68") == book.zones
    render(book.screen)


def test_another_fault_is_news_without_a_sound(book: Playbook) -> None:
    """The card is put back, and it is a wrong one: said once, the outage is the same."""
    fail(book, DeviceFault.ABSENT)
    since_utc = book.till.outage_since_utc
    book.wait(60)
    fail(book, DeviceFault.WRONG_CARD)
    fail(book, DeviceFault.WRONG_CARD)
    assert "E22 Karte falsch" == book.zones[0]
    assert [Sound.OUTAGE] == book.sounds
    assert ["FEHLER", "FEHLER"] == book.kinds
    assert since_utc == book.till.outage_since_utc


def test_the_same_fault_is_not_said_again(book: Playbook) -> None:
    """Each half minute a probe fails: what C has cleared stays cleared."""
    fail(book, DeviceFault.ABSENT).type("C")
    assert book.zones[0] == "Bereit"
    assert fail(book, DeviceFault.ABSENT).zones[0] == "Bereit"


def test_after_a_boot_there_is_no_row(book: Playbook) -> None:
    """The outage stands in the book already."""
    fail(book, DeviceFault.ABSENT, since_utc=book.now_utc - timedelta(hours=1))
    assert "E12 Karte fehlt" == book.zones[0]
    assert [] == book.kinds


def test_over(book: Playbook) -> None:
    """A rising tune, and the next outage begins anew."""
    fail(book, DeviceFault.PIN_WRONG, tries_left=2)
    book.card(is_working=True)
    assert ("Signaturkarte", "geht wieder", "") == book.zones
    assert Sound.OUTAGE_OVER is book.sounds[-1]
    fail(book, DeviceFault.PIN_WRONG)
    assert book.zones[2] == "F 68  Verkauf läuft"


def test_what_was_asked_for_is_read_afterwards(book: Playbook) -> None:
    """AU19: that the card signs again does not take away that the old one is to be deregistered."""
    book.play("@card dead\n250 WG1 BAR C\n@card new\nF 68 1111 BAR 2 BAR BAR BAR 1 BAR")
    assert ("Signaturkarte", "geht wieder") == book.zones[:2]
    book.type("C")
    assert ("Karte getauscht", "alte abmelden: F 69") == (book.zones[0], book.zones[2])
    assert "Bereit" == book.type("C").zones[0]


def test_working_device_is_no_news(book: Playbook) -> None:
    """The first probe of a good day."""
    before = book.till
    assert before == book.card(is_working=True).till


def test_report_until_it_is_settled(book: Playbook) -> None:
    """§ 17 Abs 1 RKSV: after 48 hours said and journalled once, then on the idle display."""
    fail(book, DeviceFault.ABSENT).type("C").wait(HOURS_48_S)
    assert ("Ausfall: melden!", "48h: F 65", "") == book.zones
    assert ["FEHLER", "FEHLER"] == book.kinds
    book.type("C").wait(60)
    assert "Ausfall melden: F 65" == book.screen.hint
    assert ["FEHLER", "FEHLER"] == book.kinds
    fail(book, DeviceFault.ABSENT, is_reported=True)
    assert "Ausfall" not in book.screen.hint
    book.wait(60)
    assert "Ausfall" not in book.screen.hint
    book.card(is_working=True)
    assert ("Signaturkarte", "geht wieder", "Ende melden: F 69") == book.zones


def test_a_long_outage_that_nobody_told(book: Playbook) -> None:
    """§ 17 Abs 1, 6 RKSV: over after 48 hours, it is still to be told, begin and end."""
    fail(book, DeviceFault.ABSENT).type("C").wait(HOURS_48_S).card(is_working=True)
    assert ("Signaturkarte", "geht wieder", "Ausfall melden: F 69") == book.zones


def test_report_is_said_to_whoever_signs_on(book: Playbook) -> None:
    """§ 17 Abs 1 RKSV: the clerk of Saturday may be another than that of Thursday."""
    fail(book, DeviceFault.ABSENT).type("C").wait(HOURS_48_S).type("C F 01 1 BAR 1111 BAR")
    assert ("Ausfall: melden!", "48h: F 65") == book.zones[:2]


def test_outage_that_was_reported_before_the_boot(book: Playbook) -> None:
    """§ 17 Abs 1 RKSV: what the book has as told is not asked for again."""
    since_utc = book.now_utc - timedelta(days=3)
    fail(book, DeviceFault.ABSENT, since_utc=since_utc, is_reported=True).type("C").wait(1)
    assert book.zones[0] == "Bereit"
    assert "Ausfall" not in book.screen.hint
