"""The DEP7 of an export (§ 7 Abs 5 RKSV), as one of its files."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import BinaryIO, Final

from firmware.export.dep_file import DepCertificate, stream_dep
from firmware.export.package.names import dep_name
from firmware.export.package.part import Part, Sight
from firmware.store.entry import SignedRow
from firmware.store.reader import Reader

COUNT_EVERY_ROWS: Final = 256


def parts(sight: Sight) -> tuple[Part, ...]:
    """The DEP; none where there is no receipt: an empty one would prove nothing."""
    if not sight.receipts.first:
        return ()
    name = dep_name(sight.register_id, sight.first_day, sight.last_day)
    return (Part(name=name, write=write),)


def write(sight: Sight, out: BinaryIO) -> None:
    """Write the DEP of the receipts in sight.

    Raises:
        UnknownCertificateError: a receipt names a certificate that the book does not hold.
        MalformedError: a row holds no compact JWS.
        StoreError: the book cannot be read.
        OSError: of `out`.
    """
    rows = sight.book.signed_rows(sight.receipts.first, sight.receipts.last)
    stream_dep(_counted(rows, sight.moved), certificates_of(sight.book), out)


def certificates_of(book: Reader) -> Mapping[str, DepCertificate]:
    """All certificates of the book, by serial.

    Raises:
        StoreError: the book cannot be read.
    """
    return {one.serial: DepCertificate(der=one.der, chain=one.chain) for one in book.certificates()}


def _counted(rows: Iterable[SignedRow], moved: Callable[[int], None]) -> Iterator[SignedRow]:
    waiting = 0
    for row in rows:
        yield row
        waiting += 1
        if waiting == COUNT_EVERY_ROWS:
            moved(waiting)
            waiting = 0
    moved(waiting)
