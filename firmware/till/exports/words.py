"""What the counter says of sticks and exports, in words short enough for the display."""

from typing import Final

from firmware.till.exports.requests import ExportKind, StickStanding, StickView

NO_STICK: Final = "Kein Stick"
#: Also one that is in: an owner's stick was let go when it had everything.
PLUG_IN: Final = "Stick (neu) anstecken"
OTHER_STICK: Final = "anderer Stick"
PULLED: Final = "Stick abgezogen"
PLUG_IN_AGAIN: Final = "wieder anstecken"
UNREADABLE: Final = "nicht lesbar"
READ_ONLY: Final = "Schreibschutz"
OTHER_TILL: Final = "andere Kassa"
RUNNING: Final = "Export läuft"
CALL_TECHNICIAN: Final = "Techniker rufen"
CALL_CHIEF: Final = "Chef holen, dann C"
ASK_FOR: Final = "Daten holen: F 70"
EJECT: Final = "abziehen: F 75"
STICK: Final = "Stick"
PULL: Final = "abziehen"
DONE: Final = "Stick ok"
NO_EXPORT: Final = "Kein Export"
EXPORTED: Final = "Export fertig"
#: The examination before the export found something; the chief reads it again at sign-on.
DOUBTED: Final = "Buch prüfen!"

#: What is told of a stick that was put in, and withdrawn when it is out again.
FOUND: Final = "Stick erkannt"
STRANGE: Final = "Stick steckt"
OWNERS: Final = "Chef-Stick"
COMES_AND_GOES: Final = frozenset((FOUND, STRANGE, OWNERS))
FAULTS: Final = frozenset((UNREADABLE, READ_ONLY))

#: On paper, and in questions.
NAMES: Final[dict[ExportKind, str]] = {
    ExportKind.DEP7: "DEP (RKSV)",
    ExportKind.JOURNAL: "Journal und DEP131",
    ExportKind.INSPECTION: "alles für die Prüfung",
    ExportKind.COPY: "Vollsicherung",
    ExportKind.OWNER: "Abholung",
    ExportKind.ENDING: "Schlussexport",
}


def fault_of(stick: StickView | None) -> tuple[str, str] | None:
    """Why nothing can be written onto `stick`, and what helps; None where it can."""
    if stick is None:
        return NO_STICK, PLUG_IN
    if stick.standing is StickStanding.UNREADABLE:
        return UNREADABLE, OTHER_STICK
    return None if stick.is_writable else (READ_ONLY, OTHER_STICK)


def stick_words(stick: StickView | None) -> str:
    """What the status slip says of the port."""
    if stick is None:
        return "keiner"
    fault = fault_of(stick)
    if fault is not None:
        return fault[0]
    match stick.standing:
        case StickStanding.OWNER:
            return OWNERS
        case StickStanding.OTHER_TILL:
            return f"{OWNERS} ({OTHER_TILL})"
        case _:
            return "steckt"
