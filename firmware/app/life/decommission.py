"""The end of a register whose till cannot be repaired: no Schlussbeleg, but nothing is lost.

§ 17 Abs 5 RKSV, decree on tills 3.6.2: the old DEP is saved, the register put out of service, and a
new one begun. Done on the saved folder of the till, on any machine. A book that can still be read
gets its row AUSSERBETRIEB and a full export; a damaged one is saved byte for byte, with what is
wrong with it in writing.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from typing import Final

from firmware.app.boot import BOOK_NAME
from firmware.app.exports import key_store
from firmware.app.issue import plain
from firmware.app.life.full_export import EVERYTHING, full_export
from firmware.app.life.paper_page import as_pdf, as_text
from firmware.app.stick.outcome import written_row
from firmware.export.atomic import atomic_file
from firmware.export.errors import NotSoundError
from firmware.export.package.folder import Written
from firmware.finanzonline.order import Reason
from firmware.rksv.errors import RksvError
from firmware.store import integrity
from firmware.store.book import Book
from firmware.store.entry import Entry
from firmware.store.errors import StoreError, StoreFault
from firmware.store.reader import Reader
from firmware.till.acts import JournalKind
from firmware.till.fiscal.ending_papers import Ending, end_paper
from firmware.till.texts import VIENNA

DAMAGE_FILE: Final = "DAMAGE.txt"
SUMS_FILE: Final = "SHA256SUMS"
_COMPANIONS: Final = ("", "-wal", "-shm", "-journal")


class DecommissionError(Exception):
    """The register was not put out of service; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a technician asks for: which folder ends, as which register, and where it all goes.

    `aes_key`, where there is one, lets the examiner open the turnover counter, too. With
    `gives_up_units` the signature units are put out of service with the till.
    """

    data: Path
    out: Path
    register_id: str
    aes_key: bytes | None = None
    gives_up_units: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Decommissioned:
    """What was done: `export` where the book could be read, `saved` where it is damaged.

    `is_journalled` is false where the book takes no row any more; `papers` are the slip as text and
    as PDF.
    """

    register_id: str
    ended_utc: datetime
    export: Written | None
    saved: Path | None
    damage: tuple[str, ...]
    is_journalled: bool
    papers: tuple[Path, Path]


def decommission(wish: Wish, now_utc: datetime) -> Decommissioned:
    """End the register of the book in the folder; everything goes into `wish.out`.

    Run again after a cut, it goes on: the row is written once.

    Raises:
        DecommissionError: there is no book, it is another register's, or a till is running on it.
        ExportError, OSError: `out` cannot be written.
    """
    path, out, register_id = wish.data / BOOK_NAME, wish.out, wish.register_id
    if not path.is_file():
        raise DecommissionError(f"{path}: there is no book; is this the data folder of the till?")
    damage = _damage(path)
    # As it was found: saved before anything is written into it.
    saved = _saved(path, out, register_id, now_utc) if damage else None
    ending, export = None, None
    try:
        with Book.open(path) as book:
            ending = _ended(book, wish, now_utc)
            export = _exported(book, wish, now_utc)
    except StoreError as error:
        if error.fault is StoreFault.LOCKED:
            raise DecommissionError(str(error)) from error
        damage.append(str(error))
    except (NotSoundError, RksvError) as error:
        damage.append(str(error))
    if damage and saved is None:
        saved = _saved(path, out, register_id, now_utc)
    if saved is not None:
        heading = f"Register {register_id}: the book as it was found, and what is wrong with it."
        _write(saved / DAMAGE_FILE, "\n".join((heading, "", *damage)))
    told = ending or Ending(
        register_id=register_id, reason=Reason.IRREPARABLE, number=None, at_utc=now_utc
    )
    return Decommissioned(
        register_id=register_id,
        ended_utc=told.at_utc,
        export=export,
        saved=saved,
        damage=tuple(damage),
        is_journalled=ending is not None,
        papers=_papers(told, out),
    )


def _damage(path: Path) -> list[str]:
    """What is wrong with the book; nothing is written to find out.

    Raises:
        DecommissionError: a newer firmware made it, which must end it, too.
    """
    try:
        with Reader.open_read_only(path) as book:
            return [f"{one.place}: {one.detail}" for one in integrity.check(book, integrity.FULL)]
    except StoreError as error:
        match error.fault:
            case StoreFault.TOO_OLD:
                return []
            case StoreFault.TOO_NEW:
                raise DecommissionError(str(error)) from error
            case _:
                return [str(error)]


def _ended(book: Book, wish: Wish, now_utc: datetime) -> Ending:
    """The row AUSSERBETRIEB, unless it stands there already; what it says."""
    identity = book.identity()
    if identity is None:
        raise DecommissionError(f"{book.path}: this register was never put into operation")
    if identity.register_id != wish.register_id:
        raise DecommissionError(
            f"{book.path} is of register {identity.register_id}, typed was {wish.register_id}"
        )
    if book.last_journal(JournalKind.AUSSERBETRIEB) is None:
        content = plain(
            {"reason": Reason.IRREPARABLE.value, "number": None, "units": wish.gives_up_units}
        )
        kind = JournalKind.AUSSERBETRIEB
        book.append([Entry(kind=kind, clerk=None, content=content, at_utc=now_utc)])
    row = book.last_journal(JournalKind.AUSSERBETRIEB)
    assert row is not None, "written a moment ago, or before"
    number = row.content.get("number")
    return Ending(
        register_id=wish.register_id,
        reason=Reason(row.content["reason"]),
        number=number if isinstance(number, int) else None,
        at_utc=row.at_utc,
    )


def _exported(book: Book, wish: Wish, now_utc: datetime) -> Written:
    keys = None if wish.aes_key is None else key_store(book, wish.aes_key)
    export = full_export(book, wish.out, keys, now_utc)
    row = plain({**written_row(export), "what": EVERYTHING, "media": [str(wish.out)]})
    book.append([Entry(kind=JournalKind.EXPORT, clerk=None, content=row, at_utc=now_utc)])
    return export


def _saved(path: Path, out: Path, register_id: str, now_utc: datetime) -> Path:
    """The files of a damaged book, byte for byte, with their digests."""
    moment = f"{now_utc.astimezone(VIENNA):%Y-%m-%dT%H%M%S}"
    folder = out / f"damaged__{register_id}__{moment}"
    folder.mkdir(mode=0o700, parents=True)
    sums: list[str] = []
    for name in _names(path):
        shutil.copyfile(path.with_name(name), folder / name)
        with (folder / name).open("rb") as file:
            sums.append(f"{file_digest(file, 'sha256').hexdigest()}  {name}")
    _write(folder / SUMS_FILE, "\n".join(sums))
    return folder


def _names(path: Path) -> Iterator[str]:
    names = (f"{path.name}{suffix}" for suffix in _COMPANIONS)
    return (name for name in names if path.with_name(name).exists())


def _papers(ending: Ending, out: Path) -> tuple[Path, Path]:
    """The slip as text and as PDF."""
    paper, name = end_paper(ending), f"ausserbetriebnahme__{ending.register_id}"
    text, page = out / f"{name}.txt", out / f"{name}.pdf"
    _write(text, as_text(paper, ending.register_id).rstrip("\n"))
    with atomic_file(page) as file:
        file.write(as_pdf(paper, ending.register_id, ending.at_utc))
    return text, page


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with atomic_file(path) as file:
        file.write(f"{text}\n".encode())
