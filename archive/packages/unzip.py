"""A ZIP from outside laid out as files, by bounds that it cannot argue with.

Nothing in it is believed: not how large it says its files are, not how many it says there are, not
where it wants them. What leads out of the folder, is there twice, encrypted, a link, or larger than
any export, makes the whole ZIP one that is not laid out at all.
"""

import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from stat import S_IFMT, S_ISDIR, S_ISREG
from typing import Final

_END: Final = struct.Struct("<4s4H2LH")
_END_SIGN: Final = b"PK\x05\x06"
_WIDE_SIGN: Final = b"PK\x06\x07"
_WIDE_BYTES: Final = 20
_COMMENT_MAX: Final = 65_535
_ENCRYPTED: Final = 0x1
_METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_PIECE: Final = 1024 * 1024
_UNIX: Final = 3
_NAME_MAX: Final = 200
#: Bytes that a file system gives a name.
_PART_MAX: Final = 255
_DEPTH_MAX: Final = 10
#: What macOS puts beside every file.
_DROPPED: Final = "__MACOSX/"


class ZipError(Exception):
    """It is not laid out; the message says why, in English, without what it holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What is still an export: files, bytes of one and of all, bytes of the list of files."""

    files: int = 3_000
    one_bytes: int = 2 * 1024**3
    all_bytes: int = 4 * 1024**3
    list_bytes: int = 2 * 1024**2


BOUNDS: Final = Bounds()


def unzip(path: Path, folder: Path, bounds: Bounds = BOUNDS) -> None:
    """Lay out the files of a ZIP below `folder`, which is there and empty.

    Raises:
        ZipError: it is none, or none that is taken; what was laid out already is the caller's.
        OSError: of the folder.
    """
    with _edge():
        _require_bounded_list(path, bounds)
        with zipfile.ZipFile(path) as archive:
            if not all(one.filename for one in archive.infolist()):
                raise ZipError("has a file without a name")
            wanted = [one for one in archive.infolist() if not one.filename.startswith(_DROPPED)]
            files = list(_checked(wanted, bounds))
            left = bounds.all_bytes
            for info in files:
                left -= _lay_out(archive, info, folder, min(left, bounds.one_bytes))


def _require_bounded_list(path: Path, bounds: Bounds) -> None:
    """Look at the end of the file alone: a list of ten million files must not even be read."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        begin = max(0, size - _END.size - _COMMENT_MAX - _WIDE_BYTES)
        file.seek(begin)
        tail = file.read()
    at = tail.rfind(_END_SIGN)
    if at < 0 or at + _END.size > len(tail):
        raise ZipError("is no ZIP")
    _, _, _, _, count, list_bytes, _, _ = _END.unpack_from(tail, at)
    # An export of ours is far below what the wide form is for.
    if _WIDE_SIGN in tail:
        raise ZipError("is a ZIP64: larger than any export")
    if count > bounds.files or list_bytes > bounds.list_bytes:
        raise ZipError(f"holds more than {bounds.files} files")


def _checked(infos: list[zipfile.ZipInfo], bounds: Bounds) -> Iterator[zipfile.ZipInfo]:
    if len(infos) > bounds.files:
        raise ZipError(f"holds more than {bounds.files} files")
    if sum(info.file_size for info in infos) > bounds.all_bytes:
        raise ZipError(f"says that it unpacks to more than {bounds.all_bytes} bytes")
    seen: set[str] = set()
    above: set[str] = set()
    for info in infos:
        name = _plain(info)
        if name in seen or name in above:
            raise ZipError("has a name twice")
        places = {str(one) for one in PurePosixPath(name).parents}
        if places & seen:
            raise ZipError("has a file that is a folder, too")
        if info.is_dir():
            continue
        seen.add(name)
        above |= places
        yield info


def _plain(info: zipfile.ZipInfo) -> str:
    """The name as file systems tell names apart."""
    name = info.filename.removesuffix("/") if info.is_dir() else info.filename
    parts = name.split("/")
    is_strange = any(part in {"", ".", ".."} or ":" in part or "\\" in part for part in parts)
    is_unprintable = any(unicodedata.category(one)[0] == "C" for one in name)
    if is_strange or is_unprintable or len(name) > _NAME_MAX or len(parts) > _DEPTH_MAX:
        raise ZipError("has a name that leads elsewhere")
    if any(len(part.encode()) > _PART_MAX for part in parts):
        raise ZipError("has a name that no file can have")
    if info.header_offset < 0:
        raise ZipError("is damaged")
    if info.flag_bits & _ENCRYPTED:
        raise ZipError("is encrypted")
    mode = info.external_attr >> 16 if info.create_system == _UNIX else 0
    if S_IFMT(mode) and not (S_ISREG(mode) or S_ISDIR(mode)):
        raise ZipError("has something that is no file")
    if info.compress_type not in _METHODS:
        raise ZipError("is packed in a way that no export is")
    return unicodedata.normalize("NFKC", name).casefold()


def _lay_out(archive: zipfile.ZipFile, info: zipfile.ZipInfo, folder: Path, most_bytes: int) -> int:
    target = folder.joinpath(*info.filename.split("/"))
    target.parent.mkdir(parents=True, exist_ok=True)
    size = 0
    with archive.open(info) as source, target.open("xb") as out:
        while piece := source.read(_PIECE):
            size += len(piece)
            if size > most_bytes:
                raise ZipError("unpacks to more than any export has")
            out.write(piece)
    return size


@contextmanager
def _edge() -> Iterator[None]:
    """Whatever the library says of a ZIP as one refusal."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, struct.error) as error:
        raise ZipError("is damaged") from error
    except (NotImplementedError, RuntimeError, ValueError, OverflowError) as error:
        raise ZipError("cannot be read") from error
