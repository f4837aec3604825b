"""What the caps of each keypad mean: thirty keys (two arrangements), twenty, or a USB number pad.

All speak the same logical keys, so that a keypad is a table and nothing else. The small ones have
twenty caps; the missing keys are reached through `F` and through `WG` with a digit (manual 5.3):

| typed | means |
|---|---|
| `WG` 1…8 | WG1…WG8 |
| `WG` 9 | WG9, that is `F WG1` |
| `WG` , 0…5 | WG10…WG15, that is `F WG2` … `F WG7` |
| `F BAR` | KARTE |
| `F WG` | PLU |
| `F ZW` | % |
| `F BON` | opens the drawer, that is `F BAR` of the large pad |
| `F` and any other | the same on the large pad |

So `F` and `WG` are held back until the next key, at most `PREFIX_S`. A digit that a glove missed
must not let the next key act on the price (`BAR` would take it for money): after `WG` a cap that
names no group is rejected. `C` gives the prefix up, `WG` begins it anew, `F` begins the other.
"""

from collections.abc import Mapping
from enum import Enum
from typing import Protocol

from hal.keypad.port import LAYOUT_5X6, Key, KeypadEvent, Pressed, Rejected, Stuck, Unstuck
from hal.keypad.scanner import Motion, Stroke

#: As long as `F` waits for its second key on the large pad.
PREFIX_S = 5.0


class CompactKey(Enum):
    """The caps of the twenty-key pad; all but `WG` carry the legend of a logical key."""

    F = "F"
    DIGIT_7 = "7"
    DIGIT_8 = "8"
    DIGIT_9 = "9"
    STO = "STO"
    TIMES = "×"
    DIGIT_4 = "4"
    DIGIT_5 = "5"
    DIGIT_6 = "6"
    WG = "WG"
    C = "C"
    DIGIT_1 = "1"
    DIGIT_2 = "2"
    DIGIT_3 = "3"
    ZW = "ZW"
    BON = "BON"
    DIGIT_0 = "0"
    DIGIT_00 = "00"
    COMMA = ","
    BAR = "BAR"


#: The thirty keys where fingers that come from a Sharp XE-A or a Casio SE look for them: the number
#: block at the left with ×, comma and clear above it and the PLU key at its foot, void and percent
#: beside clear, the departments in columns at the right that count from the bottom, subtotal above
#: cash in the bottom right corner. The word for them is ECR, electronic cash register.
LAYOUT_ECR: tuple[tuple[Key, ...], ...] = (
    (Key.TIMES, Key.COMMA, Key.C, Key.STO, Key.PERCENT, Key.F),
    (Key.DIGIT_7, Key.DIGIT_8, Key.DIGIT_9, Key.WG4, Key.WG8, Key.BON),
    (Key.DIGIT_4, Key.DIGIT_5, Key.DIGIT_6, Key.WG3, Key.WG7, Key.KARTE),
    (Key.DIGIT_1, Key.DIGIT_2, Key.DIGIT_3, Key.WG2, Key.WG6, Key.ZW),
    (Key.DIGIT_0, Key.DIGIT_00, Key.PLU, Key.WG1, Key.WG5, Key.BAR),
)

#: Row by row from the top left, as the caps lie before the cashier.
LAYOUT_4X5: tuple[tuple[CompactKey, ...], ...] = (
    (CompactKey.F, CompactKey.DIGIT_7, CompactKey.DIGIT_8, CompactKey.DIGIT_9, CompactKey.STO),
    (CompactKey.TIMES, CompactKey.DIGIT_4, CompactKey.DIGIT_5, CompactKey.DIGIT_6, CompactKey.WG),
    (CompactKey.C, CompactKey.DIGIT_1, CompactKey.DIGIT_2, CompactKey.DIGIT_3, CompactKey.ZW),
    (CompactKey.BON, CompactKey.DIGIT_0, CompactKey.DIGIT_00, CompactKey.COMMA, CompactKey.BAR),
)

#: Linux key codes (input-event-codes.h) of a number pad, by the cap that stands for them.
NUMPAD: Mapping[int, CompactKey] = {
    69: CompactKey.F,  # Num Lock
    71: CompactKey.DIGIT_7,
    72: CompactKey.DIGIT_8,
    73: CompactKey.DIGIT_9,
    75: CompactKey.DIGIT_4,
    76: CompactKey.DIGIT_5,
    77: CompactKey.DIGIT_6,
    79: CompactKey.DIGIT_1,
    80: CompactKey.DIGIT_2,
    81: CompactKey.DIGIT_3,
    82: CompactKey.DIGIT_0,
    83: CompactKey.COMMA,  # .
    121: CompactKey.COMMA,  # , where the pad has one
    55: CompactKey.TIMES,
    98: CompactKey.WG,  # /
    74: CompactKey.STO,  # -
    78: CompactKey.ZW,  # +
    96: CompactKey.BAR,  # Enter
    14: CompactKey.C,  # Backspace
    1: CompactKey.C,  # Escape
    15: CompactKey.BON,  # Tab
    117: CompactKey.BON,  # =
}

_AFTER_F: Mapping[CompactKey, tuple[Key, ...]] = {
    CompactKey.BAR: (Key.KARTE,),
    CompactKey.WG: (Key.PLU,),
    CompactKey.ZW: (Key.PERCENT,),
    CompactKey.BON: (Key.F, Key.BAR),
}

