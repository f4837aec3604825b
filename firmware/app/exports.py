"""From the book to the files of the law: the DEP7 and the key container of the verifying tools."""

from dataclasses import dataclass
from hashlib import file_digest
from itertools import chain, islice
from pathlib import Path

from firmware.export.atomic import open_from_medium
from firmware.export.dep_file import (
    WHOLE,
    DepCertificate,
    DepSummary,
    Period,
    read_dep,
    write_dep,
)
from firmware.export.errors import ExportError, WriteError
from firmware.rksv.dep import DepFormatError
from firmware.rksv.trust import DeviceKey, DeviceKind, KeyStore
from firmware.store.reader import Reader


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
    certificates = {
        one.serial: DepCertificate(der=one.der, chain=one.chain) for one in book.certificates()
    }
    return write_dep(book.receipts(), certificates, out, period)


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
        for receipt in islice(book.receipts(), count):
            if next(read, None) != receipt.jws:
                raise ReadBackError(f"{out}: receipt {receipt.number} is not as in the book")
        if next(read, None) is not None:
            raise ReadBackError(f"{out}: more than {count} receipts")


def key_store(book: Reader, aes_key: bytes) -> KeyStore:
    """The keys an examiner needs: the AES key and every certificate of the book."""
    devices = {
        one.serial: DeviceKey(kind=DeviceKind.CERTIFICATE, der=one.der)
        for one in book.certificates()
    }
    return KeyStore(aes_key=aes_key, devices=devices)
