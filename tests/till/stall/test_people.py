"""firmware.till.stall.people: F 91, key by key."""

import pytest

from firmware.till.acts import JournalKind
from firmware.till.requests import Failed, Found, StorePin, Wanted
from firmware.till.stall.catalog import Role
from tests.till.playbook import ALONE, Playbook


@pytest.fixture
def chief() -> Playbook:
    """The chief stands at the till."""
    return Playbook(clerk=1)


@pytest.fixture
def pins(chief: Playbook, monkeypatch: pytest.MonkeyPatch) -> list[StorePin]:
    """What the app was asked to keep."""
    kept: list[StorePin] = []
    answer = chief.book.answer

    def hear(wanted: Wanted) -> Found:
        if isinstance(wanted, StorePin):
            kept.append(wanted)
        return answer(wanted)

    monkeypatch.setattr(chief.book, "answer", hear)
    return kept


def test_a_new_clerk(chief: Playbook, pins: list[StorePin]) -> None:
    """Name, role, PIN twice; the PIN goes to the app and into no row."""
    chief.type("F 91 7 BAR 2 2 2 BAR 1 1234 BAR 1234 BAR").wait(1)
    clerk = chief.till.profile.clerks[7]
    assert (clerk.name, clerk.role) == ("C", Role.CASHIER)
    assert pins == [StorePin(clerk=7, pin="1234")]
    assert "1234" not in str(chief.journal)


def test_a_clerk_without_a_pin(chief: Playbook, pins: list[StorePin]) -> None:
    """Whoever had the number before leaves no PIN to the next."""
    chief.type("F 91 7 BAR 2 BAR 1 BAR BAR").wait(1)
    assert 7 in chief.till.profile.clerks
    assert pins == [StorePin(clerk=7, pin="")]


def test_two_different_pins(chief: Playbook, pins: list[StorePin]) -> None:
    """Nothing is kept that was mistyped."""
    chief.type("F 91 2 BAR 3 1234 BAR 1243 BAR")
    assert chief.zones[1] == "PIN ungleich"
    assert pins == []


def test_a_new_pin_is_a_row_without_it(chief: Playbook, pins: list[StorePin]) -> None:
    """The history knows that it was changed, and by whom, not to what."""
    chief.type("F 91 1 BAR 3 4711 BAR 4711 BAR")
    assert chief.zones[:2] == ("PIN", "gesetzt")
    row = chief.row(JournalKind.STAMM)
    assert (row["old"], row["new"]) == ({"has_pin": True}, {"has_pin": True})
    chief.type("F 91 1 BAR 3 BAR BAR")
    assert chief.zones[:2] == ("PIN", "gelöscht")


def test_a_pin_that_cannot_be_kept(chief: Playbook, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reason is told, and nothing else happened."""
    monkeypatch.setattr(chief.book, "answer", lambda _wanted: Failed(words="4 bis 8 Ziffern"))
    chief.type("F 91 2 BAR 3 1 BAR 1 BAR")
    assert chief.zones[1] == "4 bis 8 Ziffern"
    chief.type("C C C C C F 91 2 BAR 4 BAR")
    assert chief.zones[1] == "4 bis 8 Ziffern"
    assert JournalKind.STAMM not in chief.kinds


def test_name_and_role(chief: Playbook) -> None:
    """Anna is now Chef, too."""
    chief.type("F 91 2 BAR 1 2 BAR").type("F 91 2 BAR 2 2").wait(1)
    assert chief.till.profile.clerks[2].name == "A"
    assert chief.till.profile.clerks[2].role is Role.CHIEF


def test_the_last_chief_stays(chief: Playbook) -> None:
    """A stall whose clerks may nothing is none; deleting or demoting is refused."""
    assert chief.type("F 91 1 BAR 4 BAR").zones[1] == "Chef fehlt"
    assert chief.type("C F C F 91 1 BAR 2 1").zones[1] == "Chef fehlt"
    assert JournalKind.STAMM not in chief.kinds


def test_a_clerk_goes_with_the_pin(chief: Playbook, pins: list[StorePin]) -> None:
    """Deleted with what was kept."""
    chief.type("F 91 2 BAR 4 BAR").wait(1)
    assert 2 not in chief.till.profile.clerks
    assert pins == [StorePin(clerk=2, pin="")]


def test_number_0(chief: Playbook) -> None:
    """Clerks are 1 to 99."""
    assert chief.type("F 91 0 BAR").zones[1] == "Nr 1 bis 99"


def test_the_first_clerk_of_a_stall_of_one_is_its_chief() -> None:
    """Otherwise nobody could do what the chief does."""
    book = Playbook(ALONE)
    assert book.type("F 91 1 BAR 2 BAR 1").zones[1] == "Chef fehlt"
    book.type("C 2 1111 BAR 1111 BAR").wait(1)
    assert list(book.till.profile.clerks) == [1]
