"""What the counter knows of the archive and of the net, and what its dialogues want of the app."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Final


class ArchiveState(Enum):
    """How the till stands with its archive; the values are those of the status file."""

    OFF = "off"
    UNREGISTERED = "unregistered"
    REGISTERING = "registering"
    OK = "ok"
    OFFLINE = "offline"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveView:
    """What the counter remembers of the archive.

    `pending` are rows it has not confirmed, None where nobody says. `is_alarmed`: it refuses some,
    or what it says cannot be believed. Until `digital_until_utc` a link to a receipt leads to it;
    None: it does not. `till_id` is who the till is to the archive, empty until it is registered.
    """

    state: ArchiveState = ArchiveState.OFF
    pending: int | None = None
    is_alarmed: bool = False
    digital_until_utc: datetime | None = None
    till_id: str = ""

    def is_digital(self, now_utc: datetime) -> bool:
        """Whether a customer's phone finds the receipt behind its link now."""
        return self.digital_until_utc is not None and now_utc <= self.digital_until_utc


NO_ARCHIVE: Final = ArchiveView()


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncNow:
    """Have everything sent now (F 81): ArchiveFound, as it is until then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindArchive:
    """How it goes with the archive: ArchiveFound."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandArchiveKey:
    """Register with the key that was typed, 48 digits: Stored, or Failed with the reason."""

    key: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowLink:
    """Have the link of a receipt known, for it is about to be shown: Stored, or Failed."""

    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FindNet:
    """What this machine knows of its net: NetFound."""


ArchiveWanted = SyncNow | FindArchive | HandArchiveKey | ShowLink | FindNet


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveFound:
    """How it goes with the archive.

    `alarm` is its word, `words` what the archive or kassa-sync says of it. `confirmed` rows and
    `receipts` are vouched for by it, `short` is the short form of the checkpoint that says so.
    """

    view: ArchiveView
    contact_utc: datetime | None = None
    confirmed: int = 0
    receipts: int = 0
    short: str = ""
    alarm: str = ""
    words: str = ""
    origin: str = ""


#: Of a till without an archive.
UNKNOWN: Final = ArchiveFound(view=NO_ARCHIVE)


@dataclass(frozen=True, slots=True, kw_only=True)
class NetLink:
    """One way out of the machine, a cable's or a radio's; `is_up` as far as the machine knows."""

    name: str
    is_up: bool
    is_wireless: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NetFound:
    """The ways out, and the addresses the machine has; no packet was sent to find that out.

    `wifi` is the name the settings say, with the level of its signal (None: nobody says). Behind
    `gateway` is the rest of the world, empty without one. `clock` is who vouches for the time
    (German, up to 10 characters a word), empty where nobody was asked.
    """

    links: tuple[NetLink, ...] = ()
    addresses: tuple[str, ...] = ()
    wifi: str = ""
    signal_dbm: int | None = None
    gateway: str = ""
    clock: str = ""
    archive: ArchiveFound


ArchiveAnswer = ArchiveFound | NetFound
