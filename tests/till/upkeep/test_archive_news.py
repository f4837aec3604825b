"""firmware.till.upkeep.archive_news: the arrow, the alarm, and what became of a registration."""

import pytest

from tests.till.playbook import Playbook


def test_the_arrow(book: Playbook) -> None:
    """AU13, AU14: it counts, is gone with the last row, and nobody is disturbed."""
    book.type("250 WG1").play("@archive behind 12")
    assert "↑12" in book.screen.status
    assert "Obst" == book.zones[0]
    book.play("@archive whole")
    assert "↑" not in book.screen.status


def test_an_alarm_is_for_the_chief() -> None:
    """AU15: at once where one is signed on, else at the next sign-on; told once."""
    cashier = Playbook().play("@archive refuses")
    assert "Bereit" == cashier.zones[0]
    assert ("Archiv", "prüfen", "F 81") == cashier.type("1 F 01 1111 BAR").zones
    chief = Playbook(clerk=1).play("@archive refuses")
    assert ("Archiv", "prüfen", "F 81") == chief.zones
    chief.type("C").play("@archive refuses")
    assert "Bereit" == chief.zones[0]


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (("new", "takes"), ("Archiv", "registriert", "")),
        (("new", "asks", "takes"), ("Archiv", "registriert", "")),
        (("asks", "declines"), ("Archiv", "abgelehnt", "Schlüssel: F 82")),
        (("declines", "takes"), ("Archiv", "registriert", "")),
        (("whole", "declines"), ("Archiv", "abgelehnt", "Schlüssel: F 82")),
        (("asks", "offline"), ("Archiv", "kein Netz", "wird wieder versucht")),
        (("takes",), ("Bereit", "10:42", "")),
        (("declines",), ("Bereit", "10:42", "")),
        (("offline", "whole"), ("Bereit", "10:42", "")),
        (("whole", "offline"), ("Bereit", "10:42", "")),
    ],
)
def test_what_became_of_a_registration(words: tuple[str, ...], shown: tuple[str, ...]) -> None:
    """Told when it changes; what stood there at the boot, and a net that comes and goes, is not."""
    book = Playbook()
    for word in words:
        book.play(f"@archive {word}")
    assert shown == book.zones


def test_an_answer_waits_for_the_end_of_a_sale(book: Playbook) -> None:
    """The sum is what the cashier needs next."""
    book.play("@archive asks").type("250 WG1").play("@archive takes")
    assert "Obst" == book.zones[0]
    assert ("Archiv", "registriert", "") == book.type("BAR C").zones
