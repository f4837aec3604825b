"""firmware.till.sales.customers: UID, invoice, name; the delivery note."""

from collections.abc import Callable

import msgspec
import pytest

from firmware.till.acts import JournalKind
from firmware.till.sales.basket import EMPTY, Customer
from firmware.till.sales.customers import is_austrian_uid
from firmware.till.state import Phase
from tests.till.playbook import Playbook

Typed = Callable[[str], Playbook]


@pytest.mark.parametrize("digits", ["13585627", "10223006"])
def test_uid_is_right(digits: str) -> None:
    """Its last digit follows from the others."""
    assert is_austrian_uid(digits)


@pytest.mark.parametrize("digits", ["13585626", "31585627", "1358562", "135856270", "1358562,"])
def test_uid_is_wrong(digits: str) -> None:
    """A digit mistyped, two exchanged, one too few, one too many, a comma."""
    assert not is_austrian_uid(digits)


@pytest.mark.parametrize(
    ("keys", "customer"),
    [
        ("1 13585627 BAR", Customer(uid="ATU13585627")),
        ("2 2026017 BAR", Customer(invoice="2026017")),
        ("3 44882233777 BAR", Customer(name="Huber")),
        ("4 3,331 BAR", Customer(uid="DE1")),
    ],
)
def test_noted(typed: Typed, keys: str, customer: Customer) -> None:
    """Each of them is kept in the sale and journalled whole."""
    book = typed(f"WG1 F 46 {keys}")
    assert customer == book.till.basket.customer
    assert msgspec.to_builtins(customer) == book.row(JournalKind.KUNDE)["customer"]
    assert book.kinds == ["POS", "KUNDE"]


def test_answers_add_up_and_can_be_taken_away(typed: Typed) -> None:
    """A UID beside a name; BAR alone takes one of them back."""
    book = typed("WG1 F 46 1 13585627 BAR F 46 3 44882233777 BAR")
    assert Customer(uid="ATU13585627", name="Huber") == book.till.basket.customer
    assert Customer(name="Huber") == book.type("F 46 1 BAR").till.basket.customer


def test_nothing_typed_is_no_customer(typed: Typed) -> None:
    """BAR at once: the sale has no customer, and the display says so."""
    book = typed("WG1 F 46 3 BAR")
    assert book.till.basket.customer is None
    assert book.zones[:2] == ("Kunde", "gelöscht")


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ("WG1 F 46 1 13585626 BAR", "UID prüfen"),
        ("WG1 F 46 2 1234567890123 BAR", "Nummer prüfen"),
        ("WG1 F 46 2 12,3 BAR", "Nummer prüfen"),
        ("F 46", "Bon leer"),
        ("F 47", "Bon leer"),
        ("500 WG3 100 BAR F 47", "Rest offen 4,00"),
    ],
)
def test_refused(typed: Typed, keys: str, words: str) -> None:
    """What is wrong is asked again; without a sale there is nobody to name."""
    assert words == typed(keys).screen.main


def test_customer_is_on_the_receipt_and_gone(typed: Typed) -> None:
    """The next sale knows nothing of the last customer."""
    book = typed("WG1 F 46 2 2026017 BAR BAR WG1 BAR")
    assert [sale.customer for sale in book.sales] == [Customer(invoice="2026017"), None]


def test_customer_survives_a_cut(typed: Typed) -> None:
    """The journal brings the name back with the positions."""
    book = typed("WG1 F 46 3 44882233777 BAR").reboot()
    assert Customer(name="Huber") == book.till.basket.customer


def test_delivery_ends_the_sale_without_a_receipt(typed: Typed) -> None:
    """§ 131b Abs 1 Z 3 BAO: no cash turnover, so no receipt, no number, no drawer."""
    book = typed("WG1 F 47 44882233777 BAR BAR")
    assert EMPTY == book.till.basket
    assert (book.sales, book.pulses, len(book.papers)) == ([], 0, 1)
    row = book.row(JournalKind.LIEFERSCHEIN)
    assert row["total_cents"] == 250
    assert row["customer"] == {"uid": "", "invoice": "", "name": "Huber"}
    assert book.reboot().phase is Phase.IDLE


def test_delivery_can_be_left(typed: Typed) -> None:
    """C twice: the sale is as open as before."""
    book = typed("WG1 F 47 44882233777 BAR C C C C C C C")
    assert book.till.basket.total_cents == 250
    assert book.papers == []


def test_delivery_proposes_the_customer(typed: Typed) -> None:
    """Who was named with F 46 is not typed twice."""
    book = typed("WG1 F 46 3 44882233777 BAR F 47")
    assert book.zones[:2] == ("LIEFERN AN ?", "Huber")
    assert book.type("BAR BAR").row(JournalKind.LIEFERSCHEIN)["total_cents"] == 250
