"""Receipts found in an index: by number, amount, word, day, kind, means; by the page and key."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

import msgspec

from archive.replica.index_file import Cell, Index

PAGE_RECEIPTS: Final = 50
#: More words make no search better.
_WORDS_MAX: Final = 8
_WORD: Final = re.compile(r"\w+")
_COLUMNS: Final = (
    "r.number, r.kind, r.day, r.at_utc, r.total_cents, r.means, r.clerk, r.clerk_name, "
    "r.original, r.is_signed, r.is_read, r.title"
)
_SPAN: Final = "SELECT min(first_number), max(last_number) FROM days WHERE day BETWEEN ? AND ?"
_OF_ORIGINAL: Final = "SELECT number FROM receipts WHERE original = ? ORDER BY number"
_REPLACING: Final = "SELECT number FROM receipts WHERE replaces = ? ORDER BY number"
_NO_DAY: Final = (date(1, 1, 1), date(9999, 12, 31))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is looked for; what is None or empty does not matter.

    `cents` alone is an amount of either sign; with `cents_to` it is from an amount to another.
    """

    number: int | None = None
    cents: int | None = None
    cents_to: int | None = None
    text: str = ""
    first_day: date | None = None
    last_day: date | None = None
    kind: str = ""
    means: str = ""


class Found(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A receipt as a list shows it."""

    number: int
    kind: str
    day: str
    at_utc: str
    total_cents: int
    means: str
    clerk: int | None
    clerk_name: str
    original: int | None
    is_signed: bool
    is_read: bool
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Receipts, the newest first; `older` and `newer` are the keys of the pages beside it."""

    receipts: tuple[Found, ...] = ()
    older: int | None = None
    newer: int | None = None


def page(index: Index, wanted: Wanted, *, before: int | None = None, after: int = 0) -> Page:
    """A page: older than the number `before`, or (where that is None) newer than `after`."""
    found = _clauses(index, wanted)
    if found is None:
        return Page()
    is_up = before is None and after > 0
    clauses, cells = found
    key = "words.rowid" if wanted.text else "r.number"
    if before is not None:
        clauses.append(f"{key} < ?")
        cells.append(before)
    elif is_up:
        clauses.append(f"{key} > ?")
        cells.append(after)
    rows = _rows(index, " AND ".join(clauses), cells, f"{key} {'ASC' if is_up else 'DESC'}", wanted)
    has_more, rows = len(rows) > PAGE_RECEIPTS, rows[:PAGE_RECEIPTS]
    receipts = tuple(reversed(rows)) if is_up else tuple(rows)
    if not receipts:
        return Page()
    return Page(
        receipts=receipts,
        older=receipts[-1].number if has_more or is_up else None,
        newer=receipts[0].number if before is not None or (is_up and has_more) else None,
    )


def cancelling(index: Index, number: int) -> tuple[int, ...]:
    """The receipts that cancel this one or a part of it."""
    return tuple(_int(one) for (one,) in index.rows(_OF_ORIGINAL, (number,)))


def replacing(index: Index, number: int) -> tuple[int, ...]:
    """The receipts that stand for this one with another tender."""
    return tuple(_int(one) for (one,) in index.rows(_REPLACING, (number,)))


def _rows(index: Index, where: str, cells: list[Cell], order: str, wanted: Wanted) -> list[Found]:
    # The order of a CROSS JOIN is kept: words come by number, and no more than a page of them.
    source = (
        "words CROSS JOIN receipts r ON r.number = words.rowid" if wanted.text else "receipts r"
    )
    sql = f"SELECT {_COLUMNS} FROM {source} WHERE {where} ORDER BY {order} LIMIT ?"  # noqa: S608
    found = index.rows(sql, (*cells, PAGE_RECEIPTS + 1))
    return msgspec.convert(found, list[Found], strict=False)


def _clauses(index: Index, wanted: Wanted) -> tuple[list[str], list[Cell]] | None:
    """Conditions and their values; None where nothing can be."""
    clauses: list[str] = ["1"]
    cells: list[Cell] = []
    for clause, *values in _conditions(wanted):
        clauses.append(str(clause))
        cells += values
    if wanted.text:
        match = matching(wanted.text)
        if not match:
            return None
        clauses.append("words MATCH ?")
        cells.append(match)
    if wanted.first_day or wanted.last_day:
        first, last = wanted.first_day or _NO_DAY[0], wanted.last_day or _NO_DAY[1]
        span = (first.isoformat(), last.isoformat())
        ((low, high),) = index.rows(_SPAN, span)
        if low is None:
            return None
        key = "words.rowid" if wanted.text else "r.number"
        clauses.append(f"{key} BETWEEN ? AND ? AND r.day BETWEEN ? AND ?")
        cells += [low, high, *span]
    return clauses, cells


def _conditions(wanted: Wanted) -> Iterator[tuple[Cell, ...]]:
    if wanted.number is not None:
        yield "r.number = ?", wanted.number
    if wanted.cents is not None and wanted.cents_to is not None:
        yield "r.total_cents BETWEEN ? AND ?", wanted.cents, wanted.cents_to
    elif wanted.cents is not None:
        yield "r.total_cents IN (?, ?)", wanted.cents, -wanted.cents
    elif wanted.cents_to is not None:
        yield "r.total_cents <= ?", wanted.cents_to
    if wanted.kind:
        yield "r.kind = ?", wanted.kind
    if wanted.means:
        yield (
            "EXISTS (SELECT 1 FROM receipt_means m WHERE m.means = ? AND m.number = r.number)",
            wanted.means,
        )


def matching(text: str) -> str:
    """What the table of words is asked for: every word of `text`, each as a beginning."""
    words = _WORD.findall(text)[:_WORDS_MAX]
    return " AND ".join(f'"{word}"*' for word in words)


def _int(cell: Cell) -> int:
    assert isinstance(cell, int), "the column is INTEGER"
    return cell
