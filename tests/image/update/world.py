"""A machine of values: two slots, one sector, small files; the plug comes out before any step."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import msgspec
from msgspec.structs import replace

from firmware.app.image_state import (
    Before,
    ImageFacts,
    ImageState,
    UpdateAct,
    UpdateRequest,
    UpdateState,
)
from firmware.image.update import autoboot
from firmware.image.update.autoboot import Slot, Standing
from firmware.image.update.backend import answer
from firmware.image.update.bundle import MAGIC
from firmware.image.update.memory import AUTOBOOT, Memory
from firmware.image.update.rauc import RaucError
from firmware.image.update.restart import arm
from firmware.image.update.serve import Site, serve
from firmware.image.update.slot import ConfirmError, Here, confirm, go_back, prove, settle
from firmware.image.update.trial import Verdict, try_out
from firmware.sync.config import Paths

OLD, NEW = "1.2", "1.3"
ASKED = "2026-11-21T18:00:00+00:00"
COMPATIBLE = "standlkassa-arm64"
PARTS = {NEW: {"boot": b"boot 1.3", "system": b"system of 1.3"}}


class CutError(BaseException):
    """The plug is out."""


class DamagedError(Exception):
    """No slot starts: what must never be."""


class DarkError(Exception):
    """A till that never stands, and no way back."""


class ValueDisk:
    """Implements `Disk` on values; every step is counted, and none is half done."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.steps = 0
        self.cut_before: int | None = None

    def step(self) -> None:
        """Something is about to reach the medium."""
        if self.steps == self.cut_before:
            raise CutError
        self.steps += 1

    def read(self, path: Path) -> bytes | None:
        """See `Disk.read`."""
        return self.files.get(str(path))

    def replace(self, path: Path, content: bytes) -> None:
        """See `Disk.replace`."""
        self.step()
        self.files[str(path)] = content

    def overwrite(self, path: Path, content: bytes) -> None:
        """See `Disk.overwrite`."""
        assert len(self.files[str(path)]) == len(content)
        self.step()
        self.files[str(path)] = content

    def remove(self, path: Path) -> None:
        """See `Disk.remove`."""
        self.step()
        self.files.pop(str(path), None)
        shutil.rmtree(path, ignore_errors=True)


