"""The redirection protocol between QEMU and a device that lives elsewhere, here in this process.

A message is a head of little endian numbers (kind, length, id) and a body; the other side asks with
an id and is answered with the same. Pure: bytes in, bytes out; the socket is `machine.usb_port`.
Both sides may do without most of the protocol; what is not here was never offered to the other.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Final

from machine.usb import IN, Setup, StallError, UsbDevice, answer

_NAME: Final = b"standlkassa".ljust(64, b"\0")
#: A version in the connect message, packet sizes with the pipes, long ids, long bulk transfers.
_ABILITIES: Final = 1 << 1 | 1 << 4 | 1 << 5 | 1 << 6
_SHORT_HEAD: Final = struct.Struct("<III")
_HEAD: Final = struct.Struct("<IIQ")
_CONTROL: Final = struct.Struct("<BBBBHHH")
_BULK: Final = struct.Struct("<BBHIH")
_PIPES: Final = 32
_BULK_PIPE, _CONTROL_PIPE, _NO_PIPE = 2, 0, 255
#: Longer than any transfer of a driver: the other side has lost its mind.
MESSAGE_BYTES_MAX: Final = 4 * 1024 * 1024


class ProtocolError(Exception):
    """The other side does not speak as a QEMU of these years does."""


class Kind(IntEnum):
    """The messages we know."""

    HELLO = 0
    DEVICE_CONNECT = 1
    DEVICE_DISCONNECT = 2
    RESET = 3
    INTERFACE_INFO = 4
    EP_INFO = 5
    SET_CONFIGURATION = 6
    GET_CONFIGURATION = 7
    CONFIGURATION_STATUS = 8
    SET_ALT_SETTING = 9
    GET_ALT_SETTING = 10
    ALT_SETTING_STATUS = 11
    CANCEL_DATA_PACKET = 21
    FILTER_REJECT = 22
    FILTER_FILTER = 23
    CONTROL_PACKET = 100
    BULK_PACKET = 101


class Status(IntEnum):
    """How a transfer ended."""

    SUCCESS = 0
    CANCELLED = 1
    STALL = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bulk:
    """A bulk transfer that waits for the device; `done` bytes of an OUT were taken."""

    id: int
    endpoint: int
    stream: int
    size: int
    data: bytes
    done: int = 0


class Redirection:
    """One connection, from its hello to its end. What methods return is to be sent.

    Args:
        device: in the socket at first; None for an empty one.
    """

    def __init__(self, device: UsbDevice | None) -> None:
        self._device = device
        self._received = b""
        self._is_greeted = False
        self._waiting: list[_Bulk] = []

    @property
    def is_waiting(self) -> bool:
        """Whether a transfer waits until the device is ready: call `poll` now and then."""
        return bool(self._waiting)

    def hello(self) -> bytes:
        """What is said first."""
        body = _NAME + struct.pack("<I", _ABILITIES)
        return _SHORT_HEAD.pack(Kind.HELLO, len(body), 0) + body

    def plug(self, device: UsbDevice) -> bytes:
        """Put a device in, in place of the one that is in."""
        gone = self.unplug()
        self._device = device
        return gone + self._connect()

    def unplug(self) -> bytes:
        """Take the device out; what waited for it never comes."""
        was_in, self._device = self._device is not None, None
        self._waiting.clear()
        return _message(Kind.DEVICE_DISCONNECT) if was_in and self._is_greeted else b""

    def receive(self, data: bytes) -> bytes:
        """Take what came.

        Raises:
            ProtocolError: it is no message of the protocol.
        """
        self._received += data
        return b"".join(self._answers())

    def poll(self) -> bytes:
        """Ask the device again for what waits."""
        waiting, self._waiting = self._waiting, []
        # A pipe keeps its order: behind one that waits on, others of the same pipe wait as well.
        answers: list[bytes] = []
        for one in waiting:
            is_behind = any(other.endpoint == one.endpoint for other in self._waiting)
            answers.append(b"" if is_behind else self._carry(one))
            if is_behind:
                self._waiting.append(one)
        return b"".join(answers)

    def _answers(self) -> Iterator[bytes]:
        while True:
            head = _HEAD if self._is_greeted else _SHORT_HEAD
            if len(self._received) < head.size:
                return
            kind, length, number = head.unpack_from(self._received)
            if length > MESSAGE_BYTES_MAX:
                raise ProtocolError(f"a message of {length} bytes")
            if len(self._received) < head.size + length:
                return
            body = self._received[head.size : head.size + length]
            self._received = self._received[head.size + length :]
            yield self._take(kind, number, body)

    def _take(self, kind: int, number: int, body: bytes) -> bytes:
        if not self._is_greeted:
            return self._greet(kind, body)
        match kind:
            case Kind.CONTROL_PACKET:
                return self._control(number, body)
            case Kind.BULK_PACKET:
                return self._bulk(number, body)
            case Kind.SET_CONFIGURATION | Kind.GET_CONFIGURATION:
                return _message(Kind.CONFIGURATION_STATUS, bytes([Status.SUCCESS, 1]), number)
            case Kind.SET_ALT_SETTING | Kind.GET_ALT_SETTING:
                return _message(Kind.ALT_SETTING_STATUS, bytes([Status.SUCCESS, 0, 0]), number)
            case Kind.RESET:
                self._reset()
                return b""
            case Kind.CANCEL_DATA_PACKET:
                return self._cancel(number)
            case Kind.FILTER_REJECT | Kind.FILTER_FILTER:
                return b""
            case _:
                raise ProtocolError(f"a message of kind {kind}")

    def _greet(self, kind: int, body: bytes) -> bytes:
        if kind != Kind.HELLO or len(body) < len(_NAME) + 4:
            raise ProtocolError("no hello")
        (theirs,) = struct.unpack_from("<I", body, len(_NAME))
        if theirs & _ABILITIES != _ABILITIES:
            raise ProtocolError(f"abilities {theirs:#x}: too old a QEMU")
        self._is_greeted = True
        return self._connect()

    def _connect(self) -> bytes:
        device = self._device
        if device is None or not self._is_greeted:
            return b""
        self._reset()
        identity = device.identity
        kinds, sizes = [_NO_PIPE] * _PIPES, [0] * _PIPES
        for place in (0, _PIPES // 2):
            kinds[place], sizes[place] = _CONTROL_PIPE, 64
        for address in identity.endpoints:
            place = address & 0x0F | (address & IN) >> 3
            kinds[place], sizes[place] = _BULK_PIPE, identity.packet_bytes
        pipes = bytes(kinds) + bytes(2 * _PIPES) + struct.pack(f"<{_PIPES}H", *sizes)
        interface = b"".join(
            bytes([number]).ljust(_PIPES, b"\0") for number in (0, *identity.interface)
        )
        connect = struct.pack(
            "<BBBBHHH", identity.speed, 0, 0, 0, identity.vendor, identity.product, 0x0100
        )
        return (
            _message(Kind.EP_INFO, pipes)
            + _message(Kind.INTERFACE_INFO, struct.pack("<I", 1) + interface)
            + _message(Kind.DEVICE_CONNECT, connect)
        )

    def _reset(self) -> None:
        self._waiting.clear()
        if self._device is not None:
            self._device.start()

    def _control(self, number: int, body: bytes) -> bytes:
        if len(body) < _CONTROL.size:
            raise ProtocolError("a control transfer that is cut off")
        endpoint, request, kind, _, value, index, length = _CONTROL.unpack_from(body)
        setup = Setup(request_type=kind, request=request, value=value, index=index, length=length)
        data, status = b"", Status.SUCCESS
        try:
            data = _answer(self._device, setup, body[_CONTROL.size :])
        except StallError:
            status = Status.STALL
        done = len(data) if kind & IN else length
        done = 0 if status is Status.STALL else done
        head = _CONTROL.pack(endpoint, request, kind, status, value, index, done)
        return _message(Kind.CONTROL_PACKET, head + data, number)

    def _bulk(self, number: int, body: bytes) -> bytes:
        if len(body) < _BULK.size:
            raise ProtocolError("a bulk transfer that is cut off")
        endpoint, _, low, stream, high = _BULK.unpack_from(body)
        wanted = _Bulk(
            id=number,
            endpoint=endpoint,
            stream=stream,
            size=high << 16 | low,
            data=body[_BULK.size :],
        )
        if any(one.endpoint == endpoint for one in self._waiting):
            self._waiting.append(wanted)
            return b""
        return self._carry(wanted)

    def _carry(self, wanted: _Bulk) -> bytes:
        """As much of a transfer as the device is ready for; what is left of it waits."""
        if self._device is None:
            return _bulk_end(wanted, Status.STALL)
        try:
            if wanted.endpoint & IN:
                data = self._device.bulk_in(wanted.endpoint, wanted.size)
                if data is not None:
                    return _bulk_end(replace(wanted, size=len(data)), Status.SUCCESS, data)
            else:
                done = wanted.done + self._device.bulk_out(
                    wanted.endpoint, wanted.data[wanted.done :]
                )
                if done == len(wanted.data):
                    return _bulk_end(wanted, Status.SUCCESS)
                wanted = replace(wanted, done=done)
        except StallError:
            return _bulk_end(wanted, Status.STALL)
        self._waiting.append(wanted)
        return b""

    def _cancel(self, number: int) -> bytes:
        for one in self._waiting:
            if one.id == number:
                self._waiting.remove(one)
                return _bulk_end(replace(one, size=one.done), Status.CANCELLED)
        # It ended while they changed their mind.
        return b""


def _answer(device: UsbDevice | None, setup: Setup, data: bytes) -> bytes:
    if device is None:
        raise StallError
    return answer(device, setup, data)


def _bulk_end(ended: _Bulk, status: Status, data: bytes = b"") -> bytes:
    size = 0 if status is Status.STALL else ended.size
    head = _BULK.pack(ended.endpoint, status, size & 0xFFFF, ended.stream, size >> 16)
    return _message(Kind.BULK_PACKET, head + data, ended.id)


def _message(kind: Kind, body: bytes = b"", number: int = 0) -> bytes:
    return _HEAD.pack(kind, len(body), number) + body
