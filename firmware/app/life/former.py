"""A book in the way of a new start is put aside whole, with its key; nothing is ever deleted.

Book and key of an ended register are kept for seven years (§ 132 BAO): without the key nobody can
read its counter. They go to `former/<register id>/` beside the new book.
"""

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from firmware.app import credentials
from firmware.app.life.checks import CommissionError
from firmware.app.life.register_ids import FORMER, is_kept
from firmware.process.medium import flush
from firmware.rksv.turnover import key_check_value
from firmware.store.book import Book
from firmware.store.errors import StoreError, StoreFault
from firmware.store.file import Connect
from firmware.store.reader import Reader
from firmware.till.acts import JournalKind


@dataclass(frozen=True, slots=True, kw_only=True)
class OldBook:
    """A book that is there already.

    `register_id` is None before its register had one; `is_begun` that a Startbeleg is in it;
    `is_ended` that the register was put out of service; `serials` are its certificates'.
    """

    register_id: str | None
    serials: tuple[str, ...] = ()
    is_begun: bool = False
    is_ended: bool = False


def look_at(path: Path, connect: Connect = sqlite3.connect) -> OldBook | None:
    """The book in `path`; None when there is none, or one whose making was cut short.

    Raises:
        StoreError: it cannot be read, or another program has it.
    """
    try:
        with Book.open(path, connect=connect) as book:
            return standing_of(book)
    except StoreError as error:
        if error.fault is StoreFault.ABSENT:
            return None
        raise


def standing_of(book: Reader) -> OldBook:
    """What a book says of its register.

    Raises:
        StoreError: it cannot be read.
    """
    identity = book.identity()
    return OldBook(
        register_id=None if identity is None else identity.register_id,
        serials=tuple(one.serial for one in book.certificates()),
        is_begun=book.tail() is not None,
        is_ended=book.last_journal(JournalKind.AUSSERBETRIEB) is not None,
    )


def has_stray_key(path: Path, secrets: Path) -> bool:
    """Whether there is a key whose book is neither here nor among the former ones.

    Raises:
        CredentialError: the key cannot be read.
    """
    if path.exists() or not credentials.has_aes_key(secrets):
        return False
    return not is_kept(path.parent, key_check_value(credentials.read_aes_key(secrets)))


def put_aside(path: Path, secrets: Path, register_id: str) -> Path:
    """Carry book and key of `register_id` to their own folder, which is returned.

    Each step is durable before the next, and the book goes last: cut anywhere, the same call
    carries on.

    Raises:
        CommissionError: there is a book of that id already.
        CredentialError: the key cannot be carried.
        OSError: of the disk.
    """
    folder = path.parent / FORMER / register_id
    if (folder / path.name).exists():
        raise CommissionError(
            "Kassen-ID doppelt", f"{folder} holds a book already: two registers had one id"
        )
    for made in (folder.parent, folder):
        if not made.exists():
            made.mkdir(mode=0o700)
        flush(made.parent)
    if credentials.has_aes_key(secrets):
        credentials.copy_aes_key(secrets, folder)
    # What SQLite keeps beside a book it could not close belongs to it.
    for companion in sorted(path.parent.glob(f"{path.name}-*")):
        companion.rename(folder / companion.name)
    path.rename(folder / path.name)
    flush(folder)
    flush(path.parent)
    drop_kept_key(path, secrets)
    return folder


def drop_kept_key(path: Path, secrets: Path) -> None:
    """Take a key away from where the next one belongs, once it lies beside its former book.

    Raises:
        CredentialError: it cannot be read, or not be taken away.
    """
    if not credentials.has_aes_key(secrets) or path.exists():
        return
    if not has_stray_key(path, secrets):
        credentials.remove_aes_key(secrets)
