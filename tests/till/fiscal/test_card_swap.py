"""firmware.till.fiscal.card_swap: F 68, the exchange of the signature card."""

from dataclasses import replace

import pytest

from firmware.finanzonline.order import Reason
from firmware.rksv.receipt import ReceiptKind
from firmware.till.fiscal.fault import DeviceFault
from firmware.till.fiscal.requests import SignatureFailed
from firmware.till.fiscal.swap_requests import Registration, SwapReason
from firmware.till.papers.paper import Pair, Words, to_document
from hal.display.codec import render
from tests.till.paper import lines_of
from tests.till.playbook import STALL, Playbook
from tests.till.playbook_swap import NEW_CARD, OLD_SERIAL, READER, SERVICE

OPEN = "F 68 1111 BAR"
READ = f"{OPEN} 1 BAR"
ENTERED = f"{READ} BAR 1 2 3 4 5 6 BAR"


@pytest.fixture
def book(book: Playbook) -> Playbook:
    """A till with a new card in its reader."""
    return book.play("@card new")


def test_every_question(book: Playbook) -> None:
    """AU19: reason, card, serial, PIN, and what FinanzOnline must know before it may sign."""
    zones = []
    for keys in (OPEN, "1", "BAR", "BAR", "1 2 3 4 5 6 BAR"):
        zones.append(book.type(keys).zones)
        render(book.screen)
    assert [
        ("KARTE TAUSCHEN", "1 Tausch fällig", "Ziffer oder ZW, BAR"),
        ("Neue Karte", "einstecken", "BAR=lesen  C=zurück"),
        ("Serie (hex)", "5c749274 99fbc59f", "bis 01.01.2035 BAR=ok"),
        ("PIN der Karte ?", "_", "BAR = wie bisher"),
        ("ANGEMELDET ?", "1 ja, von Hand", "C=später alte stecken"),
    ] == zones
    (slip,) = book.papers
    serial = Pair(left="Zertifikats-Seriennummer (hex)", right=NEW_CARD.serial, is_bold=True)
    assert serial in slip.rows
    assert book.sales == []


def test_registered_by_hand(book: Playbook) -> None:
    """§ 5 RKSV: only then it signs, at once: the old card is for the register of dead ones."""
    book.type(f"{ENTERED} 1 BAR")
    assert ["FON", "KARTENTAUSCH", "BELEG"] == [kind for kind in book.kinds if kind != "FEHLER"][
        -3:
    ]
    assert {
        "place": "card",
        "old": OLD_SERIAL,
        "new": NEW_CARD.serial,
        "reason": Reason.PLANNED.value,
        "cause": SwapReason.DUE.value,
        "chief": 1,
    } == dict(book.row("KARTENTAUSCH"))
    order = f"registrierung_se:{NEW_CARD.serial}"
    assert {"order": order, "verdict": "done", "by_hand": True, "chief": 1} == dict(book.row("FON"))
    (first,) = book.sales
    assert (ReceiptKind.NULLBELEG, "Kartentausch") == (first.kind, first.note)
    assert ("Karte getauscht", NEW_CARD.serial[-10:], "alte abmelden: F 69") == book.zones


def test_registered_by_the_web_service(book: Playbook) -> None:
    """ADR 0017: FinanzOnline's answer stands in the book; nobody is asked, no row is doubled."""
    book.type(f"{ENTERED} C")
    book.swap.registration = Registration.DONE
    assert ("Neue Karte", "einstecken", "BAR=lesen STO=andere") == book.type(OPEN).zones
    book.type("BAR")
    assert "FON" not in book.kinds
    assert "KARTENTAUSCH" in book.kinds


def test_later(book: Playbook) -> None:
    """C: the till goes on with the old card, and F 68 goes on where it was left."""
    book.type(f"{ENTERED} C")
    assert "KARTENTAUSCH" not in book.kinds
    assert "ANGEMELDET ?" == book.type(OPEN).zones[0]
    assert "ANGEMELDET ?" == book.type("3").zones[0]
    assert ["Karte anmelden", "Karte anmelden"] == [paper.name for paper in book.papers]