@dataclass
class World:
    """One till with its card. `is_sound` says whether a version's trial finds all well.

    `starts` says whether a version starts at all, `stands` whether its till does once it is
    confirmed.
    """

    folder: Path
    is_sound: Callable[[str], bool] = lambda _version: True
    starts: Callable[[str], bool] = lambda _version: True
    stands: Callable[[str], bool] = lambda _version: True
    #: What each version makes of the book.
    schemas: dict[str, int] = field(default_factory=lambda: {OLD: 1, NEW: 2})
    hands_over: str = NEW
    disk: ValueDisk = field(default_factory=ValueDisk)
    slots: dict[Slot, str] = field(default_factory=lambda: {Slot.A: OLD, Slot.B: ""})
    flag: bool = False
    schema: int = 1
    said: list[UpdateState] = field(default_factory=list)
    sold: list[tuple[Slot, ImageState]] = field(default_factory=list)
    boots: int = 0

    def __post_init__(self) -> None:
        self.disk.files[str(AUTOBOOT)] = autoboot.text(autoboot.FIRST)
        data = self.folder / "till"
        data.mkdir()
        (data / "book.sqlite").write_bytes(b"book")
        self.paths = Paths(data=str(data))
        self.bundle = self.folder / "update.raucb"
        self.bundle.write_bytes(MAGIC + b" a bundle")
        self.memory = Memory(self.disk, folder=self.folder / "update")
        (self.folder / "update").mkdir()
        self.offered = {"version": NEW, "compatible": COMPATIBLE}

    # what RAUC does

    def info(self, bundle: Path) -> bytes:
        """See `Rauc.info`."""
        images = [
            {"slot-class": name, "checksum": sha256(part).hexdigest(), "size": len(part)}
            for name, part in PARTS[NEW].items()
        ]
        meta = {"kassa": {"notes_de": "Neu"}}
        return msgspec.json.encode({"update": self.offered, "images": images, "meta": meta})

    def install(self, bundle: Path, on_percent: Callable[[int], None]) -> None:
        """See `Rauc.install`: the slot is spoilt with the first byte and whole with the last."""
        here = self.here()
        answer(self.memory, here, ("set-state", here.slot.other.value, "bad"))
        for percent in (0, 50, 100):
            self.disk.step()
            whole = self.hands_over if percent == 100 else ""
            self.slots[here.slot.other] = whole
            on_percent(percent)
        if not whole:
            raise RaucError("failed to read")

    # what the partitions are

    def size(self, slot: Slot, group: str) -> int:
        """See `Slots.size`."""
        return 1000

    def digest(self, slot: Slot, group: str, size: int) -> str:
        """See `Slots.digest`."""
        part = PARTS.get(self.slots[slot], {}).get(group, b"")
        return sha256(part[:size]).hexdigest()

    # what the machine does

    def here(self) -> Here:
        """The boot that is going on."""
        version = self.slots[self.running]
        return Here(
            slot=self.running,
            root_hash="ab" * 32,
            version=version,
            book_version=self.schemas.get(version, 0),
        )

    def start(self) -> None:
        """Power on: the firmware chooses, the start file system looks, kassad sells."""
        for _ in range(6):
            self.boots += 1
            boot = autoboot.parse(self.disk.files[str(AUTOBOOT)])
            is_trial, self.flag = self.flag, False
            self.running = boot.permanent.other if is_trial else boot.permanent
            version = self.slots[self.running]
            if not version or not self.starts(version):
                if not is_trial:
                    self._change_slot(boot)
                continue
            if self._boot():
                return
        raise DamagedError

    def _change_slot(self, boot: autoboot.Autoboot) -> None:
        """As image-build/initramfs/init does."""
        if boot.standing(self.running.other) is not Standing.GOOD:
            raise DamagedError
        dead = boot.with_standing(self.running, Standing.DEAD)
        self.disk.overwrite(AUTOBOOT, autoboot.text(dead.confirmed(self.running.other)))

    def _boot(self) -> bool:
        """From the first of our programs to the first key; false when the machine starts anew."""
        state = settle(self.memory, self.here())
        if state.is_trial:
            try_out(self.memory, self.paths, state.update_id, state.version, self._examine)
            try:
                state = confirm(self.memory, self.here())
            except ConfirmError:
                return False
        assert not state.is_trial
        # kassad opens the book: from now on it is of this version.
        assert self.schema <= self.schemas[state.version], "an older program has met a newer book"
        self.schema = self.schemas[state.version]
        if not self.stands(state.version):
            if not state.is_unproven:
                raise DarkError
            go_back(self.memory, self.here())
            return False
        self.sold.append((self.running, state))
        if state.is_unproven and prove(self.memory, self.here()):
            self.sold[-1] = (self.running, replace(state, is_unproven=False))
        return True

    def _examine(self, copy: Path, version: str, before: Before) -> bytes:
        assert (copy / "book.sqlite").read_bytes() == b"book"
        verdict = Verdict(because="" if self.is_sound(version) else "card")
        return b"what a library says\n" + msgspec.json.encode(verdict) + b"\n"

    def update(self, act: UpdateAct = UpdateAct.INSTALL) -> UpdateState:
        """F 76 at the selling till."""
        site = Site(
            memory=self.memory,
            rauc=self,
            slots=self,
            facts=ImageFacts(
                version=self.slots[self.running], commit="", built_utc="", compatible=COMPATIBLE
            ),
            here=self.here(),
            say=self.said.append,
            room=lambda: 10**9,
            book_bytes=lambda: 1000,
            folders=(self.folder,),
        )
        before = Before(book_version=self.schema)
        request = UpdateRequest(act=act, bundle=str(self.bundle), asked_utc=ASKED, before=before)
        return serve(site, request)

    def restart(self) -> None:
        """F 98, or what follows an installation."""
        self.flag = arm(self.memory, self.here())
        self.start()

    def cut(self) -> None:
        """The plug is out: what was in memory is gone."""
        self.flag = False

    @property
    def state(self) -> ImageState:
        """What kassad read when it began to sell last."""
        return self.sold[-1][1]
