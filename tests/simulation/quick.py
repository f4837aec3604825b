"""What makes a simulated day cheap: looks that nobody in it looks at, and hours in larger steps.

Glyphs on a panel, contacts at rest and slow verifiers have tests of their own; a day asks what is
shown, pressed and typed.
"""

from hashlib import sha256
from types import SimpleNamespace
from typing import Final

import pytest

from firmware.app import card_swap, pins
from firmware.desk.stand import Stand
from hal.display import codec, luma_oled
from hal.display.luma_oled import LumaDisplay
from hal.display.port import Screen
from hal.errors import HalError
from hal.keypad.emulator import EmulatedMatrix
from tests.power.light import PROBE_DIGEST

#: Digests of what cards sign only to show that they do.
TRIAL_DIGESTS: Final = frozenset({PROBE_DIGEST, sha256(card_swap._TEST_TEXT + bytes(16)).digest()})
_ADDRESS: Final = 0x3C
#: One transaction that changes nothing (NOP): whether a panel is there.
_NOTHING: Final = bytes((0x00, 0xE3))
#: Of a long wait the first seconds are lived one by one, the others three at a time.
_CLOSE_S: Final = 5.0
_STRIDE_S: Final = 3.0


def show(display: LumaDisplay, screen: Screen) -> None:
    """The screen can be set, and the panel is there."""
    codec.render(screen)
    try:
        display._bus.transfer(_ADDRESS, _NOTHING)  # type: ignore[union-attr]
    except OSError as error:
        raise HalError(luma_oled._fault(error), "display", str(error)) from error


def scan(matrix: EmulatedMatrix) -> tuple[int, ...]:
    """A matrix on which no contact is closed, without following currents that do not flow."""
    if matrix.is_plugged and not matrix._closed():
        matrix.advance()
        return (0,) * matrix.rows
    return _scan(matrix)


_scan = EmulatedMatrix.scan


def pass_time(stand: Stand, seconds: float) -> None:
    """Let time pass, less closely the longer it takes."""
    lived_s = 0.0
    while seconds > 0:
        stride_s = min(1.0 if lived_s < _CLOSE_S else _STRIDE_S, seconds)
        stand.clock.advance(stride_s)
        lived_s += stride_s
        seconds -= stride_s
        stand._tick()


def quicken(patch: pytest.MonkeyPatch) -> None:
    """Live days like this until it is undone; what a new card signs on trial is one known text."""
    patch.setattr(LumaDisplay, "show", show)
    patch.setattr(EmulatedMatrix, "scan", scan)
    patch.setattr(Stand, "_pass", pass_time)
    patch.setattr(card_swap, "os", SimpleNamespace(urandom=bytes))


def weaken_pins(patch: pytest.MonkeyPatch) -> None:
    """Verifiers that are made while this lasts are quickly verified."""
    for name, cost in (("PASSES", 1), ("LANES", 1), ("MEMORY_KIB", 8)):
        patch.setattr(pins, name, cost)
