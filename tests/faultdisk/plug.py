"""A whole till on a fault disk: the plug of the bench, and the disk below it, are pulled as one."""

import random
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

from firmware.app.config import Config
from firmware.desk.power import Plug
from firmware.desk.stand import Stand
from tests.faultdisk.disk import FaultDisk
from tests.faultdisk.platter import Loss


class DiskPlug(Plug):
    """`Plug` whose disk is a `FaultDisk`: what a cut leaves is thrown by `dice`, as `loss` says."""

    def __init__(self, book: Path, disk: FaultDisk, dice: random.Random) -> None:
        super().__init__(book)
        self.disk = disk
        self.loss = Loss.HONEST
        self._dice = dice
        disk.on_cut = self.pull

    def pull(self) -> None:
        """See `Plug.pull`."""
        self.is_pulled = True
        self.disk.cut()

    def put_in(self) -> None:
        """See `Plug.put_in`; the disk is what the cut has left of it."""
        if self.is_pulled:
            self.disk.power_on(self._dice, self.loss)
        # What the plug of the bench would put back is not there.
        self.is_pulled = False
        super().put_in()

    def connect(self, database: str | Path, **options: Any) -> sqlite3.Connection:
        """See `Plug.connect`."""
        return self.disk.connect(database, tell=self._statement, **options)


@contextmanager
def plugged(disk: FaultDisk, dice: random.Random) -> Iterator[None]:
    """Tills that are made while this lasts have a `DiskPlug`, and their books on this disk."""
    with patch("firmware.desk.stand.Plug", partial(DiskPlug, disk=disk, dice=dice)):
        yield


def stand_on(
    disk: FaultDisk, dice: random.Random, folder: Path, config: Config, start_utc: datetime
) -> Stand:
    """A till whose book is on this disk; its `plug` is a `DiskPlug`."""
    with plugged(disk, dice):
        return Stand(folder, config, start_utc)
