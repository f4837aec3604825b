"""Pins of the machine's own GPIO chip, held and watched from outside.

The chip (PL061, eight lines, one of them the power button) is QEMU's; its pins are reached by the
line that QEMU has for tests of its devices. Drivers and edges in the guest are the real ones.
"""

import re
import socket
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Final

from machine.qmp import Qmp
from machine.tools import MachineError

#: What the kernel calls the chip: the place of its registers, and its kind.
LABEL: Final = "9030000.pl061"
_PLACE: Final = "/machine/unattached"
_KIND: Final = "child<pl061>"
_CHANGE: Final = re.compile(rb"IRQ (raise|lower) (\d+)")
_DEADLINE_S: Final = 30.0
_READ_BYTES: Final = 65536
_GONE: Final = b""


class PinProbe:
    """Connected to a QEMU that was started with `-qtest`; asked by one thread.

    A thread of its own hears what the outputs do: a buzzer has some thousand edges a second, and a
    QEMU whose words nobody hears stands still.
    """

    def __init__(self, path: Path, qmp: Qmp) -> None:
        """Find the chip and watch its outputs.

        Raises:
            MachineError: the machine has no such chip, or nobody listens at `path`.
        """
        self._chip = _find_chip(qmp)
        self._lock = Lock()
        self._changes: dict[int, int] = {}
        self._levels: dict[int, bool] = {}
        self._answers: SimpleQueue[bytes] = SimpleQueue()
        self._socket = socket.socket(socket.AF_UNIX)
        try:
            self._socket.connect(str(path))
        except OSError as error:
            self._socket.close()
            raise MachineError(f"no test line at {path}: {error}") from error
        self._thread = Thread(target=self._hear, name="pins", daemon=True)
        self._thread.start()
        try:
            self._ask(f"irq_intercept_out {self._chip}")
        except MachineError:
            self.close()
            raise

    @property
    def changes(self) -> dict[int, int]:
        """How often each output has changed."""
        with self._lock:
            return dict(self._changes)

    @property
    def levels(self) -> dict[int, bool]:
        """How each output that has changed stands now."""
        with self._lock:
            return dict(self._levels)

    def hold(self, pin: int, *, is_high: bool) -> None:
        """Put a level on an input.

        Raises:
            MachineError: QEMU refuses it, or is gone.
        """
        self._ask(f"set_irq_in {self._chip} unnamed-gpio-in {pin} {int(is_high)}")

    def close(self) -> None:
        """Hang up."""
        # QEMU may have been faster.
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._socket.close()

    def _ask(self, command: str) -> None:
        try:
            self._socket.sendall(command.encode() + b"\n")
            answer = self._answers.get(timeout=_DEADLINE_S)
        except (OSError, Empty) as error:
            raise MachineError(f"the test line is gone: {error}") from error
        if not answer.startswith(b"OK"):
            raise MachineError(f"QEMU answers {answer.decode()!r} to {command}")

    def _hear(self) -> None:
        """Body of the thread: until one of both hangs up."""
        received = b""
        while True:
            try:
                part = self._socket.recv(_READ_BYTES)
            except OSError:
                part = b""
            if not part:
                self._answers.put(_GONE)
                return
            *lines, received = (received + part).split(b"\n")
            for line in lines:
                self._note(line)

    def _note(self, line: bytes) -> None:
        found = _CHANGE.match(line)
        if found is None:
            self._answers.put(line)
            return
        pin = int(found[2])
        with self._lock:
            self._levels[pin] = found[1] == b"raise"
            self._changes[pin] = self._changes.get(pin, 0) + 1


def _find_chip(qmp: Qmp) -> str:
    parts = qmp.ask("qom-list", path=_PLACE)
    if isinstance(parts, list):
        for part in parts:
            if isinstance(part, dict) and part.get("type") == _KIND:
                return f"{_PLACE}/{part['name']}"
    raise MachineError("the machine has no PL061")
