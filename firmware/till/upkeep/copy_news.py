"""The second medium and the reminder, as whoever stands at the till reads them.

Neither keeps anybody from selling, and neither covers a sale or the change to give.
"""

from dataclasses import replace
from typing import assert_never

from firmware.till.events import BackupSeen, MediumSeen
from firmware.till.late import tell
from firmware.till.state import Notice, Step, Till
from firmware.till.upkeep.copies import BackupDue, SecondMedium

MEDIUM = "Zweites Medium"


def heard(till: Till, event: BackupSeen | MediumSeen) -> Step:
    """A backup is owed or was made; the second medium is lost or back."""
    match event:
        case BackupSeen():
            return replace(till, backup_due=event.due), ()
        case MediumSeen():
            return _medium(till, event.medium), ()
        case _:
            assert_never(event)


def _medium(till: Till, medium: SecondMedium) -> Till:
    """Told when it changes, after an open sale at the earliest: `M!` stands there at once.

    That it is there is no news at a start.
    """
    before, seen = till.medium, replace(till, medium=medium)
    if medium is SecondMedium.LOST and before is not SecondMedium.LOST:
        return tell(seen, MEDIUM, "fehlt", "Verkauf läuft weiter")
    if medium is SecondMedium.WELL and before is SecondMedium.LOST:
        return tell(seen, MEDIUM, "wieder da")
    return seen


def reminder(due: BackupDue) -> Notice:
    """V120, V121: since when nothing was carried away, and how it is done."""
    item = "Quartalsende" if due.is_quarter_end else "Sicherung"
    since = "seit 1 Tag" if due.days == 1 else f"seit {due.days} Tagen"
    return Notice(item=item, main=since, hint="Stick oder F 72")


def medium_words(medium: SecondMedium) -> str:
    """The same on the status slip (F 80)."""
    return "aktuell" if medium is SecondMedium.WELL else "FEHLT"
