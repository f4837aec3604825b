"""A USB number pad through evdev, grabbed so that no console hears the till's keys.

It comes and goes: after ENODEV the next polls try to open it again. The pad debounces for
itself; its auto-repeat is ignored. Keys without a meaning here are ignored as well.
"""

import errno
from pathlib import Path

import evdev
from evdev import ecodes

from hal.errors import Fault, HalError
from hal.keypad.layout import NUMPAD, CompactLegend
from hal.keypad.port import KeypadEvent
from hal.keypad.scanner import STUCK_S, Motion

_DEVICE = "keypad"
_UP, _DOWN = 0, 1


class EvdevKeypad:
    """Implements `Keypad` on `path`, best a name below /dev/input/by-id."""

    def __init__(self, path: Path) -> None:
        """Nothing is opened before the first poll."""
        self._path = path
        self._pad: evdev.InputDevice[str] | None = None
        self._legend = CompactLegend()
        self._down_since_s: dict[int, float] = {}
        self._stuck: set[int] = set()

    def poll(self, monotonic_s: float) -> tuple[KeypadEvent, ...]:
        """Read what has come; see `Keypad.poll`."""
        if self._pad is None:
            self._pad = self._open()
        events: list[KeypadEvent] = []
        try:
            for event in self._pad.read():
                if event.type == ecodes.EV_KEY and event.code in NUMPAD:
                    events += self._key(event.code, event.value, monotonic_s)
                elif event.type == ecodes.EV_SYN and event.code == ecodes.SYN_DROPPED:
                    # The kernel's queue ran over; which keys are down must be asked anew.
                    self._forget_released(set(self._pad.active_keys()))
        except BlockingIOError:
            # Nothing (more) to read.
            pass
        except OSError as error:
            self.close()
            raise self._error(error) from error
        return (*events, *self._find_stuck(monotonic_s))

    def close(self) -> None:
        """Let the pad go; a later poll opens it again."""
        if self._pad is not None:
            self._pad.close()
        self._pad = None
        self._down_since_s.clear()
        self._stuck.clear()

    def _open(self) -> "evdev.InputDevice[str]":
        try:
            pad = evdev.InputDevice(str(self._path))
        except OSError as error:
            raise self._error(error) from error
        try:
            pad.grab()
        except OSError as error:
            pad.close()
            raise self._error(error) from error
        return pad

    def _key(self, code: int, value: int, now_s: float) -> tuple[KeypadEvent, ...]:
        if value == _DOWN:
            self._down_since_s[code] = now_s
            return self._legend.read_cap(NUMPAD[code], Motion.PRESSED, now_s)
        if value == _UP:
            self._down_since_s.pop(code, None)
            if code in self._stuck:
                self._stuck.discard(code)
                return self._legend.read_cap(NUMPAD[code], Motion.UNSTUCK, now_s)
        return ()

    def _find_stuck(self, now_s: float) -> tuple[KeypadEvent, ...]:
        events: list[KeypadEvent] = []
        for code, since_s in self._down_since_s.items():
            if code not in self._stuck and now_s - since_s >= STUCK_S:
                self._stuck.add(code)
                events += self._legend.read_cap(NUMPAD[code], Motion.STUCK, now_s)
        return tuple(events)

    def _forget_released(self, active: set[int]) -> None:
        for code in set(self._down_since_s) - active:
            del self._down_since_s[code]

    def _error(self, error: OSError) -> HalError:
        match error.errno:
            case errno.ENODEV | errno.ENOENT | errno.ENXIO:
                fault = Fault.ABSENT
            case errno.EBUSY:
                fault = Fault.BUSY
            case _:
                fault = Fault.BROKEN
        return HalError(fault, _DEVICE, f"{self._path}: {error}")
