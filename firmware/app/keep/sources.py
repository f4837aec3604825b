"""What a register may be restored from, each made sure of before anybody looks into it.

A file; the data folder of a till; a full copy on a stick (`…/2026-11-21_174512_sicherung/`), held
against its list and its seal first; or a mirror, of which a book is made anew. Whether the book in
it may go on is not said here (see `firmware.app.life.continuity`).
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from firmware.app.keep.medium import FolderMedium
from firmware.app.keep.mirror_file import files_in, read_units
from firmware.app.keep.snapshots import FOLDER as SNAPSHOTS
from firmware.app.life.continuity import ContinuityError
from firmware.app.life.restore import Place, Source, source_at
from firmware.export.audit.finding import Findings
from firmware.export.audit.listing import (
    Listing,
    Signer,
    examine_files,
    examine_seal,
    read_listing,
)
from firmware.export.package import names
from firmware.rksv.rules import Severity
from firmware.store.raw import rebuild
from firmware.store.reader import Reader
from firmware.sync.config import BOOK_NAME

PART_FOLDER: Final = "from-mirror.part"


@contextmanager
def source_of(
    path: Path, place: Place, secrets: Path | None, *, is_mirror: bool
) -> Iterator[Source]:
    """The book at `path`, for as long as it is looked at.

    Raises:
        ContinuityError: there is none, or it is not as it was exported.
        ExportError: the list of an export is none.
        MirrorError: a mirror that does not hold together.
        StoreError: a mirror's rows make no book.
        OSError: it cannot be read.
    """
    if is_mirror:
        with _rebuilt(path, place) as book:
            yield Source(book=book, secrets=secrets, name=f"mirror {path}")
        return
    if (path / names.MANIFEST).exists():
        yield Source(book=_exported(path), secrets=secrets, name=str(path))
        return
    source = source_at(path, secrets)
    if path.parent.name == SNAPSHOTS and path.is_file():
        # What belongs to the book lies where it lay itself.
        yield Source(book=source.book, secrets=secrets, data=path.parent.parent)
        return
    yield source


@contextmanager
def _rebuilt(folder: Path, place: Place) -> Iterator[Path]:
    """A book of the mirror in `folder`, in the till's folder until it was looked at."""
    medium = FolderMedium(folder, None)
    if not files_in(medium):
        raise ContinuityError(f"{folder}: there is no mirror")
    place.data.mkdir(mode=0o750, parents=True, exist_ok=True)
    part = place.data / PART_FOLDER
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(mode=0o700)
    try:
        book = part / BOOK_NAME
        rebuild(book, read_units(medium, place.register_id))
        yield book
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _exported(folder: Path) -> Path:
    """The book in an export, when every file is as its list says, and the list as it was sealed."""
    listing, found = read_listing(folder), Findings(folder.name)
    book = listing.file(names.COPY)
    if book is None:
        kind = listing.manifest.kind
        raise ContinuityError(f"{folder}: an export of kind {kind!r} holds no book; F 72 makes one")
    examine_files(listing, found, lambda _count: None)
    if not found.errors:
        examine_seal(listing, _signers(book), found)
    for one in found.kept:
        if one.severity is Severity.ERROR:
            raise ContinuityError(f"{folder}: {one.place} {one.detail}: take another copy")
    _require_head(listing, book)
    return book


def _signers(book: Path) -> Iterator[Signer]:
    with Reader.open_read_only(book) as copy:
        for one in copy.certificates():
            yield Signer(serial=one.serial, der=one.der)


def _require_head(listing: Listing, book: Path) -> None:
    """The book is that of the list: it reaches at least as far as the list says."""
    head = listing.manifest.head
    with Reader.open_read_only(book) as copy:
        row = next(copy.journal(head.journal_seq, head.journal_seq), None)
    if row is None or row.hash != head.journal_hash:
        detail = f"does not hold row {head.journal_seq} of {names.MANIFEST}"
        raise ContinuityError(f"{book}: {detail}: take another copy")
