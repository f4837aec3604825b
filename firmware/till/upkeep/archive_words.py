"""What the till says of its archive, in German: its states, its alarms, and what to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from firmware.till.upkeep.archive_requests import ArchiveState, ArchiveView


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmWords:
    """An alarm: for the main zone, for the hint, and a sentence for paper."""

    main: str
    hint: str
    sentence: str


_CALL: Final = "Techniker rufen"
_UNKNOWN: Final = AlarmWords(
    main="prüfen",
    hint=_CALL,
    sentence="Das Archiv meldet etwas. Verkauft wird weiter; Techniker rufen.",
)
_STRANGER: Final = AlarmWords(
    main="Archiv fremd",
    hint="Betreiber anrufen",
    sentence="Was antwortet, ist nicht das Archiv, bei dem die Kassa registriert ist. "
    "Betreiber des Archivs anrufen.",
)
_ALARMS: Final[Mapping[str, AlarmWords]] = {
    "gap": AlarmWords(
        main="Lücke",
        hint="wird nachgeschickt",
        sentence="Dem Archiv fehlen Zeilen. Die Kassa schickt sie von selbst noch einmal; "
        "bleibt die Meldung einen Tag lang, Techniker rufen.",
    ),
    "fork": AlarmWords(
        main="zwei Bücher",
        hint=_CALL,
        sentence="Das Archiv hat an derselben Stelle eine andere Zeile: eine Kopie dieser Kassa "
        "oder ein alter Stand schickt auch. Bücher nicht ändern, Techniker rufen.",
    ),
    "rollback": AlarmWords(
        main="Archiv alt",
        hint="Betreiber anrufen",
        sentence="Das Archiv hat weniger, als es schon bestätigt hat. Betreiber des Archivs "
        "anrufen; die Kassa hat alles.",
    ),
    "root": AlarmWords(
        main="Archiv anders",
        hint="Betreiber anrufen",
        sentence="Was das Archiv bestätigt, ist nicht, was in der Kassa steht. Betreiber des "
        "Archivs anrufen; die Kassa hat alles.",
    ),
    "signature": _STRANGER,
    "origin": _STRANGER,
    "ahead": AlarmWords(
        main="Buch veraltet",
        hint=_CALL,
        sentence="Das Archiv hat mehr Zeilen als diese Kassa: sie wurde auf einen alten Stand "
        "gesetzt, oder eine Kopie von ihr verkauft anderswo. Techniker rufen.",
    ),
    "book": AlarmWords(
        main="Buch anders",
        hint=_CALL,
        sentence="Das Buch der Kassa ist nicht mehr das, das dem Archiv geschickt wurde. "
        "Nichts ändern, Techniker rufen.",
    ),
    "findings": AlarmWords(
        main="Befund",
        hint=_CALL,
        sentence="Das Archiv hat alles, kann aber etwas davon nicht bestätigen. Techniker rufen.",
    ),
    "proof": AlarmWords(
        main="Beweis falsch",
        hint="Betreiber anrufen",
        sentence="Das Archiv kann nicht beweisen, dass seine Bestätigung veröffentlicht ist. "
        "Betreiber des Archivs anrufen.",
    ),
    "untrusted": AlarmWords(
        main="Zertifikat",
        hint=_CALL,
        sentence="Das Zertifikat des Archivs stimmt nicht: ein anderes antwortet, oder es ist "
        "abgelaufen. Nichts wird geschickt; Techniker rufen.",
    ),
    "unreadable": AlarmWords(
        main="nicht lesbar",
        hint=_CALL,
        sentence="Das Archiv kann nicht lesen, was die Kassa schickt; es bewahrt es auf. "
        "Techniker rufen.",
    ),
    "untaken": AlarmWords(
        main="nimmt nichts",
        hint=_CALL,
        sentence="Das Archiv antwortet, nimmt aber Zeilen nicht an. Die Kassa hat alles und "
        "versucht es weiter; Techniker rufen.",
    ),
    "folder": AlarmWords(
        main="Ordner",
        hint=_CALL,
        sentence="Was die Kassa sich vom Archiv merkt, ist nicht zu lesen oder zu schreiben. "
        "Techniker rufen.",
    ),
    "status": AlarmWords(
        main="unlesbar",
        hint=_CALL,
        sentence="Was über das Archiv berichtet wird, kann niemand lesen. Techniker rufen.",
    ),
}
_STATES: Final[Mapping[ArchiveState, str]] = {
    ArchiveState.OFF: "keines",
    ArchiveState.UNREGISTERED: "nicht registriert",
    ArchiveState.REGISTERING: "fragt an",
    ArchiveState.REFUSED: "abgelehnt",
}


def alarm_words(alarm: str) -> str:
    """An alarm for the main zone."""
    return alarm_advice(alarm).main


def alarm_advice(alarm: str) -> AlarmWords:
    """All that is said of an alarm; one that nobody here knows is told all the same."""
    return _ALARMS.get(alarm, _UNKNOWN)


def state_words(view: ArchiveView) -> str:
    """How it goes, for main zone and slip."""
    if view.state in _STATES:
        return _STATES[view.state]
    if view.pending:
        return f"{view.pending} offen"
    return "alles da" if view.state is ArchiveState.OK else "kein Netz"


def state_advice(state: ArchiveState) -> str:
    """What to do about it; empty for nothing."""
    match state:
        case ArchiveState.OFF:
            return "fehlt i. d. Einstell."
        case ArchiveState.UNREGISTERED | ArchiveState.REFUSED:
            return "Schlüssel: F 82"
        case ArchiveState.REGISTERING:
            return "Antwort kommt selbst"
        case _:
            return ""
