"""archive.exports.workbook: all tables as one workbook."""

import io
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from archive.exports import workbook
from archive.exports.forms import TABLES
from firmware.export.package.part import Part, Sight
from firmware.export.tables import csv_form, fiscal, masterdata
from firmware.export.tables.table import Column, Sort, Table
from firmware.store.head import Head


def rows(table: Table[object], values: list[object]) -> Part:
    """A part that is this table with these rows."""

    def write(_sight: Sight, out: io.BufferedIOBase) -> None:
        csv_form.write(table, values, out)

    return Part(name=table.file, write=write)


@pytest.fixture
def strange(monkeypatch: pytest.MonkeyPatch) -> Table[object]:
    """A table of one text and one amount."""
    table = Table(
        file="x/strange.csv",
        title="",
        columns=(
            Column(name="Text", sort=Sort.TEXT, meaning="", take=lambda row: row),
            Column(name="Cent", sort=Sort.MONEY, meaning="", take=lambda row: len(str(row))),
        ),
    )
    monkeypatch.setattr(workbook, "TABLES", (table,))
    return table


def opened(parts: list[Part], sight: Sight, folder: Path) -> openpyxl.Workbook:
    """The workbook, as another program reads it."""
    out = io.BytesIO()
    workbook.write(sight, parts, out, folder)
    assert [] == list(folder.iterdir())
    out.seek(0)
    return openpyxl.load_workbook(out)


def test_every_table(all_of_it: tuple[Head, Sight], tmp_path: Path) -> None:
    """A sheet each, with as many rows as its CSV, and numbers that are numbers."""
    _, sight = all_of_it
    parts = [*fiscal.parts(sight), *masterdata.parts(sight)]
    book = opened(parts, sight, tmp_path)
    assert ["belege", "zahlungen"] == book.sheetnames[:2]
    for sheet, part in zip(book, parts, strict=True):
        out = io.BytesIO()
        part.write(sight, out)
        assert out.getvalue().count(b"\r\n") == sheet.max_row
    sheet, table = book["belege"], TABLES["receipts"]
    for place, column in enumerate(table.columns, start=1):
        assert column.name == sheet.cell(1, place).value
        for line in range(2, sheet.max_row + 1):
            value = sheet.cell(line, place).value
            if value is not None and column.sort is Sort.MONEY:
                assert isinstance(value, int | float)
            if value is not None and column.sort is Sort.TIME:
                assert isinstance(value, datetime)


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "http://example.at", "{=1}", "'x", "＝1"],
)
def test_no_formula(
    strange: Table[object], all_of_it: tuple[Head, Sight], tmp_path: Path, text: str
) -> None:
    """Whatever an article is called: a text, and the same text."""
    sheet = opened([rows(strange, [text])], all_of_it[1], tmp_path).active
    assert sheet is not None
    cell = sheet.cell(2, 1)
    assert "s" == cell.data_type
    assert cell.hyperlink is None
    assert text.replace("\r", "_x000D_") == str(cell.value).replace("\r", "_x000D_")
    assert len(text) / 100 == sheet.cell(2, 2).value


def test_more_rows_than_a_sheet(
    strange: Table[object],
    all_of_it: tuple[Head, Sight],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """They go on on the next, under the same heading."""
    monkeypatch.setattr(workbook, "SHEET_ROWS", 3)
    book = opened([rows(strange, list("abcde"))], all_of_it[1], tmp_path)
    assert ["strange", "strange (2)", "strange (3)"] == book.sheetnames
    assert [["Text", "a", "b"], ["Text", "c", "d"], ["Text", "e"]] == [
        [cell.value for cell in sheet["A"]] for sheet in book
    ]


def test_more_than_a_cell(
    strange: Table[object], all_of_it: tuple[Head, Sight], tmp_path: Path
) -> None:
    """It is cut, and says so; the CSV has all of it."""
    sheet = opened([rows(strange, ["x" * 40_000])], all_of_it[1], tmp_path).active
    assert sheet is not None
    value = str(sheet.cell(2, 1).value)
    assert 32_767 == len(value)
    assert value.endswith("… (weiter in der CSV)")


def test_nothing_but_tables(all_of_it: tuple[Head, Sight], tmp_path: Path) -> None:
    """What is no table is left out."""
    part = replace(fiscal.parts(all_of_it[1])[0], name="other.csv")
    assert ["Sheet1"] == opened([part], all_of_it[1], tmp_path).sheetnames


def test_gives_signs_of_life(
    strange: Table[object], all_of_it: tuple[Head, Sight], tmp_path: Path
) -> None:
    """A job that says nothing is taken for dead: also while the book itself is not read."""
    told: list[int] = []
    sight = replace(all_of_it[1], moved=told.append)
    opened([rows(strange, ["x"] * 2000)], sight, tmp_path)
    assert 7 <= len(told)
