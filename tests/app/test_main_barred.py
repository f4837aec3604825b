"""firmware.app.main: a till whose disk or book is of no use stays up, and sells nothing."""

import errno
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from firmware.app.config import Config
from firmware.app.main import EXIT_RESTART
from tests.app.machine import WAIT_S, Machine


@pytest.fixture
def machine(tmp_path: Path, config: Config) -> Machine:
    """A till that is off."""
    (tmp_path / "till").mkdir()
    return Machine(tmp_path / "till", config)


def broken_book(machine: Machine) -> None:
    """A file that is no book any more."""
    machine.plug_path.write_bytes(b"\xff" * 8192)


def newer_book(machine: Machine) -> None:
    """A book of a later firmware."""
    with sqlite3.connect(machine.plug_path) as raw:
        raw.execute("PRAGMA user_version = 99")
    raw.close()


@pytest.mark.parametrize(
    ("spoil", "words"), [(broken_book, "Buch prüfen"), (newer_book, "Version zu alt")]
)
def test_a_book_of_no_use_is_not_the_end(
    machine: Machine, spoil: Callable[[Machine], None], words: str
) -> None:
    """Kassad stays, tells why, and lets what there is be carried away (`firmware.app.barred`)."""
    spoil(machine)
    thread = machine.start()
    machine.watch.wait_for(lambda: machine.watch.has_shown("ZW=sichern 9=Neustart"))
    assert ("KASSE GESPERRT", words) == (
        machine.watch.screens[-1].item,
        machine.watch.screens[-1].main,
    )
    machine.type("9 BAR")
    thread.join(WAIT_S)
    assert [EXIT_RESTART] == machine.codes


def test_disk_that_the_kernel_gave_up(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Mounted anew to be read only while it sold: started again, the till saves what there is."""
    real = os.open

    def read_only(path: str, flags: int, *rest: int, **more: int) -> int:
        if str(path).endswith(".sqlite.lock") and flags & os.O_RDWR:
            raise OSError(errno.EROFS, "Read-only file system", str(path))
        return real(path, flags, *rest, **more)

    monkeypatch.setattr("firmware.store.file.os.open", read_only)
    thread = machine.start()
    machine.watch.wait_for(lambda: machine.watch.has_shown("KASSE GESPERRT|nur lesbar|ZW=sichern"))
    machine.type("4")
    machine.watch.wait_for(lambda: machine.watch.has_shown("SICHERN|4 Rohkopie"))
    assert machine.end(thread) == 0
