"""firmware.till.after.retender: beyond the rows of the manual."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from firmware.rksv.receipt import ReceiptKind
from firmware.till.effects import Issue
from firmware.till.events import Refusal
from firmware.till.sales.basket import Means
from tests.till.playbook import STALL, Playbook

Typed = Callable[[str], Playbook]


def test_two_receipts_that_cancel_out(typed: Typed) -> None:
    """The first mirrors lines and tenders, the second sells the same by the other means."""
    book = typed("500 WG1 1000 WG3 2000 BAR F 34 2")
    sold, void, again = book.sales
    assert (ReceiptKind.STORNO, 412) == (void.kind, void.original)
    assert [(Means.CASH, -1500)] == [(one.means, one.amount_cents) for one in void.tenders]
    assert sold.lines == again.lines
    assert ((Means.CARD, 1500), 412) == (
        (again.tenders[0].means, again.tenders[0].amount_cents),
        again.replaces,
    )


def test_drawer_opens_either_way(typed: Typed) -> None:
    """The money that was taken goes back, or comes in: somebody has to reach into the drawer."""
    assert 2 == typed("500 WG3 BAR F 34 2").pulses
    assert 1 == typed("500 WG3 KARTE BAR F 34 1").pulses


def test_refused_halfway_leaves_an_open_sale(typed: Typed) -> None:
    """The cancellation is stored, the second receipt is not: the customer still owes."""

    class Once(Playbook):
        """Refuses the second receipt of a step."""

        def _issue(self, effect: Issue) -> None:
            if effect.sale.replaces is not None:
                self.refusing(Refusal.STORAGE)
            super()._issue(effect)

    book = Once().type("500 WG3 BAR F 34 2")
    assert "FEHLER E15" == book.screen.item
    assert [500, -500] == [sale.total_cents for sale in book.sales]
    book.refusing(None).type("C KARTE BAR")
    assert ("BEZAHLT", "5,00") == book.zones[:2]


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ("F 34", "Bon unbekannt"),
        ("500 WG3 BAR F 30 BAR 1111 BAR 1 BAR 412 F 34", "bereits storniert (413)"),
        ("2 × 500 WG3 BAR F 31 BAR 1 BAR ZW 1111 BAR 1 BAR 412 F 34", "Teilweise zurück"),
        ("F STO F WG8 BAR F 34", "Nichts bezahlt"),
        ("F 44 17 BAR 500 BAR BAR 500 WG3 F 45 17 BAR BAR F 34", "Mit Gutschein bezahlt"),
        ("F 44 17 BAR 500 BAR BAR 300 WG3 F 45 17 BAR BAR 412 F 34", "G-17 eingelöst"),
    ],
)
def test_what_is_not_changed_so(typed: Typed, keys: str, words: str) -> None:
    """Only a receipt that stands whole has another tender; the rest is a chief's F 30."""
    assert words == typed(keys).screen.main


def test_closed_period_stays(typed: Typed) -> None:
    """What was counted at a Z is not moved to another means afterwards."""
    book = typed("500 WG3 BAR")
    book.book.receipts[412] = replace(book.book.receipts[412], is_before_z=True)
    assert ("Z schon gemacht", "Chef: F 30") == book.type("F 34").zones[1:]


def test_terminal_is_asked_first() -> None:
    """With a terminal the sale is open again, for KARTE; nobody is charged by a menu."""
    book = Playbook(replace(STALL, has_terminal=True)).type("500 WG3 BAR F 34 2")
    assert [500, -500] == [sale.total_cents for sale in book.sales]
    assert 500 == book.till.basket.total_cents
