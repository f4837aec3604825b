"""From the book to the files of the law: the DEP7 and the key container of the verifying tools."""

from pathlib import Path

from firmware.export.dep_file import WHOLE, DepCertificate, DepSummary, Period, write_dep
from firmware.rksv.trust import DeviceKey, DeviceKind, KeyStore
from firmware.store.reader import Reader


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


def key_store(book: Reader, aes_key: bytes) -> KeyStore:
    """The keys an examiner needs: the AES key and every certificate of the book."""
    devices = {
        one.serial: DeviceKey(kind=DeviceKind.CERTIFICATE, der=one.der)
        for one in book.certificates()
    }
    return KeyStore(aes_key=aes_key, devices=devices)
