"""firmware.till.texts: words and numbers for people."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.rksv.receipt import ReceiptKind
from firmware.till import texts
from firmware.till.codes import FUNCTIONS
from firmware.till.texts import ErrorCode
from hal.display.codec import render
from hal.display.port import Screen


@pytest.mark.parametrize(
    ("cents", "text"),
    [
        (0, "0,00"),
        (5, "0,05"),
        (250, "2,50"),
        (123456, "1.234,56"),
        (99_999_999, "999.999,99"),
        (-250, "−2,50"),
        (-5, "−0,05"),
    ],
)
def test_money(cents: int, text: str) -> None:
    """A comma, dots for thousands, a real minus."""
    assert text == texts.money(cents)


def test_money_on_paper() -> None:
    """Code page 858 has no minus but the hyphen."""
    assert texts.money(-1234, minus="-") == "-12,34"


@given(st.integers(-(10**12), 10**12))
def test_money_reads_back(cents: int) -> None:
    """No amount loses a cent on the display."""
    digits = texts.money(cents, minus="-").replace(".", "").replace(",", "")
    assert cents == int(digits)


def test_quantities() -> None:
    """Pieces are whole, kilograms have three decimals."""
    assert texts.quantity(3000, is_weight=False) == "3"
    assert texts.quantity(1345, is_weight=True) == "1,345kg"
    assert texts.kilograms(50) == "0,050"
    assert texts.kilograms(-1345) == "−1,345"
    assert texts.kilograms(-500, minus="-") == "-0,500"


def test_clock_is_austrian() -> None:
    """Summer and winter."""
    assert texts.clock(datetime(2026, 7, 1, 8, 0, tzinfo=UTC)) == "10:00"
    assert texts.clock(datetime(2026, 11, 20, 9, 42, tzinfo=UTC)) == "10:42"


def test_receipt_number() -> None:
    """Six digits at least."""
    assert texts.receipt_number(412) == "000412"
    assert texts.receipt_number(1_234_567) == "1234567"


@pytest.mark.parametrize("name", ["W" * 16, "WWWWWWWW WWWWWWW", "Maria-Theresia", "Öz", "Ä" * 16])
def test_fitting_names_fit(name: str) -> None:
    """Any name a clerk may have can be greeted on the panel."""
    render(Screen(main=texts.fitting(name)))


def test_fitting_keeps_short_words() -> None:
    """Only what is too wide is cut."""
    assert texts.fitting("Anna  Huber") == "Anna Huber"
    assert texts.fitting("Maximiliana") == "Maximilian"


@pytest.mark.parametrize("kind", ReceiptKind)
def test_every_kind_has_a_name(kind: ReceiptKind) -> None:
    """The slip can name each, in one line of the narrowest paper."""
    assert 0 < len(texts.KIND_NAMES[kind]) <= 16


@pytest.mark.parametrize("code", ErrorCode)
def test_error_words_fit(code: ErrorCode) -> None:
    """Words, not numbers alone, and they fit (5.6)."""
    render(Screen(item=f"FEHLER {code.name}", main=code.value))


def test_months() -> None:
    """In Austria the year begins with the Jänner."""
    assert (len(texts.MONTH_NAMES), texts.MONTH_NAMES[0]) == (12, "Jänner")


def test_functions_are_two_digits() -> None:
    """`F` and two digits reach every function."""
    assert all(0 <= number <= 99 for number in FUNCTIONS)


def test_percent() -> None:
    """Tenths only where there are some."""
    assert [texts.percent(tenths) for tenths in (100, 25, 5, 1000)] == ["10", "2,5", "0,5", "100"]
