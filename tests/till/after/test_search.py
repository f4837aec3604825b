"""firmware.till.after.search: beyond the rows of the manual."""

from collections.abc import Callable

import pytest

from firmware.till.effects import PrintReceipt
from tests.till.playbook import Playbook

Typed = Callable[[str], Playbook]


@pytest.mark.parametrize("key", ["BON", "BAR"])
def test_copy_is_marked_as_one(typed: Typed, key: str) -> None:
    """The same receipt once more, not signed again."""
    book = typed(f"500 WG3 BAR 700 WG3 BAR 412 F 41 {key}")
    assert PrintReceipt(number=412, is_copy=True) == book.printed[-1]
    assert 2 == len(book.sales)


def test_last_twenty(typed: Typed) -> None:
    """The newest first, no more than twenty."""
    book = typed("100 WG3 BAR " * 22 + "F 41")
    assert "Bon 433  10:42" == book.screen.item
    assert "Bon 414  10:42" == book.type("8").screen.item


def test_zero_receipts_are_found_by_number(typed: Typed) -> None:
    """They are not in the list, where nobody would look for them."""
    assert "Bon unbekannt" == typed("F 60 C F 41").screen.main
    assert ("Bon 412  10:42", "0,00") == typed("F 60 C 412 F 41").zones[:2]


def test_no_such_receipt(typed: Typed) -> None:
    """In words."""
    assert ("FEHLER E03", "Bon unbekannt") == typed("999 F 41").zones[:2]


def test_code_of_an_old_receipt(typed: Typed) -> None:
    """B22: the code of the receipt that was found, not of the last."""
    book = typed("500 WG3 BAR 700 WG3 BAR 412 F 41 F BON")
    assert "_412_" in book.screen.qr
    assert 2 == len(book.printed)
