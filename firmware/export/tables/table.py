"""A table: its columns told once, for heading, index.xml, documents and tests."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar

Row_contra = TypeVar("Row_contra", contravariant=True)

#: In the name of a file: where the Kassen-ID stands.
ID_PLACE = "{id}"


class Sort(Enum):
    """What stands in a column, and how it is written.

    TEXT; RAW (a text of the book as it stands there, for whoever reckons its digests again); WHOLE
    `1234`; FLAG `ja` or `nein`; MONEY `1234,56` (from cents); AMOUNT `1,345` (from thousandths);
    RATE `4,9` (from tenths of a percent); DAY `2026-11-21` (from a date); TIME
    `2026-11-21 17:45:12`, Austrian time (from a datetime in UTC, or the text the book has of one).
    None is an empty cell of any sort.
    """

    TEXT = "text"
    RAW = "raw"
    WHOLE = "whole"
    FLAG = "flag"
    MONEY = "money"
    AMOUNT = "amount"
    RATE = "rate"
    DAY = "day"
    TIME = "time"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column(Generic[Row_contra]):
    """One column: heading, what it holds (German, for the auditor), how it is taken from a row."""

    name: str
    sort: Sort
    meaning: str
    take: Callable[[Row_contra], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Generic[Row_contra]):
    """A file of rows: its name, what it is (German), its columns in order.

    `{id}` in `file` is the Kassen-ID. `key` are the columns by which a row is found; they are the
    first ones, because index.xml can say it in no other way.

    Raises:
        ValueError: a name twice, or a key that is not at the beginning.
    """

    file: str
    title: str
    columns: tuple[Column[Row_contra], ...]
    key: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        names = self.heading
        if len(set(names)) != len(names):
            raise ValueError(f"{self.file}: a column stands there twice")
        if names[: len(self.key)] != self.key:
            raise ValueError(f"{self.file}: the key {self.key} is not at the beginning")

    @property
    def heading(self) -> tuple[str, ...]:
        """The first line of the file."""
        return tuple(column.name for column in self.columns)

    def file_of(self, register_id: str) -> str:
        """The name of the file below the folder of the export."""
        return self.file.replace(ID_PLACE, register_id)
