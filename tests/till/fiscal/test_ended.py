"""firmware.till.fiscal.ended: what a till out of service still does."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from firmware.till.codes import FUNCTIONS
from firmware.till.fiscal import ended
from firmware.till.requests import Failed
from firmware.till.state import Phase
from hal.keypad.port import Key
from tests.till.playbook import Playbook

Typed = Callable[[str], Playbook]
END = "F 63 1111 BAR BAR 4 777 2 9999 111 00 1 BAR 1 BAR"


@pytest.fixture
def over(typed: Typed) -> Playbook:
    """A till that has ended; the chief is signed on no more than before."""
    return typed(f"{END} C")


def test_display(over: Playbook) -> None:
    """It says so, whoever looks."""
    assert ("MARKTSTAND HUBER", "AUSSER BETRIEB", "BON=Kopie F63=Sichern") == over.zones
    assert Phase.ENDED is over.phase


def test_no_key_sells(over: Playbook) -> None:
    """§ 17 Abs 8 RKSV: no receipt of any kind follows."""
    count = len(over.issues)
    for key in Key:
        over.press(key)
        over.type("C C")
    over.type("250 WG1 BAR 3 × 100 WG2 KARTE BAR")
    assert count == len(over.issues)
    assert () == over.till.basket.lines


@pytest.mark.parametrize("code", sorted(set(FUNCTIONS) - ended.FUNCTIONS))
def test_functions_that_are_over(over: Playbook, code: int) -> None:
    """Whatever sells, moves money, changes the stall or issues anything is refused by name."""
    over.type(f"F {code // 10} {code % 10}")
    assert ("FEHLER E06", "Außer Betrieb") == over.zones[:2]


@pytest.mark.parametrize("code", sorted(ended.FUNCTIONS & set(FUNCTIONS)))
def test_functions_that_stay(over: Playbook, code: int) -> None:
    """Looking, copies, reports, exports and the machine itself issue nothing."""
    count = len(over.issues)
    over.type(f"F {code // 10} {code % 10}")
    assert "Außer Betrieb" != over.zones[1]
    assert count == len(over.issues)


def test_a_copy_of_the_last_receipt(over: Playbook) -> None:
    """BON."""
    over.type("BON")
    assert over.printed[-1].is_copy


def test_signing_on(over: Playbook) -> None:
    """Reports for chiefs want a chief: he may still sign on; nothing is asked about a drawer."""
    over.type("F 01 1 BAR 1111 BAR")
    assert 1 == over.till.clerk
    assert Phase.ENDED is over.phase


def test_exported_again(over: Playbook) -> None:
    """F 63 at a till that has ended exports once more."""
    count = over.kinds.count("EXPORT")
    over.type("F 63 1111 BAR")
    assert ("Sicherung ✓", "412 Bons", "Kasse, KEIN Stick") == over.zones
    assert count + 1 == over.kinds.count("EXPORT")


def test_a_boot_exports_what_it_owes(over: Playbook) -> None:
    """Cut between the Schlussbeleg and its export: done by the next tick, once."""
    assert over.till.ended is not None
    over.till = replace(over.till, ended=replace(over.till.ended, owes_export=True), notice=None)
    count = over.kinds.count("EXPORT")
    over.wait(1).wait(1)
    assert count + 1 == over.kinds.count("EXPORT")


def test_an_export_that_fails_is_told(over: Playbook) -> None:
    """Not tried for ever: a person tries again."""
    till = over.till
    step = ended._export(till, (Failed(words="Nicht gesichert"),))
    assert isinstance(step, tuple)
    complaint = step[0].complaint
    assert complaint is not None
    assert ("Nicht gesichert", "nochmals: F 63") == (complaint.words, complaint.hint)


def test_the_card_is_no_news_any_more(over: Playbook) -> None:
    """A card that is taken out of an ended till is no outage."""
    over.card(is_working=False)
    assert "AUSSER BETRIEB" == over.zones[1]
    assert over.till.outage_since_utc is None
