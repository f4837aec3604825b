"""A file with master data: what it says, and where; all of it is taken, or nothing.

Two kinds: TOML with the sections of the settings, and a table as spreadsheets write it (CSV with
semicolons, German numbers). What a file does not mention stays as it is.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from firmware.till.stall.build import Fixture
from firmware.till.stall.fault import Fault, StallError
from firmware.till.stall.masterdata import Change, Sort, Thing
from firmware.till.stall.plan import Saying, Way, plan
from firmware.till.stall.table import Column

#: A file larger than this is no price list.
MAX_BYTES = 2 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place in a file: line and column from 1; in a table the column is that of the table."""

    line: int
    column: int


NOWHERE = Spot(line=0, column=0)


class SheetError(Exception):
    """A file of which nothing is taken: what is wrong, and where."""

    def __init__(self, spot: Spot, error: StallError) -> None:
        where = f"line {spot.line}, column {spot.column}: " if spot.line else ""
        super().__init__(f"{where}{error}")
        self.spot = spot
        self.error = error


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One text of a file and where it stands."""

    text: str
    spot: Spot


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What a file says; `spots` knows where, by the places of `StallError`."""

    sayings: tuple[Saying, ...]
    spots: Mapping[str, Spot]


def plan_sheet(
    sheet: Sheet, history: Sequence[Change], way: Way, fixture: Fixture
) -> tuple[Change, ...]:
    """The changes that make true what the file says.

    Raises:
        SheetError: the stall would be one that cannot be.
    """
    try:
        return plan(history, sheet.sayings, way, fixture)
    except StallError as error:
        raise SheetError(_spot(sheet.spots, error.place), error) from error


def _spot(spots: Mapping[str, Spot], place: str) -> Spot:
    """The place itself, or the beginning of the thing it belongs to."""
    return spots.get(place) or spots.get(place.partition(".")[0]) or NOWHERE


class Reading:
    """What has been read of a file so far."""

    def __init__(self) -> None:
        self._fields: dict[Thing, dict[str, object] | None] = {}
        self._spots: dict[str, Spot] = {}

    def begin(self, sort: Sort, key: str, spot: Spot) -> None:
        """From here on the file says something of this thing.

        Raises:
            SheetError: TWICE.
        """
        if (sort, key) in self._fields:
            raise SheetError(spot, StallError(Fault.TWICE, f"{sort.value} {key}"))
        self._fields[sort, key] = {}
        self._spots[f"{sort.value} {key}"] = spot

    def remove(self, sort: Sort, key: str) -> None:
        """The thing is no more."""
        self._fields[sort, key] = None

    def say(self, sort: Sort, key: str, column: Column, cell: Cell) -> None:
        """One field of it; a group's rate is a thing of its own.

        Raises:
            SheetError: it cannot be read.
        """
        place = f"{'group' if sort is Sort.VAT else sort.value} {key}.{column.key}"
        try:
            value = column.read(cell.text)
        except StallError as error:
            raise SheetError(cell.spot, error.at(place)) from error
        self.set(sort, key, column.name, value)
        self._spots[place] = cell.spot

    def set(self, sort: Sort, key: str, name: str, value: object) -> None:
        """One field that is read already."""
        fields = self._fields.setdefault((sort, key), {})
        if fields is not None:
            fields[name] = value

    def sheet(self) -> Sheet:
        """All of it."""
        return Sheet(
            sayings=tuple(
                Saying(thing=thing, fields=fields) for thing, fields in self._fields.items()
            ),
            spots=self._spots,
        )


def decode(raw: bytes) -> str:
    """The text of a file; the mark of Windows' editors at its beginning is no part of it.

    Raises:
        SheetError: too large, or not UTF-8.
    """
    if len(raw) > MAX_BYTES:
        raise SheetError(NOWHERE, StallError(Fault.FORM, f"larger than {MAX_BYTES} bytes"))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - raw.rfind(b"\n", 0, error.start)
        spot = Spot(line=line, column=column)
        raise SheetError(spot, StallError(Fault.FORM, "not UTF-8")) from error


def column_of(columns: Iterable[Column], word: str) -> Column | None:
    """The column that is called `word`, by its key or its title."""
    wanted = word.strip().casefold()
    return next((one for one in columns if wanted in (one.key, one.title.casefold())), None)
