"""firmware.till.texts: words and numbers for people."""

import ast
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.rksv.receipt import ReceiptKind
from firmware.till import texts
from firmware.till.codes import FUNCTIONS
from firmware.till.screen import HINT_WIDTH
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


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("Einwegpfand", "Einwegpfand"),
        ("RÜCKN. Einwegpfand", "RÜCKN. Einwegpf."),
        ("STORNO Korb klein rot", "STORNO Korb kle."),
        ("STORNO Bio-Eier Dutzend", "STORNO Bio-Eier."),
        ("0123456789ABCDEF", "0123456789ABCDEF"),
    ],
)
def test_a_name_without_room_ends_with_a_period(text: str, short: str) -> None:
    """What is left out is seen to be left out; what has room is left alone."""
    assert short == texts.abbreviated(text)


def _spoken() -> Iterator[tuple[str, int, str]]:
    """Every literal of the till that stands in the item or the hint zone, with its room."""
    rooms = {"hint": HINT_WIDTH, "item": texts.ITEM_WIDTH, "title": texts.ITEM_WIDTH}
    for path in sorted(Path(texts.__file__).parent.glob("*.py")):
        if path.name == "key_card.py":
            continue  # It is paper, which is wider.
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call):
                for word in call.keywords:
                    if word.arg in rooms:
                        yield path.name, rooms[word.arg], _least(word.value)


def _least(node: ast.expr) -> str:
    """What stands there whatever is put into it."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr():
            return "".join(_least(part) for part in node.values)
        case ast.IfExp():
            return max(_least(node.body), _least(node.orelse), key=len)
        case _:
            return ""


def test_every_literal_has_room() -> None:
    """No hint and no title is longer than its zone, also those no row of the manual reaches."""
    assert [] == [one for one in _spoken() if len(one[2]) > one[1]]


@pytest.mark.parametrize(
    ("serial", "shown"),
    [
        ("5c74927499fbc59f", "5c749274 99fbc59f"),
        ("1234567890abcdef5c74927499fbc59f", "5c749274 99fbc59f"),
        ("32082a8f", "32082a8f"),
        ("1a2b3c4d5e", "1a 2b3c4d5e"),
        ("f0", "f0"),
    ],
)
def test_serial_is_shown_in_groups(serial: str, shown: str) -> None:
    """Its end, as on the card's papers, broken where two lines of the panel break."""
    assert shown == texts.serial_shown(serial)
