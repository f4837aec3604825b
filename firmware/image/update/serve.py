"""A request of kassad: look at a bundle, or install one. Root's side of F 76.

The running slot is never touched. The other one is worth nothing from the first byte on, and only
when all of it was read back as the bundle's signature says, the next restart may try it.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from stat import S_ISREG
from typing import Final, Protocol, assert_never

from firmware.app.image_state import (
    ImageFacts,
    UpdateAct,
    UpdatePhase,
    UpdateReason,
    UpdateRequest,
    UpdateState,
)
from firmware.image.update.autoboot import Slot, Standing
from firmware.image.update.bundle import (
    MAGIC,
    Bundle,
    Image,
    RefusedError,
    judge,
    read_info,
    reason_of_info,
    reason_of_install,
)
from firmware.image.update.memory import Memory, Pending
from firmware.image.update.rauc import Rauc, RaucError
from firmware.image.update.slot import Here
from firmware.process.logs import get_logger

log = get_logger()

SUFFIX: Final = ".raucb"
#: Where a bundle may lie: a stick, and what kassa-sync laid down.
FOLDERS: Final = (
    Path("/run/standlkassa-stick/mounted"),
    Path("/var/lib/standlkassa-sync/offer"),
)
#: Of the data partition: the copy of the book for the trial, the copy before a migration, the
#: migration itself, and what is sold on until then.
BOOK_TIMES: Final = 3
ROOM_BYTES: Final = 100 * 1024 * 1024
#: RAUC's own percent end here; the rest is read back.
_WRITTEN_PERCENT: Final = 90


class Slots(Protocol):
    """The partitions of a slot, by group."""

    def size(self, slot: Slot, group: str) -> int:
        """How many bytes one has.

        Raises:
            OSError: it is not there.
        """
        ...

    def digest(self, slot: Slot, group: str, size: int) -> str:
        """SHA-256 in hex of its first bytes, as the medium gives them back.

        Raises:
            OSError: it cannot be read.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What a request is served with; `room` is free, `book_bytes` is the book."""

    memory: Memory
    rauc: Rauc
    slots: Slots
    facts: ImageFacts
    here: Here
    say: Callable[[UpdateState], None]
    room: Callable[[], int]
    book_bytes: Callable[[], int]
    folders: tuple[Path, ...] = FOLDERS


def serve(site: Site, request: UpdateRequest) -> UpdateState:
    """Do what was asked for; what was said last.

    Raises:
        OSError: the card cannot be written; what was said stands.
    """
    begun = UpdateState(phase=UpdatePhase.INSPECTING, asked_utc=request.asked_utc)
    site.say(begun)
    try:
        bundle = _inspected(site, Path(request.bundle))
        match request.act:
            case UpdateAct.INSPECT:
                last = _state(request, UpdatePhase.INSPECTED, bundle)
            case UpdateAct.INSTALL:
                last = _installed(site, request, bundle)
            case _:
                assert_never(request.act)
    except RefusedError as error:
        log.error("update refused", bundle=request.bundle, detail=str(error))
        last = UpdateState(
            phase=UpdatePhase.REFUSED, asked_utc=request.asked_utc, reason=error.reason
        )
    site.say(last)
    return last


def _state(
    request: UpdateRequest, phase: UpdatePhase, bundle: Bundle, percent: int = 0
) -> UpdateState:
    return UpdateState(
        phase=phase,
        asked_utc=request.asked_utc,
        percent=percent,
        version=bundle.version,
        notes_de=bundle.notes_de,
    )


def _inspected(site: Site, path: Path) -> Bundle:
    """The bundle, if it may be installed here and now.

    Raises:
        RefusedError: it may not.
    """
    head = _head(path, site.folders)
    try:
        bundle = read_info(site.rauc.info(path))
    except RaucError as error:
        raise RefusedError(reason_of_info(str(error), head), str(error)) from error
    judge(bundle, site.facts)
    _require_room(site, bundle)
    return bundle


def _head(path: Path, folders: tuple[Path, ...]) -> bytes:
    """The first bytes of a file where a bundle may be, by no detour."""
    try:
        real = path.resolve(strict=True)
        is_there = path.suffix == SUFFIX and any(real.parent == one for one in folders)
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            if not is_there or not S_ISREG(os.fstat(descriptor).st_mode):
                raise RefusedError(UpdateReason.NOT_A_BUNDLE, f"{path} is no bundle of ours")
            return file.read(len(MAGIC))
    except OSError as error:
        raise RefusedError(UpdateReason.DAMAGED, str(error)) from error


def _require_room(site: Site, bundle: Bundle) -> None:
    target = site.here.slot.other
    for group, image in bundle.images.items():
        try:
            size = site.slots.size(target, group)
        except OSError as error:
            raise RefusedError(UpdateReason.DISK, str(error)) from error
        if image.size > size:
            detail = f"{group} has {image.size} bytes, the slot {size}"
            raise RefusedError(UpdateReason.NO_ROOM, detail)
    needed = BOOK_TIMES * site.book_bytes() + ROOM_BYTES
    if site.room() < needed:
        raise RefusedError(UpdateReason.NO_ROOM, f"less than {needed} bytes free for the book")


def _installed(site: Site, request: UpdateRequest, bundle: Bundle) -> UpdateState:
    """Write it into the other slot, and mark it for its trial when it is whole.

    Raises:
        RefusedError: BUSY: this boot is itself a trial; else as RAUC and the medium say.
    """
    memory, target = site.memory, site.here.slot.other
    boot = memory.autoboot()
    if boot is None or boot.permanent is not site.here.slot:
        raise RefusedError(UpdateReason.BUSY, "the running slot is not confirmed")
    memory.keep(request.before)
    memory.keep(
        Pending(
            id=request.asked_utc,
            from_version=site.facts.version,
            to_version=bundle.version,
            slot=target,
        )
    )
    # Before RAUC's own backend does: whatever RAUC thinks of it, nobody starts a half one.
    memory.set_autoboot(boot.with_standing(target, Standing.NONE))

    def told(percent: int) -> None:
        site.say(_state(request, UpdatePhase.INSTALLING, bundle, percent))

    told(0)
    try:
        _write(site, Path(request.bundle), lambda one: told(one * _WRITTEN_PERCENT // 100))
        _read_back(site, target, bundle.images)
    except RefusedError as error:
        log.error("update not installed", detail=str(error))
        memory.forget_pending()
        failed = _state(request, UpdatePhase.FAILED, bundle)
        return UpdateState(
            phase=failed.phase,
            asked_utc=failed.asked_utc,
            version=failed.version,
            reason=error.reason,
        )
    memory.set_autoboot(boot.with_standing(target, Standing.NEXT))
    return _state(request, UpdatePhase.INSTALLED, bundle, 100)


def _write(site: Site, bundle: Path, on_percent: Callable[[int], None]) -> None:
    try:
        site.rauc.install(bundle, on_percent)
    except RaucError as error:
        raise RefusedError(reason_of_install(str(error)), str(error)) from error


def _read_back(site: Site, target: Slot, images: Mapping[str, Image]) -> None:
    """What lies in the slot is what the signed list of the inspected bundle says.

    A stick that showed one bundle and handed over another, older one is found here, too.
    """
    for group, image in images.items():
        try:
            found = site.slots.digest(target, group, image.size)
        except OSError as error:
            raise RefusedError(UpdateReason.DISK, str(error)) from error
        if found != image.sha256:
            raise RefusedError(UpdateReason.DAMAGED, f"{group} is not what was signed")


class RealSlots:
    """Implements `Slots` on block devices that are named `boot_a`, `system_b` in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def size(self, slot: Slot, group: str) -> int:
        """As `Slots.size`."""
        with self._path(slot, group).open("rb") as file:
            return file.seek(0, os.SEEK_END)

    def digest(self, slot: Slot, group: str, size: int) -> str:
        """As `Slots.digest`; what the kernel remembers of the writing is forgotten before."""
        total = sha256()
        with self._path(slot, group).open("rb", buffering=0) as file:
            os.fsync(file.fileno())
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
            while size and (block := file.read(min(size, _BLOCK))):
                total.update(block)
                size -= len(block)
        return total.hexdigest()

    def _path(self, slot: Slot, group: str) -> Path:
        return self._folder / f"{group}_{slot.value}"


_BLOCK: Final = 1024 * 1024
