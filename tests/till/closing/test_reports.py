"""firmware.till.closing.reports: beyond the rows of the manual."""

from collections.abc import Callable

import pytest

from firmware.till.acts import JournalKind
from firmware.till.closing.report_papers import Report
from firmware.till.state import Phase
from hal.display.codec import render
from tests.till.papers import day
from tests.till.playbook import Playbook

Typed = Callable[[str], Playbook]


@pytest.mark.parametrize(("code", "report"), list(zip(range(10, 15), Report, strict=True)))
def test_x_reads_and_resets_nothing(code: int, report: Report) -> None:
    """Twice the same figures, and a row for each."""
    book = day(f"F {code} BAR F {code} BAR")
    first, second = book.papers[-2:]
    assert first.rows == second.rows
    assert first.name == f"X {report.value}"
    assert {"what": first.name, "form": "paper"} == book.row(JournalKind.BERICHT)


@pytest.mark.parametrize("code", range(10, 15))
def test_every_line_fits_the_display(code: int) -> None:
    """BON shows what BAR prints; nothing is printed."""
    book = day(f"F {code}")
    papers = len(book.papers)
    render(book.screen)
    book.type("BON")
    assert book.row(JournalKind.BERICHT)["form"] == "display"
    for _ in range(40):
        render(book.screen)
        book.type("ZW")
    assert book.type("BAR").phase is Phase.IDLE
    assert papers == len(book.papers)


def test_nothing_to_show(typed: Typed) -> None:
    """An empty report says so."""
    assert typed("F 14 BON").zones == ("X Stunden", "leer", "")


def test_leaving_reports_nothing(typed: Typed) -> None:
    """C before BAR."""
    assert typed("F 10 C").kinds == []


def test_a_cashier_sees_the_own_figures() -> None:
    """K own, C all; with the chief's key everybody's."""
    book = Playbook(clerk=1).type("500 WG3 BAR 2 F 01 250 WG1 BAR F 15")
    assert book.zones[:2] == ("Umsatz", "2,50")
    assert book.type("C 1 F 01 1111 BAR F 15").zones[:2] == ("Lade Soll", "7,50")


def test_flash_in_training() -> None:
    """What was practised, and nothing else."""
    book = Playbook(clerk=1).type("500 WG3 BAR F 50 250 WG1 BAR F 15 ZW")
    assert book.zones[:2] == ("Umsatz", "2,50")


@pytest.mark.parametrize("text", ["1326", "0026", "310226", "12", "20112026", "0,5"])
def test_no_date(typed: Typed, text: str) -> None:
    """Asked again; C goes on."""
    book = typed(f"F 22 1111 BAR {text} BAR")
    assert book.screen.main == "Datum prüfen"
    assert book.type("C").screen.item == "MONAT ODER VON ?"


@pytest.mark.parametrize("text", ["191126", "1126", "320126"])
def test_the_last_day_is_not_before_the_first(typed: Typed, text: str) -> None:
    """A day, on or after the first."""
    book = typed(f"F 22 1111 BAR 201126 BAR {text} BAR")
    assert book.screen.main == "Datum prüfen"


def test_last_month_is_proposed() -> None:
    """BAR alone, in January the December before."""
    book = Playbook(clerk=1).wait(45 * 24 * 3600).type("1 BAR 1111 BAR F 22")
    assert book.screen.main == "1226"
    assert book.type("BAR").papers[-1].name == "Bericht 01.12.26-31.12.26"


def test_one_day(typed: Typed) -> None:
    """From a day to the same."""
    book = typed("250 WG1 BAR F 22 1111 BAR 201126 BAR BAR")
    assert book.zones[:2] == ("Periodenbericht", "2,50")


def test_a_period_holds_closed_days() -> None:
    """Figures of days know no Z."""
    book = Playbook(clerk=1).type("250 WG1 BAR F 20 BAR 1 × 250 BAR ZW BAR 500 WG3 BAR")
    assert book.type("F 22 1126 BAR").screen.main == "7,50"


def test_copy_by_number() -> None:
    """The first of two; the paper is marked."""
    book = Playbook(clerk=1).type("F 20 BAR ZW ZW BAR F 20 BAR ZW ZW BAR F 23 1 BAR")
    assert book.papers[-1].name == "Z 1 KOPIE"
    assert book.type("2 F 23").papers[-1].name == "Z 2 KOPIE"
    assert {"what": "Z 2 KOPIE", "form": "paper"} == book.row(JournalKind.BERICHT)


def test_no_z_yet(typed: Typed) -> None:
    """E03, whatever is asked for."""
    assert typed("F 23 1111 BAR").screen.main == "Kein solcher Z"
    assert Playbook(clerk=1).type("F 20 BAR ZW ZW BAR F 23 7 BAR").screen.main == "Kein solcher Z"
