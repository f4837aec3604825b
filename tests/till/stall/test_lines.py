"""firmware.till.stall.lines: F 93, key by key."""

import pytest

from firmware.till.acts import JournalKind
from tests.till.playbook import STALL, Playbook


@pytest.fixture
def chief() -> Playbook:
    """The chief stands at the till."""
    return Playbook(clerk=1)


def test_a_line_of_the_header(chief: Playbook) -> None:
    """One row with all lines as they were and as they are."""
    chief.type("F 93 1 2 BAR 4 4 7 7 7 BAR").wait(1)
    row = chief.row(JournalKind.STAMM)
    assert row["old"] == {"lines": list(STALL.header)}
    assert chief.till.profile.header == (STALL.header[0], "Hr", *STALL.header[2:])


def test_bar_alone_leaves_the_line(chief: Playbook) -> None:
    """What is proposed is what stands there."""
    chief.type("F 93 1 BAR BAR")
    assert chief.zones[:2] == ("Stammdaten", "unverändert")


def test_a_new_line_of_the_footer(chief: Playbook) -> None:
    """The last row of the list is the one that is not there yet."""
    count = len(STALL.footer)
    chief.type("F 93 2 " + "2 " * count)
    assert chief.zones[0] == "neue Zeile"
    chief.type("BAR 2 BAR").wait(1)
    assert chief.till.profile.footer == (*STALL.footer, "A")


def test_a_line_is_taken_off(chief: Playbook) -> None:
    """STO on it."""
    chief.type("F 93 1 2 STO").wait(1)
    assert chief.till.profile.header == (STALL.header[0], *STALL.header[2:])


def test_who_sells_stays(chief: Playbook) -> None:
    """§ 132a Abs 3 Z 1 BAO: the first line can be another, not none."""
    assert chief.type("F 93 1 STO").zones[1] == "Kopf fehlt"
    assert JournalKind.STAMM not in chief.kinds


def test_a_line_that_is_not_there(chief: Playbook) -> None:
    """STO on the new line takes nothing off."""
    chief.type("F 93 2 " + "2 " * len(STALL.footer) + "STO")
    assert chief.zones[1] == "Keine Zeile"
