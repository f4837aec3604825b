"""What is wrong with the signature device, for display and paper (E12, E13, E22 of the manual)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Final

from firmware.till.texts import ErrorCode

SELLING_GOES_ON: Final = "Verkauf läuft weiter"


class DeviceFault(Enum):
    """Why the device does not sign; the value is what the journal's AUSFALL_BEGINN says."""

    ABSENT = "absent"
    BUSY = "busy"
    TIMEOUT = "timeout"
    PIN_WRONG = "pin wrong"
    PIN_BLOCKED = "pin blocked"
    WRONG_CARD = "wrong card"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultWords:
    """A fault for people: its code, `item` for the display, the cause and the first step for paper.

    `hint` is the way out where there is one on the keys.
    """

    code: ErrorCode
    item: str
    cause: str
    first_step: str
    hint: str = SELLING_GOES_ON


_SWAP: Final = "F 68  Verkauf läuft"
_WORDS: Final[Mapping[DeviceFault, FaultWords]] = MappingProxyType(
    {
        DeviceFault.ABSENT: FaultWords(
            code=ErrorCode.E12,
            item="E12 Karte fehlt",
            cause="Karte oder Leser fehlt",
            first_step="Karte und Leser prüfen, neu stecken.",
        ),
        DeviceFault.BUSY: FaultWords(
            code=ErrorCode.E12,
            item="E12 Karte belegt",
            cause="ein anderes Programm hat die Karte",
            first_step="Kasse mit F 98 neu starten.",
        ),
        DeviceFault.TIMEOUT: FaultWords(
            code=ErrorCode.E12,
            item="E12 Karte stumm",
            cause="Karte antwortet nicht in 3 s",
            first_step="Karte ziehen, Leser ab- und anstecken, Karte stecken.",
        ),
        DeviceFault.BROKEN: FaultWords(
            code=ErrorCode.E12,
            item="E12 Karte defekt",
            cause="Karte antwortet falsch",
            first_step="Karte reinigen, neu stecken; sonst tauschen (F 68).",
        ),
        DeviceFault.PIN_WRONG: FaultWords(
            code=ErrorCode.E13,
            item="E13 PIN falsch",
            cause="die Karte nimmt ihre PIN nicht an",
            first_step="Die Kasse versucht es nicht noch einmal. Techniker rufen (F 68).",
            hint=_SWAP,
        ),
        DeviceFault.PIN_BLOCKED: FaultWords(
            code=ErrorCode.E13,
            item="E13 PIN gesperrt",
            cause="die PIN der Karte ist gesperrt",
            first_step="Karte tauschen: F 68.",
            hint=_SWAP,
        ),
        DeviceFault.WRONG_CARD: FaultWords(
            code=ErrorCode.E22,
            item="E22 Karte falsch",
            cause="diese Karte gehört nicht zur Kasse",
            first_step="Die richtige Karte stecken, oder tauschen: F 68.",
            hint=_SWAP,
        ),
    }
)


def device_fault(text: str) -> DeviceFault:
    """The fault the journal wrote as `text`; what it does not know is a device that is broken."""
    try:
        return DeviceFault(text)
    except ValueError:
        return DeviceFault.BROKEN


def words_of(fault: DeviceFault) -> FaultWords:
    """`fault` for people."""
    return _WORDS[fault]


def tries_words(left: int | None) -> str:
    """„noch 2 Versuche", empty where the card does not tell, or none is left."""
    if not left:
        return ""
    return "noch 1 Versuch" if left == 1 else f"noch {left} Versuche"
