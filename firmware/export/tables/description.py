"""index.xml: what an auditor's program has to know to take in the tables of an export by itself.

The form is that of the description standard for data carriers of tax audits (GDPdU 2004, GoBD),
which programs of the authorities read in Austria as well. Its times have no type: they are texts
that sort as they stand.
"""

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final, Never

from firmware.export.package.part import Part, Sight
from firmware.export.reports.xml_form import XmlOut
from firmware.export.tables.csv_form import DELIMITER, LINE_END, QUOTE
from firmware.export.tables.registry import TABLES
from firmware.export.tables.table import Column, Sort, Table

FILE: Final = "index.xml"
DTD: Final = "gdpdu-01-09-2004.dtd"
VERSION: Final = "1.0"
#: The line behind the heading; lines are counted from 1.
FIRST_LINE: Final = "2"
DAY_FORMAT: Final = "YYYY-MM-DD"
#: Digits behind the comma.
_ACCURACY: Final = {Sort.WHOLE: None, Sort.MONEY: "2", Sort.AMOUNT: "3", Sort.RATE: "1"}


def parts(_sight: Sight) -> tuple[Part, ...]:
    """The description of all tables of a whole export, and its document type."""
    return parts_of(TABLES)


def parts_of(tables: Iterable[Table[Never]]) -> tuple[Part, ...]:
    """The description of an export with these tables, and its document type."""
    return (
        Part(name=FILE, write=partial(_write, tuple(tables))),
        Part(name=DTD, write=_write_type),
    )


def _write_type(sight: Sight, out: BinaryIO) -> None:  # noqa: ARG001 - as every Write
    out.write(Path(__file__).with_name(DTD).read_bytes())


def _write(tables: tuple[Table[Never], ...], sight: Sight, out: BinaryIO) -> None:
    xml = XmlOut(out, f'DataSet SYSTEM "{DTD}"')
    firm, *address = sight.firm or ("",)
    with xml.inside("DataSet"):
        xml.element("Version", {}, VERSION)
        with xml.inside("DataSupplier"):
            xml.element("Name", {}, firm)
            xml.element("Location", {}, ", ".join(address))
            xml.element("Comment", {}, f"Kasse {sight.register_id}, {sight.program}")
        with xml.inside("Media"):
            xml.element("Name", {}, f"Kasse {sight.register_id}")
            for table in tables:
                _table(xml, table, sight)


def _table(xml: XmlOut, table: Table[Never], sight: Sight) -> None:
    with xml.inside("Table"):
        file = table.file_of(sight.register_id)
        xml.element("URL", {}, file)
        xml.element("Name", {}, Path(file).stem)
        xml.element("Description", {}, table.title)
        with xml.inside("Validity"):
            with xml.inside("Range"):
                xml.element("From", {}, sight.first_day.isoformat())
                xml.element("To", {}, sight.last_day.isoformat())
            xml.element("Format", {}, DAY_FORMAT)
        xml.element("UTF8", {})
        xml.element("DecimalSymbol", {}, ",")
        xml.element("DigitGroupingSymbol", {}, ".")
        with xml.inside("Range"):
            xml.element("From", {}, FIRST_LINE)
        with xml.inside("VariableLength"):
            xml.element("ColumnDelimiter", {}, DELIMITER)
            xml.element("RecordDelimiter", {}, LINE_END)
            xml.element("TextEncapsulator", {}, QUOTE)
            for column in table.columns:
                is_key = column.name in table.key
                _column(xml, "VariablePrimaryKey" if is_key else "VariableColumn", column)


def _column(xml: XmlOut, element: str, column: Column[Never]) -> None:
    with xml.inside(element):
        xml.element("Name", {}, column.name)
        xml.element("Description", {}, column.meaning)
        if column.sort is Sort.DAY:
            with xml.inside("Date"):
                xml.element("Format", {}, DAY_FORMAT)
        elif column.sort not in _ACCURACY:
            xml.element("AlphaNumeric", {})
        elif (digits := _ACCURACY[column.sort]) is None:
            xml.element("Numeric", {})
        else:
            with xml.inside("Numeric"):
                xml.element("Accuracy", {}, digits)
