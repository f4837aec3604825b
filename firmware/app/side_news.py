"""What copies, exports and stick said, as rows and events; pure, the loop carries it out.

They go on beside the selling till: a row that cannot be written keeps nobody from selling.
"""

from collections.abc import Mapping
from types import UnionType
from typing import Final, assert_never

from firmware.app import tidings
from firmware.app.device_news import DeviceNews, Row, Seen
from firmware.app.inbox import (
    BackupBegun,
    BackupFailed,
    BackupMade,
    BackupWanted,
    DepTold,
    EverythingTold,
    ExportSaid,
    MediumTold,
    OfferTold,
    PartTold,
    SideMessage,
    SnapshotFailed,
    StickMade,
    StickSought,
    StickTold,
    UpdateTold,
)
from firmware.app.keep import news as keep_news
from firmware.till import dialogue
from firmware.till.acts import JournalKind
from firmware.till.events import (
    Answered,
    Event,
    ExportTold,
    StickChanged,
    UpdateGoesOn,
    UpdateOffered,
)
from firmware.till.exports.requests import MakeOwnerStick, SeekStick
from firmware.till.fiscal.calendar_requests import WriteDep
from firmware.till.fiscal.ending_requests import ExportEverything
from firmware.till.upkeep.hardware_requests import CheckPart
from firmware.till.upkeep.update_requests import FindUpdate, InstallUpdate


def news_of(message: SideMessage, seen: Seen) -> DeviceNews:
    """What `message` means to a till that stands like this."""
    at_utc = seen.at_utc
    match message:
        case BackupBegun():
            return DeviceNews(events=(tidings.backup_news(message, at_utc),))
        case BackupMade() | BackupFailed():
            row: Row = (JournalKind.SICHERUNG, tidings.backed_up(message))
            return DeviceNews(row=row, events=(tidings.backup_news(message, at_utc),))
        case DepTold() | EverythingTold():
            row = (JournalKind.EXPORT, dict(message.row))
            return DeviceNews(row=row, events=_answers(message, seen))
        case StickTold():
            return _stick(message, seen)
        case SnapshotFailed() | MediumTold() | BackupWanted():
            return keep_news.news_of(message, seen)
        case StickMade():
            row = (JournalKind.STICK, dict(message.row))
            return DeviceNews(row=row if message.row else None, events=_answers(message, seen))
        case StickSought() | PartTold():
            return DeviceNews(events=_answers(message, seen))
        case ExportSaid():
            row = (JournalKind.EXPORT, dict(message.row))
            progress = ExportTold(told=message.told, at_utc=at_utc)
            return DeviceNews(row=row if message.row else None, events=(progress,))
        case UpdateTold() | OfferTold():
            return DeviceNews(events=_update(message, seen))
        case _:
            assert_never(message)


def _update(message: UpdateTold | OfferTold, seen: Seen) -> tuple[Event, ...]:
    if isinstance(message, OfferTold):
        return (UpdateOffered(version=message.version, at_utc=seen.at_utc),)
    if message.answer is None:
        return (UpdateGoesOn(percent=message.percent, at_utc=seen.at_utc),)
    return _answers(message, seen)


#: Whose answer a message is.
_ASKED: Final[Mapping[type[SideMessage], type | UnionType]] = {
    DepTold: WriteDep,
    EverythingTold: ExportEverything,
    StickMade: MakeOwnerStick,
    StickSought: SeekStick,
    PartTold: CheckPart,
    UpdateTold: FindUpdate | InstallUpdate,
}


def _answers(
    message: DepTold | EverythingTold | StickMade | StickSought | PartTold | UpdateTold, seen: Seen
) -> tuple[Event, ...]:
    """Only to who still waits for it: what was asked may be left, and something else asked for."""
    waited = dialogue.wanted(seen.till)
    if not isinstance(waited, _ASKED[type(message)]) or message.answer is None:
        return ()
    if isinstance(message, PartTold) and getattr(waited, "part", None) is not message.answer.part:
        return ()
    return (Answered(answer=message.answer, at_utc=seen.at_utc),)


def _stick(message: StickTold, seen: Seen) -> DeviceNews:
    return DeviceNews(
        row=(JournalKind.STICK, dict(message.row)) if message.row else None,
        events=(StickChanged(stick=message.view, at_utc=seen.at_utc),),
    )
