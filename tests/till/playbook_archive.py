"""The archive of a playbook: what it says, and what it would be asked and handed."""

from dataclasses import replace
from datetime import timedelta
from typing import assert_never

from firmware.accord import link
from firmware.app.archive.happenings import Happenings
from firmware.app.archive.view import confirmed_of, found_of, view_of
from firmware.sync.archive_file import ArchiveFile
from firmware.till.acts import JournalKind
from firmware.till.closing.zreport import Confirmed
from firmware.till.requests import Failed, Found, Stored
from firmware.till.upkeep.archive_requests import (
    NO_ARCHIVE,
    ArchiveFound,
    ArchiveView,
    ArchiveWanted,
    FindArchive,
    FindNet,
    HandArchiveKey,
    NetFound,
    NetLink,
    ShowLink,
    SyncNow,
)

SECRET = bytes(32)
REGISTER_ID = "GRAZ-01"
REACH = timedelta(minutes=15)
Content = dict[str, object]


class PlayArchive:
    """As firmware.app.archive.counterpart, without a file."""

    def __init__(self) -> None:
        self.status: ArchiveFile | None = None
        self.view: ArchiveView = NO_ARCHIVE
        self.keys: list[str] = []
        self.pushes = 0
        self.known: set[int] = set()
        #: What the app could not do.
        self.is_disk_full = False
        self.net = NetFound(
            links=(NetLink(name="eth0", is_up=True), NetLink(name="wlan0", is_up=False)),
            addresses=("192.168.1.42",),
            archive=ArchiveFound(view=NO_ARCHIVE),
        )
        self._happenings = Happenings("")

    def hear(self, status: ArchiveFile | None) -> list[tuple[str, Content]]:
        """The file says this now; the rows it is worth."""
        self.status, self.view = status, view_of(status, REACH)
        return [(JournalKind.ARCHIV, one) for one in self._happenings.take(status)]

    def answer(self, wanted: ArchiveWanted) -> Found:
        """What a dialogue wants."""
        match wanted:
            case SyncNow():
                self.pushes += 1
                return self.found()
            case FindArchive():
                return self.found()
            case HandArchiveKey():
                if self.is_disk_full:
                    return Failed(words="geht nicht")
                self.keys.append(wanted.key)
                return Stored()
            case ShowLink():
                return Failed(words="Speicher voll") if self.is_disk_full else Stored()
            case FindNet():
                return replace(self.net, archive=self.found())
            case _:
                assert_never(wanted)

    def found(self) -> ArchiveFound:
        """How it goes with it."""
        return found_of(self.status, self.view)

    def confirmed(self) -> Confirmed | None:
        """How far it vouches for the book."""
        return confirmed_of(self.status)

    def link(self, number: int) -> str:
        """Where it shows a receipt."""
        base = "" if self.status is None else self.status.links
        return link.link(base, link.token(SECRET, REGISTER_ID, number)) if base else ""

    def make_known(self, number: int) -> Content | None:
        """The row for a link that is shown for the first time."""
        if number in self.known:
            return None
        self.known.add(number)
        token = link.token(SECRET, REGISTER_ID, number)
        return {"number": number, "token_sha256": link.token_sha256(token)}
