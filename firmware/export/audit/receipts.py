"""The DEP7 of a folder against the rows of its journal, in one pass over both."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from firmware.export.audit import sold
from firmware.export.audit.finding import AuditRule, Findings
from firmware.export.audit.listing import Signer
from firmware.export.audit.rows import ReadRow
from firmware.export.dep_file import read_dep
from firmware.export.errors import ReadError
from firmware.export.tables.cells import Value
from firmware.rksv import jws as jws_form
from firmware.rksv import machine_code
from firmware.rksv.dep import DepFormatError
from firmware.rksv.errors import RksvError
from firmware.rksv.receipt import Payload


@dataclass(frozen=True, slots=True, kw_only=True)
class DepEntry:
    """An entry of a DEP7; `payload` is None where it cannot be read.

    `lines` are those of the receipt in the table of receipts, where there is one.
    """

    jws: str
    payload: Payload | None
    lines: tuple[tuple[Value, ...], ...] = ()

    @property
    def number(self) -> int | None:
        """Its number, where it is one."""
        text = "" if self.payload is None else self.payload.number_text
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 20 else None

    @property
    def sha256(self) -> str:
        """The digest the journal keeps of it."""
        return sha256(self.jws.encode()).hexdigest()


def dep_entries(path: Path) -> Iterator[DepEntry]:
    """The entries of a DEP7 up to where it breaks off; why it does is the examiner's to say.

    Raises:
        ReadError: the medium does not give it back.
    """
    try:
        with path.open("rb") as file:
            for group in read_dep(file):
                for jws in group.jws:
                    yield DepEntry(jws=jws, payload=_payload(jws))
    except DepFormatError:
        return
    except OSError as error:
        raise ReadError(path, error.strerror or str(error)) from error


def dep_signers(path: Path) -> tuple[Signer, ...]:
    """The certificates of a DEP7, each once, in the order of the file.

    Raises:
        ReadError: the medium does not give it back.
    """
    found: dict[str, Signer] = {}
    try:
        with path.open("rb") as file:
            for group in read_dep(file):
                first = next(iter(group.jws), None)
                payload = None if first is None else _payload(first)
                if payload is not None and group.certificate_der is not None:
                    serial = payload.certificate_serial
                    found.setdefault(serial, Signer(serial=serial, der=group.certificate_der))
                for _ in group.jws:
                    pass
    except DepFormatError:
        pass
    except OSError as error:
        raise ReadError(path, error.strerror or str(error)) from error
    return tuple(found.values())


def _payload(jws: str) -> Payload | None:
    try:
        return machine_code.parse(jws_form.split(jws).payload)
    except RksvError:
        return None


class Match:
    """Pairs the receipts of the DEP with the rows by which the journal knows them."""

    def __init__(self, entries: Iterator[DepEntry], found: Findings, table: str = "") -> None:
        """Begin; `table` is the name of the table the lines of the entries are from."""
        self._table = table
        self._entries = entries
        self._found = found
        self._next: DepEntry | None = next(entries, None)
        self._current: tuple[int, DepEntry, ReadRow] | None = None

    def witness(self, number: int, jws_sha256: str, row: ReadRow) -> None:
        """The journal's row of receipt `number`."""
        self._current = None
        self._skip_before(number)
        entry = self._next
        if entry is None or (entry.number is not None and entry.number > number):
            detail = "is in the journal and not in the DEP7"
            self._found.add(AuditRule.WITNESS, f"receipt {number}", detail)
            return
        if entry.sha256 != jws_sha256:
            detail = "is another one in the DEP7 than the journal saw stored"
            self._found.add(AuditRule.WITNESS, f"receipt {number}", detail)
        self._current = (number, entry, row)
        self._next = next(self._entries, None)

    def told(self, row: ReadRow) -> None:
        """What the journal says of a receipt, right after its row."""
        if self._current is None or row.content.get("number") != self._current[0]:
            return
        number, entry, witness = self._current
        said, total = row.content.get("total_cents"), None
        if entry.payload is not None:
            total = entry.payload.buckets.total
        if total is not None and total != said:
            detail = f"came to {total} cents, the journal says {said}"
            self._found.add(AuditRule.WITNESS, f"receipt {number}", detail)
        if entry.lines:
            for detail in sold.faults(row, witness, entry.lines):
                self._found.add(AuditRule.RECEIPT_TABLE, f"{self._table}, receipt {number}", detail)

    def end(self) -> None:
        """There are no more rows."""
        self._skip_before(None)

    def _skip_before(self, number: int | None) -> None:
        while (entry := self._next) is not None:
            if number is not None and (entry.number is None or entry.number >= number):
                return
            detail = "is in the DEP7 and not in the journal"
            self._found.add(AuditRule.WITNESS, f"receipt {entry.number or '?'}", detail)
            self._next = next(self._entries, None)
