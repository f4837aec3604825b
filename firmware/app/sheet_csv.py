"""Master data as a table: one line a thing, semicolons, German numbers, as spreadsheets have it."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from firmware.app.sheet import NOWHERE, Cell, Reading, Sheet, SheetError, Spot, column_of
from firmware.till.stall import words
from firmware.till.stall.fault import Fault, StallError
from firmware.till.stall.masterdata import Sort, State
from firmware.till.stall.table import COLUMNS, RATE, SORT_TITLES, Column

SORT_TITLE = "Art"
NUMBER_TITLE = "Nr"
REMOVE_TITLE = "löschen"
_NUMBER_WORDS = frozenset({"nr", "nr.", "nummer", "number", "plu"})
_BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"


def _all_columns() -> tuple[Column, ...]:
    """Every column once, by title."""
    found: dict[str, Column] = {}
    for sort in (Sort.GROUP, Sort.VAT, Sort.ARTICLE, Sort.CLERK):
        for column in COLUMNS[sort]:
            found.setdefault(column.title, column)
    return tuple(found.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Heads:
    """What stands in which column of a table."""

    number: int
    sort: int | None
    remove: int | None
    columns: Mapping[int, Column]


def read_csv(text: str) -> Sheet:
    """What a table says; without a column „Art" every line is an article.

    Raises:
        SheetError: no table, a column or a cell that cannot be read.
    """
    rows = _rows(text)
    if not rows:
        raise SheetError(NOWHERE, StallError(Fault.MISSING, NUMBER_TITLE))
    (first_line, titles), *rest = rows
    heads, reading = _heads(titles, first_line), Reading()
    for line, row in rest:
        if len(row) > len(titles):
            spot = Spot(line=line, column=len(titles) + 1)
            raise SheetError(spot, StallError(Fault.UNKNOWN, text=row[len(titles)]))
        _read_row(reading, heads, [*row, *[""] * (len(titles) - len(row))], line)
    return reading.sheet()


def _rows(text: str) -> list[tuple[int, list[str]]]:
    """The lines that are not empty, each with its number in the file."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = next((sign for sign in ";\t" if sign in first), ",")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        return [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        spot = Spot(line=reader.line_num, column=1)
        raise SheetError(spot, StallError(Fault.FORM, str(error))) from error


def _heads(titles: Sequence[str], line: int) -> _Heads:
    number = sort = remove = None
    columns: dict[int, Column] = {}
    for index, title in enumerate(titles):
        word = title.strip().casefold()
        column = column_of(_all_columns(), title)
        if word in _NUMBER_WORDS and number is None:
            number = index
        elif word == SORT_TITLE.casefold():
            sort = index
        elif word == REMOVE_TITLE:
            remove = index
        elif column is not None and column not in columns.values():
            columns[index] = column
        elif word:
            fault = Fault.UNKNOWN if column is None else Fault.TWICE
            raise SheetError(Spot(line=line, column=index + 1), StallError(fault, text=title))
    if number is None:
        raise SheetError(Spot(line=line, column=1), StallError(Fault.MISSING, NUMBER_TITLE))
    return _Heads(number=number, sort=sort, remove=remove, columns=columns)


def _read_row(reading: Reading, heads: _Heads, row: Sequence[str], line: int) -> None:
    sort = Sort.ARTICLE if heads.sort is None else _sort(row[heads.sort], line, heads.sort)
    number = Cell(text=row[heads.number], spot=Spot(line=line, column=heads.number + 1))
    try:
        key = str(words.read_number(number.text))
    except StallError as error:
        raise SheetError(number.spot, error.at(SORT_TITLES[sort])) from error
    reading.begin(sort, key, Spot(line=line, column=1))
    if heads.remove is not None and _flag(row[heads.remove], line, heads.remove):
        reading.remove(sort, key)
        return
    for index, column in heads.columns.items():
        cell = Cell(text=row[index], spot=Spot(line=line, column=index + 1))
        _read_cell(reading, sort, key, column, cell)


def _sort(text: str, line: int, index: int) -> Sort:
    word = text.strip().casefold()
    for sort, title in SORT_TITLES.items():
        if word == title.casefold():
            return sort
    raise SheetError(Spot(line=line, column=index + 1), StallError(Fault.CHOICE, text=text))


def _flag(text: str, line: int, index: int) -> bool:
    try:
        return words.read_flag(text)
    except StallError as error:
        raise SheetError(Spot(line=line, column=index + 1), error) from error


def _read_cell(reading: Reading, sort: Sort, key: str, column: Column, cell: Cell) -> None:
    """One cell; an empty one says nothing where nothing cannot stand there."""
    own = RATE if column.title == RATE.title and sort is Sort.GROUP else _own(sort, column)
    is_empty = not cell.text.strip()
    if own is None:
        if not is_empty:
            place = f"{sort.value} {key}.{column.key}"
            raise SheetError(cell.spot, StallError(Fault.UNKNOWN, place, cell.text))
        return
    if is_empty and not _may_be_empty(own):
        return
    reading.say(Sort.VAT if own is RATE else sort, key, own, cell)


def _own(sort: Sort, column: Column) -> Column | None:
    return next((one for one in COLUMNS[sort] if one.title == column.title), None)


def _may_be_empty(column: Column) -> bool:
    try:
        column.read("")
    except StallError:
        return False
    return True


# and back


def write_csv(state: State) -> str:
    """Groups, articles and clerks of `state` as a table for a spreadsheet."""
    columns = _all_columns()
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([SORT_TITLE, NUMBER_TITLE, *(one.title for one in columns), REMOVE_TITLE])
    for sort, title in SORT_TITLES.items():
        keys = sorted((key for one, key in state if one is sort), key=int)
        for key in keys:
            writer.writerow([title, key, *_cells(state, sort, key, columns), ""])
    return _BOM + out.getvalue()


def _cells(state: State, sort: Sort, key: str, columns: Iterable[Column]) -> list[str]:
    cells: list[str] = []
    for column in columns:
        own = _own(sort, column)
        if own is not None:
            cells.append(own.write(state[sort, key][own.name]))
        elif sort is Sort.GROUP and column.title == RATE.title and (Sort.VAT, key) in state:
            cells.append(RATE.write(state[Sort.VAT, key][RATE.name]))
        else:
            cells.append("")
    return cells
