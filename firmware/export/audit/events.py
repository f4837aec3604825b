"""ereignisse.json against journal.csv: the same rows to the letter, the receipts they know.

Of each receipt the journal keeps a digest over all its row said: number, time, JWS, counter, what
was sold. So this file proves what the tables of receipts only tell.
"""

from collections.abc import Iterator
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Final

import msgspec

from firmware.export.audit.finding import AuditRule, Findings
from firmware.export.audit.rows import ReadRow
from firmware.export.errors import ReadError
from firmware.export.package.manifest import Span
from firmware.export.tables import events
from firmware.store.entry import RECEIPT_KIND
from firmware.store.row import RECEIPT_DOMAIN, row_digest

FILE: Final = events.FILE
#: What stands before the arrays is a member a line.
_MEMBERS_MAX: Final = 32
#: Members hold certificates, rows what a row of the book can hold.
_LINE_BYTES: Final = 1 << 21


class _Receipt(msgspec.Struct):
    nr: int
    art: str
    zeit_utc: str
    signiert: bool
    zertifikat: str
    umsatzzaehler_cent: int
    jws: str
    inhalt: msgspec.Raw


class EventLines:
    """Takes the rows of the journal in order, then looks at the receipts behind them."""

    def __init__(self, path: Path, receipts: Span, found: Findings) -> None:
        self._path = path
        self._receipts = receipts
        self._found = found
        self._line = 0
        self._is_broken = False
        self._lines = self._read()
        self._digest = sha256()
        self._begin(events.EVENTS)

    def take(self, row: ReadRow) -> None:
        """The next row.

        Raises:
            ReadError: the medium does not give the file back.
        """
        if row.kind == RECEIPT_KIND:
            number, digest = row.content.get("number"), row.content.get("row_digest")
            if isinstance(number, int) and self._is_in(number):
                self._digest.update(f"{number}:{digest}\n".encode())
        if self._is_broken:
            return
        line = self._next()
        if not row.is_readable:
            # The row itself is told where it is looked at, and the table has pictures for what may
            # have become of its texts.
            return
        texts = (row.at_text, row.uuid, row.clerk, row.kind, row.content_text, row.hash)
        if line != events.event((row.seq, *texts)).encode():
            self._break(f"is not journal row {row.seq} as journal.csv has it")

    def end(self) -> None:
        """There are no more rows: what follows are the receipts.

        Raises:
            ReadError: as `take`.
        """
        if not self._is_broken and self._next() != b"]":
            self._break("is more than journal.csv has")
        self._begin(events.RECEIPTS)
        digest, last = sha256(), self._receipts.first - 1
        while not self._is_broken and (line := self._next()) != b"]":
            receipt = _receipt(line)
            if receipt is None or receipt[0] != last + 1:
                self._break(f"is not receipt {last + 1}")
                return
            last = receipt[0]
            digest.update(f"{last}:{receipt[1]}\n".encode())
        if not self._is_broken and digest.digest() != self._digest.digest():
            detail = "its receipts are others than the journal knows by their digests"
            self._found.add(AuditRule.EVENTS, FILE, detail)

    def _is_in(self, number: int) -> bool:
        return self._receipts.first <= number <= self._receipts.last

    def _begin(self, name: str) -> None:
        begin = f'"{name}": ['.encode()
        if not self._is_broken and begin not in islice(iter(self._next, None), _MEMBERS_MAX):
            self._break(f"{name!r} is not there")

    def _break(self, detail: str) -> None:
        """Told once: what follows is not compared."""
        self._is_broken = True
        place = f"{FILE}, line {self._line}"
        self._found.add(AuditRule.EVENTS, place, f"{detail}; what follows was not compared")

    def _next(self) -> bytes | None:
        self._line += 1
        return next(self._lines, None)

    def _read(self) -> Iterator[bytes]:
        try:
            with self._path.open("rb") as file:
                while line := file.readline(_LINE_BYTES):
                    yield line.rstrip(b"\n").removesuffix(b",")
        except OSError as error:
            raise ReadError(self._path, error.strerror or str(error)) from error


def _receipt(line: bytes | None) -> tuple[int, str] | None:
    """Number and digest of a receipt's line; None: it is none."""
    try:
        one = msgspec.json.decode(line or b"", type=_Receipt)
        content = bytes(one.inhalt).decode()
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    head = (one.nr, one.art, one.zeit_utc, one.jws, one.umsatzzaehler_cent, one.zertifikat)
    return one.nr, row_digest(RECEIPT_DOMAIN, (*head, int(one.signiert), content))
