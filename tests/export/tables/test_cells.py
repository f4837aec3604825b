"""Cells: one text for each value, and no formula among them."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.export.tables.cells import WRITE, CellError, Value, local_time, value_of
from firmware.export.tables.table import Sort
from firmware.store.canonical import canonical, utc_text

#: Nothing in the book is longer than its 63 bits.
INTEGERS = st.integers(min_value=-(2**63), max_value=2**63)
#: Python's texts may hold halves of characters, which the book does not take.
TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs"]))
#: Where the rules are: guards, controls, their pictures.
HARD_TEXTS = st.text(alphabet="=+-@＝'\t\r\n\0\x1f\x7f␀␊␍␟␠␡␦a;\"")
VALUES = {
    Sort.TEXT: TEXTS | HARD_TEXTS,
    Sort.WHOLE: INTEGERS,
    Sort.FLAG: st.booleans(),
    Sort.MONEY: INTEGERS,
    Sort.AMOUNT: INTEGERS,
    Sort.RATE: INTEGERS,
    Sort.DAY: st.dates(),
}


@given(st.data(), st.sampled_from(list(VALUES)))
def test_a_cell_gives_its_value_again(found: st.DataObject, sort: Sort) -> None:
    """No value is lost or changed by being written."""
    value = found.draw(VALUES[sort])
    assert value == value_of(WRITE[sort](value), sort)


@given(st.data(), st.sampled_from(list(VALUES)))
def test_two_values_have_two_texts(found: st.DataObject, sort: Sort) -> None:
    """Whoever reads a cell knows which value it was."""
    one, other = found.draw(VALUES[sort]), found.draw(VALUES[sort])
    assert (one == other) is (WRITE[sort](one) == WRITE[sort](other))


@given(TEXTS | HARD_TEXTS, st.sampled_from(list(Sort)))
def test_what_is_read_would_be_written_so(cell: str, sort: Sort) -> None:
    """Any other text is refused: a cell has exactly one form."""
    try:
        value = value_of(cell, sort)
    except CellError:
        return
    assert sort is Sort.TIME or cell == WRITE[sort](value)


@given(TEXTS | HARD_TEXTS)
def test_no_text_is_a_formula_or_a_second_line(text: str) -> None:
    """A name typed at the till cannot make a spreadsheet reckon, call or break a row."""
    for sort in (Sort.TEXT, Sort.RAW):
        cell = WRITE[sort](text)
        assert not cell.startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r"))
        assert not any(sign < " " for sign in cell)


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ('Äpfel; "süß"', 'Äpfel; "süß"'),
        ('=HYPERLINK("http://x")', '\'=HYPERLINK("http://x")'),
        ("+43 316", "'+43 316"),
        ("-5", "'-5"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("'s Standl", "''s Standl"),
        ("zwei\r\nZeilen\t!", "zwei␍␊Zeilen␉!"),
        ("ein Bild: ␊", "ein Bild: ␦␊"),
        ("␦", "␦␦"),
        ("", ""),
    ],
)
def test_texts(text: str, cell: str) -> None:
    """The rule at a glance."""
    assert cell == WRITE[Sort.TEXT](text)
    assert text == value_of(cell, Sort.TEXT)


@given(st.dictionaries(TEXTS, TEXTS | INTEGERS.filter(lambda one: abs(one) < 2**63)))
def test_canonical_json_stands_raw_as_in_the_book(content: dict[str, str | int]) -> None:
    """The texts a hash covers are not touched, whatever somebody typed."""
    text = canonical(content, "row")
    assert text == WRITE[Sort.RAW](text) == value_of(text, Sort.RAW)


@pytest.mark.parametrize(
    ("sort", "value", "cell"),
    [
        (Sort.WHOLE, 1234, "1234"),
        (Sort.FLAG, True, "ja"),
        (Sort.FLAG, False, "nein"),
        (Sort.MONEY, 123456, "1234,56"),
        (Sort.MONEY, -5, "-0,05"),
        (Sort.MONEY, 0, "0,00"),
        (Sort.AMOUNT, 1345, "1,345"),
        (Sort.AMOUNT, -2000, "-2,000"),
        (Sort.RATE, 49, "4,9"),
        (Sort.RATE, 200, "20,0"),
        (Sort.DAY, date(2026, 11, 21), "2026-11-21"),
    ],
)
def test_numbers_are_written_as_here(sort: Sort, value: Value, cell: str) -> None:
    """German numbers, ISO days."""
    assert cell == WRITE[sort](value)


@pytest.mark.parametrize("sort", [sort for sort in Sort if sort not in (Sort.TEXT, Sort.RAW)])
def test_nothing_is_an_empty_cell(sort: Sort) -> None:
    """Not a zero, which would be a statement."""
    assert WRITE[sort](None) == ""
    assert value_of("", sort) is None


@pytest.mark.parametrize(
    ("sort", "value"),
    [
        (Sort.TEXT, 5),
        (Sort.WHOLE, 1.0),
        (Sort.WHOLE, True),
        (Sort.MONEY, 1.5),
        (Sort.AMOUNT, "1"),
        (Sort.RATE, 20.0),
        (Sort.FLAG, 1),
        (Sort.DAY, datetime(2026, 11, 21, tzinfo=UTC)),
        (Sort.TIME, 5),
    ],
)
def test_a_value_of_another_sort_is_a_mistake(sort: Sort, value: object) -> None:
    """No float becomes money by accident, also where an equal integer was written before."""
    WRITE[Sort.WHOLE](1)
    WRITE[Sort.RATE](20)
    with pytest.raises(TypeError):
        WRITE[sort](value)


@pytest.mark.parametrize(
    ("sort", "cell"),
    [
        (Sort.MONEY, "1.234,56"),
        (Sort.MONEY, "1234.56"),
        (Sort.MONEY, "-0,00"),
        (Sort.MONEY, "01,00"),
        (Sort.MONEY, "+1,00"),
        (Sort.MONEY, "1,000"),
        (Sort.MONEY, "９,00"),
        (Sort.WHOLE, "1_000"),
        (Sort.WHOLE, "9" * 5000),
        (Sort.AMOUNT, "1,34"),
        (Sort.RATE, "20"),
        (Sort.FLAG, "Ja"),
        (Sort.DAY, "20261121"),
        (Sort.DAY, "21.11.2026"),
        (Sort.TIME, "2026-11-21T17:45:12"),
        (Sort.TIME, "2026-02-30 17:45:12"),
        (Sort.TEXT, "=1"),
        (Sort.TEXT, "'a"),
        (Sort.TEXT, "␦a"),
        (Sort.TEXT, "␦"),
        (Sort.RAW, "-1"),
    ],
)
def test_other_forms_are_refused(sort: Sort, cell: str) -> None:
    """What a person or another program writes is named, not guessed."""
    with pytest.raises(CellError, match=sort.value):
        value_of(cell, sort)


@given(
    st.datetimes(
        min_value=datetime(2016, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
        max_value=datetime(2099, 12, 31),  # noqa: DTZ001
        timezones=st.just(UTC),
    )
)
def test_the_quick_time_is_the_slow_one(moment: datetime) -> None:
    """The text of the book and the moment give the same Austrian time."""
    cell = WRITE[Sort.TIME](moment)
    assert cell == local_time(utc_text(moment, "test"))
    assert cell == value_of(cell, Sort.TIME)


def test_a_moment_behind_the_calendar_has_no_local_time() -> None:
    """Whoever damaged the book wrote it; it is no time, like any other text."""
    with pytest.raises(ValueError, match="9999-12-31T23"):
        local_time("9999-12-31T23:30:00.000000+00:00")


def test_the_doubled_hour_is_written_twice() -> None:
    """In October 02:30 comes twice: another column has the order."""
    summer, winter = "2026-10-25T00:30:00.000000+00:00", "2026-10-25T01:30:00.000000+00:00"
    assert "2026-10-25 02:30:00" == local_time(summer) == local_time(winter)
