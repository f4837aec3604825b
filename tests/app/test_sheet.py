"""firmware.app.sheet: one file, all or nothing, with the place of what is wrong."""

import pytest

from firmware.app.sheet import MAX_BYTES, Cell, Reading, SheetError, Spot, column_of, decode
from firmware.app.sheet_csv import read_csv
from firmware.till.stall.fault import Fault
from firmware.till.stall.masterdata import Sort
from firmware.till.stall.table import ARTICLE_COLUMNS, NAME, PRICE
from tests.app.sheets import imported
from tests.till.plain_stall import STALL

HERE = Spot(line=3, column=2)


def test_decode() -> None:
    """The mark at the beginning is no letter; what is no UTF-8 is told with its place."""
    assert decode("\ufeffNr".encode()) == "Nr"
    with pytest.raises(SheetError) as refusal:
        decode("Nr\nÄ".encode("latin-1"))
    assert refusal.value.spot == Spot(line=2, column=1)
    with pytest.raises(SheetError, match="larger"):
        decode(b"x" * (MAX_BYTES + 1))


def test_one_thing_once() -> None:
    """A file that says two prices of one article says none."""
    reading = Reading()
    reading.begin(Sort.ARTICLE, "12", HERE)
    with pytest.raises(SheetError, match="line 3, column 2: article 12: is given twice"):
        reading.begin(Sort.ARTICLE, "12", HERE)


def test_a_field_that_cannot_be_read() -> None:
    """The message names line, column, thing, field and text."""
    reading = Reading()
    with pytest.raises(SheetError) as refusal:
        reading.say(Sort.ARTICLE, "12", PRICE, Cell(text="viel", spot=HERE))
    expected = 'line 3, column 2: article 12.price: "viel" is no amount (write "2,50")'
    assert str(refusal.value) == expected
    assert refusal.value.error.fault is Fault.AMOUNT


def test_what_cannot_be_is_told_with_its_place() -> None:
    """A group that is not there is found when all is read, and told where it stands."""
    sheet = read_csv("Nr;Name;WG\n12;Apfel;1\n13;Birne;14")
    with pytest.raises(SheetError) as refusal:
        imported(sheet, STALL)
    assert refusal.value.spot == Spot(line=3, column=3)
    assert refusal.value.error.fault is Fault.GROUP


def test_what_is_missing_is_told_with_its_line() -> None:
    """A new article without a name has no cell to point at, but a line."""
    with pytest.raises(SheetError) as refusal:
        imported(read_csv("Nr;WG\n7777;1"), STALL)
    assert refusal.value.spot == Spot(line=2, column=1)


def test_column_of() -> None:
    """By key or by title, however it is written."""
    assert column_of(ARTICLE_COLUMNS, " NAME ") is NAME
    assert column_of(ARTICLE_COLUMNS, "price") is PRICE
    assert column_of(ARTICLE_COLUMNS, "Preis") is PRICE
    assert column_of(ARTICLE_COLUMNS, "Farbe") is None
