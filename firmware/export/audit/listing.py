"""A folder against its list: every file as it was written, no other, and whose seal is on it."""

import os
from collections.abc import Callable, Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from hashlib import sha256
from itertools import accumulate
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import Final

from firmware.export.audit.finding import AuditRule, Findings
from firmware.export.errors import ReadError
from firmware.export.package import manifest as manifests
from firmware.export.package import names
from firmware.export.package.manifest import SEALED, FileEntry, Manifest, ManifestError
from firmware.rksv.rules import shown
from firmware.store import head as heads
from firmware.store import seal
from firmware.store.errors import StoreError
from firmware.store.seal import SealKind

_READ_BYTES: Final = 1024 * 1024
_SEAL_BYTES_MAX: Final = 64 * 1024
#: What computers leave in every folder they show.
_DROPPED: Final = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
_DROPPED_BEGIN: Final = "._"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A folder and what its list says; `sha256` is that of the list's file."""

    folder: Path
    manifest: Manifest
    sha256: str

    @property
    def name(self) -> str:
        """What findings call it."""
        return self.folder.name

    @property
    def dep(self) -> Path | None:
        """The DEP7, if there is one."""
        found = (one.name for one in self.manifest.files if one.name.startswith(names.DEP_BEGIN))
        name = next(found, None)
        return None if name is None else self.folder / name

    def file(self, name: str) -> Path | None:
        """A file that is named and there."""
        is_named = any(one.name == name for one in self.manifest.files)
        return self.folder / name if is_named and _is_within(self.folder, name) else None


def read_listing(folder: Path) -> Listing:
    """The list of an export.

    Raises:
        ManifestError: it is none.
        ReadError: it cannot be read.
    """
    path = folder / names.MANIFEST
    if os.path.lexists(path) and not _is_file(path):
        raise ManifestError(f"{path}: is no file")
    text = _read(path, manifests.MAX_BYTES)
    try:
        manifest = manifests.from_bytes(text)
        is_exact = manifests.to_bytes(manifest) == text
    except (ManifestError, StoreError) as error:
        raise ManifestError(f"{path}: {error}") from error
    if not is_exact:
        raise ManifestError(f"{path}: not in the one form in which a till writes it")
    return Listing(folder=folder, manifest=manifest, sha256=manifests.digest(text))


def examine_files(listing: Listing, found: Findings, moved: Callable[[int], None]) -> None:
    """Hold every file against the list; `moved` is told of bytes.

    Raises:
        ReadError: the medium does not give a file back.
    """
    for entry in listing.manifest.files:
        _examine_file(listing, entry, found, moved)
    named = {entry.name for entry in listing.manifest.files} | {names.MANIFEST, names.SEAL}
    for name in _all_names(listing.folder, {entry.name for entry in listing.manifest.files}):
        if name not in named:
            last = name.rstrip("/").rpartition("/")[2]
            is_dropped = last in _DROPPED or last.startswith(_DROPPED_BEGIN)
            detail = "is not in the list"
            found.add(AuditRule.FILE_EXTRA, shown(name), detail, is_excused=is_dropped)
    for told in listing.manifest.findings:
        found.add(AuditRule.FOUND_AT_EXPORT, names.MANIFEST, f"the till found: {told}")
    _examine_head(listing, found)


def _examine_file(
    listing: Listing, entry: FileEntry, found: Findings, moved: Callable[[int], None]
) -> None:
    path = listing.folder / entry.name
    if not _is_within(listing.folder, entry.name):
        found.add(AuditRule.FILE_MISSING, entry.name, "is in the list and not in the folder")
        return
    size = path.lstat().st_size
    if size != entry.bytes:
        # Nobody waits for the hash of what is another file anyway, however large it says it is.
        moved(entry.bytes)
        detail = f"has {size} bytes, the list says {entry.bytes}"
        found.add(AuditRule.FILE_CHANGED, entry.name, detail)
    elif (digest := _digest(path, moved)) != entry.sha256:
        detail = f"its SHA-256 is {digest[:16]}…, the list says {entry.sha256[:16]}…"
        found.add(AuditRule.FILE_CHANGED, entry.name, detail)


def _examine_head(listing: Listing, found: Findings) -> None:
    path = listing.file(names.HEAD)
    if path is None:
        found.add(AuditRule.HEAD, names.HEAD, "is not there")
        return
    try:
        head = heads.from_bytes(_read(path, heads.MAX_HEAD_BYTES), names.HEAD)
    except StoreError as error:
        found.add(AuditRule.HEAD, names.HEAD, error.detail)
        return
    if head != listing.manifest.head:
        found.add(AuditRule.HEAD, names.HEAD, f"is not the head {names.MANIFEST} names")


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """A certificate a seal may be of: serial as receipts name it, DER."""

    serial: str
    der: bytes


