"""All tables as one workbook, row after row: memory does not grow with the book.

The rows are read back from the table's CSV as numbers, days and times, so that workbook and CSV
cannot say different things. Every text is written as a text: none is a formula or a link.
"""

import tempfile
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, BinaryIO, Final, Never

import xlsxwriter

from firmware.export.package.part import Part, Sight
from firmware.export.tables import csv_form
from firmware.export.tables.cells import NO, YES, Value
from firmware.export.tables.registry import TABLES
from firmware.export.tables.table import Column, Sort, Table

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: What a spreadsheet holds at most: rows of a sheet, characters of a cell.
SHEET_ROWS: Final = 1_048_576
CELL_CHARACTERS: Final = 32_767
_CUT: Final = " … (weiter in der CSV)"
_NAME_CHARACTERS: Final = 31
_SIGN_EVERY_ROWS: Final = 256
#: Row after row, and every text a text.
_OPTIONS: Final[Mapping[str, object]] = MappingProxyType(
    {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
)
_FORMS: Final[Mapping[Sort, str]] = MappingProxyType(
    {
        Sort.MONEY: "#,##0.00",
        Sort.AMOUNT: "#,##0.000",
        Sort.RATE: "0.0",
        Sort.WHOLE: "0",
        Sort.DAY: "yyyy-mm-dd",
        Sort.TIME: "yyyy-mm-dd hh:mm:ss",
    }
)
_UNIT: Final[Mapping[Sort, int]] = MappingProxyType(
    {Sort.MONEY: 100, Sort.AMOUNT: 1000, Sort.RATE: 10}
)
#: Wide enough to be read, for columns that cannot be measured while they are written.
_WIDTHS: Final[Mapping[Sort, int]] = MappingProxyType(
    {Sort.TEXT: 24, Sort.RAW: 24, Sort.DAY: 12, Sort.TIME: 20}
)
_WIDTH: Final = 11


def write(sight: Sight, parts: Iterable[Part], out: BinaryIO, scratch: Path) -> None:
    """Write the workbook of those parts that are tables.

    Raises:
        StoreError: the book cannot be read.
        OSError: of `out` or `scratch`.
    """
    tables = {table.file_of(sight.register_id): table for table in TABLES}
    found = [(part, tables[part.name]) for part in parts if part.name in tables]
    # The library leaves a file of its own where it is given up.
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        workbook = xlsxwriter.Workbook(out, {**_OPTIONS, "tmpdir": folder})
        try:
            about = {"title": sight.register_id, "created": _naive(sight.made_at_utc)}
            workbook.set_properties(about)
            forms = {sort: workbook.add_format({"num_format": _FORMS[sort]}) for sort in _FORMS}
            bold = workbook.add_format({"bold": True, "bottom": 1})
            for part, table in found:
                _Sheets(workbook, table, forms, bold).write(sight, part, Path(folder))
        finally:
            workbook.close()


class _Sheets:
    """One table, on as many sheets as it takes."""

    def __init__(
        self, workbook: Any, table: Table[Never], forms: Mapping[Sort, Any], bold: Any
    ) -> None:
        self._workbook = workbook
        self._table = table
        self._forms = forms
        self._bold = bold
        self._name = Path(table.file).stem.replace("__{id}__BON", "")
        self._number = 0
        self._sheet = self._next()
        self._row = 1

    def write(self, sight: Sight, part: Part, scratch: Path) -> None:
        with tempfile.TemporaryFile(dir=scratch) as file:
            part.write(sight, file)
            file.seek(0)
            for values in csv_form.read(self._table, file, part.name):
                if self._row == SHEET_ROWS:
                    self._sheet, self._row = self._next(), 1
                columns = zip(values, self._table.columns, strict=True)
                for place, (value, column) in enumerate(columns):
                    self._put(place, value, column)
                self._row += 1
                if self._row % _SIGN_EVERY_ROWS == 0:
                    # Nothing of the book is read meanwhile; whoever waits must hear of us.
                    sight.moved(0)

    def _next(self) -> Any:
        self._number += 1
        suffix = "" if self._number == 1 else f" ({self._number})"
        sheet = self._workbook.add_worksheet(self._name[: _NAME_CHARACTERS - len(suffix)] + suffix)
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(self._table.columns):
            sheet.set_column(place, place, _WIDTHS.get(column.sort, _WIDTH))
            sheet.write_string(0, place, column.name, self._bold)
        return sheet

    def _put(self, place: int, value: Value, column: Column[Never]) -> None:
        if value is None or value == "":
            return
        form = self._forms.get(column.sort)
        match column.sort:
            case Sort.FLAG:
                self._sheet.write_string(self._row, place, YES if value else NO)
            case Sort.DAY:
                self._sheet.write_datetime(self._row, place, value, form)
            case Sort.TIME:
                moment = datetime.fromisoformat(str(value))
                self._sheet.write_datetime(self._row, place, moment, form)
            case Sort.TEXT | Sort.RAW:
                self._sheet.write_string(self._row, place, _short(str(value)))
            case _:
                assert isinstance(value, int)
                number = value / _UNIT.get(column.sort, 1)
                self._sheet.write_number(self._row, place, number, form)


def _short(text: str) -> str:
    if len(text) <= CELL_CHARACTERS:
        return text
    return text[: CELL_CHARACTERS - len(_CUT)] + _CUT


def _naive(moment: datetime) -> datetime:
    return moment.replace(tzinfo=None)
