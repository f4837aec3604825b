"""tagesabschluesse.csv against the journal: each Z as its row says it, each day reckoned anew."""

from collections.abc import Iterator
from datetime import date
from itertools import zip_longest
from pathlib import Path
from typing import Final

import msgspec

from firmware.export.audit.finding import AuditRule, Findings
from firmware.export.audit.rows import ReadRow
from firmware.export.errors import ReadError
from firmware.export.package.manifest import Span
from firmware.export.tables import csv_form
from firmware.export.tables.cells import READERS, WRITE, Value
from firmware.export.tables.closings import (
    CLOSINGS,
    ClosingLine,
    means_name,
    of_closing,
    of_day,
)
from firmware.export.tables.csv_form import CsvError
from firmware.export.tables.days import Day
from firmware.till.acts import JournalKind
from firmware.till.closing.reckoning import Reckoning, day_of

FILE: Final = CLOSINGS.file
_WRONG_ROW: Final = (msgspec.MsgspecError, KeyError, ValueError, TypeError)
Line = tuple[Value, ...]


class DayTable:
    """Takes the rows of the journal in order; `receipts` are the numbers the days are made of."""

    def __init__(self, path: Path, receipts: Span, found: Findings) -> None:
        self._path = path
        self._receipts = receipts
        self._found = found
        self._lines = self._read()
        self._line = 0
        self._is_broken = False
        self._days: list[tuple[Line, ...]] = []
        self._text = ""
        self._reckoning = Reckoning()
        self._is_known = True

    def take(self, row: ReadRow) -> None:
        """The next row.

        Raises:
            ReadError: the medium does not give the table back.
        """
        if not row.is_readable:
            # The row itself is told where it is looked at; what the table said of it, nobody knows.
            self._is_broken = True
        elif row.kind == JournalKind.Z:
            for should in of_closing(row):
                self._compare(self._next(), _values(should, self._line), f"Z of row {row.seq}")
        elif row.kind == JournalKind.BELEG and self._is_in(row.content.get("number")):
            self._take_receipt(row)

    def end(self) -> None:
        """There are no more rows: what follows in the table are the days.

        Raises:
            ReadError: as `take`.
        """
        self._end_day()
        days = iter(self._days)
        if self._is_broken or not self._is_known:
            return
        should = (line for day in days for line in day)
        for said, line in zip_longest(self._lines, should):
            self._line += 1
            expected = None if line is None else (self._line, *line[1:])
            self._compare(said, expected, "day")

    def _is_in(self, number: object) -> bool:
        return isinstance(number, int) and self._receipts.first <= number <= self._receipts.last

    def _take_receipt(self, row: ReadRow) -> None:
        try:
            day = day_of(row).isoformat()
            if day != self._text:
                self._end_day()
                self._text = day
            self._reckoning.take(row)
        except _WRONG_ROW:
            # The row itself is told where it is looked at; its day is none that could be reckoned.
            self._is_known = False

    def _end_day(self) -> None:
        if self._text:
            day = _day(self._text, self._reckoning)
            self._days.append(tuple(_values(one, 0) for one in of_day(day)))
        self._reckoning = Reckoning()

    def _next(self) -> Line | None:
        self._line += 1
        return next(self._lines, None)

    def _compare(self, said: Line | None, should: Line | None, what: str) -> None:
        """Told once: behind a line too many or too few every other one is another one, too."""
        if self._is_broken or said == should:
            return
        self._is_broken = True
        detail = f"is not the {what} as the journal says it"
        if said is None or should is None:
            detail = f"is missing, the {what}" if said is None else "is more than the journal has"
        else:
            name, one, other = next(
                (name, one, other)
                for name, one, other in zip(CLOSINGS.heading, said, should, strict=True)
                if one != other
            )
            detail = f"{detail}: {name} is {_shown(one)}, should be {_shown(other)}"
        place = f"{FILE}, line {self._line + 1}"
        self._found.add(AuditRule.CLOSING_TABLE, place, detail)

    def _read(self) -> Iterator[Line]:
        try:
            with self._path.open("rb") as file:
                yield from csv_form.read(CLOSINGS, file, FILE)
        except CsvError as error:
            self._is_broken = True
            self._found.add(AuditRule.CLOSING_TABLE, f"{FILE}, line {error.line}", str(error))
        except OSError as error:
            raise ReadError(self._path, error.strerror or str(error)) from error


def _values(line: ClosingLine, place: int) -> Line:
    """A line as whoever reads the table has it."""
    numbered = msgspec.structs.replace(line, place=place)
    return tuple(
        READERS[column.sort](WRITE[column.sort](column.take(numbered)))
        for column in CLOSINGS.columns
    )


def _day(text: str, reckoning: Reckoning) -> Day:
    figures = reckoning.figures()
    return Day(
        day=date.fromisoformat(text),
        first_number=figures.first_number,
        last_number=figures.last_number,
        total=figures.total,
        rates={one.per_mille: one for one in figures.rates},
        tenders={means_name(value): tally for value, tally in figures.tenders.items()},
        deposit_out_cents=figures.deposit_out.cents,
        deposit_back_cents=figures.deposit_back.cents,
        vouchers_cents=figures.vouchers.cents,
    )


def _shown(value: object) -> str:
    return repr(value)[:60]
