"""A table of an export as a page: the same cells as its CSV, a page of rows at a time."""

import io
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, Never
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from archive.exports.forms import TABLES, part_of
from archive.exports.sight import seen
from archive.portal.asked import Asked
from archive.portal.page import render
from archive.portal.place import MissingError, Sources
from firmware.export.errors import EmptyPeriodError
from firmware.export.package.outline import Days
from firmware.export.package.part import Sight
from firmware.export.tables import csv_form
from firmware.export.tables.cells import WRITE
from firmware.export.tables.table import Sort, Table

PAGE_ROWS: Final = 200
#: Beyond that nobody leafs: there are files for it.
PAGES_MAX: Final = 5_000
_NUMBERS: Final = frozenset((Sort.WHOLE, Sort.MONEY, Sort.AMOUNT, Sort.RATE))
_AS_READ: Final = frozenset((Sort.TEXT, Sort.RAW, Sort.TIME))


@dataclass(frozen=True, slots=True, kw_only=True)
class TablePage:
    """Rows as texts; `numbers` are the places of columns that stand to the right."""

    heading: tuple[str, ...]
    meanings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int]
    has_more: bool


class _EnoughError(Exception):
    """The page is full."""


class _Window(io.BytesIO):
    """Keeps the heading and the lines of one page, and ends whoever writes on."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self._first = 1 + (number - 1) * PAGE_ROWS
        self._end = self._first + PAGE_ROWS
        self._line = 0
        self.has_more = False

    def write(self, piece: object, /) -> int:
        """Keep what belongs to the page."""
        assert isinstance(piece, bytes), "what csv_form hands on: whole lines"
        for line in piece.splitlines(keepends=True):
            if self._line >= self._end:
                self.has_more = True
                raise _EnoughError
            if self._line == 0 or self._line >= self._first:
                super().write(line)
            self._line += 1
        return len(piece)


def table_page(sources: Sources, request: Request) -> Response:
    """One table of a period."""
    place = sources.place(request)
    key, asked = str(request.path_params["table"]), Asked(request)
    said_page = asked.whole("page")
    number = 1 if said_page is None else said_page
    if key not in TABLES or not 1 <= number <= PAGES_MAX:
        raise MissingError
    days = Days(first=asked.day("from"), last=asked.day("to"))
    found: TablePage | None = None
    first = last = ""
    with sources.replicas.open(place.the_till.id) as book, suppress(EmptyPeriodError):
        _, sight = seen(book, days, sources.world.now_utc(), lambda _count: None)
        first, last = sight.first_day.isoformat(), sight.last_day.isoformat()
        found = page_of(key, sight, number)
    said = {name: asked.text(name) for name in ("from", "to") if asked.text(name)}
    sources.note(place, "table", table=key, number=number, **said)
    return render(
        request,
        "export_table.html",
        key=key,
        table=found,
        number=number,
        first=first,
        last=last,
        faults=asked.faults,
        query=urlencode(said),
    )


def page_of(key: str, sight: Sight, number: int) -> TablePage:
    """The rows of a page, counted from 1.

    Raises:
        StoreError: the book cannot be read.
    """
    table: Table[Never] = TABLES[key]
    window = _Window(number)
    with suppress(_EnoughError):
        part_of(key, sight).write(sight, window)
    window.seek(0)
    sorts = [column.sort for column in table.columns]
    rows = tuple(
        tuple(_text(value, sort) for value, sort in zip(row, sorts, strict=True))
        for row in csv_form.read(table, window, key)
    )
    return TablePage(
        heading=table.heading,
        meanings=tuple(column.meaning for column in table.columns),
        rows=rows,
        numbers=frozenset(place for place, sort in enumerate(sorts) if sort in _NUMBERS),
        has_more=window.has_more,
    )


def _text(value: object, sort: Sort) -> str:
    """The cell as it is meant: without what guards it from a spreadsheet."""
    if sort in _AS_READ:
        return "" if value is None else str(value)
    return WRITE[sort](value)
