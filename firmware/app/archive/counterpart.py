"""The archive on the loop's side: what it said last, what is asked of it, what is handed to it.

kassa-sync speaks with the archive. kassad asks it by small files in memory and hears it by another
one; a file that cannot be written is logged, and keeps nobody from selling.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from pathlib import Path
from typing import Final, assert_never

from firmware.app.archive import net
from firmware.app.archive.happenings import Happenings, registered_id
from firmware.app.archive.links import Links
from firmware.app.archive.view import confirmed_of, found_of, view_of
from firmware.app.inbox import ArchiveTold
from firmware.process.logs import get_logger
from firmware.store.reader import Reader
from firmware.sync.archive_file import ArchiveFile
from firmware.sync.config import Paths
from firmware.sync.whole_file import write_whole
from firmware.till.acts import JournalKind
from firmware.till.closing.zreport import Confirmed
from firmware.till.requests import Failed, Found, Stored
from firmware.till.upkeep.archive_requests import (
    NO_ARCHIVE,
    ArchiveFound,
    ArchiveState,
    ArchiveView,
    ArchiveWanted,
    FindArchive,
    FindNet,
    HandArchiveKey,
    NetFound,
    ShowLink,
    SyncNow,
)

log = get_logger()

KEY_MODE: Final = 0o640
_NOW_MODE: Final = 0o640


class Push(Enum):
    """Why rows are to go now, and not within the half minute; the values stand in the file."""

    BOOT = "boot"
    Z = "z"
    RECEIPT = "receipt"
    ASKED = "asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """What kassad is told of its archive by the settings.

    `contact` is how long after the last contact a link is believed to lead to its receipt; `wifi`
    is the name of the Wi-Fi the till is to be in, empty for none.
    """

    paths: Paths
    has_archive: bool
    contact: timedelta
    wifi: str = ""


class Archive:
    """Used by the loop alone."""

    def __init__(self, book: Reader, links: Links, reach: Reach) -> None:
        self._links = links
        self._paths = reach.paths
        self._has_archive = reach.has_archive
        self._contact, self._wifi = reach.contact, reach.wifi
        self._status: ArchiveFile | None = None
        self._view: ArchiveView = NO_ARCHIVE
        self._happenings = Happenings(registered_id(book))
        self._owed: Push | None = None
        #: Writes a row about the archive, and says whether the book took it; set by the loop.
        self.note: Callable[[JournalKind, dict[str, object]], bool] = lambda _kind, _content: False

    @property
    def view(self) -> ArchiveView:
        """As the counter knows it."""
        return self._view

    def hear(self, told: ArchiveTold) -> ArchiveView:
        """The file says something else than before: what the counter is to know; rows of it."""
        self._status, self._view = told.status, view_of(told.status, self._contact)
        for content in self._happenings.take(told.status):
            self.note(JournalKind.ARCHIV, content)
        return self._view

    def answer(self, wanted: ArchiveWanted) -> Found:
        """What a dialogue wants."""
        match wanted:
            case SyncNow():
                self.owe(Push.ASKED)
                return self.found()
            case FindArchive():
                return self.found()
            case HandArchiveKey():
                return self._hand_key(wanted.key)
            case ShowLink():
                is_known = self.make_known(wanted.number)
                return Stored() if is_known else Failed(words="Speicher voll")
            case FindNet():
                return self.net_found()
            case _:
                assert_never(wanted)

    def found(self) -> ArchiveFound:
        """How it goes with the archive."""
        if self._status is None and self._has_archive:
            # The settings name one, and kassa-sync has not said a word yet.
            return ArchiveFound(view=ArchiveView(state=ArchiveState.OFFLINE))
        return found_of(self._status, self._view)

    def net_found(self) -> NetFound:
        """What this machine knows of its net, and how far the archive is."""
        links = net.links()
        has_radio = any(one.is_wireless for one in links)
        return NetFound(
            links=links,
            addresses=net.addresses(),
            wifi=self._wifi,
            signal_dbm=net.signal_dbm() if has_radio else None,
            gateway=net.gateway(),
            archive=self.found(),
        )

    def confirmed(self) -> Confirmed | None:
        """How far the archive vouches for the book."""
        return confirmed_of(self._status)

    def link(self, number: int) -> str:
        """The link of a receipt, whether or not the archive is reached now; empty for none."""
        return "" if self._status is None else self._links.link(self._status.links, number)

    def make_known(self, number: int) -> bool:
        """Have the row of a receipt's link in the book, once; then the receipt is to go at once.

        Raises:
            StoreError: the book cannot be read.
        """
        content = self._links.row(number)
        is_known = content is None or self.note(JournalKind.BELEG_LINK, content)
        if is_known:
            self.owe(Push.RECEIPT)
        return is_known

    def owe(self, reason: Push) -> None:
        """Rows are to go as soon as what is being done is done."""
        self._owed = reason

    def follow(self) -> None:
        """Ask for what is owed, now that all rows of this step are in the book."""
        reason, self._owed = self._owed, None
        if reason is None or not self._has_archive:
            return
        self._lay_down(self._paths.archive_now, reason.value.encode(), _NOW_MODE)

    def _hand_key(self, key: str) -> Stored | Failed:
        """kassa-sync takes it away once it is used; no log and no row ever has it."""
        if not self._lay_down(self._paths.archive_key, key.encode(), KEY_MODE):
            return Failed(words="geht nicht")
        return Stored()

    def _lay_down(self, path: Path, content: bytes, mode: int) -> bool:
        try:
            write_whole(path, content, mode)
        except OSError as error:
            log.error("request to the archive", file=path.name, detail=str(error))
            return False
        return True
