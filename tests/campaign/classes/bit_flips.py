"""Class 7: one bit is another one: in the book, its log, the second medium, an exported DEP.

Each is found, or changes nothing that anybody reads (a page has room that holds nothing). What is
found is made good from the other copy: the book of the mirror, the mirror of the book.
"""

import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec
import pytest

from firmware.app.config_keep import MirrorSection
from firmware.app.credentials import read_aes_key
from firmware.app.exports import export_dep, key_store
from firmware.app.keep.medium import FolderMedium
from firmware.app.keep.mirror import BookBehindError, Mirror
from firmware.app.keep.mirror_file import MirrorError, read_units
from firmware.desk.stall import demo_config
from firmware.export.dep_file import read_dep
from firmware.export.verification import verify_file
from firmware.rksv.trust import KeyStore
from firmware.rksv.verify import VerifyOptions
from firmware.store import integrity, raw
from firmware.store.book import Book
from firmware.store.errors import StoreError
from firmware.store.raw import Unit
from firmware.store.reader import Reader
from tests.campaign.classes.lying_disk import recorded
from tests.campaign.outcome import Outcome, Score, shares
from tests.faultdisk.disk import FaultDisk
from tests.faultdisk.platter import Loss
from tests.faultdisk.recording import Recording
from tests.power.light import lighten
from tests.power.world import NOVEMBER_UTC

FLIPS_A_DAY: Final = 1_000
FLIPS_OF_A_CONTROL: Final = 60
#: One repair in so many is made: they are all the same one.
REPAIR_SHARE: Final = 50
_REGISTER: Final = "GRAZ-01"
_LOG: Final = "-wal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Copies:
    """All that there is of one day, sound: book, log, mirror, DEP, and the rows they stand for."""

    book: bytes
    mirror_name: str
    mirror: bytes
    dep: bytes
    keys: KeyStore
    rows: tuple[Unit, ...]
    texts: tuple[str, ...]
    cut_book: bytes
    cut_log: bytes
    cut_mirror: bytes
    cut_rows: tuple[Unit, ...]


