"""A card reader on USB (CCID 1.1, one slot) that speaks APDUs, with an emulated card in it.

pcscd and libccid in the machine drive it as any reader of its kind. It exchanges whole APDUs and
does T=1 with the card by itself, so that a card's true ATR can be shown.
"""

import struct
import time
from collections import deque
from collections.abc import Callable
from enum import IntEnum
from threading import Lock
from typing import Final

from hal.card.emulator import HANG_S, CardMuteError, CardPulledError, EmulatedCard
from machine.usb import IN, Identity, Setup, StallError

_OUT, _IN = 0x01, 0x82
_HEAD: Final = struct.Struct("<BIBB3s")
#: The longest short APDU and its head.
_MESSAGE_BYTES_MAX: Final = 271
#: Short APDUs, and everything between card and reader is the reader's own business.
_FEATURES: Final = 0x00020000 | 0x04FE
_PROTOCOLS: Final = 0b11
_ABORT: Final = 1
#: T=1 as after a usual ATR: speeds, checksum, guard time, waiting times, clock, block size.
_PARAMETERS: Final = bytes([0x11, 0x10, 0x00, 0x4D, 0x00, 0xFE, 0x00])
#: Within this time a reader says that its card still thinks.
_PATIENCE_S: Final = 0.5
_ACTIVE, _INACTIVE, _ABSENT = 0, 1, 2
_FAILED, _MORE_TIME = 1 << 6, 2 << 6
#: Whoever is not there and whoever says nothing are the same to a reader.
_MUTE, _UNKNOWN_COMMAND = 0xFE, 0x00


class _Ask(IntEnum):
    """Commands to the reader."""

    SET_PARAMETERS = 0x61
    POWER_ON = 0x62
    POWER_OFF = 0x63
    SLOT_STATUS = 0x65
    ESCAPE = 0x6B
    GET_PARAMETERS = 0x6C
    RESET_PARAMETERS = 0x6D
    EXCHANGE = 0x6F
    ABORT = 0x72


class _Say(IntEnum):
    """Its answers."""

    BLOCK = 0x80
    SLOT = 0x81
    PARAMETERS = 0x82
    ESCAPE = 0x83


