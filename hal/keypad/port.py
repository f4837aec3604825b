"""The keypad: thirty logical keys, whatever wiring or USB numpad is behind them."""

from dataclasses import dataclass
from enum import Enum
from typing import Protocol


class Key(Enum):
    """The logical keys of the 5 x 6 layout; the value is the cap's legend."""

    F = "F"
    BON = "BON"
    STO = "STO"
    PERCENT = "%"
    WG1 = "WG1"
    WG2 = "WG2"
    DIGIT_7 = "7"
    DIGIT_8 = "8"
    DIGIT_9 = "9"
    TIMES = "×"
    WG3 = "WG3"
    WG4 = "WG4"
    DIGIT_4 = "4"
    DIGIT_5 = "5"
    DIGIT_6 = "6"
    PLU = "PLU"
    WG5 = "WG5"
    WG6 = "WG6"
    DIGIT_1 = "1"
    DIGIT_2 = "2"
    DIGIT_3 = "3"
    C = "C"
    WG7 = "WG7"
    WG8 = "WG8"
    DIGIT_0 = "0"
    DIGIT_00 = "00"
    COMMA = ","
    ZW = "ZW"
    KARTE = "KARTE"
    BAR = "BAR"


#: Row by row from the top left, as the caps lie before the cashier.
LAYOUT_5X6: tuple[tuple[Key, ...], ...] = (
    (Key.F, Key.BON, Key.STO, Key.PERCENT, Key.WG1, Key.WG2),
    (Key.DIGIT_7, Key.DIGIT_8, Key.DIGIT_9, Key.TIMES, Key.WG3, Key.WG4),
    (Key.DIGIT_4, Key.DIGIT_5, Key.DIGIT_6, Key.PLU, Key.WG5, Key.WG6),
    (Key.DIGIT_1, Key.DIGIT_2, Key.DIGIT_3, Key.C, Key.WG7, Key.WG8),
    (Key.DIGIT_0, Key.DIGIT_00, Key.COMMA, Key.ZW, Key.KARTE, Key.BAR),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """A key went down, debounced; there is no auto-repeat and no release event."""

    key: Key


@dataclass(frozen=True, slots=True, kw_only=True)
class Stuck:
    """A key has been down for ten seconds; it is ignored until it is released."""

    key: Key


@dataclass(frozen=True, slots=True, kw_only=True)
class Unstuck:
    """A stuck key was released and counts again."""

    key: Key


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A key went down and counts for nothing: the keypad waits for the rest of another one."""


KeypadEvent = Pressed | Stuck | Unstuck | Rejected


class Keypad(Protocol):
    """What the firmware speaks: poll often (every few milliseconds), get debounced events."""

    def poll(self, monotonic_s: float) -> tuple[KeypadEvent, ...]:
        """Read the hardware once.

        Raises:
            HalError: ABSENT when the device is gone, BROKEN when it answers nonsense.
        """
        ...


class Matrix(Protocol):
    """What the matrix driver speaks: one full scan of raw contact levels, no judgement."""

    def scan(self) -> tuple[int, ...]:
        """One bit mask per row of the layout; bit n is column n from the left; 1 = contact.

        Raises:
            HalError: ABSENT or BROKEN.
        """
        ...
