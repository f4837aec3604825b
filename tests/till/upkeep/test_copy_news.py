"""firmware.till.upkeep.copy_news: the second medium and the reminder at the counter."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from firmware.till.events import BackupSeen, ExportTold, MediumSeen
from firmware.till.exports.requests import ExportKind, ExportProgress
from firmware.till.upkeep.copies import BackupDue, SecondMedium
from firmware.till.upkeep.copy_news import reminder
from hal.display.port import Screen
from tests.till.playbook import Playbook

Typed = Callable[[str], Playbook]


def owe(book: Playbook, days: int | None, *, is_quarter_end: bool = False) -> Playbook:
    """The app says that a backup is owed, or none."""
    due = None if days is None else BackupDue(days=days, is_quarter_end=is_quarter_end)
    book.send(BackupSeen(due=due, at_utc=book.till.now_utc))
    return book


def see(book: Playbook, medium: SecondMedium) -> Playbook:
    """The app says how the second medium is."""
    book.send(MediumSeen(medium=medium, at_utc=book.till.now_utc))
    return book


def words(screen: Screen) -> tuple[str, str, str]:
    """The three zones below the status line."""
    return screen.item, screen.main, screen.hint


@pytest.mark.parametrize(
    ("due", "shown"),
    [
        (BackupDue(days=9), ("Sicherung", "seit 9 Tagen", "Stick oder F 72")),
        (
            BackupDue(days=1, is_quarter_end=True),
            ("Quartalsende", "seit 1 Tag", "Stick oder F 72"),
        ),
    ],
)
def test_words(due: BackupDue, shown: tuple[str, str, str]) -> None:
    """V120, V121: since when, and how it is done."""
    notice = reminder(due)
    assert shown == (notice.item, notice.main, notice.hint)


def test_an_idle_till_reminds_until_it_is_done(typed: Typed) -> None:
    """V120, V122: it stands there while nobody sells, and goes when the backup was made."""
    book = owe(typed(""), 9)
    assert ("Sicherung", "seit 9 Tagen", "Stick oder F 72") == words(book.screen)
    assert "Bereit" == owe(book, None).screen.item


def test_it_never_covers_a_sale(typed: Typed) -> None:
    """From the first digit to the change to give the cashier reads numbers."""
    book = owe(typed("25"), 9)
    assert "0,25" == book.screen.main
    assert ("Obst", "2,50") == words(book.type("0 WG1").screen)[:2]
    assert ("RÜCKGELD", "2,50") == words(book.type("500 BAR").screen)[:2]
    assert ("RÜCKGELD", "2,50") == words(owe(book, 10).screen)[:2]


def test_whoever_signs_on_is_told(typed: Typed) -> None:
    """V120: in place of the greeting, when nothing is more urgent."""
    book = owe(typed("F 01"), 9)
    assert "BEDIENER ?" == book.screen.main
    assert ("Sicherung", "seit 9 Tagen") == words(book.type("2 BAR").screen)[:2]


def test_the_medium_is_lost_and_back(typed: Typed) -> None:
    """M14: told once, and a sign in the status line as long as it lasts."""
    book = see(typed(""), SecondMedium.LOST)
    assert ("Zweites Medium", "fehlt", "Verkauf läuft weiter") == words(book.screen)
    assert "M! S✓P✓" in book.screen.status
    book.type("C")
    see(book, SecondMedium.LOST)
    assert "Bereit" == book.screen.item
    assert ("Zweites Medium", "wieder da") == words(see(book, SecondMedium.WELL).screen)[:2]
    assert "M!" not in book.screen.status


def test_the_medium_is_lost_in_a_sale(typed: Typed) -> None:
    """M14: the sale stays where it is, the sign comes at once, and the words after the sale."""
    book = typed("250 WG1")
    before = words(book.screen)
    see(book, SecondMedium.LOST)
    assert before == words(book.screen)
    assert "M!" in book.screen.status
    book.type("BAR C")
    assert ("Zweites Medium", "fehlt", "Verkauf läuft weiter") == words(book.screen)


def test_an_export_shows_how_far_it_is(typed: Typed) -> None:
    """V122: what the reminder asks for is being done: the display says that."""
    book = owe(typed(""), 9)
    told = ExportProgress(kind=ExportKind.COPY, per_mille=420, left_s=None)
    book.send(ExportTold(told=told, at_utc=book.till.now_utc))
    assert "42 %" == book.screen.main
    book.till = replace(book.till, export=None)
    assert "Sicherung" == book.screen.item


def test_an_outage_is_more_urgent(typed: Typed) -> None:
    """§ 17 Abs 4 RKSV: what FinanzOnline is to be told within 48 hours is not covered."""
    book = owe(typed(""), 9)
    book.card(is_working=False).wait(49 * 3600)
    book.type("C C 2 BAR C C")
    assert "F 65" in book.screen.hint


def test_who_is_not_reminded() -> None:
    """Whoever practises, and a till at which nobody is signed on."""
    assert "Sicherung" != owe(Playbook().type("F 50 1111 BAR C"), 9).screen.item
    assert "BEDIENER ?" == owe(Playbook(clerk=None), 9).screen.main


def test_a_medium_that_is_there_is_no_news(typed: Typed) -> None:
    """What a boot finds in order nobody needs to read."""
    assert "Bereit" == see(typed(""), SecondMedium.WELL).screen.item


@pytest.mark.parametrize(
    ("medium", "line"),
    [
        (SecondMedium.WELL, "aktuell"),
        (SecondMedium.LOST, "FEHLT"),
        (SecondMedium.NONE, ""),
    ],
)
def test_status_slip(typed: Typed, medium: SecondMedium, line: str) -> None:
    """F 80 says how the second medium is, where there is one."""
    book = see(typed(""), medium).type("F 80 1")
    lines = [row for row in book.papers[-1].rows if getattr(row, "left", "") == "Zweites Medium"]
    assert ([line] if line else []) == [row.right for row in lines]
