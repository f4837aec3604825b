"""A disk over a Unix socket, in the protocol of network block devices: as much as QEMU asks for.

One caller at a time; a second one comes in when the first has hung up, so that the disk keeps its
power when the machine restarts. The protocol is doc/proto.md of the NBD project.
"""

import socket
import struct
from contextlib import suppress
from dataclasses import dataclass
from enum import IntEnum, IntFlag
from pathlib import Path
from threading import Event, Thread
from types import TracebackType
from typing import Final, Self

from machine.tools import MachineError
from machine.voldisk import SECTOR, VolatileDisk

_MAGIC: Final = b"NBDMAGIC"
_OPTION_MAGIC: Final = b"IHAVEOPT"
_ANSWER_MAGIC: Final = 0x0003E889045565A9
_REQUEST_MAGIC: Final = 0x25609513
_REPLY_MAGIC: Final = 0x67446698
#: Fixed newstyle, and no run of zeros after a greeting.
_GREETING_FLAGS: Final = 0b11
_OPTION: Final = struct.Struct(">8sII")
_ANSWER: Final = struct.Struct(">QIII")
_REQUEST: Final = struct.Struct(">IHHQQI")
_REPLY: Final = struct.Struct(">IIQ")
_EXPORT: Final = struct.Struct(">HQH")
_SIZES: Final = struct.Struct(">HIII")
_PREFERRED_BYTES: Final = 4096
#: The most that one message may carry.
BYTES_MAX: Final = 32 * 1024 * 1024
_OPTION_BYTES_MAX: Final = 65536
_THROUGH: Final = 0b1
_INVALID: Final = 22
_END_S: Final = 10.0


class _Option(IntEnum):
    """What is asked before the disk is chosen."""

    ABORT = 2
    INFO = 6
    GO = 7


class _Said(IntEnum):
    """How it is answered."""

    DONE = 1
    INFO = 3
    UNKNOWN = 2**31 + 1


class _Facts(IntEnum):
    """Kinds of information about a disk."""

    EXPORT = 0
    SIZES = 3


class _Can(IntFlag):
    """What the disk can be asked for."""

    ANYTHING = 1
    FLUSH = 1 << 2
    THROUGH = 1 << 3
    ZEROES = 1 << 6


class _Ask(IntEnum):
    """Requests."""

    READ = 0
    WRITE = 1
    END = 2
    FLUSH = 3
    ZEROES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class _Request:
    kind: int
    cookie: int
    offset: int
    length: int
    is_through: bool


class DiskServer:
    """Serves `disk` at `path`; a context manager. `disk` may be changed while nobody is called."""

    def __init__(self, path: Path, disk: VolatileDisk) -> None:
        self.path: Final = path
        self.disk = disk
        #: What a caller said that is not the protocol, and why it was sent away.
        self.faults: list[str] = []
        self._listener = socket.socket(socket.AF_UNIX)
        self._line: socket.socket | None = None
        self._is_alone = Event()
        self._is_alone.set()
        self._thread = Thread(target=self._serve, name="disk", daemon=True)

    def __enter__(self) -> Self:
        self._listener.bind(str(self.path))
        self._listener.listen(1)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for one in (self._listener, self._line):
            if one is not None:
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)
                one.close()
        self._thread.join(_END_S)

    def wait_alone(self) -> None:
        """Wait until everything is done that a machine said before its plug was pulled.

        Raises:
            MachineError: somebody still talks.
        """
        if not self._is_alone.wait(_END_S):
            raise MachineError("the machine still talks to its disk")

    def _serve(self) -> None:
        while True:
            try:
                self._line, _ = self._listener.accept()
            except OSError:
                # The end.
                return
            self._is_alone.clear()
            with self._line as line:
                try:
                    self._talk(line)
                except (OSError, EOFError):
                    # The plug was pulled; whoever comes next begins anew.
                    pass
                except ValueError as error:
                    self.faults.append(str(error))
            self._is_alone.set()

    def _talk(self, line: socket.socket) -> None:
        line.sendall(_MAGIC + _OPTION_MAGIC + struct.pack(">H", _GREETING_FLAGS))
        _take(line, 4)
        if not self._agree(line):
            return
        while True:
            request = _request(line)
            if request.kind == _Ask.END:
                return
            self._answer(line, request)

    def _agree(self, line: socket.socket) -> bool:
        """Until the caller goes on to requests; False when it goes away."""
        while True:
            magic, option, length = _OPTION.unpack(_take(line, _OPTION.size))
            if magic != _OPTION_MAGIC or length > _OPTION_BYTES_MAX:
                raise ValueError(f"option {option} with {magic!r} of {length} bytes")
            _take(line, length)
            match option:
                case _Option.GO | _Option.INFO:
                    _say(line, option, _Said.INFO, self._export())
                    sizes = _SIZES.pack(_Facts.SIZES, SECTOR, _PREFERRED_BYTES, BYTES_MAX)
                    _say(line, option, _Said.INFO, sizes)
                    _say(line, option, _Said.DONE)
                    if option == _Option.GO:
                        return True
                case _Option.ABORT:
                    _say(line, option, _Said.DONE)
                    return False
                case _:
                    _say(line, option, _Said.UNKNOWN)

    def _export(self) -> bytes:
        can = _Can.ANYTHING | _Can.FLUSH | _Can.THROUGH | _Can.ZEROES
        return _EXPORT.pack(_Facts.EXPORT, self.disk.size, can)

    def _answer(self, line: socket.socket, request: _Request) -> None:
        # A write brings its text along, whatever becomes of it.
        text = _take(line, request.length) if request.kind == _Ask.WRITE else b""
        error = 0
        try:
            text = self._obey(request, text)
        except ValueError:
            text, error = b"", _INVALID
        line.sendall(_REPLY.pack(_REPLY_MAGIC, error, request.cookie) + text)

    def _obey(self, request: _Request, text: bytes) -> bytes:
        disk = self.disk
        match request.kind:
            case _Ask.READ:
                return disk.read(request.offset, request.length)
            case _Ask.WRITE:
                disk.write(request.offset, text, is_through=request.is_through)
            case _Ask.ZEROES:
                nothing = bytes(request.length)
                disk.write(request.offset, nothing, is_through=request.is_through)
            case _Ask.FLUSH:
                disk.flush()
            case _:
                raise ValueError(f"request {request.kind}")
        return b""


def _request(line: socket.socket) -> _Request:
    magic, flags, kind, cookie, offset, length = _REQUEST.unpack(_take(line, _REQUEST.size))
    if magic != _REQUEST_MAGIC or length > BYTES_MAX:
        raise ValueError(f"request {kind} with {magic:#x} of {length} bytes")
    is_through = bool(flags & _THROUGH)
    return _Request(kind=kind, cookie=cookie, offset=offset, length=length, is_through=is_through)


def _say(line: socket.socket, option: int, said: _Said, text: bytes = b"") -> None:
    line.sendall(_ANSWER.pack(_ANSWER_MAGIC, option, said, len(text)) + text)


def _take(line: socket.socket, size: int) -> bytes:
    taken = bytearray()
    while len(taken) < size:
        part = line.recv(size - len(taken))
        if not part:
            raise EOFError
        taken += part
    return bytes(taken)
