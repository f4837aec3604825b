"""firmware.till.news: devices speak while the cashier works."""

from collections.abc import Callable

import pytest

from firmware.till.acts import JournalKind
from firmware.till.events import PaperState
from firmware.till.sounds import Sound
from hal.keypad.port import Key
from tests.till.playbook import Playbook

Typed = Callable[[str], Playbook]


def test_paper_end_names_the_safe_receipt(typed: Typed) -> None:
    """AU1: the receipt is stored, only the paper is missing."""
    book = typed("WG1 BAR").paper(PaperState.OUT, waiting=412)
    assert book.zones == ("E10 Papier Ende", "Bon 000412 OK", "BON=QR  Rolle wechs.")
    assert book.screen.status.endswith("P!10:42")
    assert book.row(JournalKind.FEHLER)["code"] == "E10"


def test_printer_off(typed: Typed) -> None:
    """E11 without a receipt that waits."""
    book = typed("").paper(PaperState.OFFLINE)
    assert book.zones == ("FEHLER E11", "Drucker aus", "Deckel/Kabel prüfen")


@pytest.mark.parametrize("state", [PaperState.OUT, PaperState.OFFLINE])
def test_paper_end_eats_no_key(typed: Typed, state: PaperState) -> None:
    """Digits, groups and codes go where they were meant to."""
    assert typed("25").paper(state).type("0 WG1").zones[:2] == ("Obst", "2,50")
    assert typed("3 ×").paper(state).type("WG1").zones[:2] == ("3 × 2,50", "7,50")
    assert typed("F 0").paper(state).type("1").zones[1] == "BEDIENER ?"
    assert typed("F").paper(state).type("01").zones[1] == "BEDIENER ?"
    assert typed("250 F").paper(state).type("WG2").zones[0] == "Honig"


def test_paper_end_takes_no_question_away(typed: Typed) -> None:
    """The charged card is still asked about afterwards."""
    book = typed("1980 WG3 KARTE").paper(PaperState.OUT).type("C")
    assert book.zones[:2] == ("KARTE OK?", "19,80")


def test_change_comes_back(typed: Typed) -> None:
    """The change stands there again when the error is left."""
    book = typed("1980 WG3 2000 BAR").paper(PaperState.OUT, waiting=412).type("C")
    assert book.zones[:2] == ("RÜCKGELD", "0,20")


def test_new_roll_ends_the_complaint(typed: Typed) -> None:
    """Without a key; another error stays."""
    assert typed("").paper(PaperState.OUT).paper(PaperState.OK).screen.item == "Bereit"
    book = typed("").paper(PaperState.OUT).type("C BAR").paper(PaperState.OK)
    assert book.screen.item == "FEHLER E07"


def test_the_same_news_twice(typed: Typed) -> None:
    """A printer that repeats itself is heard once, however many receipts wait meanwhile."""
    book = typed("").paper(PaperState.OUT).type("C").paper(PaperState.OUT)
    assert book.screen.item == "Bereit"
    assert book.paper(PaperState.OUT, waiting=412).screen.item == "Bereit"
    assert book.kinds == ["FEHLER"]
    assert book.till.waiting_number == 412


def test_near_end_is_no_error(typed: Typed) -> None:
    """There is paper still."""
    assert typed("").paper(PaperState.NEAR_END).screen.status.endswith("P✓10:42")


def test_paper_end_beeps_every_three_seconds(typed: Typed) -> None:
    """5.5: until a key or paper."""
    book = typed("").paper(PaperState.OUT)
    for _ in range(7):
        book.wait(1)
    assert book.sounds == [Sound.PAPER_END] * 3
    book.type("C").wait(10)
    assert Sound.PAPER_END not in book.sounds[3:]


def test_printer_off_beeps_once(typed: Typed) -> None:
    """5.5 asks for the repeated tone for the paper only."""
    assert typed("").paper(PaperState.OFFLINE).wait(10).sounds == [Sound.PAPER_END]


def test_stuck_key(typed: Typed) -> None:
    """5.2: E19 names the key; number and question stay, selling goes on."""
    book = typed("1980 WG3 KARTE").stick(Key.WG3)
    assert book.zones == ("FEHLER E19", "Klemmt: WG3", "Verkauf läuft weiter")
    assert book.till.stuck_keys == {Key.WG3}
    assert book.type("C").zones[0] == "KARTE OK?"
    assert book.stick(Key.WG3, is_stuck=False).till.stuck_keys == frozenset()


def test_outage_is_heard_once(typed: Typed) -> None:
    """Three long beeps at its begin, not for each receipt; a rising tune at its end."""
    book = typed("").card(is_working=False).card(is_working=False).card(is_working=True)
    assert book.sounds == [Sound.OUTAGE, Sound.OUTAGE_OVER]


def test_outage_shows_in_the_status(typed: Typed) -> None:
    """`S!` as long as it lasts."""
    book = typed("").card(is_working=False)
    assert "S!P✓" in book.screen.status
    assert book.zones == ("E12 Karte fehlt", "AUSGEFALLEN", "Verkauf läuft weiter")
    assert "S✓P✓" in book.card(is_working=True).screen.status


def test_news_never_covers_the_change(typed: Typed) -> None:
    """What the cashier needs next stays; the news comes when C has cleared it."""
    book = typed("1980 WG3 2000 BAR").card(is_working=False)
    assert book.zones[:2] == ("RÜCKGELD", "0,20")
    assert book.type("C").zones[:2] == ("E12 Karte fehlt", "AUSGEFALLEN")
    assert book.type("C").screen.item == "Bereit"


def test_news_never_covers_a_sale(typed: Typed) -> None:
    """Within a sale the status bar and the sound must do."""
    book = typed("WG1").card(is_working=False)
    assert book.zones == ("Obst", "2,50", "SUMME            2,50")


def test_told_news(typed: Typed) -> None:
    """The app's own words, gone with the next key."""
    book = typed("").tell("Monatsbeleg", "Oktober")
    assert book.zones == ("Monatsbeleg", "Oktober", "")
    assert book.type("C").screen.item == "Bereit"


def test_news_waits_behind_an_error(typed: Typed) -> None:
    """What came while an error stood there is shown when it is left."""
    book = typed("BAR").tell("Monatsbeleg", "Oktober")
    assert book.screen.item == "FEHLER E07"
    assert book.type("C").zones == ("Monatsbeleg", "Oktober", "")


def test_news_waits_behind_a_question(typed: Typed) -> None:
    """A question is answered first."""
    book = typed("1980 WG3 KARTE").tell("Monatsbeleg", "Oktober").type("C")
    assert book.screen.item == "Monatsbeleg"


def test_booking_ends_the_news(typed: Typed) -> None:
    """What is booked is shown at once."""
    assert typed("25").tell("Monatsbeleg", "Oktober").type("0 WG1").zones[:2] == ("Obst", "2,50")


def test_news_waits_behind_a_number(typed: Typed) -> None:
    """Whatever is typed on, the news is there when the number is gone."""
    book = typed("25").tell("Monatsbeleg", "Oktober").type("0 C")
    assert book.screen.item == "Monatsbeleg"


def test_news_waits_behind_a_receipt(typed: Typed) -> None:
    """First the change, then the news."""
    book = typed("1980 WG3 2000").tell("Monatsbeleg", "Oktober").type("BAR")
    assert book.screen.item == "RÜCKGELD"
    assert book.type("C").screen.item == "Monatsbeleg"