def examine_seal(
    listing: Listing, signers: Iterable[Signer], found: Findings, told: Iterable[Signer] = ()
) -> str | None:
    """Whose seal is on the list: the serial; None when none is, or none that holds.

    Of `signers` the receipts tell, or who asks; those that the folder alone has `told` of prove
    nothing: whoever made it anew made them, too.

    Raises:
        ReadError: it cannot be read.
    """
    path = listing.folder / names.SEAL
    if not _is_file(path):
        detail = "no card vouches for the list: the card could not sign, or somebody took it away"
        found.add(AuditRule.UNSEALED, names.SEAL, detail)
        return None
    text = _read(path, _SEAL_BYTES_MAX).decode("ascii", "replace")
    try:
        said = seal.read(text, SealKind.EXPORT)
    except StoreError as error:
        found.add(AuditRule.SEAL, names.SEAL, error.detail)
        return None
    expected = {"register_id": listing.manifest.register_id, SEALED: listing.sha256}
    for name, value in expected.items():
        if said.get(name) != value:
            detail = f"is not of this list: {name} is another one"
            found.add(AuditRule.SEAL, names.SEAL, detail)
            return None
    known = list(signers)
    for signer in known:
        if seal.is_signed_by(text, signer.der):
            return signer.serial
    for signer in told:
        if seal.is_signed_by(text, signer.der):
            found.add(AuditRule.UNPROVEN, names.SEAL, told_alone(signer.serial))
            return None
    if not known:
        detail = "no certificate at hand to judge the seal by (--certificate, --keys)"
        found.add(AuditRule.UNPROVEN, names.SEAL, detail)
        return None
    found.add(AuditRule.SEAL, names.SEAL, "no certificate of the receipts made this seal")
    return None


def told_alone(serial: str) -> str:
    """What is said of a seal that holds by a certificate for which nobody vouches."""
    return (
        f"made by {serial}, whose certificate stands in the folder's events alone: no receipt here "
        "is of it (--certificate, --keys)"
    )


def _digest(path: Path, moved: Callable[[int], None]) -> str:
    digest = sha256()
    try:
        with path.open("rb") as file:
            while piece := file.read(_READ_BYTES):
                digest.update(piece)
                moved(len(piece))
    except OSError as error:
        raise ReadError(path, error.strerror or str(error)) from error
    return digest.hexdigest()


def _all_names(folder: Path, named: AbstractSet[str]) -> Iterator[str]:
    """Every file and link, by its name from the folder.

    Of a folder in which nothing of the list lies its own name, if anything is in it: it may be as
    deep as it likes. Empty ones hold nothing.
    """
    places = {place for name in named for place in _places_of(name)}
    left = [""]
    while left:
        place = left.pop()
        for entry in entries_of(folder / place):
            name = f"{place}{entry.name}"
            if not entry.is_dir(follow_symlinks=False):
                yield name
            elif f"{name}/" in places:
                left.append(f"{name}/")
            elif entries_of(folder / name):
                yield f"{name}/"


def _places_of(name: str) -> Iterator[str]:
    """The folders a file lies in, `a/` and `a/b/` of `a/b/c`."""
    *folders, _ = name.split("/")
    return (f"{place}/" for place in accumulate(folders, "{}/{}".format))


def entries_of(folder: Path) -> list[os.DirEntry[str]]:
    """What lies in a folder, by name.

    Raises:
        ReadError: it cannot be read.
    """
    try:
        with os.scandir(folder) as found:
            return sorted(found, key=lambda entry: entry.name)
    except OSError as error:
        raise ReadError(folder, error.strerror or str(error)) from error


def _is_within(folder: Path, name: str) -> bool:
    """Whether this is a file of the folder itself: no link on the way to it leads out."""
    *above, _ = name.split("/")
    places = accumulate(above, "{}/{}".format)
    return _is_file(folder / name) and all(_is_folder(folder / place) for place in places)


def _is_folder(path: Path) -> bool:
    try:
        return S_ISDIR(path.lstat().st_mode)
    except OSError:
        return False


def _is_file(path: Path) -> bool:
    """Whether it is a file itself: no link leads out, no pipe keeps us waiting."""
    try:
        return S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


def _read(path: Path, most: int) -> bytes:
    """The file, or one byte more than `most`."""
    if not _is_file(path):
        raise ReadError(path, "is no file")
    try:
        with path.open("rb") as file:
            return file.read(most + 1)
    except OSError as error:
        raise ReadError(path, error.strerror or str(error)) from error
