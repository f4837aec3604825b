"""One text per value: canonical JSON, UTC times, digests over fields that cannot run together."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, TypeAlias

from firmware.store.errors import StoreError, StoreFault

# What a journal row or a receipt may carry. No floats: money is cents, amounts are thousandths.
Json: TypeAlias = "bool | int | str | Sequence[Json] | Mapping[str, Json] | None"

#: A row, or the place above and the key or number of a part: put into words only for a refusal.
_Place: TypeAlias = "str | tuple[_Place, str | int]"

CONTENT_BYTES_MAX: Final = 262_144
NESTING_MAX: Final = 16
INTEGER_BITS_MAX: Final = 63

_NO_OFFSET: Final = timedelta(0)
_FITS: Final = 1 << INTEGER_BITS_MAX
_AS_THEY_ARE: Final = frozenset({str, bool, type(None)})


def canonical(content: Mapping[str, Json], place: str) -> str:
    """JSON of `content` in its one form: keys sorted by code point, no spaces, UTF-8 unescaped.

    Args:
        content: numbers are integers of at most 63 bits and a sign.
        place: names the row in an error.

    Raises:
        StoreError: REFUSED, naming the place inside the content: a float, another type, a key that
            is no text, text that is no Unicode, too deep or too long.
    """
    text = json.dumps(
        _plain(content, place, NESTING_MAX),
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
        allow_nan=False,
    )
    try:
        size_bytes = len(text.encode())
    except UnicodeEncodeError as error:
        raise _refused(place, f"text that is no Unicode: {error.reason}") from error
    if size_bytes > CONTENT_BYTES_MAX:
        raise _refused(place, f"{size_bytes} bytes of content; {CONTENT_BYTES_MAX} are the limit")
    return text


def content_of(text: str, place: str) -> Mapping[str, Json]:
    """The content a stored text stands for.

    Raises:
        StoreError: BROKEN if it is not an object in JSON.
    """
    try:
        content: Json = json.loads(text)
    except (TypeError, ValueError) as error:
        # TypeError: a damaged page has taken the cell away.
        raise StoreError(StoreFault.BROKEN, place, f"content is no JSON: {error}") from error
    if not isinstance(content, dict):
        raise StoreError(StoreFault.BROKEN, place, "content is no JSON object")
    return content


def utc_text(moment: datetime, place: str) -> str:
    """ISO 8601 with microseconds and offset: 2026-11-20T09:43:07.123456+00:00.

    All texts have one length, so that they sort as their times do.

    Raises:
        StoreError: REFUSED for a time without offset or with another one than zero.
    """
    if moment.utcoffset() != _NO_OFFSET:
        raise _refused(place, f"{moment.isoformat()} is not in UTC")
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def utc_of(text: str, place: str) -> datetime:
    """The time a stored text stands for.

    Raises:
        StoreError: BROKEN if it is not a text of `utc_text`.
    """
    try:
        moment = datetime.fromisoformat(text)
        if moment.utcoffset() == _NO_OFFSET:
            return moment
    except (TypeError, ValueError) as error:
        raise StoreError(StoreFault.BROKEN, place, f"{text!r} is no time: {error}") from error
    raise StoreError(StoreFault.BROKEN, place, f"{text!r} is no time in UTC")


def digest(domain: str, fields: Iterable[bytes]) -> str:
    r"""SHA-256, 64 lower-case hex digits, over a domain and fields that cannot run together.

    Input: the domain and a line feed, then each field as a netstring: its length in bytes as a
    decimal number, ":", the bytes, ",". Anybody can compute it again with sha256sum and printf:
    `printf 'standlkassa certificate 1\n2:ab,3:cde,' | sha256sum`.
    """
    netstrings = b"".join([b"%d:%b," % (len(field), field) for field in fields])
    return hashlib.sha256(domain.encode() + b"\n" + netstrings).hexdigest()


def _plain(value: Json, place: _Place, levels_left: int) -> Json:
    """The same value in dicts and lists, every part of it looked at."""
    if levels_left == 0:
        raise _refused(place, f"nested deeper than {NESTING_MAX} levels")
    # Nearly all there is, and each receipt is looked at four times.
    if type(value) in _AS_THEY_ARE or (type(value) is int and -_FITS < value < _FITS):
        return value
    match value:
        case None | bool() | str():
            return value
        case int():
            if value.bit_length() > INTEGER_BITS_MAX:
                raise _refused(place, f"an integer of {value.bit_length()} bits; 63 are the limit")
            return value
        case list() | tuple():
            return [
                _plain(part, (place, index), levels_left - 1) for index, part in enumerate(value)
            ]
        case dict() | Mapping():
            return {
                _key(key, place): _plain(part, (place, key), levels_left - 1)
                for key, part in value.items()
            }
        case _:
            raise _refused(place, f"{type(value).__name__} has no place in the book")


def _key(key: str, place: _Place) -> str:
    if type(key) is not str:
        raise _refused(place, f"the key {key!r} is no text")
    return key


def _refused(place: _Place, detail: str) -> StoreError:
    return StoreError(StoreFault.REFUSED, _words(place), detail)


def _words(place: _Place) -> str:
    """`receipt 7.lines[2].name`."""
    if isinstance(place, str):
        return place
    above, step = place
    return f"{_words(above)}[{step}]" if type(step) is int else f"{_words(above)}.{step}"
