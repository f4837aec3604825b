"""QEMU's control line: a command and its answer, and events in between, as lines of JSON."""

import json
import socket
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from machine.tools import MachineError

_READ_BYTES: Final = 65536
_CONNECT_S: Final = 0.02
#: Whatever QEMU is asked here it answers at once, unless its host is very busy.
DEADLINE_S: Final = 30.0


class Qmp:
    """A connection to the socket of a QEMU that has just been started; used by one thread."""

    def __init__(self, path: Path, deadline_s: float = DEADLINE_S) -> None:
        """Connect as soon as it listens.

        Raises:
            MachineError: nobody listens there until the deadline.
        """
        self._deadline_s = deadline_s
        self._received = b""
        self._events: list[Mapping[str, object]] = []
        self._socket = _connect(path, deadline_s)
        try:
            self._message(time.monotonic() + deadline_s)
            self.ask("qmp_capabilities")
        except MachineError:
            self.close()
            raise

    def ask(self, command: str, **arguments: object) -> object:
        """What QEMU returns; `_` in the name of an argument is written `-`.

        Raises:
            MachineError: it refuses, is gone, or says nothing until the deadline.
        """
        named = {name.replace("_", "-"): value for name, value in arguments.items()}
        line = json.dumps({"execute": command, "arguments": named}) + "\n"
        try:
            self._socket.sendall(line.encode())
        except OSError as error:
            raise MachineError(f"QEMU is gone: {error}") from error
        until_s = time.monotonic() + self._deadline_s
        while True:
            said = self._message(until_s)
            if "event" in said:
                self._events.append(said)
            elif "error" in said:
                raise MachineError(f"QEMU refuses {command}: {said['error']}")
            else:
                return said.get("return")

    def events(self) -> list[Mapping[str, object]]:
        """What happened since the last call, also of a QEMU that has ended meanwhile."""
        while True:
            try:
                self._events.append(self._message(time.monotonic()))
            except MachineError:
                # Nothing more has come, or nothing more will.
                break
        events, self._events = self._events, []
        return events

    def await_event(self, name: str, deadline_s: float, device: str = "") -> Mapping[str, object]:
        """The next event of that name (and about that device, if one is named); others are kept.

        Raises:
            MachineError: it did not come.
        """
        until_s = time.monotonic() + deadline_s
        while True:
            for event in self._events:
                if event.get("event") == name and device in ("", _device_of(event)):
                    self._events.remove(event)
                    return event
            self._events.append(self._message(until_s))

    def close(self) -> None:
        """Hang up."""
        self._socket.close()

    def _message(self, until_s: float) -> Mapping[str, object]:
        while b"\n" not in self._received:
            self._socket.settimeout(max(until_s - time.monotonic(), 0.001))
            try:
                part = self._socket.recv(_READ_BYTES)
            except OSError as error:
                raise MachineError(f"QEMU says nothing: {error}") from error
            if not part:
                raise MachineError("QEMU hung up")
            self._received += part
        line, self._received = self._received.split(b"\n", 1)
        message: object = json.loads(line)
        if not isinstance(message, dict):
            raise MachineError(f"QEMU says {line[:80]!r}")
        return message


def _device_of(event: Mapping[str, object]) -> object:
    told = event.get("data")
    return told.get("device") if isinstance(told, dict) else None


def _connect(path: Path, deadline_s: float) -> socket.socket:
    until_s = time.monotonic() + deadline_s
    while True:
        line = socket.socket(socket.AF_UNIX)
        try:
            line.connect(str(path))
        except OSError as error:
            line.close()
            if time.monotonic() > until_s:
                raise MachineError(f"no QEMU at {path}: {error}") from error
            time.sleep(_CONNECT_S)
        else:
            return line