@pytest.mark.parametrize(
    ("registration", "zones"),
    [
        (Registration.OPEN, ("Neue Karte", "noch nicht angemeldet", "F 69, dann F 68")),
        (Registration.REFUSED, ("Neue Karte", "abgelehnt", "warum: F 69")),
        (Registration.DONE, ("Neue Karte", "einstecken", "BAR=lesen STO=andere")),
    ],
)
def test_whether_finanzonline_has_answered(
    book: Playbook, registration: Registration, zones: tuple[str, str, str]
) -> None:
    """2 looks again, and says what it saw."""
    book.type(ENTERED)
    book.swap.registration = registration
    assert zones == book.type("2").zones
    render(book.screen)


@pytest.mark.parametrize(
    ("digit", "hint"), [("1", "C=später alte stecken"), ("2", "C = später"), ("4", "C = später")]
)
def test_until_then_the_old_card_signs(book: Playbook, digit: str, hint: str) -> None:
    """A card that waits is an outage as long as it is in the reader; a broken one signs no more."""
    assert hint == book.type(f"{OPEN} {digit} BAR BAR BAR").zones[2]
    (slip,) = book.papers
    assert any(
        isinstance(row, Words) and "die alte Karte wieder stecken" in row.text for row in slip.rows
    )


@pytest.mark.parametrize("columns", [32, 42, 48])
def test_slip_fits_any_paper(book: Playbook, columns: int) -> None:
    """No line is wider than the roll."""
    (slip,) = book.type(ENTERED).papers
    lines = lines_of(to_document(slip, STALL.header, columns))
    assert max(map(len, lines)) <= columns
    assert "kein Umsatz, nicht signiert" in lines[-1]


def test_refused_by_finanzonline(book: Playbook) -> None:
    """A refusal leads to F 69, where its reason stands."""
    book.type(f"{ENTERED} C")
    book.swap.registration = Registration.REFUSED
    assert "ABGELEHNT  F 69" == book.type(OPEN).zones[0]


@pytest.mark.parametrize(
    ("registration", "keys"), [(Registration.OPEN, "4"), (Registration.DONE, "STO")]
)
def test_another_card_instead_of_the_one_that_waits(
    book: Playbook, registration: Registration, keys: str
) -> None:
    """A new card that broke before it ever signed must not be the last one this till gets."""
    book.type(f"{ENTERED} C")
    book.swap.registration = registration
    book.type(OPEN)
    render(book.screen)
    assert "KARTE TAUSCHEN" == book.type(keys).zones[0]
    book.swap.inserted = replace(NEW_CARD, serial="abc")
    assert ("Serie (hex)", "abc") == book.type("2 BAR").zones[:2]


def test_not_in_training(book: Playbook) -> None:
    """What FinanzOnline is told of must not be practice."""
    book.type("F 50 1111 BAR")
    assert "Nicht im Training" in book.type(OPEN).zones[1]
    assert "KARTENTAUSCH" not in book.kinds


@pytest.mark.parametrize(
    ("digit", "reason", "end"),
    [
        ("2", SwapReason.BROKEN, Reason.IRREPARABLE),
        ("3", SwapReason.BLOCKED, Reason.IRREPARABLE),
        ("4", SwapReason.LOST, Reason.IRREPARABLE),
        ("5", SwapReason.OTHER, Reason.PLANNED),
    ],
)
def test_reasons(book: Playbook, digit: str, reason: SwapReason, end: Reason) -> None:
    """What is said of the old card is what FinanzOnline will be told of it."""
    book.type(f"{OPEN} {digit} BAR BAR BAR 1 BAR")
    row = book.row("KARTENTAUSCH")
    assert (end.value, reason.value) == (row["reason"], row["cause"])


def test_card_that_must_not_be_taken(book: Playbook) -> None:
    """Another company's, an expired one, or the old one: named, and nothing is entered."""
    book.swap.inserted = replace(NEW_CARD, objection="fremde Firma")
    assert ("FEHLER E22", "fremde Firma", "andere Karte stecken") == book.type(READ).zones
    book.swap.inserted = NEW_CARD
    assert "Serie (hex)" == book.type("C BAR").zones[0]


def test_no_card(book: Playbook) -> None:
    """Nothing in the reader: the question stays, and is answered again with a card."""
    book.swap.inserted = SignatureFailed(fault=DeviceFault.ABSENT)
    assert ("FEHLER E12", "Karte fehlt", "stecken, dann BAR") == book.type(READ).zones
    assert "Neue Karte" == book.type("C").zones[0]


