"""QEMU's control line, with a QEMU that is a table."""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from machine.qmp import Qmp
from machine.tools import MachineError
from tests.machine.sockets import LineServer

GREETING = b'{"QMP": {}}\n'
EVENT = b'{"event": "DEVICE_DELETED", "data": {"device": "a"}}\n'


@pytest.fixture
def path() -> Iterator[Path]:
    """Short: the path of a socket has room for 107 characters."""
    with tempfile.TemporaryDirectory() as short:
        yield Path(short) / "control"


def _answer(line: bytes) -> bytes:
    match json.loads(line)["execute"]:
        case "refuse":
            return b'{"error": {"desc": "no"}}\n'
        case "tell":
            return EVENT + b'{"return": 7}\n'
        case "parts":
            part = b'{"event": "DEVICE_DELETED", "data": {"path": "/x"}}\n'
            return part + EVENT + b'{"return": 7}\n'
        case "later":
            return b'{"return": 1}\n' + EVENT
        case "quit":
            return b""
        case "nonsense":
            return b"[]\n"
        case _:
            return b'{"return": {}}\n'


def test_commands_and_their_answers(path: Path) -> None:
    """Names of arguments get their hyphens; events in between are kept."""
    with LineServer(path, _answer, GREETING) as server:
        qmp = Qmp(path)
        assert 7 == qmp.ask("tell", node_name="x")
        assert ["DEVICE_DELETED"] == [event["event"] for event in qmp.events()]
        assert [] == qmp.events()
        qmp.close()
    assert {"node-name": "x"} == json.loads(server.heard[1])["arguments"]


def test_an_event_is_waited_for(path: Path) -> None:
    """Whether it has come already or is still to come."""
    with LineServer(path, _answer, GREETING):
        qmp = Qmp(path)
        qmp.ask("tell")
        assert {"device": "a"} == qmp.await_event("DEVICE_DELETED", 5)["data"]
        qmp.ask("later")
        assert {"device": "a"} == qmp.await_event("DEVICE_DELETED", 5)["data"]
        with pytest.raises(MachineError, match="says nothing"):
            qmp.await_event("SHUTDOWN", 0.01)
        qmp.close()


def test_an_event_about_one_device(path: Path) -> None:
    """What stands behind a device in QEMU is deleted before it, by an event of the same name."""
    with LineServer(path, _answer, GREETING):
        qmp = Qmp(path)
        qmp.ask("parts")
        assert {"device": "a"} == qmp.await_event("DEVICE_DELETED", 5, "a")["data"]
        assert [{"path": "/x"}] == [event["data"] for event in qmp.events()]
        qmp.close()


@pytest.mark.parametrize(
    ("command", "told"),
    [("refuse", "refuses refuse"), ("quit", "hung up"), ("nonsense", "QEMU says")],
)
def test_what_goes_wrong_is_told(path: Path, command: str, told: str) -> None:
    """In words that name the command or the end."""
    with LineServer(path, _answer, GREETING):
        qmp = Qmp(path)
        with pytest.raises(MachineError, match=told):
            qmp.ask(command)
        qmp.close()


def test_nobody_listens(path: Path) -> None:
    """A QEMU that never came up."""
    with pytest.raises(MachineError, match="no QEMU at"):
        Qmp(path, deadline_s=0.05)
