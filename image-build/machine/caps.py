"""Keys of the till as the caps of a USB number pad, and those as keys of QEMU's keyboard.

Which caps make which key is not written here a second time: every short sequence of caps is tried
on the till's own table, and the shortest that gives the key is it.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import product
from types import MappingProxyType
from typing import Final

from hal.keypad.layout import NUMPAD, CompactKey, CompactLegend
from hal.keypad.port import Key, Pressed
from hal.keypad.scanner import Motion
from machine.tools import MachineError

#: What QEMU calls a key, by the number that Linux gives it.
_NAMES: Final[Mapping[int, str]] = {
    69: "num_lock",
    71: "kp_7",
    72: "kp_8",
    73: "kp_9",
    75: "kp_4",
    76: "kp_5",
    77: "kp_6",
    79: "kp_1",
    80: "kp_2",
    81: "kp_3",
    82: "kp_0",
    83: "kp_decimal",
    55: "kp_multiply",
    98: "kp_divide",
    74: "kp_subtract",
    78: "kp_add",
    96: "kp_enter",
    14: "backspace",
    15: "tab",
}
#: `WG`, comma and a digit is the longest.
_CAPS_MAX: Final = 3
#: Two keys that one prefix makes together: `F WG1` is `WG 9`.
_KEYS_MAX: Final = 2


def strokes(keys: Sequence[Key]) -> tuple[str, ...]:
    """QEMU's names of the caps to press for `keys`, in order.

    Raises:
        MachineError: the number pad cannot give one of them.
    """
    return tuple(_cap_names()[cap] for part in _parts(keys) for cap in part)


def _parts(keys: Sequence[Key]) -> Iterator[tuple[CompactKey, ...]]:
    at = 0
    while at < len(keys):
        if keys[at] is Key.DIGIT_00:
            # The pad has no cap for it.
            yield from _parts((Key.DIGIT_0, Key.DIGIT_0))
            at += 1
            continue
        for count in range(min(_KEYS_MAX, len(keys) - at), 0, -1):
            caps = _table().get(tuple(keys[at : at + count]))
            if caps is not None:
                yield caps
                at += count
                break
        else:
            raise MachineError(f"a number pad cannot type {keys[at].value} here")


@cache
def _table() -> Mapping[tuple[Key, ...], tuple[CompactKey, ...]]:
    found: dict[tuple[Key, ...], tuple[CompactKey, ...]] = {}
    for count in range(1, _CAPS_MAX + 1):
        for caps in product(_cap_names(), repeat=count):
            keys = _typed(caps)
            if keys is not None:
                found.setdefault(keys, caps)
    return MappingProxyType(found)


def _typed(caps: Sequence[CompactKey]) -> tuple[Key, ...] | None:
    """What one sequence gives when its last cap completes it; None when it falls apart before."""
    legend = CompactLegend()
    given = [legend.read_cap(cap, Motion.PRESSED, 0.0) for cap in caps]
    if any(given[:-1]) or not 1 <= len(given[-1]) <= _KEYS_MAX:
        return None
    return tuple(event.key for event in given[-1] if isinstance(event, Pressed))


@cache
def _cap_names() -> Mapping[CompactKey, str]:
    names: dict[CompactKey, str] = {}
    for code, cap in NUMPAD.items():
        if code in _NAMES:
            names.setdefault(cap, _NAMES[code])
    return MappingProxyType(names)