def test_wrong_pin(book: Playbook) -> None:
    """Each PIN a person typed is shown once; the tries left stand on the display."""
    book.type(f"{READ} BAR 9 9 9 9 BAR")
    assert ("FEHLER E13", "PIN falsch", "noch 2 Versuche") == book.zones
    assert "PIN der Karte ?" == book.type("C").zones[0]
    assert "ANGEMELDET ?" == book.type("1 2 3 4 5 6 BAR").zones[0]


def test_card_changed_meanwhile(book: Playbook) -> None:
    """Whichever card is in when it shall sign: another one does not, and nothing has happened."""
    book.type(f"{ENTERED} 1")
    book.swap.inserted = replace(NEW_CARD, serial="77")
    assert ("FEHLER E22", "Karte falsch", "andere stecken, BAR") == book.type("BAR").zones
    assert "KARTENTAUSCH" not in book.kinds


def test_full_disk(book: Playbook) -> None:
    """What cannot be kept is not said to be."""
    book.swap.is_full = True
    assert ("FEHLER E15", "Speicher voll") == book.type(ENTERED).zones[:2]


def test_clerk_needs_the_chief(book: Playbook) -> None:
    """E06: exchanging the card is the chief's."""
    assert "E06 Chef-PIN ?" == book.type("F 68").zones[0]


def both(book: Playbook) -> Playbook:
    """A till with a service as well, whose certificate was renewed."""
    book.swap.places = (READER, SERVICE)
    return book


def test_which_of_several_places(book: Playbook) -> None:
    """§ 5 Abs 2 RKSV: any of a till's units may be exchanged; the reader is not the only place."""
    both(book).type(OPEN)
    zones = [book.zones, book.type("8").zones]
    assert [
        ("Kartenleser", "Karte", "1/2  ZW  BAR  C"),
        ("a.sign RK Online", "Dienst", "2/2  ZW  BAR  C"),
    ] == zones
    render(book.screen)
    assert "KARTE TAUSCHEN" == book.type("2 BAR").zones[0]


def test_service_is_asked_for_no_pin(book: Playbook) -> None:
    """A service has its password in the settings' credentials; nothing is plugged in either."""
    zones = [both(book).type(f"{OPEN} 8 BAR").zones]
    for keys in ("1", "BAR", "BAR"):
        zones.append(book.type(keys).zones)
        render(book.screen)
    assert [
        ("DIENST TAUSCHEN", "1 Tausch fällig", "Ziffer oder ZW, BAR"),
        ("a.sign RK Online", "neu lesen", "BAR=lesen  C=zurück"),
        ("Serie (hex)", "5c749274 99fbc59f", "bis 01.01.2035 BAR=ok"),
        ("ANGEMELDET ?", "1 ja, von Hand", "C = später"),
    ] == zones
    (slip,) = book.papers
    assert Pair(left="Art", right="HSM eines Dienstleisters", is_bold=True) in slip.rows


def test_service_takes_over(book: Playbook) -> None:
    """The row says where: the units of the other places stay what they are."""
    both(book).type(f"{OPEN} 8 BAR 1 BAR BAR 1 BAR")
    assert ("Dienst getauscht", NEW_CARD.serial[-10:], "alte abmelden: F 69") == book.zones
    row = book.row("KARTENTAUSCH")
    assert ("atrust-online", NEW_CARD.serial) == (row["place"], row["new"])
    assert [ReceiptKind.NULLBELEG] == [sale.kind for sale in book.sales]


def test_revoked_certificate_of_a_service(book: Playbook) -> None:
    """The provider took it back: FinanzOnline is told that it is beyond repair."""
    both(book).type(f"{OPEN} 8 BAR 3 BAR BAR 1 BAR")
    row = book.row("KARTENTAUSCH")
    assert (Reason.IRREPARABLE.value, "blocked") == (row["reason"], row["cause"])


def test_service_with_another_companys_certificate(book: Playbook) -> None:
    """No other card can be put in: whoever runs the service has to be asked."""
    book.swap.inserted = replace(NEW_CARD, objection="fremde Firma")
    expected = ("FEHLER E22", "fremde Firma", "beim Anbieter klären")
    assert expected == both(book).type(f"{OPEN} 8 BAR 1 BAR").zones


def test_place_is_asked_once(book: Playbook) -> None:
    """The slip again: the same place goes on; C leaves it."""
    both(book).type(f"{OPEN} 8 BAR 1 BAR BAR 3")
    assert "ANGEMELDET ?" == book.zones[0]
    assert "a.sign RK Online" == book.type("1").zones[0]
    assert "Bereit" == book.type("C C").zones[0]
