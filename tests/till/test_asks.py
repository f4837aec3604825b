"""firmware.till.asks: how the display shows each question."""

import pytest

from firmware.till.asks import (
    Amount,
    Ask,
    Choice,
    Confirm,
    Digits,
    Item,
    Number,
    Pick,
    Product,
    Secret,
    Words,
    zones,
)
from firmware.till.entry import Entry, Quantity

TYPED = Entry(text="5000")


@pytest.mark.parametrize(
    ("ask", "entry", "main"),
    [
        (Amount(title="€"), Entry(), "_"),
        (Amount(title="€", proposal_cents=-250), Entry(), "−2,50"),
        (Amount(title="€"), TYPED, "50,00"),
        (Amount(title="€"), Entry(text="50,"), "50,"),
        (Number(title="Nr"), Entry(), "_"),
        (Number(title="Nr", proposal=7), Entry(), "7"),
        (Number(title="Nr", proposal=1, main="19,80"), Entry(), "19,80"),
        (Number(title="Nr"), TYPED, "5000"),
        (Product(title="Stück", main="74,00"), Entry(), "74,00"),
        (Product(title="Stück", main="74,00"), Entry(text="37"), "37"),
        (
            Product(title="Stück", main="74,00"),
            Entry(text="2", quantity=Quantity(milli=37000, is_weight=False)),
            "37 × 2",
        ),
        (Secret(title="PIN"), Entry(), "_"),
        (Secret(title="PIN"), TYPED, "****"),
        (Digits(title="Id"), Entry(text="007"), "007"),
        (Digits(title="Id"), Entry(text="123456789012"), "3456789012"),
        (Secret(title="PIN"), Entry(text="1" * 20), "*" * 10),
        (Words(title="Name", longest=9, proposal="Obst"), Entry(), "Obst"),
        (Words(title="Name", longest=9), Entry(text="23"), "Ad"),
        (Choice(title="?", options={2: "zwei", 4: "vier"}), Entry(), "4 vier"),
        (Confirm(title="?", main="19,80"), Entry(), "19,80"),
    ],
)
def test_main_shows_the_answer_so_far(ask: Ask, entry: Entry, main: str) -> None:
    """The largest zone is what BAR would answer."""
    assert main == zones(ask, entry, 1)[1]


def test_a_list_says_where_it_is() -> None:
    """A row without a hint of its own counts the rows."""
    rows = (Item(item="a", main="1"), Item(item="b", main="2", hint="STO = weg"))
    assert ("a", "1", "1/2  ZW  BAR  C") == zones(Pick(rows=rows), Entry(), 0)
    assert ("b", "2", "STO = weg") == zones(Pick(rows=rows), Entry(), 1)


def test_a_secret_is_never_shown() -> None:
    """No digit of a PIN stands on the display."""
    assert "5" not in "".join(zones(Secret(title="PIN"), TYPED, 0))
