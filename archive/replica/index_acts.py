"""The journal as an index has it: who did what when, changes of the stall, closings."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from sqlite3 import Connection
from typing import Final

import msgspec

from firmware.export.tables.history import ACTIONS, SOURCES, THINGS, fields_of
from firmware.export.tables.journal_rows import readable_time
from firmware.export.tables.kinds import words_of
from firmware.export.tables.telling import tell
from firmware.store.canonical import content_of, utc_of
from firmware.store.errors import StoreError
from firmware.store.row import JournalCells
from firmware.till.acts import JournalKind
from firmware.till.closing.zreport import ZReport, from_content
from firmware.till.stall.fault import StallError
from firmware.till.stall.masterdata import Change, Sort
from firmware.till.stall.masterdata import from_content as change_of
from firmware.till.texts import VIENNA

_DAY: Final = 10
_LARGEST: Final = 1 << 50
_CLERK_DIGITS: Final = 9
_INSERT: Final = "INSERT INTO acts VALUES (?, ?, ?, ?, ?, ?)"
_INSERT_KIND: Final = "INSERT OR IGNORE INTO act_kinds VALUES (?)"
_INSERT_CLERK: Final = "INSERT OR IGNORE INTO act_clerks VALUES (?)"
_INSERT_GAP: Final = "INSERT OR IGNORE INTO gaps VALUES ('row', ?, ?, ?)"
_ADD_DAY: Final = (
    "INSERT INTO act_days VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET "
    "first_seq = min(first_seq, excluded.first_seq), last_seq = max(last_seq, excluded.last_seq)"
)
_INSERT_STEP: Final = "INSERT INTO history VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_INSERT_NAME: Final = "INSERT OR REPLACE INTO clerk_names VALUES (?, ?, ?)"
_NAMES: Final = "SELECT clerk, seq, name FROM clerk_names ORDER BY clerk, seq"
_INSERT_CLOSING: Final = "INSERT INTO closings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
_SUMS: Final = (
    "SELECT count(*), coalesce(sum(total_cents), 0) FROM receipts "
    "WHERE number BETWEEN ? AND ? AND kind IN ('standard', 'storno') AND is_read = 1"
)
_RATES: Final = (
    "SELECT per_mille, sum(gross_cents), sum(vat_cents) FROM receipt_rates "
    "WHERE number BETWEEN ? AND ? GROUP BY per_mille"
)


@dataclass(slots=True)
class Names:
    """What each clerk was called from which row on."""

    known: dict[int, tuple[list[int], list[str]]] = field(default_factory=dict)

    @classmethod
    def stored(cls, connection: Connection) -> "Names":
        """As far as an index has them."""
        names = cls()
        for clerk, seq, name in connection.execute(_NAMES):
            names.add(clerk, seq, name)
        return names

    def add(self, clerk: int, seq: int, name: str) -> None:
        """From row `seq` on."""
        seqs, texts = self.known.setdefault(clerk, ([], []))
        seqs.append(seq)
        texts.append(name)

    def name(self, clerk: int | None, seq: int) -> str:
        """At the row `seq`; empty where there is none."""
        if clerk is None or clerk not in self.known:
            return ""
        seqs, texts = self.known[clerk]
        at = bisect_right(seqs, seq)
        return texts[at - 1] if at else ""


def add_changes(connection: Connection, rows: Iterable[JournalCells], names: Names) -> None:
    """The steps of changes of the stall among `rows`; who is called how is learned from them.

    One that cannot be read is in the journal all the same.
    """
    for seq, at_utc, _, clerk, kind, content, _ in rows:
        if kind != JournalKind.STAMM:
            continue
        place = f"journal row {seq}"
        try:
            said = content_of(content, place)
            change = change_of(said, utc_of(at_utc, place).astimezone(VIENNA).date())
            steps = list(fields_of(change))
        except (StoreError, StallError, ValueError, TypeError, AttributeError):
            continue
        _learn(connection, seq, change, names)
        chief = said.get("chief")
        lent = chief if type(chief) is int and abs(chief) < _LARGEST else None
        head = (at_utc, readable_time(at_utc)[:_DAY], clerk, names.name(clerk, seq), lent)
        what = (THINGS[change.sort], change.key, ACTIONS[change.action])
        valid_from = "" if change.valid_from is None else change.valid_from.isoformat()
        for number, step in enumerate(steps):
            cells = (seq, number, *head, *what, *step, valid_from, SOURCES[change.source])
            connection.execute(_INSERT_STEP, cells)


def _learn(connection: Connection, seq: int, change: Change, names: Names) -> None:
    """A name counts from its row on, as in the history of an export."""
    is_named = change.sort is Sort.CLERK and change.new is not None and "name" in change.new
    if not is_named or not change.key.isdecimal() or len(change.key) > _CLERK_DIGITS:
        return
    assert change.new is not None, "it is named"
    clerk, name = int(change.key), str(change.new["name"])
    names.add(clerk, seq, name)
    connection.execute(_INSERT_NAME, (clerk, seq, name))


def add(connection: Connection, rows: Iterable[JournalCells], last_seq: int, period: int) -> int:
    """Put rows in, in their order; returns the number of the Z that the next row belongs to.

    Their receipts are there already.
    """
    days: dict[str, tuple[int, int]] = {}
    cells: list[tuple[int, str, str, int | None, int, int]] = []
    for seq, at_utc, _, clerk, kind, content, _ in rows:
        day = readable_time(at_utc)[:_DAY]
        if seq > last_seq + 1:
            connection.execute(_INSERT_GAP, (last_seq + 1, seq - 1, day))
        last_seq = seq
        number = _closed(connection, seq, day, content) if kind == JournalKind.Z else None
        period = period if number is None else number
        cells.append((seq, day, kind, clerk, period, int(_is_business(kind, content))))
        period += number is not None
        first, _ = days.get(day, (seq, seq))
        days[day] = (first, seq)
    connection.executemany(_INSERT, cells)
    connection.executemany(_ADD_DAY, ((day, *span) for day, span in days.items()))
    connection.executemany(_INSERT_KIND, {(kind,) for _, _, kind, *_ in cells})
    clerks = {(clerk,) for _, _, _, clerk, *_ in cells if clerk is not None}
    connection.executemany(_INSERT_CLERK, clerks)
    return period


def _is_business(kind: str, content: str) -> bool:
    if not words_of(kind).is_business:
        return False
    what = tell(kind, content)
    return what.is_business and not what.is_training


def _closed(connection: Connection, seq: int, day: str, content: str) -> int | None:
    """Keep a Z and how its receipts compare; returns its number, None where it is not read."""
    try:
        report = from_content(content_of(content, f"journal row {seq}"))
    except (StoreError, msgspec.ValidationError, ValueError):
        connection.execute(_INSERT_CLOSING, (seq, 0, day, 0, 0, 0, 0, 0, ""))
        return None
    figures = report.figures
    numbers = (report.number, figures.first_number, figures.last_number)
    sums = (figures.turnover_cents, report.difference_cents)
    if any(abs(number) >= _LARGEST for number in (*numbers, *sums)):
        connection.execute(_INSERT_CLOSING, (seq, 0, day, 0, 0, 0, 0, 0, ""))
        return None
    number, *span = numbers
    unequal = " ".join(_unequal(connection, report))
    connection.execute(_INSERT_CLOSING, (seq, number, day, *span, *sums, 1, unequal))
    return report.number


def _unequal(connection: Connection, report: ZReport) -> Iterator[str]:
    """What a Z says otherwise than its receipts: `count`, `total`, `rate:200`."""
    figures = report.figures
    span = (figures.first_number, figures.last_number)
    count, total = connection.execute(_SUMS, span).fetchone()
    if count != figures.total.count:
        yield "count"
    if total != figures.total.cents:
        yield "total"
    said = {one.per_mille: (one.gross_cents, one.vat_cents) for one in figures.rates}
    reckoned = {rate: (gross, vat) for rate, gross, vat in connection.execute(_RATES, span)}
    for rate in sorted({*said, *reckoned}):
        if said.get(rate, (0, 0)) != reckoned.get(rate, (0, 0)):
            yield f"rate:{rate}"
