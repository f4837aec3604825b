"""Rows of the journal and changes of the stall found in an index, a page at a time by key."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

import msgspec

from archive.replica.index_file import Cell, Index
from firmware.store.reader import Reader
from firmware.till.texts import VIENNA

PAGE_ROWS: Final = 50
_ACT: Final = "seq, day, kind, clerk, period, is_business"
_STEP: Final = (
    "seq, place, at_utc, clerk, clerk_name, chief, thing, key, action, field, old, new, "
    "valid_from, source"
)
_SPAN: Final = "SELECT min(first_seq), max(last_seq) FROM act_days WHERE day BETWEEN ? AND ?"
_KINDS: Final = "SELECT kind FROM act_kinds ORDER BY kind"
_CLERKS: Final = "SELECT clerk FROM act_clerks ORDER BY clerk"
_NAMES: Final = (
    "SELECT clerk, name FROM clerk_names n WHERE seq = "
    "(SELECT max(seq) FROM clerk_names WHERE clerk = n.clerk AND seq <= ?)"
)
_ANYWHERE: Final = "({})".format(
    " OR ".join(f"{column} LIKE ? ESCAPE '\\'" for column in ("key", "field", "old", "new"))
)
_DAY_SEQ: Final = "SELECT max(last_seq) FROM act_days WHERE day = ?"
_BEFORE_DAY: Final = "SELECT max(last_seq) FROM act_days WHERE day < ? AND day <> ''"
_UNTIL: Final = (
    "SELECT seq FROM journal WHERE seq BETWEEN ? AND ? AND at_utc <= ? ORDER BY seq DESC LIMIT 1"
)
_CLOSING: Final = "SELECT max(seq) FROM closings WHERE seq < ? AND is_read = 1"
_FIRST: Final = "0001-01-01"
_LAST: Final = "9999-12-31"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which rows; what is None or empty does not matter."""

    kind: str = ""
    clerk: int | None = None
    first_day: date | None = None
    last_day: date | None = None
    is_business: bool | None = None


