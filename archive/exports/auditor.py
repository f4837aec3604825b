"""The whole export of a period as one ZIP: what F 70 puts onto a stick, and what the archive adds.

Nobody seals it, for the card is at the stall. Instead lie in `ARCHIV/` the signed checkpoint of
the till's log and its proof in the log of heads, as far as it was published: the rows of the export
hash to that root (docs/archive/transparency.md), and `kassa verify` reckons it.
"""

import shutil
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final

from archive.exports.enclosed import Enclosed, Vouched
from firmware.export.package.contents import parts_of
from firmware.export.package.examination import examine
from firmware.export.package.folder import Means, Order, write_folder
from firmware.export.package.meter import Meter
from firmware.export.package.part import Part, Sight
from firmware.export.package.place import free_bytes_of
from firmware.store.head import Head
from firmware.till.exports.requests import ExportKind

MEDIA_TYPE: Final = "application/zip"
FOLDER: Final = "ARCHIV"
_LEVEL: Final = 6
_PIECE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """What is to be written; `tell` hears of thousandths, `check` may raise to end it."""

    head: Head
    sight: Sight
    vouched: Vouched
    tell: Callable[[int], None]
    check: Callable[[], None]


def write(whole: Whole, out: BinaryIO, scratch: Path) -> str:
    """Write the ZIP; the name of the folder in it.

    Raises:
        ExportError, StoreError: it cannot be made.
        OSError: there is no room.
    """
    root = Path(tempfile.mkdtemp(dir=scratch))
    try:
        folder = _folder(root, whole)
        _zip(folder, out, whole.check)
        return folder.name
    finally:
        shutil.rmtree(root, ignore_errors=True)


def _folder(root: Path, whole: Whole) -> Path:
    kind = ExportKind.INSPECTION
    parts = (*parts_of(kind, whole.sight), *_enclosed(whole.vouched.beside))
    order = Order(
        kind=kind,
        sight=whole.sight,
        head=whole.head,
        parts=parts,
        archive=whole.vouched.file,
    )
    means = Means(
        seal=None,
        examine=examine,
        meter=Meter(time.monotonic, lambda per_mille, _left: whole.tell(per_mille), whole.check),
        free_bytes=partial(free_bytes_of, root),
    )
    return write_folder(root, order, means).folder


def _enclosed(files: Iterable[Enclosed]) -> tuple[Part, ...]:
    def write(content: bytes, _sight: Sight, out: BinaryIO) -> None:
        out.write(content)

    return tuple(
        Part(name=f"{FOLDER}/{one.name}", write=partial(write, one.content)) for one in files
    )


def _zip(folder: Path, out: BinaryIO, check: Callable[[], None]) -> None:
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
        for path in sorted(one for one in folder.rglob("*") if one.is_file()):
            name = f"{folder.name}/{path.relative_to(folder).as_posix()}"
            with path.open("rb") as source, archive.open(_info(name, path), "w") as target:
                while piece := source.read(_PIECE):
                    check()
                    target.write(piece)


def _info(name: str, path: Path) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo.from_file(path, name)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info
