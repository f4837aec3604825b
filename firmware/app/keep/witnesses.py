"""What else knows how far a register came: copies beside, exports on a stick, the mirror.

A copy does not vouch for itself (ADR 0021); but whatever lies about that knows a later receipt
proves that it is stale. What cannot be read proves nothing, and is told.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from firmware.app.keep import snapshots
from firmware.app.keep.medium import FolderMedium
from firmware.app.keep.mirror_file import MirrorError, read_units
from firmware.export.package import names
from firmware.store import head as heads
from firmware.store.canonical import utc_of
from firmware.store.errors import StoreError
from firmware.store.head import MAX_HEAD_BYTES, Head
from firmware.store.raw import Unit

MIRROR: Final = "mirror"
EXPORT: Final = "export on the stick"
SNAPSHOT: Final = "newest copy beside the book"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Where to look for what knows of a register.

    `folders` are those of books, with copies beside them; `sticks` have exports on them.
    """

    register_id: str
    folders: tuple[Path, ...] = ()
    sticks: tuple[Path, ...] = ()
    mirror: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Witnesses:
    """Heads by where they come from, as `Known` wants them; `unread` is what says nothing."""

    heads: tuple[tuple[str, Head], ...] = ()
    unread: tuple[str, ...] = ()


def witnesses(scene: Scene) -> Witnesses:
    """The furthest of each kind that knows this register."""
    unread: list[str] = []
    found = (
        (SNAPSHOT, _snapshots(scene, unread)),
        (EXPORT, _exports(scene, unread)),
        (MIRROR, _mirror(scene, unread)),
    )
    return Witnesses(
        heads=tuple((name, head) for name, kind in found if (head := _furthest(kind)) is not None),
        unread=tuple(unread),
    )


def stick_of(path: Path) -> Path | None:
    """The stick that an export of a till lies on: the folder above `Registrierkasse`."""
    found = (one.parent for one in path.absolute().parents if one.name == names.ROOT)
    return next(found, None)


def head_of_units(units: Iterable[Unit], register_id: str) -> Head | None:
    """Where rows end, in the words of a head; None before the first receipt."""
    last, receipt = None, None
    for last in units:
        receipt = last.receipt or receipt
    if last is None or receipt is None:
        return None
    number, _, _, jws, turnover_cents, *_ = receipt
    return Head(
        register_id=register_id,
        receipts=number,
        turnover_cents=turnover_cents,
        last_jws_sha256=sha256(jws.encode()).hexdigest(),
        journal_seq=last.seq,
        journal_hash=last.hash,
        at_utc=utc_of(last.journal[1], f"journal row {last.seq}"),
    )


def _furthest(found: Iterable[Head]) -> Head | None:
    return max(found, key=lambda head: head.journal_seq, default=None)


def _snapshots(scene: Scene, unread: list[str]) -> Iterator[Head]:
    for folder in scene.folders:
        for state in snapshots.states(folder / snapshots.FOLDER):
            if state.register_id != scene.register_id:
                continue
            if state.head is None:
                unread.append(f"{state.path}: {state.fault}")
            else:
                yield state.head


def _exports(scene: Scene, unread: list[str]) -> Iterator[Head]:
    for stick in scene.sticks:
        for path in sorted((stick / names.ROOT / scene.register_id).glob(f"*/{names.HEAD}")):
            try:
                with path.open("rb") as file:
                    head = heads.from_bytes(file.read(MAX_HEAD_BYTES + 1), str(path))
            except (OSError, StoreError) as error:
                unread.append(f"{path}: {error}")
                continue
            if head.register_id == scene.register_id:
                yield head


def _mirror(scene: Scene, unread: list[str]) -> Iterator[Head]:
    if scene.mirror is None:
        return
    medium = FolderMedium(scene.mirror, None)
    try:
        head = head_of_units(read_units(medium, scene.register_id), scene.register_id)
    except (OSError, MirrorError) as error:
        unread.append(f"{scene.mirror}: {error}")
        return
    if head is not None:
        yield head
