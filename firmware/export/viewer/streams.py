"""What the page carries of a book: who it is, its receipts and its journal, each as a stream.

Receipts and journal are one line a row, cells parted by tabs, exactly the texts of the columns: the
page hashes them as the book did. Neither JSON nor a JWS holds a raw tab or line feed; a cell that
does was not written by the book, and becomes one whose hash shows it.
"""

import json
from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from firmware.export.package.manifest import Span
from firmware.export.package.part import Sight
from firmware.store.entry import Certificate

FORMAT: Final = 1
#: Between two pages nothing of the book is held.
PAGE_ROWS: Final = 500
_TAB: Final = b"\t"
_END: Final = b"\n"
_STRANGE: Final = "\N{REPLACEMENT CHARACTER}".encode()
# As bytes: a damaged row need not be UTF-8, and hashes are over bytes.
_RECEIPTS: Final = (
    "SELECT number, CAST(kind AS BLOB), CAST(issued_at_utc AS BLOB), CAST(jws AS BLOB), "
    "turnover_cents, CAST(certificate_serial AS BLOB), is_signed, CAST(content AS BLOB), "
    "journal_seq FROM receipts WHERE number BETWEEN ? AND ? ORDER BY number LIMIT ?"
)
_JOURNAL: Final = (
    "SELECT seq, CAST(at_utc AS BLOB), CAST(uuid AS BLOB), clerk, CAST(kind AS BLOB), "
    "CAST(content AS BLOB), CAST(hash AS BLOB) FROM journal "
    "WHERE seq BETWEEN ? AND ? ORDER BY seq LIMIT ?"
)

Streams = tuple[tuple[str, Iterator[bytes]], ...]


def streams(sight: Sight) -> Streams:
    """The page's streams, each to be read once and in this order.

    Raises:
        StoreError: while they are read, as the book does.
    """
    receipts = _pages(sight, _RECEIPTS, sight.receipts.first, sight.receipts.last)
    journal = _pages(sight, _JOURNAL, sight.journal.first, sight.journal.last)
    meta = meta_text(_about(sight), sight.book.certificates())
    return ("meta", iter((meta,))), ("receipts", receipts), ("journal", journal)


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """Who the till is and what the export covers, as in `Sight`."""

    program: str
    register_id: str
    firm: tuple[str, ...]
    made_at_utc: datetime
    first_day: date
    last_day: date
    receipts: Span
    journal: Span
    previous_hash: str


def _about(sight: Sight) -> About:
    return About(
        program=sight.program,
        register_id=sight.register_id,
        firm=sight.firm,
        made_at_utc=sight.made_at_utc,
        first_day=sight.first_day,
        last_day=sight.last_day,
        receipts=sight.receipts,
        journal=sight.journal,
        previous_hash=sight.previous_hash,
    )


def meta_text(about: About, certificates: Iterable[Certificate]) -> bytes:
    """The stream that says what the others are; with the certificates the receipts name."""
    said = {
        "format": FORMAT,
        "program": about.program,
        "register_id": about.register_id,
        "firm": list(about.firm),
        "made_at_utc": about.made_at_utc.isoformat(),
        "first_day": about.first_day.isoformat(),
        "last_day": about.last_day.isoformat(),
        "receipts": [about.receipts.first, about.receipts.last],
        "journal": [about.journal.first, about.journal.last],
        "previous_hash": about.previous_hash,
        "certificates": [
            {
                "serial": one.serial,
                "rka": one.rka,
                "der": b64encode(one.der).decode(),
                "issuers": [b64encode(issuer).decode() for issuer in one.chain],
            }
            for one in certificates
        ],
    }
    return json.dumps(said, ensure_ascii=False).encode()


def _pages(sight: Sight, sql: str, first: int, last: int) -> Iterator[bytes]:
    """The lines of a span, page by page; nothing where the span is empty."""
    while 0 < first <= last:
        rows: list[tuple[bytes | int | None, ...]] = sight.book.file.rows(
            sql, (first, last, PAGE_ROWS)
        )
        if not rows:
            return
        yield b"".join(_line(row) for row in rows)
        sight.moved(len(rows))
        first = int(rows[-1][0] or 0) + 1


def _line(row: tuple[bytes | int | None, ...]) -> bytes:
    return _TAB.join(map(_cell, row)) + _END


def _cell(value: bytes | int | None) -> bytes:
    if value is None:
        return b""
    if isinstance(value, int):
        return b"%d" % value
    if _TAB in value or _END in value:
        return value.replace(_TAB, _STRANGE).replace(_END, _STRANGE)
    return value
