"""The rows of a journal.csv, as somebody reads them who has no book."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from firmware.export.errors import ReadError
from firmware.export.tables import csv_form
from firmware.export.tables.cells import Value
from firmware.export.tables.csv_form import CsvError
from firmware.export.tables.journal import JOURNAL
from firmware.store.canonical import Json, utc_of
from firmware.store.errors import StoreError
from firmware.store.journal import clerk_field, row_hash

FILE: Final = JOURNAL.file
_PICKED: Final = tuple(
    JOURNAL.heading.index(name)
    for name in ("seq", "at_utc", "uuid", "clerk", "kind", "content", "hash")
)
_SEQ: Final = _PICKED[0]
_HASH: Final = _PICKED[-1]
_HEX: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadRow:
    """A row: the texts its hash is over, and what can be read from them.

    `at` is None where the text is no time, `said` where it is no JSON object. `cells` are those of
    all its columns.
    """

    seq: int
    at_text: str
    uuid: str
    clerk: int | None
    kind: str
    content_text: str
    hash: str
    at: datetime | None
    said: Mapping[str, Json] | None
    cells: tuple[Value, ...] = ()

    @property
    def at_utc(self) -> datetime:
        """When it was written; asked of rows that could be read."""
        assert self.at is not None, "a row without a time is not reckoned with"
        return self.at

    @property
    def content(self) -> Mapping[str, Json]:
        """What it says; empty where that cannot be read."""
        return self.said or {}

    @property
    def is_readable(self) -> bool:
        """Whether time and content are what a till writes."""
        return self.at is not None and self.said is not None

    def follows(self, previous_hash: str) -> bool:
        """Whether its hash is over itself and the one before."""
        fields = (self.at_text.encode(), self.uuid.encode(), clerk_field(self.clerk))
        more = (self.kind.encode(), self.content_text.encode())
        return self.hash == row_hash(previous_hash.encode(), b"%d" % self.seq, *fields, *more)


def read_rows(path: Path) -> Iterator[ReadRow]:
    """Every row of the file, streamed.

    Raises:
        CsvError: it is not exactly such a file from that line on.
        ReadError: the medium does not give it back.
    """
    try:
        with path.open("rb") as file:
            for cells in csv_form.read(JOURNAL, file, FILE):
                yield _row(cells)
    except OSError as error:
        raise ReadError(path, error.strerror or str(error)) from error


def read_hashes(path: Path) -> Iterator[tuple[int, bytes]]:
    """Number and hash of every row, and nothing else of it: the leaves of the till's log.

    Raises:
        CsvError: as `read_rows`.
        ReadError: as `read_rows`.
    """
    try:
        with path.open("rb") as file:
            for cells in csv_form.read(JOURNAL, file, FILE):
                seq, text = cells[_SEQ], str(cells[_HASH])
                if not isinstance(seq, int) or _HEX.fullmatch(text) is None:
                    raise CsvError(FILE, 1, "a row without a number or a hash")
                yield seq, bytes.fromhex(text)
    except OSError as error:
        raise ReadError(path, error.strerror or str(error)) from error


def _row(cells: tuple[Value, ...]) -> ReadRow:
    seq, at_text, uuid, clerk, kind, content, row_hash_text = (cells[at] for at in _PICKED)
    return ReadRow(
        seq=seq if isinstance(seq, int) else 0,
        at_text=str(at_text),
        uuid=str(uuid),
        clerk=clerk if isinstance(clerk, int) else None,
        kind=str(kind),
        content_text=str(content),
        hash=str(row_hash_text),
        at=_moment(str(at_text)),
        said=_object(str(content)),
        cells=cells,
    )


def _moment(text: str) -> datetime | None:
    try:
        return utc_of(text, FILE)
    except StoreError:
        return None


def _object(text: str) -> Mapping[str, Json] | None:
    try:
        content: Json = msgspec.json.decode(text)
    except (msgspec.MsgspecError, UnicodeEncodeError, RecursionError):
        return None
    return content if isinstance(content, dict) else None
