"""The other end of fakedev.c: devices in Python behind the kernel's system calls.

A device is a function that opens a `Handle`. What a handle raises as `OSError` is what the
process gets as errno. Everything runs in threads of the test's process, one for each process
that has the shim.
"""

import errno
import os
import socket
import struct
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Self

_OPEN, _IOCTL, _WRITE, _CLOSE = 1, 2, 3, 4
_REQUEST = struct.Struct("<IIQI")
_ANSWER = struct.Struct("<iiII")
_MESSAGE_MAX = 16384


class Handle:
    """One open descriptor of a process; subclasses answer its calls.

    `emit` sends bytes that the process reads; `hang_up` makes its reads fail with ENODEV.
    """

    def __init__(self) -> None:
        self.reader, self._writer = os.pipe()
        os.set_blocking(self._writer, False)
        self._is_open = True

    def ioctl(self, number: int, argument: bytes) -> "Answer":
        raise OSError(errno.ENOTTY, f"ioctl {number:#x} with {len(argument)} bytes")

    def write(self, sent: bytes) -> int:
        raise OSError(errno.EINVAL, f"{len(sent)} bytes written to something that takes none")

    def close(self) -> None:
        self.hang_up()

    def emit(self, event: bytes) -> None:
        if self._is_open:
            os.write(self._writer, event)

    def hang_up(self) -> None:
        if self._is_open:
            self._is_open = False
            os.close(self._writer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a system call gives back; `opened` becomes a new descriptor of the process."""

    result: int = 0
    payload: bytes = b""
    opened: Handle | None = None


class FakeDev:
    """Serves `devices`, by path, on a socket; a context manager."""

    def __init__(self, socket_path: Path, devices: dict[str, Callable[[], Handle]]) -> None:
        self._devices = devices
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._listener.bind(str(socket_path))
        self._listener.listen()
        self._thread = Thread(target=self._accept, name="fakedev", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        # A blocked accept wakes by a shutdown, not by a close.
        self._listener.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                process, _ = self._listener.accept()
            except OSError:
                return
            Thread(target=self._serve, args=(process,), name="fakedev", daemon=True).start()

    def _serve(self, process: socket.socket) -> None:
        handles: dict[int, Handle] = {}
        # A process may be killed between its question and our answer; the kernel cleans up, too.
        with process, suppress(BrokenPipeError, ConnectionResetError):
            while message := process.recv(_MESSAGE_MAX):
                self._answer(process, handles, message)
        for handle in handles.values():
            handle.close()

    def _answer(self, process: socket.socket, handles: dict[int, Handle], message: bytes) -> None:
        operation, number, request, length = _REQUEST.unpack_from(message)
        argument = message[_REQUEST.size : _REQUEST.size + length]
        try:
            if operation == _OPEN:
                answer = self._open(argument.decode())
            else:
                answer = _call(operation, handles, number, request, argument)
        except OSError as error:
            process.send(_ANSWER.pack(-1, error.errno or errno.EIO, 0, 0))
            return
        _reply(process, handles, answer)

    def _open(self, path: str) -> Answer:
        if path not in self._devices:
            raise OSError(errno.ENOENT, path)
        return Answer(opened=self._devices[path]())


def _call(
    operation: int, handles: dict[int, Handle], number: int, request: int, argument: bytes
) -> Answer:
    if operation == _IOCTL:
        return handles[number].ioctl(request, argument)
    if operation == _WRITE:
        return Answer(result=handles[number].write(argument))
    if operation == _CLOSE:
        handles.pop(number).close()
        return Answer()
    raise OSError(errno.ENOSYS, f"operation {operation}")


def _reply(process: socket.socket, handles: dict[int, Handle], answer: Answer) -> None:
    if answer.opened is None:
        process.send(_ANSWER.pack(answer.result, 0, 0, len(answer.payload)) + answer.payload)
        return
    number = max(handles, default=0) + 1
    handles[number] = answer.opened
    head = _ANSWER.pack(answer.result, 0, number, len(answer.payload))
    socket.send_fds(process, [head + answer.payload], [answer.opened.reader])
    # The process has its own copy now; ours would keep the pipe from ever breaking.
    os.close(answer.opened.reader)
