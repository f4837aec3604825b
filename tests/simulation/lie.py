"""A disk that lied: whether the till notices, and the technician's way back from the second medium.

The gap is named, or the book refuses itself; then nothing may be signed on it, and the book is made
anew by the product's own `kassa restore --from-mirror`.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from firmware.app.boot import BootError
from firmware.app.keep.medium import FolderMedium
from firmware.app.keep.mirror_file import last_receipt, read_units
from firmware.app.keep.sources import source_of
from firmware.app.keep.witnesses import Scene, witnesses
from firmware.app.life.continuity import Known
from firmware.app.life.restore import Place, restore_book
from firmware.desk.keys import parse_keys
from firmware.desk.stand import Stand
from firmware.rksv.errors import RksvError
from firmware.store import integrity, raw
from firmware.store.errors import StoreError
from firmware.store.reader import Reader
from tests.faultdisk.disk import FaultDisk
from tests.faultdisk.platter import Loss
from tests.faultdisk.plug import DiskPlug
from tests.simulation.broken import BrokenError
from tests.simulation.quick import TRIAL_DIGESTS

_SALE: Final = "C C 250 WG1 BAR"


class Lie:
    """Told by the disk of one till, one at a time; `signed` is what its card has signed."""

    def __init__(self, stand: Stand, disk: FaultDisk, signed: Sequence[bytes]) -> None:
        assert stand.config.mirror is not None, "the stall has one"
        self._stand, self._disk, self._signed = stand, disk, signed
        self._mirror = Path(stand.config.mirror.folder)
        self._register_id = stand.config.register.id
        self._cuts_before: int | None = None
        self.on_end: Callable[[], None] = lambda: None
        #: How many the till has seen, and how many left nothing to see.
        self.seen = self.unseen = 0

    def arm(self, touches: int) -> None:
        """Cut at that touch; the last syncs before it did nothing.

        Without the second medium only the archive could tell: then the disk is an honest one.
        """
        self._disk.cut_at(touches)
        if self._mirror.is_dir() and not self._stand.station.loop._second._is_lost:
            self._plug.loss = Loss.LIES
            self._cuts_before = self._stand.cuts

    def come_up(self) -> bool:
        """Start on what a lie has left, if one was told; whether the till is on then."""
        if self._cuts_before is None or self._stand.cuts == self._cuts_before:
            return False
        self._plug.loss, self._cuts_before = Loss.HONEST, None
        is_on = self._starts()
        if is_on:
            self.unseen += 1
            self._require_no_gap()
        else:
            self.seen += 1
            self._restore(self._stand.clock.now().utc)
            self._disk.take_as_it_is()
        self.on_end()
        return is_on

    @property
    def _plug(self) -> DiskPlug:
        plug = self._stand.plug
        assert isinstance(plug, DiskPlug)
        return plug

    def _starts(self) -> bool:
        """Whether the till takes the book for whole, and goes on with it."""
        stand, signed = self._stand, len(self._signed)
        try:
            is_on = stand.boot()
        except (BootError, RksvError, StoreError):
            return False
        assert is_on, "nobody pulls the plug of a start after a lie"
        if not stand.station.loop._second.behind:
            if not integrity.check(stand.book, integrity.QUICK):
                return True
        else:
            stand.press(parse_keys(_SALE))
            if set(self._signed[signed:]) - TRIAL_DIGESTS:
                raise BrokenError("gap", "something was signed after the gap was known")
        stand.shut_down()
        return False

    def _require_no_gap(self) -> None:
        """A book that counts as whole has what the second medium has."""
        kept = [unit.seq for unit in read_units(self._medium, self._register_id)]
        with Reader.open_read_only(self._stand.book_path) as book:
            held = [unit.seq for unit in raw.units(book)]
        if len(kept) > len(held):
            raise BrokenError("gap", f"rows {len(held) + 1} to {len(kept)} are missing, unsaid")

    def _restore(self, now_utc: datetime) -> None:
        """`kassa restore --from-mirror`, by somebody who has the last slip in hand."""
        config = self._stand.config
        place = Place(
            data=self._stand.book_path.parent,
            secrets=self._stand.secrets,
            register_id=self._register_id,
        )
        found = witnesses(Scene(register_id=self._register_id, folders=(place.data,)))
        last = last_receipt(self._medium, self._register_id)
        assert config.mirror is not None, "the stall has one"
        known = Known(heads=found.heads, last_number=None if last is None else last[0])
        with source_of(self._mirror, place, None, is_mirror=True) as source:
            restore_book(source, place, known, now_utc)

    @property
    def _medium(self) -> FolderMedium:
        return FolderMedium(self._mirror, None)
