"""firmware.app.main: what systemd hears of it."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from firmware.app.config import Config
from firmware.process.notify import Notifier
from firmware.store import forerunner
from tests.app.machine import WAIT_S, Machine


@pytest.fixture
def machine(tmp_path: Path, config: Config) -> Machine:
    """A till that is off."""
    (tmp_path / "till").mkdir()
    return Machine(tmp_path / "till", config)


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[socket.socket]:
    """Systemd's end of the socket."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as end:
        end.bind(str(tmp_path / "notify"))
        end.settimeout(WAIT_S)
        yield end


def test_systemd_hears_of_it(machine: Machine, supervisor: socket.socket) -> None:
    """sd_notify(3): ready after the boot, the watchdog at every turn, stopping before the end."""
    thread = machine.start(Notifier({"NOTIFY_SOCKET": supervisor.getsockname()}))
    assert supervisor.recv(4096) == b"READY=1\nSTATUS=sells"
    assert supervisor.recv(4096) == b"WATCHDOG=1"
    assert machine.end(thread) == 0
    heard = b""
    while heard != b"STOPPING=1":
        heard = supervisor.recv(4096)
        assert heard in (b"WATCHDOG=1", b"STOPPING=1")


def test_a_book_that_is_carried_on_asks_systemd_for_time(
    machine: Machine, supervisor: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed in the middle of it, the next start would begin it anew, for ever."""
    monkeypatch.setattr(forerunner, "is_due", lambda path: path == machine.plug_path)
    thread = machine.start(Notifier({"NOTIFY_SOCKET": supervisor.getsockname()}))
    assert supervisor.recv(4096) == b"WATCHDOG=1\nEXTEND_TIMEOUT_USEC=1800000000"
    assert supervisor.recv(4096) == b"READY=1\nSTATUS=sells"
    assert machine.end(thread) == 0
