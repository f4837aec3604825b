"""A register goes on from a copy of its book on new hardware, or on a card in a spare machine.

Everything is judged (continuity.py) on a copy beside, before the till's folder has a book of it;
the row WIEDERHERSTELLUNG stands in it before it gets its name. A cut leaves the old state or the
new one, and the same command goes on.
"""

import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from firmware.app import credentials
from firmware.app.boot import BOOK_NAME
from firmware.app.card_pins import FOLDER as LATER_PINS
from firmware.app.issue import plain
from firmware.app.life.continuity import (
    BOOK_HERE,
    Continuity,
    ContinuityError,
    Known,
    require_continuity,
)
from firmware.app.pins import FILE_NAME as PINS_FILE
from firmware.app.pins import MODE as PINS_MODE
from firmware.export.atomic import atomic_file
from firmware.process.medium import flush
from firmware.store.book import Book
from firmware.store.entry import Entry
from firmware.store.errors import StoreError, StoreFault
from firmware.store.head import Head, head_of
from firmware.till.acts import JournalKind
from firmware.till.texts import VIENNA

#: Where the row says that the book came from, when the card itself was moved.
ADOPTED: Final = "adopted"
PART_FOLDER: Final = "restore.part"
ASIDE_FOLDER: Final = "set-aside"
#: SQLite's files; the shared memory beside them is made anew.
_BOOK_FILES: Final = ("", "-wal")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a till keeps its book and its secrets, and which register it is.

    `handed` is where a person lays down the secrets of signature services; None: wherever they are.
    """

    data: Path
    secrets: Path
    register_id: str
    handed: Path | None = None

    @property
    def book(self) -> Path:
        """The book's file."""
        return self.data / BOOK_NAME


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What is restored: the copy of a book, and where its secrets are when not here yet.

    `data` is the folder in which lies what belongs to the book (None: its own); `name` is what the
    row calls the copy (empty: its path).
    """

    book: Path
    secrets: Path | None = None
    data: Path | None = None
    name: str = ""

    @property
    def folder(self) -> Path:
        """Where clerks' PINs and those of later cards lie."""
        return self.data or self.book.parent


def source_at(path: Path, secrets: Path | None) -> Source:
    """The copy at `path`: a file, or the data folder of a till with its secrets in it.

    Raises:
        ContinuityError: there is no book.
    """
    book = path / BOOK_NAME if path.is_dir() else path
    if not book.is_file():
        raise ContinuityError(f"{book}: there is no book; a DEP or a head alone restores nothing")
    if secrets is None and path.is_dir():
        secrets = credentials.folder_beside(path)
    return Source(book=book, secrets=secrets)


def restore_book(source: Source, place: Place, known: Known, now_utc: datetime) -> Continuity:
    """Judge the copy, and let the till go on from it.

    A book that is there already is one more thing known; it is set aside, never overwritten.

    Raises:
        ContinuityError: the copy may not go on.
        CredentialError: key or PIN cannot be read or kept.
        StoreError: a book cannot be opened; LOCKED while a till is running on it.
        OSError: a file cannot be copied.
    """
    if source.book.resolve() == place.book.resolve():
        raise ContinuityError(f"{place.book} is the book of this till: use --adopt")
    place.data.mkdir(mode=0o750, parents=True, exist_ok=True)
    here = _head_here(place)
    if here is not None:
        known = Known(
            heads=(*known.heads, (BOOK_HERE, here)),
            anchor=known.anchor,
            last_number=known.last_number,
        )
    key_folder = _secrets_with_key(source, place)
    aes_key = credentials.read_aes_key(key_folder)
    part = place.data / PART_FOLDER
    shutil.rmtree(part, ignore_errors=True)
    try:
        name = source.name or str(source.book)
        copy = _Copy(path=_copied(source.book, part), aes_key=aes_key, source=name)
        continuity = _go_on(copy, place, known, now_utc)
        _keep_secrets(source, place, key_folder)
        _set_aside(place, now_utc)
        _put(copy.path, place.book)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return continuity


def adopt_book(place: Place, known: Known, now_utc: datetime) -> Continuity:
    """Judge the book that is here, on a card from another machine, and let it go on on this one.

    Raises:
        As `restore_book`.
    """
    aes_key = credentials.read_aes_key(place.secrets)
    here = _Copy(path=place.book, aes_key=aes_key, source=ADOPTED)
    return _go_on(here, place, known, now_utc)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Copy:
    """A book that may go on, its key, and where it came from."""

    path: Path
    aes_key: bytes
    source: str


