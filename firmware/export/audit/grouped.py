"""A table whose lines stand together by receipt, read in step with receipts that go by."""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Never

from firmware.export.audit.finding import AuditRule, Findings
from firmware.export.errors import ReadError
from firmware.export.tables import csv_form
from firmware.export.tables.cells import Value
from firmware.export.tables.csv_form import CsvError
from firmware.export.tables.table import Table

Line = tuple[Value, ...]
_NUMBER = itemgetter(0)


class Grouped:
    """Asked for one receipt after the other, the lower number first; what is passed is told."""

    def __init__(
        self, table: Table[Never], path: Path, name: str, rule: AuditRule, found: Findings
    ) -> None:
        self.name = name
        self.is_broken = False
        self._table = table
        self._path = path
        self._rule = rule
        self._found = found
        self._receipts = self._read()
        self._next = next(self._receipts, None)

    def place(self, number: object) -> str:
        """What a finding about this receipt names."""
        return f"{self.name}, receipt {number}"

    def lines_of(self, number: int) -> list[Line]:
        """Its lines; none where it has none, or the table cannot be read so far.

        Raises:
            ReadError: the medium does not give the table back.
        """
        self._skip_before(number)
        if self._next is None or self._next[0] != number:
            return []
        lines = self._next[1]
        self._next = next(self._receipts, None)
        return lines

    def end(self) -> None:
        """There are no more receipts.

        Raises:
            ReadError: as `lines_of`.
        """
        self._skip_before(None)

    def _skip_before(self, number: int | None) -> None:
        while self._next is not None:
            told = self._next[0]
            if number is not None and isinstance(told, int) and told >= number:
                return
            detail = "is in the table and not in the DEP7"
            self._found.add(self._rule, self.place(told), detail)
            self._next = next(self._receipts, None)

    def _read(self) -> Iterator[tuple[Value, list[Line]]]:
        try:
            with self._path.open("rb") as file:
                for number, lines in groupby(csv_form.read(self._table, file, self.name), _NUMBER):
                    yield number, list(lines)
        except CsvError as error:
            self.is_broken = True
            self._found.add(self._rule, f"{self.name}, line {error.line}", str(error))
        except OSError as error:
            raise ReadError(self._path, error.strerror or str(error)) from error
