"""A day package: everything of one Z's period in a ZIP that is the same whenever it is made.

    python -m firmware.sync.archive.day_package BOOK Z_SEQ OUT

A process of its own, so that what writes exports takes no memory when none is written. The export
is that for an inspection (without pictures of it: viewer, PDF), as if it had been made at the
moment of the Z; in the ZIP it lies as on a stick.
"""

import shutil
import sys
import time
import zipfile
from contextlib import suppress
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

from firmware import VERSION
from firmware.export.errors import ExportError
from firmware.export.package import names, place
from firmware.export.package.contents import parts_of
from firmware.export.package.examination import examine
from firmware.export.package.folder import Means, Order, write_folder
from firmware.export.package.manifest import Span
from firmware.export.package.meter import Meter
from firmware.export.package.part import Part, Sight
from firmware.store.canonical import utc_of
from firmware.store.errors import StoreError, StoreFault
from firmware.store.head import Head
from firmware.store.journal import BEFORE_FIRST
from firmware.store.reader import Reader
from firmware.till.acts import JournalKind
from firmware.till.exports.requests import ExportKind
from firmware.till.texts import VIENNA

EXIT_FAULT: Final = 70
#: Drawn from the tables of the same export; the archive draws them when somebody wants them.
_DRAWN: Final = ("berichte/", names.VIEWER)
_LEVEL: Final = 6
_UNIX: Final = 3
_PIECE_BYTES: Final = 256 * 1024
_ARGUMENTS: Final = 4
_Z_BEFORE: Final = "SELECT seq FROM journal WHERE kind = ? AND seq < ? ORDER BY seq DESC LIMIT 1"


def main() -> None:
    """Make one package; what is wrong goes to stderr."""
    if len(sys.argv) != _ARGUMENTS:
        sys.exit("usage: day_package BOOK Z_SEQ OUT")
    book, z_seq, out = Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
    try:
        make(book, z_seq, out)
    except (StoreError, ExportError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(EXIT_FAULT)


def make(book: Path, z_seq: int, out: Path) -> None:
    """Write the package of the Z at this row to `out`; beside it, what was left is removed.

    Raises:
        StoreError: the book cannot be read, or BROKEN: there is no Z at this row.
        ExportError, OSError: the export cannot be written here.
    """
    root = out.with_name(out.name + ".d")
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(mode=0o700, parents=True)
    try:
        with Reader.open_read_only(book) as reader:
            order = order_of(reader, z_seq)
            meter = Meter(time.monotonic, lambda *_: None, lambda: None)
            means = Means(
                seal=None,
                examine=examine,
                meter=meter,
                free_bytes=lambda: place.free_bytes_of(root),
            )
            write_folder(root, order, means)
        part = out.with_name(out.name + names.PART_SUFFIX)
        part.unlink(missing_ok=True)
        pack(root, part, order.sight.made_at_utc)
        part.rename(out)
    finally:
        shutil.rmtree(root, ignore_errors=True)


def order_of(book: Reader, z_seq: int) -> Order:
    """The export of the period that the Z at this row closes.

    Raises:
        StoreError: the book cannot be read, or BROKEN: there is no Z at this row.
    """
    row = next(book.journal(z_seq, z_seq, JournalKind.Z), None)
    identity, receipt = book.identity(), book.last_receipt_before(z_seq)
    if row is None or identity is None or receipt is None:
        raise StoreError(StoreFault.BROKEN, f"journal row {z_seq}", "no Z of a till that has begun")
    # Where it stands is all that counts of the Z before, which may be damaged.
    before: tuple[int] | None = book.file.row(_Z_BEFORE, (JournalKind.Z, z_seq))
    begun = 0 if before is None else before[0]
    earlier = None if before is None else book.last_receipt_before(begun)
    head = Head(
        register_id=identity.register_id,
        receipts=receipt.number,
        turnover_cents=receipt.turnover_cents,
        last_jws_sha256=sha256(receipt.jws.encode()).hexdigest(),
        journal_seq=row.seq,
        journal_hash=row.hash,
        at_utc=row.at_utc,
    )
    sight = _sight(book, head, begun, 0 if earlier is None else earlier.number)
    kind = ExportKind.INSPECTION
    return Order(kind=kind, sight=sight, head=head, parts=_parts(kind, sight))


def _sight(book: Reader, head: Head, begun: int, earlier: int) -> Sight:
    days = sorted((_first_day(book, begun + 1, head.at_utc), _day(head.at_utc)))
    previous = next(book.row_hashes(begun, begun), BEFORE_FIRST) if begun else BEFORE_FIRST
    receipts = Span(first=earlier + 1, last=head.receipts)
    return Sight(
        book=book,
        register_id=head.register_id,
        firm=(),
        program=f"standlkassa {VERSION}",
        made_at_utc=head.at_utc,
        first_day=days[0],
        last_day=days[1],
        receipts=receipts if receipts.first <= receipts.last else Span(first=0, last=0),
        journal=Span(first=begun + 1, last=head.journal_seq),
        previous_hash=previous,
        moved=lambda _count: None,
    )


def _first_day(book: Reader, seq: int, closed_utc: datetime) -> date:
    """The day of the first row; the Z's where nobody can read that row any more."""
    for _, at_utc, *_ in book.journal_cells(seq, seq):
        with suppress(StoreError, OverflowError):
            return _day(utc_of(at_utc, f"journal row {seq}"))
    return _day(closed_utc)


def _day(at_utc: datetime) -> date:
    return at_utc.astimezone(VIENNA).date()


def _parts(kind: ExportKind, sight: Sight) -> tuple[Part, ...]:
    return tuple(
        one
        for one in parts_of(kind, sight)
        if not one.name.startswith(_DRAWN) and not one.name.endswith(".pdf")
    )


def pack(root: Path, out: Path, at_utc: datetime) -> None:
    """A ZIP of all files below `root`, in one order, with one time, by one method.

    Raises:
        OSError: of the medium.
    """
    moment = at_utc.astimezone(VIENNA)
    stamp = (moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as packed:
        for path in sorted(one for one in root.rglob("*") if one.is_file()):
            info = zipfile.ZipInfo(path.relative_to(root).as_posix(), stamp)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = _UNIX
            info.external_attr = 0o644 << 16
            info.file_size = path.stat().st_size
            with path.open("rb") as source, packed.open(info, "w") as sink:
                shutil.copyfileobj(source, sink, _PIECE_BYTES)


if __name__ == "__main__":
    main()
