"""What a technician should know of a machine's past: the ring of events without everyday ones."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

from firmware.image.events import Event, EventKind
from firmware.till.texts import VIENNA

#: So many of the newest; a report is read on a screen.
LAST: Final = 10
_MAX_WORDS: Final = 40
#: How the start before ended, where that says that something is wrong. A pulled plug does not.
_STARTS: Final = {
    "watchdog": "neu gestartet vom Wächter der Hardware",
    "health": "neu gestartet, weil die Kasse nicht lief",
}
_KINDS: Final = {
    EventKind.FAILED: "ausgefallen",
    EventKind.HEALTH: "Kasse lief nicht",
    EventKind.EMERGENCY: "Notbetrieb",
    EventKind.UPDATE: "Update",
    EventKind.DISK: "Speicher",
}


def unusual(events: Iterable[Event]) -> tuple[str, ...]:
    """The last of them as lines, the oldest first; what is of no kind known here is left out."""
    told = [f"{_moment(one.utc)}  {words}" for one in events if (words := _words(one))]
    return tuple(told[-LAST:])


def _words(event: Event) -> str:
    if event.kind is EventKind.BOOT:
        return _STARTS.get(event.words.get("before", ""), "")
    if event.kind not in _KINDS:
        return ""
    said = " ".join(event.words.values())
    return f"{_KINDS[event.kind]}: {said[:_MAX_WORDS]}" if said else _KINDS[event.kind]


def _moment(text: str) -> str:
    """The stamp of an event as the till's clock showed it; one that is none stays as it is."""
    try:
        at = datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        return text[:20]
    return f"{at.astimezone(VIENNA):%d.%m.%Y %H:%M}"
