"""firmware.till.fiscal.closing_receipts: what is due comes, what is not comes again."""

from collections.abc import Callable

import pytest

from firmware.rksv.receipt import ReceiptKind
from tests.till.playbook import Playbook, zero

Typed = Callable[[str], Playbook]
NEW_MONTH = "@time 2026-12-01T09:00:00"
NEW_YEAR = "@time 2027-01-02T09:00:00"


@pytest.mark.parametrize(
    ("code", "kind", "name"),
    [
        ("61", ReceiptKind.MONATSBELEG, "Monatsbeleg"),
        ("62", ReceiptKind.JAHRESBELEG, "Jahresbeleg"),
    ],
)
def test_closing_again(typed: Typed, code: str, kind: ReceiptKind, name: str) -> None:
    """F 61, F 62: the last one as a copy; before the first the refusal names it."""
    assert typed(f"F {code} 1111 BAR").zones == ("FEHLER E07", "Noch keiner", name)
    book = typed("").store(zero(kind, "Oktober 2026")).type(f"F {code} 1111 BAR")
    assert [(one.number, one.is_copy) for one in book.printed] == [(412, False), (412, True)]


@pytest.mark.parametrize(
    ("moment", "kind"),
    [(NEW_MONTH, ReceiptKind.MONATSBELEG), (NEW_YEAR, ReceiptKind.JAHRESBELEG)],
)
@pytest.mark.parametrize("code", ["61", "62"])
def test_what_is_due_is_issued_at_once(moment: str, kind: ReceiptKind, code: str) -> None:
    """§ 8 Abs 2 and 3 RKSV: once, whichever of the two is asked for; then a copy of it."""
    book = Playbook().play(f"{moment}\nF {code} 1111 BAR")
    assert [kind] == [sale.kind for sale in book.sales]
    assert [(412, False)] == [(one.number, one.is_copy) for one in book.printed]
    own = "61" if kind is ReceiptKind.MONATSBELEG else "62"
    book.type(f"F {own} 1111 BAR 250 WG1 BAR")
    assert (412, True) == (book.printed[1].number, book.printed[1].is_copy)
    assert [kind, ReceiptKind.STANDARD] == [sale.kind for sale in book.sales]


def test_only_a_chief_closes(typed: Typed) -> None:
    """Anybody else is asked for the PIN."""
    assert "E06 Chef-PIN ?" == typed("F 61").screen.item


def test_not_within_a_sale(typed: Typed) -> None:
    """The customer first; the closing receipt comes before the sale's own anyway."""
    assert "Bon ist offen" == typed("250 WG1 F 61").screen.main