_AFTER_WG: Mapping[CompactKey, tuple[Key, ...]] = {
    CompactKey.DIGIT_1: (Key.WG1,),
    CompactKey.DIGIT_2: (Key.WG2,),
    CompactKey.DIGIT_3: (Key.WG3,),
    CompactKey.DIGIT_4: (Key.WG4,),
    CompactKey.DIGIT_5: (Key.WG5,),
    CompactKey.DIGIT_6: (Key.WG6,),
    CompactKey.DIGIT_7: (Key.WG7,),
    CompactKey.DIGIT_8: (Key.WG8,),
    CompactKey.DIGIT_9: (Key.F, Key.WG1),
}

_AFTER_WG_COMMA: Mapping[CompactKey, tuple[Key, ...]] = {
    CompactKey.DIGIT_0: (Key.F, Key.WG2),
    CompactKey.DIGIT_1: (Key.F, Key.WG3),
    CompactKey.DIGIT_2: (Key.F, Key.WG4),
    CompactKey.DIGIT_3: (Key.F, Key.WG5),
    CompactKey.DIGIT_4: (Key.F, Key.WG6),
    CompactKey.DIGIT_5: (Key.F, Key.WG7),
}


class _Prefix(Enum):
    NONE = "none"
    F = "F"
    WG = "WG"
    WG_COMMA = "WG ,"


class Legend(Protocol):
    """Turns strokes on a matrix of `rows` x `columns` into events of logical keys."""

    @property
    def rows(self) -> int:
        """How many rows the matrix has."""
        ...

    @property
    def columns(self) -> int:
        """How many columns each row has."""
        ...

    def read(self, stroke: Stroke, monotonic_s: float) -> tuple[KeypadEvent, ...]:
        """The events of one stroke, possibly none yet."""
        ...


class FullLegend:
    """Implements `Legend`: every cap is one logical key."""

    def __init__(self, layout: tuple[tuple[Key, ...], ...] = LAYOUT_5X6) -> None:
        self._layout = layout
        self.rows = len(layout)
        self.columns = len(layout[0])

    def read(self, stroke: Stroke, monotonic_s: float) -> tuple[KeypadEvent, ...]:  # noqa: ARG002
        """Exactly one event."""
        key = self._layout[stroke.row][stroke.column]
        match stroke.motion:
            case Motion.PRESSED:
                return (Pressed(key=key),)
            case Motion.STUCK:
                return (Stuck(key=key),)
            case Motion.UNSTUCK:
                return (Unstuck(key=key),)


class CompactLegend:
    """Implements `Legend` for twenty keys; also fed cap by cap by the USB number pad."""

    def __init__(self) -> None:
        self.rows = len(LAYOUT_4X5)
        self.columns = len(LAYOUT_4X5[0])
        self._prefix = _Prefix.NONE
        self._prefix_until_s = 0.0

    def read(self, stroke: Stroke, monotonic_s: float) -> tuple[KeypadEvent, ...]:
        """None for a prefix, one, or two where the large pad needs `F` and a key."""
        return self.read_cap(LAYOUT_4X5[stroke.row][stroke.column], stroke.motion, monotonic_s)

    def read_cap(
        self, cap: CompactKey, motion: Motion, monotonic_s: float
    ) -> tuple[KeypadEvent, ...]:
        """As `read`, for a cap. A stuck `WG` is reported as WG1, the nearest logical key."""
        match motion:
            case Motion.PRESSED:
                keys = self._press(cap, monotonic_s)
                return (Rejected(),) if keys is None else tuple(Pressed(key=key) for key in keys)
            case Motion.STUCK:
                return (Stuck(key=_nearest(cap)),)
            case Motion.UNSTUCK:
                return (Unstuck(key=_nearest(cap)),)

    def _press(self, cap: CompactKey, now_s: float) -> tuple[Key, ...] | None:
        """The keys that are complete now; None when `cap` does not belong to what is begun."""
        prefix = self._prefix if now_s < self._prefix_until_s else _Prefix.NONE
        self._prefix = _Prefix.NONE
        match prefix:
            case _Prefix.F:
                return _AFTER_F.get(cap) or (Key.F, Key(cap.value))
            case _ if prefix is _Prefix.NONE or cap in (CompactKey.F, CompactKey.WG):
                return self._press_plain(cap, now_s)
            case _ if cap is CompactKey.C:
                return ()
            case _Prefix.WG if cap is CompactKey.COMMA:
                return self._hold(_Prefix.WG_COMMA, now_s)
            case _Prefix.WG if cap in _AFTER_WG:
                return _AFTER_WG[cap]
            case _Prefix.WG_COMMA if cap in _AFTER_WG_COMMA:
                return _AFTER_WG_COMMA[cap]
            case _:
                # No group: the prefix goes on, not a moment longer than before.
                self._prefix = prefix
                return None

    def _press_plain(self, cap: CompactKey, now_s: float) -> tuple[Key, ...]:
        if cap is CompactKey.F:
            return self._hold(_Prefix.F, now_s)
        if cap is CompactKey.WG:
            return self._hold(_Prefix.WG, now_s)
        return (Key(cap.value),)

    def _hold(self, prefix: _Prefix, now_s: float) -> tuple[Key, ...]:
        self._prefix = prefix
        self._prefix_until_s = now_s + PREFIX_S
        return ()


def _nearest(cap: CompactKey) -> Key:
    return Key.WG1 if cap is CompactKey.WG else Key(cap.value)
