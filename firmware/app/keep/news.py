"""What snapshots, second medium and reminder say, as rows and events; the loop carries them out."""

from datetime import datetime
from typing import Final, assert_never

from firmware.app.device_news import DeviceNews, Row, Seen
from firmware.app.inbox import BackupWanted, KeepMessage, MediumTold, SnapshotFailed
from firmware.app.keep.second import BACK, LOST
from firmware.till.acts import JournalKind
from firmware.till.events import BackupSeen, MediumSeen, Noticed
from firmware.till.upkeep.copies import SecondMedium

#: Of a SICHERUNG row that is not about the quarterly copy.
SNAPSHOT: Final = "snapshot"


def news_of(message: KeepMessage, seen: Seen) -> DeviceNews:
    """What `message` means to a till that stands like this."""
    at_utc = seen.at_utc
    match message:
        case SnapshotFailed():
            row: Row = (JournalKind.SICHERUNG, {"what": SNAPSHOT, "error": message.detail})
            told = Noticed(item="Sicherung", main="Fehler", hint="F 80", at_utc=at_utc)
            return DeviceNews(row=row, events=(told,))
        case MediumTold():
            medium = SecondMedium.LOST if message.is_lost else SecondMedium.WELL
            event = MediumSeen(medium=medium, at_utc=at_utc)
            return DeviceNews(row=_medium_row(message, seen), events=(event,))
        case BackupWanted():
            return DeviceNews(events=(BackupSeen(due=message.due, at_utc=at_utc),))
        case _:
            assert_never(message)


def _medium_row(message: MediumTold, seen: Seen) -> Row | None:
    """Only what the journal does not say yet."""
    if message.is_lost == (seen.till.medium is SecondMedium.LOST):
        return None
    if message.is_lost:
        return (JournalKind.SPIEGEL, {"state": LOST, "detail": message.detail})
    return (JournalKind.SPIEGEL, {"state": BACK, "caught_up": message.caught_up})


def awaited(at_utc: datetime) -> Noticed:
    """Why the till does not go down yet."""
    return Noticed(item="Sicherung", main="läuft", hint="Bitte warten", at_utc=at_utc)