def _go_on(copy: _Copy, place: Place, known: Known, now_utc: datetime) -> Continuity:
    """The row that says that this book goes on here, once it was judged that it may."""
    with Book.open(copy.path) as book:
        identity = book.identity()
        if identity is not None and identity.register_id != place.register_id:
            raise ContinuityError(
                f"the copy is of {identity.register_id}, the settings say {place.register_id}"
            )
        continuity = require_continuity(book, copy.aes_key, known, now_utc)
        content = plain({"source": copy.source, **continuity.content})
        kind = JournalKind.WIEDERHERSTELLUNG
        book.append([Entry(kind=kind, clerk=None, content=content, at_utc=now_utc)])
    return continuity


def _head_here(place: Place) -> Head | None:
    """Where the book that is here ends; None where there is none, or none that says so.

    Raises:
        ContinuityError: it is another register's.
        StoreError: LOCKED: a till is running.
    """
    if not place.book.exists():
        return None
    try:
        # Opened for writing: whoever sells with it now has its lock.
        with Book.open(place.book) as book:
            head = head_of(book)
    except StoreError as error:
        if error.fault in (StoreFault.BROKEN, StoreFault.ABSENT):
            return None
        raise
    if head is not None and head.register_id != place.register_id:
        raise ContinuityError(
            f"{place.book} is of register {head.register_id}: put that one out of service first"
        )
    return head


def _secrets_with_key(source: Source, place: Place) -> Path:
    """Where the AES key is: here already, or with the copy.

    Raises:
        ContinuityError: nowhere.
    """
    for folder in (place.secrets, source.secrets):
        if folder is not None and credentials.has_aes_key(folder):
            return folder
    raise ContinuityError(
        f"no AES key in {place.secrets} nor with the copy: name its folder (--credentials). "
        "Without its key a register cannot go on; a key made anew would be another register's"
    )


def _copied(book: Path, part: Path) -> Path:
    part.mkdir(mode=0o700)
    copied = part / BOOK_NAME
    for suffix in _BOOK_FILES:
        one = book.with_name(book.name + suffix)
        if one.exists():
            shutil.copyfile(one, copied.with_name(copied.name + suffix))
    return copied


def _keep_secrets(source: Source, place: Place, key_folder: Path) -> None:
    """Key, PINs, what opens services, as far as they are not here yet; the book comes last."""
    credentials.copy_aes_key(key_folder, place.secrets)
    theirs, is_pin_here = source.secrets, credentials.has_card_pin(place.secrets)
    if theirs is not None and credentials.has_card_pin(theirs) and not is_pin_here:
        credentials.create_card_pin(place.secrets, credentials.read_card_pin(theirs))
    if theirs is not None and place.handed is not None:
        credentials.copy_service_secrets(theirs, place.handed)
    for folder in filter(None, (source.folder / LATER_PINS, theirs)):
        _keep_later_pins(folder, place.data / LATER_PINS)
    pins, kept = source.folder / PINS_FILE, place.data / PINS_FILE
    if pins.exists() and not kept.exists():
        with atomic_file(kept, mode=PINS_MODE) as file:
            file.write(pins.read_bytes())


def _keep_later_pins(theirs: Path, ours: Path) -> None:
    known = credentials.read_later_pins(ours)
    for serial, pin in credentials.read_later_pins(theirs).items():
        if serial not in known:
            credentials.write_later_pin(ours, serial, pin)


def _set_aside(place: Place, now_utc: datetime) -> None:
    """The book that was here until now is kept, with its WAL, under its day."""
    if not place.book.exists():
        return
    name = f"{place.register_id}__{now_utc.astimezone(VIENNA):%Y-%m-%dT%H%M%S}"
    aside = place.data / ASIDE_FOLDER / name
    aside.mkdir(mode=0o700, parents=True)
    for suffix in reversed(_BOOK_FILES):
        one = place.book.with_name(place.book.name + suffix)
        if one.exists():
            one.rename(aside / one.name)
    place.book.with_name(f"{place.book.name}-shm").unlink(missing_ok=True)
    flush(aside)


def _put(copied: Path, book: Path) -> None:
    """Give the judged copy the name of the book; closing it has moved its WAL into it."""
    assert not copied.with_name(f"{copied.name}-wal").exists(), "the last one out empties the WAL"
    for path in (copied, book.parent):
        flush(path)
    copied.rename(book)
    flush(book.parent)
