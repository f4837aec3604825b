"""firmware.till.sales.removing: what goes with what, and never a wrong sum."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.till.acts import JournalKind
from firmware.till.sales.basket import EMPTY
from firmware.till.stall.catalog import Article, Package
from firmware.till.state import Phase
from tests.till.playbook import STALL, Playbook

Typed = Callable[[str], Playbook]


@pytest.mark.parametrize("keys", ["STO", "3 STO", "2 × STO"])
def test_nothing_to_void(typed: Typed, keys: str) -> None:
    """E07 without a position, and where a paid receipt is taken back."""
    assert ("FEHLER E07", "Bon leer", "bezahlter Bon: F 30") == typed(keys).zones


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ("WG1 2 × STO", "Menge prüfen"),
        ("4 × WG1 5 × STO", "Menge prüfen"),
        ("4 × WG1 0,5 × STO", "Menge prüfen"),
        ("1,345 × WG2 1 × STO", "Menge prüfen"),
        ("WG1 3 × 2 STO", "Tastenfolge"),
        ("WG1 0 STO", "Keine Zeile 0"),
        ("WG1 1,5 STO", "Keine Zeile 1,5"),
    ],
)
def test_void_refused(typed: Typed, keys: str, words: str) -> None:
    """Not more than there is, not kilograms of pieces, no line that is not there."""
    book = typed(keys)
    assert words == book.screen.main
    assert book.kinds == ["POS", "FEHLER"]


def test_weight_line_is_voided_in_part(typed: Typed) -> None:
    """Half a kilogram back: the journal says what the sum lost, to the cent."""
    book = typed("1,345 × WG2 0,5 × STO")
    row = book.row(JournalKind.POS_STORNO)
    assert row["amount_cents"] == book.till.basket.total_cents - 390
    assert book.till.basket.lines[0].quantity_milli == 845


def test_void_across_repeats(typed: Typed) -> None:
    """`3 × WG1 WG1` stands there as ×4: three off it leave one, in two rows."""
    book = typed("3 × WG1 WG1 3 × STO")
    assert [row["quantity_milli"] for kind, row in book.journal if kind == "POS_STORNO"] == [
        1000,
        2000,
    ]
    assert book.till.basket.total_cents == 250


def test_void_to_nothing_is_shown_until_the_next_key(typed: Typed) -> None:
    """The last position gone, STORNO stands there; C leads to the idle display."""
    book = typed("WG1 STO")
    assert book.screen.item == "STORNO Obst"
    assert book.phase is Phase.IDLE
    assert book.type("C").screen.item == "Bereit"


def test_void_ends_the_subtotal(typed: Typed) -> None:
    """After STO and a forgotten F the display shows the last line, not the old subtotal."""
    assert typed("WG1 500 WG3 ZW STO F").wait(6).screen.item == "Obst"


@pytest.mark.parametrize(
    ("keys", "left"),
    [
        ("21 PLU STO", []),
        ("21 PLU 1 STO", []),
        ("21 PLU 2 STO", []),
        ("500 WG3 21 PLU 2 STO", [500]),
        ("3 × 21 PLU 2 × STO", [350, 25]),
        ("21 PLU PLU PLU 2 × STO", [350, 25]),
        ("F STO 6 × F WG8 2 × STO", [-100]),
    ],
)
def test_deposit_goes_with_its_drink(typed: Typed, keys: str, left: list[int]) -> None:
    """R23: whichever of the two is voided, piece by piece too."""
    assert [line.total_cents for line in typed(keys).till.basket.lines] == left


@pytest.mark.parametrize(
    ("keys", "left"),
    [
        ("250 WG1 10 % STO", [250]),
        ("250 WG1 10 % STO STO", []),
        ("250 WG1 10 % 2 STO", [250]),
        ("250 WG1 10 % 1 STO", []),
        ("250 WG1 WG1 10 % 1 STO", [250]),
        ("4 × 250 WG1 10 % 2 × STO", [500]),
        ("500 WG1 333 WG2 ZW 10 % STO", [500, 333]),
        ("500 WG1 333 WG2 ZW 10 % 3 STO", [500, 333]),
        ("500 WG1 333 WG2 ZW 10 % 2 STO", [500]),
        ("500 WG1 333 WG2 10 % ZW 100 F % 1 STO", [333, -33]),
        ("500 WG1 ZW 10 % 333 WG2 STO", [500, -50]),
        ("500 WG1 ZW 10 % 333 WG2 3 STO", [500, -50]),
        ("500 WG1 ZW 10 % ZW 100 F % STO", [500, -50]),
    ],
)
def test_discount_goes_with_what_it_was_given_on(typed: Typed, keys: str, left: list[int]) -> None:
    """S8 and its like: what was promised for all is not kept for less; later positions stay."""
    assert [line.total_cents for line in typed(keys).till.basket.lines] == left


def test_display_says_that_a_discount_went_too(typed: Typed) -> None:
    """The sum has changed by more than the position."""
    assert typed("250 WG1 10 % 1 STO").zones[:2] == ("STORNO m. Rabatt", "−2,25")


def test_pieces_of_a_discount_are_none(typed: Typed) -> None:
    """`2 × STO` has nothing to count in a discount on the sale."""
    assert typed("500 WG1 ZW 10 % 1 × STO").screen.main == "Menge prüfen"


def test_customer_goes_with_the_last_position(typed: Typed) -> None:
    """Whoever named herself for this sale is not on the next one."""
    book = typed("250 WG1 F 46 1 13585627 BAR STO")
    assert EMPTY == book.till.basket


def test_neighbours_that_become_a_package_lose_what_is_too_much() -> None:
    """A discount that is more than what is left of the price goes, and the journal says so."""
    candy = Article(
        number=15,
        name="Zuckerl",
        group=2,
        price_cents=40,
        package=Package(pieces=3, price_cents=10),
    )
    stall = replace(STALL, articles={15: candy})
    book = Playbook(stall, clerk=1).type("15 PLU PLU 500 WG3 15 PLU 100 % 3 STO")
    assert [line.total_cents for line in book.till.basket.lines] == [40, 40, 40]
    assert book.till.basket.total_cents == 10
    assert [row["amount_cents"] for kind, row in book.journal if kind == "POS_STORNO"] == [-610, 40]


BOOKINGS = (
    "250 WG1",
    "3 × WG1",
    "1,345 × WG2",
    "500 WG3",
    "12 PLU",
    "14 PLU",
    "2 × 14 PLU",
    "21 PLU",
    "0,250 × 31 PLU",
    "F WG8",
    "F STO F WG8",
    "F STO 200 WG7",
)
DISCOUNTS = ("10 %", "5 %", "20 F %", "ZW 10 %", "ZW 50 F %", "10 F 33", "ZW 5 F 33")
VOIDS = ("STO", "2 × STO", "1 STO", "3 STO")
MOVES = st.lists(st.sampled_from((*BOOKINGS, *DISCOUNTS, *VOIDS)), max_size=12)


@given(moves=MOVES, last=st.sampled_from((*BOOKINGS, *DISCOUNTS)))
def test_void_undoes_what_was_given_last(moves: list[str], last: str) -> None:
    """Whatever stands there: STO after a booking or a discount is as if it had not been."""
    book = Playbook(clerk=1)
    for move in moves:
        book.type(f"{move} C C")
    before = book.till.basket
    book.type(last)
    if book.phase is Phase.SALE:
        book.type("STO")
        assert before == book.till.basket


@given(moves=MOVES)
def test_nothing_is_below_zero_unless_it_comes_back(moves: list[str]) -> None:
    """No order of discounts and voids makes a sale of goods negative."""
    book = Playbook(clerk=1)
    for move in moves:
        book.type(f"{move} C C")
    returned = [line for line in book.till.basket.lines if line.quantity_milli < 0]
    back = sum(line.total_cents for line in returned)
    assert book.till.basket.total_cents - back >= 0


@given(moves=MOVES)
def test_journal_adds_up(moves: list[str]) -> None:
    """The open sale comes to what its last rows say it lost or won, void by void."""
    book = Playbook(clerk=1)
    for move in moves:
        before = book.till.basket.total_cents
        count = len(book.journal)
        book.type(f"{move} C C")
        rows = [row for kind, row in book.journal[count:] if kind == JournalKind.POS_STORNO]
        if rows:
            amounts = [row["amount_cents"] for row in rows]
            assert sum(one for one in amounts if isinstance(one, int)) == (
                book.till.basket.total_cents - before
            )
