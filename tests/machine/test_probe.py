"""Pins of the machine's own chip, with a QEMU that is a table."""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from machine.probe import PinProbe
from machine.qmp import Qmp
from machine.tools import MachineError
from tests.machine.sockets import LineServer

CHIP = "/machine/unattached/device[7]"


@pytest.fixture
def folder() -> Iterator[Path]:
    """Short: the path of a socket has room for 107 characters."""
    with tempfile.TemporaryDirectory() as short:
        yield Path(short)


def _control(kind: str) -> bytes:
    parts = [{"name": "device[0]", "type": "child<cpu>"}, {"name": "device[7]", "type": kind}]
    return json.dumps({"return": parts}).encode() + b"\n"


def _test_line(line: bytes) -> bytes:
    if line.endswith(b" 5 1"):
        return b"IRQ raise 6\nOK\nIRQ lower 6\nIRQ raise 2\n"
    return b"FAIL no such pin\n" if line.endswith(b" 9 1") else b"OK\n"


def test_inputs_are_held_and_outputs_watched(folder: Path) -> None:
    """Changes are counted, wherever they come between answers."""
    control = LineServer(folder / "c", lambda _: _control("child<pl061>"), b"{}\n")
    with control, LineServer(folder / "p", _test_line) as line:
        qmp = Qmp(folder / "c")
        probe = PinProbe(folder / "p", qmp)
        probe.hold(5, is_high=True)
        probe.hold(4, is_high=False)
        with pytest.raises(MachineError, match="no such pin"):
            probe.hold(9, is_high=True)
        assert ({6: 2, 2: 1}, {6: False, 2: True}) == (probe.changes, probe.levels)
        probe.close()
        qmp.close()
    assert [
        f"irq_intercept_out {CHIP}",
        f"set_irq_in {CHIP} unnamed-gpio-in 5 1",
        f"set_irq_in {CHIP} unnamed-gpio-in 4 0",
    ] == [one.decode() for one in line.heard[:3]]


def test_a_machine_without_the_chip(folder: Path) -> None:
    """Told, and not waited for."""
    with LineServer(folder / "c", lambda _: _control("child<other>"), b"{}\n"):
        qmp = Qmp(folder / "c")
        with pytest.raises(MachineError, match="no PL061"):
            PinProbe(folder / "p", qmp)
        qmp.close()


def test_nobody_has_to_ask_for_edges_to_be_heard(folder: Path) -> None:
    """More of them than a socket has room for: QEMU would stand still if they were left there."""
    edges = b"IRQ raise 5\nIRQ lower 5\n" * 50_000
    with LineServer(folder / "c", lambda _: _control("child<pl061>"), b"{}\n"):
        qmp = Qmp(folder / "c")
        with LineServer(folder / "p", lambda _: b"OK\n" + edges) as line:
            probe = PinProbe(folder / "p", qmp)
            probe.hold(4, is_high=True)
            assert 2 == len(line.heard)
            assert 100_000 <= probe.changes[5]
            probe.close()
        qmp.close()


def test_a_test_line_that_is_gone(folder: Path) -> None:
    """At the beginning, and later."""
    with LineServer(folder / "c", lambda _: _control("child<pl061>"), b"{}\n"):
        qmp = Qmp(folder / "c")
        with pytest.raises(MachineError, match="no test line"):
            PinProbe(folder / "p", qmp)
        said = iter([b"OK\n", b""])
        with LineServer(folder / "p", lambda _: next(said)):
            probe = PinProbe(folder / "p", qmp)
            with pytest.raises(MachineError, match=r"QEMU answers|is gone"):
                probe.hold(4, is_high=True)
            with pytest.raises(MachineError, match=r"QEMU answers|is gone"):
                probe.hold(4, is_high=True)
            probe.close()
        qmp.close()
