"""A USB number pad behind evdev (linux/input.h)."""

import errno
import struct

from tests.fakedev.server import Answer, Handle

_EV_SYN, _EV_KEY = 0, 1
_SYN_REPORT, _SYN_DROPPED = 0, 3
_VERSION, _ID, _NAME, _PHYS, _UNIQ = 0x01, 0x02, 0x06, 0x07, 0x08
_KEYS_DOWN = 0x18
_BITS = 0x20
_EFFECTS = 0x84
_GRAB = 0x90


class Numpad:
    """A device /dev/input/eventN; `key` is a finger, `unplug` a hand."""

    def __init__(self) -> None:
        self.is_plugged = True
        self.grabs = 0
        self.down: set[int] = set()
        self.handles: list[_Event] = []

    def __call__(self) -> Handle:
        if not self.is_plugged:
            raise OSError(errno.ENOENT, "unplugged")
        handle = _Event(self)
        self.handles.append(handle)
        return handle

    def key(self, code: int, value: int) -> None:
        """1 down, 0 up, 2 repeated by the kernel."""
        (self.down.discard if value == 0 else self.down.add)(code)
        self._emit((_EV_KEY, code, value), (_EV_SYN, _SYN_REPORT, 0))

    def overflow(self) -> None:
        """The kernel's queue ran over: some events are lost."""
        self._emit((_EV_SYN, _SYN_DROPPED, 0))

    def unplug(self) -> None:
        """Every reader gets ENODEV, the node is gone."""
        self.is_plugged = False
        for handle in self.handles:
            handle.hang_up()
        self.handles.clear()
        self.grabs = 0
        self.down.clear()

    def plug_in(self) -> None:
        """The node is back."""
        self.is_plugged = True

    def _emit(self, *events: tuple[int, int, int]) -> None:
        packed = b"".join(struct.pack("<qqHHi", 0, 0, *event) for event in events)
        for handle in self.handles:
            handle.emit(packed)


class _Event(Handle):
    def __init__(self, pad: Numpad) -> None:
        super().__init__()
        self._pad = pad

    def ioctl(self, number: int, argument: bytes) -> Answer:
        size = number >> 16 & 0x3FFF
        match number & 0xFF:
            case n if n == _VERSION:
                return Answer(payload=struct.pack("<i", 0x010001))
            case n if n == _ID:
                return Answer(payload=struct.pack("<4H", 3, 0x04D9, 0xA02A, 0x0110))
            case n if n == _NAME:
                return _text(b"SIGMACHIP Numeric Keypad\0", size)
            case n if n in (_PHYS, _UNIQ):
                return _text(b"\0", size)
            case n if n == _KEYS_DOWN:
                return _bits(self._pad.down, size)
            case n if n == _BITS:
                return _bits({_EV_SYN, _EV_KEY}, size)
            case n if n == _BITS + _EV_KEY:
                return _bits(set(range(1, 128)), size)
            case n if n == _EFFECTS:
                return Answer(payload=bytes(4))
            case n if n == _GRAB:
                return self._grab(struct.unpack("<Q", argument)[0])
            case _:
                return super().ioctl(number, argument)

    def _grab(self, wanted: int) -> Answer:
        if wanted and self._pad.grabs:
            raise OSError(errno.EBUSY, "grabbed by another")
        self._pad.grabs = 1 if wanted else 0
        return Answer()

    def close(self) -> None:
        if self in self._pad.handles:
            self._pad.handles.remove(self)
            self._pad.grabs = 0
        super().close()


def _text(text: bytes, size: int) -> Answer:
    return Answer(result=len(text), payload=text[:size])


def _bits(numbers: set[int], size: int) -> Answer:
    bits = sum(1 << number for number in numbers)
    return Answer(result=size, payload=bits.to_bytes(128, "little")[:size])
