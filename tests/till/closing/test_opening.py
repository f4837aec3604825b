"""firmware.till.closing.opening: beyond the rows of the manual."""

from datetime import timedelta

import pytest

from firmware.till.acts import JournalKind
from firmware.till.state import Phase
from tests.till.playbook import ALONE, STALL, Playbook

CLOSED = "F 20 BAR ZW ZW BAR"
DAY_S = 24 * 3600


def test_nothing_to_ask() -> None:
    """Before the first Z, and in an open period of today, the greeting is all."""
    assert Playbook().type("F 01 2 BAR").zones == ("Guten Tag", "Anna", "")
    assert Playbook().type("250 WG1 BAR F 01 2 BAR").screen.item == "Guten Tag"


def test_the_drawer_is_opened_once() -> None:
    """The second sign-on of the period asks nothing."""
    book = Playbook().type(f"{CLOSED} F 01 2 BAR 15000 BAR")
    assert {"cents": 15000, "carried_cents": 0} == book.row(JournalKind.ANFANGSBESTAND)
    assert book.type("F 01 2 BAR").screen.item == "Guten Tag"


def test_a_clerk_may_leave_the_question() -> None:
    """C: what the last Z left is the opening then."""
    book = Playbook().type(f"{CLOSED} F 01 2 BAR C")
    assert book.phase is Phase.IDLE
    assert "ANFANGSBESTAND" not in book.kinds


def test_after_the_first_sale_nobody_is_asked() -> None:
    """The drawer is open already."""
    book = Playbook().type(f"{CLOSED} 250 WG1 BAR F 01 2 BAR")
    assert book.screen.item == "Guten Tag"


def test_a_forgotten_z_is_put_off_by_a_row() -> None:
    """„Später" is journalled, and asked again at the next sign-on."""
    book = Playbook().type("250 WG1 BAR F 01").wait(DAY_S).type("2 BAR 2")
    assert book.row(JournalKind.BERICHT)["what"] == "Z verschoben"
    assert book.screen.item == "Guten Tag"
    assert book.type("F 01 2 BAR").screen.main == "Z offen"


def test_c_puts_the_z_off_too() -> None:
    """The same row and the same greeting; what the chief was to read is not lost with it."""
    book = Playbook(clerk=1).type("250 WG1 BAR F 01").wait(9 * DAY_S).type("1 BAR 1111 BAR C")
    assert book.row(JournalKind.BERICHT)["what"] == "Z verschoben"
    assert book.screen.item == "Guten Tag"
    assert ("FinanzOnline", "überfällig", "F 69") == book.type("C").zones


def test_two_days_without_a_z() -> None:
    """E20 by its name."""
    book = Playbook().type("250 WG1 BAR F 01").wait(2 * DAY_S).type("2 BAR")
    assert book.screen.item == "E20 Z nötig"


def test_with_a_sale_open_nothing_is_asked() -> None:
    """Who comes back to an open sale goes on selling."""
    book = Playbook(clerk=1).type("250 WG1 BAR").wait(DAY_S).type("1 BAR 1111 BAR 2 500 WG3")
    assert book.wait(3600).till.is_locked
    assert book.type("1 BAR 1111 BAR").screen.item == "Guten Tag"


def alone() -> Playbook:
    """A stall of one person, a moment after it was switched on."""
    return Playbook(ALONE, clerk=None).wait(1)


def test_one_person_is_asked_on_a_new_day() -> None:
    """Nobody signs on there, so the till asks by itself: Z10, F 04, with no key lost."""
    book = alone().type("250 WG1 BAR C")
    assert ("Z von gestern", "Z offen") == book.wait(DAY_S).zones[:2]
    assert "Bereit" == book.type("2").screen.item
    assert "Z verschoben" == book.row(JournalKind.BERICHT)["what"]
    assert "Bereit" == book.wait(7200).screen.item
    assert "Z offen" == book.wait(DAY_S).screen.main


def test_one_person_is_asked_after_a_boot() -> None:
    """The drawer after a Z, as at a sign-on."""
    book = alone().type(CLOSED).reboot()
    assert "Bereit" == book.screen.item
    assert "WECHSELGELD € ?" == book.wait(1).screen.item
    assert {"cents": 15000, "carried_cents": 0} == (
        book.type("15000 BAR").row(JournalKind.ANFANGSBESTAND)
    )


def test_a_first_day_that_began_at_once_ends_in_peace() -> None:
    """Nothing was looked at before its first key; the number of its Z is not covered by that."""
    book = Playbook(ALONE, clerk=None).type("250 WG1 BAR C F 20 BAR 1 × 250 BAR ZW ZW BAR")
    before = book.zones
    assert "fertig" in "".join(before)
    assert before == book.wait(1).zones
    assert "WECHSELGELD € ?" == book.wait(DAY_S).screen.item


