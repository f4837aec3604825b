"""One cell of a table, in both directions: how a value is written, and what a text stands for.

Every value has exactly one text, so that whoever reads a cell strictly can be sure who wrote it.

TEXT: a spreadsheet takes what begins with `=`, `+`, `-`, `@` for a formula, so such a text gets an
apostrophe in front; so does one that begins with an apostrophe, and nothing else does: who takes
one apostrophe off the beginning has the text again. A line break or another control character is
shown by its picture of Unicode (`␊`, `␍`, `␉`), for many programs end a row at any line break they
see; such a picture itself, or `␦`, stands behind a `␦`.
RAW: the same guard, and pictures stay what they are: canonical JSON has no control characters.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from firmware.export.tables.table import Sort
from firmware.rksv.money import format_amount
from firmware.rksv.receipt import VIENNA

Value = str | int | date | bool | None

YES: Final = "ja"
NO: Final = "nein"
#: What makes a spreadsheet reckon, the wide forms of an Asian keyboard among it.
_FORMULA: Final = frozenset("=+-@＝＋－＠")
_GUARD: Final = "'"
#: A text that begins so gets an apostrophe in front.
GUARDED: Final = _FORMULA | {_GUARD}
_PICTURES: Final = 0x2400
_DELETE: Final = 0x7F
_DELETE_PICTURE: Final = 0x2421
#: Says that the picture behind it is one, and not a control character.
_LITERAL: Final = "\N{SYMBOL FOR SUBSTITUTE FORM TWO}"
_BREAKING: Final = MappingProxyType({code: chr(_PICTURES + code) for code in range(0x20)})
_SHOWN: Final = MappingProxyType({**_BREAKING, _DELETE: chr(_DELETE_PICTURE)})
_HIDDEN: Final = MappingProxyType({shown: chr(code) for code, shown in _SHOWN.items()})
_ESCAPED: Final = MappingProxyType(
    {ord(sign): _LITERAL + sign for sign in (*_HIDDEN, _LITERAL)} | _SHOWN
)
_PICTURE: Final = re.compile("[\u2400-\u241f\u2421\u2426]")
_BACK: Final = re.compile(f"{_LITERAL}(.?)|([\u2400-\u241f\u2421])", re.DOTALL)
_TIME_FORM: Final = "%Y-%m-%d %H:%M:%S"
_HOUR_FORM: Final = "%Y-%m-%d %H"
_SIXTY: Final = frozenset(f"{number:02}" for number in range(60))
#: No number and no time is longer.
_SHORT: Final = 24
#: What is formatted again and again: prices, quantities, hours.
_KEPT: Final = 4096


class CellError(ValueError):
    """A cell is not as it would have been written; the message says what it should be."""


def text(value: object) -> str:
    """A text that no spreadsheet reckons with, on one line."""
    plain = _plain_text(value)
    if not (plain.isprintable() and (plain.isascii() or _PICTURE.search(plain) is None)):
        plain = plain.translate(_ESCAPED)
    return _GUARD + plain if plain[:1] in GUARDED else plain


def raw(value: object) -> str:
    """A text of the book, as it stands there."""
    plain = one_line(_plain_text(value))
    return _GUARD + plain if plain[:1] in GUARDED else plain


def one_line(plain: str) -> str:
    """A text with pictures where control characters are."""
    return plain if plain.isprintable() else plain.translate(_BREAKING)


def _plain_text(value: object) -> str:
    if value is None:
        return ""
    if type(value) is not str:
        raise TypeError(f"{type(value).__name__} is no text")
    return value


def whole(value: object) -> str:
    """`1234`."""
    return "" if value is None else str(_int(value))


@lru_cache(maxsize=_KEPT, typed=True)
def money(value: object) -> str:
    """Cents as `1234,56`."""
    return "" if value is None else format_amount(_int(value))


@lru_cache(maxsize=_KEPT, typed=True)
def amount(value: object) -> str:
    """Thousandths as `1,345`."""
    if value is None:
        return ""
    milli = _int(value)
    return f"{'-' if milli < 0 else ''}{abs(milli) // 1000},{abs(milli) % 1000:03}"


@lru_cache(maxsize=_KEPT, typed=True)
def rate(value: object) -> str:
    """Tenths of a percent as `4,9`."""
    if value is None:
        return ""
    tenths = _int(value)
    return f"{'-' if tenths < 0 else ''}{abs(tenths) // 10},{abs(tenths) % 10}"


def _int(value: object) -> int:
    if type(value) is not int:
        raise TypeError(f"{type(value).__name__} is no integer")
    return value


def flag(value: object) -> str:
    """`ja` or `nein`."""
    if value is None:
        return ""
    if type(value) is not bool:
        raise TypeError(f"{type(value).__name__} is neither yes nor no")
    return YES if value else NO


def day(value: object) -> str:
    """`2026-11-21`."""
    if value is None:
        return ""
    if type(value) is not date:
        raise TypeError(f"{type(value).__name__} is no day")
    return value.isoformat()


def time(value: object) -> str:
    """Austrian time, to the second, of a moment in UTC or the book's text of one.

    The hour at the end of summer time comes twice; where the order matters, another column has it.
    """
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value.astimezone(VIENNA):{_TIME_FORM}}"
    return local_time(_plain_text(value))


def local_time(at_utc: str) -> str:
    """The same of `2026-11-20T09:43:07.123456+00:00`; quick: whoever has a row has this text.

    Raises:
        ValueError: it is no time, or one without a local time.
    """
    return _local_hour(at_utc[:13]) + at_utc[13:19]


@lru_cache(maxsize=_KEPT)
def _local_hour(hour_utc: str) -> str:
    """Austria is whole hours off UTC, and changes its hour at a full one."""
    moment = datetime.strptime(hour_utc, "%Y-%m-%dT%H").replace(tzinfo=UTC)
    try:
        return f"{moment.astimezone(VIENNA):%Y-%m-%d %H}"
    except OverflowError as error:
        raise ValueError(f"{hour_utc} is in no year here") from error


WRITE: Final[Mapping[Sort, Callable[[object], str]]] = MappingProxyType(
    {
        Sort.TEXT: text,
        Sort.RAW: raw,
        Sort.WHOLE: whole,
        Sort.FLAG: flag,
        Sort.MONEY: money,
        Sort.AMOUNT: amount,
        Sort.RATE: rate,
        Sort.DAY: day,
        Sort.TIME: time,
    }
)


def value_of(cell: str, sort: Sort) -> Value:
    """What a cell says: an integer in the unit of its sort, a date, a flag; a TIME stays text.

    An empty cell is an empty text, or None.

    Raises:
        CellError: `WRITE` writes no value so.
    """
    return READERS[sort](cell)


def _text_of(cell: str) -> str:
    if _is_plain(cell, Sort.TEXT) and cell[:1] not in GUARDED:
        return cell
    plain = _BACK.sub(_sign_of, cell.removeprefix(_GUARD))
    return _only_form(plain, text(plain), cell, Sort.TEXT)


def _raw_of(cell: str) -> str:
    if _is_plain(cell, Sort.RAW) and cell[:1] not in GUARDED:
        return cell
    plain = cell.removeprefix(_GUARD)
    return _only_form(plain, raw(plain), cell, Sort.RAW)


def _only_form(plain: str, written: str, cell: str, sort: Sort) -> str:
    if written != cell:
        raise _no(cell, sort)
    return plain


def _no(cell: str, sort: Sort) -> CellError:
    return CellError(f"{cell[:40]!r} is no {sort.value} in the form of this file")


def _sign_of(found: re.Match[str]) -> str:
    literal, shown = found.groups()
    return str(literal) if shown is None else _HIDDEN[shown]


def _number_of(write: Callable[[object], str]) -> Callable[[str], int]:
    """Reads what `write` writes, and nothing else."""

    def number_of(cell: str) -> int:
        number = int(cell.replace(",", ""))
        if write(number) != cell:
            raise ValueError(cell)
        return number

    return number_of


def _flag_of(cell: str) -> bool:
    if cell not in (YES, NO):
        raise ValueError(cell)
    return cell == YES


def _day_of(cell: str) -> date:
    found = date.fromisoformat(cell)
    if found.isoformat() != cell:
        raise ValueError(cell)
    return found


def _time_of(cell: str) -> str:
    _require_hour(cell[:13])
    is_time = cell[13:14] == cell[16:17] == ":" and {cell[14:16], cell[17:]} <= _SIXTY
    if not is_time:
        raise ValueError(cell)
    return cell


@lru_cache(maxsize=_KEPT)
def _require_hour(hour: str) -> None:
    # A naive time on purpose: the offset is not in the text.
    if datetime.strptime(hour, _HOUR_FORM).strftime(_HOUR_FORM) != hour:  # noqa: DTZ007
        raise ValueError(hour)


def _reader(sort: Sort, read: Callable[[str], Value], kept: int = 0) -> Callable[[str], Value]:
    """As `read`, for what may be empty; `kept` of the short ones are remembered."""

    def read_cell(cell: str) -> Value:
        if not cell:
            return None
        try:
            return read(cell)
        except ValueError as error:
            raise _no(cell, sort) from error

    if not kept:
        return read_cell
    remembered = lru_cache(maxsize=kept)(read_cell)

    def read_short(cell: str) -> Value:
        # Nobody's memory is filled with what is long.
        return remembered(cell) if len(cell) <= _SHORT else read_cell(cell)

    return read_short


#: How a cell of each sort is read; see `value_of`.
READERS: Final[Mapping[Sort, Callable[[str], Value]]] = MappingProxyType(
    {
        Sort.TEXT: _text_of,
        Sort.RAW: _raw_of,
        Sort.WHOLE: _reader(Sort.WHOLE, _number_of(whole)),
        Sort.FLAG: _reader(Sort.FLAG, _flag_of),
        Sort.MONEY: _reader(Sort.MONEY, _number_of(money), _KEPT),
        Sort.AMOUNT: _reader(Sort.AMOUNT, _number_of(amount), _KEPT),
        Sort.RATE: _reader(Sort.RATE, _number_of(rate), _KEPT),
        Sort.DAY: _reader(Sort.DAY, _day_of, _KEPT),
        Sort.TIME: _reader(Sort.TIME, _time_of, _KEPT),
    }
)


def column_of(found: Sequence[str], sort: Sort) -> Sequence[Value]:
    """What some cells of one column say, each as `value_of` has it; what is plain in one look.

    Raises:
        CellError: as `value_of`.
    """
    whole_text = "".join(found)
    is_text = sort in (Sort.TEXT, Sort.RAW)
    if not whole_text:
        return found if is_text else (None,) * len(found)
    begins = "".join([cell[:1] for cell in found]) if is_text else _GUARD
    if GUARDED.isdisjoint(begins) and _is_plain(whole_text, sort):
        return found
    return list(map(READERS[sort], found))


def _is_plain(plain: str, sort: Sort) -> bool:
    if not plain.isprintable():
        return False
    return sort is Sort.RAW or plain.isascii() or _PICTURE.search(plain) is None
