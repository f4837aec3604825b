"""firmware.till.opening: beyond the rows of the manual."""

from firmware.till.acts import JournalKind
from firmware.till.state import Phase
from tests.till.playbook import Playbook

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


def test_two_days_without_a_z() -> None:
    """E20 by its name."""
    book = Playbook().type("250 WG1 BAR F 01").wait(2 * DAY_S).type("2 BAR")
    assert book.screen.item == "E20 Z nötig"


def test_with_a_sale_open_nothing_is_asked() -> None:
    """Who comes back to an open sale goes on selling."""
    book = Playbook(clerk=1).type("250 WG1 BAR").wait(DAY_S).type("1 BAR 1111 BAR 2 500 WG3")
    assert book.wait(3600).till.is_locked
    assert book.type("1 BAR 1111 BAR").screen.item == "Guten Tag"
