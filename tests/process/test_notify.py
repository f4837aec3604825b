"""Lines to systemd, on a real socket."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from firmware.process.notify import Notifier


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[socket.socket]:
    """The other end of NOTIFY_SOCKET."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as end:
        end.bind(str(tmp_path / "notify"))
        end.settimeout(10)
        yield end


def test_lines(supervisor: socket.socket) -> None:
    """sd_notify(3): one datagram a message, assignments line by line."""
    notifier = Notifier({"NOTIFY_SOCKET": supervisor.getsockname()})
    notifier.ready("sells")
    notifier.alive()
    notifier.status("prints")
    notifier.stopping()
    assert [supervisor.recv(4096) for _ in range(4)] == [
        b"READY=1\nSTATUS=sells",
        b"WATCHDOG=1",
        b"STATUS=prints",
        b"STOPPING=1",
    ]


def test_more_time(supervisor: socket.socket) -> None:
    """What must not be interrupted takes longer than TimeoutStopSec; the watchdog waits, too."""
    Notifier({"NOTIFY_SOCKET": supervisor.getsockname()}).extend(30.0)
    assert b"WATCHDOG=1\nEXTEND_TIMEOUT_USEC=30000000" == supervisor.recv(4096)


def test_abstract_socket() -> None:
    """A leading @ names a socket without a file."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as end:
        end.bind("\0standlkassa-test")
        end.settimeout(10)
        Notifier({"NOTIFY_SOCKET": "@standlkassa-test"}).alive()
        assert end.recv(4096) == b"WATCHDOG=1"


def test_without_systemd() -> None:
    """Nobody to tell: nothing happens."""
    Notifier({}).alive()
    Notifier({"NOTIFY_SOCKET": ""}).alive()


def test_supervisor_that_is_gone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A socket that nobody holds does not stop the till; the log says so."""
    Notifier({"NOTIFY_SOCKET": str(tmp_path / "gone")}).alive()
    assert "supervisor not told" in capsys.readouterr().err


def test_supervisor_that_does_not_read(
    supervisor: socket.socket, capsys: pytest.CaptureFixture[str]
) -> None:
    """A full socket does not hold up a sale."""
    notifier = Notifier({"NOTIFY_SOCKET": supervisor.getsockname()})
    for _ in range(10_000):
        notifier.alive()
        if "supervisor not told" in capsys.readouterr().err:
            return
    pytest.fail("the socket took ten thousand messages")
