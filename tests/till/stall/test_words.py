"""firmware.till.stall.words: what people write is read, or refused with its text."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.till.stall import words
from firmware.till.stall.catalog import ArticleDeposit, Package, Role
from firmware.till.stall.fault import Fault, StallError


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("2,50", 250),
        ("2,5", 250),
        (" 12 ", 1200),
        ("1.234,50", 123_450),
        ("2,50 €", 250),
        (",50", 50),
        ("0", 0),
    ],
)
def test_amounts(text: str, cents: int) -> None:
    """Euros with a comma; thousands may have their point."""
    assert words.read_cents(text) == cents


@pytest.mark.parametrize(
    ("read", "text", "fault"),
    [
        (words.read_cents, "2.50", Fault.AMOUNT),
        (words.read_cents, "-1", Fault.AMOUNT),
        (words.read_cents, "", Fault.AMOUNT),
        (words.read_cents, ",", Fault.AMOUNT),
        (words.read_cents, "2,505", Fault.AMOUNT),
        (words.read_cents, "²", Fault.AMOUNT),
        (words.read_cents, "999999", Fault.AMOUNT),
        (words.read_rate, "zehn", Fault.RATE),
        (words.read_rate, "4,95", Fault.RATE),
        (words.read_rate, "²", Fault.RATE),
        (words.read_rate, "100", Fault.RATE),
        (words.read_rate, "", Fault.RATE),
        (words.read_number, "1a", Fault.NUMBER),
        (words.read_number, "123456789", Fault.NUMBER),
        (words.read_name, " ", Fault.NAME),
        (words.read_name, "x" * 17, Fault.NAME),
        (words.read_name, "a\x1bb", Fault.NAME),
        (words.read_line, "x" * 49, Fault.LINE),
        (words.read_series, "x" * 9, Fault.NAME),
        (words.read_flag, "vielleicht", Fault.FLAG),
        (words.read_package, "3 1,00", Fault.PACKAGE),
        (words.read_package, "1 um 1,00", Fault.PACKAGE),
        (words.read_package, "3 um viel", Fault.AMOUNT),
        (words.read_deposit, "viel", Fault.AMOUNT),
        (words.read_deposit, "1,00 WG", Fault.AMOUNT),
        (words.read_role, "boss", Fault.ROLE),
    ],
)
def test_refused(read: Callable[[str], object], text: str, fault: Fault) -> None:
    """What is not understood is named, with what was written."""
    with pytest.raises(StallError) as refusal:
        read(text)
    assert refusal.value.fault is fault
    assert refusal.value.text is not None


def test_small_words() -> None:
    """Flags, roles, rates, packages and deposits as on a price list."""
    assert words.read_flag("Ja")
    assert not words.read_flag("")
    assert words.read_role("Chef") is Role.CHIEF
    assert words.read_role("") is Role.CASHIER
    assert words.read_rate("4,9 %") == 49
    assert words.read_package("3 um 1,00") == Package(pieces=3, price_cents=100)
    assert words.read_package("") is None
    assert words.read_deposit("0,25") == ArticleDeposit(group=16, cents=25)
    assert words.read_deposit("2,00 WG 12") == ArticleDeposit(group=12, cents=200)
    assert words.read_price("") is None
    assert words.read_name(" Äpfel  rot ") == "Äpfel rot"


@given(st.integers(0, 99_999_99))
def test_amounts_come_back(cents: int) -> None:
    """Every price the till knows can be written and read."""
    assert words.read_cents(words.write_cents(cents)) == cents


@given(st.integers(0, 999))
def test_rates_come_back(per_mille: int) -> None:
    """So can every rate."""
    assert words.read_rate(words.write_rate(per_mille)) == per_mille


@given(st.integers(2, 999), st.integers(0, 99_999_99), st.integers(1, 16))
def test_packages_and_deposits_come_back(pieces: int, cents: int, group: int) -> None:
    """So can what belongs to an article."""
    package, deposit = (
        Package(pieces=pieces, price_cents=cents),
        ArticleDeposit(group=group, cents=cents),
    )
    assert words.read_package(words.write_package(package)) == package
    assert words.read_deposit(words.write_deposit(deposit)) == deposit
    assert words.write_package(None) == words.write_deposit(None) == words.write_price(None) == ""


@given(st.text(max_size=12))
def test_any_text_is_read_or_refused(text: str) -> None:
    """No text makes a reader fail in any other way than by its own error."""
    for read in (words.read_cents, words.read_package, words.read_deposit, words.read_rate):
        try:
            read(text)
        except StallError as error:
            assert error.text is not None  # noqa: PT017 - whatever was raised says what it read


def test_preview() -> None:
    """An import in one line."""
    assert words.preview(12, 3, 0) == "+12 ~3 −0"