class Act(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A row of the journal; what it says is in the book."""

    seq: int
    day: str
    kind: str
    clerk: int | None
    period: int
    is_business: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ActPage:
    """Rows, the newest first; `older` and `newer` are the keys of the pages beside it."""

    acts: tuple[Act, ...] = ()
    older: int | None = None
    newer: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedSteps:
    """Which changes of the stall (seed T065-T067): by whom, of what, which, in which words."""

    clerk: int | None = None
    thing: str = ""
    action: str = ""
    text: str = ""
    first_day: date | None = None
    last_day: date | None = None


class Step(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One field of one change."""

    seq: int
    place: int
    at_utc: str
    clerk: int | None
    clerk_name: str
    chief: int | None
    thing: str
    key: str
    action: str
    field: str
    old: str
    new: str
    valid_from: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepPage:
    """Steps, the newest change first; `older` is the key of the next page."""

    steps: tuple[Step, ...] = ()
    older: int | None = None


def page(index: Index, wanted: Wanted, *, before: int | None = None, after: int = 0) -> ActPage:
    """A page: older than row `before`, or (where that is None) newer than `after`."""
    clauses, cells = ["1"], list[Cell]()
    for clause, *values in _conditions(index, wanted):
        clauses.append(str(clause))
        cells += values
    is_up = before is None and after > 0
    if before is not None or is_up:
        clauses.append("seq > ?" if is_up else "seq < ?")
        cells.append(after if is_up else before)
    sql = (
        f"SELECT {_ACT} FROM acts WHERE {' AND '.join(clauses)} "  # noqa: S608
        f"ORDER BY seq {'ASC' if is_up else 'DESC'} LIMIT ?"
    )
    rows = msgspec.convert(index.rows(sql, (*cells, PAGE_ROWS + 1)), list[Act], strict=False)
    has_more, rows = len(rows) > PAGE_ROWS, rows[:PAGE_ROWS]
    acts = tuple(reversed(rows)) if is_up else tuple(rows)
    if not acts:
        return ActPage()
    return ActPage(
        acts=acts,
        older=acts[-1].seq if has_more or is_up else None,
        newer=acts[0].seq if before is not None or (is_up and has_more) else None,
    )


def kinds(index: Index) -> tuple[str, ...]:
    """The kinds of rows there are."""
    return tuple(str(kind) for (kind,) in index.rows(_KINDS))


def clerks(index: Index) -> tuple[int, ...]:
    """The clerks there are."""
    return tuple(_int(clerk) for (clerk,) in index.rows(_CLERKS))


def names(index: Index, seq: int) -> dict[int, str]:
    """What each clerk was called at the row `seq`."""
    return {_int(clerk): str(name) for clerk, name in index.rows(_NAMES, (seq,))}


def last_until(book: Reader, index: Index, moment: datetime) -> int | None:
    """The last row that was written up to a moment; None before the first one."""
    day = moment.astimezone(VIENNA).date().isoformat()
    ((own,),) = index.rows(_DAY_SEQ, (day,))
    if own is not None:
        at_utc = moment.astimezone(UTC).isoformat(timespec="microseconds")
        row: tuple[int] | None = book.file.row(_UNTIL, (*_low_high(index, day), at_utc))
        if row is not None:
            return row[0]
    ((before,),) = index.rows(_BEFORE_DAY, (day,))
    return None if before is None else _int(before)


def last_closing(index: Index, seq: int) -> int | None:
    """The last Z before the row `seq`, that can be read."""
    ((found,),) = index.rows(_CLOSING, (seq,))
    return None if found is None else _int(found)


def steps(index: Index, wanted: WantedSteps, *, before: int | None = None) -> StepPage:
    """A page of whole changes older than row `before`."""
    clauses, cells = ["1"], list[Cell]()
    for clause, *values in _step_conditions(wanted):
        clauses.append(str(clause))
        cells += values
    if before is not None:
        clauses.append("seq < ?")
        cells.append(before)
    where = " AND ".join(clauses)
    sql = f"SELECT {_STEP} FROM history WHERE {where} ORDER BY seq DESC, place LIMIT ?"  # noqa: S608
    found = msgspec.convert(index.rows(sql, (*cells, 2 * PAGE_ROWS)), list[Step], strict=False)
    if len(found) < 2 * PAGE_ROWS:
        return StepPage(steps=tuple(found))
    # No change is torn: one that is larger than a page is shown as far as it goes.
    last = found[-1].seq
    whole = tuple(one for one in found if one.seq != last)
    return StepPage(steps=whole or tuple(found), older=last + 1 if whole else last)


def _low_high(index: Index, day: str) -> tuple[int, int]:
    ((low, high),) = index.rows(_SPAN, (day, day))
    return _int(low), _int(high)


def _conditions(index: Index, wanted: Wanted) -> Iterator[tuple[Cell, ...]]:
    if wanted.kind:
        yield "kind = ?", wanted.kind
    if wanted.clerk is not None:
        yield "clerk = ?", wanted.clerk
    if wanted.is_business is not None:
        yield ("is_business = 1" if wanted.is_business else "is_business = 0",)
    if wanted.first_day or wanted.last_day:
        span = _span(wanted.first_day, wanted.last_day)
        ((low, high),) = index.rows(_SPAN, span)
        yield "seq BETWEEN ? AND ? AND day BETWEEN ? AND ?", low, high, *span


def _step_conditions(wanted: WantedSteps) -> Iterator[tuple[Cell, ...]]:
    if wanted.clerk is not None:
        yield "clerk = ?", wanted.clerk
    if wanted.thing:
        yield "thing = ?", wanted.thing
    if wanted.action:
        yield "action = ?", wanted.action
    if wanted.text:
        part = "%" + wanted.text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        yield _ANYWHERE, *(part,) * 4
    if wanted.first_day or wanted.last_day:
        yield "day BETWEEN ? AND ?", *_span(wanted.first_day, wanted.last_day)


def _span(first: date | None, last: date | None) -> tuple[str, str]:
    return first.isoformat() if first else _FIRST, last.isoformat() if last else _LAST


def _int(cell: Cell) -> int:
    assert isinstance(cell, int), "the column is INTEGER"
    return cell
