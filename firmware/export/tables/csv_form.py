r"""CSV as the spreadsheets of this country and programs of auditors open it, in both directions.

UTF-8 with a byte order mark, semicolons, CRLF, quotes where the text has a semicolon or a quote
(RFC 4180); the first line is the heading. One row is one line, always (see cells.py).
What is read must be exactly what `write` writes: a file that a spreadsheet has saved anew is
another file, and says so.
"""

import re
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import islice
from typing import BinaryIO, Final, Never

from firmware.export.errors import ExportError
from firmware.export.tables import cells
from firmware.export.tables.cells import WRITE, CellError, Value
from firmware.export.tables.table import Row_contra, Sort, Table

DELIMITER: Final = ";"
LINE_END: Final = "\r\n"
QUOTE: Final = '"'
#: Rows that are turned into columns at once: a column is written faster than its cells are.
BATCH_ROWS: Final = 256
#: Names, kinds and actions stand in a file again and again.
_KEPT_TEXTS: Final = 4096
#: A row of the book has a quarter of this at most, and every quote in it may stand twice.
MAX_LINE_BYTES: Final = 1 << 20
#: What is read at once ends behind a line that reaches so far, however many rows it has.
_BATCH_CHARACTERS: Final = 1 << 20
_QUOTED: Final = re.compile(r'"([^"]*+(?:""[^"]*+)*+)"(;|\Z)')
_MUST_BE_QUOTED: Final = re.compile(r'[;"]')


_Line = tuple[int, str]


class CsvError(ExportError):
    """A file is not as `write` writes it: which line, and what is wrong there."""

    def __init__(self, place: str, line: int, text: str) -> None:
        super().__init__(f"{place}, line {line}: {text}")
        self.place = place
        self.line = line


def write(table: Table[Row_contra], rows: Iterable[Row_contra], out: BinaryIO) -> None:
    """Write heading and rows; of `rows` no more than BATCH_ROWS are kept.

    Raises:
        OSError: of `out`.
    """
    out.write(BOM_UTF8 + _lines_of([table.heading]))
    columns = [(column.take, _written(column.sort)) for column in table.columns]
    left = iter(rows)
    while batch := list(islice(left, BATCH_ROWS)):
        written = (map(form, map(take, batch)) for take, form in columns)
        out.write(_lines_of(zip(*written, strict=True)))


def _lines_of(rows: Iterable[tuple[str, ...]]) -> bytes:
    return "".join(f"{line}{LINE_END}" for line in map(DELIMITER.join, rows)).encode()


def _written(sort: Sort) -> Callable[[object], str]:
    """How a cell stands in its line; no number has to be quoted.

    Python's own writer looks at each character for itself, which takes longer than all the rest.
    """
    match sort:
        case Sort.TEXT:
            return _text
        case Sort.RAW:
            return _raw
        case _:
            return WRITE[sort]


@lru_cache(maxsize=_KEPT_TEXTS)
def _text(value: object) -> str:
    return _quoted(cells.text(value))


def _raw(value: object) -> str:
    """As `_quoted(cells.raw(value))`, with a short way for what texts of the book are like."""
    if type(value) is not str or value[:1] in cells.GUARDED or not value.isprintable():
        return _quoted(cells.raw(value))
    return _quoted(value)


def _quoted(cell: str) -> str:
    if '"' not in cell and DELIMITER not in cell:
        return cell
    doubled = cell.replace('"', '""')
    return f'"{doubled}"'


