"""What the counter hears of the archive: how much waits for it, an alarm, a registration."""

from dataclasses import replace
from typing import Final

from firmware.till import texts
from firmware.till.events import ArchiveSeen
from firmware.till.function import Right
from firmware.till.late import tell
from firmware.till.rights import may
from firmware.till.state import Step, Till, say_when_free
from firmware.till.upkeep.archive_requests import ArchiveState

#: The archive has not said yes to this till.
_ASKING: Final = (ArchiveState.UNREGISTERED, ArchiveState.REGISTERING, ArchiveState.REFUSED)


def heard(till: Till, event: ArchiveSeen) -> Step:
    """The arrow counts what the archive has not got; an alarm is told whoever is in charge (AU15).

    Selling goes on: what the archive refuses is safe in the book.
    """
    before = till.archive
    seen = replace(till, archive=event.view)
    if event.view.is_alarmed and not before.is_alarmed and may(seen, Right.CHIEF):
        return say_when_free(seen, *texts.ARCHIVE_ALARM), ()
    words = _answer(before.state, event.view.state)
    return (tell(seen, *words) if words else seen), ()


def _answer(before: ArchiveState, now: ArchiveState) -> tuple[str, ...]:
    """What became of a registration; empty where there was none, or it goes on."""
    match now:
        case ArchiveState.OK if before in _ASKING:
            return "Archiv", "registriert"
        case ArchiveState.REFUSED if before not in (ArchiveState.OFF, ArchiveState.REFUSED):
            return "Archiv", "abgelehnt", "Schlüssel: F 82"
        case ArchiveState.OFFLINE if before is ArchiveState.REGISTERING:
            return "Archiv", "kein Netz", "wird wieder versucht"
        case _:
            return ()
