"""firmware.till.fiscal.outage: F 65, what an outage owes to the tax office."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from firmware.till.fiscal.fault import DeviceFault
from firmware.till.fiscal.requests import FoundOutage
from firmware.till.papers.paper import to_document
from hal.display.codec import render
from tests.till.paper import lines_of
from tests.till.playbook import STALL, Playbook

Typed = Callable[[str], Playbook]

OUTAGE = FoundOutage(
    began_at_utc=datetime(2026, 11, 18, 9, 46, 7, tzinfo=UTC),
    first_number=400,
    last_number=411,
    count=12,
    serial="4fa9213b7c",
    fault=DeviceFault.ABSENT,
)


def paper(book: Playbook) -> list[str]:
    """The last slip that is no receipt, on 32 columns."""
    document = to_document(book.papers[-1], STALL.header, 32)
    return [" ".join(line.split()) for line in lines_of(document)]


def asked(book: Playbook, outage: FoundOutage) -> Playbook:
    """F 65 in this outage."""
    book.book.outage = outage
    return book.type("F 65")


def test_no_outage(typed: Typed) -> None:
    """F 65 on a good day."""
    assert typed("F 65").zones[:2] == ("Signaturkarte", "kein Ausfall")


def test_outage(book: Playbook) -> None:
    """§ 17 Abs 1 RKSV: since when, how many, how long it still is a temporary one."""
    book = asked(book, OUTAGE)
    assert ("ab 18.11. 10:46", "12 Bons", "noch 1 h    BAR=Druck") == book.zones
    render(book.screen)
    lines = paper(book.type("BAR"))
    assert {"Anzahl 12", "48 Stunden um 20.11.2026 10:46"} <= set(lines)
    assert "ohne Signatur: Bon 000400-000411" in " ".join(lines)
    assert "3. Nach 48 Stunden melden:" in lines
    assert "kein Umsatz, nicht signiert" in lines


def test_values_for_the_form(book: Playbook) -> None:
    """§ 17 Abs 1 RKSV: which unit, the begin to the second in local time, and the reason."""
    text = " ".join(paper(asked(book, OUTAGE).type("BAR")))
    assert "Zertifikats-Seriennummer (hex) 4fa9213b7c" in text
    assert "Beginn des Ausfalls 18.11.2026 10:46:07" in text
    assert "Begründung 2 Signatur nicht möglich oder fehlerhaft" in text
    assert "Webservice" in text


def test_outage_that_must_be_reported(book: Playbook) -> None:
    """§ 17 Abs 1 RKSV: after 48 hours display and slip say so."""
    book = asked(book.wait(300), OUTAGE)
    assert book.screen.hint == "MELDEN!     BAR=Druck"
    assert "3. JETZT MELDEN:" in paper(book.type("BAR"))


def test_outage_that_was_reported(book: Playbook) -> None:
    """§ 17 Abs 6 RKSV: what was told is not told again; its end will be owed."""
    book = asked(book.wait(300), replace(OUTAGE, is_settled=True))
    assert book.screen.hint == "gemeldet    BAR=Druck"
    text = " ".join(paper(book.type("BAR")))
    assert "3. An FinanzOnline gemeldet." in text
    assert "Dann das Ende melden (F 69)" in text
    assert "Seriennummer" not in text


def test_outage_of_one_receipt(book: Playbook) -> None:
    """One receipt is no range."""
    book = asked(book, replace(OUTAGE, last_number=400, count=1))
    assert book.screen.main == "1 Bon"
    assert "Bon ohne Signatur 000400" in paper(book.type("BAR"))


@pytest.mark.parametrize("fault", DeviceFault)
def test_fault_and_first_step(book: Playbook, fault: DeviceFault) -> None:
    """The slip says what is wrong, and begins with what helps against that."""
    text = " ".join(paper(asked(book, replace(OUTAGE, fault=fault)).type("BAR")))
    assert "Fehler: " in text
    assert "1. " in text
