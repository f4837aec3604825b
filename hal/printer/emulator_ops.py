"""The printer's ear: bytes in, operations out, one byte at a time.

So any split of the stream gives the same operations. What is not known is handed on as unknown
and never guessed at.
"""

from dataclasses import dataclass

ESC, GS, FS, DLE = 0x1B, 0x1D, 0x1C, 0x10
_EOT, _ENQ, _DC4 = 0x04, 0x05, 0x14
_IGNORED = frozenset({0x00, 0x0D})
_PREFIXES = frozenset({ESC, GS, FS, DLE})
#: Function codes of `GS V` that carry a feed behind them.
_CUTS_WITH_FEED = frozenset(b"ABab")

#: Argument bytes behind each command of fixed length.
_ARGUMENT_BYTES: dict[bytes, int] = {
    b"\x1b@": 0, b"\x1b!": 1, b"\x1bE": 1, b"\x1bG": 1, b"\x1ba": 1, b"\x1bd": 1, b"\x1bJ": 1,
    b"\x1bt": 1, b"\x1bR": 1, b"\x1bM": 1, b"\x1b-": 1, b"\x1b2": 0, b"\x1b3": 1, b"\x1bp": 3,
    b"\x1b{": 1, b"\x1b=": 1, b"\x1b ": 1, b"\x1bc": 2,
    b"\x1d!": 1, b"\x1dB": 1, b"\x1da": 1, b"\x1dr": 1, b"\x1dI": 1, b"\x1db": 1, b"\x1dL": 2,
    b"\x1dW": 2, b"\x1dV": 1, b"\x1d(": 3, b"\x1dv": 6,
    b"\x1c.": 0, b"\x1c&": 0,
    b"\x10\x04": 1, b"\x10\x05": 1, b"\x10\x14": 3,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sign:
    """One printable byte in the current code page."""

    code: int


@dataclass(frozen=True, slots=True)
class Command:
    """A whole command: its leading bytes and its arguments (without a length field)."""

    code: bytes
    arguments: bytes = b""


@dataclass(frozen=True, slots=True)
class RasterRow:
    """One row of the picture that the last `GS v 0` announced, most significant bit leftmost."""

    bits: bytes


@dataclass(frozen=True, slots=True)
class Unknown:
    """Bytes that are no command of this printer."""

    raw: bytes


Op = Sign | Command | RasterRow | Unknown


class Interpreter:
    """Makes operations of the bytes in the receive buffer."""

    def __init__(self) -> None:
        self._pending = bytearray()
        self._row_bytes = 0
        self._rows_left = 0

    def push(self, byte: int) -> Op | None:
        """Take one byte; the operation it completes, if any."""
        if self._rows_left:
            return self._push_row(byte)
        if not self._pending:
            return self._push_first(byte)
        self._pending.append(byte)
        size = _size(bytes(self._pending))
        if size is None:
            return Unknown(self._take())
        return self._complete(self._take()) if len(self._pending) == size else None

    def _push_first(self, byte: int) -> Op | None:
        if byte in _PREFIXES:
            self._pending.append(byte)
            return None
        if byte >= 0x20:
            return Sign(byte)
        if byte in _IGNORED:
            return None
        return Command(b"\n") if byte == 0x0A else Unknown(bytes((byte,)))

    def _push_row(self, byte: int) -> Op | None:
        self._pending.append(byte)
        if len(self._pending) < self._row_bytes:
            return None
        self._rows_left -= 1
        return RasterRow(self._take())

    def _take(self) -> bytes:
        taken = bytes(self._pending)
        self._pending.clear()
        return taken

    def _complete(self, raw: bytes) -> Op | None:
        if raw[0] == DLE:
            # Was obeyed on arrival; in its turn it is nothing.
            return None
        if raw.startswith(b"\x1d("):
            return Command(raw[:3], raw[5:])
        if raw.startswith(b"\x1dv"):
            self._row_bytes = int.from_bytes(raw[4:6], "little")
            self._rows_left = int.from_bytes(raw[6:8], "little") if self._row_bytes else 0
            # Without the 0: mode, bytes a row, rows.
            return Command(raw[:2], raw[3:])
        return Command(raw[:2], raw[2:])


def _size(pending: bytes) -> int | None:
    """How long the command that begins with `pending` is, as far as can be told; None: unknown."""
    argument_bytes = _ARGUMENT_BYTES.get(pending[:2])
    if argument_bytes is None:
        return None
    size = 2 + argument_bytes
    if pending.startswith(b"\x1d(") and len(pending) >= 5:
        return 5 + int.from_bytes(pending[3:5], "little")
    if pending.startswith(b"\x1d("):
        return 5
    if pending.startswith(b"\x1dV") and len(pending) >= 3:
        return size + (pending[2] in _CUTS_WITH_FEED)
    if pending.startswith(b"\x1dv") and len(pending) >= 3 and pending[2] != 0x30:
        return None
    return size


@dataclass(frozen=True, slots=True)
class StatusRequest:
    """`DLE EOT n`."""

    query: int


@dataclass(frozen=True, slots=True)
class RealtimePulse:
    """`DLE DC4 1 m t`."""

    pin: int


class RealtimeEar:
    """Hears real-time commands on arrival, wherever they stand: even within a picture."""

    def __init__(self) -> None:
        self._tail = b""

    def push(self, byte: int) -> StatusRequest | RealtimePulse | None:
        """Take one byte; the real-time command it completes, if any."""
        tail = self._tail + bytes((byte,))
        self._tail = b""
        if len(tail) == 1 or (len(tail) == 2 and byte == DLE):
            self._tail = bytes((DLE,)) if byte == DLE else b""
            return None
        if tail[1] == _EOT and len(tail) == 3:
            return StatusRequest(byte) if 1 <= byte <= 4 else None
        if tail[1] == _DC4 and len(tail) == 5:
            return RealtimePulse(tail[3]) if tail[2] == 1 else None
        if tail[1] in {_EOT, _DC4}:
            self._tail = tail
        return None


def is_status_request(data: bytes) -> bool:
    """Whether `data` begins with a whole `DLE EOT n`."""
    return data[:2] == bytes((DLE, _EOT)) and data[2:3] in {b"\1", b"\2", b"\3", b"\4"}
