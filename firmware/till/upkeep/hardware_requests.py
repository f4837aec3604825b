"""F 95: the parts of a till, what the counter wants tried, and what came of it."""

from dataclasses import dataclass
from enum import Enum

from firmware.till.papers.paper import Paper
from hal.keypad.port import Key


class Part(Enum):
    """A part that is tried; the value is its name for people."""

    DISPLAY = "Anzeige"
    SOUND = "Ton"
    LAMP = "Lampe"
    PRINTER = "Drucker"
    DRAWER = "Lade"
    CARD = "Karte"
    CLOCK = "Uhr"
    STICK = "Stick"
    SUPPLY = "Netzteil"
    SWITCH = "Schloss"
    NET = "Netz"
    KEYS = "Tasten"


class Verdict(Enum):
    """What came of it; the value stands on the slip. ASKED: a person has to say."""

    GOOD = "✓"
    BAD = "✗"
    NONE = "–"
    SKIPPED = "ausgelassen"
    ASKED = "?"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckPart:
    """Try a part: PartChecked. `paper` is what a printer is to print; `chief` lent the right."""

    part: Part
    paper: Paper | None = None
    chief: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveCheck:
    """Whoever waits for PartChecked does not want it any more: PartChecked, as left out."""

    part: Part


@dataclass(frozen=True, slots=True, kw_only=True)
class PartChecked:
    """A part that was tried: `words` for the display (16 characters), `facts` for the slip."""

    part: Part
    verdict: Verdict
    words: str
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyWalk:
    """The test of the keys: which came so far, and the last one.

    `report` is what the other parts came to, where all of them are tried.
    """

    seen: frozenset[Key] = frozenset()
    last: Key | None = None
    report: tuple[PartChecked, ...] | None = None


HardwareWanted = CheckPart | LeaveCheck
HardwareFound = PartChecked
