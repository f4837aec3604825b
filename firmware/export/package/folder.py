"""Writes an export as one folder that has its name only when all of it is on the medium.

`Registrierkasse/<Kassen-ID>/<name>.part/` is made; each file is written under a name of its own
that ends in `.part`, flushed, read back from the medium, and named. When the list of all is there,
too, everything is read once more - a stick that says it is larger than it is gives back the first
file until the last is written over it - and the folder gets its name. A cut in between leaves a
`.part`, which the next export on this medium removes. Nothing is ever overwritten.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final

from firmware.export.archive_file import file_name
from firmware.export.errors import NotSoundError, ReadError, UnknownCertificateError
from firmware.export.package import manifest as manifests
from firmware.export.package import names, place
from firmware.export.package.examination import Found
from firmware.export.package.fault import MediumError, MediumFault, is_lost, medium_edge
from firmware.export.package.hashed import Content, require_same, write_checked
from firmware.export.package.manifest import FileEntry, Manifest, Span
from firmware.export.package.meter import Meter
from firmware.export.package.part import Part, Sight
from firmware.export.package.readme import readme
from firmware.process.medium import flush
from firmware.rksv.errors import RksvError
from firmware.store.errors import StoreError, StoreFault
from firmware.store.head import Head, to_bytes
from firmware.till.exports.requests import ExportKind
from firmware.till.stall.fault import StallError

#: Work is counted in rows; so many bytes that are read back are as much as one.
BYTES_A_ROW: Final = 1000
#: What examining a row is beside reading one.
EXAMINING: Final = 2
#: Of an estimate; with less room nobody need begin.
ROOM_NEEDED: Final = 0.7


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be written: of which kind, what of the book, where the book ends.

    `after` is the head the export before it on the same medium ended with, if this one goes on
    from there. `parts` are the files, where they are not those of the kind; `more` come behind
    them. `is_strict`: books with findings give no export. `archive` is the file of what an archive
    confirmed, if one did.
    """

    kind: ExportKind
    sight: Sight
    head: Head
    after: Head | None = None
    parts: tuple[Part, ...] | None = None
    more: tuple[Part, ...] = ()
    is_strict: bool = False
    archive: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """Who helps.

    `seal` seals the list's SHA-256 (None: nobody can). `examine` looks at what is in sight, and at
    the DEP if there is one; what it raises ends the export. `free_bytes` is what the medium says of
    itself; it raises as the medium does.
    """

    seal: Callable[[str], str | None] | None
    examine: Callable[[Sight, Path | None], tuple[Found, ...]]
    meter: Meter
    free_bytes: Callable[[], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """An export that is on its medium, whole, and read back."""

    folder: Path
    manifest: Manifest
    manifest_sha256: str
    is_sealed: bool
    findings: tuple[Found, ...]


def write_folder(root: Path, order: Order, means: Means) -> Written:
    """Write an export below `root`, the top of a medium.

    Raises:
        MediumError: the medium does not take it, or does not give it back.
        NotSoundError: there are findings, and the order is strict.
        ExportError: `examine` or `means.meter` ended it.
        StoreError: the book cannot be read at all.
    """
    # Reports, tables and papers: a tenth of a till's start, and most starts export nothing.
    from firmware.export.package.contents import parts_of  # noqa: PLC0415

    sight = replace(order.sight, moved=means.meter.moved)
    parts = order.parts or parts_of(order.kind, sight)
    ordered = replace(order, sight=sight, parts=(*parts, *order.more))
    with medium_edge(root), place.alone_in(root, sight.register_id) as base:
        place.sweep(base)
        work = _Work(ordered, means)
        _require_room(base, work.room_bytes, means.free_bytes())
        name = place.free_name(base, names.folder_name(order.kind, sight.made_at_utc))
        folder = base / f"{name}{names.PART_SUFFIX}"
        place.make(folder)
        try:
            written = work.write(folder)
            place.put(folder, base / name)
        except BaseException as error:
            # Of a medium that does not answer any more nothing is believed, also not what is in it.
            if not is_lost(error):
                shutil.rmtree(folder, ignore_errors=True)
            raise
    return replace(written, folder=base / name)


class _Work:
    """One export on its way into its folder."""

    def __init__(self, order: Order, means: Means) -> None:
        from firmware.export.package.contents import weight_of  # noqa: PLC0415 - as above

        self._order, self._sight, self._means = order, order.sight, means
        self._parts = order.parts or ()
        self._entries: list[FileEntry] = []
        self._findings: list[Found] = []
        receipts, rows = _count(self._sight.receipts), _count(self._sight.journal)
        self._examined_rows = rows + 2 * receipts
        self._sizes = {one.name: weight_of(one.name).of(receipts, rows) for one in self._parts}
        files = sum(self._share_of(one.name) for one in self._parts)
        again = self.room_bytes // BYTES_A_ROW
        means.meter.plan(files + EXAMINING * self._examined_rows + again)

    @property
    def room_bytes(self) -> int:
        """About how much all files take."""
        return sum(size.bytes for size in self._sizes.values())

    def write(self, folder: Path) -> Written:
        """All files, the list and its seal; everything was read back when this returns."""
        for part in self._parts:
            self._write_part(folder, part)
        self._examine(folder)
        self._write(folder, names.HEAD, to_bytes(self._order.head))
        if self._order.archive is not None:
            self._write(folder, file_name(self._sight.register_id), self._order.archive)
        files = [one.name for one in self._entries]
        self._write(folder, names.README, readme(self._order.kind, self._sight, files))
        manifest = self._manifest()
        text = manifests.to_bytes(manifest)
        self._write(folder, names.MANIFEST, text)
        seal = self._means.seal
        sealed = None if seal is None else seal(manifests.digest(text))
        if sealed is not None:
            self._write(folder, names.SEAL, sealed.encode("ascii"))
        self._read_back(folder)
        return Written(
            folder=folder,
            manifest=manifest,
            manifest_sha256=manifests.digest(text),
            is_sealed=sealed is not None,
            findings=tuple(self._findings),
        )

    def _write_part(self, folder: Path, part: Part) -> None:
        """A file of the export; one that the book's own damage keeps from being is a finding."""
        path = folder / part.name
        if not path.parent.is_dir():
            place.make(path.parent)
        try:
            self._write_file(folder, part.name, partial(part.write, self._sight))
        except (StoreError, RksvError, StallError, UnknownCertificateError) as error:
            if isinstance(error, StoreError) and error.fault is not StoreFault.BROKEN:
                raise
            detail = f"{part.name} cannot be written: {error}"
            self._findings.append(Found(detail=detail, words=f"fehlt: {path.name}"))
            path.with_name(path.name + names.PART_SUFFIX).unlink(missing_ok=True)

    def _write(self, folder: Path, name: str, text: bytes) -> None:
        def write(out: BinaryIO) -> None:
            out.write(text)

        self._write_file(folder, name, write)

    def _write_file(self, folder: Path, name: str, write: Callable[[BinaryIO], None]) -> None:
        meter = self._means.meter
        with meter.share(self._share_of(name)):
            content = write_checked(folder / name, write, _bytes_moved(meter))
        self._entries.append(FileEntry(name=name, bytes=content.bytes, sha256=content.sha256))

    def _share_of(self, name: str) -> int:
        size = self._sizes.get(name)
        return 0 if size is None else size.rows + size.bytes // BYTES_A_ROW

    def _dep(self, folder: Path) -> Path | None:
        found = [one.name for one in self._entries if one.name.startswith(names.DEP_BEGIN)]
        return folder / found[0] if found else None

    def _examine(self, folder: Path) -> None:
        with self._means.meter.share(self._examined_rows, EXAMINING):
            try:
                self._findings += self._means.examine(self._sight, self._dep(folder))
            except ReadError as error:
                # It is the medium that does not give the DEP back.
                if isinstance(error.__cause__, OSError):
                    raise error.__cause__ from error
                raise
        if self._order.is_strict and self._findings:
            raise NotSoundError(self._findings[0].detail)

    def _manifest(self) -> Manifest:
        sight = self._sight
        return Manifest(
            program=sight.program,
            kind=self._order.kind.value,
            register_id=sight.register_id,
            made_at_utc=sight.made_at_utc,
            first_day=sight.first_day,
            last_day=sight.last_day,
            receipts=sight.receipts,
            journal=sight.journal,
            head=self._order.head,
            after=self._order.after,
            findings=tuple(one.detail for one in self._findings),
            files=tuple(self._entries),
        )

    def _read_back(self, folder: Path) -> None:
        """Everything once more, and the names of it made durable."""
        meter = self._means.meter
        with meter.share(self.room_bytes // BYTES_A_ROW):
            for one in self._entries:
                content = Content(bytes=one.bytes, sha256=one.sha256)
                require_same(folder / one.name, content, _bytes_moved(meter))
        inner = {(folder / one.name).parent for one in self._entries} - {folder}
        for each in (*sorted(inner), folder):
            flush(each)


def _bytes_moved(meter: Meter) -> Callable[[int], None]:
    return lambda count: meter.moved(count // BYTES_A_ROW)


def _count(span: Span) -> int:
    return span.last - span.first + 1 if span.first else 0


def _require_room(base: Path, needed_bytes: int, free_bytes: int) -> None:
    if free_bytes < needed_bytes * ROOM_NEEDED:
        detail = f"about {needed_bytes >> 20} MiB are needed, {free_bytes >> 20} are free"
        raise MediumError(MediumFault.FULL, base, detail)
