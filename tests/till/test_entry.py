"""firmware.till.entry: the grammar of typed numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.till import entry
from firmware.till.entry import EMPTY, Entry, Quantity

TYPED = st.text(alphabet="0123456789,", max_size=10)


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("250", 250),
        ("5", 5),
        ("2,5", 250),
        ("2,50", 250),
        ("20,", 2000),
        (",5", 50),
        ("0", 0),
        ("9999999", 9_999_999),
        ("99999,99", 9_999_999),
    ],
)
def test_prices(text: str, cents: int) -> None:
    """Without comma cents, with comma euros."""
    assert cents == entry.price_cents(text)


@pytest.mark.parametrize(
    "text", ["", ",", "2,505", "10000000", "100000,00", "99999999", "9" * 5000, f"{'9' * 5000},"]
)
def test_no_prices(text: str) -> None:
    """Three decimals, nothing at all, and more than 99.999,99."""
    assert entry.price_cents(text) is None


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("3", Quantity(milli=3000, is_weight=False)),
        ("999", Quantity(milli=999_000, is_weight=False)),
        ("1,345", Quantity(milli=1345, is_weight=True)),
        ("0,5", Quantity(milli=500, is_weight=True)),
        ("2,", Quantity(milli=2000, is_weight=True)),
        ("99,999", Quantity(milli=99_999, is_weight=True)),
    ],
)
def test_quantities(text: str, quantity: Quantity) -> None:
    """Without comma pieces, with comma kilograms."""
    assert quantity == entry.quantity(text)


@pytest.mark.parametrize("text", ["", "0", "00", "1000", "0,000", ",", "1,3455", "100,0"])
def test_no_quantities(text: str) -> None:
    """Nothing, too much, and a tenth of a gram."""
    assert entry.quantity(text) is None


def test_eight_digits() -> None:
    """The ninth digit is refused, a comma is none; `00` counts twice."""
    full = Entry(text="1234567")
    assert entry.typed(full, "00") is None
    assert Entry(text="12345678") == entry.typed(full, "8")
    assert Entry(text="12345678,") == entry.typed(Entry(text="12345678"), ",")


def test_one_comma() -> None:
    """A second comma is refused."""
    assert entry.typed(Entry(text="2,5"), ",") is None


def test_typing_keeps_the_quantity() -> None:
    """`3 × 2`: the three stays."""
    three = Quantity(milli=3000, is_weight=False)
    assert Entry(text="2", quantity=three) == entry.typed(Entry(quantity=three), "2")


def test_empty() -> None:
    """A quantity alone is not nothing."""
    assert EMPTY.is_empty
    assert not Entry(quantity=entry.ONE).is_empty
    assert not Entry(text="0").is_empty


@pytest.mark.parametrize(("text", "number"), [("12", 12), ("0", 0), ("", None), ("1,2", None)])
def test_small_numbers(text: str, number: int | None) -> None:
    """Clerks and lines have whole numbers."""
    assert number == entry.small_number(text)


@given(TYPED)
def test_whatever_is_typed(text: str) -> None:
    """Keys one after the other never raise, and what is kept is within the bounds."""
    kept = EMPTY
    for symbol in text:
        kept = entry.typed(kept, symbol) or kept
    cents = entry.price_cents(kept.text)
    quantity = entry.quantity(kept.text)
    assert cents is None or 0 <= cents <= entry.MAX_PRICE_CENTS
    assert quantity is None or 0 < quantity.milli <= entry.MAX_PIECES * entry.ONE_MILLI


@pytest.mark.parametrize(
    ("text", "per_mille"), [("10", 100), ("2,5", 25), (",5", 5), ("100", 1000), ("0,1", 1)]
)
def test_percent(text: str, per_mille: int) -> None:
    """Percent with at most one decimal."""
    assert per_mille == entry.per_mille(text)


@pytest.mark.parametrize("text", ["", ",", "0", "0,0", "100,1", "2,55", "1000"])
def test_no_percent(text: str) -> None:
    """Nothing, more than all, and what nobody reckons with."""
    assert entry.per_mille(text) is None


def test_sign_and_tare_stay_while_typing() -> None:
    """A number after F STO or F × does not lose what stands before it."""
    before = Entry(is_return=True, tare_milli=20)
    assert not before.is_empty
    assert before.is_bare
    assert entry.typed(before, "5") == Entry(text="5", is_return=True, tare_milli=20)
