"""The sticks that lie beside an emulated till: folders, each with a life of its own.

What is written onto one stays on it, also when it is out. Where a real one would fail in the middle
of a write (full, slow to write, swallowing) a folder cannot: a full one says that it has no room, a
write-protected one is mounted so, a slow one takes long until it is there.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from threading import Event, Thread
from typing import Final

from firmware.app.issue import plain
from firmware.app.stick.owner import (
    OWNER,
    StickId,
    new_stick_id,
    owner_ids,
    read_stick_id,
    write_stick_id,
)
from firmware.desk.root_beside import BUNDLES, lay_bundle
from firmware.export.package.names import PART_SUFFIX, ROOT
from firmware.store.book import Book
from firmware.store.entry import Entry
from firmware.till.acts import JournalKind
from hal.stick.emulator import EmulatedPort, EmulatedStick

OWNERS: Final = "owner"
#: What lies there.
NAMES: Final = (OWNERS, "new", "other", "full", "readonly", "slow", *BUNDLES)
OTHER_REGISTER: Final = "LINZ-07"
#: So long a slow one takes until it is mounted.
SLOW_S: Final = 8.0
_SERIALS: Final = {name: f"0A1B-{number:04X}" for number, name in enumerate(NAMES, start=1)}
_LOOK_S: Final = 0.002
#: Exports that have begun and have no name yet, below ROOT.
_BEGUN: Final = f"*/*{PART_SUFFIX}"


class Sticks:
    """The port at `mount_point`, and the sticks in folders beside it."""

    def __init__(
        self, mount_point: Path, register_id: str, monotonic_s: Callable[[], float]
    ) -> None:
        self.port = EmulatedPort(mount_point, monotonic_s)
        self._register_id = register_id
        self._changed = Event()
        self._waiting: Thread | None = None

    def folder(self, name: str) -> Path:
        """What is on the stick `name`."""
        return self.port.mount_point.parent / name

    @property
    def folders(self) -> Mapping[str, Path]:
        """The folder of each stick that was ever in, by name."""
        return {name: self.folder(name) for name in NAMES if self.folder(name).is_dir()}

    @property
    def is_mounted(self) -> bool:
        """Whether one is in use: it is in, and was not let go."""
        return self.port.stick is not None

    def put(self, name: str) -> None:
        """Put one of `NAMES` in, as it was left; one that is in goes out."""
        self.wait_no_more()
        folder = self.folder(name)
        folder.mkdir(parents=True, exist_ok=True)
        if name == "other" and not isinstance(read_stick_id(folder), StickId):
            write_stick_id(folder, new_stick_id(OTHER_REGISTER))
        if name in BUNDLES:
            lay_bundle(folder, name)
        self.port.insert(
            EmulatedStick(
                folder=folder,
                serial=_SERIALS[name],
                is_write_protected=name == "readonly",
                free_bytes=0 if name == "full" else None,
                slow_s=SLOW_S if name == "slow" else 0.0,
            )
        )

    def pull(self) -> None:
        """Out, whatever is being written."""
        self.wait_no_more()
        self.port.pull()

    def pull_when_written(self, name: str) -> None:
        """Put `name` in, and out again as soon as an export on it has begun."""
        self.put(name)
        self._changed = Event()
        base = self.folder(name) / ROOT
        work = partial(self._pull_when_begun, base, set(base.glob(_BEGUN)), self._changed)
        self._waiting = Thread(target=work, name="stick-puller", daemon=True)
        self._waiting.start()

    def give_owner(self, book: Book, at_utc: datetime) -> None:
        """See that the till of `book` knows the owner's stick: as if F 70 had made it one.

        Raises:
            StoreError: the book cannot be read or written.
            WriteError: the folder cannot be written.
        """
        folder = self.folder(OWNERS)
        said = read_stick_id(folder)
        if isinstance(said, StickId) and said.id in owner_ids(book):
            return
        folder.mkdir(parents=True, exist_ok=True)
        made = new_stick_id(self._register_id)
        write_stick_id(folder, made)
        row = {"what": OWNER, "id": made.id, "serial": _SERIALS[OWNERS], "file_system": "vfat"}
        entry = Entry(kind=JournalKind.STICK, clerk=None, content=plain({**row}), at_utc=at_utc)
        book.append([entry])

    def wait_no_more(self) -> None:
        """Whoever waits to pull one leaves it in."""
        self._changed.set()

    def _pull_when_begun(self, base: Path, before: set[Path], changed: Event) -> None:
        while not changed.wait(_LOOK_S):
            begun = set(base.glob(_BEGUN)) - before
            if any(any(one.glob("*")) for one in begun):
                self.port.pull()
                return