def read(table: Table[Never], file: BinaryIO, place: str) -> Iterator[tuple[Value, ...]]:
    """The rows of a file that `write` wrote, each as the values of its columns in their order.

    Args:
        table: whose columns it must have.
        file: at its beginning.
        place: names the file in an error.

    Raises:
        CsvError: it is not exactly such a file; what came before that line was.
        OSError: of `file`.
    """
    if file.read(len(BOM_UTF8)) != BOM_UTF8:
        raise CsvError(place, 1, "no byte order mark of UTF-8")
    lines = _lines(file, place)
    number, heading = next(lines, (1, ""))
    if tuple(_cells(heading, place, number)) != table.heading:
        raise CsvError(place, number, f"not the heading of {table.file}")
    sorts = [column.sort for column in table.columns]
    for batch, broken in _batches(lines):
        yield from _rows(batch, sorts, place)
        if broken is not None:
            raise broken


def _rows(batch: list[_Line], sorts: list[Sort], place: str) -> Iterable[tuple[Value, ...]]:
    """The rows of some lines: column by column, and where one is wrong, cell by cell up to it."""
    try:
        split = [_cells(line, place, number) for number, line in batch]
        # Not lazily: what is wrong shows before anything is handed out.
        each = zip(zip(*split, strict=True), sorts, strict=True)
        columns = [cells.column_of(column, sort) for column, sort in each]
        return list(zip(*columns, strict=True))
    except (CsvError, CellError, ValueError):
        return _each_row(batch, sorts, place)


def _each_row(batch: list[_Line], sorts: list[Sort], place: str) -> Iterator[tuple[Value, ...]]:
    for number, line in batch:
        found = _cells(line, place, number)
        if len(found) != len(sorts):
            raise CsvError(place, number, f"{len(found)} cells under {len(sorts)} headings")
        try:
            yield tuple(map(cells.value_of, found, sorts))
        except CellError as error:
            raise CsvError(place, number, str(error)) from error


def _batches(lines: Iterator[_Line]) -> Iterator[tuple[list[_Line], CsvError | None]]:
    """Some lines at a time, and with the last of them what keeps more from being read."""
    batch: list[_Line] = []
    characters = 0
    try:
        for line in lines:
            batch.append(line)
            characters += len(line[1])
            if len(batch) == BATCH_ROWS or characters >= _BATCH_CHARACTERS:
                yield batch, None
                batch, characters = [], 0
    except CsvError as error:
        yield batch, error
        return
    if batch:
        yield batch, None


def _lines(file: BinaryIO, place: str) -> Iterator[tuple[int, str]]:
    number = 0
    while line := file.readline(MAX_LINE_BYTES + 1):
        number += 1
        if len(line) > MAX_LINE_BYTES:
            raise CsvError(place, number, f"longer than {MAX_LINE_BYTES} bytes")
        if not line.endswith(b"\r\n") or b"\r" in line[:-2]:
            raise CsvError(place, number, "does not end with CR and LF, and only there")
        try:
            yield number, line[:-2].decode()
        except UnicodeDecodeError as error:
            raise CsvError(place, number, f"no UTF-8: {error.reason}") from error


def _cells(line: str, place: str, number: int) -> list[str]:
    """The cells of a line, quoted only where they have to be."""
    if QUOTE not in line:
        return line.split(DELIMITER)
    found: list[str] = []
    at, end = 0, DELIMITER
    while end:
        quote = line.find(QUOTE, at)
        if quote < 0:
            return found + line[at:].split(DELIMITER)
        if quote > at:
            bare = line[at:quote].split(DELIMITER)
            if bare.pop():
                begin = line.rfind(DELIMITER, 0, quote) + 2
                raise CsvError(place, number, f"no cell at character {begin}")
            found += bare
        text, end, at = _quoted_cell(line, quote, place, number)
        found.append(text)
    return found


def _quoted_cell(line: str, at: int, place: str, number: int) -> tuple[str, str, int]:
    """What stands in quotes there, what ends it, and where that ends."""
    match = _QUOTED.match(line, at)
    if match is None:
        raise CsvError(place, number, f"no cell at character {at + 1}")
    text, end = match.groups()
    if _MUST_BE_QUOTED.search(text) is None:
        raise CsvError(place, number, f"quotes at character {at + 1} for nothing")
    return text.replace('""', QUOTE), end, match.end()