class CardReader:
    """Implements `UsbDevice`; `insert` and `pull` may be called from any thread."""

    def __init__(
        self, card: EmulatedCard | None, monotonic_s: Callable[[], float] = time.monotonic
    ) -> None:
        self.identity: Final = Identity(
            vendor=0x08E6,
            product=0x3437,
            maker="Gemalto",
            name="USB SmartCard Reader",
            serial="",
            interface=(0x0B, 0, 0),
            endpoints=(_OUT, _IN),
            extra=_class_descriptor(),
        )
        self._card = card
        self._monotonic_s = monotonic_s
        self._lock = Lock()
        self.start()

    def insert(self, card: EmulatedCard) -> None:
        """Put a card in, in place of the one that may be there."""
        with self._lock:
            self._card = card
            self._power_off()

    def pull(self) -> None:
        """Empty the slot, also in the middle of a command."""
        with self._lock:
            self._card = None
            self._power_off()

    def start(self) -> None:
        """See `UsbDevice.start`."""
        self._received = b""
        self._answers: deque[tuple[float, bytes]] = deque()
        self._told_s = 0.0
        self._power_off()

    def control(self, setup: Setup, data: bytes) -> bytes:  # noqa: ARG002 - see `UsbDevice`
        """Of the three requests of the class a reader of one speed needs one."""
        if setup.request == _ABORT and not setup.request_type & IN:
            return b""
        raise StallError

    def bulk_out(self, endpoint: int, data: bytes) -> int:
        """Bytes of a command; a whole one is obeyed."""
        if endpoint != _OUT:
            raise StallError
        self._received += data
        if len(self._received) >= _HEAD.size:
            kind, length, _, number, _ = _HEAD.unpack_from(self._received)
            if length > _MESSAGE_BYTES_MAX:
                raise StallError
            if len(self._received) >= _HEAD.size + length:
                body = self._received[_HEAD.size : _HEAD.size + length]
                self._received = b""
                with self._lock:
                    self._obey(kind, number, body)
        return len(data)

    def bulk_in(self, endpoint: int, size: int) -> bytes | None:
        """The next answer when it is there; meanwhile, now and then, that it will come."""
        if endpoint != _IN:
            raise StallError
        if not self._answers:
            return None
        now_s = self._monotonic_s()
        ready_s, message = self._answers[0]
        if ready_s <= now_s:
            self._answers.popleft()
            return message[:size]
        if now_s - self._told_s < _PATIENCE_S:
            return None
        self._told_s = now_s
        return _HEAD.pack(_Say.BLOCK, 0, 0, message[6], bytes([_MORE_TIME, 1, 0]))

    def _obey(self, kind: int, number: int, body: bytes) -> None:
        match kind:
            case _Ask.POWER_ON:
                self._power_on(number)
            case _Ask.POWER_OFF:
                self._power_off()
                self._say(_Say.SLOT, number)
            case _Ask.SLOT_STATUS | _Ask.ABORT:
                self._say(_Say.SLOT, number)
            case _Ask.EXCHANGE:
                self._exchange(number, body)
            case _Ask.GET_PARAMETERS | _Ask.RESET_PARAMETERS | _Ask.SET_PARAMETERS:
                self._say(_Say.PARAMETERS, number, _PARAMETERS, extra=1)
            case _:
                kind_said = _Say.ESCAPE if kind == _Ask.ESCAPE else _Say.SLOT
                self._refuse(kind_said, number, _UNKNOWN_COMMAND)

    def _power_on(self, number: int) -> None:
        if self._card is None:
            self._refuse(_Say.BLOCK, number, _MUTE)
            return
        self._card.reset()
        self._is_active = True
        self._say(_Say.BLOCK, number, self._card.atr)

    def _power_off(self) -> None:
        """What the card was thinking about it will never say."""
        self._is_active = False
        now_s = self._monotonic_s()
        for index, (ready_s, message) in enumerate(self._answers):
            if ready_s > now_s:
                status = bytes([self._slot() | _FAILED, _MUTE, 0])
                self._answers[index] = (now_s, _HEAD.pack(_Say.BLOCK, 0, 0, message[6], status))

    def _exchange(self, number: int, command: bytes) -> None:
        card = self._card
        if card is None or not self._is_active:
            self._refuse(_Say.BLOCK, number, _MUTE)
            return
        delay_s = card.delay_s(command)
        try:
            self._say(_Say.BLOCK, number, card.answer(command), delay_s=delay_s)
        except CardMuteError:
            self._refuse(_Say.BLOCK, number, _MUTE, delay_s=HANG_S)
        except CardPulledError:
            self._card = None
            self._power_off()
            self._refuse(_Say.BLOCK, number, _MUTE)

    def _say(
        self, kind: int, number: int, body: bytes = b"", *, extra: int = 0, delay_s: float = 0.0
    ) -> None:
        self._queue(kind, number, body, (self._slot(), 0, extra), delay_s)

    def _refuse(self, kind: int, number: int, error: int, *, delay_s: float = 0.0) -> None:
        self._queue(kind, number, b"", (self._slot() | _FAILED, error, 0), delay_s)

    def _queue(
        self, kind: int, number: int, body: bytes, status: tuple[int, int, int], delay_s: float
    ) -> None:
        message = _HEAD.pack(kind, len(body), 0, number, bytes(status)) + body
        self._told_s = self._monotonic_s()
        self._answers.append((self._told_s + delay_s, message))

    def _slot(self) -> int:
        if self._card is None:
            return _ABSENT
        return _ACTIVE if self._is_active else _INACTIVE


def _class_descriptor() -> bytes:
    return (
        struct.pack("<BBHBBI", 54, 0x21, 0x0110, 0, 0b111, _PROTOCOLS)
        + struct.pack("<IIBIIB", 4000, 4000, 0, 10752, 344086, 0)
        + struct.pack("<IIIII", 254, 0, 0, _FEATURES, _MESSAGE_BYTES_MAX)
        + struct.pack("<BBHBB", 0xFF, 0xFF, 0, 0, 1)
    )
