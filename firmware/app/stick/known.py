"""What a stick knows of this till: the heads in the lists of the exports that lie on it.

Two questions, answered with different care. Whether the book is still the one it was: any list may
say no, for then only more is exported, and the chief hears of it; a list that a stranger wrote does
no worse. Where the last export ended, so that this one may leave out what is before: only a list
that a card of this register has sealed is believed, and only one of the exports that follow on one
another; whoever could write such a list by hand could make the till forget to export a day.

Lists are read bounded and strictly. The newest folders count; their names begin with the time.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, assert_never

from firmware.export.package import manifest as manifests
from firmware.export.package import names
from firmware.export.package.manifest import Manifest, ManifestError
from firmware.export.package.place import EXPORT_NAME, register_folder
from firmware.process.logs import get_logger
from firmware.store import seal
from firmware.store.errors import StoreError
from firmware.store.head import Head, Standing, standing
from firmware.store.reader import Reader
from firmware.store.seal import SealKind
from firmware.sync.whole_file import read_bounded
from firmware.till.exports.requests import ExportKind

log = get_logger()

#: More exports than an auditor's week; what is older was carried away.
LOOKED_AT_MAX: Final = 64
SEAL_BYTES_MAX: Final = 16 * 1024
#: What the chief reads of a book that is not the one it was.
KNOWS_MORE: Final = "Stick weiß mehr"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the stick knows.

    `after` is where the last export ended, None where none may be gone on from; `alarm` what speaks
    against the book, in English, empty if nothing does.
    """

    after: Head | None = None
    alarm: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _List:
    """A manifest that was read, and whether a card of the register sealed it."""

    manifest: Manifest
    is_sealed: bool


def known_of(root: Path, book: Reader) -> Known:
    """What the stick whose top is `root` knows of the book.

    Raises:
        StoreError: the book cannot be read.
    """
    identity = book.identity()
    if identity is None:
        return Known()
    after: Head | None = None
    for one in _lists(root, book, identity.register_id):
        head = one.manifest.head
        match standing(book, head):
            case Standing.HOLDS:
                is_followed = one.is_sealed and one.manifest.kind == ExportKind.OWNER.value
                if is_followed and (after is None or head.journal_seq > after.journal_seq):
                    after = head
            case Standing.BEHIND | Standing.DIVERGED as how:
                return Known(
                    alarm=f"the stick knows receipt {head.receipts}, row {head.journal_seq} of "
                    f"{head.at_utc.isoformat()}, the book {how.value}: it was set back or cloned"
                )
            case Standing.FOREIGN:
                pass
            case never:
                assert_never(never)
    return Known(after=after)


def _lists(root: Path, book: Reader, register_id: str) -> Iterator[_List]:
    """The newest lists first; what is none is passed over."""
    base = register_folder(root, register_id)
    try:
        with os.scandir(base) as entries:
            found = sorted(one.name for one in entries if EXPORT_NAME.fullmatch(one.name))
    except FileNotFoundError:
        return
    except OSError as error:
        log.warning("exports on the stick cannot be listed", detail=str(error))
        return
    certificates = [one.der for one in book.certificates()]
    for name in found[: -LOOKED_AT_MAX - 1 : -1]:
        try:
            text = read_bounded(base / name / names.MANIFEST, manifests.MAX_BYTES)
            manifest = manifests.from_bytes(text)
        except (OSError, ManifestError) as error:
            log.warning("list on the stick passed over", folder=name, detail=str(error))
            continue
        if manifest.register_id != register_id or manifest.head.register_id != register_id:
            continue
        is_sealed = _is_sealed(base / name / names.SEAL, manifests.digest(text), certificates)
        yield _List(manifest=manifest, is_sealed=is_sealed)


def _is_sealed(path: Path, digest: str, certificates: list[bytes]) -> bool:
    try:
        text = read_bounded(path, SEAL_BYTES_MAX).decode("ascii").strip()
        said = seal.read(text, SealKind.EXPORT)
    except (OSError, UnicodeDecodeError, StoreError):
        return False
    if said.get(manifests.SEALED) != digest:
        return False
    return any(seal.is_signed_by(text, der) for der in certificates)