def run(count: int, seed: int, folder: Path) -> Outcome:
    """So many flips over the four kinds of files, of one recorded day after the other."""
    score, dice = Score(), random.Random(seed)
    with pytest.MonkeyPatch.context() as patch:
        lighten(patch)
        for flips in shares(count, -(-count // FLIPS_A_DAY)):
            copies = _copies(folder / "day", dice.randrange(1 << 32))
            for part, flip in zip(shares(flips, len(_KINDS)), _KINDS, strict=True):
                for _ in range(part):
                    _try(score, copies, folder / "flip", flip, dice)
        copies = _copies(folder / "day", 1)
        for name, (plant, flip) in _FAULTS.items():
            score.control(name, found=_is_found(plant, copies, folder / "flip", flip))
    return score.outcome()


def _try(
    score: Score,
    copies: Copies,
    folder: Path,
    flip: "Flip",
    dice: random.Random,
) -> None:
    seed = dice.randrange(1 << 32)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    with score.attempt(f"{flip.__name__.strip('_')}, flip {seed}"):
        score.facts[flip(copies, folder, random.Random(seed))] += 1


def _copies(folder: Path, seed: int) -> Copies:
    """A day, and its state at a cut with something in the log."""
    config = msgspec.structs.replace(demo_config(), mirror=MirrorSection(folder="/moved"))
    day = recorded(folder, config, seed)
    assert day.mirror is not None
    dep = folder / "dep.json"
    with Reader.open_read_only(day.book) as book:
        export_dep(book, dep)
        keys = key_store(book, read_aes_key(day.folder / "credentials"))
        rows = tuple(raw.units(book))
    log, point = _cut_with_log(day)
    left = {Path(path).name: content for path, content in log.items()}
    name = day.book.name
    path = day.lay_out(log, folder / "cut")
    with Book.open(path) as book:
        cut_rows = tuple(raw.units(book))
    return Copies(
        book=day.book.read_bytes(),
        mirror_name=day.mirror.name,
        mirror=day.mirror.read_bytes(),
        dep=dep.read_bytes(),
        keys=keys,
        rows=rows,
        texts=tuple(day.texts.values()),
        cut_book=left[name],
        cut_log=left[name + _LOG],
        cut_mirror=day.mirror.read_bytes()[: day.marks[point].mirrored],
        cut_rows=cut_rows,
    )


def _cut_with_log(day: Recording) -> tuple[dict[str, bytes], int]:
    """The last cut that leaves most of a log."""
    dice = random.Random(1)
    name = str(day.book) + _LOG
    found = [
        (len(left.get(name, b"")), point, left)
        for point, left in day.tape.cuts(day.points[:: len(day.points) // 40], dice, Loss.DROP_ALL)
    ]
    _, point, left = max(found, key=lambda one: one[:2])
    return left, point


def _flipped(content: bytes, dice: random.Random) -> bytes:
    at, bit = dice.randrange(len(content)), dice.randrange(8)
    return content[:at] + bytes([content[at] ^ (1 << bit)]) + content[at + 1 :]


def _rows_of(path: Path, disk: FaultDisk, mirror: Path | None = None) -> tuple[Unit, ...] | None:
    """The rows a till would go on with; None: it says that it cannot."""
    try:
        with Book.open(path, connect=disk.connect) as book:
            if integrity.check(book, integrity.FULL):
                return None
            if mirror is not None:
                Mirror(FolderMedium(mirror, None), path, _REGISTER).catch_up()
            return tuple(raw.units(book))
    except (StoreError, BookBehindError):
        return None


def _book(copies: Copies, folder: Path, dice: random.Random) -> str:
    """A bit of the closed book; the mirror makes it good."""
    path = folder / "book.sqlite"
    path.write_bytes(_flipped(copies.book, dice))
    with FaultDisk(folder=folder) as disk:
        found = _rows_of(path, disk)
    truth = _Truth(
        what="book", rows=copies.rows, mirror_name=copies.mirror_name, mirror=copies.mirror
    )
    return _judged(found, truth, folder, dice)


def _log(copies: Copies, folder: Path, dice: random.Random) -> str:
    """A bit of the log a cut has left; SQLite ends at it, and the mirror knows what came after."""
    path = folder / "book.sqlite"
    path.write_bytes(copies.cut_book)
    path.with_name(path.name + _LOG).write_bytes(_flipped(copies.cut_log, dice))
    (folder / "mirror").mkdir()
    (folder / "mirror" / copies.mirror_name).write_bytes(copies.cut_mirror)
    with FaultDisk(folder=folder) as disk:
        found = _rows_of(path, disk, folder / "mirror")
    truth = _Truth(
        what="log", rows=copies.cut_rows, mirror_name=copies.mirror_name, mirror=copies.cut_mirror
    )
    return _judged(found, truth, folder, dice)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Truth:
    """What a till should have read, and the mirror that makes it good."""

    what: str
    rows: tuple[Unit, ...]
    mirror_name: str
    mirror: bytes


def _judged(
    found: tuple[Unit, ...] | None, truth: _Truth, folder: Path, dice: random.Random
) -> str:
    if found is not None:
        assert found == truth.rows, "other rows, and nobody says so"
        return f"{truth.what}: holds nothing there"
    if dice.randrange(REPAIR_SHARE) == 0:
        medium = folder / "anew"
        medium.mkdir()
        (medium / truth.mirror_name).write_bytes(truth.mirror)
        raw.rebuild(medium / "book.sqlite", read_units(FolderMedium(medium, None), _REGISTER))
        with Reader.open_read_only(medium / "book.sqlite") as book:
            assert tuple(raw.units(book))[: len(truth.rows)] == truth.rows, "not made good"
        return f"{truth.what}: found, and made good of the mirror"
    return f"{truth.what}: found"


def _mirror(copies: Copies, folder: Path, dice: random.Random) -> str:
    """A bit of the second medium: alone it is refused, beside its book it is made good."""
    medium = folder / "mirror"
    medium.mkdir()
    (medium / copies.mirror_name).write_bytes(_flipped(copies.mirror, dice))
    held = FolderMedium(medium, None)
    try:
        alone = tuple(read_units(held, _REGISTER))
        assert alone == copies.rows[:-1], "mirror: other rows, and nobody says so"
        told = "mirror: its last line is torn"
    except MirrorError:
        told = "mirror: found"
    (folder / "book.sqlite").write_bytes(copies.book)
    try:
        Mirror(held, folder / "book.sqlite", _REGISTER).catch_up()
    except MirrorError:
        return "mirror: found, and left for another one"
    assert tuple(read_units(held, _REGISTER)) == copies.rows, "mirror: not made good"
    return f"{told}, and made good of the book"


def _export(copies: Copies, folder: Path, dice: random.Random) -> str:
    """A bit of a DEP file, examined as an auditor would; its own list is not even asked."""
    path = folder / "dep.json"
    path.write_bytes(_flipped(copies.dep, dice))
    report = verify_file(path, copies.keys, VerifyOptions(now_utc=NOVEMBER_UTC), processes=1)
    if report.errors:
        return "export: found"
    with path.open("rb") as file:
        texts = tuple(text for group in read_dep(file) for text in group.jws)
    assert texts == copies.texts, "export: other receipts, and nobody says so"
    return "export: holds nothing there"


Flip = Callable[[Copies, Path, random.Random], str]
#: The book twice as often as the others.
_KINDS: Final[tuple[Flip, ...]] = (_book, _book, _log, _mirror, _export)


def _is_found(
    plant: Callable[[pytest.MonkeyPatch], None], copies: Copies, folder: Path, flip: Flip
) -> bool:
    """Whether any flip is taken for the truth."""
    score, dice = Score(), random.Random(1)
    with pytest.MonkeyPatch.context() as patch:
        plant(patch)
        for _ in range(FLIPS_OF_A_CONTROL):
            _try(score, copies, folder, flip, dice)
    return bool(score.failures)


def _trust_sqlite(patch: pytest.MonkeyPatch) -> None:
    """A self-test that asks SQLite alone: its pages are whole, whatever stands in them."""
    patch.setattr(integrity, "_problems", integrity._file)


def _trust_log(patch: pytest.MonkeyPatch) -> None:
    """A till that does not hold its book against the second medium."""
    patch.setattr(Mirror, "_require_ours", lambda _mirror, _book, _last, _end: None)


_FAULTS: Final[dict[str, tuple[Callable[[pytest.MonkeyPatch], None], Flip]]] = {
    "a self-test that asks SQLite alone": (_trust_sqlite, _book),
    "the book is not held against the mirror": (_trust_log, _log),
}
