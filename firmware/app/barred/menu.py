"""What a till shows that may not sell: why, and what can be saved onto a stick. Pure.

KASSE GESPERRT      SICHERN             Export noch 1:20    Gesichert ✓
Daten defekt        1 DEP7                42 %             412 Bons
ZW=sichern 9=Neustart BAR=auf den Stick   ▉▉▉▉▉▉░░░░░        Stick abziehen
"""

from dataclasses import dataclass, replace
from enum import Enum
from typing import Final

from firmware.app.refusal import TITLE
from firmware.till.exports.progress import bar, percent, title
from firmware.till.exports.requests import ExportKind, ExportProgress
from hal.display.port import Screen
from hal.keypad.port import Key


class Saving(Enum):
    """What may be carried away; the value stands on the display."""

    DEP7 = "DEP7"
    JOURNAL = "Journal"
    COPY = "Sicherung"
    RAW = "Rohkopie"


KINDS: Final = {
    Saving.DEP7: ExportKind.DEP7,
    Saving.JOURNAL: ExportKind.JOURNAL,
    Saving.COPY: ExportKind.COPY,
}
_DIGITS: Final = {
    Key.DIGIT_1: Saving.DEP7,
    Key.DIGIT_2: Saving.JOURNAL,
    Key.DIGIT_3: Saving.COPY,
    Key.DIGIT_4: Saving.RAW,
}
_ORDER: Final = tuple(Saving)


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """Where the technician is. `chosen` waits for BAR; `asks_restart` likewise.

    While `progress` is there something is being written, and no key counts; `told` is how the last
    one ended (item, main, hint).
    """

    words: str
    chosen: Saving | None = None
    asks_restart: bool = False
    progress: ExportProgress | None = None
    is_reading: bool = False
    told: tuple[str, str, str] | None = None


class Asked(Enum):
    """What a key asked for beside another page."""

    NOTHING = "nothing"
    SAVE = "save what is chosen"
    RESTART = "start anew"


def press(menu: Menu, key: Key) -> tuple[Menu, Asked]:
    """The next page, and what is to be done."""
    if menu.progress is not None or menu.is_reading:
        return menu, Asked.NOTHING
    plain = replace(menu, told=None, asks_restart=False)
    if key in _DIGITS:
        return replace(plain, chosen=_DIGITS[key]), Asked.NOTHING
    match key:
        case Key.DIGIT_9:
            return replace(plain, chosen=None, asks_restart=True), Asked.NOTHING
        case Key.ZW:
            return replace(plain, chosen=_next(menu.chosen)), Asked.NOTHING
        case Key.BAR if menu.asks_restart:
            return plain, Asked.RESTART
        case Key.BAR if menu.chosen is not None and menu.told is None:
            return replace(plain, is_reading=True), Asked.SAVE
        case _:
            return replace(plain, chosen=None), Asked.NOTHING


def _next(chosen: Saving | None) -> Saving:
    if chosen is None:
        return _ORDER[0]
    return _ORDER[(_ORDER.index(chosen) + 1) % len(_ORDER)]


def screen(menu: Menu, now: str) -> Screen:
    """The page; `now` is the time for the status bar."""
    item, main, hint = _zones(menu)
    return Screen(status=f"{now:>21}", item=item, main=main, hint=hint)


def _zones(menu: Menu) -> tuple[str, str, str]:
    if menu.progress is not None:
        return title(menu.progress), percent(menu.progress), bar(menu.progress)
    if menu.is_reading:
        return "SICHERN", "liest ...", ""
    if menu.told is not None:
        return menu.told
    if menu.asks_restart:
        return "KASSE", "Neustart?", "BAR = Ja    C = Nein"
    if menu.chosen is not None:
        number = _ORDER.index(menu.chosen) + 1
        return "SICHERN", f"{number} {menu.chosen.value}", "BAR=auf den Stick  ZW"
    return TITLE, menu.words, "ZW=sichern 9=Neustart"
