"""firmware.till.sales.returns: the sign of F STO, the deposit by code."""

from collections.abc import Callable
from dataclasses import replace

from firmware.till.state import Phase
from tests.till.playbook import STALL, Playbook

Typed = Callable[[str], Playbook]


def test_sign_is_for_one_position(typed: Typed) -> None:
    """The bottle after the next one is sold."""
    assert [line.total_cents for line in typed("F STO F WG8 F WG8").till.basket.lines] == [-25, 25]


def test_sign_stays_until_it_is_used_or_cleared(typed: Typed) -> None:
    """R24: sticky; C and a second F STO take it back."""
    assert typed("F STO").wait(60).type("F WG8").till.basket.total_cents == -25
    for keys in ("F STO C", "F STO F STO"):
        book = typed(f"WG1 {keys}")
        assert book.phase is Phase.SALE
        assert book.type("F WG8").till.basket.total_cents == 275


def test_sign_is_shown(typed: Typed) -> None:
    """Alone, before a quantity and before a price."""
    assert typed("F STO").zones[:2] == ("RÜCKN.", "Position ?")
    assert typed("F STO 3 × 200").zones[:2] == ("RÜCKN. 3 ×", "2,00")


def test_sign_may_come_after_the_number(typed: Typed) -> None:
    """`3 × F STO 200 WG7`: nothing typed is lost."""
    assert typed("3 × F STO 200 WG7").till.basket.total_cents == -600
    assert typed("3 × 200 F STO WG7").till.basket.total_cents == -600


def test_sign_does_not_pay(typed: Typed) -> None:
    """A sign waits for a position; BAR, `%` and STO are refused until it has one or C."""
    for keys in ("BAR", "100 BAR", "10 %", "STO", "100 F %", "BON", "ZW"):
        book = typed(f"WG1 F STO {keys}")
        assert book.screen.item == "FEHLER E01"
        assert book.till.basket.total_cents == 250


def test_not_while_part_paid(typed: Typed) -> None:
    """E08: the rest comes first."""
    for keys in ("F STO", "F 35", "F 39", "100 F STO"):
        assert typed(f"500 WG3 100 BAR {keys}").screen.main == "Rest offen 4,00"


def test_stall_without_deposit() -> None:
    """E03: there is no group 16."""
    groups = {number: group for number, group in STALL.groups.items() if number != 16}
    book = Playbook(replace(STALL, groups=groups)).type("F 39")
    assert book.screen.main == "WG 16 unbekannt"


def test_deposit_is_never_taxed() -> None:
    """What is passed through is in Satz-Null, whatever the master data say."""
    groups = {**STALL.groups, 16: replace(STALL.groups[16], vat_per_mille=200)}
    book = Playbook(replace(STALL, groups=groups)).type("F WG8")
    assert book.till.basket.lines[0].vat_per_mille == 0


def test_one_key_sale_does_not_pay_out() -> None:
    """A returned position stays open: money goes out only on BAR."""
    groups = {**STALL.groups, 7: replace(STALL.groups[7], is_single_item_sale=True)}
    book = Playbook(replace(STALL, groups=groups)).type("F STO 200 WG7")
    assert book.phase is Phase.SALE
