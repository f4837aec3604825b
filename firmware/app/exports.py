"""From the book to the files of the law: the DEP7 and the key container of the verifying tools."""

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import file_digest
from itertools import chain, islice
from pathlib import Path

from firmware import VERSION
from firmware.app.archive.note import note_at
from firmware.app.stall import change_of
from firmware.export.atomic import open_from_medium
from firmware.export.dep_file import WHOLE, DepSummary, Period, read_dep, write_dep
from firmware.export.errors import EmptyPeriodError, ExportError, NotSoundError, WriteError
from firmware.export.package.folder import Order
from firmware.export.package.outline import Maker, Outline, sight_of
from firmware.export.package.receipts import certificates_of
from firmware.export.verification import verify_file
from firmware.process.logs import get_logger
from firmware.rksv.dep import DepFormatError
from firmware.rksv.rules import Severity
from firmware.rksv.trust import DeviceKey, DeviceKind, KeyStore
from firmware.rksv.verify import VerifyOptions
from firmware.store.head import head_of
from firmware.store.reader import Reader
from firmware.till.acts import JournalKind
from firmware.till.exports.requests import ExportKind
from firmware.till.stall.fault import StallError
from firmware.till.stall.masterdata import ONLY, Sort, fold
from firmware.till.texts import VIENNA

log = get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedDep:
    """A DEP7 that was read back from its medium: how many receipts, and its SHA-256 (hex)."""

    receipts: int
    sha256: str


class ReadBackError(ExportError):
    """The medium does not give back what was written."""


def export_dep(book: Reader, out: Path, period: Period = WHOLE) -> DepSummary:
    """Write the DEP7 of `period` (§ 7 Abs 5 RKSV).

    Raises:
        ExportError: no receipt in the period, or the file cannot be written.
        StoreError: the book cannot be read.
    """
    return write_dep(book.signed_rows(), certificates_of(book), out, period)


def export_checked_dep(book: Reader, out: Path) -> CheckedDep:
    """Write the DEP7 of all receipts, and hold what the medium gives back to the book.

    Raises:
        ReadBackError: it gives back something else; the file is gone then.
        ExportError, StoreError: as `export_dep`.
    """
    written = export_dep(book, out)
    try:
        _require_same(book, out, written.receipts)
        with out.open("rb") as file:
            digest = file_digest(file, "sha256").hexdigest()
    except DepFormatError as error:
        out.unlink(missing_ok=True)
        raise ReadBackError(f"{out}: {error}") from error
    except ReadBackError:
        out.unlink(missing_ok=True)
        raise
    except OSError as error:
        raise WriteError(out, error.strerror or str(error)) from error
    return CheckedDep(receipts=written.receipts, sha256=digest)


def _require_same(book: Reader, out: Path, count: int) -> None:
    """Receipt by receipt; the book may have grown meanwhile."""
    with open_from_medium(out) as file:
        read = chain.from_iterable(group.jws for group in read_dep(file))
        for receipt in islice(book.signed_rows(), count):
            if next(read, None) != receipt.jws:
                raise ReadBackError(f"{out}: receipt {receipt.number} is not as in the book")
        if next(read, None) is not None:
            raise ReadBackError(f"{out}: more than {count} receipts")


def maker_of(book: Reader, now_utc: datetime) -> Maker:
    """Who makes an export now: the lines of the header as the book says them, and the program.

    Raises:
        StoreError: the book cannot be read.
    """
    return Maker(
        firm=_header(book, now_utc.astimezone(VIENNA).date()),
        program=f"standlkassa {VERSION}",
        made_at_utc=now_utc,
        moved=lambda _count: None,
    )


def order_of(
    book: Reader,
    kind: ExportKind,
    outline: Outline,
    now_utc: datetime,
    archive_status: Path | None = None,
) -> Order:
    """An export of the book as it is now, with what the archive vouches for by its status file.

    Raises:
        EmptyPeriodError: nothing lies in `outline`, or there is no Startbeleg yet.
        StoreError: the book cannot be read.
    """
    # Before the end of the book is looked at: it vouches for no row that is not there.
    archive = note_at(archive_status)
    head = head_of(book)
    if head is None:
        raise EmptyPeriodError(f"{book.path}: no Startbeleg: there is nothing to export")
    sight = sight_of(book, head, outline, maker_of(book, now_utc))
    return Order(kind=kind, sight=sight, head=head, archive=archive)


def _header(book: Reader, day: date) -> tuple[str, ...]:
    """None where a row cannot be read: it is for people, and what is proven does not need it."""
    try:
        history = [change_of(row) for row in book.journal(kind=JournalKind.STAMM)]
        lines = fold(history, day).get((Sort.HEADER, ONLY), {}).get("lines")
    except StallError as error:
        log.error("exported without the lines of the header", detail=str(error))
        return ()
    return tuple(map(str, lines)) if isinstance(lines, list | tuple) else ()


def require_sound(dep: Path, keys: KeyStore | None, now_utc: datetime) -> None:
    """Look at a DEP as an examiner does; in this process alone, the till goes on beside it.

    Raises:
        NotSoundError: it breaks a rule.
        ReadError: it cannot be read.
    """
    report = verify_file(dep, keys, VerifyOptions(now_utc=now_utc), processes=1)
    if not report.is_valid:
        first = next(one for one in report.findings if one.severity is Severity.ERROR)
        words = f"{report.errors} errors, the first at receipt {first.number}: {first.detail}"
        raise NotSoundError(f"{dep.name}: {words}")


def key_store(book: Reader, aes_key: bytes) -> KeyStore:
    """The keys an examiner needs: the AES key and every certificate of the book."""
    devices = {
        one.serial: DeviceKey(kind=DeviceKind.CERTIFICATE, der=one.der)
        for one in book.certificates()
    }
    return KeyStore(aes_key=aes_key, devices=devices)
