"""firmware.till.upkeep.status: what the till says of itself."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from firmware.till.papers.paper import to_document
from firmware.till.state import End
from hal.display.codec import render
from tests.till.paper import lines_of
from tests.till.playbook import STALL, Playbook

Typed = Callable[[str], Playbook]


def paper(book: Playbook) -> list[str]:
    """The last slip that is no receipt, on 32 columns."""
    document = to_document(book.papers[-1], STALL.header, 32)
    return [" ".join(line.split()) for line in lines_of(document)]


def test_status_slip(typed: Typed) -> None:
    """F 80, 1: what a technician asks on the telephone."""
    book = typed("F 80 1")
    assert book.zones[:2] == ("Status", "wird gedruckt")
    lines = paper(book)
    for line in ("Kasse GRAZ-01", "Uhr sicher", "Signatur geht", "Letzter Bon 000411"):
        assert line in lines
    assert "Programm Standlkassa" in lines
    assert {"Letztes Z 56", "Archiv keines", "Speicher frei 812 MB", "Image kein Image"} <= set(
        lines
    )


def test_status_slip_of_a_till_in_trouble(typed: Typed) -> None:
    """What is wrong stands there in capitals; a till without Z says so."""
    book = typed("")
    status = replace(book.book.status, is_signing=False, is_clock_trusted=False, last_z=None)
    book.book.status = status
    lines = paper(book.type("F 80 1"))
    assert {"Uhr UNSICHER", "Signatur AUSGEFALLEN", "Letztes Z keines"} <= set(lines)


def test_what_is_carried_away(typed: Typed) -> None:
    """K036: whether a stick is in, and when the data were last anywhere else."""
    assert {"Stick keiner", "Zuletzt gesichert noch nie"} <= set(paper(typed("F 80 1")))
    book = typed("").play("@stick new")
    left_utc = datetime(2026, 11, 18, 23, 30, tzinfo=UTC)
    book.book.status = replace(book.book.status, last_left_utc=left_utc)
    lines = set(paper(book.type("F 80 1")))
    assert {"Stick steckt", "Zuletzt gesichert 19.11.2026"} <= lines


@pytest.mark.parametrize(
    ("number", "line"), [(412, "AUSSER BETRIEB Bon 000412"), (None, "AUSSER BETRIEB")]
)
def test_status_of_a_till_that_has_ended(book: Playbook, number: int | None, line: str) -> None:
    """§ 17 Abs 8 RKSV: nobody takes it for a till that may sell; on display and paper."""
    book.till = replace(book.till, ended=End(number=number))
    assert line in paper(book.type("F 80 1"))
    assert "AUSSER BETRIEB" == book.type("F 80 2").zones[1]
    render(book.screen)


def test_status_on_the_display(typed: Typed) -> None:
    """F 80, 2: nothing is printed."""
    book = typed("F 80 2")
    assert book.zones == ("V0.1.0", "Kasse ok", "Bon 411 S✓ C")
    assert book.type("BAR").papers == []


def test_list_of_functions(typed: Typed) -> None:
    """F 80, 3: the codes for the lid, with who may."""
    lines = paper(typed("F 80 3"))
    assert "FUNKTIONEN" in lines
    assert "F 50 Training K" in lines
    assert "F 43 Belegart C" in lines


def test_status_before_sign_on() -> None:
    """F 80 works at the locked till."""
    assert len(Playbook(clerk=None).type("F 80 1").papers) == 1


def test_chain(typed: Typed) -> None:
    """F 67: so many receipts, or E21."""
    book = typed("250 WG1 BAR F 67 1111 BAR")
    assert book.zones[:2] == ("Kette in Ordnung", "100 Bons")
    book.book.problem = "journal row 7: hash"
    assert book.type("F 67 1111 BAR").zones[:2] == ("FEHLER E21", "Selbsttest Kette")


def test_pending_rows_in_the_status(typed: Typed) -> None:
    """5.4: so many rows wait for the archive; none is not shown, and the slip counts them."""
    book = typed("")
    book.play("@archive behind 12")
    assert "↑12 S✓P✓" in book.screen.status
    render(book.screen)
    assert "Zeilen offen 12" in paper(book.type("F 80 1"))
    book.play("@archive whole")
    assert "↑" not in book.screen.status
    said = paper(book.type("F 80 1"))
    assert "Archiv alles da" in said
    assert "bestätigt bis Bon 000411" in said
