"""What F 76 wants of the app: an image that may be installed, and its installation."""

from dataclasses import dataclass
from enum import Enum


class UpdateTrouble(Enum):
    """Why an update is not installed; the value is what the display says."""

    NO_IMAGE = "kein Image"
    NONE = "kein Update da"
    SEVERAL = "mehrere Updates"
    UNREADABLE = "Stick unlesbar"
    WRONG_KEY = "fremde Signatur"
    DAMAGED = "Datei defekt"
    WRONG_MACHINE = "falsches Gerät"
    OLDER = "ist älter"
    SAME = "ist schon drauf"
    NO_ROOM = "kein Platz"
    NOT_A_BUNDLE = "kein Update"
    DISK = "Karte defekt"
    BUSY = "läuft schon"
    SILENT = "keine Antwort"


@dataclass(frozen=True, slots=True, kw_only=True)
class FindUpdate:
    """Look for an image, on the stick first, and have it examined: FoundUpdate or UpdateRefused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InstallUpdate:
    """Install what was found last: Stored or UpdateRefused; how far it is comes as UpdateGoesOn.

    `has_card` and `has_printer` say what works now: the new one must not find less.
    """

    has_card: bool
    has_printer: bool


UpdateWanted = FindUpdate | InstallUpdate


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundUpdate:
    """An image that may be installed in place of `installed`; `notes` say what is new (German)."""

    version: str
    installed: str
    notes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateRefused:
    """There is none, or it must not be installed."""

    trouble: UpdateTrouble


UpdateAnswer = FoundUpdate | UpdateRefused
