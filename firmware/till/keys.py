"""Strokes: what a key means once the second layer (F) is taken into account."""

from enum import Enum

from hal.keypad.port import Key


class Stroke(Enum):
    """The columns of the transition table; `F_…` is the same key after F."""

    DIGIT = "digit"
    WG = "WG"
    PLU = "PLU"
    TIMES = "×"
    STO = "STO"
    PERCENT = "%"
    ZW = "ZW"
    BAR = "BAR"
    KARTE = "KARTE"
    BON = "BON"
    C = "C"
    F = "F"
    F_DIGIT = "F digit"
    F_WG = "F WG"
    F_PLU = "F PLU"
    F_TIMES = "F ×"
    F_STO = "F STO"
    F_PERCENT = "F %"
    F_ZW = "F ZW"
    F_BAR = "F BAR"
    F_KARTE = "F KARTE"
    F_BON = "F BON"
    F_C = "F C"
    F_F = "F F"


#: What a digit key types.
SYMBOLS: dict[Key, str] = {
    Key.DIGIT_0: "0",
    Key.DIGIT_00: "00",
    Key.DIGIT_1: "1",
    Key.DIGIT_2: "2",
    Key.DIGIT_3: "3",
    Key.DIGIT_4: "4",
    Key.DIGIT_5: "5",
    Key.DIGIT_6: "6",
    Key.DIGIT_7: "7",
    Key.DIGIT_8: "8",
    Key.DIGIT_9: "9",
    Key.COMMA: ",",
}

#: The eight group keys in order; the second layer adds eight (16 is the deposit position).
GROUP_KEYS: tuple[Key, ...] = (
    Key.WG1,
    Key.WG2,
    Key.WG3,
    Key.WG4,
    Key.WG5,
    Key.WG6,
    Key.WG7,
    Key.WG8,
)

_PLAIN: dict[Key, Stroke] = {
    **dict.fromkeys(SYMBOLS, Stroke.DIGIT),
    **dict.fromkeys(GROUP_KEYS, Stroke.WG),
    Key.PLU: Stroke.PLU,
    Key.TIMES: Stroke.TIMES,
    Key.STO: Stroke.STO,
    Key.PERCENT: Stroke.PERCENT,
    Key.ZW: Stroke.ZW,
    Key.BAR: Stroke.BAR,
    Key.KARTE: Stroke.KARTE,
    Key.BON: Stroke.BON,
    Key.C: Stroke.C,
    Key.F: Stroke.F,
}

_SHIFTED: dict[Stroke, Stroke] = {
    stroke: Stroke["F_" + stroke.name] for stroke in set(_PLAIN.values())
}


def stroke_of(key: Key, *, is_shifted: bool) -> Stroke:
    """The stroke of `key`, after F when `is_shifted`."""
    stroke = _PLAIN[key]
    return _SHIFTED[stroke] if is_shifted else stroke


def group_number(key: Key, *, is_shifted: bool) -> int:
    """1 to 8 for a group key, 9 to 16 on the second layer; ValueError for any other key."""
    number = GROUP_KEYS.index(key) + 1
    return number + len(GROUP_KEYS) if is_shifted else number