def test_one_person_reads_the_news_first() -> None:
    """New prices are still told when there is nothing to ask, and after an answer."""
    news = ("Neue Preise", "ab heute")
    assert news == Playbook(ALONE).tell(*news).wait(1).zones[:2]
    book = alone().type("250 WG1 BAR C")
    book.now_utc += timedelta(days=1)
    assert "Z offen" == book.tell(*news).wait(1).screen.main
    assert news == book.type("2").zones[:2]


@pytest.mark.parametrize("answer", ["C", "15000 BAR C"])
def test_the_question_swallows_no_news(answer: str) -> None:
    """Found in the virtual machine: „Update ok“ stood there for a second and never again."""
    news = ("Update ok ✓", "0.9.1")
    book = alone().type(CLOSED).reboot().tell(*news).wait(1)
    assert "WECHSELGELD € ?" == book.screen.item
    assert news == book.type(answer).zones[:2]


@pytest.mark.parametrize(
    "keys", ["250", "250 WG1", "250 WG1 BAR", "F 32 4711 BAR BAR", "F 50", "F 30", "F 9", "250 BON"]
)
def test_who_sells_over_midnight_is_not_asked(keys: str) -> None:
    """What is typed, open, practised, or to be given back is not covered by a question."""
    book = alone().type("290 WG2 BAR C").wait(DAY_S - 60).type(keys)
    before = book.zones
    assert before == book.wait(120).zones


def test_in_a_stall_with_clerks_the_sign_on_asks() -> None:
    """There nothing is asked while somebody is signed on."""
    assert "Bereit" == Playbook(STALL).type("250 WG1 BAR C").wait(DAY_S).screen.item


#: The Jahresbeleg came before the first sale of the year; its news was read.
YEAR = "@time 2027-01-02T09:00:00\n250 WG1 BAR C C"
CHECK = ("Jahresbeleg", "prüfen", "bis 15.02.27   F 69")


def test_the_jahresbeleg_is_checked_by_a_chief() -> None:
    """§ 8 Abs 3 RKSV, AU11: a cashier is not told, a chief at every sign-on."""
    book = Playbook().play(YEAR)
    assert CHECK == book.type("F 01 1 BAR 1111 BAR").zones
    assert CHECK == book.type("F 01 1 BAR 1111 BAR").zones
    assert "Guten Tag" == book.type("F 01 2 BAR").screen.item


#: All that is owed on that day, settled by hand: card, till, Startbeleg, Jahresbeleg.
SETTLED = "F 69 BAR 2 BAR 1111 BAR " * 4


def test_a_check_that_is_done_ends_the_reminder() -> None:
    """F 69: by the answer of FinanzOnline, or by the word of a chief; a copy says nothing."""
    book = Playbook().play(YEAR).type("F 62 1111 BAR F 01 1 BAR 1111 BAR")
    assert CHECK == book.zones
    settled = Playbook().play(YEAR).type(SETTLED).type("F 01 1 BAR 1111 BAR")
    assert "Guten Tag" == settled.screen.item


def test_what_is_late_at_the_office_is_told_after_the_jahresbeleg() -> None:
    """Nobody has registered this till within its week; a cashier is not told."""
    book = Playbook().play(YEAR).type("F 01 1 BAR 1111 BAR")
    assert ("FinanzOnline", "überfällig", "F 69") == book.type("C").zones
    assert "Bereit" == book.type("C F 01 2 BAR C C").screen.item


@pytest.mark.parametrize(("day", "main"), [("15", "prüfen"), ("16", "überfällig")])
def test_after_the_deadline_it_is_late(day: str, main: str) -> None:
    """Until 15 February, that day included."""
    book = Playbook().play(f"{YEAR} F 01\n@time 2027-02-{day}T22:00:00")
    # The forgotten Z is asked about first.
    assert ("Jahresbeleg", main) == book.type("1 BAR 1111 BAR 2 C").zones[:2]


def test_the_reminder_waits_for_questions() -> None:
    """Z10 comes first; the news is there when it was answered."""
    book = Playbook().play(f"{YEAR} F 01").wait(DAY_S).type("1 BAR 1111 BAR")
    assert "Z offen" == book.screen.main
    assert "Guten Tag" == book.type("2").screen.item
    assert CHECK == book.type("C").zones


def test_one_person_is_reminded_too() -> None:
    """A stall without sign-on: at the look of the day."""
    book = Playbook(ALONE, clerk=None).play(YEAR).reboot().wait(1)
    assert CHECK == book.zones
