"""What the status file of the archive means to counter, slips and exports; pure.

kassa-sync has checked what it writes there, and kassad checks the signature of a checkpoint once
more before it is put on paper: so paper never says what the archive's own key did not.
"""

from datetime import timedelta
from typing import Final

from firmware.accord import link
from firmware.accord.errors import AccordError
from firmware.evidence.errors import EvidenceError
from firmware.evidence.note import Checkpoint, Verifier, verified_checkpoint
from firmware.process.logs import get_logger
from firmware.store import seal
from firmware.sync.archive_file import ArchiveFile
from firmware.till.closing.zreport import Confirmed
from firmware.till.upkeep.archive_requests import (
    NO_ARCHIVE,
    UNKNOWN,
    ArchiveFound,
    ArchiveState,
    ArchiveView,
)

log = get_logger()

#: The alarm of a status file that cannot be read; all others are kassa-sync's words.
UNREADABLE: Final = "status"
#: With these the archive takes rows all the same, and shows receipts.
_TAKING: Final = ("", "findings", "proof", "gap")


def view_of(status: ArchiveFile | None, reach: timedelta) -> ArchiveView:
    """What the counter remembers; `reach` is how long after a contact a link is believed to lead.

    A contact is no promise, but whoever was reached a moment ago takes the next receipt at once.
    """
    if status is None:
        return NO_ARCHIVE
    contact_utc = status.contact_utc
    is_taking = status.state == "ok" and status.alarm in _TAKING
    is_digital = is_taking and contact_utc is not None and has_links(status.links)
    return ArchiveView(
        state=ArchiveState(status.state),
        pending=status.pending,
        is_alarmed=bool(status.alarm),
        digital_until_utc=contact_utc + reach if is_digital and contact_utc is not None else None,
        till_id=status.till_id,
    )


def has_links(base: str) -> bool:
    """Whether links to receipts can begin so."""
    if not base:
        return False
    try:
        link.link(base, "A" * link.TOKEN_SIGNS)
    except AccordError as error:
        log.error("no base of links", detail=str(error))
        return False
    return True


def found_of(status: ArchiveFile | None, view: ArchiveView) -> ArchiveFound:
    """How it goes with the archive, for display and slip."""
    if status is None:
        return UNKNOWN
    confirmed = confirmed_of(status)
    return ArchiveFound(
        view=view,
        contact_utc=status.contact_utc,
        confirmed=0 if confirmed is None else confirmed.rows,
        receipts=0 if confirmed is None else confirmed.receipts,
        short="" if confirmed is None else confirmed.text,
        alarm=status.alarm,
        words=status.words,
        origin=status.origin,
    )


def confirmed_of(status: ArchiveFile | None) -> Confirmed | None:
    """How far the archive vouches for the book, as its last checkpoint says; None: it does not."""
    found = checkpoint_of(status)
    if found is None or status is None or not found.size:
        return None
    text = seal.anchor(found.size, found.root.hex())
    return Confirmed(rows=found.size, receipts=status.receipts, text=text)


def checkpoint_of(status: ArchiveFile | None) -> Checkpoint | None:
    """The checkpoint in the file, if the key the till was registered with signed it."""
    if status is None or not status.checkpoint or status.alarm == UNREADABLE:
        return None
    try:
        key = Verifier.parse(status.archive_key)
        return verified_checkpoint(status.checkpoint, status.origin, key)
    except EvidenceError as error:
        log.error("no checkpoint of the archive", detail=str(error))
        return None


def key_name_of(status: ArchiveFile) -> str:
    """The archive's key by name and number, as a row tells it; empty where it is none."""
    try:
        key = Verifier.parse(status.archive_key)
    except EvidenceError:
        return ""
    return f"{key.name}+{key.key_id.hex()}"
